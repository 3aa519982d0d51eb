"""Points evaluated several times: one row each, and the posterior of all observations."""

import numpy as np
import pytest

from bayesopt.gp import GP, Hyperparameters
from bayesopt.replicates import Replicates

H = Hyperparameters((0.4, 0.9, 0.6), 1.3, 1e-2, 0.2)
CATEGORICAL = np.array([False, True, False])


def table(n=40, points=9):
    """X (n, 3), `points` of its rows different, and y (n,)."""
    rng = np.random.default_rng(0)
    distinct = rng.random((points, 3))
    distinct[:, 1] = (np.floor(3 * distinct[:, 1]) + 0.5) / 3
    X = distinct[rng.permutation(np.arange(n) % points)]
    return X, 5 + np.sin(5 * X[:, 0]) + X[:, 1] + 0.3 * rng.standard_normal(n)


def test_points_are_numbered_in_the_order_of_their_first_observation():
    X = np.array([[0.5, 0.1], [0.2, 0.9], [0.5, 0.1], [0.1, 0.1], [0.2, 0.9], [0.5, 0.1]])
    same = Replicates.of(X)
    assert same.point.tolist() == [0, 1, 0, 2, 1, 0]
    assert same.first.tolist() == [0, 1, 3]
    assert same.totals.tolist() == [3, 2, 1]
    assert (len(same), same.repeated) == (3, 3)
    y = np.array([1.0, 5.0, 2.0, 7.0, 6.0, 6.0])
    assert same.means(y).tolist() == [3.0, 5.5, 7.0]
    assert same.within(y) == 4 + 1 + 9 + 0.25 + 0.25


def test_rows_of_equal_sums_are_not_taken_for_one_point():
    w = np.log([2, 3])  # the weights by which rows are compared
    X = np.array([[w[1], 0.0], [0.0, w[0]], [w[1], 0.0]])
    assert X[0] @ w == X[1] @ w
    assert Replicates.of(X).point.tolist() == [0, 1, 0]


def test_no_observations_are_no_points():
    assert len(Replicates.of(np.empty((0, 3)))) == 0


def whole(X, y):
    """The posterior with a row for every observation."""
    first = Replicates.of(X).first
    rest = np.setdiff1d(np.arange(len(X)), first)
    gp = GP(mean=5.0, scale=2.0)
    alone = gp.condition(X[first], y[first], H, categorical=CATEGORICAL)
    return alone.extend(X[rest], y[rest]), np.concatenate([first, rest])


def test_the_posterior_is_that_of_all_observations():
    X, y = table()
    rows, order = whole(X, y)
    merged = GP(mean=5.0, scale=2.0).condition(X, y, H, categorical=CATEGORICAL)
    assert merged._core.n == 9 and rows._core.n == merged.n == 40
    Q = np.random.default_rng(1).random((30, 3))
    for few, many in zip(merged.predict_gradient(Q), rows.predict_gradient(Q), strict=True):
        np.testing.assert_allclose(few, many, atol=1e-10)
    np.testing.assert_allclose(merged.covariance(Q, Q), rows.covariance(Q, Q), atol=1e-10)
    np.testing.assert_allclose(merged.at_data[order], rows.at_data, atol=1e-10)
    assert merged.best == pytest.approx(rows.best, abs=1e-10)
    assert merged.log_marginal_likelihood == pytest.approx(rows.log_marginal_likelihood, rel=1e-10)
    for few, many in zip(merged.leave_one_out(), rows.leave_one_out(), strict=True):
        np.testing.assert_allclose(few[order], many, atol=1e-9)


def test_weights_divide_the_noise():
    X, y = table(20)
    weights = np.linspace(0.1, 3, 20)
    gp = GP(mean=5.0, scale=2.0)
    found = gp.condition(X, y, H, categorical=CATEGORICAL, weights=weights)
    prior = gp.condition(X[:0], y[:0], H, categorical=CATEGORICAL)
    S = prior.covariance(X, X) + np.diag(4 * H.noise_variance / weights)
    gap = y - 5.0 - 2 * H.mean
    Q = np.random.default_rng(1).random((30, 3))
    k = prior.covariance(Q, X)
    np.testing.assert_allclose(
        found.predict(Q)[0], 5.0 + 2 * H.mean + k @ np.linalg.solve(S, gap), atol=1e-9
    )
    expected = -0.5 * (gap @ np.linalg.solve(S, gap) + np.linalg.slogdet(2 * np.pi * S)[1])
    assert found.log_marginal_likelihood == pytest.approx(expected, rel=1e-10)
    precision = np.linalg.inv(S)
    rows = np.array([3, 0, 12])
    np.testing.assert_allclose(found.precision(rows), 4 * precision[:, rows], atol=1e-8)
    mean, std = found.leave_one_out()
    np.testing.assert_allclose(std, 1 / np.sqrt(np.diag(precision)), rtol=1e-9)
    np.testing.assert_allclose(mean, y - precision @ gap / np.diag(precision), atol=1e-9)


def test_drawn_functions_have_the_posteriors_moments():
    X, y = table()
    merged = GP(mean=5.0, scale=2.0).condition(X, y, H, categorical=CATEGORICAL)
    Q, rng = X[:4], np.random.default_rng(0)
    draws = np.array([merged.draw(rng)(Q) for _ in range(2000)])
    mean, std = merged.predict(Q)
    # standard errors with 2000 draws: std / 45 of a mean, std / 63 of a std
    assert np.all(np.abs(draws.mean(axis=0) - mean) < 4 * std / 45)
    assert np.all(np.abs(draws.std(axis=0) - std) < 4 * std / 63)


def test_a_posterior_with_replicates_grows_as_any_other():
    X, y = table()
    gp = GP()
    some = gp.condition(X[:25], y[:25], H, categorical=CATEGORICAL)
    grown = gp.grow(some, X, y)
    at_once = gp.fit(X, y, categorical=CATEGORICAL, start=grown.hyperparameters)
    again = gp.condition(X, y, grown.hyperparameters, categorical=CATEGORICAL)
    Q = np.random.default_rng(1).random((30, 3))
    for few, many in zip(grown.predict(Q), again.predict(Q), strict=True):
        np.testing.assert_allclose(few, many, atol=1e-9)
    np.testing.assert_allclose(grown.at_data, again.at_data, atol=1e-9)
    assert at_once.replicates.totals.sum() == 40


def test_the_noise_is_learnt_from_replicates():
    rng = np.random.default_rng(0)
    X = np.tile(np.linspace(0, 1, 5)[:, None], (60, 1))
    y = 3 * X[:, 0] + 0.5 * rng.standard_normal(len(X))
    # 295 degrees of freedom: the standard error of the std is 4 %
    assert GP().fit(X, y).noise_std == pytest.approx(0.5, rel=0.12)


def test_learning_looks_at_all_replicates_of_a_few_points():
    X = np.tile(np.linspace(0, 1, 5)[:, None], (60, 1))
    y = np.sin(np.arange(len(X)))
    whole = GP().fit(X, y)
    assert GP().fit(X, y, learn_from=np.arange(10)).hyperparameters == whole.hyperparameters
