"""The acquisitions: which point to evaluate next, given what we believe. Higher is better.

mean, std: (n,) posterior at n points, in units of y, of which lower is better
best: the least posterior mean at the evaluated points; z = (best - mean) / std
A new one is a frozen dataclass with a `value`, and `slopes` if it shall be exact and fast.
"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import frexp, ldexp, log, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from bayesopt._core import acquisition as _core
from bayesopt.arguments import whole
from bayesopt.bounds import finite, not_negative, positive
from bayesopt.errors import shown
from bayesopt.params import FloatArray
from bayesopt.score import Acquisition, Kind, Score
from bayesopt.space import Space

if TYPE_CHECKING:
    from bayesopt.gp import Path
    from bayesopt.posterior import Posterior

__all__ = [
    "EI",
    "GPUCB",
    "PI",
    "UCB",
    "Acquisition",
    "IntegratedVariance",
    "LogEI",
    "LogPI",
    "MaxVariance",
    "Pointwise",
    "PosteriorMean",
    "PureExploration",
    "Score",
    "Thompson",
]

PENALTY = 10.0

Slopes = tuple[FloatArray, FloatArray]


class Pointwise(Acquisition):
    """An acquisition that is a function of the posterior's mean and std at the point alone.

    >>> @dataclass(frozen=True)
    ... class Straddle(Pointwise):
    ...     target: float = 0.0
    ...     def value(self, mean, std, best):
    ...         return 1.96 * std - abs(mean - self.target)
    """

    @abstractmethod
    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """Values (n,)."""

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """Derivatives (n,) by mean and by std, by central differences unless overridden."""
        h = 1e-5 * std
        by_mean = self.value(mean + h, std, best) - self.value(mean - h, std, best)
        by_std = self.value(mean, std + h, best) - self.value(mean, std - h, best)
        return by_mean / (2 * h), by_std / (2 * h)

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        return PointwiseScore(self, belief)


@dataclass(frozen=True, eq=False)
class PointwiseScore(Score):
    """A pointwise acquisition of one belief.

    unit : of y, in which `of` is computed; a power of two, so that dividing by it rounds nothing.
    """

    of: Pointwise
    belief: "Posterior"
    unit: float = 1.0

    def __call__(self, X: FloatArray) -> FloatArray:
        mean, std = self.belief.predict(X)
        return self.of.value(mean / self.unit, std / self.unit, self.belief.best / self.unit)

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        mean, std, dmean, dstd = self.belief.predict_gradient(X)
        mean, std, best = mean / self.unit, std / self.unit, self.belief.best / self.unit
        by_mean, by_std = (each[:, None] / self.unit for each in self.of.slopes(mean, std, best))
        return self.of.value(mean, std, best), by_mean * dmean + by_std * dstd


def _values(
    fill: Callable[..., None], mean: FloatArray, std: FloatArray, best: float
) -> FloatArray:
    mean, std = _pair(mean, std)
    out = np.empty(len(mean))
    fill(mean, std, best, out)
    return out


def _pair(mean: FloatArray, std: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What the core may read: two contiguous float arrays (n,), std not negative."""
    mean, std = np.ascontiguousarray(mean, dtype=float), np.ascontiguousarray(std, dtype=float)
    if mean.ndim != 1 or mean.shape != std.shape:
        raise ValueError(f"mean {mean.shape} and std {std.shape} differ; pass (n,) and (n,)")
    if len(std) and std.min() < 0:
        raise ValueError(f"std = {std.min():g} is negative; pass standard deviations")
    return mean, std


def _slopes(fill: Callable[..., None], mean: FloatArray, std: FloatArray, best: float) -> Slopes:
    mean, std = _pair(mean, std)
    by_mean, by_std = np.empty(len(mean)), np.empty(len(mean))
    fill(mean, std, best, by_mean, by_std)
    return by_mean, by_std


@dataclass(frozen=True)
class EI(Pointwise):
    """Expected improvement below best - xi (Jones et al. 1998, eq. 15)."""

    xi: float = 0.0

    def __post_init__(self) -> None:
        finite(self.xi, "xi", "EI")

    @property
    def kind(self) -> Kind:
        """See Acquisition."""
        return Kind.EXPECTATION

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return _values(_core.ei, mean, std, best - self.xi)

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        return _slopes(_core.ei_slopes, mean, std, best - self.xi)


@dataclass(frozen=True)
class LogEI(Pointwise):
    """Logarithm of the expected improvement: finite and sloped where EI rounds to 0.

    A score is of the improvement in a unit near the belief's scale: the same bits whatever power
    of two the values are multiplied by.
    Source: Ament et al. 2023, eq. 9.
    """

    xi: float = 0.0

    def __post_init__(self) -> None:
        finite(self.xi, "xi", "LogEI")

    @property
    def kind(self) -> Kind:
        """See Acquisition."""
        return Kind.LOGARITHM

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return _values(_core.log_ei, mean, std, best - self.xi)

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        return _slopes(_core.log_ei_slopes, mean, std, best - self.xi)

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        unit = unit_near(belief.scale)
        return PointwiseScore(LogEI(self.xi / unit), belief, unit)


def unit_near(scale: float) -> float:
    """The power of two next to `scale`, by which dividing rounds nothing."""
    return ldexp(0.5, frexp(scale)[1])


@dataclass(frozen=True)
class PI(Pointwise):
    """Probability of falling below best - xi (Kushner 1964)."""

    xi: float = 0.0

    def __post_init__(self) -> None:
        finite(self.xi, "xi", "PI")

    @property
    def kind(self) -> Kind:
        """See Acquisition."""
        return Kind.EXPECTATION

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return _values(_core.pi, mean, std, best - self.xi)

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        return _slopes(_core.pi_slopes, mean, std, best - self.xi)

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        unit = unit_near(belief.scale)
        return PointwiseScore(PI(self.xi / unit), belief, unit)


@dataclass(frozen=True)
class LogPI(Pointwise):
    """Logarithm of the probability of falling below best - xi."""

    xi: float = 0.0

    def __post_init__(self) -> None:
        finite(self.xi, "xi", "LogPI")

    @property
    def kind(self) -> Kind:
        """See Acquisition."""
        return Kind.LOGARITHM

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return _values(_core.log_pi, mean, std, best - self.xi)

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        return _slopes(_core.log_pi_slopes, mean, std, best - self.xi)

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        unit = unit_near(belief.scale)
        return PointwiseScore(LogPI(self.xi / unit), belief, unit)


@dataclass(frozen=True)
class UCB(Pointwise):
    """Optimism: beta standard deviations below the mean, its sign turned (Cox & John 1992)."""

    beta: float = 1.8

    def __post_init__(self) -> None:
        not_negative(self.beta, "beta", "UCB")

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return self.beta * std - mean

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        return np.full(len(mean), -1.0), np.full(len(mean), self.beta)


@dataclass(frozen=True)
class GPUCB(Acquisition):
    """Optimism that grows with the number of observations, enough to bound the regret.

    v scales it; delta, in (0, 1], is the probability with which the bound may fail.
    Source: Srinivas et al. 2010, in the form of Brochu et al. 2010, section 2.3.
    """

    v: float = 1.0
    delta: float = 1.0

    def __post_init__(self) -> None:
        positive(self.v, "v", "GPUCB")
        positive(self.delta, "delta", "GPUCB", most=1.0)

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        t = max(belief.n, 1)
        tau = 2 * ((belief.d / 2 + 2) * log(t) + log(pi**2 / (3 * self.delta)))
        return UCB(sqrt(self.v * tau)).on(belief, rng)


@dataclass(frozen=True)
class PosteriorMean(Pointwise):
    """The least mean, with no wish to explore."""

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return -mean

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        return np.full(len(mean), -1.0), np.zeros(len(mean))


@dataclass(frozen=True)
class MaxVariance(Pointwise):
    """Greatest where the variance is: learn the function where it is known least (MacKay 1992).

    The value is the standard deviation, which ranks points alike and does not overflow.
    """

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return std

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        return np.zeros(len(mean)), np.ones(len(mean))


@dataclass(frozen=True)
class PureExploration(Pointwise):
    """The standard deviation, of points that promise something: mean - beta std is not above best.

    Others lose PENALTY times what it is above, so that a search finds its way.
    Source: Contal et al. 2013 (GP-UCB-PE); a penalty for the border, Song et al. 2024.
    """

    beta: float = 1.0

    def __post_init__(self) -> None:
        not_negative(self.beta, "beta", "PureExploration")

    def value(self, mean: FloatArray, std: FloatArray, best: float) -> FloatArray:
        """See Pointwise."""
        return std - PENALTY * np.maximum(0.0, mean - self.beta * std - best)

    def slopes(self, mean: FloatArray, std: FloatArray, best: float) -> Slopes:
        """See Pointwise."""
        outside: FloatArray = np.where(mean - self.beta * std > best, PENALTY, 0.0)
        return -outside, 1.0 + self.beta * outside


@dataclass(frozen=True)
class Thompson(Acquisition):
    """One function drawn from the posterior: its minimum is as likely as we believe it to be.

    Source: Thompson 1933; drawn pathwise, Wilson et al. 2020.
    """

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        return Drawn(belief.draw(rng))


@dataclass(frozen=True, eq=False)
class Drawn(Score):
    """The negative of one function."""

    path: "Path"

    def __call__(self, X: FloatArray) -> FloatArray:
        return -self.path(X)

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        values, slopes = self.path.gradient(X)
        return -values, -slopes


@dataclass(frozen=True)
class IntegratedVariance(Acquisition):
    """By how much an observation at the point lowers the variance, on average over the cube.

    n_reference : points of the average, a Latin hypercube
    space : what they are points of; without it, categories are as often as observed
    Source: Cohn 1996 (active learning); Seo et al. 2000.
    """

    n_reference: int = 256
    space: Space | None = None

    def __post_init__(self) -> None:
        whole("n_reference", self.n_reference, 1)
        if self.space is not None and not isinstance(self.space, Space):
            raise TypeError(f"space = {shown(self.space)} is no Space; pass Space(...) or None")

    def over(self, space: Space) -> Acquisition:
        """See Acquisition."""
        return replace(self, space=space)

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        m, d = self.n_reference, belief.d
        strata = rng.permuted(np.tile(np.arange(m), (d, 1)), axis=1).T
        reference = (strata + rng.random((m, d))) / m
        if self.space is not None:
            reference = self.space.place(self.space.snap(reference))
        elif belief.n:
            for j in np.flatnonzero(belief.categorical):
                reference[:, j] = rng.choice(belief.X[:, j], m)
        return VarianceReduction(belief, reference)


@dataclass(frozen=True, eq=False)
class VarianceReduction(Score):
    """Mean over reference points r of c(x, r)² / (std(x)² + noise²), c the covariance believed, in
    units of the belief's scale: squares of y may be no floats.
    """

    belief: "Posterior"
    reference: FloatArray

    def __call__(self, X: FloatArray) -> FloatArray:
        scale = self.belief.scale
        c = self.belief.standard_covariance(X, self.reference)
        _, std = self.belief.predict(X)
        spread = np.hypot(std / scale, self.belief.noise_std / scale)
        value: FloatArray = np.mean((c / spread[:, None]) ** 2, axis=1)
        return value
