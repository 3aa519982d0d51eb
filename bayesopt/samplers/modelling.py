"""How the trials of a moment become models: one of each objective, and of what may go wrong."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from bayesopt.conditional import ConditionalSpace
from bayesopt.gp import GP
from bayesopt.history import History, Observations, fully_known
from bayesopt.outputs import (
    KEPT,
    Warp,
    finite,
    scalarise,
    shortening,
    shortening_one_of_several,
)
from bayesopt.params import FloatArray
from bayesopt.samplers.active_set import Active, most_rows
from bayesopt.samplers.fitted import Fitted, key_of, names_of
from bayesopt.samplers.judges import judges_of
from bayesopt.samplers.process import process_of
from bayesopt.samplers.several import MOST_OBJECTIVES
from bayesopt.space import Space


@dataclass(frozen=True)
class Modelling:
    """What the models of a sampler have in common.

    gp : before it has seen data. warp : whether a long bad tail of values is shortened.
    scalarising : whether several objectives are made one however few they are; otherwise only
        where there are more than MOST_OBJECTIVES.
    """

    gp: GP
    warp: bool
    scalarising: bool

    def scalarises(self, objectives: int) -> bool:
        """Whether so many objectives are made one, by weights of the moment."""
        return objectives > 1 and (self.scalarising or objectives > MOST_OBJECTIVES)

    def parts(self, seen: Observations) -> int:
        """Into how many parts what a point may cost is divided: one for each objective that has a
        model, one for all constraints together, and beside others one for failures.
        """
        objectives, constraints = seen.Y.shape[1], seen.C.shape[1]
        parts = 1 if self.scalarises(objectives) else objectives
        parts += constraints > 0
        parts += parts > 1 and len(seen.failed) > 0
        return int(parts)

    def fit(
        self,
        space: Space,
        history: History,
        active: Active,
        missed: FloatArray,
        rng: Generator,
        earlier: Fitted | None,
    ) -> Fitted:
        """The models of that moment.

        active : of its trials. missed : (k, d) points that were suggested in vain.
        earlier : of fewer trials of the same log, which may grow.
        """
        seen, gp = active.seen, self._of_those_used(space, active.seen)
        modelled = self._modelled(gp, seen, rng)
        key = key_of(space, self.gp, self.warp)
        names = names_of(key, len(modelled))
        earliers = [None] * len(modelled) if earlier is None else earlier.processes
        processes = []
        shorten = shortening_one_of_several if len(modelled) > 1 else shortening
        depths = len(KEPT) if self.warp and seen.Y.shape[1] == 1 else 0
        for (y, own), name, known in zip(modelled, names, earliers, strict=True):
            warp = shorten(y) if self.warp else Warp()
            processes.append(process_of(y, warp, depths, own, space, history, active, name, known))
        most = most_rows(self.parts(seen))
        judges = judges_of(seen, missed, GP(priors=gp.priors), space, history, key, most)
        return Fitted(history.log, space, history.finished, key, tuple(processes), judges)

    def _modelled(self, gp: GP, seen: Observations, rng: Generator) -> list[tuple[FloatArray, GP]]:
        """What to model (n,) of complete trials, and by which process before it has seen any: each
        objective, or one value for all.
        """
        each = one_by_one(gp, seen)
        if not self.scalarises(len(each)):
            return each
        # each by itself: a long tail of one would drown what another says
        tamed = [shortening(y)(y) if self.warp else y for y, _ in each]
        return [(scalarise(np.column_stack(tamed), rng), without_units(gp))]

    def objectives(self, space: Space, seen: Observations) -> list[tuple[FloatArray, GP]]:
        """The values (n,) of each objective of complete trials, and the process that models it
        before it has seen any, however the search goes.
        """
        return one_by_one(self._of_those_used(space, seen), seen)

    def _of_those_used(self, space: Space, seen: Observations) -> GP:
        """The process before it has seen data, for as many parameters as trials use."""
        if not isinstance(space, ConditionalSpace):
            return self.gp
        used = float(np.mean(np.sum(space.active(fully_known(seen.X)), axis=1)))
        return replace(self.gp, priors=self.gp.priors.of(used))


def one_by_one(gp: GP, seen: Observations) -> list[tuple[FloatArray, GP]]:
    """The values (n,) of each objective of complete trials, and `gp` with its mean."""
    Y = np.array([finite(column)[seen.usable] for column in seen.Y.T])
    if gp.mean is None:
        return [(y, gp) for y in Y]
    means = (gp.mean * seen.signs).tolist()
    return [(y, replace(gp, mean=mean)) for y, mean in zip(Y, means, strict=True)]


def without_units(gp: GP) -> GP:
    """`gp` for values in another unit than the user's: of what is in units, only 0 holds."""
    return replace(gp, mean=None, scale=None, noise_std=0.0 if gp.noise_std == 0 else None)
