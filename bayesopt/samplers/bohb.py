"""BOHB: a sampler that learns from where trials stood, while few have come to their end."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Protocol

from numpy.random import Generator

from bayesopt.curves import arrivals
from bayesopt.errors import shown
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.pruners.halving import Ladder
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.samplers.wrapper import Wrapper
from bayesopt.space import Space
from bayesopt.values import components

MADE_AT = re.compile(r"@\d+$")  # with which the keys of notes end that were made at a step


class WithLadder(Protocol):
    """A pruner that compares trials at the rungs of a ladder."""

    def ladder(self, history: History) -> Ladder | None:
        """Its rungs; None while they are not known."""


class BOHBSampler(Wrapper):
    """Lets `base_sampler` learn from the highest rung that enough trials have reached.

    base_sampler : TPESampler() for the method of the paper, or any other.
    pruner : the study's HyperbandPruner or SuccessiveHalvingPruner, whose rungs they are.

    Enough is two more than there are parameters. Once so many trials are complete, final values
    are what is learnt from; until then values at a rung, those of pruned trials among them, with
    other trials' left out. Running trials stay pending whatever they have reported.
    Source: Falkner et al. 2018, section 4.1; without the share of random points.
    """

    def __init__(self, base_sampler: Sampler, pruner: WithLadder) -> None:
        super().__init__(base_sampler)
        if not hasattr(pruner, "ladder"):
            raise TypeError(
                f"pruner = {shown(pruner)} has no rungs; pass the study's HyperbandPruner or "
                f"SuccessiveHalvingPruner"
            )
        self._pruner = pruner
        self._kept = Kept(_AtStep)

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """What the base sampler suggests, knowing the highest rung."""
        view, step = self.view(space, history)
        suggestion = self._base.suggest(space, view, rng)
        if step is None:
            return suggestion
        notes = {_at(step, key): note for key, note in suggestion.notes.items()}
        return replace(suggestion, notes=notes)

    def recalled(self, notes: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the base sampler recalls, at whatever step it made the notes."""
        return self._base.recalled({MADE_AT.sub("", key): note for key, note in notes.items()})

    def view(self, space: Space, history: History) -> tuple[History, int | None]:
        """The history that the base sampler sees, and the step of its rung; None at the end."""
        enough = len(space) + 2
        ladder = self._pruner.ladder(history)
        highest: tuple[History, int | None] = (history, None)
        if history.counts[0] >= enough or ladder is None:
            return highest
        for step in map(ladder.step, count()):
            with self._kept.at(history, step) as known:
                there = replace(known.log.view(history.number), pending=history.pending)
            if there.counts[0] < enough:
                break
            highest = there, step
        return highest


class _AtStep:
    """A log as if every trial had ended where it first reached `step`.

    Those that have reached it are complete with the value that they had there, or failed if it
    was NaN; failed ones have failed; others are left out. Notes are those made at this step.
    """

    def __init__(self, log: Log, step: int) -> None:
        self._step = step
        self.log = Log(log.directions, log.seed)

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        mark = _at(self._step, "")
        trial = replace(
            trial,
            notes={
                key.removesuffix(mark): note
                for key, note in trial.notes.items()
                if key.endswith(mark)
            },
        )
        values = self._values(trial)
        if values is not None and not any(map(math.isnan, values)):
            self.log.absorb([replace(trial, state=TrialState.COMPLETE, values=values)])
        elif values is not None or trial.state is TrialState.FAIL:
            self.log.absorb([replace(trial, state=TrialState.FAIL, values=None)])

    def _values(self, trial: FrozenTrial) -> tuple[float, ...] | None:
        for _, step, value in arrivals(trial, ()):
            if step >= self._step:
                return components(value)
        return None


def _at(step: int, key: str) -> str:
    return f"{key}@{step}"
