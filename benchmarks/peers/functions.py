"""Five test functions with known minima, on their standard domains, nothing shifted.

Source: Surjanovic & Bingham, Virtual Library of Simulation Experiments (formulas and minima).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.peer import Params

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """A function of x (d,) to minimise, its box and the value of its global minimum."""

    name: str
    f: Callable[[FloatArray], float]
    box: tuple[tuple[float, float], ...]
    minimum: float

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        return {f"x{j}": side for j, side in enumerate(self.box)}

    def __call__(self, params: Params) -> float:
        return float(self.f(np.array([params[name] for name in self.ranges])))


def branin(x: FloatArray) -> float:
    b, c = 5.1 / (4 * np.pi**2), 5 / np.pi
    valley = x[1] - b * x[0] ** 2 + c * x[0] - 6
    return float(valley**2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x[0]) + 10)


HARTMANN_WEIGHTS = np.array([1.0, 1.2, 3.0, 3.2])
HARTMANN_SCALES = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
HARTMANN_CENTRES = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)


def hartmann6(x: FloatArray) -> float:
    q = (HARTMANN_SCALES * (x - HARTMANN_CENTRES) ** 2).sum(axis=1)
    return float(-HARTMANN_WEIGHTS @ np.exp(-q))


def rosenbrock(x: FloatArray) -> float:
    return float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def levy(x: FloatArray) -> float:
    w = 1 + (x - 1) / 4
    inner = (w[:-1] - 1) ** 2 * (1 + 10 * np.sin(np.pi * w[:-1] + 1) ** 2)
    last = (w[-1] - 1) ** 2 * (1 + np.sin(2 * np.pi * w[-1]) ** 2)
    return float(np.sin(np.pi * w[0]) ** 2 + inner.sum() + last)


def ackley(x: FloatArray) -> float:
    far = -20 * np.exp(-0.2 * np.sqrt(np.mean(x**2)))
    return float(far - np.exp(np.mean(np.cos(2 * np.pi * x))) + 20 + np.e)


PROBLEMS = {
    problem.name: problem
    for problem in (
        Problem("branin", branin, ((-5.0, 10.0), (0.0, 15.0)), 10 / (8 * np.pi)),
        Problem("hartmann6", hartmann6, ((0.0, 1.0),) * 6, -3.3223680114155),
        Problem("rosenbrock5", rosenbrock, ((-5.0, 10.0),) * 5, 0.0),
        Problem("levy8", levy, ((-10.0, 10.0),) * 8, 0.0),
        Problem("ackley5", ackley, ((-32.768, 32.768),) * 5, 0.0),
    )
}
