"""Whether failures depend on the parameters, found out by trying.

A few failures that come by chance look like a border as much as a border does: somewhere between
what went well and what did not. So some trials are suggested as if nothing could fail. Where that
goes as well as heeding the judge, it is done more often; where it does not, next to never.
Source: Thompson 1933, with two arms.

Where hardly anything goes well but close by what has, both fail again and again. So after a few
failures in a row trials stay in a box about the best trial, the smaller the more there are.
"""

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bayesopt.box import Box
from bayesopt.columns import Rows
from bayesopt.history import FrozenTrial, History, Log, Observations, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray
from bayesopt.samplers.endings import lost
from bayesopt.samplers.notes import HEEDED, noted
from bayesopt.space import Space

LATEST = 20  # trials of either sort that count: what is near the best changes
PATIENCE, AGAIN = 8, 4  # failures in a row, after which there is a box, and after which it halves
SIDE, LEAST = 0.25, 2.0**-7  # of the box at first and at last


class Ended:
    """How a log's trials ended: rows (n, 3) of whether they went well, whether failures were
    reckoned with, NaN where that made no difference, and whether they are complete.
    """

    def __init__(self, log: Log, key: object) -> None:
        self.rows = Rows(3)

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        heeded = next(noted(trial.notes, HEEDED), math.nan)
        complete = trial.state is TrialState.COMPLETE
        self.rows.extend(np.array([[_went_well(trial), heeded, complete]]))


class Trust:
    """Decides whether the next trial is to heed what is known of failures."""

    def __init__(self) -> None:
        self._kept = Kept(Ended)

    def _ended(self, space: Space, history: History) -> tuple[NDArray[np.bool_], FloatArray]:
        """Which trials (n,) went well, and the second column of `Ended`."""
        with self._kept.at(history) as ended:
            rows = ended.rows.all()
        well = rows[:, 0] > 0
        well[rows[:, 2] > 0] &= ~lost(history.observe(space).Y)
        return well, rows[:, 1]

    def heeds(self, space: Space, history: History, rng: Generator) -> bool:
        """Whether that looks better, by one draw of the rates at which trials go well."""
        tries = [self.latest(arm, space, history) for arm in (True, False)]
        heeding, ignoring = (rng.beta(1 + np.sum(well), 1 + np.sum(~well)) for well in tries)
        return bool(heeding >= ignoring)

    def latest(self, heeded: bool, space: Space, history: History) -> NDArray[np.bool_]:
        """Whether the LATEST trials that heeded what is known, or the others, went well."""
        well, arms = self._ended(space, history)
        return np.asarray(well[arms == heeded][-LATEST:])

    def box(self, seen: Observations, space: Space, history: History) -> Box | None:
        """Where trials stay about the best of those `seen`, of a single objective; None: anywhere.
        Choices are free, but for those that decide which parameters there are.
        """
        well, _ = self._ended(space, history)
        more = len(well) - int(np.max(np.flatnonzero(well), initial=-1)) - 1 - PATIENCE
        if more < 0:
            return None
        good = seen.eligible(space)
        if not good.any():
            return None
        best = seen.X[np.argmin(np.where(good, seen.Y[:, 0], np.inf))]
        inactive = np.isnan(space.apart(best[None])[0])
        side = max(SIDE * 0.5 ** (more // AGAIN), LEAST)
        sides = np.where(space.categorical | inactive, np.inf, side)
        return Box.about(best, np.where(space.deciding & ~inactive, 0.0, sides), space)


def _went_well(trial: FrozenTrial) -> bool:
    if trial.state is TrialState.PRUNED:
        return trial.last_step is not None
    return trial.values is not None and all(map(math.isfinite, trial.values))
