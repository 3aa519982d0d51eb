"""Boxes within the unit cube."""

import numpy as np

from bayesopt.box import MOVING, Box
from bayesopt.space import Categorical, Float, Int, Space


def cube(d):
    return Space({f"x{j}": Float(0, 1) for j in range(d)})


def test_a_box_ends_where_the_cube_does():
    box = Box.about(np.array([0.5, 0.05, 0.9]), np.array([0.4, 0.4, np.inf]), cube(3))
    np.testing.assert_allclose(box.low, [0.3, 0.0, 0.0])
    np.testing.assert_allclose(box.high, [0.7, 0.25, 1.0])


def test_a_box_reaches_the_next_value_of_each_number_with_levels():
    space = Space(
        {
            "n": Int(0, 9),
            "log": Int(1, 100, log=True),
            "size": Categorical([*"sml"], ordered=True),
            "kind": Categorical([*"abc"]),
            "still": Int(0, 9),
        }
    )
    at = {"n": 4, "log": 2, "size": "s", "kind": "b", "still": 4}
    sides = np.array([0.01, 0.01, 0.01, np.inf, 0.0])
    box = Box.about(space.encode([at])[0], sides, space)
    for name, values in {
        "n": [4, 3, 5],
        "log": [2, 1, 3],
        "size": ["s", "m"],
        "kind": [*"abc"],
        "still": [4],
    }.items():
        near = {value for value in map(space[name].at, range(space[name].levels))}
        for value in near:
            X = space.encode([{**at, name: value}])
            assert box.holds(X)[0] == (value in values), (name, value)


def test_points_are_moved_to_the_nearest_of_the_box():
    box = Box.about(np.array([0.5, 0.5]), np.array([0.2, 1.0]), cube(2))
    np.testing.assert_allclose(box.clip(np.array([[0.0, 0.9]])), [[0.4, 0.9]])


def test_candidates_fill_the_box_and_every_other_moves_a_few_coordinates_only():
    rng = np.random.default_rng(0)
    d = 100
    box = Box.about(np.full(d, 0.5), np.full(d, 0.1), cube(d))
    X = box.spread(rng.random((400, d)), rng)
    assert np.all((box.low <= X) & (box.high >= X))
    moved = np.sum(box.middle != X, axis=1)
    assert moved[1::2].min() == d
    # of 100 coordinates each moves with probability 0.2: 200 means are within 5 of their 0.3
    assert abs(moved[::2].mean() - MOVING) < 1.5
    assert moved[::2].min() >= 1
    np.testing.assert_allclose(X[1::2].std(axis=0), 0.1 / np.sqrt(12), rtol=0.2)
