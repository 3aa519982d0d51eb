"""Hyperopt's TPE with its defaults, its suggestions taken from `tpe.suggest` as `fmin` does."""

import math
from typing import Any, ClassVar

import numpy as np

from benchmarks.peers.domain import Choice, Domain, Number, Params
from benchmarks.peers.peer import Peer, Task


class HyperoptTPE(Peer):
    """Choices with conditions become `hp.choice` between branches."""

    packages: ClassVar[tuple[str, ...]] = ("hyperopt", "numpy")

    def __init__(self, task: Task) -> None:
        from hyperopt import JOB_STATE_DONE, STATUS_OK, Trials, space_eval, tpe
        from hyperopt.base import Domain as Space

        self._task = task
        self._nodes = branch(task.domain, None, None)
        self._space = Space(lambda params: 0.0, self._nodes)
        self._trials, self._suggest, self._eval = Trials(), tpe.suggest, space_eval
        self._rng = np.random.default_rng(task.seed)
        self._done, self._ok = JOB_STATE_DONE, STATUS_OK

    def ask(self) -> Params:
        numbers = self._trials.new_trial_ids(1)
        self._trials.refresh()
        seed = int(self._rng.integers(2**31 - 1))
        (self._document,) = self._suggest(numbers, self._space, self._trials, seed)
        chosen = {k: v[0] for k, v in self._document["misc"]["vals"].items() if v}
        found: Params = {}
        flatten(self._eval(self._nodes, chosen), found)
        return {name: self._cast(name, x) for name, x in found.items()}

    def _cast(self, name: str, x: Any) -> Any:
        side = self._task.domain[name]
        return side.cast(x) if isinstance(side, Number) else x

    def tell(self, params: Params, value: float) -> None:
        self._document["result"] = {"loss": value, "status": self._ok}
        self._document["state"] = self._done
        self._trials.insert_trial_docs([self._document])
        self._trials.refresh()


def branch(domain: Domain, parent: str | None, value: Any) -> dict[str, Any]:
    """The parameters that exist because `parent` has this value."""
    ending = "" if parent is None else f"@{value}"  # labels must not repeat between branches
    return {
        name: node(domain, name, name + ending)
        for name, side in domain.items()
        if (side.when is None and parent is None)
        or (side.when is not None and side.when.parent == parent and value in side.when.values)
    }


def node(domain: Domain, name: str, label: str) -> Any:
    """One parameter, with those below it; a parameter below two values of one parent is two."""
    side = domain[name]
    if isinstance(side, Choice):
        return _choice(domain, name, side, label)
    return number(label, side)


def _choice(domain: Domain, name: str, side: Choice, label: str) -> Any:
    from hyperopt import hp

    below = [branch(domain, name, value) for value in side.choices]
    if not any(below):
        return hp.choice(label, list(side.choices))
    pairs = zip(side.choices, below, strict=True)
    return hp.choice(label, [{"": value, **inner} for value, inner in pairs])


def number(label: str, side: Number) -> Any:
    """The range as Hyperopt has it; it rounds whole numbers on a log scale by itself."""
    from hyperopt import hp

    if side.log:
        low, high = (math.log(x) for x in (side.low, side.high))
        if side.whole:
            return hp.qloguniform(label, low, high, 1)
        return hp.loguniform(label, low, high)
    if side.whole:
        return hp.uniformint(label, int(side.low), int(side.high))
    return hp.uniform(label, side.low, side.high)


def flatten(found: dict[str, Any], into: Params) -> None:
    """Branches opened: their own value stands under the empty name."""
    for name, value in found.items():
        if isinstance(value, dict):
            into[name] = value[""]
            flatten({k: v for k, v in value.items() if k}, into)
        else:
            into[name] = value
