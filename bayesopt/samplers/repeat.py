"""Where points are finitely many: whether values come with noise, found out by evaluating again.

Between points that lie apart, noise looks like parameters that interact: a process that has seen
none of them twice explains the one by the other, and believes the luckiest value. So where a
process foresees badly what many trials have found, the best of them are evaluated again, one after
another. Where one has the same value again, there is no noise, and none is repeated any more.
"""

from typing import Any

import numpy as np

from bayesopt.history import FrozenTrial, History, Log, Observations, fully_known
from bayesopt.kept import Kept
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.replicates import Replicates
from bayesopt.samplers.plateau import unforeseen
from bayesopt.samplers.turns import LEVEL, falls
from bayesopt.space import Space

MANY, TOO_MANY = 64, 5000  # trials with a value, from which on, up to which some are repeated
BADLY = 0.2  # of the variance of values that a process does not foresee
REPEATS = 4  # at most
OFTEN = 5  # trials of one point


class Varied:
    """The names of the parameters that had several values."""

    def __init__(self, log: Log, key: object) -> None:
        self.names: set[str] = set()
        self._first: dict[str, Any] = {}

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        for name, value in trial.params.items():
            if self._first.setdefault(name, value) != value:
                self.names.add(name)


class Points:
    """Tells whether trials are at one of finitely many points, as far as anything tells them
    apart.
    """

    def __init__(self) -> None:
        self._kept = Kept(Varied)

    def are_few(self, space: Space, history: History) -> bool:
        """Whether those of `space` are, and trials differ by nothing else."""
        if not space.finite:
            return False
        with self._kept.at(history) as varied:
            return varied.names <= space.keys()


def to_repeat(
    model: Posterior, seen: Observations, space: Space, number: int
) -> FloatArray | None:
    """The point (d,) that trial `number` had better evaluate again, if any, where points are few.

    model : of the complete trials `seen`, of a single objective.
    """
    if not falls(LEVEL, number) or not MANY <= len(seen.X) <= TOO_MANY:
        return None
    known = seen.eligible(space)
    X, y = seen.X[known], seen.Y[known, 0]
    points = Replicates.of(X)
    if len(X) == 0 or points.repeated >= REPEATS or not differ(points, y):
        return None
    if unforeseen(model) <= BADLY:
        return None
    once = points.totals[points.point] == 1
    for running in seen.pending:
        once &= np.any(running != X, axis=1)
    best: FloatArray = X[np.argmin(np.where(once, y, np.inf))]
    return best if once.any() else None


def certain(model: Posterior, seen: Observations) -> bool:
    """Whether a model believes that there is noise, values at one point having differed, so that a
    trial may go where others have been, unless OFTEN; where points are few.
    """
    if not model.hyperparameters.noisy:
        return False
    known = seen.usable
    points = Replicates.of(seen.X[known])
    return points.repeated > 0 and differ(points, seen.Y[known, 0])


def closed(seen: Observations) -> FloatArray:
    """The points (k, d) where no trial goes though noise is certain: where one has failed, was
    pruned or is running, and where OFTEN many have ended.
    """
    X = fully_known(seen.X)
    points = Replicates.of(X)
    often = X[points.first[points.totals >= OFTEN]]
    return np.concatenate([often, *map(fully_known, seen.parts[1:])])


def differ(points: Replicates, y: FloatArray) -> bool:
    """Whether no point that has several of the values y (n,) has the same one each time."""
    low, high = np.full(len(points), np.inf), np.full(len(points), -np.inf)
    np.minimum.at(low, points.point, y)
    np.maximum.at(high, points.point, y)
    return bool(np.all((low != high) | (points.totals == 1)))
