"""Of very many trials, those that a Gaussian process is conditioned on.

What an exact process costs grows with the cube of the trials. Close to the best point the others
hardly matter: there it is enough to keep the good ones, those near the best, and some of the rest
so that nothing far away looks unknown. Which, is a function of the log: they are chosen anew
whenever STEP more trials are complete, and all later ones join them until then. In a space of no
more than MOST points all are kept: a model has one row for each point, however often evaluated.
Of several objectives, whose models all see the same trials, each knows fewer (`most_rows`).

n complete trials, of which k are kept; X (n, d) unit cube.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bayesopt.history import Log, Observations
from bayesopt.params import FloatArray
from bayesopt.pareto import leaders
from bayesopt.replicates import Replicates
from bayesopt.space import Space

MOST = 600  # trials that are all kept, and beyond that the most that are, failed ones included
STEP = 64
MOST_FAILED = 150  # of MOST that may have failed: those nearest to the best point
CHUNK = 4096  # rows at a time: what fits a cache
GOOD, NEAR = 0.3, 0.4  # shares of what is kept: the best, and the nearest to the best of all


@dataclass(frozen=True)
class Chosen:
    """Rows (k,) chosen among the first complete trials of a log; all others are older.

    Y, feasible : of these, which change as values are found to be glitches, and as it becomes
        known where pruned trials would have ended.
    count : how many were to be chosen.
    """

    log: Log
    space: Space
    Y: FloatArray
    feasible: NDArray[np.bool_]
    count: int
    rows: NDArray[np.intp]

    def still(
        self, log: Log, space: Space, Y: FloatArray, feasible: NDArray[np.bool_], count: int
    ) -> bool:
        """Whether it would be chosen again."""
        alike = self.log is log and self.space == space and self.count == count
        return alike and np.array_equal(self.Y, Y) and np.array_equal(self.feasible, feasible)


@dataclass(frozen=True)
class Active:
    """What is left of a history.

    chosen : how many of its first complete trials were chosen among older ones, 0 if all are kept.
    skipped : how many complete trials were left out.
    """

    seen: Observations
    chosen: int = 0
    skipped: int = 0


class ActiveSet:
    """Picks what is kept of a history; remembers the last choice, which only saves time."""

    def __init__(self) -> None:
        self._last: Chosen | None = None

    def of(self, seen: Observations, log: Log, space: Space, parts: int = 1) -> Active:
        """The complete and failed trials to condition on, everything else as in `seen`.

        parts : into which what a point may cost is divided.
        """
        rows = most_rows(parts)
        most_failed = rows * MOST_FAILED // MOST
        n, most = len(seen.X), rows - room_of(seen.failed, most_failed)
        few = n <= most or (space.size <= most and len(Replicates.of(seen.X)) <= most)
        if few and len(seen.failed) <= most_failed:
            return Active(seen)
        upto = 0 if few else most + STEP * ((n - most - 1) // STEP)
        chosen = self._rows(seen, log, space, upto, most - STEP)
        kept = np.concatenate([chosen, np.arange(upto, n)])
        failed = seen.failed
        if n and len(failed) > most_failed:
            apart = distances(failed, _best(seen, kept), space.categorical)
            failed = failed[least(apart, most_failed)]
        failed = failed[-most_failed:]
        fewer = replace(seen, X=seen.X[kept], Y=seen.Y[kept], C=seen.C[kept], failed=failed)
        return Active(fewer, len(chosen), n - len(kept))

    def _rows(
        self, seen: Observations, log: Log, space: Space, upto: int, count: int
    ) -> NDArray[np.intp]:
        Y, feasible, last = seen.Y[:upto], seen.feasible[:upto], self._last
        if last is None or not last.still(log, space, Y, feasible, count):
            rank = ranking(Y, feasible)
            rows = choose(seen.X[:upto], rank, space.categorical, count)
            last = self._last = Chosen(log, space, Y, feasible, count, rows)
        return last.rows


def most_rows(parts: int) -> int:
    """How many trials each of so many models knows at most: what a point costs grows with their
    square, so that together they cost what one of MOST does.
    """
    return int(MOST / math.sqrt(parts))


def room_of(failed: FloatArray, most: int) -> int:
    """For how many failed trials (f, d), of which so many may be kept, complete ones make room:
    whole steps, as to choose others costs a walk over all trials.
    """
    return min(most, STEP * math.ceil(len(failed) / STEP))


def _best(seen: Observations, kept: NDArray[np.intp]) -> FloatArray:
    rank = ranking(seen.Y[kept], seen.feasible[kept])
    best: FloatArray = seen.X[kept[np.argmin(rank)]]
    return best


def ranking(Y: FloatArray, feasible: NDArray[np.bool_]) -> FloatArray:
    """How good (n,) each row is, lower is better; infeasible rows after all others.

    With several objectives only as many are told apart as are kept for being good: by fronts of
    feasible rows, see `leaders`.
    """
    if Y.shape[1] == 1:
        return np.where(feasible, Y[:, 0], np.inf)
    rank = np.where(feasible, float(len(Y)), np.inf)
    rows = np.flatnonzero(feasible)
    best = rows[leaders(Y[rows], int(GOOD * MOST))]
    rank[best] = np.arange(len(best))
    return rank


def distances(X: FloatArray, x: FloatArray, categorical: NDArray[np.bool_]) -> FloatArray:
    """Squared distances (n,) of the rows of X (n, d) from x (d,); categories are equal or one
    apart, and so are parameters that one of both lacks.
    """
    found = np.empty(len(X))
    for start in range(0, len(X), CHUNK):
        rows = slice(start, start + CHUNK)
        apart = np.square(X[rows] - x)
        apart[:, categorical] = apart[:, categorical] > 0
        np.sum(np.nan_to_num(apart, copy=False, nan=1.0), axis=1, out=found[rows])
    return found


def least(values: FloatArray, count: int) -> NDArray[np.intp]:
    """Places of the `count` least values (n,), the first ones among equals; ascending."""
    if len(values) <= count:
        return np.arange(len(values))
    bound = np.partition(values, count - 1)[count - 1]
    below, equal = np.flatnonzero(values < bound), np.flatnonzero(values == bound)
    return np.sort(np.concatenate([below, equal[: count - len(below)]]))


def choose(
    X: FloatArray, rank: FloatArray, categorical: NDArray[np.bool_], count: int
) -> NDArray[np.intp]:
    """`count` rows of X (n, d), ascending: good ones, near ones, and the rest at even distances.

    rank : (n,) lower is better.
    """
    if len(X) <= count:
        return np.arange(len(X))
    kept = np.zeros(len(X), dtype=bool)
    kept[least(rank, int(GOOD * count))] = True
    apart = distances(X, X[np.argmin(rank)], categorical)
    kept[least(np.where(kept, np.inf, apart), int(NEAR * count))] = True
    rest = np.flatnonzero(~kept)
    spread = np.linspace(0, len(rest) - 1, count - int(np.sum(kept))).round().astype(int)
    kept[rest[spread]] = True
    return np.flatnonzero(kept)
