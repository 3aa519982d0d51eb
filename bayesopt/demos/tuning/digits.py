"""What is tuned: a kernel classifier of handwritten digits."""

from functools import cache
from typing import Any

import numpy as np

from bayesopt.race.problems import Params, Problem
from bayesopt.space import Float, Int, Space

IMAGES, FOLDS = 1000, 3
SPACE = Space(
    {
        "components": Int(4, 64),
        "landmarks": Int(10, 120, log=True),
        "gamma": Float(1e-5, 1.0, log=True),
        "C": Float(1e-3, 1e4, log=True),
    }
)


@cache
def _images() -> tuple[Any, Any]:
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return X[:IMAGES], y[:IMAGES]


def classifier(
    components: int | None = None,
    landmarks: int = 100,
    gamma: float | None = None,
    C: float = 1.0,
) -> Any:
    """Principal components, then logistic regression on RBF features of landmark images.

    Unless given, parameters have scikit-learn's defaults. Source: Williams and Seeger 2001.
    """
    from sklearn.decomposition import PCA
    from sklearn.kernel_approximation import Nystroem
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        StandardScaler(),
        PCA(components, random_state=0),
        Nystroem(gamma=gamma, n_components=landmarks, random_state=0),
        LogisticRegression(C=C, max_iter=1000),
    )


def log_loss(params: Params) -> float:
    """Cross-validated log loss of the classifier, lower is better.

    Folds and landmarks are seeded: the same parameters always give the same value.
    """
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    X, y = _images()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    scores = cross_val_score(classifier(**params), X, y, cv=folds, scoring="neg_log_loss")
    return float(-np.mean(scores))


TASK = Problem("digits", SPACE, log_loss, packages=("scikit-learn",))
