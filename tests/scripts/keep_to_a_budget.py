"""A constraint that is known only after evaluation: the best trial must keep to it."""

import bayesopt as optuna


def objective(trial):
    width = trial.suggest_int("width", 8, 512, log=True)
    depth = trial.suggest_int("depth", 1, 8)
    dropout = trial.suggest_float("dropout", 0.0, 0.5, step=0.05)
    error = 1 / width + 0.1 / depth + (dropout - 0.2) ** 2
    parameters = width * width * depth
    trial.set_constraint("parameters", parameters - 50_000)
    trial.set_constraint("memory", 8 * parameters / 1e6 - 0.5)
    trial.set_user_attr("parameters", parameters)
    return error


if __name__ == "__main__":
    study = optuna.create_study(direction="minimize", study_name="budget")
    study.enqueue_trial({"width": 16, "depth": 2, "dropout": 0.2})
    study.optimize(objective, n_trials=30)

    best = study.best_trial
    print("Best error within the budget:", best.value)
    print("  parameters:", best.user_attrs["parameters"])
    print("  constraints:", best.constraints)
    assert all(value <= 0 for value in best.constraints.values())
    infeasible = [t for t in study.trials if any(c > 0 for c in t.constraints.values())]
    print(f"{len(infeasible)} of {len(study.trials)} trials broke the budget")
    feasible = [t.value for t in study.trials if t not in infeasible]
    assert study.best_value == min(feasible)
    assert [t.number for t in study.best_trials] == [best.number]
