"""Pathwise draws: smooth functions whose statistics are the posterior's."""

import numpy as np
import pytest

from bayesopt.gp import GP, RBF, Hyperparameters, Matern32, Matern52

H = Hyperparameters((0.4, 0.9), 1.3, 1e-3, 0.2)


def table(n, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.random((n, 2))
    X[:, 1] = (np.floor(3 * X[:, 1]) + 0.5) / 3
    return X, 5 + 2 * np.sin(5 * X[:, 0]) + X[:, 1]


def posterior(n, kernel, categorical):
    return GP(kernel, scale=2.0).condition(*table(n), H, categorical=[False, categorical])


@pytest.mark.parametrize("kernel", [Matern52(), Matern32(), RBF()])
@pytest.mark.parametrize("categorical", [False, True])
@pytest.mark.parametrize("n", [0, 6])
def test_paths_have_the_posterior_moments(kernel, categorical, n):
    belief = posterior(n, kernel, categorical)
    Q, _ = table(6, seed=1)
    rng = np.random.default_rng(3)
    draws = np.array([belief.draw(rng)(Q) for _ in range(500)])
    mean, std = belief.predict(Q)
    covariance = belief.covariance(Q, Q)
    # standard errors: std / 22 of a mean, variance / 16 of a covariance; the features are drawn
    # anew for each path and so add none
    assert np.all(np.abs(draws.mean(axis=0) - mean) < 4 * std / 22)
    assert np.all(np.abs(np.cov(draws.T) - covariance) < 4.5 * np.outer(std, std) / 16 + 1e-9)


def test_a_path_is_a_function():
    belief = posterior(10, Matern52(), True)
    path = belief.draw(np.random.default_rng(0))
    Q, _ = table(20, seed=1)
    np.testing.assert_allclose(path(Q)[5:6], path(Q[5:6]), rtol=1e-12)
    same = belief.draw(np.random.default_rng(0))
    assert np.array_equal(path(Q), same(Q))


@pytest.mark.parametrize("categorical", [False, True])
def test_gradient_by_differences(categorical):
    belief = posterior(10, Matern52(), categorical)
    path = belief.draw(np.random.default_rng(0))
    Q, _ = table(8, seed=1)
    values, gradient = path.gradient(Q)
    assert np.array_equal(values, path(Q))
    h = 1e-3
    for j in range(2 - categorical):
        f = [path(Q + k * h * np.eye(2)[j]) for k in (-2, -1, 1, 2)]
        slopes = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h)
        # 4th order; a path has heavy-tailed frequencies, up to about 100 here
        np.testing.assert_allclose(gradient[:, j], slopes, atol=2e-4)
    if categorical:
        assert not gradient[:, 1].any()


@pytest.mark.parametrize("width", [0, 1, 3])
def test_points_of_another_width_never_reach_the_core(width):
    path = posterior(10, Matern52(), True).draw(np.random.default_rng(0))
    for look in (path, path.gradient):
        with pytest.raises(ValueError, match=r"give a table of shape \(n, 2\)"):
            look(np.zeros((4, width)))


def test_paths_pass_near_the_data():
    belief = posterior(10, Matern52(), False)
    rng = np.random.default_rng(0)
    gaps = np.array([belief.draw(rng)(belief.X) - belief.y for _ in range(50)])
    # the noise has a standard deviation of 2 sqrt(1e-3) = 0.063
    assert np.max(np.abs(gaps)) < 5 * 0.063
