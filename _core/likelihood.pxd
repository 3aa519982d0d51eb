"""The log posterior of the hyperparameters of a Gaussian process, and its gradient.

theta : log l_1..l_d, log s2, then nu if the noise is learnt, with noise = floor + exp(nu), then
    log a and log b of each numeric column if they are warped (warp.h)
F(theta) = 1/2 (y - m)' K^-1 (y - m) + sum log L_ii - log p(theta), with K = s2 M + noise / r
log p is Gaussian in theta: -1/2 ((theta - prior mean) / prior std)^2 for each coordinate;
constants are dropped.
Row i is the mean of several observations of one point, r_i of them or of that weight: its noise
is noise / r_i. What the `more` observations beyond n say of the noise by themselves,
1/2 more log noise + 1/2 within / noise, is in F where the noise is learnt; within is the sum of
squares about the means.
m is the GLS mean 1'K^-1 y / 1'K^-1 1, which needs no term in the gradient, or zero.
"""

from libc.math cimport INFINITY, exp, log

from bayesopt._core.factor cimport (
    TILE,
    factor_cholesky,
    factor_gram,
    factor_invert,
    tiled,
    tiled_rows,
)
from bayesopt._core.kernel cimport (
    hot_by_coordinate,
    hot_covariance,
    hot_covariance_slope,
    hot_distance,
    hot_dot,
    hot_pull,
    hot_weigh,
)
from bayesopt._core.linalg cimport lower_times, upper_times
from bayesopt._core.warp cimport warp, warp_slopes

cdef enum:
    JITTERS = 7    # 1e-10 s2 and six times ten times more

cdef struct Problem:
    # given
    int n, d, numeric, kernel
    bint learn_noise, learn_mean, warped
    double floor           # noise variance, or what exp(nu) is added to
    const double* X        # (d, n) columns, numeric ones first
    const double* y        # (n,)
    const double* weights  # (n,) r
    double more, within    # see above
    const double* prior    # (p, 2) mean and std of each coordinate of theta
    # workspace
    int size, ld           # n in whole tiles, and the distance of rows of K
    double* Z              # (d, n) X / l, warped
    double* w              # (d,) l^-2
    double* z              # (d,) one point
    double* K              # (size, ld) above: K, its factor U, K^-1; below: W = inv(U.T)
    double* slope          # (n, ld) dK/dq above the diagonal
    double* alpha          # (n,) K^-1 (y - m)
    double* ones           # (n,) L^-1 1
    double* pull           # (d, n) half of dF/dZ
    # found
    double mean, nugget, quadratic, log_det    # log_det = sum log L_ii


cdef inline Py_ssize_t problem_size(Py_ssize_t n, Py_ssize_t d) noexcept nogil:
    """Doubles of workspace."""
    return (tiled(n) + n) * tiled_rows(n) + 2 * d * n + 2 * d + 2 * n + TILE


cdef inline void problem_lay(Problem* P, double* work) noexcept nogil:
    """Lay the workspace out, K on a cache line."""
    cdef Py_ssize_t n = P.n
    P.size, P.ld = <int> tiled(n), <int> tiled_rows(n)
    P.K = work + (64 - <size_t> work % 64) % 64 // 8
    P.slope = P.K + P.size * P.ld
    P.Z = P.slope + n * P.ld
    P.alpha = P.Z + n * P.d
    P.ones = P.alpha + n
    P.w = P.ones + n
    P.z = P.w + P.d
    P.pull = P.z + P.d


cdef inline Problem pose(
    const double[:, ::1] X, const double[::1] y, const double[:, ::1] prior, int kernel,
    int numeric, double floor, bint learn_noise, bint learn_mean, bint warped,
    double[::1] work, const double[::1] weights, double more, double within,
):
    """The problem of these arrays, which must outlive it."""
    cdef Problem P
    P.n, P.d, P.numeric, P.kernel = <int> X.shape[1], <int> X.shape[0], numeric, kernel
    P.learn_noise, P.learn_mean, P.warped, P.floor = learn_noise, learn_mean, warped, floor
    P.X = &X[0, 0] if P.n else NULL
    P.y = &y[0] if P.n else NULL
    P.weights = &weights[0] if P.n else NULL
    P.more, P.within = more, within
    P.prior = &prior[0, 0]
    P.mean = P.nugget = P.quadratic = P.log_det = 0
    problem_lay(&P, &work[0])
    return P


cdef inline const double* warps(Problem* P, const double* theta) noexcept nogil:
    """Where theta has log a and log b of the first column."""
    return theta + P.d + 1 + P.learn_noise


cdef inline void scale_columns(Problem* P, const double* theta) noexcept nogil:
    """Z = X / exp(theta) for numeric columns, warped first; X of categories; w = exp(-2 theta)"""
    cdef const double* bend = warps(P, theta)
    cdef const double* x
    cdef double shrink, a, b
    cdef double* z
    cdef Py_ssize_t i, j
    for j in range(P.d):
        x, z = P.X + j * P.n, P.Z + j * P.n
        shrink = exp(-theta[j])
        P.w[j] = shrink * shrink
        if j >= P.numeric:
            shrink = 1
        if P.warped and j < P.numeric:
            a, b = exp(bend[2 * j]), exp(bend[2 * j + 1])
            for i in range(P.n):
                z[i] = warp(x[i], a, b) * shrink
        else:
            for i in range(P.n):
                z[i] = x[i] * shrink


cdef inline void fill(Problem* P, double s2, double nugget, bint slopes) noexcept nogil:
    """K = s2 M(q) + nugget / r (and slope = dK/dq), upper triangles; the identity beyond n."""
    cdef Py_ssize_t n = P.n
    cdef Py_ssize_t i, j, rest
    cdef double* row
    for i in range(n):
        row = P.K + i * P.ld
        rest = n - i - 1
        for j in range(P.d):
            P.z[j] = P.Z[j * n + i]
        hot_distance(P.z, P.Z + i + 1, n, rest, P.d, P.numeric, P.w, row + i + 1)
        if slopes:
            hot_covariance_slope(P.kernel, s2, rest, row + i + 1, P.slope + i * P.ld + i + 1)
        else:
            hot_covariance(P.kernel, s2, rest, row + i + 1, row + i + 1)
        row[i] = s2 + nugget / P.weights[i]
        for j in range(n, P.size):
            row[j] = 0
    for i in range(n, P.size):
        for j in range(i, P.size):
            P.K[i * P.ld + j] = i == j


cdef inline int factor(Problem* P, const double* theta, bint slopes) noexcept nogil:
    """W = inv(cholesky(K)) at theta, with as much jitter as it takes; 0, or the failing pivot."""
    cdef double s2 = exp(theta[P.d])
    cdef double noise = P.floor + (exp(theta[P.d + 1]) if P.learn_noise else 0)
    cdef double jitter = 1e-10 * s2
    cdef Py_ssize_t i
    cdef int info = 1
    cdef int _
    scale_columns(P, theta)
    for _ in range(JITTERS):
        P.nugget = max(noise, jitter)
        fill(P, s2, P.nugget, slopes)
        info = factor_cholesky(P.K, P.size, P.ld)
        if info == 0:
            break
        jitter *= 10
    if info == 0:
        P.log_det = 0
        for i in range(P.n):
            P.log_det -= log(P.K[i * (P.ld + 1)])
        factor_invert(P.K, P.size, P.ld)
    return info


cdef inline void weigh(Problem* P, double mean) noexcept nogil:
    """alpha = K^-1 (y - m), m by GLS if it is learnt, else `mean`; quadratic = (y - m)' alpha"""
    cdef double square = 0
    cdef Py_ssize_t i
    P.mean = mean
    for i in range(P.n):
        P.alpha[i] = P.y[i]
        P.ones[i] = 1
    lower_times(P.K, P.alpha, P.n, P.ld)
    if P.learn_mean or mean != 0:
        lower_times(P.K, P.ones, P.n, P.ld)
        if P.learn_mean and P.n > 0:
            P.mean = hot_dot(P.ones, P.alpha, P.n) / hot_dot(P.ones, P.ones, P.n)
        for i in range(P.n):
            P.alpha[i] -= P.mean * P.ones[i]
    for i in range(P.n):
        square += P.alpha[i] * P.alpha[i]
    P.quadratic = square
    upper_times(P.K, P.alpha, P.n, P.ld)


cdef inline void slopes_by_theta(Problem* P, const double* theta, double* g) noexcept nogil:
    """g = dF/dtheta without the prior, from W in K, which gives way to K^-1"""
    cdef Py_ssize_t n = P.n
    cdef Py_ssize_t i, j
    cdef double trace = 0
    cdef double noise = P.floor + (exp(theta[P.d + 1]) if P.learn_noise else 0)
    cdef double square
    cdef double* row
    for i in range(n):
        P.ones[i] = P.alpha[i] / P.weights[i]    # the ones have served
    square = hot_dot(P.alpha, P.ones, n)
    factor_gram(P.K, P.size, P.ld)
    for j in range(P.d):
        g[j] = 0
    for i in range(P.numeric * n if P.warped else 0):
        P.pull[i] = 0
    for i in range(n):
        row = P.slope + i * P.ld + i + 1
        trace += P.K[i * (P.ld + 1)] / P.weights[i]
        # G = (K^-1 - alpha alpha') * dK/dq; dF/dlog l_j = -sum G (z_j - z'_j)^2, both triangles
        hot_weigh(P.K + i * (P.ld + 1) + 1, P.alpha[i], P.alpha + i + 1, n - i - 1, row)
        for j in range(P.d):
            P.z[j] = P.Z[j * n + i]
        hot_by_coordinate(row, P.z, P.Z + i + 1, n, n - i - 1, P.d, P.numeric, P.w, g)
        if P.warped:
            hot_pull(row, P.z, P.Z + i + 1, P.pull + i, n, n - i - 1, P.numeric)
    for j in range(P.d):
        g[j] *= -2
    if P.warped:
        slopes_by_warps(P, theta, g + P.d + 1 + P.learn_noise)
    # s2 M = K - noise / r, so that sum (K^-1 - alpha alpha') * s2 M needs no s2 M
    if noise < P.nugget:
        noise = 0    # the nugget is jitter then, a part of s2
    g[P.d] = 0.5 * (n - noise * trace - P.quadratic + noise * square)
    if P.learn_noise:
        trace += (P.more - P.within / P.nugget) / P.nugget
        g[P.d + 1] = 0.5 * exp(theta[P.d + 1]) * (trace - square)


cdef inline void slopes_by_warps(Problem* P, const double* theta, double* g) noexcept nogil:
    """g = dF/d(log a, log b) of each numeric column, without the prior, from dF/dZ"""
    cdef const double* bend = warps(P, theta)
    cdef double a, b, by_a, by_b, unit, sum_a, sum_b
    cdef Py_ssize_t i, j
    for j in range(P.numeric):
        a, b, unit = exp(bend[2 * j]), exp(bend[2 * j + 1]), 2 * exp(-theta[j])
        sum_a = sum_b = 0
        for i in range(P.n):
            warp_slopes(P.X[j * P.n + i], a, b, &by_a, &by_b)
            sum_a += P.pull[j * P.n + i] * by_a
            sum_b += P.pull[j * P.n + i] * by_b
        g[2 * j], g[2 * j + 1] = unit * sum_a, unit * sum_b


cdef inline double log_posterior(Problem* P, const double* theta, double* g) noexcept nogil:
    """F at theta and, unless g is NULL, its gradient; infinite where K has no factor."""
    cdef int size = P.d + 1 + P.learn_noise + (2 * P.numeric if P.warped else 0)
    cdef double total, u
    cdef Py_ssize_t k
    if factor(P, theta, g != NULL) != 0:
        return INFINITY
    weigh(P, 0)
    total = 0.5 * P.quadratic + P.log_det
    if P.learn_noise:
        total += 0.5 * (P.more * log(P.nugget) + P.within / P.nugget)
    if g != NULL:
        slopes_by_theta(P, theta, g)
    for k in range(size):
        u = (theta[k] - P.prior[2 * k]) / P.prior[2 * k + 1]
        total += 0.5 * u * u
        if g != NULL:
            g[k] += u / P.prior[2 * k + 1]
    return total
