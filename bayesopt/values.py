"""Objective values: what counts as a number."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from bayesopt.errors import InvalidValue, shown

Reported = float | tuple[float, ...]  # a reported value; a tuple with several objectives

_TEXT = str | bytes | bytearray  # float() would read numbers from them


def numbers(values: Any, objectives: int) -> tuple[float, ...]:
    """`values` as floats, one per objective; infinities pass.

    values : a number, or a sequence or array of as many as there are objectives.
    Raises InvalidValue for NaN, for what is no number, and for a wrong count.
    """
    if type(values) is float and objectives == 1 and not math.isnan(values):
        return (values,)  # nearly always
    several = _several(values, objectives)
    if len(several) != objectives:
        each = f"{objectives} numbers, one for each objective"
        wanted = "one number, as there is one objective" if objectives == 1 else each
        raise InvalidValue(f"values = {shown(values)}; give {wanted}")
    return tuple([_number(value) for value in several])


def _several(values: Any, objectives: int) -> Sequence[Any]:
    if type(values) is float:
        return (values,)
    if objectives > 1 and hasattr(values, "tolist"):  # arrays, tensors, series
        values = values.tolist()
    listed = isinstance(values, Sequence) and not isinstance(values, _TEXT)
    return values if listed else (values,)


def _number(value: Any) -> float:
    try:
        plain = value.item() if hasattr(value, "item") else value
        if isinstance(plain, _TEXT) or np.ma.is_masked(value):  # of what is masked, item() is 0.0
            raise TypeError
        number = float(plain)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise InvalidValue(
            f"objective value {shown(value)} is no number that fits a float; return a number"
        ) from None
    if math.isnan(number):
        raise InvalidValue("objective value is NaN; tell state=TrialState.FAIL for a failed trial")
    return number


def components(value: Reported) -> tuple[float, ...]:
    """A reported value, one number per objective."""
    return value if isinstance(value, tuple) else (value,)


def mean(values: Iterable[Reported]) -> Reported:
    """The mean of reported values, objective by objective."""
    rows = [components(value) for value in values]
    means = tuple(sum(column) / len(rows) for column in zip(*rows, strict=True))
    return means if len(means) > 1 else means[0]
