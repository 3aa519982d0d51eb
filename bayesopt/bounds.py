"""Ranges of numbers: what bounds and steps must be, and grids in decimal arithmetic."""

import math
from decimal import Context, Decimal
from typing import Any

from bayesopt.errors import InvalidParameter, shown, warn

TEXT = str | bytes | bytearray  # float() and int() would read numbers from them
_LARGEST = 2**63
_EXACT = Context(prec=800)  # any sum of two floats and any whole multiple of one, without rounding


def finite(value: Any, name: str, owner: str) -> float:
    """`value` as a float; raises InvalidParameter for what is not a finite number."""
    number = as_float(value)
    if not math.isfinite(number):
        raise InvalidParameter(f"{owner}: {name} = {shown(value)}; pass a finite number")
    return number


def positive(value: Any, name: str, owner: str, most: float = math.inf) -> float:
    """`value` as a float; raises InvalidParameter unless it is finite, above 0, `most` at most."""
    number = as_float(value)
    if not (0 < number <= most and math.isfinite(number)):
        limit = "" if most == math.inf else f" and up to {most:g}"
        raise InvalidParameter(f"{owner}: {name} = {shown(value)}; pass a number above 0{limit}")
    return number


def not_negative(value: Any, name: str, owner: str) -> float:
    """`value` as a float; raises InvalidParameter for what is not a finite number from 0 on."""
    number = as_float(value)
    if not 0 <= number < math.inf:
        raise InvalidParameter(f"{owner}: {name} = {shown(value)}; pass a finite number from 0 on")
    return number


def whole(value: Any, name: str, owner: str) -> int:
    """`value` as an int; raises InvalidParameter for what is no whole number of 64 bits."""
    try:
        is_whole = not isinstance(value, TEXT) and int(value) == value
    except (TypeError, ValueError, OverflowError):
        is_whole = False
    if not is_whole:
        raise InvalidParameter(
            f"{owner}: {name} = {shown(value)} is not a whole number; pass an int or use Float"
        )
    if abs(int(value)) > _LARGEST:
        raise InvalidParameter(
            f"{owner}: {name} = {shown(value)} is beyond 2**63; use Float, or suggest its exponent"
        )
    return int(value)


def as_float(value: Any) -> float:
    """`value` as a float, NaN where it is not a number."""
    if type(value) is float:
        return value
    if isinstance(value, TEXT):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def check_range(low: float, high: float, log: bool, owner: str) -> None:
    """Raise InvalidParameter where `low` to `high` is no range."""
    if low > high:
        raise InvalidParameter(f"{owner}: low = {low} is above high = {high}; swap them")
    if high - low == math.inf:
        raise InvalidParameter(
            f"{owner}: {low} to {high} is wider than a float can be; narrow the range"
        )
    if log and low <= 0:
        raise InvalidParameter(
            f"{owner}: low = {low} has no logarithm; raise it above 0 or use log=False"
        )


def check_step(step: float, log: bool, owner: str) -> None:
    """Raise InvalidParameter for a step that is not positive, or on a logarithmic scale."""
    if step <= 0:
        raise InvalidParameter(f"{owner}: step = {step} is not positive; pass one above 0")
    if log:
        raise InvalidParameter(
            f"{owner}: step = {step} and log exclude each other; drop one of them"
        )


def steps_between(low: float, high: float, step: float, owner: str) -> int:
    """How many steps fit between `low` and `high`; warns where they do not end at `high`."""
    width = _EXACT.subtract(_decimal(high), _decimal(low))
    steps = int(_EXACT.divide_int(width, _decimal(step)))
    last = _EXACT.fma(Decimal(steps), _decimal(step), _decimal(low))
    if last != _decimal(high):
        warn(f"{owner}: step = {step} does not divide the range {low} to {high}; high is {last}")
    return steps


def on_grid(low: float, step: float, k: int) -> float:
    """low + k step as one would write it: 0.1 + 2 x 0.1 is 0.3."""
    return float(_EXACT.fma(Decimal(k), _decimal(step), _decimal(low)))


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number))
