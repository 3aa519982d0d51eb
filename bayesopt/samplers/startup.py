"""The first trials, before there is anything to learn from."""

from typing import Any

import numpy as np

from bayesopt.history import History, Observations
from bayesopt.randomness import generator
from bayesopt.space import Space


def startup_trials(space: Space) -> int:
    """How many there are: one more than parameters, at least 4 and at most 8."""
    return min(max(len(space) + 1, 4), 8)


def hypercube_point(
    space: Space, history: History, seen: Observations, n: int
) -> dict[str, Any] | None:
    """Point `history.number` of the study's Latin hypercube of `n` points.

    None after its last one, and where an earlier trial has been at that point.
    """
    if history.number >= n:
        return None
    rng = generator(history.seed, 0, f"startup {space.names}")
    cells = rng.permuted(np.tile(np.arange(n), (len(space), 1)), axis=1)
    points = (cells + rng.random(cells.shape)) / n
    params = space.draw(points[:, history.number])
    met = (seen.known == space.place(space.encode([params]))).all(axis=1).any()
    return None if met else params
