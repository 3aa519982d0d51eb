"""Where little is gained and even optimism stays where trials have been: somewhere else.

Trials that polish one minimum shorten the lengthscales, and the values that are not of it are
taken close together: what a process then believes of the rest of the space is that it is known.
So what is known is told by lengthscales as they are before any data, and if the point of greatest
optimism is known well, the least known of a few draws takes its place. Of many draws it would lie
in a corner; and of more than a few parameters no number of draws covers the space.

A basin and a deeper well, a fiftieth of the range wide in one parameter, a tenth in two, a
seventh in three, 24 runs of each: the well was found within 100 evaluations in 22, 19 and 7 of
them instead of 22, 11 and 2 (random search 23, 10 and 2). On 25 other functions of two and three
parameters, 200 runs: 28 better and 36 worse after 60 evaluations, 36 and 52 after 100, by 0.01
and 0.03 powers of ten in the mean.
"""

import numpy as np
from numpy.random import Generator

from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.samplers.indifferent import without_values
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.tasks import allowed
from bayesopt.space import Space

DRAWS = 16
MOST_PARAMETERS = 3
KNOWN = 0.1  # of the standard deviation where least is known: a smaller one tells of trials nearby


def unless_known(
    best: FloatArray, judges: tuple[Judge, ...], belief: Posterior, space: Space, rng: Generator
) -> FloatArray:
    """The point `best` (d,), or where trials have been close to it the least known of a few others
    (d,) at which nothing is likely to go wrong.
    """
    if len(space) > MOST_PARAMETERS:
        return best
    X = space.snap(rng.random((DRAWS, len(space))))
    X = np.concatenate([best[None], X[allowed(X, judges, belief)]])
    std = without_values(belief.X, space).predict(X)[1]
    least = int(np.argmax(std))
    point: FloatArray = best if std[0] >= KNOWN * std[least] else X[least]
    return point
