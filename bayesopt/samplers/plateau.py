"""Where values tell no point from another, or nothing that a process could predict: draws that
go anywhere.

Expected improvement over a plateau is largest where least is known: in the corners, again and
again; over the lowest step of many it is largest within that step, trial after trial. A blind
search finds its way off in the interior.

16 functions with steps, in their values or their ranges, 18 runs of each, by the latest trials
instead of by more than half of all: won and lost after 20, 40, 60 and 100 evaluations 23:8, 48:39,
61:45, 65:36.

Noise without anything else leaves a process with lengthscales of all sorts, and the search with
small steps or corners. A well in three dimensions, 1.6 % of the cube at half its depth, with
normal noise of a thirtieth of that depth, or errors counted on 200 or 1000 items: of 96 runs 29
had not come half-way down after 60 evaluations and 26 after 100, with every other draw anywhere 10
and 3. On 466 runs of all kinds next to nothing changes.
"""

import numpy as np
from numpy.random import Generator

from bayesopt.history import Observations
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.same import agrees
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.tasks import allowed
from bayesopt.samplers.turns import ASIDE, falls
from bayesopt.space import Space

LATEST, SHARED = 10, 4  # so many of the latest trials have the best value: a plateau
KNOWN, PREDICTED = 15, 0.1  # so many values, and no such share of their variance is foreseen
DRAWS = 16  # until one is new, and nothing is known to go wrong there


def stands_on_plateau(seen: Observations, number: int) -> bool:
    """Whether trial `number` had better go anywhere: all values are equal or, before a trial is
    feasible, all break the same constraints by as much; or it is its turn and many of the latest
    trials have the best value, of several objectives the same ones, than which none are better.
    """
    Y, C = seen.Y, seen.C
    if len(Y) < 2:
        return False
    if not seen.feasible.any():
        return bool(np.all((C[0] == C) | (np.isnan(C[0]) & np.isnan(C))))
    if np.all(Y[0] == Y):
        return True
    if not falls(ASIDE, number):
        return False
    latest, counts = np.unique(Y[-LATEST:], axis=0, return_counts=True)
    return any(not dominated(y, Y) for y in latest[counts >= SHARED])


def dominated(y: FloatArray, Y: FloatArray) -> bool:
    """Whether one of Y (n, m) is better than y (m,) in some objective, and no worse in any."""
    return bool(np.any(np.all(y >= Y, axis=1) & np.any(y > Y, axis=1)))


def predicts_nothing(model: Posterior, number: int) -> bool:
    """Whether trial `number` had better go anywhere: it is its turn, and the model predicts each
    value from all others hardly better than the mean does.
    """
    return falls(ASIDE, number) and model.n >= KNOWN and unforeseen(model) > 1 - PREDICTED


def unforeseen(model: Posterior) -> float:
    """Which share of the variance of values the model does not predict from the other ones; 0 of
    equal values.
    """
    unit = model.scale  # divided first: the difference of two floats may be none
    y = model.y / unit
    if np.ptp(y) == 0:
        return 0.0
    missed: float = np.sum(np.square(y - model.leave_one_out()[0] / unit))
    return missed / float(np.sum(np.square(y - np.mean(y))))


def anywhere(
    space: Space, known: FloatArray, judges: tuple[Judge, ...], model: Posterior, rng: Generator
) -> FloatArray:
    """A random point (d,), if possible none of `known` (k, d), NaN where it does not matter, and
    one where nothing is expected to go wrong.
    """
    X = space.place(space.snap(rng.random((DRAWS, len(space)))))
    met = np.array([agrees(x, known) for x in X])
    point: FloatArray = X[np.argmax(2.0 * ~met + allowed(X, judges, model))]
    return point
