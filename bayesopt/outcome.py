"""What came of one evaluation: the objective called, its answer checked."""

import math
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bayesopt.errors import InvalidValue, TrialPruned
from bayesopt.history import TrialState
from bayesopt.trial import Trial

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
    exception: BaseException | None = None


def numbers(values: Any, objectives: int) -> tuple[float, ...]:
    """`values` as floats, one per objective; infinities pass.

    values : a number, or a sequence of as many as there are objectives.
    Raises InvalidValue for NaN, for what is no number, and for a wrong count.
    """
    listed = isinstance(values, Sequence) and not isinstance(values, str | bytes)
    several = list(values) if listed else [values]
    if len(several) != objectives:
        raise InvalidValue(f"got {len(several)} values for {objectives} objectives: {values!r}")
    return tuple(_number(value) for value in several)


def _number(value: Any) -> float:
    try:
        if isinstance(value, str | bytes):
            raise TypeError
        number = float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise InvalidValue(f"objective value {value!r} is no number that fits a float") from None
    if math.isnan(number):
        raise InvalidValue("objective value is NaN; tell state=TrialState.FAIL for a failed trial")
    return number


def evaluate(objective: Objective, trial: Trial, objectives: int) -> Outcome:
    """Call `objective` once. Whatever it raises or returns becomes an Outcome.

    Only what is not an Exception (KeyboardInterrupt, SystemExit) passes through.
    """
    try:
        return Outcome(TrialState.COMPLETE, numbers(objective(trial), objectives))
    except TrialPruned as pruned:
        return Outcome(TrialState.PRUNED, error=str(pruned) or None)
    except InvalidValue as invalid:
        return Outcome(TrialState.FAIL, error=str(invalid))
    except Exception as raised:
        text = "".join(traceback.format_exception(raised))
        return Outcome(TrialState.FAIL, error=text, exception=raised)
