"""Objects that remember what they were made with."""

import inspect
from typing import Any, Self


class Described:
    """Remembers the arguments of its constructor, so that it can be described as plain data.

    Copies and pickles remember them too.
    """

    _given: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        made = super().__new__(cls)
        made._given = args, kwargs
        return made

    def arguments(self) -> dict[str, Any]:
        """What the constructor was given, by name, its defaults filled in."""
        args, kwargs = self._given
        bound = inspect.signature(type(self)).bind(*args, **kwargs)
        bound.apply_defaults()
        return dict(bound.arguments)
