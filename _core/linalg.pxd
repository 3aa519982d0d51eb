"""Row-major linear algebra over BLAS; every call is one line of NumPy.

A C-ordered lower triangle is what BLAS calls 'U' in column order, so nothing is copied.
L : (n, n) lower triangle with rows `ld` apart; what stands above the diagonal is never read.
"""

from scipy.linalg.cython_blas cimport dgemm, dtrmm, dtrmv


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


cdef inline void subtract_product(
    const double* A, const double* B, double* C, int a, int b, int n, int lda, int ldb,
) noexcept nogil:
    """C[:] = C - A @ B.T  (a, b), C contiguous"""
    cdef double minus = -1
    cdef double one = 1
    if a > 0 and b > 0 and n > 0:
        dgemm("T", "N", &b, &a, &n, &minus, <double*> B, &ldb, <double*> A, &lda, &one, C, &b)
