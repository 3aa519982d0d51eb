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
    reached : whether a trial has been feasible yet. scale : of the values.
    """

    belief: Posterior
    near: FloatArray | None
    agreed: LogFeasible | None
    reached: bool
    scale: float

    def counting(self, acquisition: Acquisition) -> Acquisition:
        """`acquisition`, and what counts beside it; before a trial is feasible that alone."""
        if self.agreed is None:
            return acquisition
        return feasibly(acquisition, self.agreed, self.scale) if self.reached else self.agreed


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
    kept = seen.feasible[~np.isnan(seen.X).any(axis=1)]
    if not kept.any():
        agreed = agreement(judges)
        likely = agreed.on(model, generator(0, 0))(model.X)
        near = model.X[np.argsort(-likely, kind="stable")[:CENTRES]]
        return Task(belief, near, agreed, False, model.scale)
    inside = kept & space.offers(model.X)
    kept = inside if inside.any() else kept
    best = float(np.min(model.at_data[kept]))
    means = np.where(kept, model.at_data, np.inf)
    near = model.X[np.argsort(means, kind="stable")[: min(CENTRES, int(kept.sum()))]]
    if judges:
        return Task(belief.with_best(best), near, agreement(judges), True, model.scale)
    others = belief.at_data[len(model.X) :]
    belief = belief.with_best(float(np.min(others, initial=best)))
    return Task(belief, None if kept.all() else near, None, True, model.scale)


def allowed(X: FloatArray, judges: tuple[Judge, ...], model: Posterior) -> NDArray[np.bool_]:
    """At which of X (n, d) nothing is likely to go wrong."""
    if not judges:
        return np.ones(len(X), dtype=bool)
    likely = agreement(judges).on(model, generator(0, 0))(X)
    return np.asarray(likely > math.log(0.5))
