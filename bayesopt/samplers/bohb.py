"""BOHB: a sampler that learns from where trials stood, where too few have come to their end."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, takewhile
from typing import Protocol

from numpy.random import Generator

from bayesopt.curves import arrivals, components
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.pruners.halving import Ladder
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space


class WithRungs(Protocol):
    """A pruner that compares trials at known steps."""

    def ladder(self, history: History) -> Ladder | None:
        """The steps; None while they are not known."""


class _AtStep:
    """The log as if every trial had ended where it first reached `step`.

    A trial that has reached it is complete, with the value that it had there; failed ones have
    failed, others are left out. Notes are those that were made for this step.
    """

    def __init__(self, log: Log, step: int) -> None:
        self._step = step
        self.log = Log(log.directions, log.seed)

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        notes = dict(_own(trial.notes, self._step))
        reached = (at.value for at in arrivals(trial, ()) if at.step >= self._step)
        value = next(reached, None)
        if value is not None and (values := components(value)) == values:
            changed = replace(trial, state=TrialState.COMPLETE, values=values, notes=notes)
            self.log.absorb([changed])
        elif value is not None or trial.state is TrialState.FAIL:
            self.log.absorb([replace(trial, state=TrialState.FAIL, values=None, notes=notes)])
