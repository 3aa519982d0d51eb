"""What pandas can say about a study."""

import io

import pandas as pd

import bayesopt as optuna


def objective(trial):
    model = trial.suggest_categorical("model", ["linear", "tree", "nearest"])
    depth = trial.suggest_int("depth", 1, 8) if model == "tree" else 0
    rate = trial.suggest_float("rate", 1e-3, 1.0, log=True)
    trial.set_user_attr("cost", 1 + depth)
    if rate > 0.9:
        return float("nan")
    return {"linear": 0.3, "tree": 0.1, "nearest": 0.2}[model] + abs(depth - 4) / 10 + rate


if __name__ == "__main__":
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    study.optimize(objective, n_trials=60)

    df = study.trials_dataframe()
    print(df.tail())
    print(df[df["state"] == "COMPLETE"].groupby("params_model")["value"].agg(["mean", "min"]))
    assert len(df) == 60
    assert df["duration"].dt.total_seconds().min() >= 0
    assert df.loc[df["params_model"] != "tree", "params_depth"].isna().all()
    assert df.loc[df["value"].idxmin(), "number"] == study.best_trial.number

    short = study.trials_dataframe(attrs=("number", "value", "params", "state"))
    assert list(short.columns)[:2] == ["number", "value"]
    again = pd.read_json(io.StringIO(short.to_json(orient="records")))
    assert list(again["number"]) == list(range(60))

    nested = study.trials_dataframe(multi_index=True)
    print(nested["params"].describe())
    assert nested[("user_attrs", "cost")].max() <= 9
