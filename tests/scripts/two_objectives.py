"""Two objectives at once: the trade-off between them instead of one best trial."""

import bayesopt as optuna


def objective(trial):
    x = trial.suggest_float("x", 0, 5)
    y = trial.suggest_float("y", 0, 3)
    v0 = 4 * x**2 + 4 * y**2
    v1 = (x - 5) ** 2 + (y - 5) ** 2
    return v0, v1


if __name__ == "__main__":
    study = optuna.create_study(directions=["minimize", "minimize"])
    study.set_metric_names(["near the origin", "near (5, 5)"])
    study.optimize(objective, n_trials=40)

    print(f"Number of trials on the Pareto front: {len(study.best_trials)}")
    trial_with_lowest_v0 = min(study.best_trials, key=lambda t: t.values[0])
    print("Trial with the lowest first value:")
    print(f"  number: {trial_with_lowest_v0.number}")
    print(f"  params: {trial_with_lowest_v0.params}")
    print(f"  values: {trial_with_lowest_v0.values}")

    for trial in study.best_trials:
        for other in study.trials:
            better = [a < b for a, b in zip(other.values, trial.values, strict=True)]
            assert not all(better)
    try:
        _ = study.best_trial
    except RuntimeError as error:
        print("There is no best trial:", error)
    else:
        raise AssertionError("two objectives have no single best trial")
