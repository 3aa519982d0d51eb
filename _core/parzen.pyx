"""Parzen estimators on the unit cube: bandwidths, densities, draws, and the best of some draws.

table  : (4, d, capacity) of components: places MU, inverse bandwidths INV, normalisers NORM, and
         SORTED, the places of those that count in ascending order, column by column
order  : (numeric, capacity) which component stands where in SORTED; equal places by number
totals : (2, capacity) sums TOTAL of the normalisers, -inf for what does not count, and WEIGHT
facts  : (d, 3) of columns of choices: their count, log probability of the component's own choice,
         and of each other one
Component 0 is the prior. Notation, formulas and the loops over components: mixture.h.
"""

from libc.math cimport INFINITY, exp, fmax, fmin, log
from libc.stdint cimport int32_t, int64_t
from libc.string cimport memmove

cdef enum:
    MU = 0
    INV = 1
    NORM = 2
    SORTED = 3
    TOTAL = 0
    WEIGHT = 1

cdef extern from "mixture.h" nogil:
    const int BLOCK
    const double SQRT2

    ctypedef struct Mixture:
        const double* mu
        const double* inv
        const double* total
        const double* weight
        const double* facts
        Py_ssize_t ld, n
        int d, continuous, numeric

    ctypedef struct Candidates:
        const double* X
        const double* left
        const double* right
        Py_ssize_t m, count
        int64_t* alive
        double* top
        double* sum
        double* work

    double mass_inside(double mu, double inv) noexcept
    void mixture_norms(Py_ssize_t n, const double* mu, const double* inv, int cells, int each,
                       double* norm) noexcept
    void mixture_quantiles(Py_ssize_t n, const double* mu, const double* inv, const double* u,
                           double* out) noexcept
    void mixture_log_density(const Mixture* M, Candidates* C, double* score) noexcept
    Py_ssize_t mixture_best(const Mixture* M, Candidates* C, const double* l) noexcept


# --- sorted columns and bandwidths

cdef inline Py_ssize_t place(
    const double* values, const int32_t* slots, Py_ssize_t size, double value, Py_ssize_t slot
) noexcept nogil:
    """Where component `slot` at `value` stands, or would stand."""
    cdef Py_ssize_t low = 0, high = size, middle
    while low < high:
        middle = (low + high) // 2
        if values[middle] < value or (values[middle] == value and slots[middle] < slot):
            low = middle + 1
        else:
            high = middle
    return low


cdef inline double bandwidth(
    const double* values, Py_ssize_t size, Py_ssize_t p, double narrowest, bint prior
) noexcept nogil:
    """The wider gap to a neighbour; at the ends the inner one (Bergstra et al. 2011, section 4).

    A component alone in its column has the wider gap to an end of it; beside the prior, half.
    """
    cdef double gap
    if size - prior == 1:
        gap = 0.5 if prior else fmax(values[p], 1 - values[p])
    elif p == 0:
        gap = values[1] - values[0]
    elif p == size - 1:
        gap = values[p] - values[p - 1]
    else:
        gap = fmax(values[p] - values[p - 1], values[p + 1] - values[p])
    return fmin(fmax(gap, narrowest), 1)


cdef struct Column:
    double* mu
    double* inv
    double* norm
    double* values    # sorted
    int32_t* slots


cdef struct Rule:
    double narrowest
    bint prior, each


cdef inline Column column(
    double[:, :, ::1] table, int32_t[:, ::1] order, Py_ssize_t j
) noexcept nogil:
    cdef Column c
    c.mu, c.inv, c.norm = &table[MU, j, 0], &table[INV, j, 0], &table[NORM, j, 0]
    c.values, c.slots = &table[SORTED, j, 0], &order[j, 0]
    return c


cdef inline void widen(
    const Column* c, Py_ssize_t size, Py_ssize_t first, Py_ssize_t last, const Rule* rule
) noexcept nogil:
    """Inverse bandwidths of the components that stand from `first` to before `last`."""
    cdef Py_ssize_t p
    cdef double sigma
    for p in range(first, last):
        if c.slots[p] > 0:    # the prior keeps its own
            sigma = bandwidth(c.values, size, p, rule.narrowest, rule.prior)
            c.inv[c.slots[p]] = 1 / (SQRT2 * sigma)


cdef inline void add_up(double[:, :, ::1] table, double[:, ::1] totals, Py_ssize_t slot,
                        Py_ssize_t numeric) noexcept nogil:
    """The sum of a component's normalisers, always in the same order."""
    cdef Py_ssize_t j
    cdef double total = 0
    for j in range(numeric):
        total += table[NORM, j, slot]
    totals[TOTAL, slot] = total


cdef void settle(
    double[:, :, ::1] table, int32_t[:, ::1] order, double[:, ::1] totals, Py_ssize_t slot,
    Py_ssize_t size, Py_ssize_t continuous, const Rule* rule,
) noexcept nogil:
    """Renew what has changed because `slot` came or went, of `size` that are sorted now."""
    cdef Py_ssize_t j, p, k, numeric = order.shape[0]
    cdef Column c
    for j in range(numeric):
        c = column(table, order, j)
        p = place(c.values, c.slots, size, c.mu[slot], slot)
        widen(&c, size, max(p - 1, 0), min(p + 2, size), rule)
        for k in range(max(p - 1, 0), min(p + 2, size)):
            mixture_norms(1, c.mu + c.slots[k], c.inv + c.slots[k], j >= continuous, rule.each,
                          c.norm + c.slots[k])
    for j in range(numeric):
        c = column(table, order, j)
        p = place(c.values, c.slots, size, c.mu[slot], slot)
        for k in range(max(p - 1, 0), min(p + 2, size)):
            add_up(table, totals, c.slots[k], numeric)


def insert(
    double[:, :, ::1] table, int32_t[:, ::1] order, double[:, ::1] totals, Py_ssize_t slot,
    Py_ssize_t size, Py_ssize_t continuous, double narrowest, bint prior, bint each,
):
    """Count component `slot` beside those that do; its neighbours' bandwidths follow.

    size : of the sorted columns before. narrowest : least bandwidth. prior : whether the prior is
    among the sorted. each : whether every component is truncated by itself, or the whole mixture.
    """
    cdef Rule rule = Rule(narrowest, prior, each)
    cdef Py_ssize_t j, p
    cdef Column c
    with nogil:
        totals[TOTAL, slot] = 0
        for j in range(order.shape[0]):
            c = column(table, order, j)
            p = place(c.values, c.slots, size, c.mu[slot], slot)
            memmove(c.values + p + 1, c.values + p, (size - p) * sizeof(double))
            memmove(c.slots + p + 1, c.slots + p, (size - p) * sizeof(int32_t))
            c.values[p], c.slots[p] = c.mu[slot], <int32_t> slot
        settle(table, order, totals, slot, size + 1, continuous, &rule)


def remove(
    double[:, :, ::1] table, int32_t[:, ::1] order, double[:, ::1] totals, Py_ssize_t slot,
    Py_ssize_t size, Py_ssize_t continuous, double narrowest, bint prior, bint each,
):
    """Count component `slot` no longer; arguments as for `insert`."""
    cdef Rule rule = Rule(narrowest, prior, each)
    cdef Py_ssize_t j, p
    cdef Column c
    with nogil:
        for j in range(order.shape[0]):
            c = column(table, order, j)
            p = place(c.values, c.slots, size, c.mu[slot], slot)
            memmove(c.values + p, c.values + p + 1, (size - 1 - p) * sizeof(double))
            memmove(c.slots + p, c.slots + p + 1, (size - 1 - p) * sizeof(int32_t))
        settle(table, order, totals, slot, size - 1, continuous, &rule)
        totals[TOTAL, slot] = -INFINITY


def refresh(
    double[:, :, ::1] table, int32_t[:, ::1] order, double[:, ::1] totals, Py_ssize_t used,
    Py_ssize_t size, Py_ssize_t continuous, double narrowest, bint prior, bint each,
):
    """Renew everything, the sorted columns being given. used : how many components there are."""
    cdef Rule rule = Rule(narrowest, prior, each)
    cdef Py_ssize_t j, i
    cdef Column c
    with nogil:
        for j in range(order.shape[0]):
            c = column(table, order, j)
            widen(&c, size, 0, size, &rule)
            mixture_norms(used, c.mu, c.inv, j >= continuous, each, c.norm)
        for i in range(used):
            if totals[TOTAL, i] > -INFINITY:
                add_up(table, totals, i, order.shape[0])


# --- weights

cdef inline double recency(Py_ssize_t k, Py_ssize_t n, Py_ssize_t full) noexcept nogil:
    """Weight of the k-th of n observations: 1 for the last `full`, a ramp from 1 / n before."""
    cdef Py_ssize_t ramp = n - full
    if k >= ramp:
        return 1
    return 1.0 / n + k * ((1 - 1.0 / n) / max(ramp - 1, 1))


def weigh(
    const double[:, :, ::1] table, double[:, ::1] totals, const double[:, ::1] facts,
    Py_ssize_t used, Py_ssize_t n, Py_ssize_t numeric, Py_ssize_t full, double prior_weight,
):
    """Weights of the n components that count, in the order of their numbers, and of the prior,
    to which every choice is as likely. Returns their sum.
    """
    cdef Py_ssize_t i, j, k = 0
    cdef double uniform = 0, sum = prior_weight
    with nogil:
        for j in range(numeric):
            uniform += table[NORM, j, 0]
        for j in range(numeric, facts.shape[0]):    # the prior's choice is none of them
            uniform -= log(facts[j, 0]) + facts[j, 2]
        totals[TOTAL, 0], totals[WEIGHT, 0] = uniform, prior_weight
        for i in range(1, used):
            totals[WEIGHT, i] = 0
            if totals[TOTAL, i] > -INFINITY:
                totals[WEIGHT, i] = recency(k, n, full)
                sum += totals[WEIGHT, i]
                k += 1
    return sum


# --- draws

cdef inline double draw_choice(double own, const double* facts, double u) noexcept nogil:
    """Index of the choice at quantile `u` of a component whose own choice is `own`, or none."""
    cdef Py_ssize_t k, levels = <Py_ssize_t> facts[0]
    cdef double hit = exp(facts[1]), miss = exp(facts[2])
    if own < 0:
        return min(<Py_ssize_t> (u * levels), levels - 1)
    for k in range(levels):
        u -= hit if k == own else miss
        if u < 0:
            return k
    return own


cdef inline double share(
    const double[:, :, ::1] table, const double[:, ::1] totals, Py_ssize_t i, Py_ssize_t numeric,
    bint each
) noexcept nogil:
    """Probability of component `i`, up to a factor: its weight, times what a mixture that is
    truncated as a whole leaves of it.
    """
    cdef Py_ssize_t j
    cdef double inside = totals[WEIGHT, i]
    if not each:
        for j in range(numeric):
            inside *= mass_inside(table[MU, j, i], table[INV, j, i])
    return inside


cdef inline Py_ssize_t pick(
    const double[:, :, ::1] table, const double[:, ::1] totals, Py_ssize_t used,
    Py_ssize_t numeric, bint each, double u
) noexcept nogil:
    """The component that holds `u`, in units of the sum of all shares."""
    cdef Py_ssize_t i
    for i in range(used - 1, 0, -1):
        u -= share(table, totals, i, numeric, each)
        if u < 0:
            return i
    return 0


def mass(
    const double[:, :, ::1] table, const double[:, ::1] totals, Py_ssize_t used,
    Py_ssize_t numeric, bint each,
):
    """What the density, not normalised, integrates to."""
    cdef Py_ssize_t i
    cdef double all = 0
    with nogil:
        for i in range(used):
            all += share(table, totals, i, numeric, each)
    return all


def draw(
    const double[:, :, ::1] table, const double[:, ::1] totals, const double[:, ::1] facts,
    Py_ssize_t used, Py_ssize_t numeric, bint each, const double[:, ::1] uniforms,
    double[::1] work, double[:, ::1] out,
):
    """Points (m, d) from uniforms (m, d + 1), the first of which pick components.

    Numbers in cells come out unrounded, choices as indices. work : (2 d,)
    """
    cdef Py_ssize_t c, j, i, d = facts.shape[0]
    cdef double all = 0
    with nogil:
        for i in range(used):
            all += share(table, totals, i, numeric, each)
        for c in range(out.shape[0]):
            i = pick(table, totals, used, numeric, each, uniforms[c, 0] * all)
            for j in range(numeric):
                work[j], work[d + j] = table[MU, j, i], table[INV, j, i]
            mixture_quantiles(numeric, &work[0], &work[d], &uniforms[c, 1], &out[c, 0])
            for j in range(numeric, d):
                out[c, j] = draw_choice(table[MU, j, i], &facts[j, 0], uniforms[c, j + 1])


# --- densities

def work_size(m):
    """Doubles that `log_density` and `best` need for m candidates."""
    return (2 * m + 4) * BLOCK + 3 * m


cdef Mixture posed(
    const double[:, :, ::1] table, const double[:, ::1] totals, const double[:, ::1] facts,
    Py_ssize_t used, Py_ssize_t continuous, Py_ssize_t numeric,
) noexcept nogil:
    cdef Mixture M
    M.mu, M.inv = &table[MU, 0, 0], &table[INV, 0, 0]
    M.total, M.weight, M.facts = &totals[TOTAL, 0], &totals[WEIGHT, 0], &facts[0, 0]
    M.ld, M.n = table.shape[2], used
    M.d, M.continuous, M.numeric = <int> table.shape[1], <int> continuous, <int> numeric
    return M


cdef Candidates seated(
    const double[:, :, ::1] X, double[::1] work, int64_t[::1] alive
) noexcept nogil:
    cdef Candidates C
    cdef Py_ssize_t m = X.shape[1]
    C.X, C.left, C.right, C.m, C.count = &X[0, 0, 0], &X[1, 0, 0], &X[2, 0, 0], m, 0
    C.alive, C.top, C.sum, C.work = &alive[0], &work[m], &work[2 * m], &work[3 * m]
    return C


def log_density(
    const double[:, :, ::1] table, const double[:, ::1] totals, const double[:, ::1] facts,
    Py_ssize_t used, Py_ssize_t continuous, Py_ssize_t numeric, const double[:, :, ::1] X,
    double[::1] work, int64_t[::1] alive, double[::1] out,
):
    """Log density (m,) at X[0] (m, d), not normalised; X[1], X[2]: edges of their cells."""
    cdef Mixture M = posed(table, totals, facts, used, continuous, numeric)
    cdef Candidates C = seated(X, work, alive)
    with nogil:
        mixture_log_density(&M, &C, &out[0])


def best(
    const double[:, :, ::1] table, const double[:, ::1] totals, const double[:, ::1] facts,
    Py_ssize_t used, const double[:, :, ::1] other_table, const double[:, ::1] other_totals,
    const double[:, ::1] other_facts, Py_ssize_t other_used, Py_ssize_t continuous,
    Py_ssize_t numeric, const double[:, :, ::1] X, double[::1] work, int64_t[::1] alive,
):
    """Which candidate's log density exceeds the other's most; the first of equals."""
    cdef Mixture own = posed(table, totals, facts, used, continuous, numeric)
    cdef Mixture other = posed(
        other_table, other_totals, other_facts, other_used, continuous, numeric
    )
    cdef Candidates C = seated(X, work, alive)
    cdef Py_ssize_t winner
    with nogil:
        mixture_log_density(&own, &C, &work[0])
        winner = mixture_best(&other, &C, &work[0])
    return winner
