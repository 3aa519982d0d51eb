"""Identities of conditioning, against ten lines of NumPy."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from bayesopt.gp import GP, RBF, Hyperparameters, Matern32, Matern52
from bayesopt.posterior import stable_cholesky

FORMULAS = {
    Matern52(): lambda q: (1 + np.sqrt(5 * q) + 5 * q / 3) * np.exp(-np.sqrt(5 * q)),
    Matern32(): lambda q: (1 + np.sqrt(3 * q)) * np.exp(-np.sqrt(3 * q)),
    RBF(): lambda q: np.exp(-q / 2),
}
H = Hyperparameters((0.4, 0.9, 0.6), 1.3, 1e-3, 0.2)
CATEGORICAL = np.array([False, True, False])


def table(n, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.random((n, 3))
    X[:, 1] = (np.floor(3 * X[:, 1]) + 0.5) / 3
    return X, 5 + 2 * np.sin(5 * X[:, 0]) + X[:, 2] + X[:, 1]


def posterior(n, kernel=None):
    gp = GP(kernel or Matern52(), scale=2.0)
    return gp.condition(*table(n), H, categorical=CATEGORICAL)


def prior_covariance(A, B, kernel=None):
    gaps = A[:, None] - B
    gaps[..., 1] = gaps[..., 1] != 0
    return H.variance * FORMULAS[kernel or Matern52()](np.sum((gaps / H.lengthscales) ** 2, 2))


def solved(X, y, Q, kernel=None):
    """Mean (m,) and covariance (m, m) by numpy.linalg.solve, scale 2."""
    k = prior_covariance(Q, X, kernel)
    K = prior_covariance(X, X, kernel) + H.noise_variance * np.eye(len(X))
    gap = (y - y.mean()) / 2 - H.mean
    mean = y.mean() + 2 * (H.mean + k @ np.linalg.solve(K, gap))
    return mean, 4 * (prior_covariance(Q, Q, kernel) - k @ np.linalg.solve(K, k.T))


@pytest.mark.parametrize("kernel", FORMULAS)
@pytest.mark.parametrize("n", [1, 2, 9, 40, 100])
@pytest.mark.parametrize("m", [1, 3, 8, 70])
def test_prediction_is_the_solved_system(kernel, n, m):
    Q, _ = table(m, seed=1)
    mean, covariance = solved(*table(n), Q, kernel)
    belief = posterior(n, kernel)
    np.testing.assert_allclose(belief.predict(Q)[0], mean, atol=1e-10)
    np.testing.assert_allclose(belief.predict(Q)[1] ** 2, np.diag(covariance), atol=1e-10)
    np.testing.assert_allclose(belief.covariance(Q, Q), covariance, atol=1e-10)
    for found, same in zip(belief.predict_gradient(Q)[:2], belief.predict(Q), strict=True):
        np.testing.assert_allclose(found, same, atol=1e-10)


def test_covariance_of_two_sets():
    Q, _ = table(7, seed=1)
    whole = posterior(30).covariance(Q, Q)
    np.testing.assert_allclose(posterior(30).covariance(Q[:2], Q[2:]), whole[:2, 2:], atol=1e-13)


@pytest.mark.parametrize("kernel", FORMULAS)
@pytest.mark.parametrize("m", [1, 5, 12])
def test_gradients_by_differences(kernel, m):
    belief = posterior(30, kernel)
    Q, _ = table(m, seed=2)
    _, _, by_mean, by_std = belief.predict_gradient(Q)
    h = 1e-4
    for j in (0, 2):
        step = h * np.eye(3)[j]
        f = [np.array(belief.predict(Q + k * step)) for k in (-2, -1, 1, 2)]
        slopes = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h)
        # rounding in a std of cond(K) 1e-16 = 1e-12, over h
        np.testing.assert_allclose(by_mean[:, j], slopes[0], atol=1e-7)
        np.testing.assert_allclose(by_std[:, j], slopes[1], atol=1e-7)
    assert not by_mean[:, 1].any() and not by_std[:, 1].any()


def test_without_noise_the_mean_goes_through_the_data():
    X, y = table(20)
    belief = GP(noise_std=0.0).fit(X, y)
    mean, std = belief.predict(X)
    np.testing.assert_allclose(mean, y, atol=1e-6)
    assert np.max(std) < 1e-4
    assert belief.best == pytest.approx(np.min(y), abs=1e-6)


def test_best_is_the_least_mean_at_the_data():
    belief = posterior(50)
    assert belief.best == pytest.approx(np.min(belief.predict(belief.X)[0]), abs=1e-10)
    more = belief.believe(table(5, seed=3)[0])
    assert more.best == pytest.approx(np.min(more.predict(more.X)[0]), abs=1e-10)


def test_extending_is_conditioning_on_all():
    X, y = table(230)
    start = GP(mean=5.0, scale=2.0).condition(X[:30], y[:30], H, categorical=CATEGORICAL)
    whole = GP(mean=5.0, scale=2.0).condition(X, y, H, categorical=CATEGORICAL)
    extended = start.extend(X[30:], y[30:])
    Q, _ = table(40, seed=1)
    for found, expected in zip(
        extended.predict_gradient(Q), whole.predict_gradient(Q), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-8)
    assert extended.log_marginal_likelihood == pytest.approx(
        whole.log_marginal_likelihood, rel=1e-10
    )


def test_extending_at_once_or_by_rows_gives_the_same_bits():
    X, y = table(60)
    start = GP().condition(X[:20], y[:20], H, categorical=CATEGORICAL)
    once, rows = start.extend(X[20:], y[20:]), start
    for i in range(20, 60):
        rows = rows.extend(X[i : i + 1], y[i : i + 1])
    Q, _ = table(9, seed=1)
    for a, b in zip(once.predict_gradient(Q), rows.predict_gradient(Q), strict=True):
        assert a.tobytes() == b.tobytes()
    assert once.best == rows.best


def test_extending_leaves_the_original_alone():
    belief = posterior(20)
    Q, y = table(6, seed=1)
    before = [a.copy() for a in belief.predict(Q)]
    one, two = belief.extend(Q[:3], y[:3]), belief.extend(Q[3:], y[3:])
    assert all(np.array_equal(a, b) for a, b in zip(before, belief.predict(Q), strict=True))
    assert belief.n == 20 and one.n == two.n == 23
    assert not np.array_equal(one.predict(Q)[0], two.predict(Q)[0])


def test_believing_keeps_the_mean_and_lessens_the_variance():
    belief = posterior(20)
    P, Q = table(4, seed=1)[0], table(30, seed=2)[0]
    fantasy = belief.believe(P)
    np.testing.assert_allclose(fantasy.predict(Q)[0], belief.predict(Q)[0], atol=1e-12)
    assert np.all(fantasy.predict(Q)[1] <= belief.predict(Q)[1] + 1e-12)
    assert np.all(fantasy.predict(P)[1] < 0.9 * belief.predict(P)[1])


def test_leave_one_out_is_leaving_one_out():
    belief = posterior(15)
    mean, std = belief.leave_one_out()
    X, y = table(15)
    for i in range(15):
        keep = np.arange(15) != i
        rest = GP(mean=y.mean(), scale=2.0).condition(X[keep], y[keep], H, categorical=CATEGORICAL)
        expected, latent = rest.predict(X[i : i + 1])
        assert mean[i] == pytest.approx(expected[0], abs=1e-9)
        assert std[i] ** 2 == pytest.approx(latent[0] ** 2 + 4 * H.noise_variance, rel=1e-9)


@pytest.mark.filterwarnings("error")
def test_leave_one_out_of_values_that_are_hardly_floats():
    X, y = table(15)
    X = np.concatenate([X, X[:2]])
    y = np.concatenate([y, y[:2] + 1.0])
    precise = replace(H, noise_variance=1e-6)
    exact, tiny = (GP().condition(X, unit * y, precise) for unit in (1.0, 1e-318))
    (expected, _), (mean, _) = exact.leave_one_out(), tiny.leave_one_out()
    # of a float of five digits
    np.testing.assert_allclose(mean / tiny.scale, expected / exact.scale, rtol=1e-2)


def test_log_marginal_likelihood_is_the_density_of_y():
    X, y = table(12)
    S = 4 * (prior_covariance(X, X) + H.noise_variance * np.eye(12))
    gap = y - y.mean() - 2 * H.mean
    expected = -0.5 * (gap @ np.linalg.solve(S, gap) + np.linalg.slogdet(2 * np.pi * S)[1])
    assert posterior(12).log_marginal_likelihood == pytest.approx(expected, rel=1e-12)


def test_draws_have_the_posterior_moments():
    belief = posterior(8)
    Q, _ = table(5, seed=1)
    draws = belief.sample(Q, np.random.default_rng(0).standard_normal((20000, 5)))
    covariance = belief.covariance(Q, Q)
    # standard errors with 20000 draws: std / 141 of a mean, variance / 100 of a covariance
    sigma = np.sqrt(np.diag(covariance))
    assert np.all(np.abs(draws.mean(axis=0) - belief.predict(Q)[0]) < 4 * sigma / 141)
    assert np.all(np.abs(np.cov(draws.T) - covariance) < 4 * np.outer(sigma, sigma) / 100)


def test_draws_at_the_data_itself():
    belief = GP(noise_std=0.0).fit(*table(10))
    draws = belief.sample(np.repeat(belief.X, 2, axis=0), np.ones((1, 20)))
    np.testing.assert_allclose(draws[0], np.repeat(belief.y, 2), atol=1e-3)


@pytest.mark.parametrize("unit", [1e-170, 1e-300, 1e160])
def test_draws_in_units_whose_squares_are_no_floats(unit):
    rng = np.random.default_rng(2)
    X, Q, normals = rng.random((8, 2)), rng.random((5, 2)), rng.standard_normal((3, 5))
    y, h = np.sin(5 * X[:, 0]) + X[:, 1], Hyperparameters((0.4, 0.9), 1.3, 1e-3)
    expected = GP(mean=0.0, scale=1.0).condition(X, y, h).sample(Q, normals)
    found = GP(mean=0.0, scale=unit).condition(X, unit * y, h).sample(Q, normals)
    np.testing.assert_allclose(found / unit, expected, rtol=1e-6)


def test_a_matrix_that_is_no_covariance_has_no_factor():
    with pytest.raises(ValueError, match="smallest eigenvalue -1"):
        stable_cholesky(np.diag([1.0, -1.0]))


def test_threads_share_a_posterior():
    belief = posterior(60)
    Q, _ = table(200, seed=1)
    expected = [a.tobytes() for a in belief.predict_gradient(Q)]
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(belief.predict_gradient, [Q] * 40):
            assert [a.tobytes() for a in found] == expected


@pytest.mark.parametrize("n", [7, 8, 9, 63, 64, 65])
@pytest.mark.parametrize("more", [1, 8, 9])
def test_extending_across_the_tiles_of_the_core(n, more):
    X, y = table(n + more)
    start = GP(mean=5.0, scale=2.0).condition(X[:n], y[:n], H, categorical=CATEGORICAL)
    whole = GP(mean=5.0, scale=2.0).condition(X, y, H, categorical=CATEGORICAL)
    Q, _ = table(65, seed=1)
    extended = start.extend(X[n:], y[n:]).predict_gradient(Q)
    for found, expected in zip(extended, whole.predict_gradient(Q), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-9)
