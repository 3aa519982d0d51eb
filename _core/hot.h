/* The hot loops: plain C over doubles, compiled once per instruction set where the loader can choose.
 *
 * Z     points column by column: coordinate j of point i is Z[j * ld + i], divided by its
 *       lengthscale if j < numeric; the columns from `numeric` on are categories, kept as they are
 * w     (d,) weights ℓ_j^-2 of the squared distance; only those of categories are read here
 * q     squared distances, q = sum_numeric (z_j - Z_ji)^2 + sum_categories w_j [z_j != Z_ji]
 */
#ifndef BAYESOPT_HOT_H
#define BAYESOPT_HOT_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) \
    && __GNUC__ >= 12 && !defined(BAYESOPT_BASELINE)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#define INLINE static inline __attribute__((always_inline))
#elif defined(__GNUC__)
#define CLONES
#define INLINE static inline __attribute__((always_inline))
#else
#define CLONES
#define INLINE static inline
#endif

#if defined(_MSC_VER)
#define restrict __restrict
#endif

enum { MATERN52 = 0, MATERN32 = 1, RBF = 2 };

/* exp(x) for x <= 0 without a branch: x = n log 2 + r, then the Taylor series of exp(r), |r| < .35.
 * Within 4e-16 of the true value; below -600, where nothing here can tell, it stays at exp(-600). */
INLINE double exp_negative(double x)
{
    const double shift = 6755399441055744.0;    /* 1.5 * 2^52: adding it rounds to an integer */
    double t, n, r, p, power;
    uint64_t bits;
    x = x < -600.0 ? -600.0 : x;
    t = x * 1.4426950408889634 + shift;
    n = t - shift;
    r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
    p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    memcpy(&bits, &t, sizeof bits);
    bits = (bits + 1023) << 52;                 /* the exponent field of 2^n */
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

/* q[i] = squared distance from z to point i, i < n */
CLONES static void hot_distance(
    const double *restrict z, const double *restrict Z, ptrdiff_t ld, ptrdiff_t n,
    int d, int numeric, const double *restrict w, double *restrict q)
{
    int j = 0;
    if (numeric % 2) {
        const double a = z[0];
        for (ptrdiff_t i = 0; i < n; i++) {
            const double u = a - Z[i];
            q[i] = u * u;
        }
        j = 1;
    } else {
        for (ptrdiff_t i = 0; i < n; i++)
            q[i] = 0;
    }
    for (; j + 3 < numeric; j += 4) {
        const double *restrict A = Z + j * ld, *restrict B = A + ld, *restrict C = B + ld,
                     *restrict D = C + ld;
        const double a = z[j], b = z[j + 1], c = z[j + 2], e = z[j + 3];
        for (ptrdiff_t i = 0; i < n; i++) {
            const double u = a - A[i], v = b - B[i], x = c - C[i], y = e - D[i];
            q[i] += (u * u + v * v) + (x * x + y * y);
        }
    }
    for (; j + 1 < numeric; j += 2) {
        const double *restrict A = Z + j * ld, *restrict B = A + ld;
        const double a = z[j], b = z[j + 1];
        for (ptrdiff_t i = 0; i < n; i++) {
            const double u = a - A[i], v = b - B[i];
            q[i] += u * u + v * v;
        }
    }
    for (j = numeric; j < d; j++) {
        const double *restrict A = Z + j * ld;
        const double a = z[j], weight = w[j];
        for (ptrdiff_t i = 0; i < n; i++)
            q[i] += a != A[i] ? weight : 0.0;
    }
}

/* k = s2 M(q), in place of q if k == q */
CLONES static void hot_covariance(int kernel, double s2, ptrdiff_t n, const double *q, double *k)
{
    if (kernel == MATERN52) {
#pragma omp simd
        for (ptrdiff_t i = 0; i < n; i++) {
            const double r = sqrt(5.0 * q[i]);
            k[i] = s2 * (1.0 + r + r * r * (1.0 / 3)) * exp_negative(-r);
        }
    } else if (kernel == MATERN32) {
#pragma omp simd
        for (ptrdiff_t i = 0; i < n; i++) {
            const double r = sqrt(3.0 * q[i]);
            k[i] = s2 * (1.0 + r) * exp_negative(-r);
        }
    } else {
#pragma omp simd
        for (ptrdiff_t i = 0; i < n; i++)
            k[i] = s2 * exp_negative(-0.5 * q[i]);
    }
}

/* k = s2 M(q) in place of q, and its derivative by q */
CLONES static void hot_covariance_slope(
    int kernel, double s2, ptrdiff_t n, double *restrict k, double *restrict slope)
{
    if (kernel == MATERN52) {
#pragma omp simd
        for (ptrdiff_t i = 0; i < n; i++) {
            const double r = sqrt(5.0 * k[i]), e = s2 * exp_negative(-r);
            k[i] = (1.0 + r + r * r * (1.0 / 3)) * e;
            slope[i] = (-5.0 / 6) * (1.0 + r) * e;    /* finite at q = 0 */
        }
    } else if (kernel == MATERN32) {
#pragma omp simd
        for (ptrdiff_t i = 0; i < n; i++) {
            const double r = sqrt(3.0 * k[i]), e = s2 * exp_negative(-r);
            k[i] = (1.0 + r) * e;
            slope[i] = -1.5 * e;
        }
    } else {
#pragma omp simd
        for (ptrdiff_t i = 0; i < n; i++) {
            const double e = s2 * exp_negative(-0.5 * k[i]);
            k[i] = e;
            slope[i] = -0.5 * e;
        }
    }
}

/* total[j] += sum_i g_i (coordinate j of the squared distance from z to point i) */
CLONES static void hot_by_coordinate(
    const double *restrict g, const double *restrict z, const double *restrict Z, ptrdiff_t ld,
    ptrdiff_t n, int d, int numeric, const double *restrict w, double *restrict total)
{
    int j = 0;
    for (; j + 3 < numeric; j += 4) {
        const double *restrict A = Z + j * ld, *restrict B = A + ld, *restrict C = B + ld,
                     *restrict D = C + ld;
        const double a = z[j], b = z[j + 1], c = z[j + 2], e = z[j + 3];
        double s = 0, t = 0, x = 0, y = 0;
#pragma omp simd reduction(+ : s, t, x, y)
        for (ptrdiff_t i = 0; i < n; i++) {
            s += g[i] * ((a - A[i]) * (a - A[i]));
            t += g[i] * ((b - B[i]) * (b - B[i]));
            x += g[i] * ((c - C[i]) * (c - C[i]));
            y += g[i] * ((e - D[i]) * (e - D[i]));
        }
        total[j] += s;
        total[j + 1] += t;
        total[j + 2] += x;
        total[j + 3] += y;
    }
    for (; j < d; j++) {
        const double *restrict A = Z + j * ld;
        const double a = z[j];
        double s = 0;
        if (j < numeric) {
#pragma omp simd reduction(+ : s)
            for (ptrdiff_t i = 0; i < n; i++)
                s += g[i] * ((a - A[i]) * (a - A[i]));
        } else {
#pragma omp simd reduction(+ : s)
            for (ptrdiff_t i = 0; i < n; i++)
                s += a != A[i] ? g[i] : 0.0;
            s *= w[j];
        }
        total[j] += s;
    }
}

/* For each numeric j: pull_j0 += sum_i g_i (z_j - Z_ji), pull_j(i+1) -= g_i (z_j - Z_ji) */
CLONES static void hot_pull(
    const double *restrict g, const double *restrict z, const double *restrict Z,
    double *restrict pull, ptrdiff_t ld, ptrdiff_t n, int numeric)
{
    for (int j = 0; j < numeric; j++) {
        const double *restrict A = Z + j * ld;
        double *restrict own = pull + j * ld, *restrict others = own + 1;
        const double a = z[j];
        double s = 0;
#pragma omp simd reduction(+ : s)
        for (ptrdiff_t i = 0; i < n; i++) {
            const double p = g[i] * (a - A[i]);
            s += p;
            others[i] -= p;
        }
        own[0] += s;
    }
}

/* slope_i := slope_i (P_i - a alpha_i): a row of (K^-1 - alpha alpha') o dK/dq */
CLONES static void hot_weigh(
    const double *restrict P, double a, const double *restrict alpha, ptrdiff_t n,
    double *restrict slope)
{
    for (ptrdiff_t i = 0; i < n; i++)
        slope[i] *= P[i] - a * alpha[i];
}

CLONES static double hot_dot(const double *restrict a, const double *restrict b, ptrdiff_t n)
{
    double s = 0;
#pragma omp simd reduction(+ : s)
    for (ptrdiff_t i = 0; i < n; i++)
        s += a[i] * b[i];
    return s;
}

/* y += a x */
CLONES static void hot_axpy(double a, const double *restrict x, double *restrict y, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        y[i] += a * x[i];
}

/* For each numeric j: by_a[j] = sum_i slope_i alpha_i (z_j - Z_ji), by_u[j] the same with u for alpha.
 * slope is overwritten by slope o alpha, u by slope o u. */
CLONES static void hot_slopes(
    double *restrict slope, const double *restrict alpha, double *restrict u,
    const double *restrict z, const double *restrict Z, ptrdiff_t ld, ptrdiff_t n, int numeric,
    double *restrict by_a, double *restrict by_u)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        u[i] *= slope[i];
        slope[i] *= alpha[i];
    }
    int j = 0;
    for (; j + 1 < numeric; j += 2) {
        const double *restrict A = Z + j * ld, *restrict B = A + ld;
        const double a = z[j], b = z[j + 1];
        double s = 0, t = 0, x = 0, y = 0;
#pragma omp simd reduction(+ : s, t, x, y)
        for (ptrdiff_t i = 0; i < n; i++) {
            const double p = a - A[i], r = b - B[i];
            s += slope[i] * p;
            t += u[i] * p;
            x += slope[i] * r;
            y += u[i] * r;
        }
        by_a[j] = s;
        by_u[j] = t;
        by_a[j + 1] = x;
        by_u[j + 1] = y;
    }
    for (; j < numeric; j++) {
        const double *restrict A = Z + j * ld;
        const double a = z[j];
        double s = 0, t = 0;
#pragma omp simd reduction(+ : s, t)
        for (ptrdiff_t i = 0; i < n; i++) {
            s += slope[i] * (a - A[i]);
            t += u[i] * (a - A[i]);
        }
        by_a[j] = s;
        by_u[j] = t;
    }
}

#endif
