"""Where points are finitely many: whether values come with noise, found out by evaluating again.

Between points that lie apart, noise looks like parameters that interact: a process that has seen
none of them twice explains the one by the other, and believes the luckiest value. So where a
process foresees badly what many trials have found, the best of them are evaluated again, one after
another. Where one has the same value again, there is no noise, and none is repeated any more.
"""

import numpy as np

from bayesopt.history import History, Observations
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.replicates import Replicates
from bayesopt.samplers.plateau import unforeseen
from bayesopt.samplers.process import whole
from bayesopt.samplers.turns import LEVEL, falls
from bayesopt.space import Space

MANY, TOO_MANY = 64, 5000  # trials with a value, from which on, up to which some are repeated
BADLY = 0.2  # of the variance of values that a process does not foresee
REPEATS = 4  # at most
OFTEN = 5  # trials of one point


def countable(space: Space, history: History) -> bool:
    """Whether trials are at one of finitely many points, as far as anything tells them apart."""
    return space.finite and history.log.params.keys() <= space.keys()


def to_repeat(
    model: Posterior, seen: Observations, space: Space, history: History
) -> FloatArray | None:
    """The point (d,) that the next trial had better evaluate again, if any.

    model : of the complete trials `seen`, of a single objective.
    """
    due = falls(LEVEL, history.number) and MANY <= len(seen.X) <= TOO_MANY
    if not due or not countable(space, history):
        return None
    known = ~np.isnan(seen.X).any(axis=1) & seen.feasible & space.offers(seen.X)
    X, y = seen.X[known], seen.Y[known, 0]
    points = Replicates.of(X)
    if points.repeated >= REPEATS or len(X) == 0 or not doubtful(model, X, y):
        return None
    once = points.totals[points.point] == 1
    for running in seen.pending:
        once &= np.any(running != X, axis=1)
    best: FloatArray = X[np.argmin(np.where(once, y, np.inf))]
    return best if once.any() else None


def certain(model: Posterior, seen: Observations, space: Space, history: History) -> bool:
    """Whether a model believes that there is noise, values at one point having differed, so that a
    trial may go where others have been, unless OFTEN.
    """
    if not model.hyperparameters.noisy or not countable(space, history):
        return False
    known = ~np.isnan(seen.X).any(axis=1)
    return differ(seen.X[known], seen.Y[known, 0]) is True


def closed(seen: Observations) -> FloatArray:
    """The points (k, d) where no trial goes though noise is certain: where one has failed, was
    pruned or is running, and where OFTEN many have ended.
    """
    X = whole(seen.X)
    points = Replicates.of(X)
    often = X[points.first[points.totals >= OFTEN]]
    return np.concatenate([often, *map(whole, seen.parts[1:])])


def doubtful(model: Posterior, X: FloatArray, y: FloatArray) -> bool:
    """Whether the values y (n,) at X (n, d) may be noise for all that a model of them knows."""
    return differ(X, y) is not False and unforeseen(model) > BADLY


def differ(X: FloatArray, y: FloatArray) -> bool | None:
    """Whether the values y (n,) of a point differ, wherever X (n, d) has several; None if it has
    none.
    """
    points = Replicates.of(X)
    if not points.repeated:
        return None
    low, high = np.full(len(points), np.inf), np.full(len(points), -np.inf)
    np.minimum.at(low, points.point, y)
    np.maximum.at(high, points.point, y)
    return not np.any((low == high) & (points.totals > 1))
