"""Time of one search for the next point, candidates and climbs included, the fit not."""

import numpy as np
import pytest

from bayesopt.acquisition import EI, UCB, IntegratedVariance, LogEI, Thompson
from bayesopt.gp import GP, Hyperparameters
from bayesopt.maximize import maximize
from bayesopt.space import Categorical, Float, Int, Space


def floats(d):
    return Space({f"x{j}": Float(0, 1) for j in range(d)})


def search(benchmark, acquisition, space, n):
    d = len(space)
    X = space.snap(np.random.default_rng(0).random((n, d)))
    y = ((X - 0.37) ** 2).sum(axis=1) + 0.3 * np.sin(9 * X).sum(axis=1)
    h = Hyperparameters((0.4 * d**0.5,) * d, 1.0, 1e-4)
    belief = GP().condition(X, y, h, categorical=space.categorical)
    benchmark(lambda: maximize(acquisition, belief, space, np.random.default_rng(1), avoid=X))


@pytest.mark.parametrize(("n", "d"), [(10, 1), (20, 2), (100, 5), (300, 10), (1000, 20)])
def test_log_ei(benchmark, n, d):
    search(benchmark, LogEI(), floats(d), n)


@pytest.mark.parametrize("acquisition", [EI(), UCB(), Thompson(), IntegratedVariance()], ids=repr)
def test_other_acquisitions(benchmark, acquisition):
    search(benchmark, acquisition, floats(5), 100)


SPACES = {
    "mixed": Space(
        {
            "lr": Float(1e-5, 1, log=True),
            "momentum": Float(0, 1),
            "width": Int(8, 1024, log=True),
            "depth": Int(1, 8),
            "kind": Categorical(["a", "b", "c", "d"]),
        }
    ),
    "grid of 1728": Space({f"x{j}": Int(0, 11) for j in range(3)}),
    "six categories": Space({f"x{j}": Categorical(range(5)) for j in range(6)}),
    "hundred bits": Space({f"x{j}": Categorical([False, True]) for j in range(100)}),
}


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_discrete_spaces(benchmark, space):
    search(benchmark, LogEI(), space, 100)
