"""Which classifier, and with which settings? One search over all of them."""

import numpy as np
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

from bayesopt.hyperopt import STATUS_OK, Trials, fmin, hp, space_eval, tpe

X, y = load_iris(return_X_y=True)

search_space = {
    "scaler": hp.choice("scaler", [StandardScaler(), MinMaxScaler(), None]),
    "classifier": hp.choice(
        "classifier_type",
        [
            {
                "type": "svm",
                "C": hp.lognormal("svm_C", 0, 1.0),
                "kernel": hp.choice(
                    "svm_kernel",
                    [
                        {"ktype": "linear"},
                        {"ktype": "rbf", "gamma": hp.loguniform("svm_gamma", -6, 1)},
                    ],
                ),
            },
            {
                "type": "forest",
                "n_estimators": hp.uniformint("forest_n", 2, 12),
                "max_depth": hp.choice("forest_depth", [None, hp.randint("forest_limit", 1, 6)]),
                "criterion": hp.pchoice("forest_how", [(0.8, "gini"), (0.2, "entropy")]),
            },
            {"type": "knn", "n_neighbors": 1 + hp.randint("knn_n", 15)},
        ],
    ),
}


def classifier(type, **settings):
    if type == "svm":
        kernel = settings["kernel"]
        return SVC(C=settings["C"], kernel=kernel["ktype"], gamma=kernel.get("gamma", "scale"))
    if type == "forest":
        return RandomForestClassifier(**settings, random_state=0)
    return KNeighborsClassifier(**settings)


def objective(params):
    model = make_pipeline(params["scaler"] or "passthrough", classifier(**params["classifier"]))
    accuracy = cross_val_score(model, X, y, cv=3).mean()
    return {"loss": -accuracy, "status": STATUS_OK, "type": params["classifier"]["type"]}


trials = Trials()
best = fmin(
    fn=objective,
    space=search_space,
    algo=tpe.suggest,
    max_evals=40,
    trials=trials,
    rstate=np.random.default_rng(0),
)
print("best assignment:", best)
print("best point:", space_eval(search_space, best))
print(
    "tried:", {kind: [r["type"] for r in trials.results].count(kind) for kind in ("svm", "forest")}
)
accuracy = -trials.best_trial["result"]["loss"]
assert accuracy > 0.95, accuracy
assert len(trials.losses()) == 40
print("done")
