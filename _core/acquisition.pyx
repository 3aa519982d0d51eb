"""Acquisitions that need the normal distribution, point by point, with derivatives.

mean, std (n,): posterior; best: the value to improve on, lower is better; z = (best - mean) / std.
A std below TINY counts as TINY, so that z stays finite where the posterior is certain.
The `_slopes` write the derivatives by mean and by std.
"""

from libc.math cimport fmax, log

from bayesopt._core.normal cimport (
    norm_cdf,
    norm_h,
    norm_hazard,
    norm_log_cdf,
    norm_log_h,
    norm_log_h_slope,
    norm_pdf,
)

cdef double TINY = 1e-150


def ei(const double[::1] mean, const double[::1] std, double best, double[::1] out):
    """Expected improvement: std h(z)."""
    cdef Py_ssize_t i
    cdef double s
    with nogil:
        for i in range(mean.shape[0]):
            s = fmax(std[i], TINY)
            out[i] = s * norm_h((best - mean[i]) / s)


def ei_slopes(
    const double[::1] mean,
    const double[::1] std,
    double best,
    double[::1] by_mean,
    double[::1] by_std,
):
    """Derivatives of ei: h' = cdf, and the two terms in z cancel by std."""
    cdef Py_ssize_t i
    cdef double z
    with nogil:
        for i in range(mean.shape[0]):
            z = (best - mean[i]) / fmax(std[i], TINY)
            by_mean[i] = -norm_cdf(z)
            by_std[i] = norm_pdf(z)


def log_ei(const double[::1] mean, const double[::1] std, double best, double[::1] out):
    """Logarithm of the expected improvement: log(std) + log h(z), finite for every z."""
    cdef Py_ssize_t i
    cdef double s
    with nogil:
        for i in range(mean.shape[0]):
            s = fmax(std[i], TINY)
            out[i] = log(s) + norm_log_h((best - mean[i]) / s)


def log_ei_slopes(
    const double[::1] mean,
    const double[::1] std,
    double best,
    double[::1] by_mean,
    double[::1] by_std,
):
    """Derivatives of log_ei: (log h)' of z, and dz = -(dmean + z dstd) / std."""
    cdef Py_ssize_t i
    cdef double s, z, slope
    with nogil:
        for i in range(mean.shape[0]):
            s = fmax(std[i], TINY)
            z = (best - mean[i]) / s
            slope = norm_log_h_slope(z)
            by_mean[i] = -slope / s
            by_std[i] = (1 - z * slope) / s


def pi(const double[::1] mean, const double[::1] std, double best, double[::1] out):
    """Probability of improvement: cdf(z)."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(mean.shape[0]):
            out[i] = norm_cdf((best - mean[i]) / fmax(std[i], TINY))


def pi_slopes(
    const double[::1] mean,
    const double[::1] std,
    double best,
    double[::1] by_mean,
    double[::1] by_std,
):
    """Derivatives of pi."""
    cdef Py_ssize_t i
    cdef double s, z
    with nogil:
        for i in range(mean.shape[0]):
            s = fmax(std[i], TINY)
            z = (best - mean[i]) / s
            by_mean[i] = -norm_pdf(z) / s
            by_std[i] = z * by_mean[i]


def log_pi(const double[::1] mean, const double[::1] std, double best, double[::1] out):
    """Logarithm of the probability of improvement: log cdf(z), finite for every z."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(mean.shape[0]):
            out[i] = norm_log_cdf((best - mean[i]) / fmax(std[i], TINY))


def log_pi_slopes(
    const double[::1] mean,
    const double[::1] std,
    double best,
    double[::1] by_mean,
    double[::1] by_std,
):
    """Derivatives of log_pi."""
    cdef Py_ssize_t i
    cdef double s, z
    with nogil:
        for i in range(mean.shape[0]):
            s = fmax(std[i], TINY)
            z = (best - mean[i]) / s
            by_mean[i] = -norm_hazard(z) / s
            by_std[i] = z * by_mean[i]
