"""Several objectives at once: fronts, crowding, hypervolume. Lower is better throughout.

Y: (n, m) finite values of n points
"""

import heapq

import numpy as np
from numpy.typing import NDArray

from bayesopt._core import pareto as _core
from bayesopt.fronts import Steps, in_own_units
from bayesopt.params import FloatArray
from bayesopt.tables import check_shape

Places = NDArray[np.intp]


def ranks(Y: FloatArray) -> Places:
    """Front (n,) that each point is on; 0 is dominated by nobody, k only by fronts before k."""
    n = len(Y)
    order = np.lexsort(Y.T[::-1])
    found, latest, earlier = (np.zeros(n, dtype=np.intp) for _ in range(3))
    _core.ranks(np.ascontiguousarray(Y[order]), latest, earlier, found)
    rank = np.empty(n, dtype=np.intp)
    rank[order] = found
    return rank


def leaders(Y: FloatArray, k: int) -> Places:
    """Places of the `k` best points, the best first: front by front, and within a front by the
    place of each value among the different ones of its objective, summed. Of equal points all but
    one are behind it.

    Takes k n comparisons at most, however many are on the first front.
    """
    n, k = len(Y), min(k, len(Y))
    if k < 1:
        return np.empty(0, dtype=np.intp)
    places = np.sum([np.unique(y, return_inverse=True)[1] for y in Y.T], axis=0)
    order = np.argsort(places, kind="stable")  # none comes after one that it dominates
    latest, earlier, held, rank = (np.empty(n, dtype=np.intp) for _ in range(4))
    _core.first_fronts(np.ascontiguousarray(Y[order]), k, latest, earlier, held, rank)
    found = np.flatnonzero(rank < n)
    return order[found[np.argsort(rank[found], kind="stable")[:k]]]


def crowding(Y: FloatArray) -> FloatArray:
    """How far apart each point's neighbours are (n,), summed over the objectives; inf at ends.

    Source: Deb et al. 2002 (NSGA-II), section III.B.
    """
    distance = np.zeros(len(Y))
    for y in Y.T:
        order = np.argsort(y, kind="stable")
        gaps = np.diff(y[order], prepend=-np.inf, append=np.inf)
        around = gaps[:-1] + gaps[1:]
        distance[order] += around / ((y[order[-1]] - y[order[0]]) or 1.0) if len(y) else 0.0
    return distance


def hypervolume(Y: FloatArray, reference: FloatArray) -> float:
    """Volume that the points Y (n, m) dominate, up to `reference` (m,). Raises ValueError if the
    shapes disagree.
    """
    n, m = Y.shape
    check_shape("reference", reference, (m,))
    if m == 1:
        return max(float(reference[0] - Y.min(initial=reference[0])), 0.0)
    copy = np.array(Y, dtype=float, order="C")
    work = np.empty(_core.work_size(n, m))
    return float(_core.hypervolume(copy, np.ascontiguousarray(reference, dtype=float), work))


def optuna_reference(Y: FloatArray) -> FloatArray:
    """A point (m,) a tenth beyond the worst of Y, away from 0, as Optuna's TPE has it."""
    worst = Y.max(axis=0)
    point = np.maximum(1.1 * worst, 0.9 * worst)
    return np.where(point == 0, 1e-12, point)


def subset(Y: FloatArray, k: int, reference: FloatArray) -> list[int]:
    """Places of `k` points of much hypervolume together: each adds the most to those before it.

    What a point adds only shrinks as others join, so most need not be looked at again.
    Source: Guerreiro et al. 2016 (greedy hypervolume subset selection); Minoux 1978 (lazily).
    """
    if _is_front(Y):
        return Steps(Y, reference).first(k)
    Y, reference = in_own_units(Y, reference)
    n = len(Y)
    chosen: list[int] = []
    held = 0.0
    queue = [(-hypervolume(Y[[i]], reference), i) for i in range(n)]
    heapq.heapify(queue)
    while len(chosen) < min(k, n):
        _, i = queue[0]
        whole = hypervolume(Y[[*chosen, i]], reference)
        heapq.heapreplace(queue, (held - whole, i))
        if queue[0][1] == i:
            heapq.heappop(queue)
            chosen.append(i)
            held = whole
    return chosen


def _is_front(Y: FloatArray) -> bool:
    """Whether these are two objectives, and no point dominates another."""
    if Y.shape[1] != 2:
        return False
    x, y = np.diff(Y[np.lexsort(Y.T[::-1])], axis=0).T
    return bool(np.all((x > 0) == (y < 0)) and np.all((x == 0) == (y == 0)))


def choose(Y: FloatArray, k: int) -> list[int]:
    """Places of the `k` best points: whole fronts, and of the next as many as there is room for,
    those of much hypervolume together.
    """
    if k <= 0:
        return []
    rank = ranks(Y)
    last = int(np.sort(rank)[k - 1])
    whole = np.flatnonzero(rank < last).tolist()
    split = np.flatnonzero(rank == last)
    if len(whole) + len(split) == k:
        return [*whole, *split.tolist()]
    picked = subset(Y[split], k - len(whole), optuna_reference(Y[split]))
    return [*whole, *split[picked].tolist()]
