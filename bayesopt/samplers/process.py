"""The Gaussian process of one objective, made of a history."""

from dataclasses import dataclass, replace

import numpy as np

from bayesopt.gp import GP
from bayesopt.history import History, fully_known
from bayesopt.outputs import Warp, deepened, tails
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.samplers.active_set import Active, choose
from bayesopt.samplers.learning import Learnt, doubting, grow, learn_doubting
from bayesopt.space import Space

WORTH = 4.0  # by which logarithms of evidence have to differ before depth is worth it
LONG = 4.0  # times as long as the bad tail: a good one that may be on a logarithmic scale
ENOUGH, AT_MOST = 8, 60  # observations that say how deep


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
    depths: int,
    gp: GP,
    space: Space,
    history: History,
    active: Active,
    name: str,
    earlier: Process | None,
) -> Process:
    """Of values y (n,), before they are warped, of the complete trials `active` of a history.

    depths : by how many the warp may be deepened.
    name : under which hyperparameters are noted, unless it is time to learn them anew.
    earlier : of fewer trials of the same log, which may grow.
    """
    X = fully_known(active.seen.X)
    n = len(X) + active.skipped
    learnt = Learnt.from_note(next(history.noted(name), None))
    anew = learnt is None or learnt.outgrown(n, history.finished)
    depth = 0 if learnt is None else max(min(learnt.depth, depths), -depths)
    if depths and anew and (learnt is None or learnt.stale(n)):
        depth = best_depth(gp, X, y, warp, depths, space, learnt)
    warp = deepened(warp, y, depth)
    y = warp(y)
    if gp.mean is not None:
        gp = replace(gp, mean=float(warp(np.array([gp.mean]))[0]))
    if learnt is None or anew:
        plain, learnt = learn_doubting(gp, X, y, space, learnt, n, history.finished)
        learnt = replace(learnt, depth=depth)
        base = len(X)
    else:
        base = min(max(learnt.n - active.skipped, active.chosen), len(X))
        if space.size < len(X) / 2:  # a row for each point is cheaper than one a trial
            base = len(X)
        same = earlier is not None and (earlier.learnt, earlier.base) == (learnt, base)
        known = earlier.plain if earlier is not None and same else None
        plain = grow(gp, X, y, space, learnt, known, base)
    posterior = doubting(gp, plain) if learnt.doubts else plain
    return Process(plain, posterior, warp, learnt, base)


def best_depth(
    gp: GP,
    X: FloatArray,
    y: FloatArray,
    warp: Warp,
    depths: int,
    space: Space,
    last: Learnt | None,
) -> int:
    """One step from the last depth of `warp` towards that which makes y (n,) most like draws from
    the process: of a few values many things are likely. Depths below 0 are for long good tails.

    A mean, scale or noise in the user's units holds for values that are as they are: depth 0. So
    has what is known from beyond the range, where values may be of another size.
    """
    free = gp.mean is None and gp.scale is None and not gp.noise_std
    if not free or len(y) < ENOUGH or not space.offers(X).all():
        return 0
    rows = choose(X, y, space.categorical, AT_MOST)
    X, y = X[rows], y[rows]
    before = 0 if last is None else last.depth
    start = None if last is None else last.hyperparameters

    def evidence(depth: int) -> float:
        deep = deepened(warp, y, depth)
        found = gp.evidence(X, deep(y), categorical=space.categorical, start=start)
        return found + deep.log_slope(y) - WORTH * (depth != 0)

    good, bad = tails(y)
    least = -depths if good / LONG > bad or before < 0 else 0
    best = max(range(least, depths + 1), key=lambda depth: (evidence(depth), -abs(depth)))
    return before + int(np.sign(best - before))
