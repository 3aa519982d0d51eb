"""Linear algebra that does not depend on the number of threads, and suggestions that do not."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bayesopt.unthreaded import INVERTED, SIDE, eigh, inverse, product

RNG = np.random.default_rng(0)

STUDIES = """
import numpy as np
from bayesopt import create_study, create_trial
from bayesopt.acquisition import Thompson
from bayesopt.distributions import FloatDistribution
from bayesopt.gp import GP, Hyperparameters
from bayesopt.outliers import Others
from bayesopt.samplers import CmaEsSampler, GPSampler, NSGAIISampler, TPESampler


def bowl(x):
    return float(np.sum((x - 0.4) ** 2 * np.arange(1, len(x) + 1)))


def suggested(sampler, d, known, asks, m=1):
    rng, names = np.random.default_rng(d), [f"x{i}" for i in range(d)]
    space = {name: FloatDistribution(0, 1) for name in names}
    study = create_study(sampler=sampler, directions=["minimize"] * m, seed=3)
    study.add_trials(
        [
            create_trial(
                params=dict(zip(names, x.tolist())),
                distributions=space,
                values=[bowl(x - k / 9) for k in range(m)],
            )
            for x in rng.random((known, d))
        ]
    )
    for _ in range(asks):
        trial = study.ask()
        x = np.array([trial.suggest_float(name, 0, 1) for name in names])
        study.tell(trial, [bowl(x - k / 9) for k in range(m)])
        print(x.tobytes().hex())


suggested(CmaEsSampler(), 30, 0, 40)
suggested(CmaEsSampler(), 130, 0, 60)
suggested(CmaEsSampler(use_separable_cma=True), 130, 0, 60)
suggested(GPSampler(), 20, 340, 3)
suggested(GPSampler(), 4, 1000, 3)
suggested(GPSampler(), 4, 1000, 2, m=2)
suggested(GPSampler(acquisition=Thompson()), 5, 1000, 2)
suggested(TPESampler(), 5, 1000, 2, m=2)
suggested(NSGAIISampler(), 5, 300, 2, m=2)

X = np.random.default_rng(0).random((500, 2))
posterior = GP().condition(X, X[:, 0], Hyperparameters((0.3, 0.3), 1.0, 0.01))
print(Others.of(posterior).without(np.arange(150)).residuals.tobytes().hex())
"""


def printed(threads):
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    given = {**os.environ, **dict.fromkeys(names, str(threads))}
    words = [sys.executable, "-c", STUDIES]
    root = Path(__file__).parents[1]
    done = subprocess.run(
        words, cwd=root, env=given, capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.split()


def test_suggestions_are_the_same_with_one_thread_and_with_two():
    one, two = printed(1), printed(2)
    assert [k for k, (a, b) in enumerate(zip(one, two, strict=True)) if a != b] == []


def covariance(n, condition):
    Q = np.linalg.qr(RNG.standard_normal((n, n)))[0]
    C = (Q * np.geomspace(1.0, condition, n)) @ Q.T
    return (C + C.T) / 2


@pytest.mark.parametrize("shape", [(3, 5, 2), (70, 200, 90), (1, 1, 1)])
def test_products(shape):
    a, b, c = shape
    A, B = RNG.standard_normal((a, b)), RNG.standard_normal((b, c))
    np.testing.assert_allclose(product(A, B), A @ B, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(product(A, B[:, 0]), A @ B[:, 0], rtol=1e-12, atol=1e-12)


def test_a_product_with_a_long_vector():
    A = RNG.standard_normal((600, 700))
    np.testing.assert_allclose(product(A.T, A[:, 0]), A.T @ A[:, 0], rtol=1e-12, atol=1e-10)


@pytest.mark.parametrize("n", [2, SIDE - 1, SIDE, 90, 151])
@pytest.mark.parametrize("condition", [1.0, 1e6, 1e14])
def test_eigenvalues_and_eigenvectors(n, condition):
    C = covariance(n, condition)
    values, V = eigh(C)
    np.testing.assert_allclose(values, np.linalg.eigh(C)[0], atol=1e-14 * condition)
    np.testing.assert_allclose(V.T @ V, np.eye(n), atol=1e-12)
    np.testing.assert_allclose((V * values) @ V.T, C, atol=1e-13 * condition)


def test_eigenvalues_of_what_is_diagonal_already():
    values, V = eigh(np.diag(np.arange(80.0)))
    np.testing.assert_array_equal(values, np.arange(80.0))
    np.testing.assert_array_equal(np.abs(V), np.eye(80))


@pytest.mark.parametrize("n", [1, INVERTED, INVERTED + 1, 230])
def test_inverses(n):
    S = covariance(n, 1e4)
    np.testing.assert_allclose(inverse(S), np.linalg.inv(S), atol=1e-11)
