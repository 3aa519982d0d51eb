"""The best next point: candidates, then lock-step ascent, then moves between discrete values.

B starts; X (m, d) points of the unit cube that stand for values; values (m,), higher is better.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from bayesopt import candidates
from bayesopt.ascent import EVALS, ascend
from bayesopt.box import Box
from bayesopt.conditional import ConditionalSpace, Placed
from bayesopt.params import FloatArray
from bayesopt.replicates import Replicates
from bayesopt.same import agrees
from bayesopt.score import Acquisition, Score
from bayesopt.space import Space

if TYPE_CHECKING:
    from bayesopt.hypervolume import Beliefs
    from bayesopt.posterior import Posterior


EVERYWHERE = 96, 32, 12  # candidates spread over the cube: so many, and for each of 12 parameters
NEAR = 3  # times fewer of them about the centres
CENTRES = 4
STARTS = 6
ENUMERABLE = 4096  # points of a space that are all scored
RELAXED = 64  # levels beyond which a number climbs as if it were continuous
MOVES = 1024  # points of one round of discrete moves
ROUNDS = 4  # of climbing and moving by turns; an all-discrete search may take longer


def maximize(
    acquisition: Acquisition | Score,
    belief: "Posterior | Beliefs",
    space: Space,
    rng: np.random.Generator,
    *,
    avoid: FloatArray,
    near: FloatArray | None = None,
    within: Box | None = None,
    share: float = 1.0,
) -> FloatArray:
    """The point (d,) of `space` where the acquisition is greatest, as far as a short search tells.

    belief : of one objective; of several, with a score
    avoid : (k, d) evaluated and pending points; none of them is returned while the space has
        another one, and none with the coordinates of one that has NaN elsewhere, unless it is
        the only one left
    near : (k, d) points about which to look closely; None: the best evaluated ones
    within : where to stay, as long as a point there is new; None: in the whole cube
    share : of the usual effort where values move from level to level: of the rounds of climbing
        and moving, and of the steps and moves of each
    Where the acquisition is flat or not finite, the point that is known least.
    Never raises for want of a good point; the same arguments and rng state give the same bits.

    >>> from bayesopt.acquisition import LogEI
    >>> from bayesopt.gp import GP
    >>> from bayesopt.space import Float
    >>> X = np.array([[0.1], [0.5], [0.9]])
    >>> belief = GP().fit(X, [1.0, 0.2, 0.7])
    >>> space, rng = Space({"x": Float(0, 1)}), np.random.default_rng(0)
    >>> bool(0.5 < maximize(LogEI(), belief, space, rng, avoid=X)[0] < 0.9)
    True
    """
    if len(space) == 0:
        return np.empty(0)
    if isinstance(acquisition, Acquisition):
        score = acquisition.on(cast("Posterior", belief), rng)
    else:
        score = acquisition
    if isinstance(space, ConditionalSpace):
        score = Placed(score, space)
    avoid = np.ascontiguousarray(avoid, dtype=float)  # rows are compared by sums, so ordered alike
    # where branches are, what is NaN would be placed in the middle
    avoid = np.where(np.isnan(avoid), np.nan, space.place(space.snap(avoid)))
    search = Maximisation(score, belief, space, avoid, rng, within, share)
    pool = search.pool(near)
    # a score may be undefined or infinite somewhere: such points are passed over
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        values = search.values(pool)
        if flat(values):
            return search.best_new(
                pool, search.inside(pool, belief.uncertainty(space.place(pool)))
            )
        if space.size > ENUMERABLE:
            X, climbed = search.climb(pool, values)
            pool, values = np.concatenate([X, pool]), np.concatenate([climbed, values])
    return search.best_new(pool, values)


def flat(values: FloatArray) -> bool:
    """Whether values (m,) tell no point from another."""
    finite = values[np.isfinite(values)]
    if len(finite) == 0:
        return True
    least, most = float(finite.min()), float(finite.max())
    return most - least <= 1e-12 * max(abs(least), abs(most))


def spread_of(values: FloatArray) -> float:
    """A unit of the score: how far its best eighth of candidates reaches down."""
    finite = np.sort(values[np.isfinite(values)])
    return float(finite[-1] - finite[-1 - len(finite) // 8]) or float(finite[-1] - finite[0])


@dataclass(frozen=True, eq=False)
class Maximisation:
    """One search of `maximize`; `rng` is used in a fixed order."""

    score: Score
    belief: "Posterior | Beliefs"
    space: Space
    avoid: FloatArray
    rng: np.random.Generator
    within: Box | None = None
    share: float = 1.0

    def pool(self, near: FloatArray | None) -> FloatArray:
        """Candidates (m, d)."""
        space, belief, rng = self.space, self.belief, self.rng
        if space.size <= ENUMERABLE:
            X = candidates.cells(space, int(space.size))
            new = ~self.seen(X)
            return X[new] if new.any() else X
        fixed, each, most = EVERYWHERE
        count = fixed + each * min(belief.d, most)
        X = candidates.everywhere(space, count, rng)
        if self.within is not None:
            X = space.snap(self.within.spread(X, rng))
        if near is None:
            near = belief.best_points(CENTRES)
        if len(near):
            near = space.roam(near, rng)
            local = candidates.near(near, self.lengthscales, space, count // NEAR, rng)
            if self.within is not None:
                local = space.snap(self.within.clip(local))
            X = np.concatenate([X, local])
        return X

    @cached_property
    def lengthscales(self) -> FloatArray:
        """(d,)"""
        return self.belief.lengthscales

    @cached_property
    def climbing(self) -> NDArray[np.bool_]:
        """The parameters (d,) that follow the gradient."""
        levels = self.space.levels
        free: NDArray[np.bool_] = (levels == 0) | ((levels > RELAXED) & ~self.space.categorical)
        return free

    @cached_property
    def jumping(self) -> bool:
        """Whether any parameter moves from value to value."""
        return bool(np.any(self.space.levels > 1))

    @cached_property
    def weights(self) -> FloatArray:
        """(d,) by which equal sums mean equal cells, but for a chance of 1e-15."""
        return np.random.default_rng(0).random(len(self.space))

    @cached_property
    def avoided(self) -> FloatArray:
        """Weighted sums of those points to avoid that are known whole, ascending, and inf."""
        sums = np.sum(self.avoid * self.weights, axis=1)
        return np.append(np.sort(sums[~np.isnan(sums)]), np.inf)

    def seen(self, X: FloatArray) -> NDArray[np.bool_]:
        """Which rows (m,) of a finite space are to be avoided."""
        sums = np.sum(self.space.place(X) * self.weights, axis=1)
        same: NDArray[np.bool_] = self.avoided[np.searchsorted(self.avoided, sums)] == sums
        return same

    @cached_property
    def partial(self) -> FloatArray:
        """Those points to avoid (k, d) of which only some coordinates matter."""
        some = np.isnan(self.avoid).any(axis=1) & ~np.isnan(self.avoid).all(axis=1)
        return self.avoid[some]

    def cut_off(self, X: FloatArray) -> NDArray[np.bool_]:
        """Which rows (m,) of a finite space agree with one of those."""
        met = np.zeros(len(X), dtype=bool)
        placed = self.space.place(X) if len(self.partial) else X
        for row in self.partial:
            known = ~np.isnan(row)
            met |= np.all(placed[:, known] == row[known], axis=1)
        return met

    def values(self, X: FloatArray) -> FloatArray:
        """The score (m,), -inf where it is not finite, or the space finite and the point seen."""
        return self.inside(X, self.anywhere(X))

    def anywhere(self, X: FloatArray) -> FloatArray:
        """The same (m,) whether in the box or beyond."""
        values = self.score(X)
        usable = np.isfinite(values)
        if self.space.finite and self.space.size > ENUMERABLE:
            usable &= ~(self.seen(X) | self.cut_off(X))
        return np.where(usable, values, -np.inf)

    def moved(self, X: FloatArray) -> FloatArray:
        """`values` (m,) of discrete moves: many lead to one point, which is scored once."""
        same = Replicates.of(self.space.place(X))
        return self.inside(X, self.anywhere(X[same.first])[same.point])

    def inside(self, X: FloatArray, values: FloatArray) -> FloatArray:
        """The values (m,), -inf beyond the box."""
        return values if self.within is None else np.where(self.within.holds(X), values, -np.inf)

    def best_new(self, X: FloatArray, values: FloatArray) -> FloatArray:
        """The best row that is not to be avoided; another point of the space if there is none."""
        order = np.argsort(-values, kind="stable")
        if self.space.finite:
            ranked, new = X[order], ~self.seen(X[order])
            if not new.any():
                # among one point more than there are to avoid, one is new, if there are so many
                rest = candidates.cells(self.space, int(min(self.space.size, len(self.avoid) + 1)))
                ranked, new = np.concatenate([ranked, rest]), np.append(new, ~self.seen(rest))
            better = new & ~self.cut_off(ranked)
            # the first, if none is new
            return np.array(ranked[np.argmax(better if better.any() else new)])
        spare = candidates.everywhere(self.space, 64, self.rng)
        ranked = np.concatenate([X[order], spare])
        met = set[bytes]()  # searches end at one point, and what is inactive may be anything
        for x, at in zip(ranked, self.space.place(ranked), strict=True):
            point = at.tobytes()
            if point not in met and not agrees(at, self.avoid):
                return np.array(x)
            met.add(point)
        return np.array(spare[0])

    def climb(self, pool: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Local maxima (B, d) of the score and their values, from the best candidates."""
        starts = candidates.distinct(pool, values, self.lengthscales, STARTS)
        X, best = pool[starts], values[starts]
        spread = spread_of(values)
        active = np.arange(len(X))
        rounds = ROUNDS if self.climbing.any() else 4 * ROUNDS
        for _ in range(math.ceil(self.share * rounds)):
            if self.climbing.any():
                X[active], best[active] = self.ascended(X[active], best[active], spread)
            if not self.jumping:
                break
            active = self.jumped(X, best, active)
            if len(active) == 0:
                break
        return X, best

    def ascended(
        self, X: FloatArray, best: FloatArray, spread: float
    ) -> tuple[FloatArray, FloatArray]:
        """Where the gradient leads from X (B, d), and the values (B,) there, at least best."""
        level, free, unit = float(np.max(best)), self.climbing, self.lengthscales
        evals = math.ceil(self.share * EVALS) if self.jumping else EVALS
        landed, values = ascend(self.score, X, free, unit, level, spread, self.within, evals)
        if self.jumping:
            landed = self.space.snap(landed)
            values = self.values(landed)
        better = values > best
        return np.where(better[:, None], landed, X), np.where(better, values, best)

    def jumped(
        self, X: FloatArray, best: FloatArray, active: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Move each active row of X to its best neighbour, in place; return which gained."""
        most = max(int(self.share * MOVES) // len(active), 1)
        moves, dims = candidates.neighbours(X[active], self.space, self.rng, most)
        values = self.moved(moves.reshape(-1, X.shape[1])).reshape(moves.shape[:2])
        rows, choice = np.arange(len(active)), np.argmax(values, axis=1)
        landed, reached = moves[rows, choice], values[rows, choice]
        # the row that leads tries several moves at once too
        lead = int(np.argmax(np.maximum(reached, best[active])))
        gains = values[lead] - best[active[lead]]
        several = candidates.together(X[active[lead]], moves[lead], dims, gains)
        if len(several):
            scores = self.moved(several)
            k = int(np.argmax(scores))
            if scores[k] > reached[lead]:
                landed[lead], reached[lead] = several[k], scores[k]
        better = reached > best[active]
        X[active[better]], best[active[better]] = landed[better], reached[better]
        gained: NDArray[np.intp] = active[better]
        return gained
