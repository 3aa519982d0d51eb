"""Independent uniform draws."""

import numpy as np
import pytest
from scipy import stats

from bayesopt import Categorical, Float, Int, Space, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.randomness import generator
from bayesopt.samplers import RandomSampler

N = 4000
HISTORY = Log((StudyDirection.MINIMIZE,), 1).view()


def draws(param):
    space, sampler = Space({"p": param}), RandomSampler()
    return [sampler.suggest(space, HISTORY, generator(3, k)).params["p"] for k in range(N)]


# p-values of a fixed seed: below 0.001 would be a one in a thousand accident
@pytest.mark.parametrize(
    ("param", "distribution"),
    [
        (Float(-2, 6), stats.uniform(-2, 8)),
        (Float(1e-5, 1e2, log=True), stats.loguniform(1e-5, 1e2)),
    ],
)
def test_continuous_draws_are_uniform(param, distribution):
    assert stats.kstest(draws(param), distribution.cdf).pvalue > 0.001


@pytest.mark.parametrize(
    "param", [Int(1, 10), Int(0, 9, step=3), Float(0, 1, step=0.1), Categorical(list("abcdefg"))]
)
def test_every_value_is_equally_likely(param):
    _, counts = np.unique(draws(param), return_counts=True)
    assert len(counts) == param.levels
    assert stats.chisquare(counts).pvalue > 0.001


def test_log_ints_are_uniform_over_the_logarithm():
    drawn = np.array(draws(Int(1, 100, log=True)))
    # P(v <= 10) = log(10.5 / 0.5) / log(100.5 / 0.5) = 0.574; five times its std of 0.0078
    assert np.mean(drawn <= 10) == pytest.approx(0.574, abs=0.039)


def test_parameters_are_independent():
    study = create_study(
        sampler=RandomSampler(), seed=1, space={"x": Float(0, 1), "y": Float(0, 1)}
    )
    points = np.array([list(study.ask().params.values()) for _ in range(1000)])
    # 5 / sqrt(1000)
    assert abs(np.corrcoef(points.T)[0, 1]) < 0.16
