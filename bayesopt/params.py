"""Parameters that are numbers: values, and their places on the unit interval.

A continuous parameter uses the whole of [0, 1]. One with K values uses K cells, each value sitting
at the middle of its own, so that the cells of an evenly spaced parameter are equally wide and
rounding favours no value.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.bounds import (
    as_float,
    check_range,
    check_step,
    finite,
    on_grid,
    steps_between,
    whole,
)
from bayesopt.errors import InvalidParameter
from bayesopt.representation import Represented

FloatArray = NDArray[np.float64]

MOST_LEVELS = 2**62  # `levels` is an int64; ranges beyond this are reported as this many values
_MOST_STEPS = 2**53  # beyond, a float cannot tell neighbouring values apart
SLACK = 1e-8  # of a step: how far a value may be from its place on a grid
_FAR = 1e9  # widths of a range, beyond which coordinates grow by logarithms: squares are finite


class Param(Represented, ABC):
    """One parameter: a set of values and their places on the unit interval."""

    @property
    @abstractmethod
    def levels(self) -> int:
        """Number of values; 0 for a continuous parameter."""

    @abstractmethod
    def contains(self, value: Any) -> bool:
        """Whether `value` is one of the parameter's values."""

    @abstractmethod
    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of raw numbers (n,); beyond [0, 1] for values beyond the range, of
        size 1e12 at most.
        """

    @abstractmethod
    def from_unit(self, u: float) -> Any:
        """The value whose cell holds `u`; a `u` beyond [0, 1] counts as the nearer end."""

    @abstractmethod
    def cast(self, value: Any) -> Any:
        """`value` in the parameter's own type, even if it is out of range."""

    def quantile(self, p: float) -> Any:
        """The value that a share `p` of blind draws does not exceed; their distribution is even
        over the unit interval, unless the parameter says otherwise.
        """
        return self.from_unit(p)

    @property
    def even(self) -> bool:
        """Whether the cells of the values are equally wide."""
        return True

    def nth(self, k: NDArray[Any]) -> FloatArray:
        """Unit coordinates (n,) of the values with these numbers (n,), counted from 0."""
        return (k + 0.5) / self.levels

    def at(self, k: int) -> Any:
        """The value number `k`, from 0; needs levels."""
        return self.from_unit(float(self.nth(np.array([k]))[0]))

    def to_unit(self, value: Any) -> float:
        """The unit coordinate of `value`."""
        return float(self.encode(np.array([self.raw(value)]))[0])

    def snap(self, u: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of the values whose cells hold `u` (n,)."""
        if not self.levels:
            return np.clip(u, 0.0, 1.0)
        cells = np.clip(np.floor(u * self.levels), 0.0, self.levels - 1.0)
        return (cells + 0.5) / self.levels

    def edges(self, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lower and upper edges (n,), (n,) of the cells that hold `u` (n,); needs levels."""
        cells = np.clip(np.floor(u * self.levels), 0.0, self.levels - 1.0)
        return cells / self.levels, (cells + 1.0) / self.levels

    @property
    def is_single(self) -> bool:
        """Whether there is nothing to choose."""
        return self.levels == 1

    def single(self) -> bool:
        """`is_single`, as Optuna's users call it."""
        return self.is_single


def cell(u: float, levels: int) -> int:
    """Index of the cell that holds `u` among `levels` equal cells."""
    return min(max(int(u * levels), 0), levels - 1)


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
        low, high = finite(self.low, "low", "Float"), finite(self.high, "high", "Float")
        check_range(low, high, self.log, "Float")
        if self.step is not None:
            step = finite(self.step, "step", "Float")
            check_step(step, self.log, "Float")
            steps = steps_between(low, high, step, "Float")
            if steps > _MOST_STEPS:
                raise InvalidParameter(
                    f"Float: step = {step} is lost in the range {low} to {high}; "
                    f"raise it, or pass None for any real number"
                )
            high = on_grid(low, step, steps)
            object.__setattr__(self, "step", step)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @cached_property
    def levels(self) -> int:
        """Number of values; 0 for a continuous parameter."""
        if self.low == self.high:
            return 1
        return 0 if self.step is None else round((self.high - self.low) / self.step) + 1

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        if self.log:
            return math.log(self.low), math.log(self.high)
        half = 0.5 * (self.step or 0.0)
        return self.low - half, self.high + half

    def _nearest(self, number: float) -> float:
        """The value of the grid that is nearest to `number`."""
        if self.step is None:
            return number
        return on_grid(self.low, self.step, round((number - self.low) / self.step))

    def contains(self, value: Any) -> bool:
        """Whether `value` is a number of the range, and of the grid where there is a step."""
        number = as_float(value)
        if self.step is None:
            return self.low <= number <= self.high
        slack = SLACK * self.step
        if not self.low - slack <= number <= self.high + slack:
            return False
        return abs(self._nearest(number) - number) <= slack

    def raw(self, value: Any) -> float:
        """The number itself; NaN for what is not a number."""
        return as_float(value)

    def cast(self, value: Any) -> float:
        """`value` as a float, rounded onto the grid if it is on it but for rounding.

        Raises InvalidParameter for what is not a finite number.
        """
        number = finite(value, "value", "Float")
        return self._nearest(number) if self.step and self.contains(number) else number

    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of numbers (n,)."""
        lo, hi = self._bounds
        if lo == hi:  # also two numbers whose logarithms are the same float
            return np.where(np.isnan(raw), np.nan, 0.5)
        with np.errstate(over="ignore"):
            return _bounded(((_log(raw) if self.log else raw) - lo) / (hi - lo))

    def to_unit(self, value: Any) -> float:
        """The unit coordinate of `value`."""
        raw = as_float(value)
        lo, hi = self._bounds
        if lo == hi:
            return math.nan if raw != raw else 0.5
        u = ((_log_of(raw) if self.log else raw) - lo) / (hi - lo)
        return super().to_unit(value) if abs(u) > _FAR else u

    def at(self, k: int) -> float:
        """The value number `k`, from 0; needs a step."""
        return on_grid(self.low, self.step or 0.0, k)

    def from_unit(self, u: float) -> float:
        """The number at `u`."""
        if self.is_single:
            return self.low
        if self.step is not None:
            return self.at(cell(u, self.levels))
        lo, hi = self._bounds
        t = lo + min(max(u, 0.0), 1.0) * (hi - lo)
        return min(max(math.exp(t) if self.log else t, self.low), self.high)


@dataclass(frozen=True)
class Int(Param):
    """A whole number in [low, high].

    low, high : whole numbers, low <= high; both can be suggested.
    log : spread suggestions evenly over the logarithm; needs low >= 1 and step 1.
    step : distance between neighbouring values, counted from low. If it does not divide the
        range, `high` becomes the last value that fits, with a warning.
    Raises InvalidParameter for anything else.
    """

    low: int
    high: int
    log: bool = False
    step: int = 1

    def __post_init__(self) -> None:
        low, high = whole(self.low, "low", "Int"), whole(self.high, "high", "Int")
        step = whole(self.step, "step", "Int")
        check_range(low, high, self.log, "Int")
        check_step(step, self.log and step != 1, "Int")
        if step != 1:
            high = low + step * steps_between(low, high, step, "Int")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)
        object.__setattr__(self, "step", step)

    @cached_property
    def _count(self) -> int:
        return (self.high - self.low) // self.step + 1

    @cached_property
    def levels(self) -> int:
        """Number of values; 2**62 if there are more."""
        return min(self._count, MOST_LEVELS)

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        half = 0.5 * self.step
        if self.log:
            return math.log(self.low - half), math.log(self.high + half)
        return self.low - half, self.high + half

    def contains(self, value: Any) -> bool:
        """Whether `value` is a whole number of the range, on the grid of its steps."""
        try:
            number = self.cast(value)
        except InvalidParameter:
            return False
        return self.low <= number <= self.high and (number - self.low) % self.step == 0

    def raw(self, value: Any) -> float:
        """The number itself; NaN for what is not a number."""
        return as_float(value)

    def cast(self, value: Any) -> int:
        """`value` as an int; raises InvalidParameter for what is not a whole number."""
        return whole(value, "value", "Int")

    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of numbers (n,): the middles of their cells."""
        lo, hi = self._bounds
        return _bounded(((_log(raw) if self.log else raw) - lo) / ((hi - lo) or 1.0))

    def to_unit(self, value: Any) -> float:
        """The unit coordinate of `value`."""
        raw = as_float(value)
        lo, hi = self._bounds
        u = ((_log_of(raw) if self.log else raw) - lo) / ((hi - lo) or 1.0)
        return super().to_unit(value) if abs(u) > _FAR else u

    @property
    def even(self) -> bool:
        """Whether the cells of the values are equally wide: not on a log scale."""
        return not self.log

    def nth(self, k: NDArray[Any]) -> FloatArray:
        """Unit coordinates (n,) of low + k step."""
        return self.encode(self.low + k.astype(float)) if self.log else super().nth(k)

    def snap(self, u: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of the values whose cells hold `u` (n,)."""
        if not self.log:
            return super().snap(u)
        lo, hi = self._bounds
        values = np.rint(np.exp(lo + np.clip(u, 0.0, 1.0) * (hi - lo)))
        return self.encode(np.clip(values, self.low, self.high))

    def edges(self, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lower and upper edges (n,), (n,) of the cells that hold `u` (n,)."""
        if not self.log:
            return super().edges(u)
        lo, hi = self._bounds
        values = np.rint(np.exp(lo + self.snap(u) * (hi - lo)))
        return self.encode(values - 0.5), self.encode(values + 0.5)

    def to_external_repr(self, number: float) -> int:
        """`number` without its decimals."""
        return int(number)

    def at(self, k: int) -> int:
        """The value number `k`, from 0."""
        return self.low + k * self.step

    def from_unit(self, u: float) -> int:
        """The whole number whose cell holds `u`."""
        if not self.log:
            return self.at(cell(u, self._count))
        lo, hi = self._bounds
        value = round(math.exp(lo + min(max(u, 0.0), 1.0) * (hi - lo)))
        return min(max(value, self.low), self.high)


def _log_of(raw: float) -> float:
    """NumPy's logarithm, so that a value has the same coordinate alone as among others."""
    return float(np.log(raw)) if raw > 0 else math.nan


def _log(raw: FloatArray) -> FloatArray:
    """Logarithms (n,); NaN for what has none."""
    return np.log(np.where(raw > 0, raw, np.nan))


def _bounded(u: FloatArray) -> FloatArray:
    """Coordinates (n,) in the same order: those beyond _FAR by their logarithms."""
    sizes = np.abs(u)
    far = sizes > _FAR
    if not far.any():
        return u
    ratio = np.minimum(sizes, np.finfo(float).max) / _FAR
    beyond = _FAR * (1.0 + np.log(np.maximum(ratio, 1.0)))
    return np.where(far, np.copysign(beyond, u), u)
