"""Objects that remember what they were made with."""

import inspect
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self


class Described:
    """Remembers the arguments of its constructor, so that it can be described as plain data.

    Copies and pickles remember them too.

    not_here : arguments that other libraries have, by name, and what to do instead.
    Raises TypeError for one of these, and for a class that is written for another library.
    """

    not_here: ClassVar[Mapping[str, str]] = MappingProxyType({})
    _given: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        if wrong := cls._written_elsewhere():
            raise TypeError(wrong)
        for name in kwargs.keys() & cls.not_here.keys():
            raise TypeError(f"{cls.__name__} has no {name}; {cls.not_here[name]}")
        made = super().__new__(cls)
        made._given = args, kwargs
        return made

    @classmethod
    def _written_elsewhere(cls) -> str:
        """What to change in a class that is written for another library; "" for one of ours."""
        return ""

    def arguments(self) -> dict[str, Any]:
        """What the constructor was given, by name, its defaults filled in."""
        args, kwargs = self._given
        bound = inspect.signature(type(self)).bind(*args, **kwargs)
        bound.apply_defaults()
        return dict(bound.arguments)
