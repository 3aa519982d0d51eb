"""The models that figures 11 and 12 tune: a support vector machine and a forest on noisy moons."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bayesopt.plots import Surface, lattice
from bayesopt.space import Float, FloatArray, Int, Space
from bayesopt.trial import Trial

MOONS = 500
HELD_OUT = 0.2
SEED = 0
LATTICE = 26  # values of each parameter for the true surface of the support vector machine


@cache
def moons() -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Two half moons under noise 1: training points, held-out points, their labels."""
    from sklearn.datasets import make_moons
    from sklearn.model_selection import train_test_split

    X, y = make_moons(MOONS, noise=1.0, random_state=SEED)
    A, B, a, b = train_test_split(X, y, test_size=HELD_OUT, random_state=SEED)
    return A, B, a, b


@dataclass(frozen=True)
class Task:
    """A model to tune: its two parameters, and the accuracy on the held-out fifth."""

    title: str
    space: Space
    accuracy: Callable[[Any, Any], float]
    surface: Callable[[], Surface]

    def objective(self, trial: Trial) -> float:
        """Fit and score the model that a trial asks for."""
        values = [trial.suggest(name, param) for name, param in self.space.items()]
        return self.accuracy(*values)


def svm_accuracy(log_gamma: float, C: float) -> float:
    """Of a support vector machine with a Gaussian kernel."""
    from sklearn.svm import SVC

    A, B, a, b = moons()
    return float(SVC(C=C, gamma=10.0**log_gamma).fit(A, a).score(B, b))


@cache
def forest_accuracies() -> FloatArray:
    """Of forests of 0..30 trees (columns) and depth 0..30 (rows); the smallest have none (NaN).

    A forest of k trees is one of k - 1 trees and another tree: with a fixed seed scikit-learn's
    warm start grows the very trees that a fresh fit would.
    """
    from sklearn.ensemble import RandomForestClassifier

    A, B, a, b = moons()
    accuracies = np.full((31, 31), np.nan)
    for depth in range(2, 31):
        forest = RandomForestClassifier(max_depth=depth, warm_start=True, random_state=SEED)
        for trees in range(3, 31):
            forest.set_params(n_estimators=trees).fit(A, a)
            accuracies[depth, trees] = forest.score(B, b)
    return accuracies


def forest_accuracy(trees: int, depth: int) -> float:
    """Of a random forest; every forest is fitted once and remembered."""
    return float(forest_accuracies()[depth, trees])


SVM_SPACE = Space({"log10 gamma": Float(-6.0, 3.0), "C": Float(0.01, 9.0)})
FOREST_SPACE = Space({"trees": Int(3, 30), "depth": Int(2, 30)})


def svm_surface() -> Surface:
    """The accuracy over the whole space."""
    x, y, _ = lattice(SVM_SPACE, LATTICE)
    return Surface(x, y, np.array([[svm_accuracy(gamma, C) for gamma in x] for C in y]))


def forest_surface() -> Surface:
    """The accuracy of all 812 forests."""
    return Surface(np.arange(3, 31), np.arange(2, 31), forest_accuracies()[2:, 3:])


SVM = Task("A support vector machine on noisy moons", SVM_SPACE, svm_accuracy, svm_surface)
FOREST = Task("A random forest on noisy moons", FOREST_SPACE, forest_accuracy, forest_surface)
