"""The statistics against numbers worked out by hand."""

import numpy as np
import pytest

from bayesopt.race.statistics import compare, holm, mean_ranks, quartiles


def test_quartiles():
    assert quartiles(np.array([[1.0], [2.0], [3.0], [4.0], [10.0]])).T.tolist() == [
        [2.0, 3.0, 4.0]
    ]


def test_quartiles_with_infinities():
    assert quartiles(np.array([1.0, np.inf, np.inf])).tolist() == [np.inf] * 3
    assert quartiles(np.array([1.0, 2.0, np.inf])).tolist() == [1.5, 2.0, np.inf]


def test_mean_ranks_share_ties():
    scores = np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 4.0]])  # seeds: 1 2 3, then 2.5 2.5 1
    assert mean_ranks(scores).tolist() == [1.75, 2.25, 2.0]


def test_mean_ranks_without_seeds():
    assert np.isnan(mean_ranks(np.empty((2, 0, 3)))).all()


def test_compare_when_all_seeds_agree():
    duel = compare(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([2.0, 4.0, 6.0, 8.0, 10.0]))
    assert (duel.won, duel.lost, duel.tied, duel.balance) == (5, 0, 0, -15.0)
    assert duel.p == pytest.approx(2 / 2**5)  # both of the two extreme signs of five


def test_compare_counts_signed_ranks():
    # differences 1, -2, 3, 4: ranks 1, 2, 3, 4 with one negative, W = 2: P(W <= 2) = 3/16, twice.
    duel = compare(np.array([1.0, 0.0, 3.0, 4.0]), np.array([0.0, 2.0, 0.0, 0.0]))
    assert (duel.won, duel.lost, duel.balance) == (1, 3, 6.0)
    assert duel.p == pytest.approx(2 * 3 / 16)


def test_compare_equals():
    same = np.array([1.0, np.inf])
    duel = compare(same, same)
    assert (duel.won, duel.lost, duel.tied, duel.p) == (0, 0, 2, 1.0)
    assert compare(np.empty(0), np.empty(0)).p == 1.0


def test_holm():
    # sorted .01 .02 .04, times 3 2 1, made monotone
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
