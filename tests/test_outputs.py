"""Values made fit for a Gaussian process."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bayesopt.outputs import finite, modelled, scalarise, shorten, tails


def test_finite_keeps_finite_values_as_they_are():
    y = np.array([3.0, -1.0, 2.0])
    assert_array_equal(finite(y), y)


def test_finite_moves_infinities_half_a_range_out():
    y = np.array([1.0, np.inf, 3.0, -np.inf])
    assert_array_equal(finite(y), [1.0, 4.0, 3.0, 0.0])


@pytest.mark.parametrize(
    "y", [[np.inf] * 3, [np.inf, -np.inf], [1e300, np.inf], [1.7e308, -1.7e308, np.inf], [np.inf]]
)
def test_finite_is_finite_whatever_comes(y):
    assert np.isfinite(finite(np.array(y))).all()


def test_tails_are_measured_from_the_median():
    assert tails(np.array([0.0, 1.0, 4.0])) == (1.0, 3.0)
    assert tails(np.array([0.0, 0.0, 0.0, 2.0, 9.0])) == (2.0, 9.0)
    assert tails(np.ones(5)) == (0.0, 0.0)


def test_shorten_leaves_the_better_half_and_the_order_alone():
    y = np.array([5.0, 1e9, 1.0, 2.0, 3.0, 40.0, 1e9])
    short = shorten(y)
    good = y <= np.median(y)
    assert_array_equal(short[good], y[good])
    assert_array_equal(np.argsort(short, kind="stable"), np.argsort(y, kind="stable"))
    assert short[1] == short[6]  # equal values stay equal


def test_shorten_is_smooth_at_the_median():
    y = np.array([-2.0, -1.0, 0.0, 1e-6, 3.0])
    assert_allclose(shorten(y)[3], 1e-6, rtol=1e-6)  # slope 1, as on the other side


@pytest.mark.parametrize(
    "y",
    [
        [0.0, 1.0, 2.0, 3.0, 100.0, 1000.0],
        [1.0, 2.0, 3.0, 4.0, 1e12],
        [0.0, 0.0, 0.0, 2.0, 1e12],
        [0.0, 1.0, 2.0, 3.0, 1e300],
        [0.0, 1.0, 2.0, np.inf, np.inf],
        np.exp(40 * np.linspace(0, 1, 50)),
    ],
)
def test_modelled_makes_the_tails_alike(y):
    good, bad = tails(modelled(np.array(y), warp=True))
    assert 0 < bad <= 2 * good


@pytest.mark.parametrize(
    "y",
    [[0, 1e-320, 1e-310, 1, 1e308], [-1e308, -1e305, 0, 1, 1e308], [5.0] * 5, [np.inf] * 5],
)
def test_modelled_ends_and_is_finite(y):
    assert np.isfinite(modelled(np.array(y), warp=True)).all()


def test_modelled_leaves_short_tails_and_few_values_alone():
    skewed = np.array([0.0, 1.0, 2.0, 3.0, 100.0, 1000.0])
    for y in (skewed[-4:], -skewed, np.arange(7.0)):
        assert_array_equal(modelled(y, warp=True), y)
    assert_array_equal(modelled(skewed, warp=False), skewed)


def test_scalarise_never_prefers_a_dominated_point():
    rng = np.random.default_rng(1)
    Y = rng.random((30, 3))
    worse = Y + 0.1
    values = scalarise(np.concatenate([Y, worse]), rng)
    assert np.all(values[:30] < values[30:])
