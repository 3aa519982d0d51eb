"""Real tuning tasks: models of scikit-learn on its own data sets, tabulated and interpolated.

A table holds the loss at every node of a grid. Between nodes numbers are interpolated linearly,
each on its own scale: the least entry is the optimum, and an evaluation takes microseconds. The
landscapes are those of the models, with their plateaus, cliffs and interactions. The tables are
made by `python -m benchmarks.peers.problems.tabulate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import product
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from bayesopt.race import Condition, Problem
from bayesopt.space import Categorical, Float, FloatArray, Int, Param, Space
from benchmarks.peers.problems.case import Family

TABLES = Path(__file__).with_name("tables")


@dataclass(frozen=True)
class Axis:
    """A parameter and the values at which a table has entries, all of them if it is a choice."""

    name: str
    param: Param
    nodes: tuple[Any, ...]

    @property
    def ordered(self) -> bool:
        return not isinstance(self.param, Categorical)

    def place(self, value: Any) -> float:
        """Where `value` is, on the parameter's own scale."""
        scaled = isinstance(self.param, Float | Int) and self.param.log
        return log(value) if scaled else float(value)

    def weights(self, value: Any) -> list[tuple[int, float]]:
        """The nodes next to `value` by number, and their shares."""
        if not self.ordered:
            return [(self.nodes.index(value), 1.0)]
        x, places = self.place(value), [self.place(node) for node in self.nodes]
        k = min(max(int(np.searchsorted(places, x)), 1), len(places) - 1)
        share = (x - places[k - 1]) / (places[k] - places[k - 1])
        return [(k - 1, 1 - share), (k, share)]


def real(name: str, low: float, high: float, count: int, scaled: bool = True) -> Axis:
    """A float with `count` nodes, by default on a log scale."""
    nodes = np.geomspace(low, high, count) if scaled else np.linspace(low, high, count)
    nodes[0], nodes[-1] = low, high
    return Axis(name, Float(low, high, log=scaled), tuple(nodes.tolist()))


def whole(name: str, *nodes: int, scaled: bool = True) -> Axis:
    """A whole number with these nodes."""
    return Axis(name, Int(nodes[0], nodes[-1], log=scaled), nodes)


def choice(name: str, *choices: Any) -> Axis:
    """A choice."""
    return Axis(name, Categorical(choices), choices)


Grid = tuple[Axis, ...]
SCALERS = choice("scaler", "none", "standard", "minmax", "quantile")
C_AND_GAMMA = (real("C", 1e-3, 1e4, 9), real("gamma", 1e-6, 1e1, 9))
FEWER = (real("C", 1e-3, 1e3, 7), real("gamma", 1e-5, 1e1, 7))


@dataclass(frozen=True)
class Task:
    """What is tuned: one grid, or one for each value of a parent choice.

    name : also that of the function in `models` that evaluates it.
    """

    name: str
    grids: Mapping[str, Grid]
    parent: str | None = None

    @property
    def space(self) -> Space:
        own = {self.own(b, axis): axis.param for b, grid in self.grids.items() for axis in grid}
        if self.parent is None:
            return Space(own)
        return Space({self.parent: Categorical(list(self.grids)), **own})

    def own(self, branch: str, axis: Axis) -> str:
        """The name of a parameter in the space."""
        return axis.name if self.parent is None else f"{branch}_{axis.name}"

    @property
    def conditions(self) -> dict[str, Condition]:
        if self.parent is None:
            return {}
        return {
            self.own(branch, axis): Condition(self.parent, (branch,))
            for branch, grid in self.grids.items()
            for axis in grid
        }


def plain(name: str, *axes: Axis) -> Task:
    """A task without branches."""
    return Task(name, {"": axes})


TASKS = (
    plain("svm-breast-cancer", real("C", 1e-3, 1e4, 15), real("gamma", 1e-6, 1e1, 15)),
    plain(
        "svr-diabetes",
        real("C", 1e-2, 1e4, 9),
        real("gamma", 1e-5, 1e1, 9),
        real("epsilon", 1e-1, 1e2, 6),
    ),
    plain(
        "boosting-diabetes",
        real("learning_rate", 1e-2, 1.0, 5),
        whole("max_depth", 1, 2, 4, scaled=False),
        real("subsample", 0.3, 1.0, 2, scaled=False),
        whole("min_samples_leaf", 1, 7, 50),
        whole("n_estimators", 5, 10, 20, 40, 80),
    ),
    plain(
        "forest-wine",
        whole("max_depth", 1, 2, 4, 10),
        real("max_features", 0.05, 1.0, 5, scaled=False),
        whole("min_samples_leaf", 1, 3, 8, 25),
        choice("criterion", "entropy", "gini"),
        choice("bootstrap", True, False),
    ),
    plain(
        "mlp-digits",
        real("learning_rate_init", 1e-5, 1e-1, 6),
        real("alpha", 1e-6, 1e2, 3),
        whole("units", 4, 16, 64),
        choice("activation", "logistic", "relu", "tanh"),
        whole("batch_size", 16, 128),
    ),
    plain(
        "neighbours-digits",
        SCALERS,
        whole("components", 2, 4, 8, 16, 32, 60),
        whole("n_neighbors", 1, 3, 7, 15, 40),
        choice("weights", "uniform", "distance"),
        choice("p", 1, 2),
    ),
    plain(
        "logistic-breast-cancer",
        SCALERS,
        whole("features", 2, 5, 10, 20, 30),
        real("C", 1e-4, 1e3, 8),
        choice("penalty", "l1", "l2"),
        choice("class_weight", "none", "balanced"),
    ),
    plain(
        "elastic-diabetes",
        choice("scaler", "standard", "minmax", "quantile"),
        choice("degree", 1, 2),
        real("alpha", 1e-4, 1e2, 10),
        real("l1_ratio", 0.0, 1.0, 6, scaled=False),
    ),
    plain(
        "histogram-breast-cancer",
        real("learning_rate", 1e-2, 1.0, 5),
        whole("max_leaf_nodes", 2, 5, 20),
        real("l2_regularization", 1e-2, 1e3, 4),
        whole("min_samples_leaf", 2, 15, 100),
    ),
    Task(
        "classifier-digits",
        {
            "svm": C_AND_GAMMA,
            "forest": (
                whole("max_depth", 1, 3, 6, 12),
                real("max_features", 0.02, 1.0, 5),
                whole("min_samples_leaf", 1, 4, 15),
            ),
            "neighbours": (
                SCALERS,
                whole("n_neighbors", 1, 3, 7, 15, 40),
                choice("weights", "uniform", "distance"),
            ),
            "logistic": (real("C", 1e-5, 1e2, 8), SCALERS),
        },
        parent="algorithm",
    ),
    Task(
        "reduced-svm-wine",
        {
            "none": (SCALERS, *FEWER),
            "pca": (whole("components", 1, 2, 5, 13), *FEWER),
            "best": (whole("features", 1, 2, 5, 13), *FEWER),
        },
        parent="reduction",
    ),
)


@cache
def tables(task: str) -> dict[str, FloatArray]:
    """The tables of a task by branch, each shaped like its grid."""
    with np.load(TABLES / f"{task}.npz") as kept:
        return {name[1:]: kept[name].astype(float) for name in kept.files}


@dataclass(frozen=True)
class Interpolated:
    """The loss of a task."""

    task: Task

    @cached_property
    def optimum(self) -> float:
        return min(float(table.min()) for table in tables(self.task.name).values())

    def __call__(self, params: Mapping[str, Any]) -> float:
        task = self.task
        branch = "" if task.parent is None else params[task.parent]
        table, grid = tables(task.name)[branch], task.grids[branch]
        sides = [axis.weights(params[task.own(branch, axis)]) for axis in grid]
        corners = product(*sides)
        return float(
            sum(
                np.prod([share for _, share in corner]) * table[tuple(k for k, _ in corner)]
                for corner in corners
            )
        )


def problem(task: Task) -> Problem:
    """As a problem."""
    loss = Interpolated(task)
    return Problem(task.name, task.space, loss, loss.optimum, conditions=task.conditions)


def _any_instance(made: Problem, instance: int) -> Problem:
    return made


def families() -> list[Family]:
    """All tasks whose tables are there; instances are seeds."""
    return [
        Family(task.name, "tuning", partial(_any_instance, problem(task)))
        for task in TASKS
        if (TABLES / f"{task.name}.npz").exists()
    ]
