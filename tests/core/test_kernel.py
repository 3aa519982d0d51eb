"""_core/kernel.pxd through the covariances of an unconditioned belief."""

import numpy as np
import pytest

from bayesopt._core import gp as core
from bayesopt._core.belief import Belief

KERNELS = {
    0: lambda r: (1 + np.sqrt(5) * r + 5 * r**2 / 3) * np.exp(-np.sqrt(5) * r),
    1: lambda r: (1 + np.sqrt(3) * r) * np.exp(-np.sqrt(3) * r),
    2: lambda r: np.exp(-(r**2) / 2),
}


def covariance(kernel, A, B, lengthscales, variance, categorical):
    d = A.shape[1]
    order = np.argsort(categorical, kind="stable")
    numeric = int(np.sum(~categorical))
    belief = Belief(0, numeric, kernel, order, lengthscales[order], np.empty(0))
    nothing = np.empty((d, 0)), np.empty(0)
    work = np.empty(core.workspace(0, d))
    failed = belief.condition(*nothing, variance, 0.0, 0.0, False, 1.0, 0.0, work, np.empty(0))
    assert failed == 0
    out = np.empty((len(A), len(B)))
    belief.cross_covariance(A, B, out, np.empty(belief.covariance_workspace(len(A), len(B))))
    return out


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("d", [1, 2, 3, 4, 5, 6, 7, 8, 9])
def test_covariance_is_the_formula(kernel, d):
    rng = np.random.default_rng(d)
    A, B = rng.random((3, d)), rng.random((21, d))
    lengthscales = rng.uniform(0.3, 2, d)
    gaps = (A[:, None] - B) / lengthscales
    expected = 1.7 * KERNELS[kernel](np.sqrt(np.sum(gaps**2, axis=2)))
    found = covariance(kernel, A, B, lengthscales, 1.7, np.zeros(d, bool))
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@pytest.mark.parametrize("kernel", KERNELS)
def test_categories_are_equal_or_different(kernel):
    rng = np.random.default_rng(1)
    categorical = np.array([True, False, False, True])
    A, B = rng.integers(0, 3, (4, 4)) / 3.0, rng.integers(0, 3, (9, 4)) / 3.0
    lengthscales = np.array([0.7, 0.4, 1.3, 2.0])
    gaps = A[:, None] - B
    gaps[..., categorical] = gaps[..., categorical] != 0
    expected = KERNELS[kernel](np.sqrt(np.sum((gaps / lengthscales) ** 2, axis=2)))
    found = covariance(kernel, A, B, lengthscales, 1.0, categorical)
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_exponential_keeps_its_digits_over_the_whole_range():
    # one dimension, RBF: covariance exp(-q / 2) with q chosen so that the exponent is x
    x = -np.concatenate([np.linspace(0, 40, 4001), np.geomspace(1e-12, 590, 997)])
    B = np.sqrt(-2 * x)[:, None]
    exponent = -0.5 * np.square(B[:, 0])
    found = covariance(2, np.zeros((1, 1)), B, np.ones(1), 1.0, np.zeros(1, bool))[0]
    np.testing.assert_allclose(found, np.exp(exponent), rtol=8e-16)


@pytest.mark.parametrize("kernel", KERNELS)
def test_distant_points_have_no_covariance_left(kernel):
    B = np.array([[3e2], [1e3], [1e6]])
    found = covariance(kernel, np.zeros((1, 1)), B, np.ones(1), 1.0, np.zeros(1, bool))
    assert np.all((found >= 0) & (found < 1e-100))
