"""One value beside another: to the last bit, or to a tolerance."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bayesopt.choices import Categorical
from bayesopt.errors import shown
from bayesopt.params import Param
from bayesopt.seen import alike

TOLERANCE = 1e-6  # of a parameter's range: what sums in another order may move a climb by


class Verdict(StrEnum):
    """What replaying a trial has shown."""

    SAME = "same"
    DIFFERENT = "different"
    ALTERED = "altered"  # its result is not the one that was told
    NOT_SUGGESTED = "not suggested"  # enqueued, or added by hand
    UNKNOWN = "unknown"  # nothing recorded, or settings of which nothing can be made


@dataclass(frozen=True)
class Difference:
    """A parameter whose value is not what its suggestion gives.

    gap : as a share of the parameter's range; None for choices.
    """

    parameter: str
    expected: Any
    found: Any
    gap: float | None

    def __str__(self) -> str:
        text = f"{shown(self.parameter)}: expected {_spelt(self.expected)}, found "
        return f"{text}{_spelt(self.found)}"


def _spelt(value: Any) -> str:
    """A value as text, with the bits of a float."""
    return f"{value!r} ({value.hex()})" if isinstance(value, float) else shown(value)


def difference(
    name: str, param: Param, expected: Any, found: Any, tolerance: float
) -> Difference | None:
    """How `found` differs from `expected`; None if it does not, or by `tolerance` at most.

    tolerance : as a share of the parameter's range; 0 for the last bit.
    """
    if alike(expected, found):
        return None
    gap = None if isinstance(param, Categorical) else _gap(param, expected, found)
    if gap is not None and gap <= tolerance and tolerance > 0:
        return None
    return Difference(name, expected, found, gap)


def _gap(param: Param, expected: Any, found: Any) -> float | None:
    try:
        return abs(param.to_unit(expected) - param.to_unit(found))
    except (TypeError, ValueError, OverflowError):  # an altered value need be no number
        return None
