"""The package bayesian-optimization, with its defaults, through `suggest` and `register`."""

import math
from typing import Any, ClassVar

from benchmarks.peers.domain import Choice, Params, Side
from benchmarks.peers.peer import Peer, Task

INITIAL_POINTS = 5  # what `maximize` draws at random by default


class BayesOpt(Peer):
    """Set here: ranges on a log scale are given by their logarithms, for it knows no other way;
    duplicates are allowed, or it would stop where a space is finite.
    """

    packages: ClassVar[tuple[str, ...]] = (
        "bayesian-optimization",
        "scikit-learn",
        "numpy",
        "scipy",
    )

    def __init__(self, task: Task) -> None:
        from bayes_opt import BayesianOptimization

        self._domain = task.domain
        self._optimizer = BayesianOptimization(
            f=None,
            pbounds={name: bounds(side) for name, side in task.domain.items()},
            random_state=task.seed,
            verbose=0,
            allow_duplicate_points=True,
        )
        self._start = self._optimizer.random_sample(INITIAL_POINTS)

    def ask(self) -> Params:
        self._x = self._start.pop(0) if self._start else self._optimizer.suggest()
        return {name: value(side, self._x[name]) for name, side in self._domain.items()}

    def tell(self, params: Params, value: float) -> None:
        self._optimizer.register(params=self._x, target=-value)  # it maximises


def bounds(side: Side) -> Any:
    """The range as the package has it."""
    if isinstance(side, Choice):
        return tuple(map(str, side.choices))
    if side.log:
        return (math.log(side.low), math.log(side.high))
    return (int(side.low), int(side.high), int) if side.whole else (side.low, side.high)


def value(side: Side, x: Any) -> Any:
    """What it proposed, in our words."""
    if isinstance(side, Choice):
        return next(choice for choice in side.choices if str(choice) == str(x))
    return side.cast(math.exp(float(x)) if side.log else float(x))
