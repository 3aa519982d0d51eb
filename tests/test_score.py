"""Acquisitions combine, and a score needs no gradient of its own."""

import numpy as np
import pytest

from bayesopt.acquisition import EI, UCB, Thompson
from bayesopt.gp import GP, Hyperparameters
from bayesopt.score import Acquisition, Score

POINTS = np.random.default_rng(1).random((7, 3))


@pytest.fixture(scope="module")
def belief():
    X = np.random.default_rng(0).random((4, 3))
    h = Hyperparameters((0.4, 0.6, 0.9), 1.2, 1e-2)
    return GP(scale=1.0, mean=0.0).condition(X, np.sin(5 * X).sum(axis=1), h)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_algebra(belief):
    a, b = EI()(belief, POINTS, rng()), UCB()(belief, POINTS, rng())
    for combined, expected in (
        (EI() + UCB(), a + b),
        (EI() * UCB(), a * b),
        (EI() / UCB(), a / b),
        (2 * EI(), 2 * a),
        (EI() * 2, 2 * a),
        (EI() / 2, a / 2),
        (EI() * UCB() + 3 * EI(), a * b + 3 * a),
    ):
        np.testing.assert_allclose(combined(belief, POINTS, rng()), expected, rtol=1e-14)


def test_equal_combinations_are_equal_and_say_what_they_are():
    assert 2 * EI() == 2 * EI() != 2 * EI(0.1)
    assert repr(EI() + UCB()) == "Sum(left=EI(xi=0.0), right=UCB(beta=1.8))"


@pytest.mark.parametrize("other", ["EI", None, [1]])
def test_only_acquisitions_and_numbers_combine(other):
    for operation in ("__add__", "__mul__", "__truediv__", "__rmul__"):
        assert getattr(EI(), operation)(other) is NotImplemented
    with pytest.raises(TypeError):
        EI() + other


def test_parts_draw_from_one_source_in_order(belief):
    source = rng(9)
    first, second = Thompson()(belief, POINTS, source), Thompson()(belief, POINTS, source)
    both = (Thompson() + Thompson())(belief, POINTS, rng(9))
    np.testing.assert_allclose(both, first + second)
    assert np.any(first != second)


def test_a_score_needs_no_gradient_of_its_own(belief):
    class Bowl(Score):
        def __call__(self, X):
            return -np.sum((X - 0.3) ** 2, axis=1)

    class Bowls(Acquisition):
        def on(self, belief, rng):
            return Bowl()

    values, slopes = (2 * Bowls()).on(belief, rng()).gradient(POINTS)
    np.testing.assert_allclose(values, 2 * Bowl()(POINTS))
    np.testing.assert_allclose(slopes, -4 * (POINTS - 0.3), atol=1e-8)
