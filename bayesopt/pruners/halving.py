"""Stop, at steps that grow geometrically, all but the best share of those who came so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bayesopt.arguments import whole
from bayesopt.curves import Folds, arrivals, folds_of, reports
from bayesopt.errors import shown
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray
from bayesopt.pruners.base import Pruner
from bayesopt.pruners.checks import at_least
from bayesopt.pruners.first import AfterFirst
from bayesopt.pruners.pool import Pool
from bayesopt.values import components


@dataclass(frozen=True)
class Ladder:
    """Steps at which trials are compared: min_resource * reduction_factor ** (rate + rung)."""

    min_resource: int
    reduction_factor: int
    rate: int = 0

    def step(self, rung: int) -> int:
        """The step of a rung, counted from 0."""
        return self.min_resource * int(self.reduction_factor ** (self.rate + rung))


@dataclass(frozen=True)
class Standing:
    """A trial at a rung: its value y (m,), lower is better, from its report number `order`."""

    rung: int
    y: FloatArray
    order: int

    @property
    def known(self) -> bool:
        """Whether the value holds no NaN."""
        return not bool(np.isnan(self.y).any())


class Rungs:
    """What finished trials had reached at the rungs of a ladder.

    A trial's value at a rung is the first that it reports at the rung's step or later.
    bootstrap : how many must reach a rung before any is promoted. signs : as in Observations.
    """

    def __init__(self, ladder: Ladder, bootstrap: int, folds: Folds, signs: FloatArray) -> None:
        self.ladder = ladder
        self._bootstrap = bootstrap
        self._folds = folds
        self._signs = signs
        self._pools: list[Pool] = []

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial.

        One whose last report passed several rungs, and which was pruned then, stays at the first
        of them that does not promote it.
        """
        pruned = trial.state is TrialState.PRUNED and folds_of(trial) == self._folds
        final = reports(trial) - 1 if pruned else -1
        for standing in self._climb(trial):
            if standing.known:
                stays = standing.order == final and self._stops(standing, [])
                self._pool(standing.rung).add(standing.y)
                if stays:
                    break

    def prunes(self, trial: FrozenTrial, pending: Sequence[FrozenTrial]) -> bool:
        """Whether `trial` is not promoted at a rung that it has reached since it was last judged.

        pending : the other running trials.
        """
        new = [standing for standing in self._climb(trial) if standing.order >= trial.judged]
        if not new:
            return False
        others = [
            standing
            for one in pending
            if one.number != trial.number
            for standing in self._climb(one)
            if standing.known
        ]
        return any(not standing.known or self._stops(standing, others) for standing in new)

    def _climb(self, trial: FrozenTrial) -> Iterator[Standing]:
        rung = 0
        for order, step, value in arrivals(trial, self._folds):
            while step >= self.ladder.step(rung):
                yield Standing(rung, np.array(components(value)) * self._signs, order)
                rung += 1

    def _pool(self, rung: int) -> Pool:
        while len(self._pools) <= rung:
            self._pools.append(Pool(len(self._signs)))
        return self._pools[rung]

    def _stops(self, standing: Standing, others: Sequence[Standing]) -> bool:
        """Whether it is not in the best 1/factor of those at its rung, itself included."""
        rivals = [other.y for other in others if other.rung == standing.rung]
        ranks = self._pool(standing.rung).ranks_with(np.array([*rivals, standing.y]))
        if len(ranks) <= self._bootstrap:
            return True
        promoted = max(len(ranks) // self.ladder.reduction_factor, 1)
        return bool(ranks[-1] > np.partition(ranks, promoted - 1)[promoted - 1])


class SuccessiveHalvingPruner(Pruner):
    """Asynchronous successive halving: at each rung only the best 1/`reduction_factor` go on.

    min_resource : the lowest rung's step if `min_early_stopping_rate` is 0; "auto" for a hundredth
        of the steps of the first complete trial. Until then none is pruned, and what has finished
        by then does not compete.
    reduction_factor : rung k is at step min_resource * reduction_factor ** (rate + k).
    min_early_stopping_rate : the rate; each unit leaves out one rung at the bottom.
    bootstrap_count : how many must reach a rung before any is promoted; those who come earlier are
        pruned. Needs a given min_resource.

    A trial is judged once at each rung, with all that have reached it, running ones too. A NaN at
    a rung is pruned. With several objectives trials are ranked by how many others dominate them
    (see `bayesopt.pruners.pool`).
    Source: Li et al. 2020 (ASHA), algorithm 2; in the stopping variant, which needs no paused
    trials.
    """

    def __init__(
        self,
        min_resource: int | str = "auto",
        reduction_factor: int = 4,
        min_early_stopping_rate: int = 0,
        bootstrap_count: int = 0,
    ) -> None:
        self._min_resource = _min_resource(min_resource, bootstrap_count)
        at_least(2, reduction_factor=reduction_factor)
        at_least(0, min_early_stopping_rate=min_early_stopping_rate)
        at_least(0, bootstrap_count=bootstrap_count)
        self._factor = reduction_factor
        self._rate = min_early_stopping_rate
        self._bootstrap = bootstrap_count
        self._kept = Kept(self._new)

    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Whether the trial has reached a rung and is not among the best there."""
        with self._kept.at(history, folds_of(trial)) as known:
            return known.made is not None and known.made.prunes(trial, history.pending)

    def ladder(self, history: History) -> Ladder | None:
        """The rungs; None while they are not known."""
        with self._kept.at(history, ()) as known:
            return None if known.made is None else known.made.ladder

    def _new(self, log: Log, folds: Folds) -> AfterFirst[Rungs]:
        signs = log.signs  # not the log: what is kept of it must not keep it

        def make(min_resource: int) -> Rungs:
            ladder = Ladder(min_resource, self._factor, self._rate)
            return Rungs(ladder, self._bootstrap, folds, signs)

        given = self._min_resource
        return AfterFirst(
            lambda last: make(max(last // 100, 1)), None if given is None else make(given)
        )


def _min_resource(given: int | str, bootstrap_count: int) -> int | None:
    if given == "auto":
        if bootstrap_count > 0:
            raise ValueError(
                f"bootstrap_count = {bootstrap_count} needs to know the rungs; pass min_resource"
            )
        return None
    if isinstance(given, str):
        raise ValueError(f"min_resource = {shown(given)}; pass 1 or more, or 'auto'")
    return whole("min_resource", given, 1)
