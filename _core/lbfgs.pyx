"""Many bounded starts of lbfgs.pxd in lock step: one batch of values and gradients serves all.

B starts, d variables. Every start owns a row of the workspace, with its own memory and line
search. The batch x (B, d) holds the trial points of the starts that are still running in its
first rows; order (B,) says which start each row belongs to. Finished starts leave the batch.
"""


def size(Py_ssize_t d):
    """Doubles in one row of the workspace."""
    return lbfgs_size(d)


def start(
    double[:, ::1] workspace,
    double[:, ::1] x,
    Py_ssize_t[::1] order,
    const double[::1] lower,
    const double[::1] upper,
    double first,
):
    """Begin a start at every row of x, which is moved into the box."""
    cdef Py_ssize_t d = x.shape[1]
    cdef Py_ssize_t b
    with nogil:
        for b in range(x.shape[0]):
            order[b] = b
            lbfgs_start(&workspace[b, 0], &x[b, 0], &lower[0], &upper[0], d, first)


def advance(
    double[:, ::1] workspace,
    double[:, ::1] x,
    Py_ssize_t[::1] order,
    const double[::1] f,
    const double[:, ::1] g,
    const double[::1] lower,
    const double[::1] upper,
    double gtol,
    double ftol,
    int max_evals,
):
    """Take f (r,), g (r, d) at the r running rows of x; write the next trial points.

    Returns how many rows are still running: they are the first rows of x and of order.
    """
    cdef Py_ssize_t d = x.shape[1]
    cdef Py_ssize_t kept = 0
    cdef Py_ssize_t k, i
    cdef double* w
    with nogil:
        for k in range(f.shape[0]):
            w = &workspace[order[k], 0]
            if lbfgs_advance(
                w, &x[k, 0], f[k], &g[k, 0], &lower[0], &upper[0], d, gtol, ftol, max_evals,
            ):
                for i in range(d):    # the place of the iterate: x may be the lowest trial
                    lbfgs_vector(w, d, 0)[i] = x[k, i]
                continue
            if kept < k:
                order[kept] = order[k]
                for i in range(d):
                    x[kept, i] = x[k, i]
            kept += 1
    return kept


def best(
    double[:, ::1] workspace, double[:, ::1] x, double[::1] f, int[::1] evals, int[::1] status,
):
    """Read the best point, its value, evaluations and status of every finished start."""
    cdef Py_ssize_t d = x.shape[1]
    cdef Py_ssize_t b, i
    cdef double* w
    with nogil:
        for b in range(x.shape[0]):
            w = &workspace[b, 0]
            f[b] = w[LBFGS_F]
            evals[b] = <int> w[LBFGS_EVALS]
            status[b] = <int> w[LBFGS_STATUS]
            for i in range(d):
                x[b, i] = lbfgs_vector(w, d, 0)[i]
