"""Covariances as functions of the squared distance, with their derivative by it (hot.h).

q = sum_numeric (x_j - x'_j)^2 / l_j^2 + sum_categories [x_j != x'_j] / l_j^2
Matern-5/2: s2 (1 + r + r^2/3) exp(-r), r = sqrt(5 q); by q: -5/6 s2 (1 + r) exp(-r)
Matern-3/2: s2 (1 + r) exp(-r), r = sqrt(3 q);         by q: -3/2 s2 exp(-r)
RBF:        s2 exp(-q / 2);                            by q: -1/2 s2 exp(-q / 2)

numeric : how many leading columns are numeric; the others are categories
Points are scaled by their lengthscales and stored column by column: Z[j * ld + i].
"""

cdef extern from "hot.h" nogil:
    enum:
        MATERN52
        MATERN32
        RBF
    void hot_distance(
        const double* z, const double* Z, ptrdiff_t ld, ptrdiff_t n,
        int d, int numeric, const double* w, double* q) noexcept
    void hot_covariance(int kernel, double s2, ptrdiff_t n, const double* q, double* k) noexcept
    void hot_covariance_slope(
        int kernel, double s2, ptrdiff_t n, double* k, double* slope) noexcept
    void hot_by_coordinate(
        const double* g, const double* z, const double* Z, ptrdiff_t ld, ptrdiff_t n,
        int d, int numeric, const double* w, double* total) noexcept
    void hot_pull(
        const double* g, const double* z, const double* Z, double* pull, ptrdiff_t ld,
        ptrdiff_t n, int numeric) noexcept
    void hot_weigh(
        const double* P, double a, const double* alpha, ptrdiff_t n, double* slope) noexcept
    double hot_dot(const double* a, const double* b, ptrdiff_t n) noexcept
    void hot_axpy(double a, const double* x, double* y, ptrdiff_t n) noexcept
    void hot_slopes(
        double* slope, const double* alpha, double* u, const double* z, const double* Z,
        ptrdiff_t ld, ptrdiff_t n, int numeric, double* by_a, double* by_u) noexcept
