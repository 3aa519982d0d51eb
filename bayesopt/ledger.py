"""A study's trials: where they are kept, and the memory that follows."""

import threading

import numpy as np
from numpy.typing import NDArray

from bayesopt.errors import InvalidParameter, NoCompleteTrial, UnknownTrial, shown
from bayesopt.history import FrozenTrial, Log, TrialState
from bayesopt.space import FloatArray, Param, Space
from bayesopt.storages import TrialLog


class Ledger:
    """A storage's log of one study, and what has been read of it so far.

    log : the storage's. memory : all trials up to the revision last read.
    """

    def __init__(self, log: TrialLog) -> None:
        self.log = log
        self.memory = Log(log.facts.directions, log.facts.seed)
        self._revision = 0
        self._lock = threading.Lock()

    def sync(self) -> Log:
        """The memory, after reading what has been written since."""
        with self._lock:
            changed, self._revision = self.log.since(self._revision)
            self.memory.absorb(changed)
        return self.memory

    def recorded(self, number: int) -> FrozenTrial:
        """The trial as last written. Raises UnknownTrial if there is none of that number."""
        known = self.sync().trials.get(number)
        if known is None:
            raise UnknownTrial(f"there is no trial {number} in this study; ask for one first")
        return known

    def same(self, name: str, param: Param) -> Param:
        """`param`, as the object that is known already if there is an equal one.

        Raises InvalidParameter if the name stands for a parameter of another kind.
        """
        known = self.memory.params.get(name)
        if known is None:
            return param
        if type(known) is not type(param):
            raise InvalidParameter(
                f"{shown(name)} is {shown(known)} in this study and cannot become "
                f"{shown(param)}; use another name"
            )
        return known if known == param else param

    def best(self) -> FrozenTrial:
        """The feasible trial with the best first value, the lowest number among equals.

        Raises NoCompleteTrial.
        """
        memory = self.sync()
        seen = memory.view().observe(Space())
        if not len(seen.Y):
            raise NoCompleteTrial("No trials are completed yet." + _hint(memory))
        if not seen.feasible.any():
            raise NoCompleteTrial(
                f"No feasible trials are completed yet: each of {len(seen.Y)} is above 0 in some "
                f"constraint; see `trials`"
            )
        trials, values = memory.sections[TrialState.COMPLETE].trials, seen.Y[:, 0]
        equals = np.flatnonzero(seen.feasible & (values == values[seen.feasible].min()))
        return min((trials[k] for k in equals), key=lambda trial: trial.number)

    def front(self) -> list[FrozenTrial]:
        """The feasible trials that no feasible one is better than in all objectives, by number."""
        memory = self.sync()
        seen = memory.view().observe(Space())
        trials = memory.sections[TrialState.COMPLETE].trials
        kept = np.flatnonzero(seen.feasible)
        front = kept[_undominated(seen.Y[kept])]
        return sorted((trials[k] for k in front), key=lambda trial: trial.number)


def _undominated(Y: FloatArray) -> NDArray[np.bool_]:
    """Which rows (n,) of Y (n, m), lower being better, no other row dominates; equals all stay."""
    front = np.ones(len(Y), dtype=bool)
    for k, y in enumerate(Y):
        if front[k]:
            front &= ~((y <= Y).all(axis=1) & (y < Y).any(axis=1))
    return front


def _hint(memory: Log) -> str:
    failed = memory.sections[TrialState.FAIL].trials
    return f" The last of {len(failed)} failed: {failed[-1].error}" if failed else ""
