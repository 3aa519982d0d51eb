import json
import math

import numpy as np
import pytest

from bayesopt.hyperparameters import Hyperparameters, Priors


def test_hyperparameters_survive_json():
    h = Hyperparameters((0.1, 1 / 3), 1.2, 1e-6, -0.3)
    assert Hyperparameters.from_floats(json.loads(json.dumps(h.to_floats()))) == h


@pytest.mark.parametrize(
    "numbers", [(0.0, 1.0, 0.1, 0.0), (1.0, math.inf, 0.1, 0.0), (1.0, 1.0, -1.0, 0.0)]
)
def test_impossible_hyperparameters_are_refused(numbers):
    with pytest.raises(ValueError, match="Hyperparameters"):
        Hyperparameters.from_floats(numbers)


@pytest.mark.parametrize("d", [1, 5, 20])
def test_mode_of_the_lengthscale_prior(d):
    modes = Priors().modes(d)
    assert np.exp(modes[0, 0]) == pytest.approx(0.205 * math.sqrt(d), rel=1e-2)
    assert modes.shape == (d + 2, 2)


def test_categories_have_a_prior_of_their_own():
    modes = Priors(category_std=0.2).modes(2, 3)
    assert modes.shape == (7, 2)
    assert np.all(modes[:2] == Priors().modes(5)[:2])
    assert np.all(modes[2:5] == [math.log(3) / 2, 0.2])
    assert Priors(category_mean=1.0, category_std=0.5).modes(0, 1)[0, 0] == 0.75


def test_only_active_parameters_make_lengthscales_longer():
    assert np.allclose(Priors().of(3.0).modes(8)[:8], Priors().modes(3)[0])
    assert Priors(lengthscale_mean=0.5).of(3.0) == Priors(lengthscale_mean=0.5)


def test_modes_are_where_the_natural_density_peaks_in_log_space():
    prior = Priors()
    t = np.linspace(-8, 4, 120001)
    mean = math.sqrt(2) + math.log(3) / 2
    density = -0.5 * ((t - mean) / prior.lengthscale_std) ** 2 - t
    assert t[np.argmax(density)] == pytest.approx(prior.modes(3)[0, 0], abs=1e-4)


def test_theta_goes_there_and_back():
    h = Hyperparameters((0.1, 2.0), 1.2, 3e-4)
    back = Priors().from_theta(Priors().to_theta(h))
    assert back.to_floats() == pytest.approx(h.to_floats(), rel=1e-12)


def test_bounds_hold_the_prior_modes():
    low, high = Priors().bounds(4)
    modes = Priors().modes(4)[:, 0]
    assert np.all(low < modes) and np.all(modes < high)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lengthscale_bounds": (1.0, 0.1)},
        {"lengthscale_bounds": (0.0, 1.0)},
        {"variance_bounds": (math.nan, 1.0)},
        {"noise_bounds": (1e-8, math.inf)},
        {"lengthscale_std": 0.0},
        {"variance_std": -1.0},
        {"noise_std": math.nan},
        {"noise_mean": math.inf},
        {"lengthscale_mean": math.nan},
        {"noise_floor": -1e-6},
        {"noise_floor": "a"},
        {"noise_mean": None},
        {"category_mean": "a"},
        {"warp_std": "a"},
        {"warp_bounds": (0.2, 1.0, 5.0)},
        {"warp_bounds": "ab"},
    ],
    ids=str,
)
def test_impossible_priors_are_refused(wrong):
    with pytest.raises(ValueError, match=f"Priors.*{next(iter(wrong))}"):
        Priors(**wrong)
