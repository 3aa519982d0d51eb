"""The models behind the tuning tasks: parameters to a loss, cross-validated on fixed folds.

Losses that go on improving after accuracy has saturated: log loss, Brier score, the logistic loss
of margins, root-mean-square error. Equal parameters always give the same loss.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import ElasticNet, LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    MinMaxScaler,
    PolynomialFeatures,
    QuantileTransformer,
    StandardScaler,
)
from sklearn.svm import SVC, SVR

Array = NDArray[Any]
Params = Mapping[str, Any]
FOLDS, EPOCHS, TREES, IMAGES = 3, 8, 20, 500
MOST_TREES = 80  # of boosting


@cache
def data(name: str, rows: int | None = None) -> tuple[Array, Array]:
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    return X[:rows], y[:rows]


def scaler(name: str) -> Any:
    return {
        "none": "passthrough",
        "standard": StandardScaler(),
        "minmax": MinMaxScaler(),
        "quantile": QuantileTransformer(n_quantiles=50, output_distribution="normal"),
    }[name]


def out_of_fold(model: Any, X: Array, y: Array, method: str) -> Array:
    cv = KFold(FOLDS, shuffle=True, random_state=0)
    return np.asarray(cross_val_predict(model, X, y, cv=cv, method=method))


def rmse(errors: Array) -> float:
    return float(np.sqrt(np.mean(errors**2)))


def brier(p: Array, y: Array) -> float:
    return float(np.mean(np.sum((p - (y[:, None] == np.unique(y))) ** 2, axis=1)))


def softmax(margins: Array) -> Array:
    e = np.exp(margins - margins.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def svm_breast_cancer(params: Params) -> float:
    X, y = data("breast_cancer")
    model = make_pipeline(StandardScaler(), SVC(**params))
    margins = out_of_fold(model, X, y, "decision_function") * (2 * y - 1)
    return float(np.mean(np.logaddexp(0.0, -margins)))


def svr_diabetes(params: Params) -> float:
    X, y = data("diabetes")
    model = make_pipeline(StandardScaler(), SVR(**params, max_iter=100_000))
    return rmse(out_of_fold(model, X, y, "predict") - y)


@lru_cache(maxsize=1)
def _stages(rest: tuple[tuple[str, Any], ...]) -> Array:
    """Predictions (trees, rows) of boosting after every tree, out of fold."""
    X, y = data("diabetes")
    stages = np.empty((MOST_TREES, len(y)))
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(X):
        model = GradientBoostingRegressor(**dict(rest), n_estimators=MOST_TREES, random_state=0)
        model.fit(X[train], y[train])
        stages[:, test] = list(model.staged_predict(X[test]))
    return stages


def boosting_diabetes(params: Params) -> float:
    rest = tuple((name, value) for name, value in params.items() if name != "n_estimators")
    _, y = data("diabetes")
    return rmse(_stages(rest)[params["n_estimators"] - 1] - y)


def forest_wine(params: Params) -> float:
    X, y = data("wine")
    model = RandomForestClassifier(TREES, **params, random_state=0)
    return float(log_loss(y, np.clip(out_of_fold(model, X, y, "predict_proba"), 1e-3, 1)))


def mlp_digits(params: Params) -> float:
    X, y = data("digits", 2 * IMAGES)
    X = X / 16.0
    chosen = {key: value for key, value in params.items() if key != "units"}
    model = MLPClassifier(hidden_layer_sizes=(params["units"],), **chosen, random_state=0)
    for _ in range(EPOCHS):
        model.partial_fit(X[:IMAGES], y[:IMAGES], classes=np.arange(10))
    return float(log_loss(y[IMAGES:], model.predict_proba(X[IMAGES:]), labels=np.arange(10)))


def neighbours_digits(params: Params) -> float:
    X, y = data("digits", IMAGES)
    chosen = {key: params[key] for key in ("n_neighbors", "weights", "p")}
    reduced = PCA(params["components"], svd_solver="full")
    model = make_pipeline(scaler(params["scaler"]), reduced, KNeighborsClassifier(**chosen))
    return brier(out_of_fold(model, X, y, "predict_proba"), y)


def logistic_breast_cancer(params: Params) -> float:
    X, y = data("breast_cancer")
    weight = None if params["class_weight"] == "none" else params["class_weight"]
    model = make_pipeline(
        scaler(params["scaler"]),
        SelectKBest(f_classif, k=params["features"]),
        LogisticRegression(
            C=params["C"],
            l1_ratio={"l1": 1.0, "l2": 0.0}[params["penalty"]],
            class_weight=weight,
            solver="liblinear",
            random_state=0,
        ),
    )
    return float(log_loss(y, out_of_fold(model, X, y, "predict_proba")))


def elastic_diabetes(params: Params) -> float:
    X, y = data("diabetes")
    model = make_pipeline(
        scaler(params["scaler"]),
        PolynomialFeatures(params["degree"], include_bias=False),
        StandardScaler(),
        ElasticNet(alpha=params["alpha"], l1_ratio=params["l1_ratio"], max_iter=300),
    )
    return rmse(out_of_fold(model, X, y, "predict") - y)


def histogram_breast_cancer(params: Params) -> float:
    X, y = data("breast_cancer")
    model = HistGradientBoostingClassifier(
        **params, max_iter=40, max_bins=64, early_stopping=False, random_state=0
    )
    return float(log_loss(y, np.clip(out_of_fold(model, X, y, "predict_proba"), 1e-6, 1)))


def classifier_digits(params: Params) -> float:
    X, y = data("digits", IMAGES)
    X = X / 16.0
    chosen = {key: value for key, value in params.items() if key not in ("algorithm", "scaler")}
    first = scaler(params.get("scaler", "none"))
    if params["algorithm"] == "svm":
        margins = out_of_fold(SVC(**chosen), X, y, "decision_function")
        return brier(softmax(margins), y)
    model = {
        "forest": lambda: RandomForestClassifier(TREES, **chosen, random_state=0),
        "neighbours": lambda: KNeighborsClassifier(**chosen),
        "logistic": lambda: LogisticRegression(**chosen, max_iter=200),
    }[params["algorithm"]]()
    return brier(out_of_fold(make_pipeline(first, model), X, y, "predict_proba"), y)


def reduced_svm_wine(params: Params) -> float:
    X, y = data("wine")
    machine = SVC(C=params["C"], gamma=params["gamma"])
    steps = {
        "none": lambda: [scaler(params["scaler"])],
        "pca": lambda: [StandardScaler(), PCA(params["components"], svd_solver="full")],
        "best": lambda: [StandardScaler(), SelectKBest(f_classif, k=params["features"])],
    }[params["reduction"]]()
    margins = out_of_fold(make_pipeline(*steps, machine), X, y, "decision_function")
    return float(log_loss(y, softmax(2 * margins)))


def model_of(task: str) -> Callable[[Params], float]:
    """The function that evaluates the task of that name."""
    found: Callable[[Params], float] = globals()[task.replace("-", "_")]
    return found
