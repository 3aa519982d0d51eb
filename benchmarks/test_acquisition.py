"""Time of scoring points and their gradients, on a belief of n = 100 points in 5 dimensions."""

import numpy as np
import pytest

from bayesopt._core import acquisition as core
from bayesopt.acquisition import EI, UCB, IntegratedVariance, LogEI, LogPI, Thompson
from bayesopt.gp import GP, Hyperparameters


@pytest.fixture(scope="module")
def belief():
    X = np.random.default_rng(0).random((100, 5))
    return GP().condition(X, np.sin(5 * X).sum(axis=1), Hyperparameters((0.6,) * 5, 1.0, 1e-3))


@pytest.mark.parametrize("name", ["ei", "log_ei", "pi", "log_pi"])
def test_core_of_512_points(benchmark, name):
    rng = np.random.default_rng(0)
    mean, std, out = rng.normal(size=512), rng.uniform(0.1, 1, 512), np.empty(512)
    benchmark(getattr(core, name), mean, std, -1.0, out)


ACQUISITIONS = [EI(), LogEI(), LogPI(), UCB(), Thompson(), IntegratedVariance(), 2 * EI() / UCB()]
every = pytest.mark.parametrize("acquisition", ACQUISITIONS, ids=repr)


@every
def test_screen_512_points(benchmark, belief, acquisition):
    X = np.random.default_rng(1).random((512, 5))
    benchmark(acquisition.on(belief, np.random.default_rng(0)), X)


@every
def test_gradient_of_6_points(benchmark, belief, acquisition):
    X = np.random.default_rng(1).random((6, 5))
    benchmark(acquisition.on(belief, np.random.default_rng(0)).gradient, X)
