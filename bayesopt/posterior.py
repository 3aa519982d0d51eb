"""A Gaussian process after data: prediction, joint draws, and conditioning on more."""

import math
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bayesopt.hyperparameters import Hyperparameters
from bayesopt.kernels import Kernel
from bayesopt.params import FloatArray
from bayesopt.pathwise import Path
from bayesopt.replicates import Replicates
from bayesopt.tables import checked_points, checked_values
from bayesopt.unthreaded import cholesky, product


class Posterior:
    """The belief about a function after n observations; immutable.

    X (n, d), y (n,), hyperparameters, categorical (d,), n, d : what it was conditioned on
    replicates : which of the n observations share a row of the core
    """

    def __init__(
        self,
        core: Any,
        kernel: Kernel,
        X: FloatArray,
        y: FloatArray,
        hyperparameters: Hyperparameters,
        categorical: NDArray[np.bool_],
        replicates: Replicates,
    ) -> None:
        self._core = core
        self.kernel = kernel
        self.X = X
        self.y = y
        self.hyperparameters = hyperparameters
        self.categorical = categorical
        self.replicates = replicates
        self.n, self.d = X.shape

    @cached_property
    def best(self) -> float:
        """Least posterior mean over the evaluated points; the prior mean before there are any."""
        core = self._core
        if self.n == 0:
            return float(core.centre + core.scale * core.mean)
        return float(np.min(self.at_data))

    @cached_property
    def at_data(self) -> FloatArray:
        """Posterior means (n,) at the evaluated points."""
        core, same = self._core, self.replicates
        # K α = y - mean, so the mean at the data is y less the noise's share
        share = core.scale * core.nugget * core.weights() / same.totals
        return np.asarray((same.means(self.y) - share)[same.point])

    @property
    def lengthscales(self) -> FloatArray:
        """(d,) in the unit cube."""
        return np.array(self.hyperparameters.lengthscales)

    def best_points(self, count: int) -> FloatArray:
        """So many of the points observed, those of the least values first."""
        return self.X[np.argsort(self.y, kind="stable")[:count]]

    def uncertainty(self, X: FloatArray) -> FloatArray:
        """How little is known (n,) at X (n, d): the standard deviation."""
        return self.predict(X)[1]

    def with_best(self, best: float) -> "Posterior":
        """The same belief, but with another value to fall below."""
        other = copy(self)
        other.best = best
        return other

    @property
    def scale(self) -> float:
        """The unit of y in which the hyperparameters are."""
        return float(self._core.scale)

    @property
    def noise_std(self) -> float:
        """Standard deviation of one observation about the function, in units of y."""
        return float(self._core.scale * math.sqrt(self._core.nugget))

    @cached_property
    def log_marginal_likelihood(self) -> float:
        """Logarithm of the density of y (n,), in its own units."""
        core, same = self._core, self.replicates
        constant = self.n * (0.5 * math.log(2 * math.pi) + math.log(core.scale))
        within = same.within(self.y / core.scale) / core.nugget
        shares = float(np.sum(np.log(same.totals)) - np.sum(np.log(same.weights)))
        noise = same.repeated * math.log(core.nugget) + shares
        return float(-0.5 * (core.quadratic + within + noise) - core.log_det - constant)

    def predict(self, X: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation (m,) of the function, without noise, at X (m, d)."""
        return self._predict(checked_points(X, self.d))

    def _predict(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """`predict` for points that are known to be contiguous and finite."""
        m = len(X)
        mean, std = np.empty(m), np.empty(m)
        self._core.predict(X, mean, std, np.empty(self._core.workspace(m)))
        return mean, std

    def predict_gradient(
        self, X: ArrayLike
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Mean, standard deviation (m,) and the gradients (m, d) of both; 0 along categories."""
        return self._predict_gradient(checked_points(X, self.d))

    def _predict_gradient(
        self, X: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """`predict_gradient` for points that are known to be contiguous and finite."""
        m = len(X)
        mean, std = np.empty(m), np.empty(m)
        by_mean, by_std = np.empty_like(X), np.empty_like(X)
        work = np.empty(self._core.workspace(m))
        self._core.predict_gradient(X, mean, std, by_mean, by_std, work)
        return mean, std, by_mean, by_std

    def covariance(self, A: ArrayLike, B: ArrayLike) -> FloatArray:
        """Covariance (a, b) of the function at A (a, d) and at B (b, d)."""
        return self.scale * (self.scale * self.standard_covariance(A, B))

    def standard_covariance(self, A: ArrayLike, B: ArrayLike) -> FloatArray:
        """The same in units of `scale` squared, which may be no float."""
        A, B = checked_points(A, self.d), checked_points(B, self.d)
        out = np.empty((len(A), len(B)))
        work = np.empty(self._core.covariance_workspace(len(A), len(B)))
        self._core.cross_covariance(A, B, out, work)
        return out

    def sample(self, X: ArrayLike, normals: ArrayLike) -> FloatArray:
        """Joint draws (k, m) of the function at X (m, d), made of standard normals (k, m)."""
        X = checked_points(X, self.d)
        mean, _ = self._predict(X)
        factor = stable_cholesky(self.standard_covariance(X, X))
        return mean + self.scale * product(np.asarray(normals, dtype=np.float64), factor.T)

    def draw(self, rng: np.random.Generator) -> Path:
        """One whole function, drawn from the posterior; a source for Thompson sampling."""
        same = self.replicates
        points, values = self.X[same.first], same.means(self.y)
        return Path.draw(
            self._core, self.kernel, points, values, self.categorical, same.totals, rng
        )

    def believe(self, X: ArrayLike) -> "Posterior":
        """The posterior if the pending X (p, d) returned just their means: less variance there.

        Source: kriging believer, Ginsbourger et al. 2010.
        """
        X = checked_points(X, self.d)
        return self._extended(X, self._predict(X)[0], believe=True)

    def extend(self, X: ArrayLike, y: ArrayLike) -> "Posterior":
        """The posterior with X (p, d), y (p,) too, hyperparameters and units as they are.

        Rows enter one after another: one call or several give the same bits.
        """
        X = checked_points(X, self.d)
        return self._extended(X, checked_values(y, len(X)), believe=False)

    def _extended(self, X: FloatArray, y: FloatArray, believe: bool) -> "Posterior":
        core = self._core.grown(len(X))
        core.append(X, y, believe, np.empty(self.n + len(X) + self.d))
        rows, values = np.concatenate([self.X, X]), np.concatenate([self.y, y])
        same = self.replicates.extended(len(X))
        return Posterior(
            core, self.kernel, rows, values, self.hyperparameters, self.categorical, same
        )

    def precision(self, rows: NDArray[np.intp]) -> FloatArray:
        """Columns (n, k), of the observations `rows`, of the inverse of the covariance of y; in
        units of `scale`, as y may be 1e300.
        """
        core, same = self._core, self.replicates
        row, w = same.point, same.weights
        share, noise = w / same.totals[row], core.nugget / w
        W = core.inverse_factor()
        # W.T @ W[:, row[rows]]; einsum, as BLAS would wake its threads
        columns = np.einsum("ij,ki->kj", W, np.ascontiguousarray(W[:, row[rows]].T))[:, row].T
        columns = columns * share[:, None] * share[rows]
        # what observations say of each other through their mean, without the function
        columns -= (row[:, None] == row[rows]) * (share[:, None] / noise[rows])
        columns[rows, np.arange(len(rows))] += 1 / noise[rows]
        return np.asarray(columns)

    def leave_one_out(self) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation (n,) of each observation, noise included, given the others.

        Hyperparameters, the mean among them, stay as they are.
        Source: Rasmussen & Williams 2006, eq. 5.12.
        """
        core, same = self._core, self.replicates
        row, w = same.point, same.weights
        share, noise = w / same.totals[row], core.nugget / w
        # K⁻¹ of all observations, from that of their means: its diagonal, and K⁻¹ (y - mean)
        precision = np.sum(core.inverse_factor() ** 2, axis=0)[row] * share**2
        precision += (1 - share) / noise
        # the noise in units of tiny values would be no float: a power of two changes no other bit
        unit, power = math.frexp(core.scale)
        apart = same.apart(np.ldexp(self.y, -power)) / (unit * noise)
        weights = core.weights()[row] * share + apart
        return self.y - core.scale * (weights / precision), core.scale / np.sqrt(precision)


def stable_cholesky(S: FloatArray) -> FloatArray:
    """Lower factor of a covariance (m, m), its diagonal raised as little as it takes."""
    largest = float(np.max(np.diag(S), initial=0.0)) or 1.0
    for jitter in (0.0, *(10.0**k for k in range(-14, -3))):
        try:
            return cholesky(S + jitter * largest * np.eye(len(S)))
        except np.linalg.LinAlgError:
            continue
    raise ValueError(f"no covariance: smallest eigenvalue {np.linalg.eigvalsh(S)[0]:g}")
