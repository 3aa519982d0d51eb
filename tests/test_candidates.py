"""Candidates lie in the space, and where they are meant to."""

import numpy as np
import pytest

from bayesopt import candidates
from bayesopt.space import Categorical, Float, Int, Space

MIXED = Space(
    {
        "x": Float(0, 1),
        "i": Int(1, 30),
        "log": Int(1, 1000, log=True),
        "wide": Int(0, 10**7),
        "few": Int(1, 9, log=True),
        "kind": Categorical([*"abc"]),
        "many": Categorical(range(50)),
        "only": Int(4, 4),
    }
)


def rng(seed=0):
    return np.random.default_rng(seed)


def inside(space, X):
    np.testing.assert_array_equal(space.snap(X), X)


def test_everywhere_puts_one_point_into_each_stratum():
    space = Space({f"x{j}": Float(0, 1) for j in range(4)})
    X = candidates.everywhere(space, 32, rng())
    for column in X.T:
        np.testing.assert_array_equal(np.sort(np.floor(32 * column)), np.arange(32))


def test_everywhere_and_near_are_in_the_space():
    X = candidates.everywhere(MIXED, 64, rng())
    inside(MIXED, X)
    inside(MIXED, candidates.near(X[:3], np.full(8, 0.5), MIXED, 64, rng()))


def test_near_is_near_and_moves_every_point():
    space = Space({f"x{j}": Float(0, 1) for j in range(20)})
    centre = np.full((1, 20), 0.5)
    X = candidates.near(centre, np.full(20, 1.0), space, 300, rng())
    moved = X != 0.5
    assert np.all(moved.any(axis=1))
    # a tenth of twenty parameters, and one at least
    assert 2 < moved.sum(axis=1).mean() < 4
    # the widest of three reaches is a standard deviation of 0.2
    assert 0.05 < np.std(X[moved] - 0.5) < 0.2


def test_near_reaches_every_category_from_any_other():
    space = Space({"kind": Categorical(range(8)), "x": Float(0, 1)})
    centre = space.encode([{"kind": 0, "x": 0.5}])
    X = candidates.near(centre, np.array([0.1, 0.1]), space, 400, rng())
    moved = X[X[:, 0] != centre[0, 0], 0]
    # drawn anew, not stepped to: each of the seven others about as often as the next one
    assert np.bincount((moved * 8).astype(int), minlength=8)[1:].min() > len(moved) / 14


def test_cells_are_all_the_points_of_a_space():
    space = Space({"a": Int(1, 9, log=True), "b": Categorical([*"xyz"]), "c": Int(0, 4)})
    X = candidates.cells(space, 9 * 3 * 5)
    inside(space, X)
    found = {tuple(space.decode(x).values()) for x in X}
    assert found == {(a, b, c) for a in range(1, 10) for b in "xyz" for c in range(5)}
    np.testing.assert_array_equal(candidates.cells(space, 7), X[:7])


def test_neighbours_differ_in_one_parameter():
    X = candidates.everywhere(MIXED, 5, rng())
    moves, dims = candidates.neighbours(X, MIXED, rng(), 10_000)
    inside(MIXED, moves.reshape(-1, 8))
    different = moves != X[:, None, :]
    for m, j in enumerate(dims):
        assert not np.delete(different[:, m], j, axis=1).any()
    assert set(dims.tolist()) == {1, 2, 3, 4, 5, 6}  # neither the continuous one nor the single


@pytest.mark.parametrize("name", ["i", "log", "wide"])
def test_neighbours_include_the_next_values(name):
    column = MIXED.names.index(name)
    X = candidates.everywhere(MIXED, 20, rng())
    moves, dims = candidates.neighbours(X, MIXED, rng(), 10_000)
    for x, own in zip(X, moves[:, dims == column], strict=True):
        here = MIXED.decode(x)[name]
        reached = {MIXED.decode(move)[name] for move in own}
        param = MIXED[name]
        assert {max(here - 1, param.low), min(here + 1, param.high)} <= reached


@pytest.mark.parametrize("name", ["few", "kind"])
def test_neighbours_include_all_of_few_values(name):
    column = MIXED.names.index(name)
    moves, dims = candidates.neighbours(candidates.everywhere(MIXED, 1, rng()), MIXED, rng(), 999)
    reached = {MIXED.decode(move)[name] for move in moves[0, dims == column]}
    assert len(reached) == MIXED[name].levels


def test_neighbours_are_thinned_out():
    X = candidates.everywhere(MIXED, 2, rng())
    moves, dims = candidates.neighbours(X, MIXED, rng(), 11)
    assert moves.shape == (2, 11, 8) and dims.shape == (11,)


def test_together_combines_what_gains():
    x, dims = np.zeros(3), np.array([0, 0, 1, 2])
    moves = np.array([[0.3, 0, 0], [0.6, 0, 0], [0, 0.5, 0], [0, 0, 0.9]])
    found = candidates.together(x, moves, dims, np.array([1.0, 2.0, 3.0, -1.0]))
    np.testing.assert_array_equal(found[0], [0.6, 0.5, 0])  # the better move of the first
    np.testing.assert_array_equal(found[-1], [0.6, 0.5, 0])


def test_together_pairs_what_does_not_gain_alone():
    x, dims = np.zeros(2), np.array([0, 0, 1])
    moves = np.array([[0.3, 0], [0.6, 0], [0, 0.5]])
    found = candidates.together(x, moves, dims, np.array([-1.0, -2.0, -3.0]))
    assert {tuple(point) for point in found} == {(0.3, 0.5), (0.6, 0.5)}


def test_distinct_takes_the_best_of_each_neighbourhood():
    X = np.array([[0.1], [0.11], [0.5], [0.52], [0.9]])
    values = np.array([3.0, 4.0, 5.0, 1.0, -np.inf])
    assert candidates.distinct(X, values, np.array([0.1]), 5) == [2, 1]
    assert candidates.distinct(X, values, np.array([0.1]), 1) == [2]
