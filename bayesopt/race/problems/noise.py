"""Noise on any problem; regret goes on being measured without it."""

from dataclasses import replace

import numpy as np

from bayesopt.errors import InvalidParameter
from bayesopt.race.problems.problem import Problem
from bayesopt.randomness import generator

SHARE = 0.1
DRAWS = 512


def typical_noise(problem: Problem) -> float:
    """A tenth of the standard deviation of the values at random points, to two digits."""
    points = generator(0, 0, problem.name).random((DRAWS, len(problem.space)))
    spread = np.std([problem.function(problem.space.decode(u)) for u in points])
    return float(f"{SHARE * spread:.1e}")


def with_noise(problem: Problem, name: str, std: float | None = None) -> Problem:
    """The problem under another name, its values told with normal noise.

    std : in units of the value; a tenth of the spread of the problem's values if not given.
    Raises InvalidParameter for a std that is not positive.
    """
    if std is None:
        std = typical_noise(problem)
    if not (0 < std < np.inf):
        raise InvalidParameter(
            f"{name!r}: noise = {std} is not positive; drop '+noise' or mend it"
        )
    return replace(problem, name=name, noise=std)
