"""What came of one evaluation: the objective called, its answer checked."""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from bayesopt.constraints import with_constraint
from bayesopt.curves import last_values
from bayesopt.errors import InvalidValue, TrialPruned, shown
from bayesopt.frozen import own
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.running import Running
from bayesopt.samplers.base import Constraints
from bayesopt.trial import Trial
from bayesopt.values import numbers

Objective = Callable[[Trial], Any]


@dataclass(frozen=True)
class Outcome:
    """How an objective ended.

    values : one number per objective if it is COMPLETE. error : text of what went wrong.
    exception : what it raised, for those who want it raised again.
    """

    state: TrialState
    values: tuple[float, ...] | None = None
    error: str | None = None
    exception: Exception | None = None


def evaluate(objective: Callable[[Any], Any], trial: Running, objectives: int) -> Outcome:
    """Call `objective` once. Whatever it raises or returns becomes an Outcome.

    Only what is not an Exception (KeyboardInterrupt, SystemExit) passes through.
    """
    try:
        returned = objective(trial)
    except TrialPruned as pruned:
        return Outcome(TrialState.PRUNED, error=str(pruned) or None)
    except Exception as raised:
        text = "".join(traceback.format_exception(raised))
        return Outcome(TrialState.FAIL, error=text, exception=raised)
    try:
        return Outcome(TrialState.COMPLETE, numbers(returned, objectives))
    except InvalidValue as invalid:
        return Outcome(TrialState.FAIL, error=str(invalid))


def final_values(outcome: Outcome, trial: FrozenTrial) -> tuple[float, ...] | None:
    """The values that stay with `trial`: those of a pruned one are what it reported last."""
    if outcome.state is TrialState.PRUNED and outcome.values is None:
        return last_values(trial)
    return outcome.values


def with_constraints(trial: FrozenTrial, func: Constraints | None) -> FrozenTrial:
    """`trial` with what `func` says of it, under "0", "1"...; what has been set stays.

    Raises TypeError for what is no sequence of numbers, InvalidValue for NaN.
    """
    if func is None or trial.state is TrialState.FAIL:
        return trial
    values = func(own(trial))
    if not isinstance(values, Iterable):
        raise TypeError(f"constraints_func returned {shown(values)}; return one number each")
    known = dict(trial.constraints)
    for key, value in enumerate(values):
        if str(key) not in known:
            known = with_constraint(known, str(key), value)
    return replace(trial, constraints=known)


def unconstrained(outcome: Outcome, raised: Exception) -> Outcome:
    """What comes of a trial that ended like that, where `constraints_func` has `raised`; the error
    keeps its values.
    """
    text = "".join(traceback.format_exception(raised))
    known = "" if outcome.values is None else f"the trial itself ended with {outcome.values}\n"
    return Outcome(TrialState.FAIL, error=text + known, exception=raised)


def judged(values: Any, state: TrialState | None, objectives: int) -> Outcome:
    """What a user told, as an Outcome; COMPLETE unless there is a state.

    Raises InvalidValue for values or a state that make no sense, or do not fit each other.
    """
    state = TrialState.COMPLETE if state is None else state
    if not isinstance(state, TrialState) or not state.is_finished():
        raise InvalidValue(
            f"state = {shown(state)} is no end; tell TrialState.COMPLETE, PRUNED or FAIL"
        )
    if state is TrialState.COMPLETE and values is None:
        raise InvalidValue("values is None; pass a number, or state=TrialState.FAIL")
    if state is TrialState.FAIL and values is not None:
        raise InvalidValue(f"a failed trial has no values; drop {shown(values)} or the state")
    return Outcome(state, None if values is None else numbers(values, objectives))
