"""The search for the point of one trial: what is wanted, where, and what has been there."""

from dataclasses import dataclass
from functools import partial

from numpy.random import Generator

from bayesopt.acquisition import Acquisition, LogEI
from bayesopt.box import Box
from bayesopt.history import Observations
from bayesopt.maximize import maximize
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.samplers.escape import unless_known
from bayesopt.samplers.fresh import fresh
from bayesopt.samplers.indifferent import least_known
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.neglect import Visits, best_or_neglected
from bayesopt.samplers.tasks import Task, judged
from bayesopt.space import Space


@dataclass(frozen=True, eq=False)
class Search:
    """What is looked for.

    model : of the trials with a value. belief : that, and what is believed of all others.
    seen, kept : all trials, and those that the model knows. met : (k, d) where no other goes.
    wanted : what makes a point worth evaluating. ordinary : the same in a neglected cell.
    within : where numbers stay; None: in the whole cube.
    roams : whether it may end where less is known instead.
    lasting : whether it is to where the point wanted most is known well: a standstill has lasted.
    number : of the trial.
    """

    model: Posterior
    belief: Posterior
    space: Space
    seen: Observations
    kept: Observations
    met: FloatArray
    wanted: Acquisition
    ordinary: Acquisition
    within: Box | None
    roams: bool
    lasting: bool
    number: int
    rng: Generator

    def best(self, judges: tuple[Judge, ...]) -> FloatArray:
        """The point (d,) to evaluate where these count."""
        task = judged(self.model, judges, self.belief, self.kept, self.space)
        return best_or_neglected(
            partial(self._find, task, judges),
            self.within,
            task.counting(self.wanted),
            task.counting(self.ordinary),
            task.belief,
            Visits(self.space, self.seen.known, self.seen.failed, self.number),
            self.rng,
        )

    def _find(
        self, task: Task, judges: tuple[Judge, ...], acquisition: Acquisition, box: Box | None
    ) -> FloatArray:
        space, seen, rng = self.space, self.seen, self.rng

        def find(avoid: FloatArray) -> FloatArray:
            belief, near = task.belief, task.near
            return maximize(acquisition, belief, space, rng, avoid=avoid, near=near, within=box)

        others = () if space.finite else (seen.X, seen.failed, seen.pruned)
        x = fresh(find, self.met, others, space)
        if not self.roams or box is not None:
            return x
        if self.lasting:
            return unless_known(x, judges, task.belief, space, rng)
        if not isinstance(acquisition, LogEI):
            return x
        return least_known(x, acquisition, task.belief, space, rng)
