"""A Gaussian process that is trusted about the best point only, for many parameters."""

import math
from functools import cached_property

import numpy as np

from bayesopt.box import Box
from bayesopt.conditional import ConditionalSpace
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.samplers.gp import GPSampler
from bayesopt.space import Space

WIDTH, WIDEST, LEAST = 0.8, 1.6, 0.5**7  # of a region: at first, at most, before a new one begins
SUCCESSES = 3  # in a row, after which it doubles
FAILURES = 4  # in a row, or as many as there are parameters, after which it halves
GAIN = 1e-3  # of the best value's size, below which a better value is none
FRESH = 8  # trials anywhere, with which a new region begins


class TrustRegionSampler(GPSampler):
    """GPSampler that searches a box about the best point so far; for 20 parameters and more.

    The box doubles after three trials in a row that were better than all before, and halves after
    as many in a row as there are parameters that were not, or broke a constraint. Once it is too
    narrow a new one begins, about the best of the next trials. Its sides are as the lengthscales.
    All this follows from the values in the order in which they came in, so that a study can be
    resumed. The process itself knows all trials, in the box and beyond.
    With several objectives, or parameters that exist only in branches, it is GPSampler. Arguments
    as there.
    Source: TuRBO, Eriksson et al. 2019, with one region and log expected improvement.
    """

    def _within(self, space: Space, history: History, belief: Posterior) -> Box | None:
        """The box that the next point lies in; None where a new one has to be found."""
        branches = isinstance(space, ConditionalSpace)
        if len(history.log.directions) > 1 or space.finite or branches:
            return None
        inside = None if history.offered(space).all() else space
        with self._widths.at(history, (len(space), inside)) as width:
            best, side, fresh = width.best_row, width.side, width.fresh
        if fresh or best is None:
            return None
        middle = np.array(history.observe(space).X[best])
        if np.isnan(middle).any():
            return None
        return Box.about(middle, side * proportions(belief), space)

    @cached_property
    def _widths(self) -> "Kept[Width]":
        return Kept(Width)


def proportions(belief: Posterior) -> FloatArray:
    """Sides (d,) of a box of volume 1: as the lengthscales, categories as long as any."""
    logs = np.log(belief.hyperparameters.lengthscales)
    number = ~belief.categorical
    sides = np.full(belief.d, np.inf)  # every category can be reached
    sides[number] = np.exp(logs[number] - logs[number].mean())
    return sides


class Width:
    """How wide the box is after the complete trials so far; those that are no longer offered in a
    space aside.

    side : of the box, were all lengthscales equal. met : how many trials were complete since this
    box began. best_row : the best of these among all complete trials, None before the first.
    """

    def __init__(self, log: Log, key: tuple[int, Space | None]) -> None:
        d, self._space = key
        self._sign = float(log.signs[0])
        self._patience = max(FAILURES, d)
        self._row = 0
        self._begin()

    def _begin(self) -> None:
        self.side = WIDTH
        self.met = 0
        self.best_row: int | None = None
        self._best = math.inf
        self._successes = self._failures = 0

    @property
    def fresh(self) -> bool:
        """Whether the next trials go anywhere, to find where the box is to be."""
        return self.met < FRESH

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next trial; one that failed or broke a constraint is no better than all
        before.
        """
        if trial.state is TrialState.COMPLETE:
            self._row += 1
        elif trial.state is not TrialState.FAIL:
            return
        if self._space is not None and not self._space.holds(trial.params):
            return
        fresh, better = self.fresh, False
        if trial.state is TrialState.COMPLETE:
            self.met += 1
            better = trial.feasible and self._seen(trial)
        if not fresh:
            self._move(better)

    def _seen(self, trial: FrozenTrial) -> bool:
        assert trial.values is not None
        value = self._sign * trial.values[0]
        margin = GAIN * abs(self._best) if math.isfinite(self._best) else 0.0
        better = value < self._best - margin
        if value < self._best or self.best_row is None:
            self._best, self.best_row = value, self._row - 1
        return better

    def _move(self, better: bool) -> None:
        self._successes = self._successes + 1 if better else 0
        self._failures = 0 if better else self._failures + 1
        if self._successes == SUCCESSES:
            self.side, self._successes = min(2 * self.side, WIDEST), 0
        elif self._failures == self._patience:
            self.side, self._failures = self.side / 2, 0
        if self.side < LEAST:
            self._begin()
