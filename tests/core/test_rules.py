"""Trees of questions, against a walk through them one by one."""

import numpy as np
import pytest

from bayesopt.rules import Rule, Rules

SMALL = Rule(False, 1, (0.5,), (Rule(True), Rule(False), Rule(True)))


def grown(rng, columns, depth):
    """Some rule about these columns."""
    if depth == 0 or rng.random() < 0.2:
        return Rule(bool(rng.random() < 0.5))
    edges = tuple(sorted(rng.choice(np.arange(1, 8) / 8, rng.integers(0, 4), replace=False)))
    children = tuple(grown(rng, columns, depth - 1) for _ in range(len(edges) + 2))
    return Rule(True, int(rng.integers(columns)), edges, children)


def answer(rule, x):
    """What a rule says of x (d,)."""
    while rule.children:
        u = x[rule.column]
        cell = len(rule.edges) + 1 if np.isnan(u) else sum(edge <= u for edge in rule.edges)
        rule = rule.children[cell]
    return rule.active


@pytest.mark.parametrize("seed", range(20))
def test_what_is_inactive_is_silenced_one_column_after_the_other(seed):
    rng = np.random.default_rng(seed)
    n, d = 40, 7
    X = np.round(8 * rng.random((n, d))) / 8  # edges among them
    X[rng.random((n, d)) < 0.1] = np.nan
    rules = {j: grown(rng, j, 3) for j in range(1, d) if rng.random() < 0.8}
    expected = X.copy()
    for x in expected:
        for j, rule in rules.items():
            if not answer(rule, x):
                x[j] = np.nan
    assert np.array_equal(Rules(rules).apart(X), expected, equal_nan=True)


def test_one_rule_may_be_about_several_columns():
    X = np.array([[0.1, 0.2, 0.3, 0.4], [0.1, 0.5, 0.3, 0.4], [0.1, np.nan, 0.3, 0.4]])
    out = Rules({2: SMALL, 3: SMALL}).apart(X)
    assert np.isnan(out[:, 2:]).tolist() == [[False] * 2, [True] * 2, [False] * 2]
    assert np.array_equal(out[:, :2], X[:, :2], equal_nan=True)


@pytest.mark.parametrize("X", [np.empty((0, 4)), np.asfortranarray(np.full((3, 4), 0.7))])
def test_without_rules_nothing_is_silenced(X):
    out = Rules({}).apart(X)
    assert np.array_equal(out, X) and out is not X
