"""The box between users' values and the cube."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayesopt import Categorical, Float, Int, InvalidParameter, Space

SPACE = Space(
    {
        "x": Float(-5, 10),
        "lr": Float(1e-6, 1, log=True),
        "width": Float(0.1, 0.9, step=0.1),
        "layers": Int(1, 7),
        "units": Int(1, 1000, log=True),
        "kind": Categorical(["a", "b", "c"]),
        "size": Categorical(["S", "M", "L"], ordered=True),
        "fixed": Int(3, 3),
    }
)
points = arrays(np.float64, (5, len(SPACE)), elements=st.floats(-0.5, 1.5))


@given(points)
def test_decode_gives_values_of_the_space(X):
    for row in SPACE.snap(X):
        values = SPACE.decode(row)
        assert list(values) == list(SPACE)
        assert all(SPACE[name].contains(value) for name, value in values.items())


@given(points)
def test_snapped_points_come_back_from_their_values(X):
    X = SPACE.snap(X)
    rows = [SPACE.decode(row) for row in X]
    np.testing.assert_allclose(SPACE.encode(rows), X, atol=1e-12)


@given(points)
def test_snap_is_idempotent_and_stays_in_the_cube(X):
    once = SPACE.snap(X)
    assert ((once >= 0) & (once <= 1)).all()
    np.testing.assert_allclose(SPACE.snap(once), once, atol=1e-12)


@given(points)
def test_snap_is_the_value_that_decode_would_give(X):
    for row, snapped in zip(X, SPACE.snap(X), strict=True):
        assert list(SPACE.decode(row).values()) == list(SPACE.decode(snapped).values())


def test_snap_leaves_its_argument_and_inactive_places_alone():
    X = np.full((2, len(SPACE)), 0.37)
    X[1] = np.nan
    before = X.copy()
    assert np.isnan(SPACE.snap(X)[1]).all()
    np.testing.assert_array_equal(X, before)
    assert Space({"x": Float(0, 1)}).snap(np.empty((0, 1))).shape == (0, 1)


def test_missing_and_foreign_values_are_nan():
    X = SPACE.encode([{"x": 10, "kind": "z"}, {}])
    assert X[0, 0] == 1.0
    assert np.isnan(X[0, 1:]).all()
    assert np.isnan(X[1]).all()
    assert SPACE.encode([]).shape == (0, len(SPACE))


def test_values_beyond_a_range_lie_beyond_the_cube():
    space = Space({"x": Float(0, 1), "k": Int(0, 9)})
    np.testing.assert_allclose(space.encode([{"x": 3, "k": 10}]), [[3.0, 1.05]])


def test_levels_and_categorical_follow_the_names():
    assert SPACE.names == tuple(SPACE)
    assert SPACE.levels.tolist() == [0, 0, 9, 7, 1000, 3, 3, 1]
    assert SPACE.levels.dtype == np.int64
    assert SPACE.categorical.tolist() == [False] * 5 + [True, False, False]
    assert SPACE.size == np.inf
    assert Space({"k": Int(0, 9), "c": Categorical("abc".__iter__())}).size == 30
    assert Space().size == 1


def test_parts_and_unions():
    assert SPACE.without(["x", "y"]).names == SPACE.names[1:]
    assert SPACE.free.names == SPACE.names[:-1]
    assert SPACE.free.free is SPACE.free
    wide = Space({"kind": Categorical(["a", "b", "c", "d"]), "new": Int(0, 1)})
    assert dict(SPACE & wide) == {"kind": wide["kind"]}


def test_spaces_are_values():
    same = Space(dict(SPACE))
    assert same == SPACE
    assert hash(same) == hash(SPACE)
    assert Space({"a": Int(0, 1), "b": Int(0, 1)}) != Space({"b": Int(0, 1), "a": Int(0, 1)})
    assert len({SPACE, same, SPACE.without(["x"])}) == 2


@pytest.mark.parametrize("params", [{"x": 3}, {3: Float(0, 1)}, {"x": (0, 1)}, [1], "x", 5])
def test_what_is_no_space_is_refused(params):
    with pytest.raises(InvalidParameter):
        Space(params)
