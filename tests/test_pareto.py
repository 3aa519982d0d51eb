"""Fronts, crowding and the choice of a few good points."""

from itertools import combinations

import numpy as np
import pytest

from bayesopt.pareto import (
    choose,
    crowding,
    hypervolume,
    leaders,
    optuna_reference,
    ranks,
    subset,
)


def dominates(a, b):
    return np.all(a <= b) and np.any(a < b)


def peeled(Y):
    """Ranks by the definition: take away what nobody dominates, again and again."""
    rank, left, k = np.full(len(Y), -1), set(range(len(Y))), 0
    while left:
        front = {i for i in left if not any(dominates(Y[j], Y[i]) for j in left)}
        rank[list(front)] = k
        left, k = left - front, k + 1
    return rank


@pytest.mark.parametrize("m", [1, 2, 3, 5])
@pytest.mark.parametrize("digits", [1, 8])
def test_ranks_by_peeling_off_fronts(m, digits):
    rng = np.random.default_rng(m)
    for n in (0, 1, 2, 30, 80):
        Y = np.round(rng.random((n, m)), digits)
        np.testing.assert_array_equal(ranks(Y), peeled(Y))


def test_ranks_of_equals_are_equal():
    Y = np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 2.0], [1.0, 3.0], [0.0, 9.0]])
    np.testing.assert_array_equal(ranks(Y), [0, 0, 1, 1, 0])


def successive(Y):
    """Places front by front: in order, all that no earlier one of those left is as good as."""
    places = sum(np.unique(y, return_inverse=True)[1] for y in Y.T)
    left, found = np.argsort(places, kind="stable").tolist(), []
    while left:
        front = []
        for i in left:
            if not any(np.all(Y[j] <= Y[i]) for j in front):
                front.append(i)
        found += front
        left = [i for i in left if i not in front]
    return found


def equals(rng, n, m):
    return np.full((n, m), 1.0)


def chain(rng, n, m):
    return np.repeat(rng.random((n, 1)), m, axis=1)


def on_a_plane(rng, n, m):
    Y = rng.random((n, m))
    return np.column_stack([Y[:, 1:], -Y[:, 1:].sum(axis=1)])


def anywhere(rng, n, m):
    return rng.random((n, m))


def whole_numbers(rng, n, m):
    return rng.integers(0, 5, (n, m)).astype(float)


@pytest.mark.parametrize("kind", [equals, chain, on_a_plane, anywhere, whole_numbers])
@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize("n", [0, 1, 2, 30, 90])
def test_leaders_are_the_first_of_successive_fronts(kind, m, n):
    Y = kind(np.random.default_rng(n + m), n, m)
    for k in (0, 1, 2, 7, 29, 89, 100):
        np.testing.assert_array_equal(leaders(Y, k), successive(Y)[:k])


def test_leaders_are_on_the_fronts_that_ranks_tells():
    Y = np.random.default_rng(0).random((3000, 3))
    rank, first = ranks(Y), leaders(Y, 180)
    assert np.all(np.diff(rank[first]) >= 0)
    assert np.sum(rank < rank[first[-1]]) < 180 <= np.sum(rank <= rank[first[-1]])


def test_crowding():
    Y = np.array([[0.0, 4.0], [1.0, 2.0], [3.0, 1.0], [4.0, 0.0]])
    np.testing.assert_allclose(crowding(Y), [np.inf, 3 / 4 + 3 / 4, 3 / 4 + 2 / 4, np.inf])
    assert np.isinf(crowding(np.ones((1, 2)))).all()
    assert crowding(np.empty((0, 2))).shape == (0,)


def test_hypervolume_of_one_objective_is_the_best_gain():
    assert hypervolume(np.array([[0.5], [0.2]]), np.array([1.0])) == 0.8
    assert hypervolume(np.array([[1.5]]), np.array([1.0])) == 0.0
    assert hypervolume(np.empty((0, 3)), np.ones(3)) == 0.0


def test_the_points_are_left_as_they_were():
    Y = np.random.default_rng(0).random((9, 4))
    before = Y.copy()
    hypervolume(Y, np.ones(4))
    np.testing.assert_array_equal(Y, before)


@pytest.mark.parametrize("m", [2, 3, 4])
def test_a_subset_is_greedy_and_near_the_best(m):
    rng = np.random.default_rng(m)
    Y = rng.random((9, m))
    reference = np.full(m, 1.1)
    chosen = subset(Y, 4, reference)
    assert len(set(chosen)) == 4
    for k in range(4):
        gains = [hypervolume(Y[[*chosen[:k], i]], reference) for i in range(9)]
        assert gains[chosen[k]] == pytest.approx(max(gains), rel=1e-12)
    most = max(hypervolume(Y[list(c)], reference) for c in combinations(range(9), 4))
    # Nemhauser et al. 1978: greedy is never below this share of the best
    assert hypervolume(Y[chosen], reference) >= (1 - np.exp(-1)) * most


@pytest.mark.parametrize("m", [2, 3])
@pytest.mark.parametrize("front", [False, True])
@pytest.mark.parametrize("powers", [(-540, -540, -540), (-1000, 300, 0), (1000, 900, 800)])
def test_a_subset_is_the_same_in_all_units(m, front, powers):
    Y = np.random.default_rng(m).random((12, m))
    if front:
        Y = Y / np.sum(Y, axis=1, keepdims=True)
    reference, powers = np.full(m, 1.1), np.array(powers[:m])
    expected = subset(Y, 6, reference)
    assert subset(np.ldexp(Y, powers), 6, np.ldexp(reference, powers)) == expected
    assert expected != [*range(6)]


@pytest.mark.parametrize("shape", [(1,), (4,), (3, 1)])
def test_a_reference_of_another_width_never_reaches_the_core(shape):
    with pytest.raises(ValueError, match="reference has shape"):
        hypervolume(np.random.default_rng(0).random((5, 3)), np.ones(shape))


def test_reference_lies_beyond_the_worst():
    Y = np.array([[1.0, -1.0, 0.0], [0.5, -2.0, 0.0]])
    np.testing.assert_allclose(optuna_reference(Y), [1.1, -0.9, 1e-12])


@pytest.mark.parametrize("m", [2, 3])
def test_chosen_are_whole_fronts_first(m):
    Y = np.round(np.random.default_rng(m).random((60, m)), 2)
    rank = ranks(Y)
    for k in range(61):
        chosen = choose(Y, k)
        assert len(chosen) == len(set(chosen)) == k
        if k and k < 60:
            left = np.delete(np.arange(60), chosen)
            assert rank[chosen].max() <= rank[left].min() + (
                rank[chosen].max() == rank[left].min()
            )
            assert rank[chosen].max() <= rank[left].min()
