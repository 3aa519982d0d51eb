"""Fronts and volumes against their definitions."""

import numpy as np
import pytest

from bayesopt._core import pareto as core


def volume(Y, reference):
    copy = np.array(Y, dtype=float)
    return core.hypervolume(
        copy, np.array(reference, dtype=float), np.empty(core.work_size(*copy.shape))
    )


def by_inclusion_and_exclusion(Y, reference):
    """Boxes, minus what pairs share, plus what triples share ..."""
    total = 0.0
    for k in range(1, 2 ** len(Y)):
        members = [i for i in range(len(Y)) if k >> i & 1]
        sides = np.maximum(np.asarray(reference) - Y[members].max(axis=0), 0)
        total += (-1) ** (len(members) + 1) * sides.prod()
    return total


@pytest.mark.parametrize("m", [2, 3, 4, 5])
@pytest.mark.parametrize("n", [0, 1, 2, 5, 9])
def test_volume_by_inclusion_and_exclusion(n, m):
    rng = np.random.default_rng(n * 10 + m)
    for _ in range(20):
        Y = np.round(rng.random((n, m)), int(rng.integers(1, 4)))  # with ties
        reference = np.full(m, rng.choice([0.5, 0.8, 1.0, 1.2]))  # with points beyond
        assert volume(Y, reference) == pytest.approx(
            by_inclusion_and_exclusion(Y, reference), abs=1e-12
        )


@pytest.mark.parametrize("m", [2, 3, 4, 6])
def test_volume_by_throwing_darts(m):
    rng = np.random.default_rng(3)
    Y = rng.random((12, m))
    darts = rng.random((200_000, m))
    hit = np.zeros(len(darts), dtype=bool)
    for y in Y:
        hit |= (darts >= y).all(axis=1)
    assert volume(Y, np.ones(m)) == pytest.approx(hit.mean(), abs=5 * 0.5 / np.sqrt(len(darts)))


@pytest.mark.parametrize("m", [2, 3, 4])
def test_volume_does_not_depend_on_the_order_or_on_the_dominated(m):
    rng = np.random.default_rng(4)
    Y = rng.random((15, m))
    whole = volume(Y, np.ones(m))
    assert volume(rng.permutation(Y), np.ones(m)) == pytest.approx(whole, rel=1e-12)
    worse = np.concatenate([Y, Y + 0.01, Y])
    assert volume(worse, np.ones(m)) == pytest.approx(whole, rel=1e-12)
    assert volume(Y * 8, np.full(m, 8.0)) == pytest.approx(whole * 8**m, rel=1e-12)
