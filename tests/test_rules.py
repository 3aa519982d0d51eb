"""When parameters are active, learnt from trials."""

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, Space
from bayesopt.rules import (
    DEEPEST,
    EACH,
    FEW,
    MOST,
    SINCE,
    Rule,
    Rules,
    Telling,
    added_later,
    cut_short,
    doubt,
    parted,
    rule_of,
)


@pytest.mark.parametrize("seed", range(8))
def test_the_best_threshold_is_found_by_trying_all(seed):
    rng = np.random.default_rng(seed)
    X = np.round(rng.random((30, 3)), 1)
    X[rng.random(X.shape) < 0.2] = np.nan
    active = rng.random(30) < X[:, 1]
    thresholds, left = parted(X, active)

    def total(*parts):
        return sum(float(doubt(part.sum(), active[part].sum())) for part in parts)

    for j, u in enumerate(X.T):
        absent = np.isnan(u)
        assert left[j, 0] == pytest.approx(total(absent, ~absent))
        values = np.unique(u[~absent])
        tried = [total(absent, u < edge, u >= edge) for edge in (values[1:] + values[:-1]) / 2]
        assert left[j, 1] == pytest.approx(min(tried))
        assert left[j, 1] == pytest.approx(total(absent, u < thresholds[j], u >= thresholds[j]))


def test_neighbouring_floats_are_parted():
    low = 0.5
    high = np.nextafter(low, 1)
    space = Space({"x": Float(0, 1)})
    rule = rule_of(np.array([[low], [high]] * 3), np.array([False, True] * 3), space)
    X = Rules({1: rule}).apart(np.array([[low, 0.5], [high, 0.5]]))
    assert np.isnan(X[:, 1]).tolist() == [True, False]


def test_a_column_that_nobody_used_parts_nothing():
    _, left = parted(np.full((4, 1), np.nan), np.array([True, False, True, False]))
    assert left.tolist() == [[1.0, np.inf]]


def test_one_question_may_decide_about_many_parameters():
    """And one parameter may be asked about by many."""
    rng = np.random.default_rng(0)
    names = {"n": Int(1, 9), "c": Categorical([*"pqr"])}
    space = Space({**names, **{f"u{k}": Float(0, 1) for k in range(9)}, "p": Float(0, 1)})
    X = space.snap(rng.random((200, len(space))))
    for k in range(9):
        X[X[:, 0] * 9 < k, 2 + k] = np.nan
    X[X[:, 1] > 1 / 3, -1] = np.nan
    active = ~np.isnan(X)
    rules = {j: rule_of(X[:, :j], active[:, j], space) for j in range(2, len(space))}
    assert all(rule.columns() <= {0, 1} for rule in rules.values())
    assert np.array_equal(Rules(rules).apart(np.nan_to_num(X, nan=0.3)), X, equal_nan=True)


def test_points_of_another_width_never_reach_the_core():
    rules = Rules({2: Rule(True, 1, (0.5,), (Rule(False), Rule(True)))})
    assert np.isnan(rules.apart(np.zeros((1, 3)))[0, 2])
    for X in (np.zeros((4, 2)), np.zeros((4, 0)), np.zeros(3)):
        with pytest.raises(ValueError, match="give a column for each parameter"):
            rules.apart(X)


def test_without_an_answer_a_parameter_is_inactive():
    assert rule_of(np.empty((0, 1)), np.empty(0, dtype=bool), Space({"x": Float(0, 1)})) == Rule(
        active=False
    )


def test_few_of_many_trials_tell_of_every_branch():
    n = 20 * MOST
    X = np.random.default_rng(0).random((n, 3))
    X[X[:, 0] < 0.5, 1] = np.nan
    X[:, 2] = np.nan
    X[[7, n // 2], 2] = 0.3  # a branch that two trials have seen
    rows = Telling().rows(X)
    assert len(rows) <= MOST + 4 * EACH
    assert {7, n // 2} <= set(rows.tolist())
    assert (np.diff(rows) > 0).all()
    assert (Telling().rows(X[:MOST]) == np.arange(MOST)).all()
    rule = rule_of(X[rows, :1], ~np.isnan(X[rows, 1]), Space({"a": Float(0, 1)}))
    Q = np.array([[0.2, 0.5], [0.49, 0.5], [0.51, 0.5], [0.9, 0.5]])
    assert np.isnan(Rules({1: rule}).apart(Q)[:, 1]).tolist() == [True, True, False, False]


def test_of_many_branches_each_is_held_by_a_few_trials():
    n, d = 40 * MOST, 9
    X = np.where(np.random.default_rng(0).random((n, d)) < 0.5, np.nan, 0.5)
    rows = Telling().rows(X)
    patterns, counts = np.unique(np.isnan(X[rows]), axis=0, return_counts=True)
    assert len(patterns) == 2**d
    assert counts.min() == FEW < EACH
    assert len(rows) <= MOST + FEW * 2**d


@pytest.mark.parametrize("moments", [(1, 2, 3), (MOST, MOST + 1), (700, 5000, 5001, 20_000)])
def test_what_tells_does_not_depend_on_when_one_asked_before(moments):
    X = np.random.default_rng(0).random((moments[-1], 4))
    X[X < 0.3] = np.nan
    growing = Telling()
    for n in moments:
        assert np.array_equal(growing.rows(X[:n]), Telling().rows(X[:n]))


def test_what_tells_of_many_trials_seldom_changes():
    X = np.random.default_rng(0).random((8 * MOST + 80, 2))
    growing = Telling()
    rows = [growing.rows(X[:n]).tolist() for n in range(8 * MOST, len(X))]
    assert len({*map(tuple, rows)}) <= 1 + 80 / 16


def test_who_has_fewer_parameters_than_another_was_cut_short():
    X = np.where(np.array([[1, 1, 0], [1, 0, 1]]) > 0, 0.5, np.nan)
    rows = np.where(np.array([[1, 0, 0], [1, 1, 0], [1, 1, 1], [0, 1, 1]]) > 0, 0.5, np.nan)
    assert cut_short(rows, X).tolist() == [True, False, False, False]


def test_a_rule_is_no_deeper_than_can_be_walked():
    """One question for each of a thousand trials ended in a RecursionError."""
    space, u = Space({"x": Float(0, 1), "y": Float(0, 1)}), np.linspace(0, 1, 1000)
    rule = rule_of(u[:, None], np.arange(1000) % 2 == 0, space)

    def depth(rule):
        return 1 + max(map(depth, rule.children)) if rule.children else 0

    assert depth(rule) == DEEPEST
    assert isinstance(hash(rule), int) and rule.columns() == {0}


X_BEFORE = np.random.default_rng(0).random((40, 2))


@pytest.mark.parametrize(
    ("active", "added"),
    [
        (np.arange(40) >= 20, True),
        (np.arange(40) >= 1, True),
        (np.arange(40) >= 0, False),
        (np.arange(40) >= 40, False),
        (np.arange(40) > 40 - SINCE * 3, False),  # too few since
        (np.arange(40) % 30 >= 20, False),
        (np.arange(40) < 20, False),
        (X_BEFORE[:, 0] > 0.5, False),
    ],
)
def test_a_parameter_that_was_added_is_told_from_one_that_others_decide_about(active, added):
    space = Space({name: Float(0, 1) for name in "abc"})
    rule = rule_of(X_BEFORE, active, space)
    assert added_later(X_BEFORE, active, rule) == added


def test_what_one_question_explains_was_not_added():
    space = Space({"k": Categorical(["p", "q"]), "x": Float(0, 1)})
    later = np.arange(30) >= 15
    X = np.where(later, 0.75, 0.25)[:, None]
    assert not added_later(X, later, rule_of(X, later, space))
