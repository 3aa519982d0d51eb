"""The search for the point of one trial: what is wanted, where, and what has been there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.random import Generator

from bayesopt.acquisition import Acquisition, LogEI
from bayesopt.box import Box
from bayesopt.history import Observations, fully_known
from bayesopt.hypervolume import Beliefs
from bayesopt.maximize import maximize
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.same import agrees
from bayesopt.samplers.escape import unless_known
from bayesopt.samplers.fresh import fresh
from bayesopt.samplers.indifferent import least_known
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.neglect import (
    PROMISING,
    Cell,
    Visits,
    Within,
    gain,
    inside,
    neglected_point,
)
from bayesopt.samplers.notes import NEGLECTED, OPTIMISTIC
from bayesopt.samplers.tasks import Task, task_of
from bayesopt.score import Score
from bayesopt.space import Space

SMALL = 2**16  # points of a space in which a search itself looks out for all that are known
MANY = 450  # rows of one model: beyond that, a search with discrete moves makes fewer of them
LATEST = 10_000  # trials of each sort that tell which levels are seldom visited

Belief = TypeVar("Belief", Posterior, Beliefs)


@dataclass(frozen=True, eq=False)
class Ground:
    """Where to look for the point of trial `number`.

    seen, active : all trials, and those that the model knows.
    met : (k, d) where no other goes, NaN where it does not matter what a point has.
    share : of the usual effort of a search, see `maximize`.
    """

    space: Space
    seen: Observations
    active: Observations
    met: FloatArray
    number: int
    rng: Generator
    share: float = 1.0

    @property
    def visits(self) -> Visits:
        """Where trials have been lately."""
        seen = self.seen
        X, failed, pruned = (rows[-LATEST:] for rows in (seen.X, seen.failed, seen.pruned))
        latest = replace(seen, X=X, failed=failed, pruned=pruned)
        return Visits(self.space, latest.known, latest.failed, self.number)

    def avoids(self, x: FloatArray) -> bool:
        """Whether x (d,) is a point where no other goes."""
        return agrees(x, self.met)

    def believed(self, model: Belief) -> Belief:
        """`model`, and what it believes of failed and running trials."""
        unknown = fully_known(np.concatenate([self.active.failed, self.active.pending]))
        return model.believe(unknown) if len(unknown) else model

    def best(
        self,
        wanted: Acquisition | Score,
        belief: Posterior | Beliefs,
        near: FloatArray | None,
        within: Box | None,
    ) -> FloatArray:
        """The point (d,) that is wanted most, of those where no trial has been; see `maximize`."""
        space, seen, rng = self.space, self.seen, self.rng

        def find(avoid: FloatArray) -> FloatArray:
            return maximize(
                wanted, belief, space, rng, avoid=avoid, near=near, within=within, share=self.share
            )

        others = () if space.size <= SMALL else (seen.X, seen.failed, seen.pruned)
        return fresh(find, self.met, others, space)

    def neglected(
        self,
        best: FloatArray,
        search: Callable[[Cell], FloatArray],
        little: Callable[[FloatArray], bool],
        ranked: FloatArray,
    ) -> tuple[FloatArray, dict[str, bool]] | None:
        """What to evaluate instead of `best` (d,), and what to note, if a neglected cell calls for
        it; see `neglected_point`.
        """
        point = neglected_point(best, search, little, ranked, self.visits, self.rng)
        return None if point is None or self.avoids(point) else (point, {NEGLECTED: True})


def affordable(models: int, rows: int) -> float:
    """Which share of the usual effort a search may make that asks so many models, of objectives
    and constraints, of so many rows.
    """
    return min(1.0, MANY**2 / (models * rows**2))


@dataclass(frozen=True, eq=False)
class Search:
    """What is looked for.

    model : of the trials with a value.
    wanted : what makes a point worth evaluating. ordinary : the same in a neglected cell.
    within : where numbers stay; None: in the whole cube.
    roams : whether it may end where less is known instead.
    optimistic : whether that is where the point wanted most is known well, as little is gained.
    """

    ground: Ground
    model: Posterior
    wanted: Acquisition
    ordinary: Acquisition
    within: Box | None
    roams: bool
    optimistic: bool

    def best(self, judges: tuple[Judge, ...]) -> tuple[FloatArray, dict[str, bool]]:
        """The point (d,) to evaluate where these count, and what to note about what led to it."""
        ground = self.ground
        task = task_of(self.model, judges, self._belief, ground.active, ground.space)
        ranked = task.ranked

        def search(cell: Cell) -> FloatArray:
            wanted = Within(task.counting(self.ordinary), cell, ground.space, task.reached)
            box = self.within or inside(ground.space, ranked[0])
            return ground.best(wanted, task.belief, task.near, box)

        def little(x: FloatArray) -> bool:
            return gain(task.belief, x) < PROMISING * task.belief.scale

        best = self._anywhere(task, judges)
        found = {OPTIMISTIC: True} if self.optimistic else {}
        return ground.neglected(best, search, little, ranked) or (best, found)

    @cached_property
    def _belief(self) -> Posterior:
        """See Ground.believed; the same for all judges."""
        return self.ground.believed(self.model)

    def _anywhere(self, task: Task, judges: tuple[Judge, ...]) -> FloatArray:
        ground, wanted = self.ground, task.counting(self.wanted)
        x = ground.best(wanted, task.belief, task.near, self.within)
        if not self.roams:
            return x
        if self.optimistic:
            return unless_known(x, judges, task.belief, ground.space, ground.rng)
        if not isinstance(wanted, LogEI):
            return x
        return least_known(x, wanted, task.belief, ground.space, ground.rng)
