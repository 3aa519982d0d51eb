"""Successive halving at several rates at once, each over its own share of the trials."""

from binascii import crc32
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bayesopt.arguments import whole
from bayesopt.curves import Folds, folds_of
from bayesopt.errors import shown
from bayesopt.history import FrozenTrial, History, Log
from bayesopt.kept import Kept
from bayesopt.pruners.base import Pruner
from bayesopt.pruners.checks import at_least
from bayesopt.pruners.first import AfterFirst
from bayesopt.pruners.halving import Ladder, Rungs


@dataclass(frozen=True)
class Shares:
    """How trials are dealt out to brackets; bracket k leaves out the lowest k rungs.

    sizes : share of each bracket, algorithm 1 of the paper with s = brackets - 1 - k.
    """

    sizes: tuple[int, ...]

    @classmethod
    def of(cls, min_resource: int, max_resource: int, factor: int) -> "Shares":
        """As many brackets as there are rungs up to `max_resource`, at each rate."""
        n = 0
        while min_resource * factor**n <= max_resource:  # logarithms would round 243 = 3**5 down
            n += 1
        return cls(tuple(-(-n * factor ** (n - 1 - k) // (n - k)) for k in range(n)))

    def bracket(self, seed: int, number: int) -> int:
        """The bracket of trial `number`; drawn, so that neighbours are spread over all."""
        place = crc32(f"{seed}_{number}".encode()) % sum(self.sizes)
        for k, size in enumerate(self.sizes):
            place -= size
            if place < 0:
                return k
        raise AssertionError("the shares cover all places")


class _Brackets:
    """Each bracket's finished trials at its rungs."""

    def __init__(self, shares: Shares, seed: int, make: Callable[[int], Rungs]) -> None:
        self._shares = shares
        self._seed = seed
        self._rungs = [make(k) for k in range(len(shares.sizes))]

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        if self._rungs:
            self._rungs[self._of(trial)].take(trial)

    def prunes(self, trial: FrozenTrial, pending: Sequence[FrozenTrial]) -> bool:
        """Whether the trial's bracket stops it."""
        if not self._rungs:
            return False
        k = self._of(trial)
        return self._rungs[k].prunes(trial, [one for one in pending if self._of(one) == k])

    def _of(self, trial: FrozenTrial) -> int:
        return self._shares.bracket(self._seed, trial.number)


class HyperbandPruner(Pruner):
    """Successive halving in brackets that begin to prune at different steps.

    min_resource : the step at which the earliest bracket begins.
    max_resource : the number of steps of a whole trial; "auto" for that of the first complete one.
        Until then none is pruned, and what has finished by then does not compete.
    reduction_factor, bootstrap_count : as for SuccessiveHalvingPruner; the latter needs a given
        max_resource.

    Each trial belongs to one bracket, which follows from the study's seed and its number; trials
    compete within their bracket. (Optuna derives it from the study's name: a study of that library
    named like our seed has the same brackets.)
    Source: Li et al. 2018 (Hyperband), algorithm 1, over asynchronous halving.
    """

    def __init__(
        self,
        min_resource: int = 1,
        max_resource: int | str = "auto",
        reduction_factor: int = 3,
        bootstrap_count: int = 0,
    ) -> None:
        at_least(1, min_resource=min_resource)
        at_least(2, reduction_factor=reduction_factor)
        at_least(0, bootstrap_count=bootstrap_count)
        self._max_resource = _max_resource(max_resource, min_resource, bootstrap_count)
        self._min_resource = min_resource
        self._factor = reduction_factor
        self._bootstrap = bootstrap_count
        self._kept = Kept(self._new)

    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Whether the trial has reached a rung of its bracket and is not among the best there."""
        with self._kept.at(history, folds_of(trial)) as known:
            return known.made is not None and known.made.prunes(trial, history.pending)

    def ladder(self, history: History) -> Ladder:
        """The rungs of all brackets."""
        return Ladder(self._min_resource, self._factor)

    def _new(self, log: Log, folds: Folds) -> AfterFirst[_Brackets]:
        seed, signs = log.seed, log.signs  # not the log: what is kept of it must not keep it

        def make(max_resource: int) -> _Brackets:
            shares = Shares.of(self._min_resource, max_resource, self._factor)
            return _Brackets(shares, seed, rungs)

        def rungs(rate: int) -> Rungs:
            ladder = Ladder(self._min_resource, self._factor, rate)
            return Rungs(ladder, self._bootstrap, folds, signs)

        given = self._max_resource
        return AfterFirst(lambda last: make(last + 1), None if given is None else make(given))


def _max_resource(given: int | str, min_resource: int, bootstrap_count: int) -> int | None:
    if given == "auto":
        if bootstrap_count > 0:
            raise ValueError(
                f"bootstrap_count = {bootstrap_count} needs to know the rungs; pass max_resource"
            )
        return None
    if isinstance(given, str):
        raise ValueError(f"max_resource = {shown(given)}; pass a whole number, or 'auto'")
    if whole("max_resource", given) < min_resource:
        raise ValueError(
            f"max_resource = {given} is below min_resource = {min_resource}; raise it, or "
            f"pass 'auto'"
        )
    return given
