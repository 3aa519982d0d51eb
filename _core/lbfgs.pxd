"""Projected L-BFGS for one bounded start, as a state machine over the caller's doubles.

Minimises f over the box lower <= x <= upper. The caller evaluates f, so nothing is called back:

    lbfgs_start(w, x, lower, upper, d, first)
    while True:
        f, g = ...                       # at x
        if lbfgs_advance(w, x, f, g, lower, upper, d, gtol, ftol, max_evals): break
    # x is the best point seen, w[LBFGS_F] its value, w[LBFGS_EVALS] the evaluations spent

w       doubles of the caller, lbfgs_size(d) of them; nothing else is allocated
first   length (largest coordinate) of the first step and of steps without curvature
gtol    stop when the projected gradient's largest coordinate is below it
ftol    stop when an iteration gains less than ftol * max(|f|, 1)

Direction: two-loop recursion over the variables that are not held at a bound (Nocedal & Wright
2006, alg. 7.4), then p = project(x + direction) - x, a segment inside the box along which f is
searched to Armijo's condition by cubic interpolation. Values and gradients that are not finite
shorten the step. A point that is lower than all before is never given up, whatever the line
search says of it.
"""

from libc.math cimport INFINITY, fabs, isfinite, sqrt

cdef enum:
    LBFGS_MEMORY = 12     # pairs of (step, change of gradient); 8 take up to twice the evaluations
    LBFGS_TRIES = 20      # trial points of one line search

cdef enum:    # what lbfgs_advance returns: 0, or why it finished
    LBFGS_RUNNING = 0
    LBFGS_CONVERGED = 1   # projected gradient below gtol
    LBFGS_SETTLED = 2     # the last gain was below ftol, or below rounding
    LBFGS_EXHAUSTED = 3   # max_evals spent
    LBFGS_STUCK = 4       # no trial point along the gradient was lower
    LBFGS_NONFINITE = 5   # the start itself has no finite value and gradient

cdef enum:    # places in the workspace
    LBFGS_STATUS = 0
    LBFGS_EVALS = 1
    LBFGS_F = 2           # value of the iterate x; of the best point once finished
    LBFGS_PAIRS = 3
    LBFGS_NEWEST = 4      # row of the newest pair in the ring
    LBFGS_T = 5           # the trial point is x + t p
    LBFGS_SLOPE = 6       # g . p
    LBFGS_TRIED = 7
    LBFGS_LOWEST = 8      # lowest value of this line search, its point and gradient kept too
    LBFGS_STEP = 9
    LBFGS_HEAD = 16


cdef inline Py_ssize_t lbfgs_size(Py_ssize_t d) noexcept nogil:
    """Doubles of workspace of one start in d variables."""
    return LBFGS_HEAD + 2 * LBFGS_MEMORY + (6 + 2 * LBFGS_MEMORY) * d


cdef inline double* lbfgs_vector(double* w, Py_ssize_t d, int k) noexcept nogil:
    """0 x, 1 g, 2 p, 3 lowest point, 4 its gradient, 5 free (1 or 0), then the rows of S and Y."""
    return w + LBFGS_HEAD + 2 * LBFGS_MEMORY + k * d


cdef inline double lbfgs_clip(double x, double low, double high) noexcept nogil:
    return low if x < low else (high if x > high else x)


cdef inline double lbfgs_dot(const double* a, const double* b, Py_ssize_t d) noexcept nogil:
    cdef double total = 0
    cdef Py_ssize_t i
    for i in range(d):
        total += a[i] * b[i]
    return total


cdef inline void lbfgs_start(
    double* w, double* x, const double* lower, const double* upper, Py_ssize_t d, double first,
) noexcept nogil:
    """Begin at x, which is moved into the box and is the first trial point."""
    cdef Py_ssize_t i
    for i in range(LBFGS_HEAD):
        w[i] = 0
    w[LBFGS_F] = w[LBFGS_LOWEST] = INFINITY
    w[LBFGS_STEP] = first
    for i in range(d):
        x[i] = lbfgs_clip(x[i], lower[i], upper[i])


cdef inline int lbfgs_finish(double* w, double* x, Py_ssize_t d, int status) noexcept nogil:
    """Put the best point seen into x and its value into the workspace."""
    cdef const double* best = lbfgs_vector(w, d, 0)
    cdef Py_ssize_t i
    if w[LBFGS_LOWEST] < w[LBFGS_F]:
        best = lbfgs_vector(w, d, 3)
        w[LBFGS_F] = w[LBFGS_LOWEST]
    for i in range(d):
        x[i] = best[i]
    w[LBFGS_STATUS] = status
    return status


cdef inline double lbfgs_free(
    double* w, const double* lower, const double* upper, Py_ssize_t d,
) noexcept nogil:
    """Mark the variables that are not held at a bound; return the projected gradient's size."""
    cdef const double* x = lbfgs_vector(w, d, 0)
    cdef const double* g = lbfgs_vector(w, d, 1)
    cdef double* free = lbfgs_vector(w, d, 5)
    cdef double largest = 0
    cdef double edge
    cdef Py_ssize_t i
    for i in range(d):
        edge = 1e-12 * (1 + fabs(x[i]))
        free[i] = not (
            (g[i] >= 0 and x[i] - lower[i] <= edge) or (g[i] <= 0 and upper[i] - x[i] <= edge)
        )
        largest = max(largest, fabs(lbfgs_clip(x[i] - g[i], lower[i], upper[i]) - x[i]))
    return largest


cdef inline void lbfgs_direction(double* w, Py_ssize_t d) noexcept nogil:
    """p = -H g over the free variables, or a step down the gradient without any curvature."""
    cdef double* alpha = w + LBFGS_HEAD
    cdef double* curvature = alpha + LBFGS_MEMORY
    cdef const double* g = lbfgs_vector(w, d, 1)
    cdef double* p = lbfgs_vector(w, d, 2)
    cdef const double* free = lbfgs_vector(w, d, 5)
    cdef const double* s
    cdef const double* y
    cdef double scale = 0
    cdef double largest = 0
    cdef double sy, yy, sp, yp
    cdef int pairs = <int> w[LBFGS_PAIRS]
    cdef int newest = <int> w[LBFGS_NEWEST]
    cdef int k, row
    cdef Py_ssize_t i
    for i in range(d):
        p[i] = -free[i] * g[i]
        largest = max(largest, fabs(p[i]))
    for k in range(pairs):    # newest first
        row = (newest - k + LBFGS_MEMORY) % LBFGS_MEMORY
        s = lbfgs_vector(w, d, 6 + row)
        y = lbfgs_vector(w, d, 6 + LBFGS_MEMORY + row)
        sy = yy = sp = 0
        for i in range(d):
            sy += free[i] * s[i] * y[i]
            yy += free[i] * y[i] * y[i]
            sp += s[i] * p[i]
        curvature[row] = sy if sy > 2e-16 * yy else 0
        if curvature[row] == 0:    # this pair has no curvature among the free variables
            continue
        alpha[row] = sp / sy
        if scale == 0:
            scale = sy / yy
        for i in range(d):
            p[i] -= alpha[row] * free[i] * y[i]
    if scale == 0:
        scale = w[LBFGS_STEP] / largest if largest > 0 else 1
    for i in range(d):
        p[i] *= scale
    for k in range(pairs - 1, -1, -1):
        row = (newest - k + LBFGS_MEMORY) % LBFGS_MEMORY
        if curvature[row] == 0:
            continue
        s = lbfgs_vector(w, d, 6 + row)
        y = lbfgs_vector(w, d, 6 + LBFGS_MEMORY + row)
        yp = lbfgs_dot(y, p, d)
        for i in range(d):
            p[i] += (alpha[row] - yp / curvature[row]) * free[i] * s[i]


cdef inline double lbfgs_aim(
    double* w, const double* lower, const double* upper, Py_ssize_t d,
) noexcept nogil:
    """Bend p to end inside the box; return its slope g . p."""
    cdef const double* x = lbfgs_vector(w, d, 0)
    cdef double* p = lbfgs_vector(w, d, 2)
    cdef Py_ssize_t i
    for i in range(d):
        p[i] = lbfgs_clip(x[i] + p[i], lower[i], upper[i]) - x[i]
    return lbfgs_dot(lbfgs_vector(w, d, 1), p, d)


cdef inline int lbfgs_search(
    double* w, double* x, const double* lower, const double* upper, Py_ssize_t d, double gtol,
) noexcept nogil:
    """Begin a line search from the iterate: the first trial point is x + p."""
    cdef const double* here = lbfgs_vector(w, d, 0)
    cdef const double* p = lbfgs_vector(w, d, 2)
    cdef double slope
    cdef Py_ssize_t i
    if lbfgs_free(w, lower, upper, d) <= gtol:
        return lbfgs_finish(w, x, d, LBFGS_CONVERGED)
    lbfgs_direction(w, d)
    slope = lbfgs_aim(w, lower, upper, d)
    if not slope < 0 and w[LBFGS_PAIRS] > 0:    # the bend spoilt the descent: down the gradient
        w[LBFGS_PAIRS] = 0
        lbfgs_direction(w, d)
        slope = lbfgs_aim(w, lower, upper, d)
    if not -slope > 1e-16 * fabs(w[LBFGS_F]):
        return lbfgs_finish(w, x, d, LBFGS_SETTLED)
    w[LBFGS_SLOPE] = slope
    w[LBFGS_T] = 1
    w[LBFGS_TRIED] = 0
    w[LBFGS_LOWEST] = INFINITY
    for i in range(d):
        x[i] = lbfgs_clip(here[i] + p[i], lower[i], upper[i])
    return LBFGS_RUNNING


cdef inline void lbfgs_remember(
    double* w, const double* x, const double* g, double f, Py_ssize_t d,
) noexcept nogil:
    """Move the iterate to x and keep the pair, if it shows positive curvature."""
    cdef double* here = lbfgs_vector(w, d, 0)
    cdef double* old = lbfgs_vector(w, d, 1)
    cdef int row = (<int> w[LBFGS_NEWEST] + 1) % LBFGS_MEMORY
    cdef double* s = lbfgs_vector(w, d, 6 + row)
    cdef double* y = lbfgs_vector(w, d, 6 + LBFGS_MEMORY + row)
    cdef double sy = 0
    cdef double yy = 0
    cdef Py_ssize_t i
    for i in range(d):
        s[i] = x[i] - here[i]
        y[i] = g[i] - old[i]
        sy += s[i] * y[i]
        yy += y[i] * y[i]
        here[i] = x[i]
        old[i] = g[i]
    w[LBFGS_F] = f
    w[LBFGS_LOWEST] = INFINITY
    if sy > 2e-16 * yy:
        w[LBFGS_NEWEST] = row
        w[LBFGS_PAIRS] = min(w[LBFGS_PAIRS] + 1, <double> LBFGS_MEMORY)
    elif w[LBFGS_PAIRS] == 0:    # still going down without bending up: longer steps
        w[LBFGS_STEP] *= 2


cdef inline double lbfgs_shorter(
    double t, double f0, double slope0, double f, double slope,
) noexcept nogil:
    """Minimum of the cubic through both ends, kept within [0.1 t, 0.5 t] (N&W eq. 3.59)."""
    cdef double a = slope0 + slope - 3 * (f - f0) / t
    cdef double square = a * a - slope0 * slope
    cdef double root, below
    if not square >= 0:
        return 0.5 * t
    root = sqrt(square)
    below = slope - slope0 + 2 * root
    if not fabs(below) > 0:
        return 0.5 * t
    return lbfgs_clip(t - t * (slope + root - a) / below, 0.1 * t, 0.5 * t)


cdef inline int lbfgs_advance(
    double* w, double* x, double f, const double* g, const double* lower, const double* upper,
    Py_ssize_t d, double gtol, double ftol, int max_evals,
) noexcept nogil:
    """Take f and g at the trial point x, write the next trial point into x.

    Returns LBFGS_RUNNING, or why it finished; x is then the best point seen.
    """
    cdef double* here = lbfgs_vector(w, d, 0)
    cdef double* p = lbfgs_vector(w, d, 2)
    cdef double* lowest = lbfgs_vector(w, d, 3)
    cdef double* lowest_g = lbfgs_vector(w, d, 4)
    cdef bint finite = isfinite(f)
    cdef double gain, t
    cdef Py_ssize_t i
    for i in range(d):
        finite = finite and isfinite(g[i])
    w[LBFGS_EVALS] += 1
    if w[LBFGS_EVALS] == 1:
        for i in range(d):
            here[i] = x[i]
            lbfgs_vector(w, d, 1)[i] = g[i]
        w[LBFGS_F] = f
        if not finite:
            return lbfgs_finish(w, x, d, LBFGS_NONFINITE)
        if max_evals <= 1:
            return lbfgs_finish(w, x, d, LBFGS_EXHAUSTED)
        return lbfgs_search(w, x, lower, upper, d, gtol)

    t = w[LBFGS_T]
    w[LBFGS_TRIED] += 1
    gain = w[LBFGS_F] - f
    if finite and f < w[LBFGS_LOWEST]:
        w[LBFGS_LOWEST] = f
        for i in range(d):
            lowest[i] = x[i]
            lowest_g[i] = g[i]
    if w[LBFGS_EVALS] >= max_evals:
        return lbfgs_finish(w, x, d, LBFGS_EXHAUSTED)
    if finite and gain >= -1e-4 * t * w[LBFGS_SLOPE]:    # Armijo
        lbfgs_remember(w, x, g, f, d)
        if gain <= ftol * max(fabs(f), 1.0):
            return lbfgs_finish(w, x, d, LBFGS_SETTLED)
        return lbfgs_search(w, x, lower, upper, d, gtol)

    if finite:
        t = lbfgs_shorter(t, w[LBFGS_F], w[LBFGS_SLOPE], f, lbfgs_dot(g, p, d))
    else:
        t *= 0.25
    if w[LBFGS_TRIED] >= LBFGS_TRIES or not -t * w[LBFGS_SLOPE] > 1e-16 * fabs(w[LBFGS_F]):
        if w[LBFGS_LOWEST] < w[LBFGS_F]:    # lower, if less than Armijo asks: go on from there
            lbfgs_remember(w, lowest, lowest_g, w[LBFGS_LOWEST], d)
            return lbfgs_search(w, x, lower, upper, d, gtol)
        if w[LBFGS_PAIRS] == 0:
            return lbfgs_finish(w, x, d, LBFGS_STUCK)
        w[LBFGS_PAIRS] = 0
        return lbfgs_search(w, x, lower, upper, d, gtol)
    w[LBFGS_T] = t
    for i in range(d):
        x[i] = lbfgs_clip(here[i] + t * p[i], lower[i], upper[i])
    return LBFGS_RUNNING
