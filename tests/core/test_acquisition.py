"""The normal distribution's tails against mpmath, and slopes against differences."""

import mpmath
import numpy as np
import pytest

from bayesopt._core import acquisition as core

PAIRS = [
    (core.ei, core.ei_slopes),
    (core.log_ei, core.log_ei_slopes),
    (core.pi, core.pi_slopes),
    (core.log_pi, core.log_pi_slopes),
]
Z = np.concatenate(
    [
        -np.geomspace(1e-3, 1e8, 150),
        np.linspace(-60, 8, 250),
        [-1, -1 - 1e-12, -1 + 1e-12, -50, 0],  # where formulas meet
    ]
)


def values(function, mean, std, best=0.0):
    out = np.empty(len(mean))
    function(mean, std, best, out)
    return out


def slopes(function, mean, std, best=0.0):
    by_mean, by_std = np.empty(len(mean)), np.empty(len(mean))
    function(mean, std, best, by_mean, by_std)
    return by_mean, by_std


def at(function, z):
    """A function of z alone: std 1, best 0."""
    return function(-z, np.ones_like(z))


def mills(u):
    """cdf(-u) / pdf(u); in its tail by its asymptotic series, exact to 40 digits there."""
    u = mpmath.mpf(float(u))
    if u < 200:
        return mpmath.sqrt(mpmath.pi / 2) * mpmath.exp(u * u / 2) * mpmath.erfc(u / mpmath.sqrt(2))
    terms, term = [], 1 / u
    for k in range(20):
        terms.append(term)
        term *= -(2 * k + 1) / u**2
    return mpmath.fsum(terms)


def reference(z):
    """log h, its slope, log cdf, its slope, at one z."""
    with mpmath.workdps(80):
        u = -mpmath.mpf(float(z))
        m = mills(u)
        log_pdf = -u * u / 2 - mpmath.log(2 * mpmath.pi) / 2
        gap = 1 - u * m
        return log_pdf + mpmath.log(gap), m / gap, log_pdf + mpmath.log(m), 1 / m


@pytest.fixture(scope="module")
def exact():
    return list(zip(*map(reference, Z), strict=True))


def error(found, exact, floor=0.0):
    """Largest difference relative to the exact value, or to `floor` where that is smaller."""
    return max(
        float(abs(mpmath.mpf(float(a)) - b) / max(abs(b), floor))
        for a, b in zip(found, exact, strict=True)
    )


def test_log_h_to_fourteen_digits(exact):
    # log h crosses 0 near z = 0.9, so there the error is absolute
    assert error(at(lambda m, s: values(core.log_ei, m, s), Z), exact[0], floor=1) < 1e-14


def test_slope_of_log_h_to_twelve_digits(exact):
    by_mean, _ = at(lambda m, s: slopes(core.log_ei_slopes, m, s), Z)
    assert error(-by_mean, exact[1]) < 1e-12


def test_log_cdf_to_fourteen_digits(exact):
    assert error(at(lambda m, s: values(core.log_pi, m, s), Z), exact[2], floor=1) < 1e-14


def test_slope_of_log_cdf_to_thirteen_digits(exact):
    by_mean, _ = at(lambda m, s: slopes(core.log_pi_slopes, m, s), Z)
    assert error(-by_mean, exact[3]) < 1e-13


def test_plain_forms_are_the_exponentials():
    z = np.linspace(-30, 8, 400)  # below, exp turns the rounding of the logarithm into digits
    for plain, logarithm in ((core.ei, core.log_ei), (core.pi, core.log_pi)):
        np.testing.assert_allclose(
            at(lambda m, s, f=plain: values(f, m, s), z),
            np.exp(at(lambda m, s, f=logarithm: values(f, m, s), z)),
            rtol=1e-12,
        )


@pytest.mark.parametrize(("function", "derivative"), PAIRS, ids=lambda f: f.__name__)
def test_slopes_by_fourth_order_differences(function, derivative):
    rng = np.random.default_rng(0)
    std, best = rng.uniform(0.2, 3, 200), 0.3
    mean = best - std * rng.uniform(-20, 6, 200)
    by_mean, by_std = slopes(derivative, mean, std, best)
    h = 1e-3 * std

    def difference(move):
        far, near = move(2), move(1)
        return (8 * (near[0] - near[1]) - (far[0] - far[1])) / (12 * h)

    about_mean = difference(
        lambda k: [values(function, mean + s * k * h, std, best) for s in (1, -1)]
    )
    about_std = difference(
        lambda k: [values(function, mean, std + s * k * h, best) for s in (1, -1)]
    )
    np.testing.assert_allclose(by_mean, about_mean, rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(by_std, about_std, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("z", [-1e8, -1e4, -38.0, 0.0, 38.0, 1e8])
def test_logarithms_and_their_slopes_are_finite_and_sloped_everywhere(z):
    mean, std = np.array([-z]), np.ones(1)
    for function, derivative in PAIRS[1::2]:
        assert np.isfinite(values(function, mean, std)[0])
        by_mean, by_std = slopes(derivative, mean, std)
        assert np.isfinite(by_mean[0]) and np.isfinite(by_std[0])
    assert slopes(core.log_ei_slopes, mean, std)[0][0] < 0


def test_improvement_without_doubt():
    mean, std = np.array([-2.0, 2.0]), np.zeros(2)
    np.testing.assert_array_equal(values(core.ei, mean, std), [2, 0])
    np.testing.assert_array_equal(values(core.pi, mean, std), [1, 0])
    assert np.all(np.isfinite(values(core.log_ei, mean, std)))


def test_invariance_under_the_unit_of_y():
    mean, std = np.array([0.3, -0.2]), np.array([0.5, 0.1])
    one = values(core.log_ei, mean, std, 0.1)
    big = values(core.log_ei, 2**30 * mean, 2**30 * std, 2**30 * 0.1)
    np.testing.assert_allclose(big - one, 30 * np.log(2), rtol=1e-14)
