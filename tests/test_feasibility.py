"""Acquisitions where evaluations may fail or break constraints."""

import numpy as np
import pytest

from bayesopt.acquisition import EI, PI, UCB, LogEI, LogPI, MaxVariance, Thompson
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


@pytest.mark.parametrize("plain", [EI(), PI(), LogEI(), LogPI(), UCB(1.8), Thompson()])
@pytest.mark.parametrize(
    ("spelt", "factor"),
    [
        (lambda a: 1.0 * a, 1.0),
        (lambda a: a * 1, 1.0),
        (lambda a: a / 0.5, 2.0),
        (lambda a: 2.0 * (a / 8), 0.25),
        (lambda a: 3.0 * a, 3.0),
    ],
)
def test_a_positive_factor_changes_no_order(plain, spelt, factor):
    judges = LogFeasible((HALF, SUM), (3.0, 1.0), (0.0, 0.0))
    Q = RNG.random((20, 2))
    values = feasibly(plain, judges, 0.5).on(BELIEF, np.random.default_rng(0))(Q)
    scaled = feasibly(spelt(plain), judges, 0.5).on(BELIEF, np.random.default_rng(0))(Q)
    np.testing.assert_allclose(scaled, factor * values, rtol=1e-12)


@pytest.mark.parametrize(
    ("acquisition", "chances"),
    [
        (EI() + 0.3 * PI(), "multiplied"),
        (EI() / MaxVariance(), "multiplied"),
        (MaxVariance() * EI(), "multiplied"),
        (2.0 * EI() / MaxVariance(), "multiplied"),
        (LogEI() + MaxVariance(), "added"),
        (0.5 * LogEI() + 0.5 * LogPI(), "added"),
        (EI() + UCB(1.8), "in units"),
        (EI(-3.0) / PI(-3.0), "in units"),
        (-1.0 * EI(), "in units"),
        (EI() / -2, "in units"),
        (LogEI() + EI(), "in units"),
        (LogEI() * MaxVariance(), "in units"),
        (-1.0 * LogEI(), "in units"),
    ],
)
def test_what_is_made_of_expectations_or_logarithms_goes_with_a_chance_as_they_do(
    acquisition, chances
):
    judges = LogFeasible((HALF, SUM), (3.0, 1.0), (0.0, 0.0))
    Q = RNG.random((20, 2))
    values, logs = acquisition.on(BELIEF, RNG)(Q), judges.on(BELIEF, RNG)(Q)
    expected = {
        "multiplied": values * np.exp(logs),
        "added": values + logs,
        "in units": values + 0.5 * logs,
    }
    found = feasibly(acquisition, judges, 0.5).on(BELIEF, RNG)(Q)
    np.testing.assert_allclose(found, expected[chances], rtol=1e-9)


@pytest.mark.parametrize(
    "acquisition", [EI(), LogEI(), UCB(1.8), 2.0 * LogEI(), EI() / MaxVariance()]
)
def test_slopes_are_those_of_the_values(acquisition):
    score = feasibly(acquisition, LogFeasible((HALF, SUM), (3.0, 1.0), (0.0, 0.0)), 0.5).on(
        BELIEF, RNG
    )
    Q = RNG.random((10, 2))
    values, slopes = score.gradient(Q)
    np.testing.assert_allclose(values, score(Q), rtol=1e-9, atol=1e-200)
    np.testing.assert_allclose(slopes, differences(score, Q), rtol=1e-4, atol=1e-5)
