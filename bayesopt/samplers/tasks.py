"""What a search is to find: where an acquisition is greatest, and what counts beside it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesopt.feasibility import LogFeasible, feasibly
from bayesopt.history import Observations
from bayesopt.maximize import CENTRES
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.randomness import generator
from bayesopt.samplers.judges import Judge, agreement
from bayesopt.score import Acquisition
from bayesopt.space import Space


@dataclass(frozen=True)
class Task:
    """What to look for: where an acquisition of a belief is greatest, closely about the points
    `near` (k, d).

    agreed : how likely nothing goes wrong; None where nothing is judged.
    reached : which points of the belief (n,) count; none before a trial has been feasible.
    scale : of the values.
    """

    belief: Posterior
    near: FloatArray | None
    agreed: LogFeasible | None
    reached: NDArray[np.bool_]
    scale: float

    @property
    def ranked(self) -> FloatArray:
        """Points (k, d) of the belief, the best first, those that do not count last; before any
        does those about which is looked closely.
        """
        if self.near is not None and not self.reached.any():
            return self.near
        order = np.lexsort((self.belief.at_data, ~self.reached))
        ranked: FloatArray = self.belief.X[order]
        return ranked

    def counting(self, acquisition: Acquisition) -> Acquisition:
        """`acquisition`, and what counts beside it; before a trial is feasible that alone."""
        if self.agreed is None:
            return acquisition
        if not self.reached.any():
            return self.agreed
        return feasibly(acquisition, self.agreed, self.scale)


def task_of(
    model: Posterior,
    judges: tuple[Judge, ...],
    belief: Posterior,
    seen: Observations,
    space: Space,
) -> Task:
    """What to look for where `judges` count with an acquisition.

    belief : `model` and what is believed of failed and pending trials.
    To be improved on is the best that was reached in the cube by trials that keep all constraints;
    where nothing is judged, failed and pending trials have reached what is believed of them, so
    that the search goes on elsewhere.
    """
    n = len(model.X)
    reached = np.zeros(len(belief.X), dtype=bool)
    counting = counted(model.X, seen, space, judges)
    if not counting.any():
        agreed = agreement(judges)
        likely = agreed.on(model, generator(0, 0))(model.X)
        near = model.X[np.argsort(-likely, kind="stable")[:CENTRES]]
        return Task(belief, near, agreed, reached, model.scale)
    means = np.where(counting, model.at_data, np.inf)
    near = model.X[np.argsort(means, kind="stable")[: min(CENTRES, int(counting.sum()))]]
    best = float(np.min(model.at_data[counting]))
    reached[:n] = counting
    if judges:
        return Task(belief.with_best(best), near, agreement(judges), reached, model.scale)
    reached[n:] = True
    belief = belief.with_best(float(np.min(belief.at_data[n:], initial=best)))
    return Task(belief, None if counting.all() else near, None, reached, model.scale)


def counted(
    X: FloatArray, seen: Observations, space: Space, judges: tuple[Judge, ...]
) -> NDArray[np.bool_]:
    """Which of X (n, d), the usable trials of `seen`, count as reached: those that keep all
    constraints, not by luck and still offered if any are.
    """
    kept = seen.feasible[seen.usable] & believed_kept(X, judges)
    offered = kept & space.offers(X)
    return offered if offered.any() else kept


def believed_kept(X: FloatArray, judges: tuple[Judge, ...]) -> NDArray[np.bool_]:
    """At which of X (n, d) noisy constraints are kept as far as is believed, not by luck."""
    kept = np.ones(len(X), dtype=bool)
    for judge in judges:
        if judge.noisy:
            kept &= judge.posterior.predict(X)[0] <= judge.limit
    return kept


def allowed(X: FloatArray, judges: tuple[Judge, ...], model: Posterior) -> NDArray[np.bool_]:
    """At which of X (n, d) nothing is likely to go wrong."""
    if not judges:
        return np.ones(len(X), dtype=bool)
    likely = agreement(judges).on(model, generator(0, 0))(X)
    return np.asarray(likely > math.log(0.5))
