"""When parameters are active: trees of questions about those before them.

X : (n, d) points, NaN where a parameter is inactive.
nodes : (k, 4) of each node the column it asks about, -1 for none; where its edges begin and end;
    its first child, or, where it asks nothing, 1 for active and 0 for inactive. Edges part the
    values of a column into cells; a node has a child for each, and one for NaN.
"""

from libc.math cimport NAN, isnan

cdef enum:
    COLUMN, BEGIN, END, CHILD


cdef inline bint active(
    const double* x, const Py_ssize_t[:, ::1] nodes, const double[::1] edges, Py_ssize_t node
) noexcept nogil:
    """What the tree whose root is `node` says of the point x."""
    cdef Py_ssize_t cell, end
    cdef double u
    while nodes[node, COLUMN] >= 0:
        u = x[nodes[node, COLUMN]]
        cell, end = nodes[node, BEGIN], nodes[node, END]
        if isnan(u):
            cell = end + 1
        else:
            while cell < end and edges[cell] <= u:
                cell += 1
        node = nodes[node, CHILD] + cell - nodes[node, BEGIN]
    return nodes[node, CHILD] == 1


def silence(
    double[:, ::1] X,
    const Py_ssize_t[:, ::1] nodes,
    const double[::1] edges,
    const Py_ssize_t[::1] about,
    const Py_ssize_t[::1] ends,
):
    """Put NaN in X where a parameter is inactive, which may make others inactive.

    about, ends : the first nodes are roots; what node r says is about the columns
        about[ends[r]:ends[r + 1]], all after those that it and its descendants ask about.
    """
    cdef Py_ssize_t i, r, j
    with nogil:
        for i in range(X.shape[0]):
            for r in range(ends.shape[0] - 1):
                if not active(&X[i, 0], nodes, edges, r):
                    for j in range(ends[r], ends[r + 1]):
                        X[i, about[j]] = NAN
