"""Several objectives at once, all of them lower is better.

Y : (n, m) values. A point dominates another if it is nowhere worse and somewhere better.
"""

from libc.string cimport memmove


cdef inline bint dominates(const double* a, const double* b, Py_ssize_t m) noexcept nogil:
    """Whether a is nowhere worse than b; for a before b in lexicographic order, and unlike it,
    that is dominance.
    """
    cdef Py_ssize_t k
    for k in range(m):
        if a[k] > b[k]:
            return False
    return True


cdef inline bint same(const double* a, const double* b, Py_ssize_t m) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(m):
        if a[k] != b[k]:
            return False
    return True


cdef bint beaten(
    const double[:, ::1] Y, const Py_ssize_t[::1] latest, const Py_ssize_t[::1] earlier,
    Py_ssize_t front, Py_ssize_t i
) noexcept nogil:
    """Whether a member of `front` dominates point i, the latest members first."""
    cdef Py_ssize_t k = latest[front]
    while k >= 0:
        if dominates(&Y[k, 0], &Y[i, 0], Y.shape[1]):
            return True
        k = earlier[k]
    return False


cdef Py_ssize_t first_not_beating(
    const double[:, ::1] Y, const Py_ssize_t[::1] latest, const Py_ssize_t[::1] earlier,
    Py_ssize_t fronts, Py_ssize_t i
) noexcept nogil:
    """The first of so many fronts of which no member dominates point i; `fronts` if all do.

    By bisection: fronts beat what the fronts after them beat. Source: Zhang et al. 2015 (efficient
    non-dominated sort).
    """
    cdef Py_ssize_t low = 0, high = fronts, middle
    while low < high:
        middle = (low + high) // 2
        if beaten(Y, latest, earlier, middle, i):
            low = middle + 1
        else:
            high = middle
    return low


def ranks(
    const double[:, ::1] Y, Py_ssize_t[::1] latest, Py_ssize_t[::1] earlier, Py_ssize_t[::1] rank
):
    """Front (n,) of each point of Y in lexicographic order; front 0 is dominated by nobody.

    latest, earlier : (n,) room for the members of each front, linked.
    """
    cdef Py_ssize_t i, low, fronts = 0, n = Y.shape[0]
    with nogil:
        for i in range(n):
            if i > 0 and same(&Y[i - 1, 0], &Y[i, 0], Y.shape[1]):
                rank[i] = rank[i - 1]
                continue
            low = first_not_beating(Y, latest, earlier, fronts, i)
            if low == fronts:
                latest[low] = -1
                fronts += 1
            rank[i], earlier[i], latest[low] = low, latest[low], i


def first_fronts(
    const double[:, ::1] Y, Py_ssize_t k, Py_ssize_t[::1] latest, Py_ssize_t[::1] earlier,
    Py_ssize_t[::1] held, Py_ssize_t[::1] rank
):
    """Front (n,) of those points that are among the first k, front by front; of the others n, or
    that of the k-th. Of equal points all but one are behind it.

    Y : in an order in which none comes after one that it dominates, and which settles who is first
    within a front. latest, earlier, held : (n,) room for the members of each front, linked, and
    how many there are.
    As soon as k are on some fronts nobody else is looked for on the last of them, or behind: no
    point is compared with more than k others.
    """
    cdef Py_ssize_t i, low, last, fronts = 0, total = 0, n = Y.shape[0]
    with nogil:
        for i in range(n):
            rank[i] = n
            last = fronts - 1 if total >= k else fronts    # the first that nobody joins
            low = first_not_beating(Y, latest, earlier, last, i)
            if low == last < fronts:
                continue
            if low == fronts:
                latest[low], held[low] = -1, 0
                fronts += 1
            rank[i], earlier[i], latest[low] = low, latest[low], i
            held[low] += 1
            total += 1
            while total - held[fronts - 1] >= k:
                fronts -= 1
                total -= held[fronts]
        for i in range(n):
            if rank[i] >= fronts:
                rank[i] = n


# --- hypervolume

cdef struct Stairs:
    double* x       # ascending
    double* y       # descending
    Py_ssize_t n
    double right, top


cdef double climb(Stairs* s, double x, double y) noexcept nogil:
    """Let the stairs also cover [x, right] x [y, top]; returns the area won."""
    cdef Py_ssize_t low = 0, high = s.n, first, last
    cdef double area = 0, left = x, level
    if x >= s.right or y >= s.top:
        return 0
    while low < high:    # the steps before `low` begin at or left of x
        first = (low + high) // 2
        if s.x[first] <= x:
            low = first + 1
        else:
            high = first
    level = s.y[low - 1] if low > 0 else s.top
    if level <= y:
        return 0
    last = low
    while last < s.n and s.y[last] >= y:    # steps that are covered entirely
        area += (s.x[last] - left) * (level - y)
        left, level = s.x[last], s.y[last]
        last += 1
    area += ((s.x[last] if last < s.n else s.right) - left) * (level - y)
    first = low - 1 if low > 0 and s.x[low - 1] == x else low
    memmove(s.x + first + 1, s.x + last, (s.n - last) * sizeof(double))
    memmove(s.y + first + 1, s.y + last, (s.n - last) * sizeof(double))
    s.x[first], s.y[first] = x, y
    s.n += first + 1 - last
    return area


cdef double flat(
    const double* P, Py_ssize_t n, const double* reference, double* work
) noexcept nogil:
    """Area (m = 2)."""
    cdef Stairs s = Stairs(work, work + n + 1, 0, reference[0], reference[1])
    cdef Py_ssize_t i
    cdef double area = 0
    for i in range(n):
        area += climb(&s, P[2 * i], P[2 * i + 1])
    return area


cdef double solid(
    const double* P, Py_ssize_t n, const double* reference, double* work
) noexcept nogil:
    """Volume (m = 3) of points whose last values ascend: the area below each, times the step."""
    cdef Stairs s = Stairs(work, work + n + 1, 0, reference[0], reference[1])
    cdef Py_ssize_t i
    cdef double area = 0, volume = 0, above
    for i in range(n):
        if P[3 * i + 2] >= reference[2]:
            break
        area += climb(&s, P[3 * i], P[3 * i + 1])
        above = min(P[3 * i + 5], reference[2]) if i + 1 < n else reference[2]
        volume += area * (above - P[3 * i + 2])
    return volume


cdef void sort_by_last(double* P, Py_ssize_t n, Py_ssize_t m, double* spare) noexcept nogil:
    """Insertion sort, ascending: the rows come nearly sorted."""
    cdef Py_ssize_t i, j, k
    for i in range(1, n):
        if P[i * m + m - 1] >= P[(i - 1) * m + m - 1]:
            continue
        for k in range(m):
            spare[k] = P[i * m + k]
        j = i
        while j > 0 and P[(j - 1) * m + m - 1] > spare[m - 1]:
            j -= 1
        memmove(P + (j + 1) * m, P + j * m, (i - j) * m * sizeof(double))
        for k in range(m):
            P[j * m + k] = spare[k]


cdef Py_ssize_t limit(
    const double* P, Py_ssize_t i, Py_ssize_t m, double* out
) noexcept nogil:
    """What the points before i share with point i, without their last value, and without what
    others of them dominate. Returns how many points that is.
    """
    cdef Py_ssize_t j, k, s, kept = 0, d = m - 1
    cdef double* q
    for j in range(i):
        q = out + kept * d
        for k in range(d):
            q[k] = max(P[i * m + k], P[j * m + k])
        for s in range(kept):
            if dominates(out + s * d, q, d):
                break
        else:
            kept += 1
    return kept


cdef double volume(
    double* P, Py_ssize_t n, Py_ssize_t m, const double* reference, double* work
) noexcept nogil:
    """Slices of the last axis: each point wins its box, less what the points below it share.

    Source: While et al. 2012 (WFG), with the points by their last value.
    """
    cdef Py_ssize_t i, k, kept
    cdef double total = 0, box
    cdef double* rest = work + (n + 1) * m
    if m == 2:
        return flat(P, n, reference, work)
    sort_by_last(P, n, m, work)
    if m == 3:
        return solid(P, n, reference, work)
    for i in range(n):
        box = 1
        for k in range(m - 1):
            box *= max(reference[k] - P[i * m + k], 0)
        if box == 0 or P[i * m + m - 1] >= reference[m - 1]:
            continue
        kept = limit(P, i, m, work)
        box -= volume(work, kept, m - 1, reference, rest)
        total += box * (reference[m - 1] - P[i * m + m - 1])
    return total


def work_size(n, m):
    """Doubles that `hypervolume` needs."""
    return (n + 2) * (m * (m + 1) // 2 + 2)


def hypervolume(double[:, ::1] Y, const double[::1] reference, double[::1] work):
    """Volume between the points Y (n, m), m >= 2, and the `reference`; reorders Y."""
    cdef double found = 0
    if Y.shape[0] > 0:
        with nogil:
            found = volume(&Y[0, 0], Y.shape[0], Y.shape[1], &reference[0], &work[0])
    return found
