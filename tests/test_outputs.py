"""Values made fit for a Gaussian process."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bayesopt.outputs import Warp, finite, scalarise, shortening, tails


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


LONG = [
    [0.0, 1.0, 2.0, 3.0, 100.0, 1000.0],
    [1.0, 2.0, 3.0, 4.0, 1e12],
    [0.0, 0.0, 0.0, 2.0, 1e12],
    [0.0, 1.0, 2.0, 3.0, 1e300],
    np.exp(40 * np.linspace(0, 1, 50)),
]


@pytest.mark.parametrize("y", LONG)
def test_shortening_makes_the_tails_alike(y):
    y = np.array(y)
    good, bad = tails(shortening(y)(y))
    assert 0 < bad <= 2 * good


@pytest.mark.parametrize("y", LONG)
def test_shortening_leaves_the_better_half_and_the_order_alone(y):
    y = np.array(y)
    short = shortening(y)(y)
    good = y <= np.median(y)
    assert_array_equal(short[good], y[good])
    assert_array_equal(np.argsort(short, kind="stable"), np.argsort(y, kind="stable"))
    assert_array_equal(np.diff(short) == 0, np.diff(y) == 0)  # ties stay ties


def test_a_warp_is_smooth_at_its_middle():
    warp = Warp(((0.0, 2.0),))
    assert_allclose(warp(np.array([-1e-6, 0.0, 1e-6])), [-1e-6, 0.0, 1e-6], rtol=1e-6)


@pytest.mark.parametrize("y", LONG)
def test_the_inverse_leads_back(y):
    y = np.array(y)
    warp = shortening(y)
    # each logarithm costs the digits that it squeezes: 1e300 comes back to ten
    assert_allclose(warp.inverse(warp(y)), y, rtol=1e-9, atol=1e-12)
    assert warp.inverse(np.array([1e6 * np.abs(y).max() + 1e6]))[0] == np.inf


@pytest.mark.parametrize(
    "y", [[0, 1e-320, 1e-310, 1, 1e308], [-1e308, -1e305, 0, 1, 1e308], [5.0] * 5]
)
def test_shortening_ends_and_is_finite(y):
    y = np.array(y, dtype=float)
    assert np.isfinite(shortening(y)(y)).all()


def test_short_tails_and_few_values_need_no_warp():
    skewed = np.array([0.0, 1.0, 2.0, 3.0, 100.0, 1000.0])
    for y in (skewed[-4:], -skewed, np.arange(7.0), np.array([])):
        assert shortening(y) == Warp()
    assert_array_equal(Warp()(skewed), skewed)


def test_scalarise_never_prefers_a_dominated_point():
    rng = np.random.default_rng(1)
    Y = rng.random((30, 3))
    worse = Y + 0.1
    values = scalarise(np.concatenate([Y, worse]), rng)
    assert np.all(values[:30] < values[30:])
