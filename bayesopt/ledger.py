"""A study's trials: where they are kept, and the memory that follows."""

import numpy as np

from bayesopt.errors import InvalidParameter, NoCompleteTrial, UnknownTrial, shown
from bayesopt.history import FrozenTrial, Log, TrialState
from bayesopt.lock import Lock
from bayesopt.pareto import ranks
from bayesopt.space import Param, Space
from bayesopt.storages import TrialLog


class Ledger:
    """A storage's log of one study, and what has been read of it so far.

    log : the storage's. memory : all trials up to the revision last read; another object once a
    finished trial has been amended.
    """

    def __init__(self, log: TrialLog) -> None:
        self.log = log
        self.memory = Log(log.facts.directions, log.facts.seed)
        self._revision = 0
        self._lock = Lock()

    def sync(self) -> Log:
        """The memory, after reading what has been written since."""
        with self._lock:
            found, newest = self.log.since(self._revision)
            changed = list(found)
            # amended, or an interruption came when half was absorbed: histories never change
            if any(map(self.memory.ended, changed)):
                return self._read()
            self.memory.absorb(changed)
            self._revision = self.memory.revision = newest
            return self.memory

    def _read(self) -> Log:
        """A new memory of all that is recorded."""
        memory = Log(self.log.facts.directions, self.log.facts.seed)
        trials, newest = self.log.since(0)
        memory.absorb(trials)
        memory.revision = newest
        self.memory, self._revision = memory, newest
        return self.memory

    def recorded(self, number: int) -> FrozenTrial:
        """The trial as last written. Raises UnknownTrial if there is none of that number."""
        known = self.sync().trials.get(number)
        if known is None:
            raise UnknownTrial(f"there is no trial {number} in this study; ask for one first")
        return known

    def same(self, name: str, param: Param) -> Param:
        """`param`, as the object that is known already if there is an equal one.

        Raises InvalidParameter if the name stands for a parameter of another kind, or scale.
        """
        if self.log.declare(name, param):
            with self._lock:
                self._read()
        known = self.memory.params.get(name) or self.sync().params.get(name)
        if known is None or known is param:
            return param
        if type(known) is not type(param):
            raise InvalidParameter(
                f"{shown(name)} is {shown(known)} in this study and cannot become "
                f"{shown(param)}; use another name"
            )
        if getattr(known, "log", False) != getattr(param, "log", False):
            raise InvalidParameter(
                f"{shown(name)} is {shown(known)} in this study and cannot change its log to "
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
        front = kept[ranks(seen.Y[kept]) == 0]
        return sorted((trials[k] for k in front), key=lambda trial: trial.number)


def _hint(memory: Log) -> str:
    failed = memory.sections[TrialState.FAIL].trials
    return f" The last of {len(failed)} failed: {failed[-1].error}" if failed else ""
