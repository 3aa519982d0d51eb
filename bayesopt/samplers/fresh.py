"""Points where no trial has been, though a model knows a part of the trials only."""

from collections.abc import Callable, Sequence

import numpy as np

from bayesopt.params import FloatArray
from bayesopt.same import among
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
        at = space.place(x[None])[0]
        if not any(among(at, X) for X in known):
            break
        avoid = np.concatenate([avoid, x[None]])
        x = search(avoid)
    return x
