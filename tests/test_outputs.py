"""Values made fit for a Gaussian process."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.stats import halfnorm, kstest

from bayesopt.outputs import finite, half_rank, modelled, scalarise, skew


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


def test_skew_is_the_ratio_of_the_tails():
    assert skew(np.array([0.0, 1.0, 4.0])) == 3.0
    assert skew(np.array([0.0, 0.0, 1.0])) == np.inf
    assert skew(np.ones(5)) == 0.0


def test_half_rank_leaves_the_better_half_and_the_order_alone():
    y = np.array([5.0, 1e9, 1.0, 2.0, 3.0, 40.0, 1e9])
    warped = half_rank(y)
    good = y <= np.median(y)
    assert_array_equal(warped[good], y[good])
    assert_array_equal(np.argsort(warped, kind="stable"), np.argsort(y, kind="stable"))
    assert warped[1] == warped[6]  # equal values stay equal
    assert warped.max() < 20


def test_half_rank_makes_the_worse_half_half_normal():
    rng = np.random.default_rng(0)
    y = np.exp(3 * rng.standard_normal(4001))
    middle = np.median(y)
    bad = half_rank(y)[y > middle] - middle
    unit = np.sqrt(np.mean((y[y <= middle] - middle) ** 2))
    # ranks are spread evenly, so the distance is that of 2000 quantiles from their law: 1/4000
    assert kstest(bad / unit, halfnorm.cdf).statistic < 1e-3


def test_half_rank_of_a_constant_better_half_uses_the_first_step_up():
    warped = half_rank(np.array([0.0, 0.0, 0.0, 2.0, 1e12]))
    assert 0 < warped[3] < warped[4] < 10


def test_modelled_warps_only_long_bad_tails_of_enough_values():
    skewed = np.array([0.0, 1.0, 2.0, 3.0, 100.0, 1000.0])
    assert modelled(skewed, warp=True).max() < 20
    assert_array_equal(modelled(skewed, warp=False), skewed)
    assert_array_equal(modelled(skewed[-4:], warp=True), skewed[-4:])
    assert_array_equal(modelled(-skewed, warp=True), -skewed)


def test_scalarise_never_prefers_a_dominated_point():
    rng = np.random.default_rng(1)
    Y = rng.random((30, 3))
    worse = Y + 0.1
    values = scalarise(np.concatenate([Y, worse]), rng)
    assert np.all(values[:30] < values[30:])
