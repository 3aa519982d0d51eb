"""Stop what leaves a range."""

import math
from collections.abc import Sequence

import numpy as np

from bayesopt.curves import curve, folds_of
from bayesopt.errors import shown
from bayesopt.history import FrozenTrial, History
from bayesopt.pruners.base import Pruner
from bayesopt.pruners.checks import Checks
from bayesopt.values import components

Bound = float | Sequence[float]


class ThresholdPruner(Pruner):
    """Stops a trial whose last value is below `lower`, above `upper`, or NaN.

    lower, upper : in the user's units; one of them may be None. With several objectives a number
        holds for each of them, a sequence gives one per objective.
    n_warmup_steps, interval_steps : as for PercentilePruner.
    """

    def __init__(
        self,
        lower: Bound | None = None,
        upper: Bound | None = None,
        n_warmup_steps: int = 0,
        interval_steps: int = 1,
    ) -> None:
        if lower is None and upper is None:
            raise TypeError("lower and upper are both None; pass at least one of them")
        self._lower = _bound("lower", lower, -math.inf)
        self._upper = _bound("upper", upper, math.inf)
        if np.any(self._lower > self._upper):
            raise ValueError(f"lower = {shown(lower)} is above upper = {shown(upper)}; swap them")
        self._checks = Checks(n_warmup_steps, interval_steps)

    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Whether the last value is outside the range, in any objective."""
        own = curve(trial, folds_of(trial))
        if not self._checks.due(own):
            return False
        last = np.array(components(own[max(own)]))
        for name, bound in (("lower", self._lower), ("upper", self._upper)):
            if bound.size not in (1, last.size):
                raise ValueError(
                    f"ThresholdPruner: {name} has {bound.size} numbers and the study "
                    f"{last.size} objectives; pass one number, or one per objective"
                )
        return not np.all((self._lower <= last) & (last <= self._upper))


def _bound(
    name: str, given: Bound | None, default: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    try:
        bound = np.asarray(default if given is None else given, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(f"{name} = {shown(given)} is no number; pass a float") from None
    if np.isnan(bound).any():
        raise ValueError(f"{name} = {shown(given)}; pass a number, or None for no bound")
    return bound
