"""HEBO with its defaults: warped Gaussian process, a front of three acquisitions."""

from typing import Any, ClassVar

from benchmarks.peers.domain import Choice, Params, Side
from benchmarks.peers.peer import Peer, Task


class Hebo(Peer):
    packages: ClassVar[tuple[str, ...]] = ("HEBO", "torch", "gpytorch", "pymoo", "numpy")

    def __init__(self, task: Task) -> None:
        import numpy as np
        import torch
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO

        torch.set_num_threads(1)
        torch.manual_seed(task.seed)
        np.random.seed(task.seed)  # noqa: NPY002 -- what HEBO draws from
        self._domain = task.domain
        space = DesignSpace().parse([row(name, side) for name, side in task.domain.items()])
        self._hebo = HEBO(space, scramble_seed=task.seed)

    def ask(self) -> Params:
        self._rows = self._hebo.suggest(n_suggestions=1)
        found = self._rows.iloc[0].to_dict()
        return {name: _value(side, found[name]) for name, side in self._domain.items()}

    def tell(self, params: Params, value: float) -> None:
        import numpy as np

        self._hebo.observe(self._rows, np.array([[value]]))


def row(name: str, side: Side) -> dict[str, Any]:
    """The range as HEBO has it."""
    if isinstance(side, Choice):
        return {"name": name, "type": "cat", "categories": list(map(str, side.choices))}
    kind = {
        (False, False): "num",
        (False, True): "pow",
        (True, False): "int",
        (True, True): "pow_int",
    }[side.whole, side.log]
    return {"name": name, "type": kind, "lb": side.low, "ub": side.high}


def _value(side: Side, x: Any) -> Any:
    if isinstance(side, Choice):
        return next(choice for choice in side.choices if str(choice) == str(x))
    return side.cast(float(x))
