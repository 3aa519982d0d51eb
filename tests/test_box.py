"""Boxes within the unit cube."""

import numpy as np

from bayesopt.box import MOVING, Box


def test_a_box_ends_where_the_cube_does():
    box = Box.about(np.array([0.5, 0.05, 0.9]), np.array([0.4, 0.4, np.inf]))
    np.testing.assert_allclose(box.low, [0.3, 0.0, 0.0])
    np.testing.assert_allclose(box.high, [0.7, 0.25, 1.0])


def test_points_are_moved_to_the_nearest_of_the_box():
    box = Box.about(np.array([0.5, 0.5]), np.array([0.2, 1.0]))
    np.testing.assert_allclose(box.clip(np.array([[0.0, 0.9]])), [[0.4, 0.9]])


def test_candidates_fill_the_box_and_every_other_moves_a_few_coordinates_only():
    rng = np.random.default_rng(0)
    d = 100
    box = Box.about(np.full(d, 0.5), np.full(d, 0.1))
    X = box.spread(rng.random((400, d)), rng)
    assert np.all((box.low <= X) & (box.high >= X))
    moved = np.sum(box.middle != X, axis=1)
    assert moved[1::2].min() == d
    # of 100 coordinates each moves with probability 0.2: 200 means are within 5 of their 0.3
    assert abs(moved[::2].mean() - MOVING) < 1.5
    assert moved[::2].min() >= 1
    np.testing.assert_allclose(X[1::2].std(axis=0), 0.1 / np.sqrt(12), rtol=0.2)
