"""scikit-optimize's Optimizer with its defaults: a Gaussian process and hedged acquisitions."""

from typing import Any, ClassVar

from benchmarks.peers.domain import Choice, Params, Side
from benchmarks.peers.peer import Peer, Task


class SkoptGP(Peer):
    packages: ClassVar[tuple[str, ...]] = ("scikit-optimize", "scikit-learn", "numpy", "scipy")

    def __init__(self, task: Task) -> None:
        from skopt import Optimizer

        self._domain = task.domain
        dimensions = [dimension(side) for side in task.domain.values()]
        self._optimizer = Optimizer(dimensions, base_estimator="GP", random_state=task.seed)

    def ask(self) -> Params:
        self._x = self._optimizer.ask()
        pairs = zip(self._domain.items(), self._x, strict=True)
        return {name: plain(side, x) for (name, side), x in pairs}

    def tell(self, params: Params, value: float) -> None:
        self._optimizer.tell(self._x, value)


def plain(side: Side, x: Any) -> Any:
    """`x` without the types of NumPy."""
    if isinstance(side, Choice):
        return next(choice for choice in side.choices if choice == x)
    return side.cast(x)


def dimension(side: Side) -> Any:
    """The range as scikit-optimize has it."""
    from skopt.space import Categorical, Integer, Real

    if isinstance(side, Choice):
        return Categorical(list(side.choices))
    prior = "log-uniform" if side.log else "uniform"
    if side.whole:
        return Integer(int(side.low), int(side.high), prior=prior)
    return Real(side.low, side.high, prior=prior)
