"""Real models of scikit-learn on data sets that it brings along; lower is better.

Losses that go on improving after accuracy has saturated: log loss, the logistic loss of margins,
root-mean-square error; all cross-validated on fixed folds, so that the same parameters always give
the same value. The best possible value is unknown.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from bayesopt.race.problems.problem import Params, Problem
from bayesopt.space import Categorical, Float, FloatArray, Int, Space

SVM = Space({"C": Float(1e-3, 1e4, log=True), "gamma": Float(1e-6, 1e1, log=True)})
BOOSTING = Space(
    {
        "learning_rate": Float(1e-3, 1.0, log=True),
        "n_estimators": Int(10, 200, log=True),
        "max_depth": Int(1, 6),
        "subsample": Float(0.3, 1.0),
        "min_samples_leaf": Int(1, 50, log=True),
    }
)
FOREST = Space(
    {
        "max_depth": Int(1, 12),
        "max_features": Float(0.05, 1.0),
        "min_samples_leaf": Int(1, 30, log=True),
        "criterion": Categorical(["entropy", "gini"]),
        "bootstrap": Categorical([True, False]),
    }
)
MLP = Space(
    {
        "learning_rate_init": Float(1e-5, 1e-1, log=True),
        "alpha": Float(1e-6, 1e2, log=True),
        "units": Int(4, 128, log=True),
        "activation": Categorical(["logistic", "relu", "tanh"]),
        "batch_size": Int(16, 256, log=True),
    }
)
EPOCHS = 10


@cache
def _data(name: str, rows: int | None = None) -> tuple[FloatArray, Any]:
    from sklearn import datasets

    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    return X[:rows], y[:rows]


def _standardised(model: Any) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), model)


def _out_of_fold(model: Any, X: FloatArray, y: Any, method: str, folds: int) -> FloatArray:
    from sklearn.model_selection import KFold, cross_val_predict

    cv = KFold(folds, shuffle=True, random_state=0)
    return np.asarray(cross_val_predict(model, X, y, cv=cv, method=method))


def _logistic(margins: FloatArray) -> float:
    """Mean of log(1 + exp(-margin))."""
    return float(np.mean(np.logaddexp(0.0, -margins)))


def svm_breast_cancer(params: Params) -> float:
    """Logistic loss of the margins of an RBF machine."""
    from sklearn.svm import SVC

    X, y = _data("breast_cancer")
    margins = _out_of_fold(_standardised(SVC(**params)), X, y, "decision_function", 4)
    return _logistic(margins * (2 * y - 1))


def svm_digits(params: Params) -> float:
    """The same for the digits, one machine against the rest for each; 600 images."""
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import SVC

    X, y = _data("digits", 600)
    model = OneVsRestClassifier(SVC(**params))
    margins = _out_of_fold(_standardised(model), X, y, "decision_function", 3)
    return _logistic(margins * (2 * (y[:, None] == np.arange(10)) - 1))


def boosting_diabetes(params: Params) -> float:
    """Root-mean-square error of boosted trees."""
    from sklearn.ensemble import GradientBoostingRegressor

    X, y = _data("diabetes")
    model = GradientBoostingRegressor(**params, random_state=0)
    errors = _out_of_fold(model, X, y, "predict", 3) - y
    return float(np.sqrt(np.mean(errors**2)))


def forest_wine(params: Params) -> float:
    """Log loss of 30 trees."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import log_loss

    X, y = _data("wine")
    model = RandomForestClassifier(30, **params, random_state=0)
    return float(log_loss(y, _out_of_fold(model, X, y, "predict_proba", 3)))


def mlp_digits(params: Params) -> float:
    """Log loss of a network with one hidden layer after ten epochs; half trains, half tests."""
    from sklearn.metrics import log_loss
    from sklearn.neural_network import MLPClassifier

    X, y = _data("digits")
    X = X / 16.0
    chosen = {key: value for key, value in params.items() if key != "units"}
    model = MLPClassifier(hidden_layer_sizes=(params["units"],), **chosen, random_state=0)
    for _ in range(EPOCHS):
        model.partial_fit(X[::2], y[::2], classes=np.arange(10))
    return float(log_loss(y[1::2], model.predict_proba(X[1::2])))


TASKS: dict[str, tuple[Space, Callable[[Params], float]]] = {
    "boosting-diabetes": (BOOSTING, boosting_diabetes),
    "forest-wine": (FOREST, forest_wine),
    "mlp-digits": (MLP, mlp_digits),
    "svm-breast-cancer": (SVM, svm_breast_cancer),
    "svm-digits": (SVM, svm_digits),
}


def problems() -> list[Problem]:
    """All of them. scikit-learn is imported when one is evaluated."""
    packages = ("scikit-learn",)
    return [
        Problem(name, space, function, packages=packages)
        for name, (space, function) in TASKS.items()
    ]
