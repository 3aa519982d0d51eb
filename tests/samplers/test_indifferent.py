"""Where a process expects about as much nearly everywhere."""

import numpy as np
import pytest

from bayesopt import Float, create_study
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP, Hyperparameters
from bayesopt.samplers import GPSampler, search
from bayesopt.samplers.indifferent import least_known
from bayesopt.space import Space

SPACE = Space({"x": Float(0, 1), "y": Float(0, 1)})
X = np.array([[0.2, 0.2], [0.25, 0.2], [0.2, 0.3], [0.3, 0.3]])
Y = [1.0, 0.5, -0.3, 0.2]


def belief(lengthscale):
    theta = Hyperparameters((lengthscale,) * 2, 1.0, 1e-6)
    return GP().condition(X, Y, theta)


def moved(lengthscale, x):
    rng = np.random.default_rng(0)
    return least_known(x, LogEI(), belief(lengthscale), SPACE, rng)


def test_goes_far_from_all_points_where_lengthscales_are_short():
    far = moved(0.02, np.array([0.2, 0.34]))
    assert np.min(np.linalg.norm(X - far, axis=1)) > 0.7


def test_stays_where_the_best_point_promises_more_than_most():
    x = np.array([0.2, 0.4])
    np.testing.assert_array_equal(moved(0.3, x), x)


class Promising(LogEI):
    """As much as anywhere where x is below `share`, and next to nothing elsewhere."""

    def __init__(self, share):
        object.__setattr__(self, "share", share)

    def on(self, belief, rng):
        return lambda X: np.where(X[:, 0] < self.share, 0.0, -9.0)


@pytest.mark.parametrize(("share", "moves"), [(0.3, False), (0.7, True)])
def test_goes_elsewhere_only_where_most_points_promise_as_much(share, moves):
    best = np.array([0.2, 0.2])
    for seed in range(8):
        rng = np.random.default_rng(seed)
        x = least_known(best, Promising(share), belief(0.3), SPACE, rng)
        assert np.any(x != best) == moves


@pytest.mark.parametrize(("acquisition", "moved"), [(None, True), (LogEI(), False)])
def test_a_search_whose_acquisition_is_given_stays_where_that_is_greatest(
    monkeypatch, acquisition, moved
):
    asked = []

    def elsewhere(best, wanted, belief, space, rng):
        asked.append(best)
        return np.array([0.123, 0.456])

    monkeypatch.setattr(search, "least_known", elsewhere)
    sampler = GPSampler(acquisition=acquisition, deterministic_objective=True)
    study = create_study(sampler=sampler, space=SPACE, seed=0)
    study.optimize(lambda trial: trial.params["x"] + trial.params["y"] ** 2, 5)
    last = study.trials[-1].params
    assert (len(asked) > 0) == moved
    assert (last == {"x": 0.123, "y": 0.456}) == moved
