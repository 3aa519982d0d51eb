/* Cholesky factor, inverse factor and inverse of a symmetric matrix, by tiles of 8 by 8.
 *
 * A     (n, n) row-major with rows ld apart, n a multiple of 8; K comes in the upper triangle
 * U     of K = U'U: left in the upper triangle, outside the tiles on the diagonal
 * W     U'^-1: left in the lower triangle and in the tiles on the diagonal, zeros above in them
 * cholesky writes U and the tiles of W on the diagonal; invert adds the rest of W; gram puts
 * K^-1 = W'W into the upper triangle and into the tiles on the diagonal.
 *
 * whiten and colour multiply `blocks` blocks V (n, 8) of eight vectors each, in place, by W and W'.
 *
 * All sums run down the rows of A, so that every load is a whole row of a tile: 2 to 3 times as
 * fast as LAPACK's dpotrf + dpotri for n = 30 .. 300, and the same whatever BLAS is installed.
 */
#ifndef BAYESOPT_FACTOR_H
#define BAYESOPT_FACTOR_H

#include "hot.h"

enum { TILE = 8 };

#if defined(__GNUC__) && !defined(__clang__)
#define UNROLL _Pragma("GCC unroll 8")
#else
#define UNROLL
#endif

/* D = L^-1 for T = L L', of which the upper triangle is read; 0, or 1 + the pivot that fails */
static int tile_factor(double T[TILE][TILE], double *D, ptrdiff_t ld)
{
    double scale[TILE];    /* 1 / L_cc */
    for (int c = 0; c < TILE; c++) {
        if (!(T[c][c] > 0 && T[c][c] < INFINITY))
            return c + 1;
        scale[c] = 1 / sqrt(T[c][c]);
        for (int j = c + 1; j < TILE; j++)
            T[c][j] *= scale[c];
        for (int i = c + 1; i < TILE; i++)
            for (int j = i; j < TILE; j++)
                T[i][j] -= T[c][i] * T[c][j];
    }
    for (int r = 0; r < TILE; r++) {
        double row[TILE] = {0};
        row[r] = 1;
        for (int k = 0; k < r; k++)
            for (int c = 0; c <= k; c++)
                row[c] -= T[k][r] * D[k * ld + c];
        for (int c = 0; c < TILE; c++)
            D[r * ld + c] = row[c] * scale[r];
    }
    return 0;
}

#if defined(__GNUC__)
#define NAME(x) x##_any
#define TARGET
#define LANES 2
#if defined(__aarch64__)
#define ROWS 4    /* of 32 registers */
#else
#define ROWS 2
#endif
#else    /* no vectors in the language: leave them to the compiler */
#define NAME(x) x##_any
#define TARGET
#define LANES 1
#define ROWS 1
#endif
#include "tiles.h"

#if defined(__GNUC__) && defined(__x86_64__) && !defined(BAYESOPT_BASELINE)
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 4
#define ROWS 4
#include "tiles.h"

#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#define LANES 8
#define ROWS 8
#include "tiles.h"

#define DISPATCH(function, ...) \
    (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") \
         ? function##_avx512(__VA_ARGS__) \
         : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") \
             ? function##_avx2(__VA_ARGS__) \
             : function##_any(__VA_ARGS__))
#else
#define DISPATCH(function, ...) function##_any(__VA_ARGS__)
#endif

static int factor_cholesky(double *A, ptrdiff_t n, ptrdiff_t ld)
{
    return DISPATCH(cholesky, A, n, ld);
}

static void factor_invert(double *A, ptrdiff_t n, ptrdiff_t ld)
{
    DISPATCH(invert, A, n, ld);
}

static void factor_gram(double *A, ptrdiff_t n, ptrdiff_t ld)
{
    DISPATCH(gram, A, n, ld);
}

static void factor_whiten(
    const double *W, ptrdiff_t n, ptrdiff_t ld, ptrdiff_t blocks, double *V)
{
    DISPATCH(whiten, W, n, ld, blocks, V);
}

static void factor_colour(
    const double *W, ptrdiff_t n, ptrdiff_t ld, ptrdiff_t blocks, double *V)
{
    DISPATCH(colour, W, n, ld, blocks, V);
}

/* C (a, b) -= A'B, where A and B are blocks (size, 8) of so many vectors, eight to a block */
static void factor_subtract(
    const double *A, ptrdiff_t a, const double *B, ptrdiff_t b, ptrdiff_t size, double *C)
{
    DISPATCH(product, A, a, B, b, size, C);
}

/* block[i][p] = rows[p * n + i] for p < m, zero for the rest of (size, 8) */
CLONES static void factor_pack(
    const double *restrict rows, ptrdiff_t n, ptrdiff_t m, ptrdiff_t size, double *restrict block)
{
    if (m < TILE || n < size)
        memset(block, 0, (size_t)(size * TILE) * sizeof *block);
    for (ptrdiff_t p = 0; p < m; p++)
        for (ptrdiff_t i = 0; i < n; i++)
            block[i * TILE + p] = rows[p * n + i];
}

/* row[i] = block[i][p], i < n */
CLONES static void factor_unpack(
    const double *restrict block, ptrdiff_t p, ptrdiff_t n, double *restrict row)
{
    for (ptrdiff_t i = 0; i < n; i++)
        row[i] = block[i * TILE + p];
}

/* square[p] = sum_i block[i][p]^2 */
CLONES static void factor_squares(
    const double *restrict block, ptrdiff_t size, double *restrict square)
{
    double s[TILE] = {0};
    for (ptrdiff_t i = 0; i < size; i++)
        for (int p = 0; p < TILE; p++)
            s[p] += block[i * TILE + p] * block[i * TILE + p];
    memcpy(square, s, sizeof s);
}

#endif
