"""Inputs that are stretched here and squeezed there: the model is that of the points so placed."""

import numpy as np
import pytest

from bayesopt import Categorical, Float, Space, create_study
from bayesopt.gp import GP, Hyperparameters
from bayesopt.samplers import GPSampler
from tests.samplers.resuming import resumed
from tests.test_posterior import CATEGORICAL, table

WARPS = ((0.5, 2.0), (1.0, 1.0), (2.0, 0.7))
STRAIGHT = Hyperparameters((0.4, 0.9, 0.6), 1.3, 1e-3, 0.2)
BENT = Hyperparameters((0.4, 0.9, 0.6), 1.3, 1e-3, 0.2, WARPS)


def placed(X):
    """By Kumaraswamy's distribution function."""
    Z = X.copy()
    for j in (0, 2):
        a, b = WARPS[j]
        Z[:, j] = 1 - (1 - X[:, j] ** a) ** b
    return Z


def beliefs(n=12):
    X, y = table(n)
    bent = GP().condition(X, y, BENT, categorical=CATEGORICAL)
    return bent, GP().condition(placed(X), y, STRAIGHT, categorical=CATEGORICAL)


def test_the_belief_is_that_of_the_points_so_placed():
    bent, straight = beliefs()
    Q, values = table(20, seed=1)
    for found, expected in zip(bent.predict(Q), straight.predict(placed(Q)), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10)
    np.testing.assert_allclose(
        bent.covariance(Q, Q), straight.covariance(placed(Q), placed(Q)), atol=1e-12
    )
    longer, other = bent.extend(Q, values), straight.extend(placed(Q), values)
    np.testing.assert_allclose(longer.predict(Q)[1], other.predict(placed(Q))[1], rtol=1e-8)
    assert np.array_equal(bent.X, table(12)[0])  # as they were given


def test_gradients_by_differences():
    bent, _ = beliefs()
    path = bent.draw(np.random.default_rng(0))
    Q, _ = table(8, seed=1)
    _, _, by_mean, by_std = bent.predict_gradient(Q)
    _, slopes = path.gradient(Q)
    h = 1e-6
    for j in (0, 2):
        step = h * np.eye(3)[j]
        above, below = bent.predict(Q + step), bent.predict(Q - step)
        np.testing.assert_allclose(by_mean[:, j], (above[0] - below[0]) / (2 * h), atol=1e-6)
        np.testing.assert_allclose(by_std[:, j], (above[1] - below[1]) / (2 * h), atol=1e-6)
        along = (path(Q + step) - path(Q - step)) / (2 * h)
        np.testing.assert_allclose(slopes[:, j], along, atol=1e-4)
    assert not by_mean[:, 1].any() and not by_std[:, 1].any() and not slopes[:, 1].any()


def test_paths_have_the_moments_of_the_belief():
    bent, _ = beliefs()
    Q, _ = table(6, seed=1)
    rng = np.random.default_rng(3)
    draws = np.array([bent.draw(rng)(Q) for _ in range(500)])
    mean, std = bent.predict(Q)
    assert np.all(np.abs(draws.mean(axis=0) - mean) < 4 * std / 22)
    assert np.all(np.abs(draws.std(axis=0) / std - 1) < 0.15)


@pytest.mark.parametrize(("a", "b"), [(0.2, 0.2), (5.0, 0.2), (0.2, 5.0), (1.0, 1.0)])
def test_coordinates_keep_their_order_and_have_no_gaps(a, b):
    ends = np.array([-1e-9, 0, 1e-9, 1e-6, 1 - 1e-6, 1 - 1e-9, 1, 1 + 1e-9])
    u = np.unique(np.concatenate([np.linspace(-0.5, 1.5, 401), ends]))
    core = GP().condition([[0.5]], [0.0], Hyperparameters((1.0,), 1, 1e-3, 0, ((a, b),)))._core
    z, slopes = np.empty((len(u), 1)), np.empty((len(u), 1))
    core.place(u[:, None], z, slopes)
    assert np.all(np.diff(z[:, 0]) >= 0) and np.all(slopes >= 0)
    outside = (u <= 0) | (u >= 1)
    assert np.array_equal(z[outside, 0], u[outside])
    fine = np.array([0.0, 1e-6 - 1e-12, 1e-6 + 1e-12, 1 - 1e-6 - 1e-12, 1 - 1e-6 + 1e-12])
    z, slopes = np.empty((5, 1)), np.empty((5, 1))
    core.place(fine[:, None], z, slopes)
    assert z[2] - z[1] < 1e-6 and z[4] - z[3] < 1e-6


def squeezed(n, seed=0):
    """A function that changes at one end only."""
    X = np.random.default_rng(seed).random((n, 2))
    return X, np.sin(8 * X[:, 0] ** 0.2) + X[:, 1] ** 5


def crowded(seed):
    """Points that crowd at 0, where a valley is: seen from far away, it is noise."""
    u = np.random.default_rng(seed).random((30, 2))
    return 10.0 ** (-6 * u), np.sum((6 * u - 3) ** 2, axis=1)


def test_warps_are_learnt_where_they_say_much():
    X, y = squeezed(60)
    Q, values = squeezed(500, seed=1)
    bent, straight = (GP(warp_inputs=warp).fit(X, y) for warp in (True, False))
    assert bent.hyperparameters.warps and not straight.hyperparameters.warps
    errors = [np.sqrt(np.mean((gp.predict(Q)[0] - values) ** 2)) for gp in (bent, straight)]
    assert errors[0] < 0.7 * errors[1]
    # and kept while hyperparameters are learnt again from a good start
    again = GP(warp_inputs=True).fit(X, y, start=bent.hyperparameters)
    assert again.hyperparameters.warps


@pytest.mark.parametrize("seed", range(5))
def test_warps_are_found_that_explain_what_straight_inputs_call_noise(seed):
    X, y = crowded(seed)
    straight, bent = (GP(warp_inputs=warp).fit(X, y) for warp in (False, True))
    assert straight.hyperparameters.noise_variance > 0.3
    assert bent.hyperparameters.noise_variance < 0.01
    assert np.argmin(bent.at_data) == np.argmin(y)


def test_warps_do_not_explain_noise():
    X, y = squeezed(60)
    noise = np.random.default_rng(0).standard_normal(60)
    assert GP(warp_inputs=True).fit(X, y + noise).hyperparameters.noise_variance > 0.3


def test_warps_are_left_alone_where_they_say_little():
    X = np.random.default_rng(0).random((60, 3))
    alike = np.sin(5 * X[:, 0]) + np.cos(4 * X[:, 1])
    assert not GP(warp_inputs=True).fit(X, alike).hyperparameters.warps
    assert not GP(warp_inputs=True).fit(*squeezed(19)).hyperparameters.warps
    levels = (np.floor(3 * X) + 0.5) / 3
    chosen = GP(warp_inputs=True).fit(levels, alike, categorical=[True] * 3)
    assert not chosen.hyperparameters.warps


@pytest.mark.parametrize("warps", [((1.0, 2.0),), ((0.0, 1.0), (1.0, 1.0))])
def test_impossible_warps_are_refused(warps):
    with pytest.raises(ValueError, match="a and b"):
        Hyperparameters((0.1, 0.2), 1.0, 0.1, 0.0, warps)


SPACE = Space({"x": Float(0, 1), "c": Categorical(["a", "b"]), "y": Float(0, 1)})


def uneven(params):
    return -np.sin(40 * params["x"] ** 0.15) - params["y"] ** 9 + 0.1 * (params["c"] == "a")


def test_a_resumed_study_has_the_warps_of_the_first():
    whole = create_study(sampler=GPSampler(seed=3), space=SPACE)
    whole.optimize(lambda trial: uneven(trial.params), 45)
    noted = [note for t in whole.trials for note in t.notes.values() if "warps" in note]
    assert noted and all(len(note["warps"]) == 3 for note in noted)
    again = resumed(whole, 38, lambda: GPSampler(seed=3), lambda trial: uneven(trial.params))
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]
