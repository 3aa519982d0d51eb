"""Bounded minimisation in lock step, against SciPy's L-BFGS-B and known minima."""

import numpy as np
import pytest
from scipy.optimize import minimize

from bayesopt._core import lbfgs

CONVERGED, SETTLED, EXHAUSTED, STUCK, NONFINITE = 1, 2, 3, 4, 5


def descend(fun, starts, lower, upper, gtol=1e-8, ftol=0.0, max_evals=1000, first=0.1):
    """Run every start to its end; `fun` maps (r, d) to values (r,) and gradients (r, d)."""
    x = np.array(starts, dtype=float)
    count, d = x.shape
    workspace, order = np.empty((count, lbfgs.size(d))), np.empty(count, dtype=np.intp)
    lower, upper = np.full(d, lower, dtype=float), np.full(d, upper, dtype=float)
    lbfgs.start(workspace, x, order, lower, upper, first)
    running = count
    while running:
        f, g = fun(x[:running])
        running = lbfgs.advance(workspace, x, order, f, g, lower, upper, gtol, ftol, max_evals)
    f, evals = np.empty(count), np.empty(count, dtype=np.intc)
    status = np.empty(count, dtype=np.intc)
    lbfgs.best(workspace, x, f, evals, status)
    return x, f, evals, status


def quadratic(d, condition=100.0):
    rng = np.random.default_rng(d)
    Q, _ = np.linalg.qr(rng.standard_normal((d, d)))
    A = (Q * np.geomspace(1, condition, d)) @ Q.T
    c = rng.uniform(-1, 1, d)

    def fun(X):
        D = X - c
        return 0.5 * np.einsum("ri,ij,rj->r", D, A, D), D @ A

    return fun, c


def rosenbrock(X):
    a, b = X[:, :-1], X[:, 1:]
    G = np.zeros_like(X)
    G[:, :-1] += -400 * a * (b - a**2) - 2 * (1 - a)
    G[:, 1:] += 200 * (b - a**2)
    return (100 * (b - a**2) ** 2 + (1 - a) ** 2).sum(axis=1), G


def scipy_minimum(fun, x0, lower, upper):
    def one(x):
        f, g = fun(x[None])
        return f[0], g[0]

    bounds = [(lower, upper)] * len(x0)
    options = {"ftol": 0, "gtol": 1e-9, "maxiter": 2000, "maxfun": 4000}
    return minimize(one, x0, jac=True, method="L-BFGS-B", bounds=bounds, options=options)


@pytest.mark.parametrize("d", [1, 2, 5, 20, 50])
def test_quadratic_inside_the_box(d):
    fun, c = quadratic(d)
    starts = np.random.default_rng(0).uniform(-3, 3, (4, d))
    x, f, _, status = descend(fun, starts, -3, 3)
    np.testing.assert_allclose(x, np.tile(c, (4, 1)), atol=1e-7)
    assert np.all(f < 1e-13)
    assert set(status) <= {CONVERGED, SETTLED}


@pytest.mark.parametrize("d", [2, 5, 20])
def test_active_bounds_as_scipy(d):
    fun, _ = quadratic(d)
    x, f, _, _ = descend(fun, np.full((1, d), 0.25), 0, 0.3)
    oracle = scipy_minimum(fun, np.full(d, 0.25), 0, 0.3)
    assert np.any((oracle.x == 0) | (oracle.x == 0.3))
    np.testing.assert_allclose(f[0], oracle.fun, rtol=1e-10)
    np.testing.assert_allclose(x[0], oracle.x, atol=1e-6)


@pytest.mark.parametrize("d", [2, 5, 10])
def test_rosenbrock_as_scipy_and_not_much_dearer(d):
    starts = np.random.default_rng(1).uniform(-1.5, 1.5, (5, d))
    x, f, evals, _ = descend(rosenbrock, starts, -2, 2, max_evals=2000)
    oracles = [scipy_minimum(rosenbrock, start, -2, 2) for start in starts]
    for b, oracle in enumerate(oracles):  # other local minima exist for d > 3
        assert f[b] < oracle.fun + 1e-8 or np.all(np.abs(rosenbrock(x[b : b + 1])[1]) < 1e-6)
    assert evals.sum() < 2 * sum(oracle.nfev for oracle in oracles)


def test_rosenbrock_with_a_bound_across_the_valley():
    x, f, _, _ = descend(rosenbrock, [[-0.4, 0.6], [0.1, -0.9]], [-1, -1], [0.5, 1])
    np.testing.assert_allclose(x, [[0.5, 0.25]] * 2, atol=1e-6)
    np.testing.assert_allclose(f, 0.25)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_walks_around_a_non_finite_region(bad):
    def fun(X):  # minimum at 0.3; nothing is defined beyond 0.35
        f, g = ((X - 0.3) ** 2).sum(axis=1), 2 * (X - 0.3)
        outside = (X > 0.35).any(axis=1)
        f[outside] = bad
        g[outside] = np.nan
        return f, g

    x, _, _, _ = descend(fun, [[0.0, 0.1, 0.2], [-5, -5, -5]], -5, 5, first=10.0)
    np.testing.assert_allclose(x, 0.3, atol=1e-6)


def test_non_finite_gradient_alone_shortens_the_step():
    def fun(X):
        g = 2 * (X - 0.3)
        g[X > 0.35] = np.nan
        return ((X - 0.3) ** 2).sum(axis=1), g

    x, _, _, _ = descend(fun, [[0.0]], -5, 5, first=10.0)
    np.testing.assert_allclose(x, 0.3, atol=1e-6)


def test_start_without_a_value_stops_there():
    def fun(X):
        return np.where(X[:, 0] > 0, np.nan, X[:, 0]), np.ones_like(X)

    x, f, evals, status = descend(fun, [[0.5], [-0.5]], -1, 1)
    np.testing.assert_array_equal(status == NONFINITE, [True, False])
    np.testing.assert_array_equal(x[:, 0], [0.5, -1.0])
    assert np.isnan(f[0]) and evals[0] == 1


def test_flat_function_stops_at_once():
    x, _, evals, status = descend(lambda X: (np.full(len(X), 7.0), 0 * X), [[0.2, 0.9]], 0, 1)
    np.testing.assert_array_equal(x, [[0.2, 0.9]])
    assert evals[0] == 1 and status[0] == CONVERGED


def test_start_is_moved_into_the_box():
    x, *_ = descend(lambda X: (X.sum(axis=1), np.ones_like(X)), [[7.0, -7.0]], 0, 1)
    np.testing.assert_array_equal(x, [[0, 0]])


def test_one_sided_infinite_bounds():
    fun, c = quadratic(3)
    x, *_ = descend(fun, [[5.0, 5, 5]], -np.inf, np.inf)
    np.testing.assert_allclose(x[0], c, atol=1e-7)


def test_a_variable_with_equal_bounds_stays():
    fun, _ = quadratic(3)
    x, *_ = descend(fun, np.zeros((1, 3)), [-1, 0.125, -1], [1, 0.125, 1])
    assert x[0, 1] == 0.125


def test_scale_of_the_function_does_not_change_the_path():
    fun, _ = quadratic(4)
    starts = np.full((1, 4), 0.9)
    big = descend(lambda X: tuple(2.0**20 * v for v in fun(X)), starts, -1, 1, gtol=0, max_evals=9)
    one = descend(fun, starts, -1, 1, gtol=0, max_evals=9)
    np.testing.assert_array_equal(big[0], one[0])


def noisy(X):  # gradients that lie: no step of this size may satisfy Armijo
    f, g = rosenbrock(X)
    return f + 0.5 * np.sin(1e4 * X.sum(axis=1)), g


@pytest.mark.parametrize("max_evals", [1, 2, 3, 5, 8, 13, 40, 200])
def test_never_gives_up_the_lowest_point_seen(max_evals):
    seen = []

    def fun(X):
        f, g = noisy(X)
        seen.extend(zip(f, X.copy(), strict=True))
        return f, g

    x, f, evals, _ = descend(fun, [[-1.2, 1.0]], -2, 2, max_evals=max_evals)
    lowest = min(seen, key=lambda pair: pair[0])
    assert f[0] == lowest[0]
    np.testing.assert_array_equal(x[0], lowest[1])
    assert evals[0] == len(seen) <= max_evals


def test_uphill_gradient_ends_stuck():
    x, f, _, status = descend(lambda X: ((X**2).sum(axis=1), -2 * X), [[0.5, 0.5]], -1, 1)
    assert status[0] in (STUCK, SETTLED)
    np.testing.assert_allclose(f, 0.5)
    np.testing.assert_allclose(x, 0.5)


def test_lock_step_is_each_start_alone():
    starts = np.random.default_rng(2).uniform(-2, 2, (7, 3))
    together = descend(rosenbrock, starts, -2, 2)
    for b, start in enumerate(starts):
        alone = descend(rosenbrock, start[None], -2, 2)
        for joint, single in zip(together, alone, strict=True):
            np.testing.assert_array_equal(joint[b], single[0])


def test_finished_starts_leave_the_batch():
    sizes = []

    def fun(X):
        sizes.append(len(X))
        return rosenbrock(X)

    _, _, evals, _ = descend(fun, [[1.0, 1.0], [-1.2, 1.0], [0.9, 0.8]], -2, 2)
    assert sizes[0] == 3 and sizes[-1] == 1
    assert sum(sizes) == evals.sum()


def test_ftol_stops_early():
    tight = descend(rosenbrock, [[-1.2, 1.0]], -2, 2)[2][0]
    loose = descend(rosenbrock, [[-1.2, 1.0]], -2, 2, ftol=1e-2)
    assert loose[2][0] < tight and loose[3][0] == SETTLED


def test_max_evals_is_kept_to():
    _, _, evals, status = descend(rosenbrock, [[-1.2, 1.0]], -2, 2, max_evals=10)
    assert evals[0] == 10 and status[0] == EXHAUSTED
