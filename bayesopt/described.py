"""Objects that remember what they were made with."""

import inspect
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from bayesopt.errors import warn


class Described:
    """Remembers the arguments of its constructor, so that it can be described as plain data.

    Copies and pickles remember them too.

    not_here : arguments that other libraries have, by name, and what to do instead. Those that the
        constructor has all the same change nothing and may be given as they are there by default:
        None in silence, any other value with a FutureWarning.
    Raises TypeError for one of these, for arguments that the constructor does not take, and for a
    class that is written for another library.
    """

    not_here: ClassVar[Mapping[str, str]] = MappingProxyType({})
    _given: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        if wrong := cls._written_elsewhere():
            raise TypeError(wrong)
        for name in kwargs.keys() & cls.not_here.keys():
            cls._check_not_here(name, kwargs[name])
        if args or kwargs:  # a copy is made without, and given its attributes after that
            cls._check_taken(args, kwargs)
        made = super().__new__(cls)
        made._given = args, kwargs
        return made

    @classmethod
    def _written_elsewhere(cls) -> str:
        """What to change in a class that is written for another library; "" for one of ours."""
        return ""

    @classmethod
    def _check_not_here(cls, name: str, value: Any) -> None:
        taken = inspect.signature(cls).parameters.get(name)
        if taken is None or not (value is None or value == taken.default):
            raise TypeError(f"{cls.__name__} has no {name}; {cls.not_here[name]}")
        if value is not None:
            warn(f"{cls.__name__}: {name} = {value} changes nothing; drop it", FutureWarning)

    @classmethod
    def _check_taken(cls, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        plain = cls.__init__ is object.__init__ and cls.__new__ is Described.__new__
        taken = inspect.Signature() if plain else inspect.signature(cls)
        try:
            taken.bind(*args, **kwargs)
        except TypeError as error:
            unknown = (name for name in kwargs if name not in taken.parameters)
            later = (name for name in unknown if isinstance(getattr(cls, name, None), property))
            instead = "".join(f"; set it later: sampler.{name} = ..." for name in later)
            raise TypeError(f"{cls.__name__}: {error}{instead}") from None

    def arguments(self) -> dict[str, Any]:
        """What the constructor was given, by name, its defaults filled in; without `not_here`."""
        args, kwargs = self._given
        bound = inspect.signature(type(self)).bind(*args, **kwargs)
        bound.apply_defaults()
        return {k: v for k, v in bound.arguments.items() if k not in self.not_here}
