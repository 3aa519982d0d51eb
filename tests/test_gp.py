"""Fitting and conditioning: the shapes, the units, and the data that make others fail."""

from dataclasses import replace

import numpy as np
import pytest

from bayesopt.gp import COLD, GP, RBF, Hyperparameters, Matern32, Matern52, Priors
from tests.test_warped_inputs import crowded

KERNELS = [Matern52(), Matern32(), RBF()]


def smooth(X):
    return np.sin(5 * X[:, 0]) + np.sum(X**2, axis=1)


def data(n, d, seed=0):
    X = np.random.default_rng(seed).random((n, d))
    return X, smooth(X)


@pytest.mark.parametrize("kernel", KERNELS)
def test_fit_predicts_a_smooth_function(kernel):
    X, y = data(40, 2)
    Q, truth = data(50, 2, seed=1)
    mean, std = GP(kernel).fit(X, y).predict(Q)
    # the errors stay within what the model says of them, and are small beside y's range of 3
    assert np.max(np.abs(mean - truth)) < 0.15
    assert np.mean(np.abs(mean - truth) < 3 * std) > 0.9


def test_fit_recovers_the_noise():
    X, y = data(200, 1)
    y = y + 0.2 * np.random.default_rng(2).standard_normal(200)
    posterior = GP().fit(X, y)
    # the standard error of a std from 200 draws is 5 %
    noise = np.sqrt(posterior.hyperparameters.noise_variance) * np.std(y)
    assert noise == pytest.approx(0.2, rel=0.15)


def test_fit_finds_the_parameter_that_matters():
    X, _ = data(60, 4)
    lengthscales = GP().fit(X, np.sin(8 * X[:, 2])).hyperparameters.lengthscales
    assert np.argmin(lengthscales) == 2
    assert sorted(lengthscales)[1] > 3 * lengthscales[2]


def test_fit_is_condition_on_what_it_learnt():
    X, y = data(25, 3)
    Q, _ = data(9, 3, seed=1)
    fitted = GP().fit(X, y)
    again = GP().condition(X, y, fitted.hyperparameters)
    assert [a.tobytes() for a in fitted.predict(Q)] == [a.tobytes() for a in again.predict(Q)]


def test_fit_is_deterministic():
    X, y = data(25, 3)
    assert GP().fit(X, y).hyperparameters == GP().fit(X, y).hyperparameters


def test_fit_starts_where_it_is_told_to():
    X, y = data(30, 2)
    cold = GP().fit(X, y)
    warm = GP().fit(X, y, start=cold.hyperparameters)
    gap = np.log(warm.hyperparameters.to_floats()[:3]) - np.log(
        cold.hyperparameters.to_floats()[:3]
    )
    assert np.max(np.abs(gap)) < 0.05


def test_a_second_start_finds_the_waves_that_the_first_calls_noise():
    X, _ = data(8, 1, seed=36)
    y = np.sin(30 * X[:, 0])
    gp = GP()
    table = gp._data(X, y, None)
    ends = [gp._ascend(table, start, COLD) for start in gp._cold(table)]
    (first, _, noisy), (second, _, wavy) = ends
    assert first - second > 1  # nats of log posterior; 5.7 here
    assert noisy.noise_variance > 0.05 and wavy.noise_variance < 0.001
    learnt = gp.fit(X, y).hyperparameters
    assert learnt.lengthscales == wavy.lengthscales


STRAIGHT = Hyperparameters((0.5, 0.5), 1.0, 1e-5)
BENT = Hyperparameters((1.0, 1.0), 1.0, 1e-5, warps=((0.2, 1.0), (0.2, 1.0)))


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_what_was_known_to_be_no_noise_is_not_taken_for_it(seed):
    X, y = crowded(seed)
    noisy, known = GP().fit(X, y), GP().fit(X, y, rival=BENT)
    assert noisy.hyperparameters.noise_variance > 0.3
    assert known.hyperparameters.noise_variance < 1e-3
    assert np.argmin(noisy.at_data) != np.argmin(y) == np.argmin(known.at_data)


@pytest.mark.parametrize("rival", [STRAIGHT, BENT])
def test_a_rival_that_is_no_more_probable_changes_nothing(rival):
    X, y = data(40, 2)
    y = y + np.random.default_rng(0).standard_normal(40)
    assert GP().fit(X, y, rival=rival).hyperparameters == GP().fit(X, y).hyperparameters


def waves(frequency, n, seed):
    """Data, what calls them noise, what explains them, and by how much this is more probable."""
    X, _ = data(n, 1, seed)
    y, gp = np.sin(frequency * X[:, 0]), GP()
    table = gp._data(X, y, None)
    ends = [gp._ascend(table, start, COLD) for start in gp._cold(table)]
    (first, _, noisy), (second, _, wavy) = ends
    assert noisy.noise_variance > 0.05 and wavy.noise_variance < 0.001
    return X, y, noisy, wavy, first - second


@pytest.mark.parametrize(("case", "taken"), [((50, 8, 59), False), ((60, 6, 21), True)])
def test_a_rival_has_to_be_three_thousand_times_as_probable(case, taken):
    X, y, noisy, wavy, gain = waves(*case)
    assert 7.5 < gain < 8.5 and (gain > 8) == taken
    learnt = GP().fit(X, y, start=noisy, rival=wavy).hyperparameters
    assert (learnt.noise_variance < 0.001) == taken


@pytest.mark.parametrize(("share", "taken"), [(0.24, True), (0.26, False)])
def test_a_rival_with_more_than_a_quarter_of_the_noise_is_none(share, taken):
    X, y, noisy, wavy, _ = waves(60, 12, 28)
    found = GP().fit(X, y, start=noisy).hyperparameters.noise_variance
    rival = replace(wavy, noise_variance=share * found)
    learnt = GP().fit(X, y, start=noisy, rival=rival).hyperparameters
    assert (learnt.noise_variance < 0.001) == taken


def test_where_repetitions_stand_makes_no_difference():
    X, y = data(160, 2)
    again = 0.1 * np.random.default_rng(1).standard_normal(300)
    late = GP().fit(np.vstack([X, *[X[:1]] * 300]), np.append(y, again))
    order = np.concatenate([[0], np.arange(160, 460), np.arange(1, 160)])
    early = GP().fit(late.X[order], late.y[order])
    np.testing.assert_allclose(
        early.hyperparameters.to_floats(), late.hyperparameters.to_floats(), rtol=1e-6
    )


def test_categories_keep_their_places():
    rng = np.random.default_rng(0)
    X = rng.random((80, 3))
    X[:, 0] = (np.floor(3 * X[:, 0]) + 0.5) / 3
    y = np.where(X[:, 0] == 0.5, 1.0, -1.0) + X[:, 2]  # the middle level stands out
    posterior = GP().fit(X, y, categorical=[True, False, False])
    Q = rng.random((30, 3))
    Q[:, 0] = (np.floor(3 * Q[:, 0]) + 0.5) / 3
    mean, _, by_mean, by_std = posterior.predict_gradient(Q)
    assert np.max(np.abs(mean - np.where(Q[:, 0] == 0.5, 1.0, -1.0) - Q[:, 2])) < 0.05
    assert np.all(by_mean[:, 0] == 0) and np.all(by_std[:, 0] == 0)
    np.testing.assert_allclose(by_mean[:, 2], 1, atol=0.2)


@pytest.mark.parametrize(("factor", "shift"), [(2.0**40, 0.0), (2.0**-30, 0.0)])
def test_units_of_y_do_not_matter(factor, shift):
    X, y = data(20, 2)
    Q, _ = data(9, 2, seed=1)
    plain, other = GP().fit(X, y), GP().fit(X, factor * y + shift)
    assert other.hyperparameters == plain.hyperparameters
    mean, std = plain.predict(Q)
    assert np.array_equal(other.predict(Q)[0], factor * mean + shift)
    assert np.array_equal(other.predict(Q)[1], factor * std)


def test_given_mean_scale_and_noise_are_used():
    X, y = data(12, 1)
    posterior = GP(mean=100.0, scale=2.0, noise_std=0.5).fit(X, y)
    assert posterior.hyperparameters.noise_variance == 0.0625
    assert posterior.hyperparameters.mean == 0
    far = GP(mean=100.0, scale=2.0).condition(X, y, Hyperparameters((1e-3,), 1.0, 1e-6))
    mean, std = far.predict([[-1.0]])
    assert mean[0] == pytest.approx(100) and std[0] == pytest.approx(2)


def test_priors_are_pluggable():
    X, y = data(20, 2)
    pinned = Priors(lengthscale_mean=np.log(0.7), lengthscale_std=1e-4)
    assert GP(priors=pinned).fit(X, y).hyperparameters.lengthscales == pytest.approx(
        [0.7, 0.7], rel=1e-3
    )


def test_without_data_the_posterior_is_the_prior():
    posterior = GP(mean=3.0, scale=2.0).fit(np.empty((0, 2)), [])
    Q, _ = data(5, 2)
    mean, std, by_mean, by_std = posterior.predict_gradient(Q)
    assert np.all(mean == 3) and np.allclose(std, 2) and posterior.best == 3
    assert not by_mean.any() and not by_std.any()
    assert np.all(GP().fit(np.empty((0, 2)), []).predict(Q)[0] == 0)


def pathological():
    rng = np.random.default_rng(0)
    line = np.linspace(0, 1, 12)[:, None]
    X, y = data(30, 2)
    close = np.repeat(rng.random((10, 2)), 2, axis=0)
    close[1::2] += 1e-12
    box = 0.5 + 1e-4 * rng.random((300, 2))
    stuck = X.copy()
    stuck[:, 1] = 0.5
    outlier = y.copy()
    outlier[3] = 1e12
    one = np.array([[0.3, 0.4]])
    return {
        "fifty duplicates": (np.repeat(X[:1], 50, axis=0), np.arange(50.0)),
        "fifty duplicates, one value": (np.repeat(X[:1], 50, axis=0), np.zeros(50)),
        "points 1e-12 apart": (close, rng.standard_normal(20)),
        "300 points in a box of 1e-4": (box, smooth(box)),
        "constant y": (X, np.full(30, 0.1)),
        "constant large y": (X, np.full(30, 1e300)),
        "one point": (one, np.array([5.0])),
        "two points": (X[:2], y[:2]),
        "a column with one value": (stuck, smooth(stuck)),
        "gaps of 1e-12": (X, 1 + 1e-12 * y),
        "huge y": (X, 1e300 * y),
        "tiny y": (X, 1e-300 * y),
        "one outlier": (X, outlier),
        "steep exponential": (line, np.exp(40 * line[:, 0])),
        "steps": (line, np.floor(8 * line[:, 0])),
        "linear": (X, X[:, 0]),
    }


@pytest.mark.parametrize("name", pathological())
@pytest.mark.parametrize("noise_std", [None, 0.0])
@pytest.mark.parametrize("kernel", KERNELS)
def test_difficult_data(name, noise_std, kernel):
    X, y = pathological()[name]
    posterior = GP(kernel, noise_std=noise_std).fit(X, y)
    Q = np.random.default_rng(1).random((40, X.shape[1]))
    everything = [*posterior.predict_gradient(Q), *posterior.predict(X), posterior.best]
    assert all(np.isfinite(a).all() for a in everything)
    assert np.all(posterior.predict(Q)[1] > 0)
    reach = np.ptp(y) + 1e-9 * np.max(np.abs(y))
    assert np.all(posterior.predict(X)[0] <= np.max(y) + reach)
    assert np.all(posterior.predict(X)[0] >= np.min(y) - reach)
    more = posterior.extend(X[:3], y[:3]).believe(Q)
    assert all(np.isfinite(a).all() for a in more.predict_gradient(Q))


@pytest.mark.parametrize(
    ("X", "y", "said"),
    [
        ([[0.1], [np.nan]], [1.0, 2.0], r"X\[1\] = \[nan\] is not finite"),
        ([[0.1], [0.2]], [1.0, -np.inf], r"y\[1\] = -inf is not finite"),
        ([0.1, 0.2], [1.0, 2.0], r"X has shape \(2,\)"),
        ([[0.1], [0.2]], [1.0], r"y has shape \(1,\); give one value for each of 2 points"),
        (np.empty((3, 0)), [1.0, 2.0, 3.0], "disagree"),
    ],
)
def test_wrong_data_is_named(X, y, said):
    with pytest.raises(ValueError, match=said):
        GP().fit(X, y)


def test_wrong_arguments_are_named():
    X, y = data(5, 2)
    with pytest.raises(ValueError, match="categorical"):
        GP().fit(X, y, categorical=[True])
    with pytest.raises(ValueError, match="3 lengthscales do not fit"):
        GP().condition(X, y, Hyperparameters((1, 1, 1), 1.0, 0.1))
    with pytest.raises(ValueError, match="3 lengthscales do not fit"):
        GP().fit(X, y, rival=Hyperparameters((1, 1, 1), 1.0, 0.1))
    with pytest.raises(ValueError, match=r"give a table of shape \(n, 2\)"):
        GP().fit(X, y).predict([[0.5]])


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1.0, 1.0, 1.0], r"shape \(3,\); give one for each of 5 points"),
        ([[1.0] * 5], r"shape \(1, 5\)"),
        ([1, 2, 0, 1, 1], r"weights\[2\] = 0.0; give a positive number"),
        ([1, 2, 1, -1, 1], r"weights\[3\] = -1.0"),
        ([np.nan, 2, 1, 1, 1], r"weights\[0\] = nan"),
        ([1, 2, 1, 1, np.inf], r"weights\[4\] = inf"),
    ],
)
def test_wrong_weights_are_named(weights, said):
    X, y = data(5, 2)
    with pytest.raises(ValueError, match=said):
        GP().fit(X, y, weights=weights)


@pytest.mark.parametrize("unit", [1e-100, 1e-160, 1e-300])
def test_known_noise_that_drowns_the_values_is_no_error(unit):
    X, y = data(20, 2)
    posterior = GP(noise_std=0.1).fit(X, unit * y)
    mean, std = posterior.predict(X)
    assert np.isfinite(mean).all() and np.isfinite(std).all()
    assert posterior.noise_std == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"scale": -1.0}, ValueError),
        ({"scale": 0.0}, ValueError),
        ({"mean": float("nan")}, ValueError),
        ({"noise_std": -1.0}, ValueError),
        ({"scale": "a"}, ValueError),
        ({"mean": "a"}, ValueError),
        ({"mean": [0.0, 1.0]}, ValueError),
        ({"noise_std": "0.1"}, ValueError),
        ({"kernel": "rbf"}, TypeError),
        ({"kernel": RBF}, TypeError),
        ({"priors": None}, TypeError),
    ],
)
def test_a_process_that_makes_no_sense_is_refused(arguments, error):
    with pytest.raises(error, match=f"{next(iter(arguments))}.*; pass"):
        GP(**arguments)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("unit", [5e-324, 1e-322, 1e-320])
def test_values_next_to_zero(unit):
    X, _ = data(20, 2)
    mean, std = GP().fit(X, np.round(X[:, 0]) * unit).predict(X)
    assert np.isfinite(mean).all() and np.isfinite(std).all()


def test_values_at_both_ends_of_the_floats():
    mean, std = GP().fit([[0.1], [0.5], [0.9]], [-1.7e308, 0.0, 1.7e308]).predict([[0.5]])
    assert np.isfinite(mean).all()
    assert np.isfinite(std).all()
