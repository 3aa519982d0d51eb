"""What came of one evaluation: the objective called, its answer checked."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bayesopt.errors import InvalidValue, TrialPruned
from bayesopt.history import TrialState
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


def evaluate(objective: Objective, trial: Trial, objectives: int) -> Outcome:
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
