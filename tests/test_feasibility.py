"""Acquisitions where evaluations may fail or break constraints."""

import numpy as np
import pytest

from bayesopt.acquisition import EI, PI, UCB, LogEI
from bayesopt.feasibility import LogFeasible, feasibly
from bayesopt.gp import GP
from tests.differences import slopes as differences

RNG = np.random.default_rng(3)
X = RNG.random((12, 2))
BELIEF = GP().fit(X, np.sin(5 * X[:, 0]) + X[:, 1])
HALF = GP(noise_std=0.5).fit(X, np.where(X[:, 0] > 0.5, 1.0, -1.0))
SUM = GP(noise_std=0.5).fit(X, X.sum(axis=1) - 1.2)


def test_probabilities_of_all_judges_multiply():
    score = LogFeasible((HALF, SUM), (1.0, 1.0), (0.0, 0.0)).on(BELIEF, RNG)
    alone = [PI().on(judge.with_best(0.0), RNG)(X) for judge in (HALF, SUM)]
    np.testing.assert_allclose(np.exp(score(X)), alone[0] * alone[1], rtol=1e-9)


def test_expected_improvement_is_multiplied_and_its_logarithm_added():
    judges = LogFeasible((HALF, SUM), (3.0, 1.0), (0.0, 0.0))
    Q = RNG.random((20, 2))
    product = feasibly(EI(), judges, 1.0).on(BELIEF, RNG)(Q)
    added = feasibly(LogEI(), judges, 1.0).on(BELIEF, RNG)(Q)
    seen = product > 1e-100
    assert seen.sum() > 5
    apart = np.log(product[seen]) - added[seen]  # of what LogEI is the logarithm: another unit
    np.testing.assert_allclose(apart, apart[0], rtol=1e-9)
    assert 0.5 * BELIEF.scale <= np.exp(apart[0]) <= BELIEF.scale


def test_what_is_no_logarithm_of_a_chance_is_multiplied_or_loses_units():
    judges = LogFeasible((HALF, SUM), (3.0, 1.0), (0.0, 0.0))
    Q = RNG.random((20, 2))
    logs = judges.on(BELIEF, RNG)(Q)
    chance = feasibly(PI(), judges, 0.5).on(BELIEF, RNG)(Q)
    np.testing.assert_allclose(chance, PI().on(BELIEF, RNG)(Q) * np.exp(logs), rtol=1e-9)
    bound = feasibly(UCB(1.8), judges, 0.5).on(BELIEF, RNG)(Q)
    np.testing.assert_allclose(bound, UCB(1.8).on(BELIEF, RNG)(Q) + 0.5 * logs, rtol=1e-9)


@pytest.mark.parametrize("acquisition", [EI(), LogEI(), UCB(1.8)])
def test_slopes_are_those_of_the_values(acquisition):
    score = feasibly(acquisition, LogFeasible((HALF, SUM), (3.0, 1.0), (0.0, 0.0)), 0.5).on(
        BELIEF, RNG
    )
    Q = RNG.random((10, 2))
    values, slopes = score.gradient(Q)
    np.testing.assert_allclose(values, score(Q), rtol=1e-9, atol=1e-200)
    np.testing.assert_allclose(slopes, differences(score, Q), rtol=1e-4, atol=1e-5)
