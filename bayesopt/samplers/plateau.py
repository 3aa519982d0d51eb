"""Where values tell no point from another: draws that go anywhere.

Expected improvement over a plateau is largest where least is known: in the corners, again and
again; over the lowest step of many it is largest within that step, trial after trial. A blind
search finds its way off in the interior.

16 functions with steps, in their values or their ranges, 18 runs of each, by the latest trials
instead of by more than half of all: won and lost after 20, 40, 60 and 100 evaluations 23:8, 48:39,
61:45, 65:36.
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

LATEST, SHARED = 10, 4  # so many of the latest trials have the best value: a plateau
TURN = 2
DRAWS = 16  # until one is new, and nothing is known to go wrong there


def stands_on_plateau(seen: Observations, number: int) -> bool:
    """Whether trial `number` had better go anywhere: all values are equal, or it is its turn and
    many of the latest trials have the best one.
    """
    if seen.Y.shape[1] != 1 or len(seen.Y) < 2:
        return False
    best = seen.Y[:, 0] == seen.Y.min()
    if best.all():
        return True
    return number % TURN == 0 and int(np.count_nonzero(best[-LATEST:])) >= SHARED


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
