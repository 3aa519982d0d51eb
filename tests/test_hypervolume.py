"""Expected hypervolume improvement: against draws, closed forms, differences, and in the tails."""

import numpy as np
import pytest

from bayesopt.acquisition import EI, LogEI
from bayesopt.gp import GP
from bayesopt.hypervolume import Beliefs, LogEHVI, boxes, front_of, log_sum, movement
from bayesopt.pareto import hypervolume, ranks
from tests.differences import slopes as differences


def points(n, m, seed):
    """Values (n, m) about a front."""
    rng = np.random.default_rng(seed)
    Y = np.abs(rng.standard_normal((n, m)))
    return Y / np.linalg.norm(Y, axis=1, keepdims=True) * (1 + 0.3 * rng.random((n, 1)))


def beliefs(m, d=2, n=12, scale=1.0, noise=None):
    X = np.random.default_rng(m).random((n, d))
    centres = np.random.default_rng(m + 1).random((m, d))
    gp = GP(noise_std=noise)
    return Beliefs.of(
        tuple(gp.fit(X, scale * np.sum((X - centre) ** 2, axis=1)) for centre in centres)
    )


def moments(belief, X):
    """Means, and standard deviations of what they will be after a value there (n, m), in units."""
    means, moved = [], []
    for posterior in belief.posteriors:
        mean, std = posterior.predict(X)
        means.append(mean)
        moved.append(std**2 / np.hypot(std, posterior.noise_std))
    return np.column_stack(means) / belief.units, np.column_stack(moved) / belief.units


@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize("n", [0, 1, 2, 7, 30])
def test_boxes_hold_each_point_that_is_not_dominated_once(m, n):
    front, reference = points(n, m, n), np.full(m, 1.5)
    low, high = boxes(front, reference)
    Y = np.random.default_rng(0).uniform(-0.5, 1.7, (4000, m))
    held = np.sum(np.all((low < Y[:, None]) & (Y[:, None] < high), axis=2), axis=1)
    dominated = np.any(np.all(front < Y[:, None], axis=2), axis=1)
    np.testing.assert_array_equal(held, ~dominated & np.all(reference > Y, axis=1))


@pytest.mark.parametrize("m", [2, 3, 4])
def test_boxes_are_few(m):
    n = 30
    front = front_of(points(4 * n, m, 1), np.full(m, 2.0))[:n]
    assert len(boxes(front, np.full(m, 2.0))[0]) <= {2: n + 1, 3: 6 * n, 4: n * n}[m]


@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize("n", [0, 1, 4, 12])
def test_as_much_is_expected_as_draws_gain(m, n):
    belief, X = beliefs(m), np.random.default_rng(5).random((4, 2))
    reference = belief.at_data.max(axis=0)
    near, mid = belief.at_data[:n], np.median(belief.at_data, axis=0)
    front = front_of(0.5 * (near + mid), reference)
    mean, std = moments(belief, X)
    std = std + 0.3  # the draws are to differ
    score = LogEHVI.beyond(front, reference, belief)
    logs = sum(s(a, b) for s, a, b in zip(score.sides, mean.T, std.T, strict=True))
    draws = np.random.default_rng(6).standard_normal((3000, m))
    before = hypervolume(front, reference)
    for i in range(len(X)):
        gains = [
            hypervolume(np.vstack([front, y[None]]), reference) - before
            for y in mean[i] + std[i] * draws
        ]
        error = np.std(gains) / np.sqrt(len(draws))
        assert np.exp(log_sum(logs[[i]])[0][0]) == pytest.approx(
            np.mean(gains), abs=4 * error + 1e-6
        )


def test_what_a_noisy_value_moves_is_what_it_teaches():
    """The variance of what will be believed is what of the variance one value takes away."""
    (posterior,), X = beliefs(1, noise=0.2).posteriors, np.random.default_rng(1).random((5, 2))
    before, noise = posterior.predict(X)[1], posterior.noise_std
    after = np.array([posterior.believe(x[None]).predict(x[None])[1][0] for x in X])
    moved, rate = movement(before, noise)
    np.testing.assert_allclose(moved**2, before**2 - after**2, rtol=1e-6)
    assert np.all(moved < 0.9 * before)
    h = 1e-6
    slopes = (movement(before + h, noise)[0] - movement(before - h, noise)[0]) / (2 * h)
    np.testing.assert_allclose(rate, slopes, rtol=1e-6)
    assert [each.tolist() for each in movement(np.zeros(1), 0.0)] == [[0.0], [0.0]]


def test_as_much_is_expected_of_a_noisy_value_as_it_moves_the_front():
    belief, x = beliefs(2, noise=0.2), np.array([[0.3, 0.6]])
    reference = belief.at_data.max(axis=0)
    front = front_of(belief.at_data, reference)
    means, stds = (np.column_stack(each) for each in zip(
        *(posterior.predict(x) for posterior in belief.posteriors), strict=True
    ))  # fmt: skip
    rng, before, gains = np.random.default_rng(6), hypervolume(front, reference), []
    for _ in range(600):
        told = means[0] + np.hypot(stds[0], 0.2) * rng.standard_normal(2)
        then = [p.extend(x, [y]) for p, y in zip(belief.posteriors, told, strict=True)]
        mean = np.array([[p.predict(x)[0][0] for p in then]]) / belief.units
        gains.append(hypervolume(np.vstack([front, mean]), reference) - before)
    expected = np.exp(LogEHVI.beyond(front, reference, belief)(x)[0])
    assert expected == pytest.approx(np.mean(gains), abs=4 * np.std(gains) / np.sqrt(len(gains)))
    assert np.mean(gains) > 6 * np.std(gains) / np.sqrt(len(gains))  # they say something


def test_beyond_one_point_two_products_are_left():
    """psi_1(r_1) psi_2(r_2) - what of it is dominated by the point."""
    belief, X = beliefs(2), np.random.default_rng(0).random((20, 2))
    point, reference = np.median(belief.at_data, axis=0), belief.at_data.max(axis=0)
    mean, std = moments(belief, X)
    psi = [[EI().value(mean[:, k], std[:, k], a[k]) for k in range(2)] for a in (point, reference)]
    (p1, p2), (r1, r2) = psi
    expected = r1 * r2 - (r1 - p1) * (r2 - p2)
    score = LogEHVI.beyond(point[None], reference, belief)
    sure = expected > 1e-6 * r1 * r2  # the other way to it is a difference
    assert sure.sum() > 5
    np.testing.assert_allclose(np.exp(score(X[sure])), expected[sure], rtol=1e-6)


@pytest.mark.parametrize("m", [2, 3, 4])
def test_without_a_front_improvements_multiply(m):
    belief, X = beliefs(m), np.random.default_rng(0).random((9, 2))
    reference = np.median(belief.at_data, axis=0)
    mean, std = moments(belief, X)
    expected = sum(LogEI().value(mean[:, k], std[:, k], reference[k]) for k in range(m))
    score = LogEHVI.beyond(np.empty((0, m)), reference, belief)
    np.testing.assert_allclose(score(X), expected, rtol=1e-12)


@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize(
    ("scale", "noise"), [(1.0, None), (1e150, None), (1e-150, None), (1.0, 0.2)]
)
def test_slopes_are_those_of_the_values(m, scale, noise):
    belief = beliefs(m, scale=scale, noise=noise)
    X = np.random.default_rng(0).random((10, 2))
    reference = belief.at_data.max(axis=0)
    score = LogEHVI.beyond(front_of(belief.at_data, reference), reference, belief)
    values, slopes = score.gradient(X)
    np.testing.assert_allclose(values, score(X), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(slopes, differences(score, X), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize("away", [1.0, 1e3, 1e8, 1e100])
@pytest.mark.parametrize("std", [1.0, 1e-9, 0.0])
def test_far_away_all_is_finite(m, away, std):
    front, reference = front_of(points(9, m, 0), np.full(m, 2.0)), np.full(m, 2.0)
    score = LogEHVI.beyond(front, reference, beliefs(m))
    for mean in (away, -away):
        found = [sides.slopes(np.array([mean]), np.array([std])) for sides in score.sides]
        logs, shares = log_sum(sum(values for values, *_ in found))
        assert np.isfinite(logs).all() and np.isfinite(shares).all()
        for _, by_mean, by_std in found:
            assert np.isfinite(by_mean).all() and np.isfinite(by_std).all()


def test_a_power_of_two_changes_no_bit():
    X = np.random.default_rng(0).random((5, 2))
    found = []
    for scale in (1.0, 2.0**70):
        belief = beliefs(3, scale=scale)
        reference = belief.at_data.max(axis=0)
        score = LogEHVI.beyond(front_of(belief.at_data, reference), reference, belief)
        found.append(np.column_stack([score(X), score.gradient(X)[1]]))
    np.testing.assert_array_equal(*found)


def test_points_of_the_front_that_are_equal_count_once():
    belief, reference = beliefs(2), np.full(2, 2.0)
    front = front_of(points(9, 2, 0), reference)
    twice = LogEHVI.beyond(np.repeat(front, 2, axis=0), reference, belief)
    X = np.random.default_rng(0).random((5, 2))
    np.testing.assert_allclose(twice(X), LogEHVI.beyond(front, reference, belief)(X), rtol=1e-12)


def test_a_front_ends_at_the_reference_point_and_is_thinned():
    Y, reference = points(300, 3, 2), np.array([0.9, 2.0, 2.0])
    front = front_of(Y, reference)
    assert len(front) == 60 < np.sum(ranks(Y) == 0)
    assert np.all(front < reference) and np.all(ranks(front) == 0)
    whole = Y[(ranks(Y) == 0) & np.all(reference > Y, axis=1)]
    assert hypervolume(front, reference) > 0.98 * hypervolume(whole, reference)


def test_what_is_believed_together():
    belief = beliefs(2)
    X = np.array([[0.1, 0.2], [0.7, 0.9]])
    more = belief.believe(X)
    np.testing.assert_array_equal(more.X[-2:], X)
    np.testing.assert_allclose(more.at_data[-2:], moments(belief, X)[0], rtol=1e-6)
    assert np.all(more.uncertainty(X) < 0.1 * belief.uncertainty(X))
    least = np.min([each.lengthscales for each in belief.posteriors], axis=0)
    np.testing.assert_array_equal(belief.lengthscales, least)
    first = belief.X[ranks(belief.at_data) == 0].tolist()
    assert all(x in first for x in belief.best_points(len(first)).tolist())
