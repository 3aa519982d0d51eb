"""The methods of Optuna's distributions that our parameters answer under other names."""

import math
from abc import abstractmethod
from dataclasses import fields
from typing import Any

from bayesopt.errors import InvalidParameter, shown


class Represented:
    """A parameter whose values are numbers in calculations."""

    @abstractmethod
    def raw(self, value: Any) -> float:
        """The number that stands for `value`; NaN if there is none."""

    @abstractmethod
    def contains(self, value: Any) -> bool:
        """Whether `value` is one of the parameter's values."""

    def to_internal_repr(self, value: Any) -> float:
        """The number that stands for `value`; text may spell a number.

        Raises InvalidParameter for what has no number, and for what has no logarithm on a
        logarithmic scale. Values beyond the range pass.
        """
        number = self.raw(value)
        if math.isnan(number) and isinstance(value, str):
            number = _spelt(value)
        if math.isnan(number):
            raise InvalidParameter(f"{shown(value)} is no value of {shown(self)}; pass one")
        if getattr(self, "log", False) and number <= 0:
            raise InvalidParameter(f"{shown(value)} has no logarithm, which {shown(self)} takes")
        return number

    def _contains(self, number: float) -> bool:
        """Whether `number` stands for one of the values."""
        choices = getattr(self, "choices", None)  # which go by their place
        return self.contains(number) if choices is None else 0 <= int(number) < len(choices)

    def _asdict(self) -> dict[str, Any]:
        """The arguments that it was made with, by name."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.init}  # type: ignore[arg-type]

    def to_external_repr(self, number: float) -> Any:
        """The value that `number` stands for."""
        return float(number)


def _spelt(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
