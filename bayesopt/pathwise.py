"""Whole functions drawn from a Gaussian process, cheap to evaluate anywhere.

f(x) = mean + φ(x)ᵀa + k(x, X) K⁻¹ (y - mean - Φa - ε): a draw from the prior by random Fourier
features, corrected by the data. Source: Wilson et al. 2020, eq. 10 ("Efficiently sampling ...").
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.kernels import Kernel
from bayesopt.params import FloatArray
from bayesopt.tables import checked_points
from bayesopt.unthreaded import product

FEATURES = 1024


@dataclass(frozen=True)
class Features:
    """Random Fourier features of the prior covariance, each a cosine and a sine.

    omega : (d, F) frequencies of the numeric columns, zero rows for categories
    A category's level is a corner of a simplex; its share of the phase is drawn when it is met,
    from numbers that the level itself names, so that the function is the same at every call.
    """

    omega: FloatArray
    stretch: FloatArray  # (F,) √ of the mixing variable of the spectrum
    amplitude: FloatArray  # (F,) and
    offset: FloatArray  # (F,) of a cos + b sin, written as one cosine: half the work
    rates: dict[int, float]  # 1 / (√2 ℓ_j) of each category j
    seed: int

    def phases(self, X: FloatArray) -> FloatArray:
        """(m, F) at X (m, d) as the core places it."""
        phases = X @ self.omega
        for j, rate in self.rates.items():
            levels, of_row = np.unique(X[:, j], return_inverse=True)
            for k, level in enumerate(levels.tolist()):
                phases[of_row == k] += rate * self.stretch * self._corner(j, level)
        return phases

    def _corner(self, j: int, level: float) -> FloatArray:
        bits = int(np.float64(level + 0.0).view(np.uint64))
        return np.random.default_rng([self.seed, j, bits]).standard_normal(len(self.stretch))

    def values(self, phases: FloatArray) -> FloatArray:
        """Φa (m,)"""
        return product(np.cos(phases - self.offset), self.amplitude)

    def slopes(self, phases: FloatArray) -> FloatArray:
        """dΦa/dx (m, d), x as the core places it."""
        slopes: FloatArray = -np.sin(phases - self.offset) @ (self.amplitude * self.omega).T
        return slopes


def features(
    core: Any, kernel: Kernel, categorical: NDArray[np.bool_], rng: np.random.Generator
) -> Features:
    """A draw from the prior with the hyperparameters of `core`."""
    rates = np.empty(len(categorical))
    rates[np.asarray(core.order)] = 1 / core.lengthscales
    stretch = kernel.stretches(FEATURES, rng)
    normals = rng.standard_normal((len(categorical), FEATURES))
    omega = np.where(categorical, 0.0, rates)[:, None] * normals * stretch
    weights = rng.standard_normal((2, FEATURES)) * np.sqrt(core.variance / FEATURES)
    corners = {j: float(rates[j] / np.sqrt(2)) for j in np.flatnonzero(categorical).tolist()}
    amplitude, offset = np.hypot(*weights), np.arctan2(weights[1], weights[0])
    return Features(omega, stretch, amplitude, offset, corners, int(rng.integers(2**63)))


class Path:
    """One function drawn from a posterior: `path(X)` is (m,), `path.gradient(X)` adds (m, d)."""

    def __init__(self, core: Any, prior: Features, correction: FloatArray) -> None:
        self._core = core
        self._prior = prior
        self._correction = correction  # K⁻¹ (y - mean - Φa - ε), standardised

    @classmethod
    def draw(
        cls,
        core: Any,
        kernel: Kernel,
        X: FloatArray,
        y: FloatArray,
        categorical: NDArray[np.bool_],
        weights: FloatArray,
        rng: np.random.Generator,
    ) -> "Path":
        """A draw from the posterior `core`, which was conditioned on X (n, d) and y (n,), each
        value the mean of observations that weigh so much (n,).
        """
        prior = features(core, kernel, categorical, rng)
        noise = np.sqrt(core.nugget / weights) * rng.standard_normal(len(y))
        drawn = prior.values(prior.phases(placed(core, X)[0]))
        gap = (y - core.centre) / core.scale - core.mean - drawn - noise
        W = core.inverse_factor()
        return cls(core, prior, product(W.T, product(W, gap)))

    def __call__(self, X: FloatArray) -> FloatArray:
        """Values (m,) at X (m, d), in the units of y."""
        values, _, _, _ = self._corrected(X)
        return values

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Values (m,) and their gradient (m, d), zero along categories."""
        values, slopes, phases, stretch = self._corrected(X)
        return values, self._core.scale * (slopes + self._prior.slopes(phases) * stretch)

    def _corrected(self, X: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Values (m,); the correction's slopes (m, d), standardised; the prior's phases (m, F);
        the slopes (m, d) of what the core makes of coordinates.
        """
        core = self._core
        X = checked_points(X, core.d)
        values, slopes = np.empty(len(X)), np.empty_like(X)
        core.weighted(X, self._correction, values, slopes, np.empty(2 * core.n + 3 * core.d))
        Z, stretch = placed(core, X)
        phases = self._prior.phases(Z)
        values += self._prior.values(phases) + core.mean
        return core.centre + core.scale * values, slopes, phases, stretch


def placed(core: Any, X: FloatArray) -> tuple[FloatArray, FloatArray]:
    """X (m, d) as the core warps it, and the slopes (m, d) of that."""
    X = checked_points(X, core.d)
    Z, stretch = np.empty_like(X), np.empty_like(X)
    core.place(X, Z, stretch)
    return Z, stretch
