"""Gaussian process: the log posterior of its hyperparameters, and its maximum.

X     : (d, n) points column by column, numeric columns first, `numeric` of them
y     : (n,) standardised, means of observations that weigh `weights` (n,) together: `more` than n
        of them, whose squares about the means sum up to `within`
theta : (d + 1,) log lengthscales and log s2, then nu where the noise, floor + exp(nu), is learnt,
        then log a and log b of each numeric column where they are warped
"""

from bayesopt._core.lbfgs cimport (
    LBFGS_EVALS,
    LBFGS_F,
    lbfgs_advance,
    lbfgs_size,
    lbfgs_start,
)
from bayesopt._core.likelihood cimport Problem, log_posterior, pose, problem_size


def workspace(n, d):
    """Doubles that `fit` and `objective` need for n points in d parameters."""
    return problem_size(n, d) + lbfgs_size(3 * d + 2) + 1


def objective(
    const double[:, ::1] X, const double[::1] y, const double[::1] theta,
    const double[:, ::1] prior, int kernel, int numeric, double floor, bint learn_mean,
    double[::1] gradient, double[::1] work, const double[::1] weights,
    double more, double within,
):
    """Negative log posterior of theta, up to a constant, with its gradient."""
    cdef int besides = <int> (theta.shape[0] - X.shape[0] - 1)
    cdef Problem P = pose(X, y, prior, kernel, numeric, floor, besides % 2, learn_mean,
                          besides > 1, work, weights, more, within)
    cdef double value
    with nogil:
        value = log_posterior(&P, &theta[0], &gradient[0])
    return value


def fit(
    const double[:, ::1] X, const double[::1] y, double[::1] theta,
    const double[:, ::1] prior, const double[::1] lower, const double[::1] upper, int kernel,
    int numeric, double floor, bint learn_mean, double gtol, int max_evals,
    double[::1] gradient, double[::1] work, const double[::1] weights,
    double more, double within,
):
    """Minimise `objective` from theta, in place; returns its value, why it ended, its count."""
    cdef int size = <int> theta.shape[0]
    cdef int besides = size - <int> X.shape[0] - 1
    cdef Problem P = pose(X, y, prior, kernel, numeric, floor, besides % 2, learn_mean,
                          besides > 1, work, weights, more, within)
    cdef double* w = &work[problem_size(P.n, P.d)]
    cdef double value
    cdef int status = 0
    with nogil:
        lbfgs_start(w, &theta[0], &lower[0], &upper[0], size, 0.5)
        while status == 0:
            value = log_posterior(&P, &theta[0], &gradient[0])
            status = lbfgs_advance(w, &theta[0], value, &gradient[0], &lower[0], &upper[0],
                                   size, gtol, 1e-7, max_evals)
    return w[LBFGS_F], status, <int> w[LBFGS_EVALS]
