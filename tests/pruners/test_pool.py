"""Ranks are counts of who dominates, whichever way the pool has grown."""

import numpy as np
import pytest

from bayesopt.pruners.pool import Pool, dominated, dominating

NAN = np.nan


def pool_of(Y):
    pool = Pool(Y.shape[1])
    for y in Y:
        pool.add(y)
    return pool


def counted(Y):
    return [sum(bool(np.all(a <= b) and np.any(a < b)) for a in Y) for b in Y]


@pytest.mark.parametrize("m", [2, 3])
def test_ranks_count_those_who_dominate(m):
    Y = np.random.default_rng(m).integers(0, 4, (60, m)).astype(float)
    pool = Pool(m)
    for k, y in enumerate(Y):
        pool.add(y)
        if k % 7 == 0:  # at times, so that they grow by one and by several
            assert pool.ranks().tolist() == counted(Y[: k + 1])
    assert pool.rank(Y[3]) == counted(Y)[3]
    assert pool_of(Y[:50]).ranks_with(Y[50:]).tolist() == counted(Y)


def test_one_objective_ranks_by_value():
    pool = pool_of(np.array([[3.0], [NAN], [-np.inf]]))
    assert pool.ranks().tolist() == [3.0, -np.inf]
    assert pool.rank(np.array([0.5])) == 0.5
    assert pool.ranks_with(np.array([[7.0], [1.0]])).tolist() == [3.0, -np.inf, 7.0, 1.0]
    assert len(pool) == 3


def test_a_nan_neither_wins_nor_loses():
    Y = np.array([[0.0, 0.0], [NAN, -1.0], [1.0, 1.0]])
    assert pool_of(Y).ranks().tolist() == [0.0, 1.0]
    assert pool_of(Y).ranks_with(np.array([[2.0, 2.0]])).tolist() == [0.0, 1.0, 2.0]
    assert dominating(Y, np.array([0.5, NAN])).tolist() == [False] * 3


def test_equals_do_not_dominate_each_other():
    Y = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 2.0]])
    assert dominating(Y, Y[0]).tolist() == [False, False, False]
    assert dominated(Y, Y[0]).tolist() == [False, False, True]
    assert pool_of(Y).ranks().tolist() == [0, 0, 2]


def test_an_empty_pool():
    assert Pool(2).ranks().tolist() == []
    assert Pool(2).ranks_with(np.array([[1.0, 2.0]])).tolist() == [0.0]
    assert Pool(2).rank(np.array([1.0, 2.0])) == 0.0
