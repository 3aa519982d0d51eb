"""Parameters: values, and their places on the unit interval.

A continuous parameter uses the whole of [0, 1]. One with K values uses K cells, each value sitting
at the middle of its own, so that the cells of an evenly spaced parameter are equally wide and
rounding favours no value.
"""

import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.errors import InvalidParameter

FloatArray = NDArray[np.float64]

_MOST_LEVELS = 2**62  # `levels` is an int64; ranges beyond this count as this many values


class Param(ABC):
    """One parameter: a set of values and their places on the unit interval."""

    @property
    @abstractmethod
    def levels(self) -> int:
        """Number of values; 0 for a continuous parameter."""

    @abstractmethod
    def contains(self, value: Any) -> bool:
        """Whether `value` is one of the parameter's values."""

    @abstractmethod
    def raw(self, value: Any) -> float:
        """The number that stands for `value` in calculations; NaN if it is not of this kind."""

    @abstractmethod
    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of raw numbers (n,); beyond [0, 1] for values beyond the range."""

    @abstractmethod
    def from_unit(self, u: float) -> Any:
        """The value whose cell holds `u`; a `u` beyond [0, 1] counts as the nearer end."""

    @abstractmethod
    def cast(self, value: Any) -> Any:
        """`value` in the parameter's own type, even if it is out of range."""

    def to_unit(self, value: Any) -> float:
        """The unit coordinate of `value`."""
        return float(self.encode(np.array([self.raw(value)]))[0])

    @property
    def single(self) -> bool:
        """Whether there is nothing to choose."""
        return self.levels == 1


def _number(value: Any, name: str, owner: str) -> float:
    try:
        if isinstance(value, str | bytes):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise InvalidParameter(
            f"{owner}: {name} = {value!r} is not a number; pass a finite number"
        ) from None
    if not math.isfinite(number):
        raise InvalidParameter(f"{owner}: {name} = {number} is not finite; pass a finite number")
    return number


def _integer(value: Any, name: str, owner: str) -> int:
    try:
        whole = not isinstance(value, str | bytes) and int(value) == value
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        raise InvalidParameter(
            f"{owner}: {name} = {value!r} is not a whole number; pass an int or use Float"
        )
    return int(value)


def _check_range(low: float, high: float, log: bool, owner: str) -> None:
    if low > high:
        raise InvalidParameter(f"{owner}: low = {low} is above high = {high}; swap them")
    if log and low <= 0:
        raise InvalidParameter(
            f"{owner}: low = {low} has no logarithm; raise it above 0 or use log=False"
        )


def _as_float(value: Any) -> float:
    """`value` as a float, NaN where it is not a number."""
    if isinstance(value, str | bytes):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _cells(u: float, levels: int) -> int:
    """Index of the cell that holds `u` among `levels` equal cells."""
    return min(max(int(u * levels), 0), levels - 1)


def _fitting_high(owner: str, low: Decimal, high: Decimal, step: Decimal) -> Decimal:
    """The greatest low + k step that is not above `high`; warns where it is not `high`."""
    fitting = low + (high - low) // step * step
    if fitting != high:
        warnings.warn(
            f"{owner}: step = {step} does not divide the range {low} to {high}; high is {fitting}",
            stacklevel=5,
        )
    return fitting


@dataclass(frozen=True)
class Float(Param):
    """A real number in [low, high].

    low, high : finite, low <= high; both can be suggested.
    log : spread suggestions evenly over the logarithm; needs low > 0 and no step.
    step : distance between neighbouring values, counted from low in decimal arithmetic, so that
        0.1 + 2 x 0.1 is 0.3. If it does not divide the range, `high` becomes the last value that
        fits, with a warning.
    Raises InvalidParameter for anything else.
    """

    low: float
    high: float
    log: bool = False
    step: float | None = None

    def __post_init__(self) -> None:
        low, high = _number(self.low, "low", "Float"), _number(self.high, "high", "Float")
        _check_range(low, high, self.log, "Float")
        if self.step is not None:
            step = _number(self.step, "step", "Float")
            if step <= 0:
                raise InvalidParameter(
                    f"Float: step = {step} is not positive; pass a positive step or None"
                )
            if self.log:
                raise InvalidParameter("Float: step and log exclude each other; drop one of them")
            exact = _fitting_high("Float", _decimal(low), _decimal(high), _decimal(step))
            high = float(exact)
            object.__setattr__(self, "step", step)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @cached_property
    def levels(self) -> int:
        """Number of values; 0 for a continuous parameter."""
        if self.low == self.high:
            return 1
        if self.step is None:
            return 0
        return min(round((self.high - self.low) / self.step) + 1, _MOST_LEVELS)

    @cached_property
    def _decimals(self) -> int:
        return max(_places(self.low), _places(self.step or 0.0))

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        if self.log:
            return math.log(self.low), math.log(self.high)
        half = 0.5 * (self.step or 0.0)
        return self.low - half, self.high + half

    def contains(self, value: Any) -> bool:
        """Whether `value` is a number of the range, and of the grid where there is a step."""
        number = _as_float(value)
        if not self.low <= number <= self.high:
            return False
        if self.step is None:
            return True
        steps = (number - self.low) / self.step
        return abs(steps - round(steps)) < 1e-8

    def raw(self, value: Any) -> float:
        """The number itself; NaN for what is not a number."""
        return _as_float(value)

    def cast(self, value: Any) -> float:
        """`value` as a float; raises InvalidParameter for what is not a finite number."""
        return _number(value, "value", "Float")

    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of numbers (n,)."""
        if self.single:
            return np.where(np.isnan(raw), np.nan, 0.5)
        lo, hi = self._bounds
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                raw = np.log(raw)
        return (raw - lo) / (hi - lo)

    def from_unit(self, u: float) -> float:
        """The number at `u`."""
        if self.single:
            return self.low
        if self.step is not None:
            return round(self.low + _cells(u, self.levels) * self.step, self._decimals)
        lo, hi = self._bounds
        t = lo + min(max(u, 0.0), 1.0) * (hi - lo)
        return min(max(math.exp(t) if self.log else t, self.low), self.high)


@dataclass(frozen=True)
class Int(Param):
    """A whole number in [low, high].

    low, high : whole numbers, low <= high; both can be suggested.
    log : spread suggestions evenly over the logarithm; needs low >= 1 and step 1.
    step : distance between neighbouring values, counted from low. If it does not divide the
    range, `high` becomes the
        last value that fits, with a warning.
    Raises InvalidParameter for anything else.
    """

    low: int
    high: int
    log: bool = False
    step: int = 1

    def __post_init__(self) -> None:
        low, high = _integer(self.low, "low", "Int"), _integer(self.high, "high", "Int")
        step = _integer(self.step, "step", "Int")
        _check_range(low, high, self.log, "Int")
        if step <= 0:
            raise InvalidParameter(f"Int: step = {step} is not positive; pass a positive step")
        if self.log and step != 1:
            raise InvalidParameter(f"Int: log needs step 1, not {step}; drop one of them")
        if step != 1:
            high = int(_fitting_high("Int", Decimal(low), Decimal(high), Decimal(step)))
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)
        object.__setattr__(self, "step", step)

    @cached_property
    def levels(self) -> int:
        """Number of values."""
        return min((self.high - self.low) // self.step + 1, _MOST_LEVELS)

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        half = 0.5 * self.step
        if self.log:
            return math.log(self.low - half), math.log(self.high + half)
        return self.low - half, self.high + half

    def contains(self, value: Any) -> bool:
        """Whether `value` is a whole number of the range, on the grid of its steps."""
        number = _as_float(value)
        if not self.low <= number <= self.high:
            return False
        return int(number) == number and (int(value) - self.low) % self.step == 0

    def raw(self, value: Any) -> float:
        """The number itself; NaN for what is not a number."""
        return _as_float(value)

    def cast(self, value: Any) -> int:
        """`value` as an int; raises InvalidParameter for what is not a whole number."""
        return _integer(value, "value", "Int")

    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of numbers (n,): the middles of their cells."""
        lo, hi = self._bounds
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                raw = np.log(raw)
        return (raw - lo) / (hi - lo)

    def from_unit(self, u: float) -> int:
        """The whole number whose cell holds `u`."""
        if not self.log:
            return self.low + _cells(u, self.levels) * self.step
        lo, hi = self._bounds
        value = round(math.exp(lo + min(max(u, 0.0), 1.0) * (hi - lo)))
        return min(max(value, self.low), self.high)


@dataclass(frozen=True)
class Categorical(Param):
    """One of several choices.

    choices : at least one, hashable, no two equal; kept in the given order. Numbers of different
    types are different
        choices (1, 1.0 and True).
    ordered : whether neighbours in `choices` resemble each other; then a model treats the choice
    like a whole number. Raises InvalidParameter for anything else.
    """

    choices: tuple[Hashable, ...]
    ordered: bool = False

    def __init__(self, choices: Iterable[Hashable], ordered: bool = False) -> None:
        if isinstance(choices, str | bytes) or not isinstance(choices, Iterable):
            raise InvalidParameter(
                f"Categorical: choices = {choices!r} is no list; pass a list of choices"
            )
        object.__setattr__(self, "choices", tuple(choices))
        object.__setattr__(self, "ordered", ordered)
        if not self.choices:
            raise InvalidParameter("Categorical: choices is empty; pass at least one choice")
        if len(self._index) < len(self.choices):
            raise InvalidParameter(
                f"Categorical: choices = {list(self.choices)!r} holds one twice; remove it"
            )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Categorical):
            return NotImplemented
        return list(self._index) == list(other._index) and self.ordered == other.ordered

    def __hash__(self) -> int:
        return hash((tuple(self._index), self.ordered))

    @cached_property
    def _index(self) -> dict[Hashable, int]:
        return {_label(choice): k for k, choice in enumerate(self.choices)}

    @cached_property
    def levels(self) -> int:
        """Number of choices."""
        return len(self.choices)

    def index(self, value: Any) -> int:
        """Place of `value` among the choices; -1 if it is none of them."""
        try:
            exact = self._index.get(_label(value))
            if exact is not None:
                return exact
            return next((k for k, choice in enumerate(self.choices) if choice == value), -1)
        except (
            InvalidParameter,
            ValueError,
        ):  # unhashable, or an array, whose equality is no truth value
            return -1

    def contains(self, value: Any) -> bool:
        """Whether `value` is one of the choices."""
        return self.index(value) >= 0

    def raw(self, value: Any) -> float:
        """Index of the choice; NaN for what is none."""
        k = self.index(value)
        return float(k) if k >= 0 else math.nan

    def cast(self, value: Any) -> Hashable:
        """The choice that equals `value`; raises InvalidParameter if there is none."""
        k = self.index(value)
        if k < 0:
            raise InvalidParameter(
                f"Categorical: {value!r} is none of {list(self.choices)!r}; pass one of them"
            )
        return self.choices[k]

    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of indices (n,): the middles of their cells."""
        return (raw + 0.5) / self.levels

    def from_unit(self, u: float) -> Hashable:
        """The choice whose cell holds `u`."""
        return self.choices[_cells(u, self.levels)]


def _label(choice: Any) -> Hashable:
    """What tells choices apart: type and value, all NaNs being one."""
    try:
        hash(choice)
    except TypeError:
        raise InvalidParameter(
            f"Categorical: choice {choice!r} is not hashable; "
            f"offer its name and look the object up in your code"
        ) from None
    return type(choice), "nan" if choice != choice else choice


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number))


def _places(number: float) -> int:
    """Decimal places in the shortest text of `number`."""
    return max(-int(_decimal(number).as_tuple().exponent), 0)
