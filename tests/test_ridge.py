"""Ridge regression, by singular values and by bidiagonal matrices alike."""

import numpy as np
import pytest

from bayesopt.ridge import ALONE, Bidiagonal, Spectral, ridge

RNG = np.random.default_rng(0)
RIDGES = np.geomspace(1e-14, 1.0, 8)


def graded(m, k):
    """Columns of very unlike sizes, two of which are nearly the same."""
    A = RNG.standard_normal((m, k)) * np.concatenate([[1e6], np.geomspace(10.0, 0.1, k - 1)])
    A[:, -1] = A[:, -2] + 1e-6 * A[:, -1]
    return A


@pytest.mark.parametrize(("m", "k"), [(5, 3), (40, 22), (140, 91)])
def test_bidiagonal_matrices_say_what_singular_values_do(m, k):
    A, t = graded(m, k), RNG.standard_normal(m)
    one, other = Spectral(A, t, m * RIDGES), Bidiagonal(A, t, m * RIDGES)
    np.testing.assert_allclose(other.own, one.own, atol=1e-7)
    np.testing.assert_allclose(other.missed, one.missed, atol=1e-7)
    np.testing.assert_allclose(other.used, one.used, atol=1e-6)
    for best in range(8):
        x = one.coefficients(best)
        np.testing.assert_allclose(
            other.coefficients(best), x, atol=1e-7 * np.linalg.norm(x), rtol=1e-4
        )


@pytest.mark.parametrize("k", [30, ALONE + 5])
def test_what_each_value_says_of_itself_is_what_it_loses_when_left_out(k):
    m, held = 2 * k, 3.0
    A, t = RNG.standard_normal((m, k)), RNG.standard_normal(m)
    fits = (Spectral if k <= ALONE else Bidiagonal)(A, t, np.array([held]))
    B = A[1:]
    x = np.linalg.solve(B.T @ B + held * np.eye(k), B.T @ t[1:])
    alone = fits.missed[0, 0] / (1 - fits.own[0, 0])
    np.testing.assert_allclose(alone, t[0] - A[0] @ x, rtol=1e-9)


@pytest.mark.parametrize("k", [20, ALONE + 5])
def test_it_finds_the_coefficients_and_how_unsure_they_are(k):
    m, noise = 4 * k, 0.1
    A, x = RNG.standard_normal((m, k)), RNG.standard_normal(k)
    np.testing.assert_allclose(ridge(A, A @ x, m * RIDGES), x, atol=1e-9)
    t = A @ x + noise * RNG.standard_normal(m)
    found = ridge(A, t, m * RIDGES)
    draws = np.array([ridge(A, t, m * RIDGES, np.random.default_rng(s)) for s in range(200)])
    std = noise * np.sqrt(np.diag(np.linalg.inv(A.T @ A)))
    # of 200 draws a mean is off by std / 14, a std by a twentieth; the noise is known to a tenth
    assert np.all(np.abs(draws.mean(axis=0) - found) < 5 * std / 14)
    np.testing.assert_allclose(np.mean(draws.std(axis=0) / std), 1.0, atol=0.15)


def test_columns_that_are_all_alike_tell_no_more_than_one():
    A = np.repeat(RNG.standard_normal((120, 1)), ALONE + 10, axis=1)
    x = ridge(A, 3 * A[:, 0], 120 * RIDGES)
    np.testing.assert_allclose(A @ x, 3 * A[:, 0], atol=1e-6)


@pytest.mark.parametrize("k", [20, ALONE + 5])
def test_draws_are_as_wide_as_the_noise_that_degrees_of_freedom_leave(k):
    m, held = 2 * k, 3.0
    A, t = RNG.standard_normal((m, k)), RNG.standard_normal(m)
    H = A.T @ A + held * np.eye(k)
    x = np.linalg.solve(H, A.T @ t)
    used = np.trace(np.linalg.solve(H, A.T @ A))
    noise = np.sum((t - A @ x) ** 2) / (m - used)
    off = ridge(A, t, np.array([held]), np.random.default_rng(1)) - x
    normals = np.random.default_rng(1).standard_normal(k)
    np.testing.assert_allclose(off @ H @ off, noise * normals @ normals)


def test_columns_that_are_nearly_alike_have_nearly_the_same_coefficients():
    A = RNG.standard_normal((120, 1)) + 1e-8 * RNG.standard_normal((120, ALONE + 10))
    np.testing.assert_allclose(ridge(A, A.sum(axis=1), 120 * RIDGES), 1.0, atol=1e-6)
