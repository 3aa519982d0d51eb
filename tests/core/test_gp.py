"""_core/gp.pyx: the log posterior against NumPy, its gradient against differences, the fit."""

import numpy as np
import pytest
from scipy.optimize import minimize

from bayesopt._core import gp as core

FORMULAS = {
    0: lambda q: (1 + np.sqrt(5 * q) + 5 * q / 3) * np.exp(-np.sqrt(5 * q)),
    1: lambda q: (1 + np.sqrt(3 * q)) * np.exp(-np.sqrt(3 * q)),
    2: lambda q: np.exp(-q / 2),
}
FLOOR = 1e-2


def problem(n, d, categories=0, seed=0):
    """Columns (d, n) with the categories last, and standardised y (n,)."""
    rng = np.random.default_rng(seed)
    X = rng.random((n, d))
    X[:, d - categories :] = np.floor(3 * X[:, d - categories :]) / 3
    y = np.sin(4 * X[:, 0]) + X.sum(axis=1) + 0.1 * rng.standard_normal(n)
    return np.ascontiguousarray(X.T), (y - y.mean()) / (y.std() or 1.0)


def prior(size):
    return np.column_stack([np.linspace(-2, 0.5, size), np.linspace(0.5, 2, size)])


def objective(X, y, theta, kernel, numeric, learn_mean, weights=None, more=0.0, within=0.0):
    gradient = np.empty(len(theta))
    value = core.objective(
        X,
        y,
        theta,
        prior(len(theta)),
        kernel,
        numeric,
        FLOOR,
        learn_mean,
        gradient,
        np.empty(core.workspace(*X.shape[::-1])),
        np.ones(len(y)) if weights is None else weights,
        more,
        within,
    )
    return value, gradient


def reference(X, y, theta, kernel, numeric, learn_mean):
    """The same value, straight from the formula."""
    d, n = X.shape
    gaps = X[:, :, None] - X[:, None]
    gaps[numeric:] = gaps[numeric:] != 0
    q = np.sum((gaps / np.exp(theta[:d])[:, None, None]) ** 2, axis=0)
    noise = FLOOR + (np.exp(theta[d + 1]) if len(theta) > d + 1 else 0)
    K = np.exp(theta[d]) * FORMULAS[kernel](q) + noise * np.eye(n)
    ones = np.linalg.solve(K, np.ones(n))
    r = y - (ones @ y / ones.sum() if learn_mean else 0)
    mean, std = prior(len(theta)).T
    penalty = 0.5 * np.sum(((theta - mean) / std) ** 2)
    return 0.5 * r @ np.linalg.solve(K, r) + 0.5 * np.linalg.slogdet(K)[1] + penalty


CASES = [
    (kernel, d, categories, learn_noise, learn_mean)
    for kernel in FORMULAS
    for d, categories in [(1, 0), (3, 0), (6, 2), (2, 2)]
    for learn_noise, learn_mean in [(True, True), (False, True), (True, False)]
]


@pytest.mark.parametrize(("kernel", "d", "categories", "learn_noise", "learn_mean"), CASES)
def test_objective_and_gradient(kernel, d, categories, learn_noise, learn_mean):
    X, y = problem(25, d, categories)
    theta = np.array([*np.linspace(-1, 0.4, d), 0.3, -3.0])[: d + 1 + learn_noise].copy()
    rest = kernel, d - categories, learn_mean
    value, gradient = objective(X, y, theta, *rest)
    assert value == pytest.approx(reference(X, y, theta, *rest), rel=1e-12)

    def along(j, step):
        moved = theta.copy()
        moved[j] += step
        return objective(X, y, moved, *rest)[0]

    h = 1e-3
    slopes = [
        (8 * (along(j, h) - along(j, -h)) - along(j, 2 * h) + along(j, -2 * h)) / (12 * h)
        for j in range(len(theta))
    ]
    # the truncation error is h^4 = 1e-12 of a fifth derivative, rounding 1e-13 |F| / h
    np.testing.assert_allclose(gradient, slopes, rtol=0, atol=2e-9 * np.max(np.abs(gradient)))


@pytest.mark.parametrize("learn_noise", [True, False])
def test_gradient_by_warps(learn_noise):
    X, y = problem(25, 4, 1)
    X[0, :2], X[1, :2], X[2, :2] = (0, 1), (4e-7, 1 - 4e-7), (-0.1, 1.2)  # at walls, and beyond
    bends = [0.4, -0.5, 0.0, 0.0, -1.0, 0.3]
    theta = np.array([-1, -0.5, 0, 0.4, 0.3, *[-3.0] * learn_noise, *bends])
    _, gradient = objective(X, y, theta, 0, 3, True)
    h, steps = 1e-4, np.eye(len(theta))
    ends = [[objective(X, y, theta + k * h * e, 0, 3, True)[0] for k in (1, -1)] for e in steps]
    slopes = np.array([above - below for above, below in ends]) / (2 * h)
    np.testing.assert_allclose(gradient, slopes, rtol=0, atol=1e-6 * np.max(np.abs(gradient)))


def test_warps_of_one_change_nothing():
    X, y = problem(25, 3)
    theta = np.array([-1, -0.5, 0, 0.3, -3.0])
    value, _ = objective(X, y, theta, 0, 3, True)
    own = prior(len(theta) + 6)[len(theta) :]
    warped, _ = objective(X, y, np.append(theta, np.zeros(6)), 0, 3, True)
    # the priors stand as they do at any other size, so take them away
    size = len(theta)
    for_size = 0.5 * np.sum(((theta - prior(size)[:, 0]) / prior(size)[:, 1]) ** 2)
    for_more = 0.5 * np.sum(((theta - prior(size + 6)[:size, 0]) / prior(size + 6)[:size, 1]) ** 2)
    others = 0.5 * np.sum((own[:, 0] / own[:, 1]) ** 2)
    assert warped - for_more - others == pytest.approx(value - for_size, rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 31, 33, 64, 100, 130, 200, 257])
def test_objective_at_sizes_around_the_blocks(n):
    X, y = problem(n, 5)
    theta = np.array([-1.0, 0, 0.5, 0.2, 1, 0.3, -3.0])
    value, _ = objective(X, y, theta, 0, 5, True)
    assert value == pytest.approx(reference(X, y, theta, 0, 5, True), rel=1e-11)


@pytest.mark.parametrize("learn_noise", [True, False])
@pytest.mark.parametrize("learn_mean", [True, False])
def test_means_of_replicates_count_as_all_observations(learn_noise, learn_mean):
    points, _ = problem(12, 3, categories=1)
    repeats = np.tile([1.0, 2.0, 5.0], 4)
    rows = np.repeat(np.arange(12), repeats.astype(int))
    y = np.sin(np.arange(len(rows)))
    means = np.bincount(rows, y) / repeats
    within = np.sum((y - means[rows]) ** 2)

    def difference(theta):
        whole = objective(np.ascontiguousarray(points[:, rows]), y, theta, 0, 2, learn_mean)
        few = objective(points, means, theta, 0, 2, learn_mean, repeats, len(y) - 12, within)
        return whole[0] - few[0], whole[1] - few[1]

    theta = np.array([-0.5, 0.1, 0.3, 0.2, -2.0])[: 4 + learn_noise]
    constant, slopes = difference(theta)
    assert difference(theta - 0.3)[0] == pytest.approx(constant, abs=1e-10)
    np.testing.assert_allclose(slopes, 0, atol=1e-10)


def fit(X, y, theta, max_evals):
    d = len(X)
    low, high = np.full(d + 2, -9.0), np.full(d + 2, 4.0)
    work = np.empty(core.workspace(len(y), d))
    found = theta.copy()
    gradient = np.empty(d + 2)
    value, status, evals = core.fit(
        X, y, found, prior(d + 2), low, high, 0, d, FLOOR, True, 1e-5, max_evals, gradient, work,
        np.ones(len(y)), 0.0, 0.0,
    )  # fmt: skip
    return found, value, status, evals


@pytest.mark.parametrize("d", [1, 4])
def test_fit_finds_what_scipy_finds(d):
    X, y = problem(40, d)
    theta = np.zeros(d + 2)
    found, value, _, _ = fit(X, y, theta, 300)
    oracle = minimize(
        lambda t: objective(X, y, t, 0, d, True), theta, jac=True, method="L-BFGS-B",
        bounds=[(-9, 4)] * (d + 2), options={"ftol": 1e-14, "gtol": 1e-8},
    )  # fmt: skip
    assert value == pytest.approx(oracle.fun, abs=1e-5)
    assert objective(X, y, found, 0, d, True)[0] == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("max_evals", [1, 2, 3, 5, 8])
def test_fit_cut_short_returns_the_best_point_seen(max_evals):
    X, y = problem(30, 3)
    theta = np.zeros(5)
    found, value, _, evals = fit(X, y, theta, max_evals)
    assert evals <= max_evals
    assert value <= objective(X, y, theta, 0, 3, True)[0]
    assert objective(X, y, found, 0, 3, True)[0] == pytest.approx(value, abs=1e-12)
