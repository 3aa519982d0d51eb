"""The default sampler: looks at the study and lets the sampler that suits it suggest."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.outputs import Warp
from bayesopt.samplers.base import Constraints, Sampler, Suggestion
from bayesopt.samplers.choosing import CROWD, Case, Choice, Engine, Idle, decide
from bayesopt.samplers.notes import ANYWHERE, NEGLECTED, OPTIMISTIC, QUADRATIC, REPEATED, noted
from bayesopt.samplers.stall import LITTLE, NEXT_TO_NOTHING, Stall
from bayesopt.samplers.startup import coming, hypercube_point, overtaken, startup_trials
from bayesopt.samplers.territory import Territory
from bayesopt.space import Space

if TYPE_CHECKING:
    from bayesopt.posterior import Posterior
    from bayesopt.samplers.anew import Anew
    from bayesopt.samplers.gp import GPSampler

NOTE = "auto"  # the note that says which sampler it was, and why
ELSEWHERE = "random: what was chosen has been evaluated"
UNKNOWN = Choice(Engine.GP, "where least is known")
BLIND = Choice(Engine.GP, "anywhere, as values tell little")
OPTIMIST = Choice(Engine.GP, "optimism, as little is gained")
UNLUCKY = Choice(Engine.GP, "a level, or a pair of levels, seldom tried")
BELOW = Choice(Engine.GP, "where a quadratic through the best trials is least")
REPETITION = Choice(Engine.GP, "the same again, as values may be noise")
DONE = {
    REPEATED: REPETITION,
    ANYWHERE: BLIND,
    OPTIMISTIC: OPTIMIST,
    NEGLECTED: UNLUCKY,
    QUADRATIC: BELOW,
}
FIRST = Choice(Engine.HYPERCUBE, "the first trials")  # how many is told by what they ask for
GAINS = {Idle.A_WHILE: LITTLE, Idle.LONG: LITTLE, Idle.VERY_LONG: NEXT_TO_NOTHING}
GIVEN_UP = 32  # later trials that have ended, after which nobody may run one any more
TIMED = 8  # trials, the first of a study, by which the objective's time is judged


class AutoSampler(Sampler):
    """Chooses the sampler for each trial; the default of studies.

    seed : the study's seed, if given.
    constraints_func : see Sampler; `trial.set_constraint` in the objective does the same.

    `choosing.decide` is the whole rule: it goes by the parameters of all branches, the number of
    trials and of running ones, the time that the objective takes, the number of objectives, as
    several take longer to ask for, and whether trials still gain anything; pruning changes nothing
    (benchmarks/results/choosing.md). Which sampler it was, and why, is in each trial's notes under
    "auto".

    The time is that of the first trials suggested here, as their dates say, so that a resumed
    study chooses as an uninterrupted one. It decides only after hundreds of trials, between a
    Gaussian process and what asks faster: where it is close to the limit, two runs with the same
    seed may differ from there on. Pass GPSampler() or TPESampler() to have the same always.

    >>> from bayesopt import create_study
    >>> study = create_study(seed=1)
    >>> study.optimize(lambda trial: (trial.suggest_float("x", -2, 2) - 1) ** 2, n_trials=12)
    >>> study.trials[-1].notes["auto"]
    'GP: fewest evaluations'
    """

    distinct = True

    def __init__(
        self, *, seed: int | None = None, constraints_func: Constraints | None = None
    ) -> None:
        self.seed = seed
        self.constraints_func = constraints_func
        self._kept = Kept(_Finished)
        self._stall = Stall()
        self._territory = Territory()

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """What the sampler of `choice` suggests; nothing, and no note, where nothing is to be."""
        if not space:
            return Suggestion({})
        chosen = self.choice(space, history)
        suggestion = None
        if chosen.engine is Engine.HYPERCUBE:
            suggestion = _hypercube(space, history)
            chosen = _begun(chosen, history) if suggestion else UNKNOWN
        if suggestion is None:
            suggestion = self._suggested(chosen.engine, space, history, rng)
            if chosen.engine is Engine.GP and suggestion.params:
                chosen = _done(suggestion, chosen)
        return replace(suggestion, notes={**suggestion.notes, NOTE: str(chosen)})

    def _suggested(
        self, engine: Engine, space: Space, history: History, rng: Generator
    ) -> Suggestion:
        """What that engine suggests."""
        if engine is Engine.TPE:
            return self._tpe.suggest(space, history, rng)
        space = self._territory.of(space, history)
        if engine is Engine.ANEW:
            return self._anew.suggest(space, history, rng)
        return self._gp.suggest(space, history, rng)

    def elsewhere(self, params: Mapping[str, Any]) -> Suggestion:
        """See Sampler; the trial says so."""
        return replace(super().elsewhere(params), notes={NOTE: ELSEWHERE})

    def holding(self, params: Mapping[str, Any]) -> "AutoSampler":
        """The same, which plans for branches though it is not asked for `params`."""
        held = copy(self)
        held._territory = self._territory.beside(params)
        return held

    def choice(self, space: Space, history: History) -> Choice:
        """Which sampler suggests the next trial, and why."""
        return decide(self._case(space, history))

    def belief(self, space: Space, history: History) -> "Posterior":
        """As of GPSampler, whichever sampler is chosen."""
        return self._gp.belief(space, history)

    def warped(self, space: Space, history: History) -> Warp:
        """As of GPSampler, whichever sampler is chosen."""
        return self._gp.warped(space, history)

    def most_promising(self, space: Space, history: History) -> list[int]:
        """As of GPSampler, whichever sampler is chosen."""
        return self._gp.most_promising(space, history)

    @cached_property
    def _gp(self) -> "GPSampler":
        from bayesopt.samplers.gp import GPSampler  # imports scipy: only once it is needed

        return GPSampler()

    @cached_property
    def _anew(self) -> "Anew":
        from bayesopt.samplers.anew import Anew
        from bayesopt.samplers.gp import GPSampler

        return Anew(GPSampler())

    @cached_property
    def _tpe(self) -> Sampler:
        from bayesopt.samplers.tpe import OPTUNA, TPESampler

        return TPESampler(group=True, recipe=replace(OPTUNA, failures=True))

    def _idle(self, space: Space, history: History) -> Idle:
        """For how long little has been gained; asked step by step, as most studies gain."""
        idle = Idle.NOT
        for longer, gain in GAINS.items():
            if not self._stall.has_come(space, history, longer, gain):
                break
            idle = longer
        return idle

    def _case(self, space: Space, history: History) -> Case:
        with self._kept.at(history) as finished:
            return Case(
                space=space,
                branches=self._territory.all_branches(space, history),
                finished=history.finished,
                pending=_awaited(history),
                coming=int(np.sum(coming(history, startup_trials(space)))),
                asked=finished.asked,
                seconds=finished.seconds,
                number=history.number,
                idle=self._idle(space, history),
                objectives=len(history.log.directions),
            )


def _done(suggestion: Suggestion, chosen: Choice) -> Choice:
    """What the Gaussian process has done, as far as its notes tell."""
    if not suggestion.notes:
        return UNKNOWN
    told = (done for word, done in DONE.items() if any(noted(suggestion.notes, word)))
    return next(told, chosen)


def _begun(chosen: Choice, history: History) -> Choice:
    """`chosen`; the number of first trials is left out while parameters may be yet unknown."""
    return chosen if history.common else FIRST


def _awaited(history: History) -> int:
    """How many trials are running; of a crowd, those that are not given up."""
    running = len(history.pending)
    return running if running <= CROWD else int(np.sum(overtaken(history) < GIVEN_UP))


def _hypercube(space: Space, history: History) -> Suggestion | None:
    params = hypercube_point(space, history, history.observe(space), startup_trials(space))
    return None if params is None else Suggestion(params)


class _Finished:
    """What the finished trials of a log that were suggested here say of its objective.

    asked : how many there are.
    """

    def __init__(self, log: Log, key: object) -> None:
        self.asked = 0
        self._times: list[float] = []

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next trial."""
        if NOTE not in trial.notes:
            return
        self.asked += 1
        if trial.state is not TrialState.COMPLETE:
            return
        if trial.duration is not None and len(self._times) < TIMED:
            self._times.append(trial.duration.total_seconds())

    @property
    def seconds(self) -> float | None:
        """Median of the first trials' times; None while none is known."""
        times = sorted(self._times)
        return times[len(times) // 2] if times else None
