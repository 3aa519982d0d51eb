"""Whether failures depend on the parameters, found out by trying.

A few failures that come by chance look like a border as much as a border does: somewhere between
what went well and what did not. So some trials are suggested as if nothing could fail. Where that
goes as well as heeding the judge, it is done more often; where it does not, next to never.
Source: Thompson 1933, with two arms.
"""

import math

from numpy.random import Generator

from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.samplers.notes import noted

HEEDED = "heeded"  # under which a suggestion's note says whether failures were reckoned with
LATEST = 20  # trials of either sort that count: what is near the best changes


class Arms:
    """How trials ended that were suggested with failures in view, and without."""

    def __init__(self, log: Log, key: object) -> None:
        self.well: dict[bool, list[bool]] = {True: [], False: []}

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        for heeded in noted(trial.notes, HEEDED):
            latest = self.well[heeded]
            latest.append(_went_well(trial))
            del latest[:-LATEST]


class Trust:
    """Decides whether the next trial is to heed what is known of failures."""

    def __init__(self) -> None:
        self._kept = Kept(Arms)

    def heeds(self, history: History, rng: Generator) -> bool:
        """Whether that looks better, by one draw of the rates at which trials go well."""
        with self._kept.at(history) as arms:
            counts = [(sum(arms.well[arm]), len(arms.well[arm])) for arm in (True, False)]
        heeding, ignoring = (rng.beta(1 + well, 1 + n - well) for well, n in counts)
        return bool(heeding >= ignoring)


def _went_well(trial: FrozenTrial) -> bool:
    if trial.state is TrialState.PRUNED:
        return trial.last_step is not None
    return trial.values is not None and all(map(math.isfinite, trial.values))
