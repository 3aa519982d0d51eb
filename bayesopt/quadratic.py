"""A quadratic function through the best of some points, and where near the best it is least.

A process with a lengthscale for each parameter learns slowly what lies askew: in a valley across
the axes it expects next to nothing of a step along it. A quadratic has correlations of its own,
and near a smooth minimum it is what is left of any function.

Notation: X (n, d) points of the unit cube; the m best of them count, the better the more. Their
covariance is V diag(w) Vᵀ, and z = diag(w)^-½ Vᵀ (x - c), c being the best point: coordinates in
which the points are spread alike in all directions, whatever the valley is like. The function is
slope · z + ½ zᵀ curvature z, by ridge regression (Hoerl & Kennard 1970), as much of it as predicts
each value best from the others (Allen 1974). Units of values cancel out.
Source: quadratic models within a trust region, Powell 2002, doi:10.1007/s101070100290, and Conn,
Scheinberg & Vicente 2009, ch. 3 and 10; the best points alone as in Hansen 2019,
doi:10.1145/3321707.3321842.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from bayesopt.params import FloatArray
from bayesopt.ridge import ridge

ENOUGH, MOST = 1.3, 1.5  # points for each coefficient: at least, and of more the best
RADIUS = 1.5  # how far from the best point a step may go, in standard deviations of the points
LAST_WEIGHT = 0.1  # of the worst point, the best one having 1
RIDGES = np.geomspace(1e-14, 1.0, 8)  # by which second derivatives are held back, for each point
SLOPES, CONSTANT = 1e-2, 1e-12  # shares of that by which slopes and the constant are
FLATTEST = 1e-12  # of a variance, beside the largest
SINGULAR = 1e-12  # of the largest derivative: no more is an eigenvalue of 0
DAMPINGS = np.concatenate([[0.0], 2.0 ** np.arange(-30, 31)])  # of it, that are tried in turn
MOVES, HALVINGS = 20, 12  # of a search within bounds


def coefficients(d: int) -> int:
    """Of a quadratic function of d numbers."""
    return (d + 1) * (d + 2) // 2


@dataclass(frozen=True, eq=False)
class Quadratic:
    """A quadratic function about a point.

    centre : c (d,). axes : V diag(w)^½ (d, d), so that x = c + axes z. slope : (d,), curvature :
    (d, d), of z.
    """

    centre: FloatArray
    axes: FloatArray
    slope: FloatArray
    curvature: FloatArray

    def least(self) -> FloatArray:
        """The point (d,) of the cube where it is least, not farther than RADIUS from the centre:
        the centre itself if nothing near is less.

        Steps are damped until they are short enough, and where the function has no minimum until
        it has one (Levenberg 1944): how far down such a function goes is not to be relied on.
        """
        eye = np.eye(len(self.slope))
        lowest = float(np.linalg.eigvalsh(self.curvature)[0])
        largest = float(np.max(np.abs(self.curvature), initial=np.max(np.abs(self.slope))))
        for damping in DAMPINGS * largest:
            if lowest + damping <= SINGULAR * largest:
                continue
            z = self._within(self.curvature + damping * eye)
            if z @ z <= RADIUS**2:
                less = self.slope @ z + 0.5 * z @ self.curvature @ z < 0
                return self._point(z) if less else self.centre
        return self.centre

    def _point(self, z: FloatArray) -> FloatArray:
        return np.clip(self.centre + self.axes @ z, 0.0, 1.0)

    def _within(self, curvature: FloatArray) -> FloatArray:
        """Where with that curvature, positive definite, the function is least in the cube: z (d,).

        Source: projected Newton steps, Bertsekas 1982, doi:10.1137/0320018.
        """
        z = np.asarray(np.linalg.solve(curvature, -self.slope), dtype=np.float64)
        if np.array_equal(self._point(z), self.centre + self.axes @ z):
            return z
        back = np.linalg.inv(self.axes)
        slope, curvature = back.T @ self.slope, back.T @ curvature @ back
        low, high = -self.centre, 1.0 - self.centre

        def value(step: FloatArray) -> float:
            return float(slope @ step + 0.5 * step @ curvature @ step)

        step = np.zeros(len(slope))
        for _ in range(MOVES):
            uphill = slope + curvature @ step
            held = ((step <= low) & (uphill > 0)) | ((step >= high) & (uphill < 0))
            free = np.flatnonzero(~held)
            if len(free) == 0:
                break
            move = np.zeros(len(step))
            move[free] = np.linalg.solve(curvature[np.ix_(free, free)], -uphill[free])
            ways = (np.clip(step + 0.5**k * move, low, high) for k in range(HALVINGS))
            better = next((way for way in ways if value(way) < value(step)), None)
            if better is None:
                break
            step = better
        inner: FloatArray = back @ step
        return inner


def fitted(X: FloatArray, y: FloatArray, rng: Generator | None = None) -> Quadratic | None:
    """The quadratic function through the best of X (n, d) with values y (n,); None if there are
    too few points, or they are all alike.

    rng : if given, the function is drawn from those that the values leave likely.
    """
    d = X.shape[1]
    k = coefficients(d)
    if len(X) < ENOUGH * k + 1:
        return None
    rows = np.argsort(y, kind="stable")[: int(np.ceil(MOST * k))]
    X, y = X[rows], y[rows]
    variances, V = np.linalg.eigh(np.cov(X.T, bias=True).reshape(d, d))
    unit = float(y[-1] - y[0])
    if not (variances[-1] > np.finfo(float).eps ** 2 and unit > 0):
        return None
    spread = np.sqrt(np.maximum(variances, FLATTEST * variances[-1]))
    Z = (X - X[0]) @ V / spread
    slope, curvature = _derivatives(Z, (y - y[0]) / unit, rng)
    return Quadratic(X[0], V * spread, slope, curvature)


def _derivatives(
    Z: FloatArray, t: FloatArray, rng: Generator | None
) -> tuple[FloatArray, FloatArray]:
    """Slope (d,) and curvature (d, d) at 0 of the quadratic through values t (m,) at Z (m, d), the
    best first.
    """
    m, d = Z.shape
    i, j = np.triu_indices(d)
    weight = np.linspace(1.0, LAST_WEIGHT, m)
    held = np.concatenate([[CONSTANT], np.full(d, SLOPES), np.ones(len(i))])
    terms = np.column_stack([np.ones(m), Z, Z[:, i] * Z[:, j] * np.where(i == j, 0.5, 1.0)])
    A = terms * weight[:, None] / np.sqrt(held)
    found = ridge(A, t * weight, m * RIDGES, rng) / np.sqrt(held)
    curvature = np.zeros((d, d))
    curvature[i, j] = curvature[j, i] = found[d + 1 :]
    return found[1 : d + 1], curvature
