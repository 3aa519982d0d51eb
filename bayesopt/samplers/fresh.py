"""Points where no trial has been, though a model knows a part of the trials only."""

from collections.abc import Callable, Sequence

import numpy as np

from bayesopt.maximize import SAME
from bayesopt.params import FloatArray
from bayesopt.space import Space

AGAIN = 8  # searches at most


def fresh(
    search: Callable[[FloatArray], FloatArray],
    avoid: FloatArray,
    known: Sequence[FloatArray],
    space: Space,
) -> FloatArray:
    """The point (d,) that `search` finds beside those to avoid, and beside those known.

    search : finds a point that is none of those (k, d) that it is given
    avoid : (k, d) what it is given first; where it comes upon one of `known`, each (n, d) as a
        model sees them, that too
    """
    x = search(avoid)
    for _ in range(1, AGAIN):
        if not any(among(space.place(x[None])[0], X) for X in known):
            break
        avoid = np.concatenate([avoid, x[None]])
        x = search(avoid)
    return x


def among(x: FloatArray, X: FloatArray) -> bool:
    """Whether x (d,) is one of X (n, d); most of many are told apart by their first coordinate."""
    near = X[np.abs(X[:, 0] - x[0]) < SAME]
    return bool(np.any(np.max(np.abs(near - x), axis=1) < SAME))


def agrees(x: FloatArray, X: FloatArray) -> bool:
    """Whether x (d,) has the coordinates of one of X (k, d); NaN in X agrees with all."""
    return bool(np.any(np.fmax.reduce(np.abs(X - x), axis=1) < SAME))
