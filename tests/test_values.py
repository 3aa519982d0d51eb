"""What counts as an objective value."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from bayesopt import InvalidValue
from bayesopt.values import numbers

GOOD = [
    (1, 1.0),
    (True, 1.0),
    (-math.inf, -math.inf),
    (np.float32(0.5), 0.5),
    (np.int8(3), 3.0),
    (np.bool_(True), 1.0),
    (np.array(2.5), 2.5),
    (np.array([2.5]), 2.5),
    (np.array([[2.5]]), 2.5),
    (np.ma.array(2.5), 2.5),
    (Decimal("0.1"), 0.1),
    (Fraction(1, 4), 0.25),
    ([3.0], 3.0),
    ((3.0,), 3.0),
]
BAD = [
    None,
    math.nan,
    np.nan,
    Decimal("nan"),
    "abc",
    "3.5",
    b"3.5",
    bytearray(b"3"),
    np.array("3.5"),
    3.5j,
    np.complex128(3.5),
    np.ma.masked,
    np.ma.array(3.5, mask=True),
    np.ma.array([3.5], mask=[True]),
    [np.ma.masked],
    10**400,
    10**5000,
    [],
    [1.0, 2.0],
    [[1.0]],
    np.array([1.0, 2.0]),
    {"loss": 1.0},
    {1.0},
    object(),
    float,
    (x for x in [1.0]),
]


@pytest.mark.parametrize(("value", "expected"), GOOD, ids=repr)
def test_numbers_of_any_kind_pass_as_floats(value, expected):
    assert numbers(value, 1) == (expected,)
    assert type(numbers(value, 1)[0]) is float


@pytest.mark.parametrize("value", BAD, ids=lambda value: type(value).__name__)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(InvalidValue) as caught:
        numbers(value, 1)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "values", [[1, 2.0], (1, 2.0), np.array([1.0, 2.0]), [np.float32(1), np.array([2])]]
)
def test_one_number_per_objective(values):
    assert numbers(values, 2) == (1.0, 2.0)


@pytest.mark.parametrize(
    "values", [1.0, [1.0], [1, 2, 3], "12", [1, math.nan], [1, "2"], [[1, 2]]]
)
def test_a_wrong_count_or_kind_is_refused(values):
    with pytest.raises(InvalidValue):
        numbers(values, 2)


@pytest.mark.parametrize(
    ("values", "objectives", "says"),
    [
        (1.0, 2, r"values = 1\.0; give 2 numbers, one for each objective$"),
        ([1, 2], 3, r"values = \[1, 2\]; give 3 numbers, one for each objective$"),
        ([1, 2], 1, r"values = \[1, 2\]; give one number, as there is one objective$"),
    ],
)
def test_too_few_or_too_many_numbers(values, objectives, says):
    with pytest.raises(InvalidValue, match=says):
        numbers(values, objectives)
