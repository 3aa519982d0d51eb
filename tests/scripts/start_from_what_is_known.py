"""Begin with defaults and past results, continue later, and try the winner once more."""

import bayesopt as optuna


def objective(trial):
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    rounds = trial.suggest_int("rounds", 50, 500, step=50)
    booster = trial.suggest_categorical("booster", ["gbtree", "dart"])
    penalty = 0.1 if booster == "dart" else 0.0
    return (rate - 0.01) ** 2 * 100 + abs(rounds - 300) / 1000 + penalty


if __name__ == "__main__":
    storage = optuna.storages.InMemoryStorage()
    study = optuna.create_study(study_name="boosting", storage=storage)
    study.set_user_attr("dataset", "synthetic")
    study.enqueue_trial({"rate": 0.05, "rounds": 100, "booster": "gbtree"})
    study.enqueue_trial({"rate": 0.001}, user_attrs={"memo": "from the paper"})
    study.enqueue_trial({"rate": 0.001}, skip_if_exists=True)

    space = {
        "rate": optuna.distributions.FloatDistribution(1e-4, 1e-1, log=True),
        "rounds": optuna.distributions.IntDistribution(50, 500, step=50),
        "booster": optuna.distributions.CategoricalDistribution(["gbtree", "dart"]),
    }
    for rate, value in [(0.02, 0.11), (0.08, 0.59)]:
        params = {"rate": rate, "rounds": 200, "booster": "gbtree"}
        trial = optuna.trial.create_trial(params=params, distributions=space, value=value)
        study.add_trial(trial)

    study.optimize(objective, n_trials=10)
    try:
        optuna.create_study(study_name="boosting", storage=storage)
    except optuna.exceptions.DuplicatedStudyError:
        print("The study exists; resuming it.")
    study = optuna.load_study(study_name="boosting", storage=storage)
    study.optimize(objective, n_trials=10)

    for summary in optuna.get_all_study_summaries(storage):
        print(summary.study_name, summary.n_trials, summary.user_attrs)
    assert len(study.trials) == 22
    assert study.trials[1].user_attrs == {"memo": "from the paper"}
    assert study.trials[0].params["rounds"] == 100

    print("Best:", study.best_value, study.best_params)
    assert objective(study.best_trial) == study.best_value or study.best_trial.number in (2, 3)
    fixed = optuna.trial.FixedTrial({"rate": 0.01, "rounds": 300, "booster": "gbtree"})
    assert objective(fixed) == 0
