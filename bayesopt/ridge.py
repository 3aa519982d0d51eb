"""Ridge regression: coefficients held back, by as much as predicts values best from the others.

Few columns are left to LAPACK. From some hundred on it adds up differently with every number of
threads, so that more are taken here, by one.

Notation: A (m, k) terms of m values t (m,), m >= k; r ridges.
Source: Hoerl & Kennard 1970; Allen 1974.
"""

from abc import ABC, abstractmethod
from math import sqrt

import numpy as np
from numpy.random import Generator

from bayesopt.params import FloatArray
from bayesopt.unthreaded import length, mirror

ALONE = 70  # columns of which OpenBLAS finds the singular values in one thread
OWN = 1 - 1e-6  # what a value says of itself, at most


def ridge(
    A: FloatArray, t: FloatArray, ridges: FloatArray, rng: Generator | None = None
) -> FloatArray:
    """The coefficients (k,) of A (m, k) that t (m,) asks for, the best of `ridges` (r,) holding
    them back.

    rng : if given, they are drawn from those that the values leave likely.
    """
    m, k = A.shape
    fits = Spectral(A, t, ridges) if k <= ALONE else Bidiagonal(A, t, ridges)
    own = np.minimum(fits.own, OWN)
    best = int(np.argmin(np.sum(np.square(fits.missed / (1 - own)), axis=1)))
    if rng is None:
        return fits.coefficients(best)
    noise = np.sum(np.square(fits.missed[best])) / (m - fits.used[best])
    return fits.coefficients(best, float(noise), rng.standard_normal((k,)))


class Fits(ABC):
    """What each ridge makes of t.

    missed : (r, m) of t. own : (r, m) what each value says of itself. used : (r,) that in sum.
    """

    missed: FloatArray
    own: FloatArray
    used: FloatArray

    @abstractmethod
    def coefficients(
        self, best: int, noise: float = 0.0, normals: FloatArray | None = None
    ) -> FloatArray:
        """Those (k,) of one ridge; if standard normals (k,) are given, a draw from those that are
        likely where values have `noise`, a variance.
        """


class Spectral(Fits):
    """A = U diag(s) Vᵀ"""

    def __init__(self, A: FloatArray, t: FloatArray, ridges: FloatArray) -> None:
        U, s, self._Vt = np.linalg.svd(A, full_matrices=False)
        self._s, self._ridges, self._along = s, ridges, U.T @ t
        shares = s**2 / (s**2 + ridges[:, None])  # (r, k): how much of each is kept
        self.own = shares @ (U**2).T
        self.missed = t - (shares * self._along) @ U.T
        self.used = np.sum(shares, axis=1)

    def coefficients(
        self, best: int, noise: float = 0.0, normals: FloatArray | None = None
    ) -> FloatArray:
        """See Fits."""
        s, ridge = self._s, self._ridges[best]
        found = s / (s**2 + ridge) * self._along
        if normals is not None:
            found = found + np.sqrt(noise / (s**2 + ridge)) * normals
        return np.asarray(self._Vt.T @ found)


class Bidiagonal(Fits):
    """A = U B Vᵀ where B (k, k) has nothing but a diagonal and one above it; V is a product of
    reflections I - v vᵀ. Each ridge has R (k, k), of the same kind, with RᵀR = BᵀB + ridge I.

    Source: Eldén 1977, doi:10.1007/BF01932150; U, B and V from one side, Barlow, Bosner & Drmač
    2005, doi:10.1016/j.laa.2004.09.019.
    """

    def __init__(self, A: FloatArray, t: FloatArray, ridges: FloatArray) -> None:
        k = A.shape[1]
        self._reduce(A)
        self._diagonal, self._above, self._w = (np.zeros((len(ridges), k)) for _ in range(3))
        self.own = self._hold(t, ridges)
        self.used = np.sum(self.own, axis=1)
        x = self._solved(slice(None), self._w)
        Bx = self._B[0] * x
        Bx[:, :-1] += self._B[1, 1:] * x[:, 1:]
        self.missed = t - np.einsum("rk,km->rm", Bx, self._Ut)

    def _reduce(self, A: FloatArray) -> None:
        """Find U, B and V. What is left of a column is the next of U; the columns after it are
        reflected so that only the next one has a part of it.
        """
        rows = np.array(A.T, order="C")
        spare = np.empty_like(rows)
        B, mirrors = np.zeros((2, len(rows))), []
        for j, row in enumerate(rows):
            if j > 0:
                row -= B[1, j] * rows[j - 1]
            B[0, j] = length(row)
            row /= B[0, j] or 1.0
            rest = rows[j + 1 :]
            v, beside = mirror(np.einsum("ij,j->i", rest, row))
            if beside:
                B[1, j + 1] = beside
                along = np.einsum("i,ij->j", v, rest)
                rest -= np.einsum("i,j->ij", v, along, out=spare[j + 1 :])
            mirrors.append(v)
        self._Ut, self._B, self._mirrors = rows, B, mirrors

    def _hold(self, t: FloatArray, ridges: FloatArray) -> FloatArray:
        """Find R, and w where R x = w for the coefficients x of U B; returns `own`.

        Rotations make R of B and of the ridge's own rows below it, and of Uᵀ what `own` sums up.
        """
        k, m = self._Ut.shape
        own, right = np.zeros((len(ridges), m)), np.zeros((len(ridges), m + 1))
        below = np.sqrt(ridges)  # what stands below the diagonal; `right` is to the right of it
        given = np.empty(m + 1)
        for j, column in enumerate(self._Ut):
            given[:m], given[m] = column, np.sum(column * t)
            t = t - given[m] * column  # as U is orthonormal up to rounding only
            size = np.hypot(self._B[0, j], below)
            cos, sin = self._B[0, j] / size, below / size
            turned = cos[:, None] * given
            turned += sin[:, None] * right
            self._diagonal[:, j], self._w[:, j] = size, turned[:, m]
            own += np.square(turned[:, :m])
            if j + 1 < k:
                self._above[:, j + 1] = self._B[1, j + 1] * cos
                left = -self._B[1, j + 1] * sin
                below = np.hypot(left, np.sqrt(ridges))
                right *= (left / below * cos)[:, None]
                right -= (left / below * sin)[:, None] * given
        return own

    def _solved(self, which: slice, w: FloatArray) -> FloatArray:
        """R⁻¹ w (r, k) of some ridges for each w (r, k)."""
        diagonal, above = self._diagonal[which], self._above[which]
        x = w / diagonal
        for j in range(x.shape[1] - 2, -1, -1):
            x[:, j] -= above[:, j + 1] / diagonal[:, j] * x[:, j + 1]
        return np.asarray(x)

    def coefficients(
        self, best: int, noise: float = 0.0, normals: FloatArray | None = None
    ) -> FloatArray:
        """See Fits."""
        w = self._w[best] if normals is None else self._w[best] + sqrt(noise) * normals
        x: FloatArray = self._solved(slice(best, best + 1), w[None])[0]
        for j in range(len(x) - 2, -1, -1):
            v = self._mirrors[j]
            x[j + 1 :] -= v * np.sum(v * x[j + 1 :])
        return x
