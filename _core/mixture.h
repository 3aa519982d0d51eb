/* Mixtures of products of truncated normal and categorical distributions on the unit cube.
 *
 * mu     (d, ld) where component i sits in column j: a coordinate, or the index of a choice
 * inv    (d, ld) 1 / (sigma sqrt(2)) of numeric columns
 * norm   (d, ld) logarithm of what makes numeric component i integrate to 1 over column j
 * total  (n,) their sum over the columns; -inf for components that do not count at present
 * weight (n,) of the components, not normalised; component 0 is the prior
 * facts  (d, 3) of columns of choices: how many, log probability of the component's own choice,
 *        and of each other one
 * Columns are ordered by kind: `continuous` of them, then cells up to `numeric`, then choices.
 */
#ifndef BAYESOPT_MIXTURE_H
#define BAYESOPT_MIXTURE_H

#include "hot.h"
#include "mills.h"

enum { BLOCK = 64 };                            /* components at a time: their columns stay in L1 */
static const double SQRT2 = 1.4142135623730951, SQRT2PI = 2.5066282746310002,
                    LOG_SQRT2PI = 0.9189385332046728, LOG_SQRTPI = 0.5723649429247001;

typedef struct {
    const double *mu, *inv, *total, *weight, *facts;
    ptrdiff_t ld, n;
    int d, continuous, numeric;
} Mixture;

/* log(x) for x in [1e-300, inf) without a branch: x = 2^k m with m about 1, log m = 2 atanh(s). */
INLINE double log_positive(double x)
{
    const uint64_t start = 0x3fe6a09e667f3bcdULL;               /* the bits of sqrt(1/2) */
    uint64_t bits, high;
    double m, k, s, z, p;
    x = x < 1e-300 ? 1e-300 : x;
    memcpy(&bits, &x, sizeof bits);
    high = (bits - start + (1023ULL << 52)) >> 52;              /* k + 1023 */
    bits -= (high - 1023) << 52;
    memcpy(&m, &bits, sizeof m);
    high |= 0x4330000000000000ULL;                              /* the integer as 2^52 + itself */
    memcpy(&k, &high, sizeof k);
    k -= 4503599627370496.0 + 1023.0;
    s = (m - 1.0) / (m + 1.0);
    z = s * s;                                                  /* at most .0295 */
    p = 1.0 / 21;
    p = p * z + 1.0 / 19;
    p = p * z + 1.0 / 17;
    p = p * z + 1.0 / 15;
    p = p * z + 1.0 / 13;
    p = p * z + 1.0 / 11;
    p = p * z + 1.0 / 9;
    p = p * z + 1.0 / 7;
    p = p * z + 1.0 / 5;
    p = p * z + 1.0 / 3;
    return k * 0.6931471805599453 + 2.0 * (s + s * z * p);
}

/* Logarithm of the standard normal's mass between l < r: stable in both tails, and for narrow
 * cells, where it is the density in the middle up to a relative h^4 (1 + m^4) / 1920 < 1e-13. */
INLINE double log_mass(double l, double r)
{
    const double a = fabs(l), b = fabs(r), h = r - l, m = 0.5 * (l + r);
    const double lo = a < b ? a : b, hi = a < b ? b : a;
    const double lead = 0.5 * lo * lo, gap = 0.5 * (hi - lo) * (hi + lo);
    const int both = l < 0 && r > 0, narrow = h * (1.0 + fabs(m)) < 3e-3;
    const double M = mills(lo), N = mills(hi);
    const double one = M - exp_negative(-gap) * N;              /* both edges in one tail */
    const double two = SQRT2PI - exp_negative(-lead) * M - exp_negative(-lead - gap) * N;
    const double outside = both ? 0.0 : lead, inside = both ? two : one;
    const double thin = h * h * (m * m - 1.0) * (1.0 / 24) - 0.5 * m * m;
    return log_positive(narrow ? h : inside) + (narrow ? thin : -outside) - LOG_SQRT2PI;
}

/* Mass within [0, 1] of a normal at mu in [0, 1]: at least a third, so nothing cancels. */
INLINE double mass_inside(double mu, double inv)
{
    const double a = SQRT2 * mu * inv, b = SQRT2 * (1.0 - mu) * inv;
    const double below = exp_negative(-0.5 * a * a) * mills(a);
    const double above = exp_negative(-0.5 * b * b) * mills(b);
    return 1.0 - (below + above) / SQRT2PI;
}

/* norm[i] of continuous components, or of those that are seen in cells; `each` is truncated */
CLONES static void mixture_norms(
    ptrdiff_t n, const double *restrict mu, const double *restrict inv, int cells, int each,
    double *restrict norm)
{
#pragma omp simd
    for (ptrdiff_t i = 0; i < n; i++) {
        const double Z = each ? mass_inside(mu[i], inv[i]) : 1.0;
        norm[i] = log_positive((cells ? 1.0 : inv[i]) / Z) - (cells ? 0.0 : LOG_SQRTPI);
    }
}

/* Inverse of the standard normal's cdf: a rational fit to 3e-7, then one step of Halley's. */
INLINE double normal_quantile(double p)
{
    double q = p < 0.5 ? p : 1.0 - p, t, x, off;
    q = q < 1e-18 ? 1e-18 : q;
    t = sqrt(-2.0 * log_positive(q));
    x = (3.17302527 + t * (8.35189726 + t * (2.10277192 + t * 0.06537911)))
        / (1.0 + t * (5.20164627 + t * (4.01074088 + t * (0.55682395 + t * 0.01034066)))) - t;
    off = mills(-x) - q * SQRT2PI / exp_negative(-0.5 * x * x);     /* (cdf(x) - q) / pdf(x) */
    x -= off / (1.0 + 0.5 * x * off);
    return p < 0.5 ? x : -x;
}

/* out[i] = quantile u[i] of the normal at mu[i] in [0, 1], truncated to [0, 1] */
CLONES static void mixture_quantiles(
    ptrdiff_t n, const double *restrict mu, const double *restrict inv, const double *restrict u,
    double *restrict out)
{
#pragma omp simd
    for (ptrdiff_t i = 0; i < n; i++) {
        const double s = SQRT2 * inv[i], a = mu[i] * s, b = (1.0 - mu[i]) * s;
        const double below = exp_negative(-0.5 * a * a) * mills(a) / SQRT2PI;
        const double above = exp_negative(-0.5 * b * b) * mills(b) / SQRT2PI;
        const double x = mu[i] + normal_quantile(below + u[i] * (1.0 - above - below)) / s;
        out[i] = x < 0 ? 0 : x > 1 ? 1 : x;
    }
}

/* e[i] -= sum over columns of ((x - mu) inv)^2, for four candidates and n components */
CLONES static void mixture_four(
    const double *restrict mu, const double *restrict inv, ptrdiff_t ld, int columns, int n,
    const double *const *x, double *const *e)
{
    const double *x0 = x[0], *x1 = x[1], *x2 = x[2], *x3 = x[3];
    double *restrict e0 = e[0], *restrict e1 = e[1], *restrict e2 = e[2], *restrict e3 = e[3];
    int j = 0;
    for (; j + 1 < columns; j += 2) {
        const double *restrict A = mu + j * ld, *restrict B = A + ld;
        const double *restrict S = inv + j * ld, *restrict T = S + ld;
        const double p0 = x0[j], p1 = x1[j], p2 = x2[j], p3 = x3[j];
        const double q0 = x0[j + 1], q1 = x1[j + 1], q2 = x2[j + 1], q3 = x3[j + 1];
        for (int i = 0; i < n; i++) {
            const double a = A[i], b = B[i], s = S[i], t = T[i];
            const double u0 = (p0 - a) * s, u1 = (p1 - a) * s;
            const double u2 = (p2 - a) * s, u3 = (p3 - a) * s;
            const double v0 = (q0 - b) * t, v1 = (q1 - b) * t;
            const double v2 = (q2 - b) * t, v3 = (q3 - b) * t;
            e0[i] -= u0 * u0 + v0 * v0;
            e1[i] -= u1 * u1 + v1 * v1;
            e2[i] -= u2 * u2 + v2 * v2;
            e3[i] -= u3 * u3 + v3 * v3;
        }
    }
    if (j < columns) {
        const double *restrict A = mu + j * ld, *restrict S = inv + j * ld;
        const double p0 = x0[j], p1 = x1[j], p2 = x2[j], p3 = x3[j];
        for (int i = 0; i < n; i++) {
            const double a = A[i], s = S[i];
            const double u0 = (p0 - a) * s, u1 = (p1 - a) * s;
            const double u2 = (p2 - a) * s, u3 = (p3 - a) * s;
            e0[i] -= u0 * u0;
            e1[i] -= u1 * u1;
            e2[i] -= u2 * u2;
            e3[i] -= u3 * u3;
        }
    }
}

/* out[i] = log of the mass that component i puts into the cell from left to right */
CLONES static void mixture_cells(
    const double *restrict mu, const double *restrict inv, int n, double left, double right,
    double *restrict out)
{
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const double s = SQRT2 * inv[i];
        out[i] = log_mass((left - mu[i]) * s, (right - mu[i]) * s);
    }
}

CLONES static void mixture_choices(
    const double *restrict mu, int n, double x, double own, double other, double *restrict e)
{
    for (int i = 0; i < n; i++)
        e[i] += mu[i] == x ? own : other;
}

/* Take sum_i weight[i] exp(e[i]) into exp(top) sum, where top is the largest exponent so far.
 * What is below e^-60 of that is left out: of 1e5 components it would not change the 16th digit. */
CLONES static void mixture_collect(
    const double *restrict e, const double *restrict weight, int n, double *top, double *sum)
{
    double high = -INFINITY, s = 0;
#pragma omp simd reduction(max:high)
    for (int i = 0; i < n; i++)
        high = e[i] > high ? e[i] : high;
    if (high == -INFINITY || high < *top - 60)
        return;
    if (high > *top) {
        *sum *= exp(*top - high);
        *top = high;
    } else {
        high = *top;
    }
#pragma omp simd reduction(+:s)
    for (int i = 0; i < n; i++)
        s += weight[i] * exp_negative(e[i] - high);
    *sum += s;
}

/* Candidates under way: X, left, right (m, d) with edges of cells; the numbers `alive` of those
 * that count, `count` of them; top, sum (m,) as above; work (2 m BLOCK,). */
typedef struct {
    const double *X, *left, *right;
    ptrdiff_t m, count;
    int64_t *alive;
    double *top, *sum, *work;
} Candidates;

static void mixture_numeric(const Mixture *M, const Candidates *C, ptrdiff_t i0, int n)
{
    for (ptrdiff_t k = 0; k < C->count; k += 4) {
        const double *x[4];
        double *e[4];
        for (int q = 0; q < 4; q++) {               /* a short last group fills up with scratch */
            const ptrdiff_t at = k + q < C->count ? k + q : k;
            x[q] = C->X + C->alive[at] * M->d;
            e[q] = C->work + (k + q < C->count ? k + q : C->m + q) * BLOCK;
        }
        mixture_four(M->mu + i0, M->inv + i0, M->ld, M->continuous, n, x, e);
    }
}

/* Columns of cells: candidates in the same cell share its masses. */
static void mixture_stepped(const Mixture *M, const Candidates *C, ptrdiff_t i0, int n)
{
    double *cache = C->work + (C->m + 4) * BLOCK;
    for (int j = M->continuous; j < M->numeric; j++) {
        const double *mu = M->mu + j * M->ld + i0, *inv = M->inv + j * M->ld + i0;
        for (ptrdiff_t k = 0; k < C->count; k++) {
            const ptrdiff_t at = C->alive[k] * M->d + j;
            double *e = C->work + k * BLOCK, *mass = cache + k * BLOCK;
            ptrdiff_t twin = 0;
            while (C->left[C->alive[twin] * M->d + j] != C->left[at])
                twin++;
            if (twin == k)
                mixture_cells(mu, inv, n, C->left[at], C->right[at], mass);
            else
                mass = cache + twin * BLOCK;
            for (int i = 0; i < n; i++)
                e[i] += mass[i];
        }
    }
}

/* Components i0 to i0 + n, n <= BLOCK, for all candidates alive. */
static void mixture_block(const Mixture *M, const Candidates *C, ptrdiff_t i0, int n)
{
    for (ptrdiff_t k = 0; k < C->count; k++)
        memcpy(C->work + k * BLOCK, M->total + i0, n * sizeof(double));
    mixture_numeric(M, C, i0, n);
    mixture_stepped(M, C, i0, n);
    for (ptrdiff_t k = 0; k < C->count; k++) {
        const ptrdiff_t c = C->alive[k];
        double *e = C->work + k * BLOCK;
        for (int j = M->numeric; j < M->d; j++)
            mixture_choices(M->mu + j * M->ld + i0, n, C->X[c * M->d + j],
                            M->facts[3 * j + 1], M->facts[3 * j + 2], e);
        mixture_collect(e, M->weight + i0, n, C->top + c, C->sum + c);
    }
}

/* The blocks from the first-th to before the last-th in this order: that of the prior, which no
 * density falls far below, and then from the latest back, because they weigh most. */
static void mixture_blocks(const Mixture *M, const Candidates *C, ptrdiff_t first, ptrdiff_t last)
{
    const ptrdiff_t blocks = (M->n + BLOCK - 1) / BLOCK;
    for (ptrdiff_t s = first; s < last; s++) {
        const ptrdiff_t i0 = (s == 0 ? 0 : blocks - s) * BLOCK, left = M->n - i0;
        mixture_block(M, C, i0, (int)(left < BLOCK ? left : BLOCK));
    }
}

static void candidates_all(Candidates *C)
{
    C->count = C->m;
    for (ptrdiff_t c = 0; c < C->m; c++) {
        C->alive[c] = c;
        C->top[c] = -INFINITY;
        C->sum[c] = 0;
    }
}

static ptrdiff_t mixture_block_count(const Mixture *M)
{
    return (M->n + BLOCK - 1) / BLOCK;
}

/* score[c] = log sum_i weight[i] exp(...) of every candidate; not normalised */
static void mixture_log_density(const Mixture *M, Candidates *C, double *score)
{
    candidates_all(C);
    mixture_blocks(M, C, 0, mixture_block_count(M));
    for (ptrdiff_t c = 0; c < C->m; c++)
        score[c] = C->top[c] + log(C->sum[c]);
}

/* The most that a candidate's log l - log g can still be: what is left of g only adds to it. */
static double candidate_bound(const Candidates *C, const double *l, ptrdiff_t c)
{
    return l[c] - (C->top[c] + log(C->sum[c]));
}

/* Keep the candidates that can still reach `best`. */
static void candidates_drop(Candidates *C, const double *l, double best)
{
    const double rounding = 1e-9;                   /* a partial sum may exceed the whole by it */
    ptrdiff_t kept = 0;
    for (ptrdiff_t k = 0; k < C->count; k++)
        if (candidate_bound(C, l, C->alive[k]) >= best - rounding)
            C->alive[kept++] = C->alive[k];
    C->count = kept;
}

/* Move the candidates of the highest bounds, `most` at most, to the front of `alive`. */
static ptrdiff_t candidates_lead(Candidates *C, const double *l, ptrdiff_t most)
{
    ptrdiff_t k = 0;
    for (; k < most && k < C->m; k++)
        for (ptrdiff_t i = k + 1; i < C->m; i++)
            if (candidate_bound(C, l, C->alive[i]) > candidate_bound(C, l, C->alive[k])) {
                const int64_t c = C->alive[k];
                C->alive[k] = C->alive[i];
                C->alive[i] = c;
            }
    return k;
}

/* The candidate, among those alive and `lead`, of the highest bound, the first of equals. */
static ptrdiff_t candidates_first(const Candidates *C, const double *l, ptrdiff_t lead)
{
    for (ptrdiff_t k = 0; k < C->count; k++) {
        const ptrdiff_t c = C->alive[k];
        const double ahead = candidate_bound(C, l, c) - candidate_bound(C, l, lead);
        if (ahead > 0 || (ahead == 0 && c < lead))
            lead = c;
    }
    return lead;
}

/* The candidate of the highest log l - log g, the first of equals: l (m,) is given, g is summed
 * until a candidate is beaten. The four that lead after a sixteenth (as many as are evaluated at
 * once) are finished first, so that there is a value to beat. */
static ptrdiff_t mixture_best(const Mixture *M, Candidates *C, const double *l)
{
    const ptrdiff_t blocks = mixture_block_count(M), start = (blocks + 15) / 16;
    ptrdiff_t leaders, lead;
    candidates_all(C);
    mixture_blocks(M, C, 0, start);
    leaders = C->count = candidates_lead(C, l, 4);
    mixture_blocks(M, C, start, blocks);
    lead = candidates_first(C, l, C->alive[0]);
    C->count = C->m - leaders;
    memmove(C->alive, C->alive + leaders, C->count * sizeof *C->alive);
    for (ptrdiff_t s = start; s < blocks && C->count > 0; s++) {
        candidates_drop(C, l, candidate_bound(C, l, lead));
        mixture_blocks(M, C, s, s + 1);
    }
    return candidates_first(C, l, lead);
}

#endif
