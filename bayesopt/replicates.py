"""Points evaluated more than once, as one row each.

r observations of a point with noise σ² each say of the function just what their mean says with
noise σ² / r: the posterior is that of all N observations, but its matrix is n by n for n points.
What the observations differ by among themselves speaks of the noise alone. An observation of
weight w counts as w of them: its noise is σ² / w.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bayesopt.params import FloatArray


@dataclass(frozen=True, eq=False)
class Replicates:
    """Which of N observations are of the same point; the n points in the order of their first.

    point : (N,) the number of each one's point. weights : (N,) how much each one counts.
    first : (n,) the first observation of each point. totals : (n,) sums of weights.
    """

    point: NDArray[np.intp]
    weights: FloatArray
    first: NDArray[np.intp]
    totals: FloatArray

    @classmethod
    def of(cls, X: FloatArray, weights: FloatArray | None = None) -> "Replicates":
        """Those among the rows of X (N, d); all weights are 1 unless given."""
        weights = np.ones(len(X)) if weights is None else weights
        # equal rows have equal sums, whatever the weights; other rows hardly ever
        sums = np.sum(X * np.log(np.arange(2, X.shape[1] + 2)), axis=1)
        ordered = np.sort(sums)
        if np.all(ordered[1:] > ordered[:-1]):
            return cls(np.arange(len(X)), weights, np.arange(len(X)), weights)
        _, first, point = np.unique(sums, return_index=True, return_inverse=True)
        if not np.array_equal(X[first[point]], X):
            _, first, point = np.unique(X, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        point = rank[point.ravel()]
        totals = np.asarray(np.bincount(point, weights), dtype=float)
        return cls(point, weights, first[order], totals)

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def repeated(self) -> int:
        """How many observations there are beyond one for each point."""
        return len(self.point) - len(self.first)

    def extended(self, p: int) -> "Replicates":
        """With p observations more, each counted as one of a new point, wherever it is."""
        new, one = np.arange(p), np.ones(p)
        return Replicates(
            np.concatenate([self.point, len(self.first) + new]),
            np.concatenate([self.weights, one]),
            np.concatenate([self.first, len(self.point) + new]),
            np.concatenate([self.totals, one]),
        )

    def means(self, y: FloatArray) -> FloatArray:
        """The mean (n,) of the values y (N,) at each point."""
        if not self.repeated:
            return y
        return np.bincount(self.point, self.weights * y) / self.totals

    def apart(self, y: FloatArray) -> FloatArray:
        """How far the values y (N,) are from the mean at their point."""
        return y - self.means(y)[self.point]

    def within(self, y: FloatArray) -> float:
        """Weighted sum of squares of `apart`."""
        if not self.repeated:
            return 0.0
        return float(np.sum(self.weights * np.square(self.apart(y))))
