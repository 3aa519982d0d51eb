"""Trials at one point of their course, ranked beside one another.

With one objective the rank of a trial is its value. With several it is the number of trials that
dominate it: are at least as good in every objective and better in one. So a trial that nobody
dominates has the best rank there is, and no pruner that compares ranks stops it.
Source: Fonseca and Fleming 1993, section 3 (they add 1).
"""

import numpy as np

from bayesopt.columns import Rows
from bayesopt.params import FloatArray


class Pool:
    """Values of trials, lower is better, in the order in which they came.

    objectives : how many numbers a value has.
    """

    def __init__(self, objectives: int) -> None:
        self._values = Rows(objectives)
        self._objectives = objectives
        self._ranked = 0
        self._ranks = np.empty(0)

    def __len__(self) -> int:
        return len(self._values)

    def add(self, y: FloatArray) -> None:
        """Take in the value y (m,) of one more trial; it may hold NaN."""
        self._values.extend(y[np.newaxis])

    @property
    def values(self) -> FloatArray:
        """All values (n, m)."""
        return self._values.first(len(self._values))

    def ranks(self) -> FloatArray:
        """The rank of every trial (k,), lower is better; those with a NaN are left out."""
        Y = self.values
        if self._objectives == 1:
            return np.asarray(Y[~np.isnan(Y[:, 0]), 0])
        for k in range(self._ranked, len(Y)):
            self._ranks = joined(Y[:k], self._ranks, Y[k])
        self._ranked = len(Y)
        return np.asarray(self._ranks[~np.isnan(Y).any(axis=1)])

    def rank(self, y: FloatArray) -> float:
        """The rank that y (m,) would have in this pool."""
        return float(y[0]) if self._objectives == 1 else float(dominating(self.values, y).sum())

    def ranks_with(self, others: FloatArray) -> FloatArray:
        """Ranks of all trials without a NaN, then of `others` (p, m), in one pool together."""
        if self._objectives == 1:
            return np.concatenate([self.ranks(), others[:, 0]])
        ranks, Y = self.ranks(), self.values
        Y = Y[~np.isnan(Y).any(axis=1)]
        for y in others:
            ranks, Y = joined(Y, ranks, y), np.vstack([Y, y])
        return ranks


Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


def dominating(Y: FloatArray, y: FloatArray) -> Mask:
    """Which rows of Y (n, m) dominate y (m,); lower is better. NaN neither wins nor loses."""
    # column by column: reducing over a short last axis takes five times as long
    as_good = np.logical_and.reduce([one >= column for one, column in zip(y, Y.T, strict=True)])
    better = np.logical_or.reduce([one > column for one, column in zip(y, Y.T, strict=True)])
    return np.asarray(as_good & better)


def dominated(Y: FloatArray, y: FloatArray) -> Mask:
    """Which rows of Y (n, m) y (m,) dominates."""
    return dominating(-Y, -y)


def joined(Y: FloatArray, ranks: FloatArray, y: FloatArray) -> FloatArray:
    """Ranks (n + 1,) of Y (n, m), known to be `ranks` (n,) so far, and of y (m,) beside them."""
    return np.append(ranks + dominated(Y, y), dominating(Y, y).sum())
