"""CMA-ES: a normal distribution that moves, turns and changes its size from generation to
generation. Pure arithmetic; lower is better.

Notation: n parameters, mu of lambda points are parents; Y (lambda, n) their steps from the mean in
units of sigma, best first; C (n, n) covariance; w (lambda,) weights.
Source: Hansen 2016, arXiv:1604.00772; equations are its own.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import Generator

from bayesopt.params import FloatArray
from bayesopt.unthreaded import eigh, product

TRIES = 64  # draws until one lies within the bounds; else the first is clipped
BEYOND = 3.0  # standard deviations beyond the usual length of a step: hardly one own in 1000 is
LEAST, MOST = 1e-12, 1.0  # of sigma in the unit cube
CONDITION = 1e14  # of C, at most (appendix B, termination)


@dataclass(frozen=True)
class Strategy:
    """The constants of CMA-ES for `n` parameters and generations of `size` points.

    separable : keep the covariance diagonal, and learn it faster in return (Ros and Hansen 2008).
    """

    n: int
    size: int
    separable: bool = False

    @cached_property
    def raw_weights(self) -> FloatArray:
        """eq. 49"""
        return math.log((self.size + 1) / 2) - np.log(np.arange(1, self.size + 1))

    @cached_property
    def mu_eff(self) -> float:
        """How many parents the weighted ones are worth."""
        return worth(self.raw_weights[: self.size // 2])

    @cached_property
    def c_sigma(self) -> float:
        """eq. 55"""
        return (self.mu_eff + 2) / (self.n + self.mu_eff + 5)

    @cached_property
    def damping(self) -> float:
        """eq. 55"""
        return 1 + 2 * max(0.0, math.sqrt((self.mu_eff - 1) / (self.n + 1)) - 1) + self.c_sigma

    @cached_property
    def c_c(self) -> float:
        """eq. 56"""
        return (4 + self.mu_eff / self.n) / (self.n + 4 + 2 * self.mu_eff / self.n)

    @cached_property
    def _faster(self) -> float:
        return (self.n + 2) / 3 if self.separable else 1.0

    @cached_property
    def c_1(self) -> float:
        """eq. 57"""
        return min(1.0, self._faster * 2 / ((self.n + 1.3) ** 2 + self.mu_eff))

    @cached_property
    def c_mu(self) -> float:
        """eq. 58"""
        rate = 2 * (0.25 + self.mu_eff + 1 / self.mu_eff - 2) / ((self.n + 2) ** 2 + self.mu_eff)
        return min(1 - self.c_1, self._faster * rate)

    @cached_property
    def weights(self) -> FloatArray:
        """(lambda,) positive ones sum to 1, negative ones keep C positive definite; eq. 50-53."""
        raw, parents = self.raw_weights, self.size // 2
        worse = worth(raw[parents:])
        least = min(
            1 + self.c_1 / self.c_mu,
            1 + 2 * worse / (self.mu_eff + 2),
            (1 - self.c_1 - self.c_mu) / (self.n * self.c_mu),
        )
        good, bad = np.maximum(raw, 0.0), np.minimum(raw, 0.0)
        return np.asarray(good / good.sum() + least * bad / -bad.sum())

    @cached_property
    def length(self) -> float:
        """Expected length of a standard normal vector, approximately."""
        return math.sqrt(self.n) * (1 - 1 / (4 * self.n) + 1 / (21 * self.n**2))


def usual_size(n: int) -> int:
    """Points of a generation for `n` parameters (eq. 48)."""
    return 4 + math.floor(3 * math.log(n))


def worth(weights: FloatArray) -> float:
    """How many equal weights these are worth."""
    return float(weights.sum() ** 2 / np.square(weights).sum())


@dataclass(frozen=True)
class Evolution:
    """The distribution after some generations: normal, with covariance sigma^2 C.

    mean, p_sigma, p_c : (n,) the mean and the evolution paths, of the step size and of C.
    generation : how many there have been.
    """

    strategy: Strategy
    mean: FloatArray
    sigma: float
    C: FloatArray
    p_sigma: FloatArray
    p_c: FloatArray
    generation: int = 0

    @cached_property
    def _axes(self) -> tuple[FloatArray, FloatArray]:
        """Variances (n,) along the axes, and the axes in columns (n, n)."""
        if self.strategy.separable:
            variances, axes = np.diag(self.C), np.eye(len(self.C))
        else:
            variances, axes = eigh(self.C)
        return np.maximum(variances, max(variances.max() / CONDITION, 1e-200)), axes

    @cached_property
    def root(self) -> FloatArray:
        """C^(1/2), symmetric: draws do not depend on which way eigenvectors point."""
        variances, axes = self._axes
        return self._symmetric(axes * np.sqrt(variances), axes)

    @cached_property
    def inverse_root(self) -> FloatArray:
        """C^(-1/2)"""
        variances, axes = self._axes
        return self._symmetric(axes / np.sqrt(variances), axes)

    def _symmetric(self, scaled: FloatArray, axes: FloatArray) -> FloatArray:
        return scaled if self.strategy.separable else product(scaled, axes.T)

    def _times(self, Y: FloatArray, root: FloatArray) -> FloatArray:
        """Y @ root"""
        return Y * np.diag(root) if self.strategy.separable else product(Y, root)

    def draw(self, rng: Generator) -> FloatArray:
        """A point (n,) of the unit cube: the first of several draws that lies in it."""
        Z = rng.standard_normal((TRIES, len(self.mean)))
        X = self.mean + self._times(self.sigma * Z, self.root)  # eq. 40; the root is symmetric
        inside = np.all((X >= 0) & (X <= 1), axis=1)
        return np.asarray(np.clip(X[int(np.argmax(inside))], 0.0, 1.0))

    def after(self, X: FloatArray, flat: bool = False) -> "Evolution":
        """The distribution one generation later.

        X : (lambda, n) its points, best first; they need not come from this distribution.
        flat : the better ones are all alike, so that steps are too small to tell points apart.
        """
        s, Y = self.strategy, self._steps(X)
        step = s.weights[: s.size // 2] @ Y[: s.size // 2]
        fading = math.sqrt(s.c_sigma * (2 - s.c_sigma) * s.mu_eff)
        upright = product(fading * self.inverse_root, step)
        p_sigma = (1 - s.c_sigma) * self.p_sigma + upright  # eq. 43
        excess = float(np.linalg.norm(p_sigma)) / s.length
        settled = 1 - (1 - s.c_sigma) ** (2 * (self.generation + 1))
        going = excess / math.sqrt(settled) < 1.4 + 2 / (s.n + 1)
        p_c = (1 - s.c_c) * self.p_c  # eq. 45
        if going:
            p_c = p_c + math.sqrt(s.c_c * (2 - s.c_c) * s.mu_eff) * step
        growth = min(1.0, s.c_sigma / s.damping * (excess - 1))  # eq. 44; at most e, Hansen 2011
        growth += (0.2 + s.c_sigma / s.damping) if flat else 0.0  # appendix B, flat fitness
        return Evolution(
            strategy=s,
            mean=np.clip(self.mean + self.sigma * step, 0.0, 1.0),
            sigma=min(max(self.sigma * math.exp(growth), LEAST), MOST),
            C=self._learnt(Y, p_c, going),
            p_sigma=p_sigma,
            p_c=p_c,
            generation=self.generation + 1,
        )

    def _steps(self, X: FloatArray) -> FloatArray:
        """Y for X; what comes from elsewhere is shortened (Hansen 2011, arXiv:1110.4181)."""
        Y = (X - self.mean) / self.sigma
        longest = math.sqrt(self.strategy.n) + BEYOND
        lengths = np.linalg.norm(self._times(Y, self.inverse_root), axis=1)
        return np.asarray(Y * (longest / np.maximum(lengths, longest))[:, None])

    def _learnt(self, Y: FloatArray, p_c: FloatArray, going: bool) -> FloatArray:
        """C after rank-one and rank-mu update, eq. 46 and 47."""
        s = self.strategy
        squares = np.square(np.linalg.norm(self._times(Y, self.inverse_root), axis=1))
        scaled = np.where(s.weights < 0, s.n / np.maximum(squares, 1e-12), 1.0)
        lost = 0.0 if going else s.c_c * (2 - s.c_c)
        kept = 1 + s.c_1 * lost - s.c_1 - s.c_mu * s.weights.sum()
        among = product(s.c_mu * (Y.T * (s.weights * scaled)), Y)
        C = kept * self.C + s.c_1 * np.outer(p_c, p_c) + among
        C = np.diag(np.diag(C)) if s.separable else (C + C.T) / 2
        return np.asarray(C)


def beginning(strategy: Strategy, mean: FloatArray, sigma: float) -> Evolution:
    """The distribution before the first generation."""
    nothing = np.zeros(strategy.n)
    return Evolution(strategy, mean, sigma, np.eye(strategy.n), nothing, nothing)
