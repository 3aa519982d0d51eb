"""Row-major linear algebra over LAPACK and BLAS; every call is one line of NumPy.

A C-ordered lower triangle is what LAPACK calls 'U' in column order, so nothing is copied.
L : (n, n) lower triangle with rows `ld` apart; what stands above the diagonal is never read.
"""

from scipy.linalg.cython_blas cimport dgemm, dtrmm, dtrmv
from scipy.linalg.cython_lapack cimport dlauum, dpotrf, dtrtri


cdef inline int cholesky(double* K, int n, int ld) noexcept nogil:
    """K[:] = cholesky(K); returns 0, or i + 1 where pivot i is not positive."""
    cdef int info = 0
    if n == 0:
        return 0
    dpotrf("U", &n, K, &ld, &info)
    return info


cdef inline int invert(double* L, int n, int ld) noexcept nogil:
    """L[:] = inv(L)"""
    cdef int info = 0
    if n == 0:
        return 0
    dtrtri("U", "N", &n, L, &ld, &info)
    return info


cdef inline void gram(double* L, int n, int ld) noexcept nogil:
    """L[:] = tril(L.T @ L)"""
    cdef int info = 0
    dlauum("U", &n, L, &ld, &info)


cdef inline void lower_times(const double* L, double* x, int n, int ld) noexcept nogil:
    """x[:] = L @ x"""
    cdef int one = 1
    if n > 0:
        dtrmv("U", "T", "N", &n, <double*> L, &ld, x, &one)


cdef inline void upper_times(const double* L, double* x, int n, int ld) noexcept nogil:
    """x[:] = L.T @ x"""
    cdef int one = 1
    if n > 0:
        dtrmv("U", "N", "N", &n, <double*> L, &ld, x, &one)


cdef inline void rows_times_upper(
    const double* L, double* V, int m, int n, int ld, int ldv,
) noexcept nogil:
    """V[:] = V @ L.T  (m, n)"""
    cdef double one = 1
    if n == 0 or m == 0:
        return
    dtrmm("L", "U", "T", "N", &n, &m, &one, <double*> L, &ld, V, &ldv)


cdef inline void rows_times_lower(
    const double* L, double* V, int m, int n, int ld, int ldv,
) noexcept nogil:
    """V[:] = V @ L  (m, n)"""
    cdef double one = 1
    if n == 0 or m == 0:
        return
    dtrmm("L", "U", "N", "N", &n, &m, &one, <double*> L, &ld, V, &ldv)


cdef inline void subtract_product(
    const double* A, const double* B, double* C, int a, int b, int n, int lda, int ldb,
) noexcept nogil:
    """C[:] = C - A @ B.T  (a, b), C contiguous"""
    cdef double minus = -1
    cdef double one = 1
    if a > 0 and b > 0 and n > 0:
        dgemm("T", "N", &b, &a, &n, &minus, <double*> B, &ldb, <double*> A, &lda, &one, C, &b)
