"""Parameters that are choices, with or without an order."""

import math
from collections.abc import Hashable, ItemsView, Iterable, KeysView, Set
from dataclasses import dataclass
from functools import cached_property
from numbers import Number
from typing import Any

from bayesopt.bounds import TEXT
from bayesopt.errors import InvalidParameter, shown
from bayesopt.params import FloatArray, Param, cell


@dataclass(frozen=True)
class Categorical(Param):
    """One of several choices.

    choices : at least one, hashable, no two equal; kept in the given order, which a set has not.
        Numbers of different types are different choices (1, 1.0 and True), and all NaNs of one
        type are one.
    ordered : whether neighbours in `choices` resemble each other; then a model treats the choice
        like a whole number.
    Raises InvalidParameter for anything else.
    """

    choices: tuple[Hashable, ...]
    ordered: bool = False

    def __init__(self, choices: Iterable[Hashable], ordered: bool = False) -> None:
        if isinstance(choices, TEXT) or not isinstance(choices, Iterable):
            raise InvalidParameter(
                f"Categorical: choices = {shown(choices)} is no list; pass a list of choices"
            )
        if isinstance(choices, Set) and not isinstance(choices, KeysView | ItemsView):
            raise InvalidParameter(  # it differs from process to process
                f"Categorical: choices = {shown(choices)} has no order; pass a list of choices"
            )
        object.__setattr__(self, "choices", tuple(choices))
        object.__setattr__(self, "ordered", ordered)
        if not self.choices:
            raise InvalidParameter("Categorical: choices is empty; pass at least one choice")
        if len(self._index) < len(self.choices):
            raise InvalidParameter(
                f"Categorical: choices = {shown(self.choices)} holds one twice; remove it"
            )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Categorical):
            return NotImplemented
        return list(self._index) == list(other._index) and self.ordered == other.ordered

    def __hash__(self) -> int:
        return hash((tuple(self._index), self.ordered))

    @cached_property
    def _index(self) -> dict[Hashable, int]:
        return {label(choice): k for k, choice in enumerate(self.choices)}

    @cached_property
    def levels(self) -> int:
        """Number of choices."""
        return len(self.choices)

    def index(self, value: Any) -> int:
        """Place of `value` among the choices, or else of the first that equals it; else -1."""
        k = self.exact_index(value)
        if k >= 0:
            return k
        try:
            return next((k for k, choice in enumerate(self.choices) if choice == value), -1)
        except (TypeError, ValueError):  # an array: its equality is no truth value
            return -1

    def exact_index(self, value: Any) -> int:
        """Place among the choices of `value`, in type and value; -1 if it is none of them."""
        try:
            return self._index.get(label(value), -1)
        except InvalidParameter:
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
                f"Categorical: {shown(value)} is none of {shown(self.choices)}; pass one of them"
            )
        return self.choices[k]

    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of indices (n,): the middles of their cells."""
        return (raw + 0.5) / self.levels

    def to_external_repr(self, number: float) -> Hashable:
        """The choice of that index."""
        return self.at(int(number))

    def at(self, k: int) -> Hashable:
        """The choice number `k`, from 0."""
        return self.choices[k]

    def from_unit(self, u: float) -> Hashable:
        """The choice whose cell holds `u`."""
        return self.at(cell(u, self.levels))


def label(choice: Any) -> Hashable:
    """What tells choices apart: type and value, all NaNs of a type being one."""
    try:
        hash(choice)
    except TypeError:
        raise InvalidParameter(
            f"Categorical: choice {shown(choice)} is not hashable; "
            f"offer its name and look the object up in your code"
        ) from None
    return type(choice), "nan" if isinstance(choice, Number) and choice != choice else choice
