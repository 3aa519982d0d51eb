"""The arithmetic of CMA-ES: its constants, its update, and what it must not mind."""

import math
from dataclasses import replace

import numpy as np
import pytest

from bayesopt.evolution import LEAST, Strategy, beginning, usual_size


def evolved(f, n, generations, seed=0, **arguments):
    """The distribution after minimising `f` over the cube for so many generations."""
    rng = np.random.default_rng(seed)
    evolution = beginning(Strategy(n, usual_size(n), **arguments), np.full(n, 0.5), 1 / 6)
    for _ in range(generations):
        X = np.array([evolution.draw(rng) for _ in range(evolution.strategy.size)])
        evolution = evolution.after(X[np.argsort([f(x) for x in X])])
    return evolution


def test_the_constants_for_ten_parameters():
    s = Strategy(10, usual_size(10))
    assert s.size == 10  # 4 + floor(3 ln 10)
    # by hand from table 1: log 5.5 - log i for i = 1 to 5, over their sum 3.7362
    np.testing.assert_allclose(s.weights[:3], [0.456272, 0.270752, 0.162231], atol=1e-5)
    assert s.mu_eff == pytest.approx(3.167299, abs=1e-5)
    assert s.c_1 == pytest.approx(2 / (11.3**2 + 3.167299))
    assert s.c_sigma == pytest.approx(5.167299 / 18.167299)
    assert s.length == pytest.approx(math.sqrt(2) * math.gamma(5.5) / math.gamma(5), rel=2e-4)


def test_large_generations_are_damped():
    n, size = 2, 40
    w = math.log((size + 1) / 2) - np.log(np.arange(1, size // 2 + 1))
    mu = w.sum() ** 2 / (w @ w)
    c_sigma = (mu + 2) / (n + mu + 5)
    damping = 1 + 2 * (math.sqrt((mu - 1) / (n + 1)) - 1) + c_sigma  # eq. 55
    assert Strategy(n, size).damping == pytest.approx(damping)


@pytest.mark.parametrize("separable", [False, True])
@pytest.mark.parametrize("n", [1, 2, 7, 100])
@pytest.mark.parametrize("size", [2, 3, 4, 11, 200])
def test_weights_keep_the_covariance_positive(n, size, separable):
    s = Strategy(n, size, separable)
    assert s.weights[s.weights > 0].sum() == pytest.approx(1.0)
    assert np.all(np.diff(s.weights) <= 0)
    assert 0 < s.c_1 < 1 and 0 < s.c_mu <= 1 - s.c_1
    # what is left of C where all n units of each negative weight are taken from one direction
    left = 1 - s.c_1 - s.c_mu * s.weights.sum() + n * s.c_mu * s.weights[s.weights < 0].sum()
    assert left >= -1e-12


def test_one_generation_by_the_equations():
    n, s = 2, Strategy(2, 4)
    start = beginning(s, np.array([0.4, 0.6]), 0.1)
    X = np.array([[0.45, 0.5], [0.4, 0.7], [0.3, 0.6], [0.5, 0.8]])
    Y = (X - start.mean) / 0.1
    step = s.weights[0] * Y[0] + s.weights[1] * Y[1]
    p_sigma = math.sqrt(s.c_sigma * (2 - s.c_sigma) * s.mu_eff) * step
    excess = np.linalg.norm(p_sigma) / s.length
    p_c = math.sqrt(s.c_c * (2 - s.c_c) * s.mu_eff) * step
    C = (1 - s.c_1 - s.c_mu * s.weights.sum()) * np.eye(n) + s.c_1 * np.outer(p_c, p_c)
    for w, y in zip(s.weights, Y, strict=True):
        C += s.c_mu * (w if w >= 0 else w * n / (y @ y)) * np.outer(y, y)
    end = start.after(X)
    np.testing.assert_allclose(end.mean, start.mean + 0.1 * step)
    np.testing.assert_allclose(end.p_sigma, p_sigma)
    np.testing.assert_allclose(end.p_c, p_c)
    np.testing.assert_allclose(end.C, C)
    assert end.sigma == pytest.approx(0.1 * math.exp(s.c_sigma / s.damping * (excess - 1)))
    assert end.generation == 1


@pytest.mark.parametrize("generation", [0, 1, 4])
@pytest.mark.parametrize(("excess", "going"), [(0.99, 1), (1.01, 0)])
def test_a_long_path_of_the_step_size_stalls_that_of_the_covariance(generation, excess, going):
    s, step = Strategy(2, 4), np.array([1.0, 0.0])
    settled = 1 - (1 - s.c_sigma) ** (2 * (generation + 1))
    p_sigma = excess * (1.4 + 2 / 3) * math.sqrt(settled) * s.length * step  # h_sigma, eq. 45
    new = math.sqrt(s.c_sigma * (2 - s.c_sigma) * s.mu_eff) * step
    before = (p_sigma - new) / (1 - s.c_sigma)
    start = beginning(s, np.full(2, 0.5), 0.1)
    start = replace(start, p_sigma=before, p_c=np.ones(2), generation=generation)
    end = start.after(start.mean + 0.1 * np.array([step, step, 0 * step, 0 * step]))
    p_c = (1 - s.c_c) * np.ones(2) + going * math.sqrt(s.c_c * (2 - s.c_c) * s.mu_eff) * step
    lost = (1 - going) * s.c_c * (2 - s.c_c)  # eq. 47
    C = (1 + s.c_1 * lost - s.c_1 - s.c_mu * s.weights.sum()) * np.eye(2)
    C += s.c_1 * np.outer(p_c, p_c) + s.c_mu * np.outer(step, step)
    np.testing.assert_allclose(end.p_sigma, p_sigma, atol=1e-12)
    np.testing.assert_allclose(end.p_c, p_c)
    np.testing.assert_allclose(end.C, C)


def test_roots_of_the_covariance():
    evolution = evolved(lambda x: x[0] ** 2 + 100 * (x[1] - x[2]) ** 2, 3, 20)
    np.testing.assert_allclose(evolution.root @ evolution.root, evolution.C, rtol=1e-10)
    np.testing.assert_allclose(evolution.root @ evolution.inverse_root, np.eye(3), atol=1e-10)


def test_draws_follow_the_covariance():
    C = np.array([[1.0, 0.8], [0.8, 1.0]])
    evolution = beginning(Strategy(2, 6), np.full(2, 0.5), 0.05)
    evolution = type(evolution)(**{**vars(evolution), "C": C})
    rng = np.random.default_rng(1)
    X = np.array([evolution.draw(rng) for _ in range(4000)])
    # ten standard deviations from the bounds; the errors of 4000 draws are about 0.02
    np.testing.assert_allclose(np.cov(X.T) / 0.05**2, C, atol=0.08)


def test_draws_stay_in_the_cube_even_from_a_corner():
    evolution = beginning(Strategy(40, 6), np.zeros(40), 1.0)
    X = np.array([evolution.draw(np.random.default_rng(k)) for k in range(20)])
    assert X.min() == 0.0 and X.max() <= 1.0  # of 40, none of 64 draws is inside: clipped


def test_the_covariance_learns_the_shape_of_a_valley():
    def valley(x):
        return (x[0] - x[1]) ** 2 * 1e4 + (x[0] + x[1] - 0.8) ** 2

    evolution = evolved(valley, 2, 60)
    along, across = np.array([1.0, 1.0]), np.array([1.0, -1.0])
    # the axes of its level sets are as 1 to 100, and their squares are what C is as
    assert along @ evolution.C @ along > 300 * (across @ evolution.C @ across)
    diagonal = evolved(valley, 2, 60, separable=True).C
    assert diagonal[0, 1] == diagonal[1, 0] == 0.0


def test_on_noise_alone_the_step_size_stays():
    rng, logs = np.random.default_rng(3), []
    for seed in range(20):
        evolution = evolved(lambda x: rng.random(), 3, 10, seed)
        logs.append(math.log(evolution.sigma * 6))
    # random selection: log sigma is nearly unbiased (section 5.4), its errors here 0.5 / sqrt(20)
    assert abs(np.mean(logs)) < 0.4


def test_a_step_from_elsewhere_is_shortened():
    start = beginning(Strategy(2, 4), np.full(2, 0.5), 1e-6)
    end = start.after(np.array([[1.0, 1.0], [0.0, 0.3], [0.9, 0.1], [0.2, 0.2]]))
    assert end.sigma <= 1e-6 * math.e
    assert np.linalg.norm(end.mean - start.mean) < 1e-5
    assert np.linalg.eigvalsh(end.C).min() > 0


def test_generations_of_one_point_break_nothing():
    evolution = beginning(Strategy(3, 5), np.full(3, 0.5), 0.1)
    for _ in range(500):
        evolution = evolution.after(np.full((5, 3), 0.25))
    assert np.isfinite(evolution.C).all() and evolution.sigma >= LEAST
    assert np.isfinite(evolution.draw(np.random.default_rng(0))).all()


def test_where_all_is_alike_steps_grow():
    evolution = beginning(Strategy(2, 6), np.full(2, 0.5), 1e-3)
    X = np.array([evolution.draw(np.random.default_rng(k)) for k in range(6)])
    assert evolution.after(X, flat=True).sigma > 1.2 * evolution.after(X).sigma
