"""The Gaussian process of one objective, made of a history."""

from dataclasses import dataclass

import numpy as np

from bayesopt.gp import GP, Posterior
from bayesopt.history import History
from bayesopt.outputs import Warp
from bayesopt.params import FloatArray
from bayesopt.samplers.active import Active
from bayesopt.samplers.learning import Learnt, doubting, grow, learn_doubting
from bayesopt.space import Space


@dataclass(frozen=True)
class Process:
    """A model of one objective and what it was made of.

    plain : in which every observation counts alike, which can grow.
    posterior : in which outliers count less.
    warp : what was done to the values. base : rows that were factored at once.
    """

    plain: Posterior
    posterior: Posterior
    warp: Warp
    learnt: Learnt
    base: int


def process_of(
    y: FloatArray,
    warp: Warp,
    gp: GP,
    space: Space,
    history: History,
    kept: Active,
    name: str,
    earlier: Process | None,
) -> Process:
    """Of values y (n,), before they are warped, of the complete trials `kept` of a history.

    name : under which hyperparameters are noted, unless it is time to learn them anew.
    earlier : of fewer trials of the same log, which may grow.
    """
    X, y = whole(kept.seen.X), warp(y)
    n = len(X) + kept.skipped
    learnt = Learnt.from_note(next(history.noted(name), None))
    if learnt is None or learnt.outgrown(n):
        plain, learnt = learn_doubting(gp, X, y, space, learnt, n)
        base = len(X)
    else:
        base = min(max(learnt.n - kept.skipped, kept.chosen), len(X))
        if space.size < len(X) / 2:  # a row for each point is cheaper than one a trial
            base = len(X)
        same = earlier is not None and (earlier.learnt, earlier.base) == (learnt, base)
        known = earlier.plain if earlier is not None and same else None
        plain = grow(gp, X, y, space, learnt, known, base)
    posterior = doubting(gp, plain) if learnt.doubts else plain
    return Process(plain, posterior, warp, learnt, base)


def whole(X: FloatArray) -> FloatArray:
    """Those of X (n, d) that have no NaN: points that a model can know."""
    return X[~np.isnan(X).any(axis=1)]
