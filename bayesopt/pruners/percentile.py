"""Stop what lags behind a share of the complete trials at the same step."""

import math

import numpy as np

from bayesopt.arguments import number
from bayesopt.curves import Folds, curve, folds_of
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray
from bayesopt.pruners.base import Pruner
from bayesopt.pruners.checks import Checks, at_least
from bayesopt.pruners.pool import Pool
from bayesopt.values import components


class _Columns:
    """Complete trials' values by step, in the user's direction (as Optuna compares them) if there
    is one objective.
    """

    def __init__(self, log: Log, folds: Folds) -> None:
        self._folds = folds
        self._signs = log.signs
        self._pools: dict[int, Pool] = {}

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        if trial.state is TrialState.COMPLETE:
            for step, value in curve(trial, self._folds).items():
                self.at(step).add(np.array(components(value)) * self._signs)

    def at(self, step: int) -> Pool:
        """The trials that have reported `step`."""
        if step not in self._pools:
            self._pools[step] = Pool(len(self._signs))
        return self._pools[step]


class PercentilePruner(Pruner):
    """Keeps a trial while its best value so far is within the best `percentile` of the values that
    complete trials had at its step.

    percentile : 0 to 100; 25 keeps the best quarter.
    n_startup_trials : complete trials needed before any is pruned.
    n_warmup_steps : no trial is pruned before this step.
    interval_steps : steps from one look at a trial to the next, counted from the warm-up's end; a
        look at a step that is not reported waits for the next report.
    n_min_trials : complete trials needed with a value at the step.

    A trial whose values are all NaN is pruned. With several objectives, the best value of each is
    ranked by how many complete trials dominate it (see `bayesopt.pruners.pool`).
    Source: Golovin et al. 2017 (Google Vizier), section 3.5.2, with the value of others at the
    step instead of their running average.
    """

    def __init__(
        self,
        percentile: float,
        n_startup_trials: int = 5,
        n_warmup_steps: int = 0,
        interval_steps: int = 1,
        *,
        n_min_trials: int = 1,
    ) -> None:
        self._percentile = number("percentile", percentile, 0, 100)
        at_least(0, n_startup_trials=n_startup_trials)
        at_least(1, n_min_trials=n_min_trials)
        self._n_startup = n_startup_trials
        self._checks = Checks(n_warmup_steps, interval_steps)
        self._n_min = n_min_trials
        self._kept = Kept(_Columns)

    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Whether too few of the complete trials were worse at this step."""
        if history.counts[0] < max(self._n_startup, 1):
            return False
        folds = folds_of(trial)
        own = curve(trial, folds)
        if not self._checks.due(own):
            return False
        signs = history.log.signs
        values = np.array([components(value) for value in own.values()]) * signs
        best = np.fmin.reduce(values)  # (m,), ignoring NaN where there is a number
        if np.isnan(best).any():
            return True
        with self._kept.at(history, folds) as columns:
            pool = columns.at(max(own))
            if len(pool) < self._n_min:
                return False
            return pool.rank(best) > self._bar(pool.ranks(), signs)

    def _bar(self, ranks: FloatArray, signs: FloatArray) -> float:
        """The rank that is just good enough; NaN if there is none."""
        if len(ranks) == 0:
            return math.nan
        with np.errstate(invalid="ignore"):  # between infinities there is no number: NaN
            if len(signs) == 1 and signs[0] < 0:
                # interpolated from above, so that it is Optuna's to the last bit
                return -float(np.percentile(-ranks, 100 - self._percentile))
            return float(np.percentile(ranks, self._percentile))


class MedianPruner(PercentilePruner):
    """PercentilePruner(50): stops what is worse than the median. Arguments as there."""

    def __init__(
        self,
        n_startup_trials: int = 5,
        n_warmup_steps: int = 0,
        interval_steps: int = 1,
        *,
        n_min_trials: int = 1,
    ) -> None:
        super().__init__(
            50.0, n_startup_trials, n_warmup_steps, interval_steps, n_min_trials=n_min_trials
        )
