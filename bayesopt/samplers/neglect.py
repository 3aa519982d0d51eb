"""Levels that were unlucky, and pairs of levels never tried, get a chance of their own.

Where choices go with numbers, or a whole number decides which others there are, the level that is
worst on average may hold the optimum, and a process that has seen it lose has no reason to go
back. So every fifth trial goes to the level that was visited least, if that is less than SELDOM of
its fair share. And as soon as the best point of all is not PROMISING any more, every other trial
goes to the level, or pair of levels, farthest below its fair share. What was never tried is tried
with all else as in the best trial; later the best within the cell is what is to be improved on,
MARGIN away from the walls: the process knows least in the corners, but what it sees from there is
mostly outside. Where CHANCES trials failed and none did not, only one in AGAIN of all trials goes
for neglect's sake, anywhere.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bayesopt.acquisition import EI, unit_near
from bayesopt.box import Box
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.samplers.turns import ASIDE, LEVEL, falls
from bayesopt.score import Acquisition, Score
from bayesopt.space import Space

SELDOM = 0.5  # of a fair share of the visits
PROMISING = 1e-3  # of the spread of the values
MARGIN = 1 / 8  # of the range of a number
MOST_LEVELS = 64  # of a choice that is looked after
MOST_PAIRS = 300  # of choices that are looked at together; of more each trial has its share
ENOUGH = 2  # visits that are fair for a pair before it can be neglected
CHANCES, AGAIN = 3, 10  # failures


@dataclass(frozen=True)
class Cell:
    """The points with given unit coordinates in some columns.

    share : how many of them were evaluated, 1 being as many as in other cells of these columns
    given_up : whether so many failed, and all, that nothing known says where to try again
    """

    columns: tuple[int, ...]
    coordinates: tuple[float, ...]
    share: float
    given_up: bool = False

    def holds(self, X: FloatArray, space: Space) -> NDArray[np.bool_]:
        """Which of X (n, d) belong to it."""
        away = np.abs(space.apart(X)[:, list(self.columns)] - np.array(self.coordinates))
        inside: NDArray[np.bool_] = np.max(away, axis=1) < 1e-9
        return inside

    def first_point(
        self, space: Space, ranked: FloatArray, rng: np.random.Generator
    ) -> FloatArray | None:
        """The first point (d,) of `ranked` (k, d) whose columns mean something, moved into the
        cell.
        """
        used = ~np.isnan(space.apart(ranked)[:, list(self.columns)])
        rows = np.flatnonzero(used.all(axis=1))
        if len(rows) == 0:
            return None
        point: FloatArray = space.roam(ranked[rows[:1]], rng)[0]
        point[list(self.columns)] = self.coordinates
        return point

    def any_point(self, space: Space, rng: np.random.Generator) -> FloatArray:
        """A blind draw (d,)."""
        point: FloatArray = space.snap(rng.random((1, len(space))))[0]
        point[list(self.columns)] = self.coordinates
        return point


@dataclass(frozen=True, eq=False)
class Visits:
    """Where a study has been before trial `number`.

    known : (k, d) all points that were evaluated or are pending
    failed : (f, d) those of them that failed
    """

    space: Space
    known: FloatArray
    failed: FloatArray
    number: int

    def rarest(self, every: Sequence[tuple[int, ...]], most: float) -> Cell | None:
        """The cell of least share in any of these columns, or pairs of columns, if that is below
        `most`.
        """
        known, failed = self._counts(every, self.known), self._counts(every, self.failed)
        given_up, shares = [], []
        for visits, lost in zip(known, failed, strict=True):
            given_up.append((lost == visits) & (lost >= CHANCES))
            shares.append(shares_of(visits, lost))
        k = int(np.argmin([np.min(each) for each in shares]))
        at = np.unravel_index(int(np.argmin(shares[k])), shares[k].shape)
        least = float(shares[k][at])
        if least >= most:
            return None
        middles = (np.array(at) + 0.5) / shares[k].shape
        return Cell(every[k], tuple(middles.tolist()), least, bool(given_up[k][at]))

    def _counts(self, every: Sequence[tuple[int, ...]], X: FloatArray) -> list[NDArray[np.intp]]:
        """How many of X (k, d) are at each level (l,) of these columns, or at each two levels
        (l, m) of these pairs of columns; at none of one that is inactive there.
        """
        columns = sorted({column for some in every for column in some})
        if self.space.optional[columns].any():
            X = self.space.apart(X)
        levels = self.space.levels.tolist()
        at = {j: level_of(X[:, j], levels[j]) for j in columns}
        counts = []
        for some in every:
            # bincount, as a matrix product would wake BLAS's threads
            shape = tuple(levels[j] + 1 for j in some)
            cell = at[some[0]] if len(some) == 1 else at[some[0]] * shape[1] + at[some[1]]
            found = np.bincount(cell, minlength=math.prod(shape)).reshape(shape)
            counts.append(found[(slice(1, None),) * len(some)])
        return counts


def level_of(x: FloatArray, levels: int) -> NDArray[np.intp]:
    """At which of so many levels, from 1, the coordinates x (k,) are; 0: at none."""
    level = np.floor(np.nan_to_num(x, nan=-1.0) * levels)
    return np.where((level >= 0) & (level < levels), level + 1, 0).astype(np.intp)


def shares_of(visits: NDArray[np.intp], lost: NDArray[np.intp]) -> FloatArray:
    """How many `visits` all levels of a column, or pairs of them, had, 1 being as many as others.
    What has failed too often counts as visited enough.

    lost : of `visits` those that failed.
    """
    total = max(int(visits.sum()), 1)
    enough = (lost == visits) & (lost >= CHANCES + total // AGAIN)
    return np.where(enough, total, visits) * visits.size / total


def neglected_point(
    best: FloatArray,
    search: Callable[[Cell], FloatArray],
    little: Callable[[FloatArray], bool],
    ranked: FloatArray,
    visits: Visits,
    rng: np.random.Generator,
) -> FloatArray | None:
    """The point (d,) of a neglected cell that the trial after these visits should be about instead
    of `best` (d,), if it should.

    search : gives the point that is wanted most of a cell
    little : whether little is left to gain where that point (d,) promises most
    ranked : (k, d) points with a value, the best first; a few of the visits are enough
    """
    cell = neglected_cell(visits, falls(ASIDE, visits.number) and little(best))
    if cell is None:
        return None
    point: FloatArray | None
    if cell.given_up:
        point = cell.any_point(visits.space, rng)
    elif cell.share == 0:
        point = cell.first_point(visits.space, ranked, rng)
    else:
        point = search(cell)
    return point if point is not None and cell.holds(point[None], visits.space)[0] else None


def neglected_cell(visits: Visits, little: bool) -> Cell | None:
    """What the trial that comes next should be about, if anything of its own.

    little : whether little is left to gain.
    """
    space = visits.space
    choices = looked_after(space)
    if len(choices) == 0 or (not little and not falls(LEVEL, visits.number)):
        return None
    alone = [(j,) for j in choices.tolist()]
    if not little:
        return visits.rarest(alone, SELDOM)
    pairs = combinations(choices[~space.optional[choices]].tolist(), 2)
    fair = {both: ENOUGH * np.prod(space.levels[list(both)]) for both in pairs}
    ample = [both for both, visited in fair.items() if len(visits.known) >= visited]
    shares = 1 + len(ample) // MOST_PAIRS
    return visits.rarest([*ample[visits.number // ASIDE % shares :: shares], *alone], 1.0)


def looked_after(space: Space) -> NDArray[np.intp]:
    """The columns whose levels have turns; none without numbers, as then a process learns of each
    level from all the others.
    """
    few = space.switches & (space.levels > 1) & (space.levels <= MOST_LEVELS)
    return np.flatnonzero(few & ~space.categorical.all())


def inside(space: Space, x: FloatArray) -> Box:
    """About x (d,), where continuous numbers keep their distance from the walls."""
    low = np.where(space.levels == 0, MARGIN, 0.0)
    return Box(np.clip(x, low, 1 - low), low, 1 - low)


def gain(belief: Posterior, x: FloatArray) -> float:
    """By how much x (d,) is expected to improve on the best."""
    unit = unit_near(belief.scale)  # of values as small as 1e-150 there is no EI
    mean, std = belief.predict(x[None])
    return unit * float(EI().value(mean / unit, std / unit, belief.best / unit)[0])


@dataclass(frozen=True, eq=False)
class Within(Acquisition):
    """An acquisition of the points of a cell; of others nothing is wanted.

    reached : which points of the belief (n,) count; what is to be improved on is the best of those
        in the cell.
    """

    of: Acquisition
    cell: Cell
    space: Space
    reached: NDArray[np.bool_]

    def on(self, belief: Posterior, rng: np.random.Generator) -> Score:
        """See Acquisition."""
        here = self.reached & self.cell.holds(belief.X, self.space)
        # in a cell without points anything would do: from far above, the least mean counts most
        above = float(np.max(belief.y)) + 10 * belief.scale
        belief = belief.with_best(float(np.min(belief.at_data[here], initial=above)))
        return WithinScore(self.of.on(belief, rng), self.cell, self.space)


@dataclass(frozen=True, eq=False)
class WithinScore(Score):
    """The score of Within; -inf elsewhere."""

    of: Score
    cell: Cell
    space: Space

    def __call__(self, X: FloatArray) -> FloatArray:
        return np.where(self.cell.holds(X, self.space), self.of(X), -np.inf)

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        return self.of.gradient(X)
