"""What the values of a constraint say."""

import numpy as np
import pytest

from bayesopt import Float
from bayesopt.gp import GP
from bayesopt.samplers.distances import (
    as_kept,
    bounded,
    flags,
    in_logarithms,
    smaller_side,
    spans_decades,
)
from bayesopt.space import Space

SPACE = Space({"x": Float(0, 1), "y": Float(0, 1)})


def test_unset_is_kept_where_only_those_set_a_constraint_that_break_it():
    no = np.nan
    C = np.array([[1.0, 1.0, no], [no, -2.0, no], [3.0, no, no], [np.inf, no, no]])
    expected = [[1.0, 1.0, no], [-2.0, -2.0, no], [3.0, no, no], [np.inf, no, no]]
    np.testing.assert_array_equal(as_kept(C), expected)


@pytest.mark.parametrize(
    ("values", "are"),
    [
        ([1.0, 0.0, 0.0], True),
        ([1.0, -1.0, 1.0], True),
        ([1.0, -1.0], False),  # of two numbers nobody knows
        ([1.0, 1.0, 1.0], False),
        ([0.0, -1.0, 0.0], False),
        ([1.0, 2.0, 1.0], False),
        ([1.0, 2.0, -1.0, 2.0], False),
        ([], False),
    ],
)
def test_flags_are_told_from_numbers(values, are):
    assert flags(np.array(values)) == are


@pytest.mark.parametrize(("steep", "are"), [(20.0, True), (0.0, False)])
def test_values_over_decades_are_told_from_a_thin_band(steep, are):
    """What is feasible is as little of the cube for both."""
    X = np.random.default_rng(0).random((40, 2))
    q = np.sum(X**2, axis=1) - 0.1
    c = np.expm1(steep * q) if steep else q
    assert spans_decades(GP(), X, c, SPACE) == are
    assert spans_decades(GP(), X, 1e-200 * c, SPACE) == are


@pytest.mark.parametrize("c", [[1.0], [0.0, 0.0], [np.inf, -1.0], [-np.inf, np.inf, 0.0]])
def test_sizes_of_few_values_are_numbers(c):
    c = np.array(c)
    assert 0 < smaller_side(c) < np.inf
    assert np.isfinite(bounded(c)).all()
    assert (np.sign(in_logarithms(smaller_side(c))(np.clip(c, -9, 9))) == np.sign(c)).all()
