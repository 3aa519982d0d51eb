"""A Gaussian process conditioned on points: growing by rows, and prediction.

X     : (d, n) points column by column, numeric columns first, `numeric` of them
x     : (m, d) query points row by row, columns as the caller has them: column j of X is order[j]
W     : (n, n) inverse of the lower Cholesky factor of K + nugget / weights
alpha : (n,) K^-1 (y - mean)
warps : (2 numeric,) a and b of each numeric column in turn (warp.h), or none
"""

import numpy as np

from libc.math cimport exp, log, sqrt

from bayesopt._core.factor cimport (
    TILE,
    factor_colour,
    factor_pack,
    factor_squares,
    factor_subtract,
    factor_unpack,
    factor_whiten,
    tiled,
    tiled_rows,
)
from bayesopt._core.kernel cimport (
    hot_axpy,
    hot_covariance,
    hot_covariance_slope,
    hot_distance,
    hot_dot,
    hot_slopes,
)
from bayesopt._core.likelihood cimport Problem, factor, pose, weigh
from bayesopt._core.linalg cimport lower_times, upper_times
from bayesopt._core.warp cimport warp, warp_slope

cdef enum:
    BLOCK = 64    # query points that go through the factor together


cdef class Belief:
    """A Gaussian process conditioned on n points: numbers only, filled by `condition`.

    numbers : variance s2, nugget, mean, then scale and centre of the outputs
    Arrays hold `spare` rows more than n, which `append` fills.
    """

    cdef readonly int n, d, numeric, kernel
    cdef readonly double variance, nugget, mean, scale, centre, quadratic, log_det
    cdef readonly object lengthscales    # (d,) in the order of the columns of X
    cdef readonly object order           # (d,) the caller's column of each column of X
    cdef const Py_ssize_t[::1] places    # the same
    cdef readonly object warps
    cdef double[:, ::1] Z
    cdef double[:, ::1] W
    cdef double[::1] alpha
    cdef double[::1] w
    cdef const double[::1] bends         # the warps
    cdef bint warped

    def __init__(self, int n, int numeric, int kernel, order, lengthscales, warps, int spare=0):
        cdef int rows = max(n + spare, 1)
        self.n, self.d, self.numeric, self.kernel = n, len(lengthscales), numeric, kernel
        self.lengthscales = lengthscales
        self.order = self.places = order
        self.warps = self.bends = warps
        self.warped = len(warps) > 0
        self.Z = np.zeros((self.d, rows))
        self.W = np.zeros((tiled(rows), tiled_rows(rows)))    # zeros beyond n
        self.alpha = np.zeros(rows)
        self.w = 1 / np.square(lengthscales)

    def inverse_factor(self):
        """W (n, n), a view; zero above the diagonal."""
        return np.asarray(self.W)[:self.n, :self.n]

    def weights(self):
        """alpha (n,), a view."""
        return np.asarray(self.alpha)[:self.n]

    def condition(
        self, const double[:, ::1] X, const double[::1] y, double variance, double noise,
        double mean, bint learn_mean, double scale, double centre, double[::1] work,
        const double[::1] weights,
    ):
        """Factor K and weigh y; returns 0, or the pivot at which even the last jitter failed.

        y : (n,) standardised, (values - centre) / scale, each the mean of observations that weigh
            so much together
        """
        cdef int n = self.n
        cdef int d = self.d
        cdef Py_ssize_t i, j
        cdef int info
        cdef double[:, ::1] prior = np.zeros((1, 2))
        cdef double[::1] theta = np.log(
            np.concatenate([self.lengthscales, [variance], self.warps]))
        cdef Problem P = pose(
            X, y, prior, self.kernel, self.numeric, noise, False, learn_mean, self.warped, work,
            weights, 0, 0)
        with nogil:
            info = factor(&P, &theta[0], False)
            if info == 0:
                weigh(&P, mean)
                for i in range(n):
                    self.alpha[i] = P.alpha[i]
                    for j in range(i + 1):
                        self.W[i, j] = P.K[i * P.ld + j]
                    for j in range(d):
                        self.Z[j, i] = P.Z[j * n + i]
                for j in range(d):
                    self.w[j] = P.w[j]
        self.variance, self.nugget, self.mean = exp(theta[d]), P.nugget, P.mean
        self.quadratic, self.log_det = P.quadratic, P.log_det
        self.scale, self.centre = scale, centre
        return info

    def reweigh(
        self, const double[::1] y, bint learn_mean, double mean, double scale, double centre,
        double[::1] work,
    ):
        """Other values at the same points: alpha and the mean anew, the factor as it is.

        y : (n,) standardised, (values - centre) / scale; work : (n,)
        """
        cdef int n = self.n
        cdef Py_ssize_t ld = self.W.shape[1]
        cdef double* alpha = &self.alpha[0]
        cdef double* ones = &work[0]
        cdef Py_ssize_t i
        self.mean, self.scale, self.centre = mean, scale, centre
        if n == 0:
            return
        with nogil:
            # alpha = W.T @ (W @ y - mean * (W @ 1))
            for i in range(n):
                alpha[i] = y[i]
                ones[i] = 1
            lower_times(&self.W[0, 0], alpha, n, ld)
            lower_times(&self.W[0, 0], ones, n, ld)
            if learn_mean:
                self.mean = hot_dot(ones, alpha, n) / hot_dot(ones, ones, n)
            hot_axpy(-self.mean, ones, alpha, n)
            self.quadratic = hot_dot(alpha, alpha, n)
            upper_times(&self.W[0, 0], alpha, n, ld)

    def grown(self, int spare):
        """A copy with room for `spare` points more."""
        cdef Belief other = Belief(
            self.n, self.numeric, self.kernel, self.order, self.lengthscales, self.warps, spare)
        cdef int n = self.n
        other.w[:] = self.w
        other.Z[:, :n] = self.Z[:, :n]
        other.W[:n, :n] = self.W[:n, :n]
        other.alpha[:n] = self.alpha[:n]
        other.variance, other.nugget, other.mean = self.variance, self.nugget, self.mean
        other.scale, other.centre = self.scale, self.centre
        other.quadratic, other.log_det = self.quadratic, self.log_det
        return other

    def append(self, const double[:, ::1] x, const double[::1] y, bint believe, double[::1] work):
        """Condition on x (p, d) and y (p,) too, one row after another, in the spare room.

        y is in the units of the outputs; with `believe` it is not read but the mean taken for it.
        work : (n + p + d,)
        """
        cdef Py_ssize_t i
        with nogil:
            for i in range(x.shape[0]):
                self.append_one(&x[i, 0], y[i], believe, &work[0])

    cdef void append_one(
        self, const double* x, double y, bint believe, double* work,
    ) noexcept nogil:
        # l = W @ k; lam = sqrt(k_nn - l @ l); the new row of W is [-l @ W, 1] / lam
        cdef int n = self.n
        cdef Py_ssize_t ld = self.W.shape[1]
        cdef double* row = &self.W[n, 0]
        cdef double* z = work + n
        cdef double lam, gap
        cdef Py_ssize_t i, j
        for j in range(self.d):
            z[j] = self.scaled(x, j)
            self.Z[j, n] = z[j]
        hot_distance(z, &self.Z[0, 0], self.Z.shape[1], n, self.d, self.numeric, &self.w[0], row)
        hot_covariance(self.kernel, self.variance, n, row, row)
        gap = 0
        if not believe:
            gap = ((y - self.centre) / self.scale - self.mean
                   - hot_dot(row, &self.alpha[0], n))
        lower_times(&self.W[0, 0], row, n, ld)
        # the noise alone leaves at least the nugget; less is rounding
        lam = sqrt(max(self.variance + self.nugget - hot_dot(row, row, n), self.nugget))
        upper_times(&self.W[0, 0], row, n, ld)
        for i in range(n):
            row[i] /= -lam
        row[n] = 1 / lam
        gap /= lam
        self.alpha[n] = 0
        hot_axpy(gap, row, &self.alpha[0], n + 1)
        self.quadratic += gap * gap
        self.log_det += log(lam)
        self.n = n + 1

    cdef double scaled(self, const double* x, Py_ssize_t j) noexcept nogil:
        """Coordinate j of X's order, of a row x of the caller's, warped and divided by its
        lengthscale.
        """
        cdef double u = x[self.places[j]]
        if j >= self.numeric:
            return u
        if self.warped:
            u = warp(u, self.bends[2 * j], self.bends[2 * j + 1])
        return u * sqrt(self.w[j])

    cdef double stretch(self, const double* x, Py_ssize_t j) noexcept nogil:
        """The slope of that coordinate; 0 of a category."""
        cdef double slope = 1
        if j >= self.numeric:
            return 0
        if self.warped:
            slope = warp_slope(x[self.places[j]], self.bends[2 * j], self.bends[2 * j + 1])
        return slope * sqrt(self.w[j])

    cdef void cross(
        self, const double[:, ::1] x, Py_ssize_t first, int m, double* z, double* k,
        double* slope,
    ) noexcept nogil:
        """k = covariance (m, n) of x[first:first + m] and X; slope its derivative, unless NULL"""
        cdef Py_ssize_t n = self.n
        cdef Py_ssize_t i, j
        for i in range(m):
            for j in range(self.d):
                z[i * self.d + j] = self.scaled(&x[first + i, 0], j)
            hot_distance(z + i * self.d, &self.Z[0, 0], self.Z.shape[1], n, self.d, self.numeric,
                         &self.w[0], k + i * n)
            if slope != NULL:
                hot_covariance_slope(self.kernel, self.variance, n, k + i * n, slope + i * n)
            else:
                hot_covariance(self.kernel, self.variance, n, k + i * n, k + i * n)

    def workspace(self, Py_ssize_t m):
        """Doubles that predictions at m points need."""
        m = min(m, <Py_ssize_t> BLOCK)
        return (tiled(m) + TILE) * tiled(self.n) + m * (self.n + self.d) + 2 * self.d + 2 * TILE

    cdef void spread(self, const double* V, int m, double* std) noexcept nogil:
        """std = sqrt(s2 - v'v) of the points v = W k in V's blocks, kept above rounding."""
        cdef Py_ssize_t size = tiled(self.n)
        cdef double[TILE] square
        cdef Py_ssize_t i
        for i in range(m):
            if i % TILE == 0:
                factor_squares(V + i * size, size, square)
            std[i] = sqrt(max(self.variance - square[i % TILE], 1e-12 * self.variance))

    cdef void pack(
        self, const double[:, ::1] x, Py_ssize_t first, int m, double* mean, double* V,
        double* z, double* k, double* slope,
    ) noexcept nogil:
        """mean (m,) at x unless NULL, and V = W k in blocks of eight points; slope (m, n) unless
        NULL.
        """
        cdef Py_ssize_t size = tiled(self.n)
        cdef Py_ssize_t i = 0
        cdef Py_ssize_t j
        cdef int some
        while i < m:
            some = min(m - <int> i, <int> TILE)
            self.cross(x, first + i, some, z + i * self.d, k,
                       slope + i * self.n if slope != NULL else NULL)
            for j in range(some if mean != NULL else 0):
                mean[i + j] = self.centre + self.scale * (
                    self.mean + hot_dot(k + j * self.n, &self.alpha[0], self.n))
            factor_pack(k, self.n, some, size, V + i * size)
            i += TILE
        factor_whiten(&self.W[0, 0], size, self.W.shape[1], (m + TILE - 1) // TILE, V)

    def predict(
        self, const double[:, ::1] x, double[::1] mean, double[::1] std, double[::1] work,
    ):
        """mean, std (m,) of the latent function, in the units of the outputs."""
        cdef Py_ssize_t size = tiled(self.n)
        cdef Py_ssize_t first = 0
        cdef Py_ssize_t i
        cdef double* V = &work[0]
        cdef double* k = V + tiled(min(x.shape[0], <Py_ssize_t> BLOCK)) * size
        cdef int m
        with nogil:
            while first < x.shape[0]:
                m = <int> min(x.shape[0] - first, <Py_ssize_t> BLOCK)
                self.pack(x, first, m, &mean[first], V, k + TILE * size, k, NULL)
                self.spread(V, m, &std[first])
                for i in range(first, first + m):
                    std[i] *= self.scale
                first += m

    def predict_gradient(
        self, const double[:, ::1] x, double[::1] mean, double[::1] std, double[:, ::1] by_mean,
        double[:, ::1] by_std, double[::1] work,
    ):
        """mean, std (m,) and their gradients (m, d); zero along categories."""
        cdef Py_ssize_t first = 0
        cdef int m
        with nogil:
            while first < x.shape[0]:
                m = <int> min(x.shape[0] - first, <Py_ssize_t> BLOCK)
                self.gradient_block(x, first, m, &mean[first], &std[first], &by_mean[first, 0],
                                    &by_std[first, 0], &work[0])
                first += m

    cdef void gradient_block(
        self, const double[:, ::1] x, Py_ssize_t first, int m, double* mean, double* std,
        double* by_mean, double* by_std, double* V,
    ) noexcept nogil:
        cdef Py_ssize_t n = self.n
        cdef Py_ssize_t d = self.d
        cdef Py_ssize_t size = tiled(n)
        cdef double* k = V + tiled(m) * size
        cdef double* slope = k + TILE * size
        cdef double* z = slope + m * n
        cdef double* gm = z + m * d
        cdef double* gs = gm + d
        cdef double unit, per_std
        cdef Py_ssize_t i, j, column
        self.pack(x, first, m, mean, V, z, k, slope)
        self.spread(V, m, std)
        # u = W.T @ W @ k, so that d var = -2 (dk)' u
        factor_colour(&self.W[0, 0], size, self.W.shape[1], (m + TILE - 1) // TILE, V)
        for i in range(m):
            factor_unpack(V + i // TILE * TILE * size, i % TILE, n, k)
            hot_slopes(slope + i * n, &self.alpha[0], k, z + i * d, &self.Z[0, 0],
                       self.Z.shape[1], n, self.numeric, gm, gs)
            per_std = 0 if std[i] * std[i] <= 1.1e-12 * self.variance else -1 / std[i]
            for j in range(d):
                column = i * d + self.places[j]
                unit = 2 * self.scale * self.stretch(&x[first + i, 0], j)
                by_mean[column] = gm[j] * unit if j < self.numeric else 0
                by_std[column] = gs[j] * unit * per_std if j < self.numeric else 0
            std[i] *= self.scale

    def weighted(
        self, const double[:, ::1] x, const double[::1] weights, double[::1] out,
        double[:, ::1] by_x, double[::1] work,
    ):
        """out (m,) = k(x, X) @ weights, by_x (m, d) its gradient; nothing is scaled."""
        cdef Py_ssize_t n = self.n
        cdef Py_ssize_t d = self.d
        cdef double* k = &work[0]
        cdef double* slope = k + n
        cdef double* z = slope + n
        cdef double* g = z + d
        cdef double* unused = g + d
        cdef Py_ssize_t i, j
        with nogil:
            for i in range(x.shape[0]):
                self.cross(x, i, 1, z, k, slope)
                out[i] = hot_dot(k, &weights[0], n) if n > 0 else 0
                if n > 0:
                    hot_slopes(slope, &weights[0], k, z, &self.Z[0, 0], self.Z.shape[1], n,
                               self.numeric, g, unused)
                for j in range(d):
                    by_x[i, self.places[j]] = (
                        2 * self.stretch(&x[i, 0], j) * g[j] if n > 0 and j < self.numeric else 0)

    def place(self, const double[:, ::1] x, double[:, ::1] out, double[:, ::1] slopes):
        """out (m, d) = x warped, slopes (m, d) by x; categories as they are."""
        cdef Py_ssize_t i, j, column
        cdef double unit
        for j in range(self.d):
            column = self.places[j]
            unit = 1 / sqrt(self.w[j]) if j < self.numeric else 1
            for i in range(x.shape[0]):
                out[i, column] = self.scaled(&x[i, 0], j) * unit
                slopes[i, column] = self.stretch(&x[i, 0], j) * unit

    def cross_covariance(
        self, const double[:, ::1] a, const double[:, ::1] b, double[:, ::1] out, double[::1] work,
    ):
        """out (a, b) = covariance of the function at the points a and b, standardised.

        work : (covariance_workspace(a, b),)
        """
        cdef int p = <int> a.shape[0]
        cdef int q = <int> b.shape[0]
        cdef Py_ssize_t size = tiled(self.n)
        cdef double* za = &work[0]
        cdef double* zb = za + p * self.d    # column by column
        cdef double* k = zb + q * self.d
        cdef double* A = k + TILE * size
        cdef double* B = A + tiled(p) * size
        cdef Py_ssize_t i, j
        with nogil:
            for i in range(q):
                for j in range(self.d):
                    zb[j * q + i] = self.scaled(&b[i, 0], j)
            for i in range(p):
                for j in range(self.d):
                    za[j] = self.scaled(&a[i, 0], j)
                hot_distance(za, zb, q, q, self.d, self.numeric, &self.w[0], &out[i, 0])
                hot_covariance(self.kernel, self.variance, q, &out[i, 0], &out[i, 0])
            if self.n > 0 and p > 0 and q > 0:
                self.pack(a, 0, p, NULL, A, za, k, NULL)
                self.pack(b, 0, q, NULL, B, zb, k, NULL)
                factor_subtract(A, p, B, q, size, &out[0, 0])

    def covariance_workspace(self, Py_ssize_t a, Py_ssize_t b):
        """Doubles that the covariance of a and b points needs."""
        return (tiled(a) + tiled(b) + TILE) * tiled(self.n) + (a + b) * self.d + 1
