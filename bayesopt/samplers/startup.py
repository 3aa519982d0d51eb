"""The first trials, before there is anything to learn from; and whether a range has grown.

Trials of a range that was a quarter as wide lie close together in the wide one, many at its old
edge, and what a process learns from them is how the function varies there: it would creep on from
the edge. So as long as they leave more than half of a range empty, trials go where least is known.
"""

from typing import Any

import numpy as np

from bayesopt.history import History, Observations
from bayesopt.randomness import generator
from bayesopt.space import Space


def startup_trials(space: Space) -> int:
    """How many there are: one more than parameters, at least 4 and at most 8."""
    return min(max(len(space) + 1, 4), 8)


EMPTY = 0.5  # of all that is known of a range, where a trial is due


def unexplored(space: Space, seen: Observations, history: History) -> bool:
    """Whether a number that had another range at first has none of the known values in more than
    half of what it has now and what is known beyond.
    """
    if not history.finished:
        return False
    former = history.log.finished[0].distributions
    grown = [former.get(name, param) != param for name, param in space.items()]
    columns = np.flatnonzero(np.array(grown) & ~space.categorical)
    X = seen.known[:, columns]
    ends = np.zeros((1, len(columns))), np.ones((1, len(columns)))
    known = np.sort(np.concatenate([X[~np.isnan(X).any(axis=1)], *ends]), axis=0)
    inside = np.diff(np.clip(known, 0.0, 1.0), axis=0)
    return bool(np.any(np.max(inside, axis=0, initial=0.0) > EMPTY * np.ptp(known, axis=0)))


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
