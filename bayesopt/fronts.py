"""Two objectives: fronts that points enter one after another, and areas that points dominate.

From left to right the points of a front go down. Lower is better in both.
Source: Yakupov & Buzdalov 2015 (incremental non-dominated sorting for two objectives).
"""

from bisect import bisect_left, bisect_right
from itertools import chain

import numpy as np

from bayesopt.params import FloatArray

LARGEST = 1e30  # values up to which references beyond them, and areas, are floats


def in_own_units(Y: FloatArray, reference: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Y (n, m) and a reference point (m,), each objective in a unit near its largest value: then
    areas and volumes are floats. Powers of two round nothing.
    """
    powers = np.frexp(np.abs(Y).max(axis=0, initial=0.0))[1]
    return np.ldexp(Y, -powers), np.ldexp(reference, -powers)


class Front:
    """Points none of which dominates another.

    x, up : ascending, `up` being the negative of the second value. members : what has that place.
    revision : how often it has changed.
    """

    def __init__(self) -> None:
        self.x: list[float] = []
        self.up: list[float] = []
        self.members: list[list[int]] = []
        self.size = 0
        self.revision = 0

    def __iter__(self) -> "chain[int]":
        return chain.from_iterable(self.members)

    def beats(self, x: float, up: float) -> bool:
        """Whether one of its points dominates that one."""
        i = bisect_right(self.x, x) - 1
        return i >= 0 and self.up[i] >= up and (self.x[i], self.up[i]) != (x, up)

    def joined(self, x: float, up: float, member: int) -> bool:
        """Whether there is such a point already; then `member` has the same place."""
        i = bisect_left(self.x, x)
        if self.x[i : i + 1] != [x] or self.up[i] != up:
            return False
        self.members[i].append(member)
        self.size += 1
        self.revision += 1
        return True

    def take(self, others: "Front") -> "Front":
        """Take in `others`, which it does not dominate; returns what they dominate of it."""
        start = bisect_left(self.x, others.x[0])
        end = bisect_right(self.up, others.up[-1], lo=start)
        lost, places = Front(), slice(start, end)
        lost.x, lost.up, lost.members = self.x[places], self.up[places], self.members[places]
        lost.size = sum(map(len, lost.members))
        self.x[places], self.up[places] = others.x, others.up
        self.members[places] = others.members
        self.size += others.size - lost.size
        self.revision += 1
        return lost


class Fronts:
    """Points front by front: the first is dominated by nobody, others only by those before."""

    def __init__(self) -> None:
        self._fronts: list[Front] = []

    def add(self, x: float, y: float, member: int) -> None:
        """Take in the point (x, y) of two finite values; what it dominates moves back."""
        fronts = self._fronts
        k, high = 0, len(fronts)
        while k < high:  # fronts beat what the fronts after them beat
            middle = (k + high) // 2
            if fronts[middle].beats(x, -y):
                k = middle + 1
            else:
                high = middle
        if k < len(fronts) and fronts[k].joined(x, -y, member):
            return
        moved = Front()
        moved.x, moved.up, moved.members, moved.size = [x], [-y], [[member]], 1
        while moved.size and k < len(fronts):
            moved = fronts[k].take(moved)
            k += 1
        if moved.size:
            fronts.append(moved)

    def reaching(self, count: int) -> tuple[list[int], Front | None]:
        """Members of the first fronts that have `count` together at most; and the next, if these
        have fewer.
        """
        whole: list[int] = []
        for front in self._fronts:
            if len(whole) + front.size > count:
                return whole, front if len(whole) < count else None
            whole += front
        return whole, None


class Steps:
    """Points of a front that dominate much area together up to `reference` (2,), in the order in
    which each adds the most to those before it.

    Y : (n, 2) values, none of which dominates another.
    The same points as `pareto.subset` takes, roundings included: it compares what points would
    add with what they were known to add when they last seemed to add the most.
    """

    def __init__(self, Y: FloatArray, reference: FloatArray) -> None:
        Y, reference = in_own_units(Y, reference)
        self._order = np.lexsort(Y.T[::-1])
        self._x, self._y = Y[self._order].T
        self._inside = np.all(Y[self._order] < reference, axis=1)
        self._right = np.full(len(Y), reference[0])  # the area that a point adds reaches so far
        self._top = np.full(len(Y), reference[1])
        self._adds = np.zeros(len(Y))
        self._look(slice(None))
        self._known = -self._adds
        self._left = np.zeros(len(Y))  # inf for those chosen
        self._area = 0.0
        self._chosen: list[int] = []

    def first(self, k: int) -> list[int]:
        """Places of the first `k`, or of all."""
        while len(self._chosen) < min(k, len(self._order)):
            i = self._next()
            self._chosen.append(int(self._order[i]))
            self._left[i] = np.inf
            if self._adds[i] > 0:
                self._area += float(self._adds[i])
                self._cover(i)
        return self._chosen[:k]

    def _next(self) -> int:
        """The one that adds the most; of several, the first in Y."""
        now = self._area - (self._area + self._adds)  # as far as it shows in the whole area
        least = np.maximum(self._known, now) + self._left
        best = np.flatnonzero(least == least.min())
        i = int(best[np.argmin(self._order[best])])
        seen = self._known < least[i]
        seen |= (self._known == least[i]) & (self._order <= self._order[i])
        self._known = np.where(seen, now, self._known)
        return i

    def _cover(self, i: int) -> None:
        """Let what point `i` dominates no longer be added by others."""
        before = slice(int(np.searchsorted(-self._y, -self._top[i], side="right")), i)
        after = slice(i, int(np.searchsorted(self._x, self._right[i])))
        self._right[before], self._top[after] = self._x[i], self._y[i]
        self._look(slice(before.start, after.stop))

    def _look(self, some: slice) -> None:
        """Find what some of the points add."""
        wide, high = self._right[some] - self._x[some], self._top[some] - self._y[some]
        self._adds[some] = np.where(self._inside[some], wide * high, 0.0)
