"""Choices that no text can hold, such as functions: stored by label, matched by declaration."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesopt.choices import Categorical
from bayesopt.documents.text import CHOICE, TUPLE, encoded
from bayesopt.space import Param

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


@dataclass(frozen=True, repr=False, eq=False)
class Undeclared:
    """Stands for a stored choice that this program has not declared yet.

    It becomes the choice itself once a parameter of that name is suggested with it. Equal to
    whatever has its label.
    """

    label: str

    def __repr__(self) -> str:
        return f"<choice {self.label!r}, which this program has not declared>"

    def __eq__(self, other: object) -> bool:
        return label_of(other) == self.label

    def __hash__(self) -> int:
        return hash(self.label)


def label_of(choice: Any) -> str:
    """What tells a choice from others in every run of the program: its name, else its repr."""
    if isinstance(choice, Undeclared):
        return choice.label
    name = getattr(choice, "__qualname__", None)
    if isinstance(name, str):
        return f"{getattr(choice, '__module__', None)}.{name}"
    kind = type(choice)
    return f"{kind.__module__}.{kind.__qualname__}: {_ADDRESS.sub('', repr(choice))}"


def plain(choice: Any) -> bool:
    """Whether text can hold the choice, type and all."""
    if isinstance(choice, tuple) and type(choice) is tuple:
        return all(map(plain, choice))
    return choice is None or type(choice) in (bool, int, float, str)


def labels(choices: Iterable[Any]) -> list[str | None]:
    """A label for each choice that is not plain; equal ones are numbered."""
    found: list[str | None] = []
    for choice in choices:
        label = None if plain(choice) else label_of(choice)
        if label is not None and label in found:
            label = f"{label} #{sum(str(f).split(' #')[0] == label for f in found) + 1}"
        found.append(label)
    return found


def coded_choices(choices: Iterable[Any]) -> list[Any]:
    """Choices in types that JSON has."""
    kept = list(choices)
    return [
        encoded(choice, "choice") if label is None else {CHOICE: label}
        for choice, label in zip(kept, labels(kept), strict=True)
    ]


def coded_value(value: Any) -> Any:
    """A value of no known parameter, in types that JSON has."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple | list):
        items = [coded_value(item) for item in value]
        return {TUPLE: items} if isinstance(value, tuple) else items
    if value is None or isinstance(value, bool | int | float | str):
        return encoded(value, "value")
    return {CHOICE: label_of(value)}


class Declared:
    """The choices that this program has declared, by parameter and label."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}
        self._missed: set[tuple[str, str]] = set()

    def add(self, name: str, param: Param) -> bool:
        """Learn the choices of a parameter; whether one of them has been missed before."""
        if not isinstance(param, Categorical) or all(map(plain, param.choices)):
            return False
        found = {
            (name, label): choice
            for choice, label in zip(param.choices, labels(param.choices), strict=True)
            if label is not None and not isinstance(choice, Undeclared)
        }
        self._known.update(found)
        missed = self._missed & found.keys()
        self._missed -= missed
        return bool(missed)

    def resolved(self, name: str, value: Any) -> Any:
        """`value` of the parameter `name`, with the declared choice for each stand-in."""
        if isinstance(value, tuple | list):
            return type(value)(self.resolved(name, item) for item in value)
        if not isinstance(value, Undeclared):
            return value
        key = name, value.label
        if key not in self._known:
            self._missed.add(key)
        return self._known.get(key, value)
