"""Where a process expects about as much nearly everywhere."""

import numpy as np

from bayesopt import Float
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP, Hyperparameters
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
