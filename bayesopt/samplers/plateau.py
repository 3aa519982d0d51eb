"""Where values tell no point from another: draws that go anywhere.

Expected improvement over a plateau is largest where least is known: in the corners, again and
again. A blind search finds its way off in the interior.
"""

import numpy as np
from numpy.random import Generator

from bayesopt.history import Observations
from bayesopt.maximize import SAME
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.tasks import allowed
from bayesopt.space import Space

MOST = (
    0.5  # share of the trials that have the best value, beyond which every TURN-th draw is blind
)
TURN = 2
DRAWS = 16  # until one is new, and nothing is known to go wrong there


def stands_on_plateau(seen: Observations, number: int) -> bool:
    """Whether trial `number` had better go anywhere: all values are equal, or it is its turn and
    most trials share the best one.
    """
    if seen.Y.shape[1] != 1 or len(seen.Y) < 2:
        return False
    shared = float(np.mean(seen.Y.min() == seen.Y))
    return shared == 1 or (shared > MOST and number % TURN == 0)


def anywhere(
    space: Space, known: FloatArray, judges: tuple[Judge, ...], model: Posterior, rng: Generator
) -> FloatArray:
    """A random point (d,), if possible none of `known` (k, d), and one where nothing is expected
    to go wrong.
    """
    X = space.place(space.snap(rng.random((DRAWS, len(space)))))
    met = np.array([np.any(np.all(np.abs(known - x) < SAME, axis=1)) for x in X])
    point: FloatArray = X[np.argmax(2.0 * ~met + allowed(X, judges, model))]
    return point
