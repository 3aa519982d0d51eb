"""Formulas of the synthetic functions: x (..., d) to values (...), to be minimised.

Source: Surjanovic and Bingham, Virtual Library of Simulation Experiments, unless said otherwise.
"""

import numpy as np

from bayesopt.space import FloatArray


def branin(x: FloatArray) -> FloatArray:
    """Three equal minima in a curved valley."""
    a, b = x[..., 0], x[..., 1]
    valley = b - 5.1 / (4 * np.pi**2) * a**2 + 5 / np.pi * a - 6
    return np.asarray(valley**2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(a) + 10)


HARTMANN_WEIGHTS = np.array([1.0, 1.2, 3.0, 3.2])
HARTMANN_3 = (
    np.array([[3.0, 10, 30], [0.1, 10, 35], [3.0, 10, 30], [0.1, 10, 35]]),
    1e-4
    * np.array([[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]),
)
HARTMANN_6 = (
    np.array(
        [
            [10, 3, 17, 3.5, 1.7, 8],
            [0.05, 10, 17, 0.1, 8, 14],
            [3, 3.5, 1.7, 10, 17, 8],
            [17, 8, 0.05, 10, 0.1, 14],
        ]
    ),
    1e-4
    * np.array(
        [
            [1312, 1696, 5569, 124, 8283, 5886],
            [2329, 4135, 8307, 3736, 1004, 9991],
            [2348, 1451, 3522, 2883, 3047, 6650],
            [4047, 8828, 8732, 5743, 1091, 381],
        ]
    ),
)


def _hartmann(x: FloatArray, scales: FloatArray, centres: FloatArray) -> FloatArray:
    q = (scales * (x[..., None, :] - centres) ** 2).sum(axis=-1)
    return np.asarray(-np.exp(-q) @ HARTMANN_WEIGHTS)


def hartmann3(x: FloatArray) -> FloatArray:
    """Four Gaussian wells in three dimensions."""
    return _hartmann(x, *HARTMANN_3)


def hartmann6(x: FloatArray) -> FloatArray:
    """Four Gaussian wells in six dimensions."""
    return _hartmann(x, *HARTMANN_6)


def camel(x: FloatArray) -> FloatArray:
    """Six-hump camel: six minima, two of them global."""
    a, b = x[..., 0], x[..., 1]
    return np.asarray((4 - 2.1 * a**2 + a**4 / 3) * a**2 + a * b + (-4 + 4 * b**2) * b**2)


def goldstein_price(x: FloatArray) -> FloatArray:
    """Four minima under a surface that rises to 1e6."""
    a, b = x[..., 0], x[..., 1]
    first = 19 - 14 * a + 3 * a**2 - 14 * b + 6 * a * b + 3 * b**2
    second = 18 - 32 * a + 12 * a**2 + 48 * b - 36 * a * b + 27 * b**2
    return np.asarray((1 + (a + b + 1) ** 2 * first) * (30 + (2 * a - 3 * b) ** 2 * second))


def eggholder(x: FloatArray) -> FloatArray:
    """Waves of many sizes; the minimum lies on the edge."""
    a, b = x[..., 0], x[..., 1] + 47
    return np.asarray(-b * np.sin(np.sqrt(np.abs(b + a / 2))) - a * np.sin(np.sqrt(np.abs(a - b))))


def beale(x: FloatArray) -> FloatArray:
    """A flat plain with steep corners."""
    a, b = x[..., 0], x[..., 1]
    return np.asarray(
        (1.5 - a + a * b) ** 2 + (2.25 - a + a * b**2) ** 2 + (2.625 - a + a * b**3) ** 2
    )


def cross_in_tray(x: FloatArray) -> FloatArray:
    """A cross of ridges with four equal minima."""
    a, b = x[..., 0], x[..., 1]
    bump = np.abs(np.sin(a) * np.sin(b) * np.exp(np.abs(100 - np.hypot(a, b) / np.pi)))
    return np.asarray(-1e-4 * (bump + 1) ** 0.1)


def drop_wave(x: FloatArray) -> FloatArray:
    """Rings around the minimum, as of a drop in water."""
    r2 = np.sum(x**2, axis=-1)
    return np.asarray(-(1 + np.cos(12 * np.sqrt(r2))) / (0.5 * r2 + 2))


def easom(x: FloatArray) -> FloatArray:
    """Nothing but a plain, and one narrow hole."""
    a, b = x[..., 0], x[..., 1]
    return np.asarray(-np.cos(a) * np.cos(b) * np.exp(-((a - np.pi) ** 2) - (b - np.pi) ** 2))


def forrester(x: FloatArray) -> FloatArray:
    """One dimension, one local and one global minimum."""
    return np.asarray((6 * x[..., 0] - 2) ** 2 * np.sin(12 * x[..., 0] - 4))


def gramacy_lee(x: FloatArray) -> FloatArray:
    """One dimension, many waves that die out."""
    a = x[..., 0]
    return np.asarray(np.sin(10 * np.pi * a) / (2 * a) + (a - 1) ** 4)


SHEKEL_CENTRES = np.array(
    [
        [4, 4, 4, 4],
        [1, 1, 1, 1],
        [8, 8, 8, 8],
        [6, 6, 6, 6],
        [3, 7, 3, 7],
        [2, 9, 2, 9],
        [5, 5, 3, 3],
        [8, 1, 8, 1],
        [6, 2, 6, 2],
        [7, 3.6, 7, 3.6],
    ]
)
SHEKEL_WIDTHS = 0.1 * np.array([1, 2, 2, 4, 4, 6, 3, 7, 5, 5])


def shekel(x: FloatArray) -> FloatArray:
    """Ten narrow wells in four dimensions."""
    r2 = np.sum((x[..., None, :] - SHEKEL_CENTRES) ** 2, axis=-1)
    return np.asarray(-np.sum(1 / (r2 + SHEKEL_WIDTHS), axis=-1))


def ackley(x: FloatArray) -> FloatArray:
    """A funnel in a field of small dents."""
    far = -20 * np.exp(-0.2 * np.sqrt(np.mean(x**2, axis=-1)))
    return np.asarray(far - np.exp(np.mean(np.cos(2 * np.pi * x), axis=-1)) + 20 + np.e)


def dixon_price(x: FloatArray) -> FloatArray:
    """A valley that halves its slope from one dimension to the next."""
    i = np.arange(2, x.shape[-1] + 1)
    links = i * (2 * x[..., 1:] ** 2 - x[..., :-1]) ** 2
    return np.asarray((x[..., 0] - 1) ** 2 + links.sum(axis=-1))


def griewank(x: FloatArray) -> FloatArray:
    """A wide bowl under a fine, regular wave."""
    i = np.arange(1, x.shape[-1] + 1)
    wave = np.prod(np.cos(x / np.sqrt(i)), axis=-1)
    return np.asarray(np.sum(x**2, axis=-1) / 4000 - wave + 1)


def levy(x: FloatArray) -> FloatArray:
    """Waves over a bowl; the last dimension has waves of its own."""
    w = 1 + (x - 1) / 4
    head, last = w[..., :-1], w[..., -1]
    inner = (head - 1) ** 2 * (1 + 10 * np.sin(np.pi * head + 1) ** 2)
    end = (last - 1) ** 2 * (1 + np.sin(2 * np.pi * last) ** 2)
    return np.asarray(np.sin(np.pi * w[..., 0]) ** 2 + inner.sum(axis=-1) + end)


def michalewicz(x: FloatArray) -> FloatArray:
    """Narrow gorges along every axis, steepness 10."""
    i = np.arange(1, x.shape[-1] + 1)
    return np.asarray(-np.sum(np.sin(x) * np.sin(i * x**2 / np.pi) ** 20, axis=-1))


def rastrigin(x: FloatArray) -> FloatArray:
    """A bowl with deep dents on a lattice."""
    return np.asarray(np.sum(x**2 - 10 * np.cos(2 * np.pi * x) + 10, axis=-1))


def rosenbrock(x: FloatArray) -> FloatArray:
    """A narrow, curved, nearly flat valley."""
    head, tail = x[..., :-1], x[..., 1:]
    return np.asarray(np.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2, axis=-1))


SCHWEFEL_DEPTH = 418.9828872724338


def schwefel(x: FloatArray) -> FloatArray:
    """Far-off second best minima; the best is near a corner."""
    waves = x * np.sin(np.sqrt(np.abs(x)))
    return np.asarray(np.sum(SCHWEFEL_DEPTH - waves, axis=-1))


def sphere(x: FloatArray) -> FloatArray:
    """A round bowl."""
    return np.asarray(np.sum(x**2, axis=-1))


def styblinski_tang(x: FloatArray) -> FloatArray:
    """Two wells along every axis, one a little deeper."""
    return np.asarray(0.5 * np.sum(x**4 - 16 * x**2 + 5 * x, axis=-1))


def zakharov(x: FloatArray) -> FloatArray:
    """A plate with one steep direction."""
    tilt = np.sum(0.5 * np.arange(1, x.shape[-1] + 1) * x, axis=-1)
    return np.asarray(np.sum(x**2, axis=-1) + tilt**2 + tilt**4)


def gold(x: FloatArray) -> FloatArray:
    """Minus the gold content of the gold-mining strip, in one dimension.

    Source: Agnihotri and Batra 2020, Exploring Bayesian Optimization.
    """
    a = x[..., 0] - 3
    return np.asarray(-(2 * a * np.sin(a) + 2 + 0.5 * x[..., 0]))
