"""Expected hypervolume improvement: what a point promises to several objectives together.

What the front leaves undominated, up to a reference point, is cut into boxes. How much of a box a
value dominates is a product over the objectives, and so is the expectation of that where the
objectives are independent. Its logarithm has slopes where the expectation itself rounds to 0.
What is expected is how far the front of posterior means moves: where values are noisy one more of
them moves it less than the function may be off.

X (n, d) points of the unit cube; m objectives, lower is better, each in a unit near its scale
low, high (b, m) corners of b boxes; psi(a) = E[max(a - y, 0)], the improvement expected below a
Source: Emmerich et al. 2006; by boxes, Yang et al. 2019; in logarithms, Ament et al. 2023; by how
far the mean moves, Frazier et al. 2009, eq. 11.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from bayesopt.acquisition import LogEI, unit_near
from bayesopt.params import FloatArray
from bayesopt.pareto import ranks, subset
from bayesopt.score import Score

if TYPE_CHECKING:
    from bayesopt.posterior import Posterior

TINY = 1e-30  # units: a standard deviation below that counts as that
LARGEST_FRONT = {2: 200, 3: 60, 4: 25}  # points by the number of objectives: some 500 boxes


@dataclass(frozen=True, eq=False)
class Beliefs:
    """What is believed of several objectives, each by itself; all of them of the same points.

    posteriors : one of each objective. units : (m,) powers of two near their scales.
    """

    posteriors: "tuple[Posterior, ...]"
    units: FloatArray

    @classmethod
    def of(cls, posteriors: "tuple[Posterior, ...]") -> Self:
        """In units near the posteriors' scales."""
        return cls(posteriors, np.array([unit_near(each.scale) for each in posteriors]))

    @property
    def X(self) -> FloatArray:
        """The points (n, d) that are known."""
        return self.posteriors[0].X

    @property
    def d(self) -> int:
        """How many parameters there are."""
        return len(self.lengthscales)

    @cached_property
    def at_data(self) -> FloatArray:
        """Posterior means (n, m) at the points that are known, in units."""
        return np.column_stack([each.at_data for each in self.posteriors]) / self.units

    @cached_property
    def lengthscales(self) -> FloatArray:
        """(d,) of the objective that varies fastest along each parameter."""
        shortest: FloatArray = np.min([each.lengthscales for each in self.posteriors], axis=0)
        return shortest

    def believe(self, X: FloatArray) -> "Beliefs":
        """The same if the pending X (p, d) returned just what is believed of them."""
        return Beliefs(tuple(each.believe(X) for each in self.posteriors), self.units)

    def best_points(self, count: int) -> FloatArray:
        """So many of the points known, those of the front first."""
        return self.X[np.argsort(ranks(self.at_data), kind="stable")[:count]]

    def uncertainty(self, X: FloatArray) -> FloatArray:
        """How little is known (n,) at X (n, d): the standard deviations in units, summed."""
        stds = np.array([each.predict(X)[1] for each in self.posteriors])
        return np.asarray(stds.T @ (1 / self.units))


def front_of(Y: FloatArray, reference: FloatArray) -> FloatArray:
    """Those of Y (n, m) that none of them dominates, up to `reference` (m,); of very many, those
    that dominate much together.
    """
    front: FloatArray = Y[(ranks(Y) == 0) & np.all(reference > Y, axis=1)]
    most = LARGEST_FRONT[Y.shape[1]]
    return front if len(front) <= most else front[subset(front, most, reference)]


def boxes(front: FloatArray, reference: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Corners low, high (b, m) of boxes that hold what no point of `front` (k, m) dominates, up to
    `reference` (m,); they do not overlap, and reach down to -inf.

    Each point cuts what it dominates out of the boxes so far, those that dominate most first: they
    leave the fewest. Of two objectives k + 1 are left, of three about 5 k, of four about k².
    """
    low, high = np.full((1, len(reference)), -np.inf), np.array([reference], dtype=float)
    order = np.argsort(-np.prod(reference - front, axis=1), kind="stable")
    for point in front[order]:
        cut = np.all(point < high, axis=1)
        lows, highs = [low[~cut]], [high[~cut]]
        low, high = low[cut], high[cut]
        for j, at in enumerate(point):
            below = low[:, j] < at
            lows.append(low[below])
            highs.append(np.where(np.arange(len(point)) == j, at, high[below]))
            low[:, j] = np.maximum(low[:, j], at)
        low, high = np.concatenate(lows), np.concatenate(highs)
    return low, high


@dataclass(frozen=True, eq=False)
class Sides:
    """The sides of boxes along one objective.

    edges : (e,) finite. low, high : (b,) which edge each box begins and ends at, counted from 1;
        0 is -inf.
    """

    edges: FloatArray
    low: NDArray[np.intp]
    high: NDArray[np.intp]

    @classmethod
    def of(cls, low: FloatArray, high: FloatArray) -> Self:
        """Of boxes from `low` (b,) to `high` (b,)."""
        ends = np.unique(np.concatenate([low, high]))
        edges = ends[np.isfinite(ends)]
        return cls(edges, *(np.searchsorted(edges, ends, side="right") for ends in (low, high)))

    def __call__(self, mean: FloatArray, std: FloatArray) -> FloatArray:
        """log(psi(high) - psi(low)) (n, b) where mean and std (n,) are believed."""
        return self._between(self._padded(LogEI().value(*self._below(mean, std), 0.0), -np.inf))[0]

    def slopes(
        self, mean: FloatArray, std: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The same, and its derivatives (n, b) by mean and by std."""
        below, spread = self._below(mean, std)
        logs = self._padded(LogEI().value(below, spread, 0.0), -np.inf)
        values, left = self._between(logs)
        slopes = (self._padded(each, 0.0) for each in LogEI().slopes(below, spread, 0.0))
        by_mean, by_std = (self._slope(each, left) for each in slopes)
        return values, by_mean, by_std

    def _below(self, mean: FloatArray, std: FloatArray) -> tuple[FloatArray, FloatArray]:
        """How far each edge is below the mean, and the std there, point by point (n e,)."""
        e = len(self.edges)
        return (mean[:, None] - self.edges).ravel(), np.repeat(np.maximum(std, TINY), e)

    def _padded(self, of_edges: FloatArray, first: float) -> FloatArray:
        """What is known of all edges (n e,), as (n, e + 1) with `first` for the edge at -inf."""
        table = of_edges.reshape(-1, len(self.edges))
        return np.concatenate([np.full((len(table), 1), first), table], axis=1)

    def _between(self, logs: FloatArray) -> tuple[FloatArray, FloatArray]:
        """log(psi(high) - psi(low)) (n, b) and psi(low) / psi(high) - 1, of log psi (n, e + 1)."""
        high = logs[:, self.high]
        left = np.expm1(logs[:, self.low] - high)
        with np.errstate(divide="ignore"):  # a box may be too thin for floats
            return high + np.log(-left), left

    def _slope(self, slopes: FloatArray, left: FloatArray) -> FloatArray:
        """The derivative (n, b) of log(psi(high) - psi(low)) from that of log psi (n, e + 1)."""
        low, high = slopes[:, self.low], slopes[:, self.high]
        # (high - r low) / (1 - r) where r = psi(low) / psi(high)
        return np.where(left < 0, low - (high - low) / np.where(left < 0, left, 1.0), 0.0)


@dataclass(frozen=True, eq=False)
class LogEHVI(Score):
    """Logarithm of the hypervolume, in units, by which a point, once it has been evaluated, is
    expected to extend a front of posterior means.
    """

    beliefs: Beliefs
    sides: tuple[Sides, ...]

    @classmethod
    def beyond(cls, front: FloatArray, reference: FloatArray, beliefs: Beliefs) -> Self:
        """Beyond `front` (k, m), up to `reference` (m,), both in the units of `beliefs`."""
        low, high = boxes(front, reference)
        return cls(beliefs, tuple(Sides.of(*ends) for ends in zip(low.T, high.T, strict=True)))

    def _objectives(self) -> Iterator["tuple[Sides, Posterior, float]"]:
        return zip(self.sides, self.beliefs.posteriors, self.beliefs.units.tolist(), strict=True)

    def __call__(self, X: FloatArray) -> FloatArray:
        logs = np.zeros((len(X), 1))
        for sides, posterior, unit in self._objectives():
            mean, std = posterior.predict(X)
            moved, _ = movement(std / unit, posterior.noise_std / unit)
            logs = logs + sides(mean / unit, moved)
        return log_sum(logs)[0]

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        logs, parts = np.zeros((len(X), 1)), []
        for sides, posterior, unit in self._objectives():
            mean, std, dmean, dstd = posterior.predict_gradient(X)
            moved, rate = movement(std / unit, posterior.noise_std / unit)
            values, by_mean, by_moved = sides.slopes(mean / unit, moved)
            logs = logs + values
            parts.append((by_mean, dmean / unit, by_moved * rate[:, None], dstd / unit))
        value, shares = log_sum(logs)
        slopes = np.zeros_like(X)
        for by_mean, dmean, by_std, dstd in parts:
            slopes += np.sum(shares * by_mean, axis=1)[:, None] * dmean
            slopes += np.sum(shares * by_std, axis=1)[:, None] * dstd
        return value, slopes


def movement(std: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """By how much a value with noise moves the mean where it is observed: a standard deviation
    (n,), and its derivative by std (n,), that of the function before.
    """
    observed = np.hypot(np.maximum(std, TINY), noise)
    share = std / observed
    return std * share, share * (1 + (noise / observed) ** 2)


def log_sum(logs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """log of the sums (n,) of exp(logs) (n, b), and each term's share (n, b) of them."""
    most = np.max(logs, axis=1, keepdims=True)
    terms = np.exp(logs - most)
    total = np.sum(terms, axis=1, keepdims=True)
    return (most + np.log(total))[:, 0], terms / total
