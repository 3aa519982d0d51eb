"""Two objectives: fronts that points enter, and the points of one that dominate much."""

import numpy as np
import pytest

from bayesopt import pareto
from bayesopt.fronts import Fronts, Steps
from bayesopt.pareto import optuna_reference, ranks, subset


def anywhere(rng, n):
    return rng.random((n, 2))


def on_a_grid(rng, n):
    return rng.integers(0, 6, (n, 2)) / 10


def chain(rng, n):
    return np.repeat(rng.integers(0, 20, (n, 1)), 2, axis=1).astype(float)


def on_one_front(rng, n):
    angle = rng.random(n)
    return np.column_stack([np.cos(angle), np.sin(angle)])


def on_a_line(rng, n):
    x = rng.integers(0, 20, n) / 10
    return np.column_stack([x, 2 - x])


def below_zero(rng, n):
    return -1e3 * on_a_line(rng, n)


KINDS = [anywhere, on_a_grid, chain, on_one_front, on_a_line, below_zero]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [1, 2, 7, 60])
def test_fronts_are_those_of_all_points_in_whatever_order_they_enter(kind, n):
    rng = np.random.default_rng(n)
    for _ in range(10):
        Y, fronts = kind(rng, n), Fronts()
        order = rng.permutation(n)
        for k, i in enumerate(order):
            fronts.add(*Y[i].tolist(), int(i))
            known = order[: k + 1]
            for count in (0, 1, k, k + 1, n):
                whole, front = fronts.reaching(min(count, k + 1))
                rank = ranks(Y[known])
                last = int(np.sort(rank)[max(min(count, k + 1) - 1, 0)])
                assert len(whole) <= count
                if front is not None:
                    assert sorted(front) == sorted(known[rank == last])
                    assert sorted(whole) == sorted(known[rank < last])


def lazily(Y, reference):
    """As `subset` is without the shorter way for two objectives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pareto, "_is_front", lambda Y: False)
        return subset(Y, len(Y), reference)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beyond", [True, False])
def test_steps_take_the_points_that_hypervolumes_do_ties_included(kind, beyond):
    rng = np.random.default_rng(0)
    for n in (1, 2, 3, 20, 70, 71, 72, 73, 74):
        Y = kind(rng, n)
        Y = Y[ranks(Y) == 0]
        reference = optuna_reference(Y) if beyond else Y.mean(axis=0)
        steps, expected = Steps(Y, reference), lazily(Y, reference)
        for k in (1, len(Y) // 3, len(Y), len(Y) + 1):
            assert steps.first(k) == expected[:k] == subset(Y, k, reference)


def test_of_a_long_front_no_hypervolume_is_measured(monkeypatch):
    Y = on_one_front(np.random.default_rng(0), 300)
    expected = lazily(Y, optuna_reference(Y))[:30]
    monkeypatch.setattr(pareto, "hypervolume", None)
    assert subset(Y, 30, optuna_reference(Y)) == expected


@pytest.mark.parametrize("unit", [1e-200, 1e200, 1e307])
def test_values_of_any_size_have_a_best(unit):
    Y = unit * on_a_line(np.random.default_rng(0), 30)
    assert len(set(subset(Y, 5, optuna_reference(Y)))) == 5
