"""Tiled factorisation and products with the inverse factor (factor.h)."""

cdef extern from "factor.h" nogil:
    enum:
        TILE
    int factor_cholesky(double* A, ptrdiff_t n, ptrdiff_t ld) noexcept
    void factor_invert(double* A, ptrdiff_t n, ptrdiff_t ld) noexcept
    void factor_gram(double* A, ptrdiff_t n, ptrdiff_t ld) noexcept
    void factor_whiten(
        const double* W, ptrdiff_t n, ptrdiff_t ld, ptrdiff_t blocks, double* V) noexcept
    void factor_colour(
        const double* W, ptrdiff_t n, ptrdiff_t ld, ptrdiff_t blocks, double* V) noexcept
    void factor_subtract(
        const double* A, ptrdiff_t a, const double* B, ptrdiff_t b, ptrdiff_t size,
        double* C) noexcept
    void factor_pack(
        const double* rows, ptrdiff_t n, ptrdiff_t m, ptrdiff_t size, double* block) noexcept
    void factor_unpack(const double* block, ptrdiff_t p, ptrdiff_t n, double* row) noexcept
    void factor_squares(const double* block, ptrdiff_t size, double* square) noexcept


cdef inline Py_ssize_t tiled(Py_ssize_t n) noexcept nogil:
    """n in whole tiles."""
    return (n + TILE - 1) // TILE * TILE


cdef inline Py_ssize_t tiled_rows(Py_ssize_t n) noexcept nogil:
    """Distance of rows of n doubles: an odd number of tiles, which spares the cache."""
    return ((n + TILE - 1) // TILE | 1) * TILE
