"""What a pruner is: a pure function of (trial, history)."""

import inspect
from abc import ABC, abstractmethod

from bayesopt.described import Described
from bayesopt.history import FrozenTrial, History


class Pruner(Described, ABC):
    """Decides whether a running trial stops early.

    A pruner keeps nothing between calls but caches: with the same trial and history it decides
    the same. It compares trials along their curves (see `bayesopt.curves`), so that those with
    cross-validation folds are compared at the same progress.
    """

    @classmethod
    def _written_elsewhere(cls) -> str:
        if [*inspect.signature(cls.prune).parameters][1:] != ["study", "trial"]:
            return ""
        return (
            f"{cls.__name__}.prune(study, trial) has the arguments of Optuna's pruners; write "
            f"prune(self, trial, history), where history.trials are the other trials"
        )

    @abstractmethod
    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Whether `trial` should stop, given what it has reported.

        history : all other trials up to now; the running ones with their reports.
        """
