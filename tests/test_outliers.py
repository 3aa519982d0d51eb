"""Observations that the others contradict."""

import numpy as np
import pytest

from bayesopt.gp import GP, Hyperparameters
from bayesopt.outliers import outlier_weights

H = Hyperparameters((0.3,), 1.0, 0.01)  # the noise has a tenth of the function's std
PROCESS = GP(mean=0.0, scale=1.0)


def line(n=40, seed=0):
    rng = np.random.default_rng(seed)
    X = np.linspace(0, 1, n)[:, None]
    return X, np.sin(5 * X[:, 0]) + 0.1 * rng.standard_normal(n)


def test_normal_noise_has_no_outliers():
    # of 400 normal values one or two are beyond three standard deviations
    found = [outlier_weights(PROCESS.condition(*line(seed=s), H)) for s in range(10)]
    assert sum(int(np.sum(w < 1)) for w in found if w is not None) <= 3


def test_outliers_are_found_and_their_neighbours_are_not():
    X, y = line()
    y[[7, 8, 20]] += [4.0, 4.0, -3.0]
    weights = outlier_weights(PROCESS.condition(X, y, H))
    assert np.flatnonzero(weights < 1).tolist() == [7, 8, 20]
    # noise as large as the distance from the others: a sixteenth of it squared, a ninth
    np.testing.assert_allclose(weights[[7, 8, 20]], 0.01 / np.array([16, 16, 9]), rtol=0.3)


@pytest.mark.parametrize(("close", "doubted"), [(0, False), (1, False), (2, True)])
def test_what_looks_better_than_expected_counts_until_others_close_by_contradict_it(
    close, doubted
):
    X = np.concatenate([np.linspace(0, 0.4, 20), [0.7], 0.7 + 0.01 * np.arange(1, close + 1)])
    y = 0.1 * np.random.default_rng(0).standard_normal(len(X))
    y[20] = -2.0
    long = Hyperparameters((3.0,), 1.0, 0.01)
    found = outlier_weights(PROCESS.condition(X[:, None], y, long))
    assert (found is not None and found[20] < 1) == doubted
    y[20] = 2.0
    assert outlier_weights(PROCESS.condition(X[:, None], y, long))[20] < 1


def test_the_belief_with_weights_is_that_without_outliers():
    X, y = line()
    y[[7, 20]] += [50.0, -50.0]
    weights = outlier_weights(PROCESS.condition(X, y, H))
    kept = np.setdiff1d(np.arange(40), [7, 20])
    clean, _ = PROCESS.condition(X[kept], y[kept], H).predict(X)
    weighted, _ = PROCESS.condition(X, y, H, weights=weights).predict(X)
    np.testing.assert_allclose(weighted, clean, atol=0.01)


def test_residuals_without_several_rows_are_those_of_the_rest():
    X, y = line(20)
    y[[4, 15]] += 3.0
    weights = outlier_weights(PROCESS.condition(X, y, H))
    rest = np.setdiff1d(np.arange(20), [4, 15])
    mean, std = PROCESS.condition(X[rest], y[rest], H).predict(X[[4, 15]])
    expected = 0.01 / ((y[[4, 15]] - mean) ** 2 - std**2)
    np.testing.assert_allclose(weights[[4, 15]], expected, rtol=1e-6)


def test_one_of_several_observations_of_a_point_may_be_an_outlier():
    X, y = line(20)
    X, y = np.repeat(X, 3, axis=0), np.repeat(y, 3)
    y += 0.05 * np.random.default_rng(1).standard_normal(60)
    y[31] -= 4.0
    weights = outlier_weights(PROCESS.condition(X, y, H))
    assert np.flatnonzero(weights < 1).tolist() == [31]


@pytest.mark.parametrize("n", [7, 1001])
def test_few_observations_and_very_many_are_left_alone(n):
    X, y = line(n)
    y[3] = 4.0
    assert outlier_weights(PROCESS.condition(X, y, H)) is None


def test_a_model_that_fits_nothing_has_no_outliers():
    X, _ = line()
    y = 3.0 * np.where(np.arange(40) % 3 == 0, 1.0, -0.1)
    assert outlier_weights(PROCESS.condition(X, y, H)) is None
