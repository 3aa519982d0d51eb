"""Values made fit for a Gaussian process."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bayesopt.outputs import (
    KEPT,
    Warp,
    deepened,
    finite,
    scalarise,
    shortening,
    shortening_one_of_several,
    tails,
)


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


@pytest.mark.parametrize("depth", range(1, len(KEPT) + 1))
@pytest.mark.parametrize("y", LONG)
def test_a_deep_warp_keeps_the_order_and_the_distances_of_the_best(y, depth):
    y = np.array(y)
    deep = deepened(shortening(y), y, depth)
    values, short = deep(y), shortening(y)(y)
    assert_array_equal(np.diff(np.sort(values)) == 0, np.diff(np.sort(y)) == 0)
    assert_array_equal(np.argsort(values, kind="stable"), np.argsort(y, kind="stable"))
    assert values.min() == y.min()
    step, before = (np.diff(np.unique(each))[0] for each in (values, short))
    assert 0.99 * math.log(2) * before < step <= before
    assert_allclose(deep.inverse(values), y, rtol=1e-6)


def test_deeper_warps_leave_fewer_values_as_they_are():
    y = np.exp(20 * np.linspace(0, 1, 40))
    spans = [np.ptp(deepened(shortening(y), y, depth)(y)) for depth in range(len(KEPT) + 1)]
    assert spans == sorted(spans, reverse=True)


@pytest.mark.parametrize(("depth", "kept"), [(1, 10), (2, 4), (3, 1)])
def test_of_forty_values_a_quarter_or_a_tenth_or_one_keeps_its_distance(depth, kept):
    y = 3.0 + np.arange(40) ** 2
    away, unit = y - 3.0, kept**2
    assert_allclose(deepened(Warp(), y, depth)(y), 3.0 + unit * np.log1p(away / unit))


@pytest.mark.parametrize("depth", [-1, -2, -3])
@pytest.mark.parametrize("y", LONG[:2] + LONG[3:])
def test_a_warp_for_a_long_good_tail_keeps_the_order_and_leads_back(y, depth):
    y = -np.array(y)
    warp = deepened(Warp(), y, depth)
    values = warp(y)
    assert_array_equal(np.diff(np.sort(values)) == 0, np.diff(np.sort(y)) == 0)
    assert_array_equal(np.argsort(values, kind="stable"), np.argsort(y, kind="stable"))
    assert np.ptp(values) < np.ptp(y)
    assert_allclose(warp.inverse(values), y, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("depth", "kept"), [(-1, 10), (-2, 4), (-3, 1)])
def test_of_forty_values_that_many_keep_their_distance_to_the_greatest(depth, kept):
    y = 3.0 - np.arange(40) ** 2
    logarithms = 3.0 - kept**2 * np.log1p((3.0 - y) / kept**2)
    expected = shortening(logarithms)(logarithms)
    assert_allclose(deepened(Warp(), y, depth)(y), expected)


@pytest.mark.parametrize("y", [[1.0] * 9, [0.0, 0.0, 1.0, 1.0, 2.0]])
def test_what_has_few_values_is_not_warped_any_deeper(y):
    y = np.array(y)
    assert deepened(Warp(), y, 3) == deepened(Warp(), y, -3) == Warp()


@pytest.mark.parametrize("depth", [2, -2])
@pytest.mark.parametrize("y", LONG[:1] + LONG[4:])
def test_the_slopes_of_a_warp_are_those_of_its_values(y, depth):
    y = np.copysign(y, depth)
    deep = deepened(shortening(y), y, depth)
    h = 1e-6 * np.maximum(np.abs(y), 1.0)
    assert len(deep.rounds) > (depth > 0)
    slopes = (deep(y + h) - deep(y - h))[1:] / (2 * h[1:])
    assert_allclose(deep.log_slope(y[1:]), np.sum(np.log(slopes)), rtol=1e-4)


def test_of_several_objectives_one_that_is_mostly_at_its_best_keeps_its_values():
    y = np.concatenate([1e-17 * np.arange(40), np.linspace(0.1, 1.5, 20)])
    assert len(shortening(y).rounds) > 1
    assert shortening_one_of_several(y) == Warp()
    assert shortening_one_of_several(np.ones(9)) == Warp()
    assert shortening_one_of_several(np.array([3.0])) == Warp()


@pytest.mark.parametrize("scale", [1.0, 1e300, 1e-300])
@pytest.mark.filterwarnings("error")
def test_of_several_objectives_one_with_a_long_tail_is_shortened(scale):
    y = scale * np.exp(15 * (np.linspace(0, 1, 50) - 1))
    assert shortening_one_of_several(y) == shortening(y) != Warp()


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


def test_scalarise_is_the_augmented_tchebycheff_function():
    Y = np.array([[0.0, 7.0], [1.0, 3.0], [4.0, -1.0]])
    f = np.array([[0.0, 1.0], [0.25, 0.5], [1.0, 0.0]])
    w = np.random.default_rng(1).dirichlet([1.0, 1.0])
    expected = [max(w * each) + 0.05 * w @ each for each in f]
    assert_allclose(scalarise(Y, np.random.default_rng(1)), expected)
