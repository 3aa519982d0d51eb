"""Every trial is a run of its own in MLflow, below the run of the whole search."""

import mlflow
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bayesopt.hyperopt import STATUS_OK, Trials, fmin, hp, space_eval, tpe

X, y = load_wine(return_X_y=True)
space = {
    "C": hp.lognormal("C", 0, 1.5),
    "solver": hp.choice("solver", ["lbfgs", "newton-cholesky"]),
    "max_iter": hp.uniformint("max_iter", 50, 150),
}


def train(params):
    with mlflow.start_run(nested=True):
        mlflow.log_params(params)
        model = make_pipeline(StandardScaler(), LogisticRegression(**params))
        accuracy = cross_val_score(model, X, y, cv=3).mean()
        mlflow.log_metric("accuracy", accuracy)
        return {"loss": -accuracy, "status": STATUS_OK, "run": mlflow.active_run().info.run_id}


mlflow.set_experiment("wine")
with mlflow.start_run(run_name="search") as parent:
    trials = Trials()
    best = fmin(train, space, algo=tpe.suggest, max_evals=8, trials=trials, verbose=False)
    chosen = space_eval(space, best)
    mlflow.log_params({f"best_{name}": value for name, value in chosen.items()})
    mlflow.log_metric("best_loss", min(trials.losses()))

runs = mlflow.search_runs(output_format="list")
children = [run for run in runs if run.data.tags.get("mlflow.parentRunId") == parent.info.run_id]
assert len(children) == 8, len(children)
best_run = mlflow.get_run(trials.best_trial["result"]["run"])
assert best_run.data.params["solver"] == chosen["solver"]
assert float(best_run.data.params["C"]) == chosen["C"]
print("done")
