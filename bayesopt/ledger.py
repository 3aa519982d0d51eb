"""A study's trials: where they are kept, and the memory that follows."""

import threading

import numpy as np

from bayesopt.errors import InvalidParameter, NoCompleteTrial, UnknownTrial, shown
from bayesopt.history import FrozenTrial, Log, TrialState
from bayesopt.space import Param
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
        if known is None or known is param:
            return param
        if type(known) is not type(param):
            raise InvalidParameter(
                f"{shown(name)} is {shown(known)} in this study and cannot become "
                f"{shown(param)}; use another name"
            )
        return known if known == param else param

    def best(self) -> FrozenTrial:
        """The trial with the best first value, the one of the lowest number among equals.

        Raises NoCompleteTrial.
        """
        memory = self.sync()
        with memory.lock:
            section = memory.sections[TrialState.COMPLETE]
            if not section.trials:
                raise NoCompleteTrial("No trials are completed yet." + _hint(memory))
            values = section.values(len(section.trials))[:, 0] * memory.signs[0]
            equals = np.flatnonzero(values == values.min())
            return min((section.trials[k] for k in equals), key=lambda trial: trial.number)


def _hint(memory: Log) -> str:
    failed = memory.sections[TrialState.FAIL].trials
    return f" The last of {len(failed)} failed: {failed[-1].error}" if failed else ""
