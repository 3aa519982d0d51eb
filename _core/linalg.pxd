"""Products with a lower triangle, row by row, in place.

Written here and not left to BLAS, which from n = 50 on wakes its threads for a microsecond's work.
L : (n, n) lower triangle with rows `ld` apart; what stands above the diagonal is never read.
"""

from bayesopt._core.kernel cimport hot_axpy, hot_dot


cdef inline void lower_times(
    const double* L, double* x, Py_ssize_t n, Py_ssize_t ld,
) noexcept nogil:
    """x[:] = L @ x"""
    cdef Py_ssize_t i
    for i in range(n - 1, -1, -1):
        x[i] = hot_dot(L + i * ld, x, i + 1)


cdef inline void upper_times(
    const double* L, double* x, Py_ssize_t n, Py_ssize_t ld,
) noexcept nogil:
    """x[:] = L.T @ x"""
    cdef double known
    cdef Py_ssize_t i
    for i in range(n):
        known = x[i]
        x[i] = 0
        hot_axpy(known, L + i * ld, x, i + 1)
