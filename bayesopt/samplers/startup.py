"""The first trials, before there is anything to learn from."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.history import History, Observations
from bayesopt.randomness import generator
from bayesopt.space import Space

OVERTAKEN = 3  # later trials that have ended, after which a running one is not waited for


def startup_trials(space: Space) -> int:
    """How many there are: one more than parameters, at least 4 and at most 8."""
    return min(max(len(space) + 1, 4), 8)


def coming(history: History, first: int) -> NDArray[np.bool_]:
    """Which running trials (p,) count among the `first` ones; all where so many have finished.

    One that later ones have overtaken may never be told: who asked for it may be gone. A start
    that counted on such trials would end before anything is known.
    """
    if history.finished >= first:
        return np.ones(len(history.pending), dtype=bool)
    return overtaken(history) < OVERTAKEN


def overtaken(history: History) -> NDArray[np.intp]:
    """By how many later trials, that have ended, each running one (p,) has been overtaken."""
    ended = np.sort([trial.number for trial in history.ended()])
    running = [trial.number for trial in history.pending]
    return np.asarray(len(ended) - np.searchsorted(ended, running))


def hypercube_point(
    space: Space, history: History, seen: Observations, n: int
) -> dict[str, Any] | None:
    """Point `history.number` of the study's Latin hypercube of `n` points; of further ones, one
    after the other, where some of the first are not counted on.

    None after the last one, and where an earlier trial has been at that point.
    """
    turn, place = divmod(history.number, n)
    if turn and coming(history, n).all():
        return None
    rng = generator(history.seed, turn, f"startup {space.names}")
    cells = rng.permuted(np.tile(np.arange(n), (len(space), 1)), axis=1)
    points = (cells + rng.random(cells.shape)) / n
    params = space.draw(points[:, place])
    met = (seen.known == space.place(space.encode([params]))).all(axis=1).any()
    return None if met else params
