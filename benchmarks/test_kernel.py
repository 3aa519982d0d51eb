"""The Gaussian process by itself: likelihood, prediction, appended rows, whole fits.

`make bench` runs this with one BLAS thread. Sizes follow docs/architecture.md's promise that an
ask stays light: n = 10 .. 1000 points, d = 5 and 20 parameters, m = 1 .. 512 candidates.
"""

import numpy as np
import pytest

from bayesopt._core import gp as core
from bayesopt.gp import GP, Hyperparameters, Priors

SIZES = [(n, d) for d in (5, 20) for n in (10, 30, 100, 300, 1000)]


def table(n, d):
    """An additive function of three parameters with a little noise."""
    rng = np.random.default_rng(0)
    X = rng.random((n, d))
    y = np.sin(5 * X[:, 0]) + X[:, 1] + np.cos(6 * X[:, 2])
    return X, y + 0.01 * rng.standard_normal(n)


def posterior(n, d):
    h = Hyperparameters((0.5 * np.sqrt(d),) * d, 1.0, 1e-3)
    return GP().condition(*table(n, d), h)


@pytest.mark.parametrize(("n", "d"), SIZES)
def test_log_posterior_with_gradient(benchmark, n, d):
    X, y = table(n, d)
    theta = np.array([*[np.log(0.4 * np.sqrt(d))] * d, 0.0, -5.0])
    benchmark(
        core.objective,
        np.ascontiguousarray(X.T),
        (y - y.mean()) / y.std(),
        theta,
        Priors().modes(d),
        0,
        d,
        1e-6,
        True,
        np.empty(d + 2),
        np.empty(core.workspace(n, d)),
        np.ones(n),
        0.0,
        0.0,
    )


@pytest.mark.parametrize(("n", "d"), [(100, 5), (300, 5), (1000, 20)])
@pytest.mark.parametrize("m", [1, 6, 16, 512])
def test_predict(benchmark, n, d, m):
    benchmark(posterior(n, d).predict, np.random.default_rng(1).random((m, d)))


@pytest.mark.parametrize(("n", "d"), [(100, 5), (300, 5), (1000, 20)])
@pytest.mark.parametrize("m", [1, 6, 16, 512])
def test_predict_gradient(benchmark, n, d, m):
    benchmark(posterior(n, d).predict_gradient, np.random.default_rng(1).random((m, d)))


@pytest.mark.parametrize(("n", "d"), [(100, 5), (1000, 20)])
def test_append(benchmark, n, d):
    X, y = table(n, d)
    benchmark(posterior(n, d).extend, X[:1], y[:1])


@pytest.mark.parametrize(("n", "d"), [(30, 5), (100, 5), (300, 10)])
def test_cold_fit(benchmark, n, d):
    benchmark(GP().fit, *table(n, d))


@pytest.mark.parametrize(("n", "d"), [(30, 5), (100, 5), (300, 10)])
def test_warm_fit_after_one_more_point(benchmark, n, d):
    X, y = table(n, d)
    start = GP().fit(X[:-1], y[:-1]).hyperparameters
    benchmark(lambda: GP().fit(X, y, start=start))
