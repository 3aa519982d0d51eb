"""How a trial ends: finished with what came of it, or put back because it was interrupted."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bayesopt.announcing import announce_trial
from bayesopt.errors import AlreadyTold, InvalidValue, LeaseLost, NotJSON, storable
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.outcome import Outcome, final_values, with_constraints
from bayesopt.samplers.base import Suggestion
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from bayesopt.study import Study


def taken_over(study: "Study", number: int) -> Trial:
    """A trial that is running but was not asked for here, with all its parameters."""
    known = study._ledger.recorded(number)
    if known.state.is_finished():
        raise AlreadyTold(
            f"trial {number} has ended ({known.state.name}) and cannot be told again; "
            f"ask for a new one"
        )
    if known.state is TrialState.WAITING:
        raise InvalidValue(f"trial {number} is waiting; ask for it before telling it")
    trial = Trial(study, known, {}, Suggestion({}, known.notes), study.history())
    trial._resume()
    return trial


def finish(study: "Study", trial: Trial, outcome: Outcome) -> FrozenTrial:
    """Record what came of a trial. Raises LeaseLost if somebody else runs it by now, and whatever
    `constraints_func` raises.
    """
    return recorded(study, ended(study, trial, outcome))


def ended(study: "Study", trial: Trial, outcome: Outcome) -> FrozenTrial:
    """A trial and what came of it, not yet recorded. Raises whatever `constraints_func` does."""
    return trial._ended(
        {
            "state": outcome.state,
            "values": final_values(outcome, trial._facts),
            "error": storable(outcome.error),
            "datetime_complete": datetime.now(),
        },
        lambda facts: with_constraints(facts, study.sampler.constraints_func),
    )


def recorded(study: "Study", frozen: FrozenTrial) -> FrozenTrial:
    """Record an ended trial. Raises LeaseLost if somebody else runs it by now."""
    try:
        study._log.put(frozen)
    except LeaseLost:
        study._asked.pop(frozen.number, None)
        raise
    study._asked.pop(frozen.number, None)
    announce_trial(frozen, study._ledger)
    return frozen


def finish_refused(study: "Study", trial: Trial, failed: Outcome) -> FrozenTrial:
    """End a trial whose attributes, or else whose parameters too, cannot be stored."""
    recorded = study._ledger.recorded(trial.number)
    trial._facts = replace(trial._facts, user_attrs=recorded.user_attrs)
    try:
        return finish(study, trial, failed)
    except NotJSON:
        trial._forget(recorded)
        return finish(study, trial, failed)


def requeue(study: "Study", trial: Trial) -> None:
    """Let an interrupted trial wait, with its parameters; one that has ended stays so."""
    if not study._ledger.recorded(trial.number).state.is_finished():
        with suppress(LeaseLost):  # then somebody else runs it
            study._log.put(trial._interrupted())
    study._asked.pop(trial.number, None)
