"""Where a quadratic function through some points is least."""

import numpy as np
import pytest

from bayesopt.quadratic import ENOUGH, RADIUS, Quadratic, coefficients, fitted


def askew(d, condition, seed=0):
    """A convex matrix (d, d) whose axes are turned at random."""
    Q = np.linalg.qr(np.random.default_rng(seed).standard_normal((d, d)))[0]
    return Q @ np.diag(np.geomspace(1.0, condition, d)) @ Q.T


def about(middle, H, n, spread=0.1, seed=1):
    """n points about `middle` (d,) and their values: least at `middle`, H being the curvature."""
    rng = np.random.default_rng(seed)
    X = middle + spread * (rng.random((n, len(middle))) - 0.5)
    return X, np.einsum("ni,ij,nj->n", X - middle, H, X - middle)


def far(model, x):
    """Of x (d,) from the centre, in standard deviations of the points."""
    return np.linalg.norm(np.linalg.solve(model.axes, x - model.centre))


@pytest.mark.parametrize("d", [1, 2, 3, 6, 12])
@pytest.mark.parametrize("condition", [1.0, 1e6])
def test_of_a_quadratic_function_it_finds_the_minimum(d, condition):
    """In steps that are no longer than they may be."""
    middle, H = np.linspace(0.4, 0.6, d), askew(d, condition)
    X, y = about(middle, H, 2 * coefficients(d))
    for _ in range(4):
        x = fitted(X, y).least()
        X, y = np.vstack([X, x]), np.append(y, (x - middle) @ H @ (x - middle))
    assert y[-1] < 1e-6 * np.min(y[:-4])


@pytest.mark.parametrize("unit", [2.0**-900, 2.0**900])
def test_the_unit_of_values_does_not_matter(unit):
    X, y = about(np.array([0.4, 0.6]), askew(2, 10.0), 12)
    y += 0.01 * np.sin(40 * X[:, 0])
    np.testing.assert_array_equal(fitted(X, y * unit).least(), fitted(X, y).least())


def test_a_step_is_no_longer_than_the_points_say_something_about():
    X, y = about(np.array([0.9, 0.9]), askew(2, 3.0), 12)
    away = X - 0.5  # seen from there the function is nearly a slope
    model = fitted(away, y)
    x = model.least()
    assert 0.45 * RADIUS < far(model, x) <= RADIUS * (1 + 1e-9)
    assert np.sum((x - 0.9) ** 2) < np.sum((model.centre - 0.9) ** 2)


def test_the_minimum_stays_in_the_cube():
    """On a wall it is where the function is least on that wall, not the nearest point of it."""
    H = askew(2, 30.0, seed=3)
    middle = np.array([-0.03, 0.5])
    X, y = about(np.array([0.05, 0.5]), H, 12)
    y = np.einsum("ni,ij,nj->n", X - middle, H, X - middle)
    X, y = X[X[:, 0] > 0], y[X[:, 0] > 0]
    on_wall = 0.5 + H[0, 1] / H[1, 1] * middle[0]
    np.testing.assert_allclose(fitted(X, y).least(), [0.0, on_wall], atol=1e-6)
    nearest = np.array([0.0, 0.5])
    assert np.abs(on_wall - nearest[1]) > 0.005


def test_in_a_corner_it_stays():
    model = Quadratic(np.zeros(2), np.eye(2) / 10, np.array([1.0, 1.0]), np.eye(2))
    np.testing.assert_array_equal(model.least(), [0.0, 0.0])


@pytest.mark.parametrize("curvature", [np.diag([1.0, -1.0]), -np.eye(2), np.zeros((2, 2))])
def test_without_a_minimum_it_goes_down(curvature):
    model = Quadratic(np.full(2, 0.5), np.eye(2) / 10, np.array([0.3, 0.1]), curvature)
    z = (model.least() - model.centre) * 10
    assert 0.1 < np.linalg.norm(z) <= RADIUS * (1 + 1e-9)
    assert model.slope @ z + z @ curvature @ z / 2 < -0.02


def test_too_few_points_or_all_alike_tell_nothing():
    X, y = about(np.full(3, 0.5), np.eye(3), 40)
    least = int(np.ceil(ENOUGH * coefficients(3) + 1))
    assert fitted(X[:least], y[:least]) is not None
    assert fitted(X[: least - 1], y[: least - 1]) is None
    assert fitted(X, np.zeros(40)) is None
    assert fitted(np.full((40, 3), 0.2), y) is None


def test_points_on_a_line_give_a_step_along_it():
    t = np.linspace(0, 1, 14)
    X = np.column_stack([0.2 + 0.5 * t, 0.3 + 0.3 * t])
    np.testing.assert_allclose(fitted(X, (t - 0.61) ** 2).least(), [0.505, 0.483], atol=1e-6)


def test_the_best_points_count_not_those_far_away():
    rng = np.random.default_rng(0)
    X, y = about(np.array([0.4, 0.6]), np.eye(2), 9, spread=0.02)
    others = rng.random((60, 2))
    X, y = np.concatenate([others, X]), np.concatenate([1 + rng.random(60), y])
    np.testing.assert_allclose(fitted(X, y).least(), [0.4, 0.6], atol=1e-8)


def test_draws_differ_by_what_the_values_leave_open():
    X, y = about(np.array([0.4, 0.6]), np.eye(2), 12)

    def spread(values):
        draws = [fitted(X, values, np.random.default_rng(k)).least() for k in range(40)]
        return np.max(np.std(draws, axis=0))

    assert spread(y) < 1e-6
    assert spread(y + 1e-4 * np.sin(1e3 * X[:, 0])) > 1e-4
