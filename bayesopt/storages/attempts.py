"""Attempts at a trial: how one starts, ends, and what becomes of the trial if its worker dies.

Pure functions of trials as facts, which every storage uses, so that all of them agree.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bayesopt.errors import AlreadyTold, InvalidValue, LeaseLost
from bayesopt.frozen import FrozenTrial, TrialState, changed

MOST_LOST = 3  # attempts whose workers died, before the trial is given up
_LOST = "lost: "


class Ending(StrEnum):
    """How an attempt ended."""

    COMPLETE = "complete"
    PRUNED = "pruned"
    FAIL = "fail"
    INTERRUPTED = "interrupted"  # somebody stopped it; the trial waits for its next turn
    LOST = "lost"  # its worker died


_ENDINGS = {
    TrialState.COMPLETE: Ending.COMPLETE,
    TrialState.PRUNED: Ending.PRUNED,
    TrialState.FAIL: Ending.FAIL,
    TrialState.WAITING: Ending.INTERRUPTED,
}


@dataclass(frozen=True)
class Attempt:
    """One time that a trial was started.

    attempt : counted from 1. worker : who ran it, as text; None if it was asked for by hand.
    started, ended : by the clocks of who wrote them; ended and ending are None while it runs.
    """

    attempt: int
    worker: str | None
    started: datetime | None
    ended: datetime | None
    ending: Ending | None


def started(waiting: FrozenTrial, draft: FrozenTrial) -> FrozenTrial:
    """A waiting trial, running since the running `draft` came for it."""
    return replace(
        waiting,
        state=TrialState.RUNNING,
        attempt=waiting.attempt + 1,
        datetime_start=draft.datetime_start,
    )


def begins(planned: FrozenTrial, waiting: FrozenTrial | None, next_number: int) -> bool:
    """Whether the trial that is next to begin is `planned`: the first that is `waiting`, or a new
    one of the next number.
    """
    if waiting is None:
        return (planned.number, planned.attempt) == (next_number, 1)
    given = (waiting.number, waiting.attempt + 1, waiting.fixed_params, waiting.user_attrs)
    return given == (planned.number, planned.attempt, planned.fixed_params, planned.user_attrs)


def numbered(draft: FrozenTrial, number: int) -> FrozenTrial:
    """`draft` under its number; if it runs, at its first attempt.

    One that has been planned for a number gets another one without its plan.
    """
    if draft.state is not TrialState.RUNNING:
        return changed(draft, number=number)
    if draft.seen is None:
        return changed(draft, number=number, attempt=1)
    if draft.number == number:
        return draft
    bare: dict[str, Any] = {"params": {}, "distributions": {}, "notes": {}, "seen": None}
    return changed(draft, number=number, **bare)


def requeued(trial: FrozenTrial) -> FrozenTrial:
    """A running trial, waiting for another turn with its params; what it has shown is let go."""
    return replace(
        trial,
        state=TrialState.WAITING,
        datetime_start=None,
        intermediate_values={},
        fold_values={},
        constraints={},
        judged=0,
    )


def after_loss(trial: FrozenTrial, lost: int) -> FrozenTrial:
    """What becomes of a running trial whose worker has died, `lost` times by now."""
    if lost < MOST_LOST:
        return requeued(trial)
    error = f"{_LOST}its worker died at each of {lost} attempts"
    return replace(trial, state=TrialState.FAIL, error=error, datetime_complete=datetime.now())


def lost_attempt(trial: FrozenTrial, worker: str | None) -> Attempt:
    """The attempt that a running trial was at when its worker died."""
    return Attempt(trial.attempt, worker, trial.datetime_start, datetime.now(), Ending.LOST)


def interrupted_attempt(trial: FrozenTrial, worker: str | None) -> Attempt:
    """The attempt that a running trial was at when somebody made it wait."""
    ended = datetime.now()
    return Attempt(trial.attempt, worker, trial.datetime_start, ended, Ending.INTERRUPTED)


def last_attempt(trial: FrozenTrial, worker: str | None) -> Attempt | None:
    """The attempt that `trial` runs in or has finished with; None if it waits or never ran."""
    if trial.state is TrialState.WAITING or not trial.attempt or given_up(trial):
        return None
    ending = _ENDINGS.get(trial.state)
    return Attempt(trial.attempt, worker, trial.datetime_start, trial.datetime_complete, ending)


def given_up(trial: FrozenTrial) -> bool:
    """Whether the trial has failed because its workers died, or somebody discarded it."""
    if trial.state is not TrialState.FAIL:
        return False
    return trial.discarded or (trial.error or "").startswith(_LOST)


def check_open(known: FrozenTrial, trial: FrozenTrial) -> None:
    """Raise LeaseLost or AlreadyTold unless `trial` may replace the recorded `known`."""
    if known.discarded and given_up(known):
        raise LeaseLost(f"trial {known.number} has been discarded; its result is not taken")
    if known.attempt != trial.attempt or given_up(known):
        raise LeaseLost(
            f"trial {known.number} was taken from attempt {trial.attempt}, whose claim on it had "
            f"run out; it is {known.state.name} at attempt {known.attempt}: this comes too late"
        )
    if known.state.is_finished():
        raise AlreadyTold(
            f"trial {known.number} has ended ({known.state.name}); its result stands"
        )


def check_amendable(known: FrozenTrial, trial: FrozenTrial) -> None:
    """Raise InvalidValue unless both have finished."""
    for one in (known, trial):
        if not one.state.is_finished():
            raise InvalidValue(
                f"trial {known.number} is {one.state.name}; only finished trials are amended"
            )
