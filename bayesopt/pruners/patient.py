"""Stop only what has ceased to improve."""

from dataclasses import replace

import numpy as np

from bayesopt.arguments import number
from bayesopt.curves import curve, folds_of
from bayesopt.errors import shown
from bayesopt.history import FrozenTrial, History
from bayesopt.pruners.base import Pruner
from bayesopt.pruners.checks import at_least
from bayesopt.values import components


class PatientPruner(Pruner):
    """Asks `wrapped_pruner` only about a trial that has not improved for `patience` steps.

    wrapped_pruner : None to stop such a trial at once.
    patience : steps, from 0.
    min_delta : by how much a value must be worse than the best one before, not to count as held.

    With several objectives a trial is left alone while any of them improves.
    Source: early stopping with patience, Prechelt 1998, stopping criterion UP.
    """

    def __init__(
        self, wrapped_pruner: Pruner | None, patience: int, min_delta: float = 0.0
    ) -> None:
        at_least(0, patience=patience)
        if not isinstance(wrapped_pruner, Pruner | None):
            raise TypeError(
                f"wrapped_pruner = {shown(wrapped_pruner)} is no Pruner; pass MedianPruner(), say"
            )
        self._wrapped = wrapped_pruner
        self._patience = patience
        self._min_delta = number("min_delta", min_delta, 0)

    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Whether patience is at an end and the wrapped pruner says so too."""
        own = curve(trial, folds_of(trial))
        if len(own) <= self._patience + 1:
            return False
        values = np.array([components(own[step]) for step in sorted(own)]) * history.log.signs
        recent = self._patience + 1
        before, after = np.fmin.reduce(values[:-recent]), np.fmin.reduce(values[-recent:])
        if not (before + self._min_delta < after).all():
            return False
        # the wrapped pruner has not been asked about earlier reports
        return self._wrapped is None or self._wrapped.prune(replace(trial, judged=0), history)
