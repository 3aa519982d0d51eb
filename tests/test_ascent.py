"""Climbs end on the peaks of known scores."""

import numpy as np
import pytest

from bayesopt.ascent import ascend
from bayesopt.score import Score


class Peak(Score):
    """-|x - at|² / unit, counting batches."""

    def __init__(self, at, unit=1.0):
        self.at, self.unit, self.batches = np.array(at), unit, []

    def __call__(self, X):
        return -np.sum((X - self.at) ** 2, axis=1) / self.unit

    def gradient(self, X):
        self.batches.append(X.copy())
        return self(X), -2 * (X - self.at) / self.unit


STARTS = np.random.default_rng(0).random((6, 3))
ONES = np.ones(3)


def climb(score, X=STARTS, free=None, lengthscales=ONES, unit=1.0):
    free = np.ones(3, dtype=bool) if free is None else np.array(free)
    return ascend(score, X, free, lengthscales, float(np.max(score(X))), unit)


@pytest.mark.parametrize("unit", [1e-15, 1.0, 1e15])
def test_reaches_the_peak_in_any_unit(unit):
    X, values = climb(Peak([0.2, 0.5, 0.9], 1 / unit), unit=unit)
    np.testing.assert_allclose(X, np.tile([0.2, 0.5, 0.9], (6, 1)), atol=1e-4)
    np.testing.assert_allclose(values, 0, atol=1e-8 * unit)


@pytest.mark.parametrize("evals", [1, 2])
def test_no_start_is_evaluated_more_often_than_it_may_be(evals):
    score = Peak([0.2, 0.5, 0.9])
    free = np.ones(3, dtype=bool)
    values = ascend(score, STARTS, free, 1e-3 * ONES, 0.0, 1.0, evals=evals)[1]
    assert len(score.batches) == evals
    assert np.all(values >= score(STARTS))


def test_stops_at_the_walls():
    X, values = climb(Peak([-1.0, 0.5, 2.0]))
    np.testing.assert_allclose(X, np.tile([0.0, 0.5, 1.0], (6, 1)), atol=1e-4)
    assert np.all((X >= 0) & (X <= 1))
    np.testing.assert_allclose(values, -2, atol=1e-6)


def test_what_is_not_free_stays():
    start = STARTS.copy()
    score = Peak([0.2, 0.5, 0.9])
    X, values = climb(score, start, free=[True, False, True])
    np.testing.assert_array_equal(X[:, 1], STARTS[:, 1])
    np.testing.assert_array_equal(start, STARTS)
    np.testing.assert_allclose(X[:, [0, 2]], np.tile([0.2, 0.9], (6, 1)), atol=1e-4)
    np.testing.assert_allclose(values, -((STARTS[:, 1] - 0.5) ** 2), atol=1e-7)
    for batch in score.batches:
        assert set(batch[:, 1]) <= set(STARTS[:, 1])


def test_lengthscales_precondition():
    at, lengthscales = np.array([0.5, 0.5, 0.5]), np.array([1.0, 0.1, 0.01])

    class Narrow(Peak):
        def __call__(self, X):
            return super().__call__(X / lengthscales)

        def gradient(self, X):
            values, slopes = super().gradient(X / lengthscales)
            return values, slopes / lengthscales

    near = at + 0.3 * lengthscales
    known, unknown = Narrow(at / lengthscales), Narrow(at / lengthscales)
    X, _ = climb(known, near[None], lengthscales=lengthscales)
    np.testing.assert_allclose(X[0], at, atol=1e-4)
    climb(unknown, near[None])
    assert len(known.batches) < len(unknown.batches)


def test_a_start_without_a_value_stays_alone():
    class Half(Peak):
        def gradient(self, X):
            values, slopes = super().gradient(X)
            values[X[:, 0] > 0.5] = np.nan
            return values, slopes

    starts = np.array([[0.9, 0.9, 0.9], [0.1, 0.1, 0.1]])
    X, values = climb(Half([0.4, 0.4, 0.4]), starts)
    np.testing.assert_allclose(X, [[0.9] * 3, [0.4] * 3], atol=1e-4)
    assert np.isnan(values[0]) and values[1] > -1e-6


def test_every_step_is_one_batch_that_shrinks():
    score = Peak([0.2, 0.5, 0.9])
    climb(score, np.vstack([STARTS, [[0.2, 0.5, 0.9]]]))
    sizes = [len(batch) for batch in score.batches]
    assert sizes[0] == 7 and sizes[1] == 6 and sizes == sorted(sizes, reverse=True)
