/* The factorisation for one instruction set; factor.h includes this file once for each.
 *
 * Given are NAME(x), TARGET, LANES (doubles of a vector) and ROWS (rows of a tile that are summed
 * at a time, so many that their sums fill the registers).
 */
#define VECTORS (TILE / LANES)
#define vector NAME(vector)

#if LANES > 1
typedef double vector __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
#else
typedef double vector;
#endif

/* T[r][:] += sign * sum_k a[r * row + k * step] b[k * ld + :] */
TARGET INLINE void NAME(tile_sum)(
    const double *a, ptrdiff_t row, ptrdiff_t step, const double *b, ptrdiff_t ld,
    ptrdiff_t count, double sign, double T[TILE][TILE])
{
    for (int r = 0; r < TILE; r += ROWS) {
        vector s[ROWS][VECTORS] = {0};
        const double *p = a + r * row, *q = b;
        for (ptrdiff_t k = 0; k < count; k++, p += step, q += ld)
            UNROLL for (int i = 0; i < ROWS; i++)
                UNROLL for (int v = 0; v < VECTORS; v++)
                    s[i][v] += p[i * row] * ((const vector *)q)[v];
        UNROLL for (int i = 0; i < ROWS; i++)
            UNROLL for (int v = 0; v < VECTORS; v++)
                ((vector *)T[r + i])[v] += sign * s[i][v];
    }
}

/* out = sign * D T, D a lower triangle; rows of D and out are ld apart */
TARGET INLINE void NAME(tile_times)(
    const double *D, ptrdiff_t ld, double sign, double T[TILE][TILE], double *out)
{
    for (int r = 0; r < TILE; r++) {
        vector s[VECTORS] = {0};
        for (int c = 0; c <= r; c++)
            UNROLL for (int v = 0; v < VECTORS; v++)
                s[v] += (sign * D[r * ld + c]) * ((vector *)T[c])[v];
        UNROLL for (int v = 0; v < VECTORS; v++)
            ((vector *)(out + r * ld))[v] = s[v];
    }
}

TARGET static int NAME(cholesky)(double *A, ptrdiff_t n, ptrdiff_t ld)
{
    for (ptrdiff_t J = 0; J < n; J += TILE)
        for (ptrdiff_t I = J; I < n; I += TILE) {
            double T[TILE][TILE];
            for (int r = 0; r < TILE; r++)
                memcpy(T[r], A + (J + r) * ld + I, sizeof T[r]);
            NAME(tile_sum)(A + J, 1, ld, A + I, ld, J, -1, T);
            if (I > J)
                NAME(tile_times)(A + J * ld + J, ld, 1, T, A + J * ld + I);
            else {
                const int failed = tile_factor(T, A + J * ld + J, ld);
                if (failed)
                    return (int)J + failed;
            }
        }
    return 0;
}

TARGET static void NAME(invert)(double *A, ptrdiff_t n, ptrdiff_t ld)
{
    for (ptrdiff_t I = TILE; I < n; I += TILE)
        for (ptrdiff_t J = 0; J < I; J += TILE) {
            double T[TILE][TILE] = {{0}};
            NAME(tile_sum)(A + J * ld + I, 1, ld, A + J * ld + J, ld, I - J, 1, T);
            NAME(tile_times)(A + I * ld + I, ld, -1, T, A + I * ld + J);
        }
}

TARGET static void NAME(gram)(double *A, ptrdiff_t n, ptrdiff_t ld)
{
    for (ptrdiff_t I = 0; I < n; I += TILE)
        for (ptrdiff_t J = 0; J <= I; J += TILE) {
            double T[TILE][TILE] = {{0}};
            NAME(tile_sum)(A + I * ld + J, 1, ld, A + I * ld + I, ld, n - I, 1, T);
            for (int r = 0; r < TILE; r++)
                memcpy(A + (J + r) * ld + I, T[r], sizeof T[r]);
        }
}

TARGET static void NAME(whiten)(
    const double *W, ptrdiff_t n, ptrdiff_t ld, ptrdiff_t blocks, double *V)
{
    for (ptrdiff_t I = n - TILE; I >= 0; I -= TILE)
        for (double *v = V; v < V + blocks * n * TILE; v += n * TILE) {
            double T[TILE][TILE] = {{0}};
            NAME(tile_sum)(W + I * ld, ld, 1, v, TILE, I + TILE, 1, T);
            memcpy(v + I * TILE, T, sizeof T);
        }
}

TARGET static void NAME(colour)(
    const double *W, ptrdiff_t n, ptrdiff_t ld, ptrdiff_t blocks, double *V)
{
    for (ptrdiff_t J = 0; J < n; J += TILE)
        for (double *v = V; v < V + blocks * n * TILE; v += n * TILE) {
            double T[TILE][TILE] = {{0}};
            NAME(tile_sum)(W + J * ld + J, 1, ld, v + J * TILE, TILE, n - J, 1, T);
            memcpy(v + J * TILE, T, sizeof T);
        }
}

TARGET static void NAME(product)(
    const double *A, ptrdiff_t a, const double *B, ptrdiff_t b, ptrdiff_t size, double *C)
{
    for (ptrdiff_t I = 0; I < a; I += TILE)
        for (ptrdiff_t J = 0; J < b; J += TILE) {
            const ptrdiff_t rows = a - I < TILE ? a - I : TILE;
            const ptrdiff_t columns = b - J < TILE ? b - J : TILE;
            double T[TILE][TILE] = {{0}};
            NAME(tile_sum)(A + I * size, 1, TILE, B + J * size, TILE, size, 1, T);
            for (ptrdiff_t r = 0; r < rows; r++)
                for (ptrdiff_t c = 0; c < columns; c++)
                    C[(I + r) * b + J + c] -= T[r][c];
        }
}

#undef vector
#undef VECTORS
#undef NAME
#undef TARGET
#undef LANES
#undef ROWS
