"""What objectives call to get their parameters, whoever answers."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from bayesopt.errors import InvalidParameter, shown
from bayesopt.space import Categorical, Float, Int, Param

_RENAMED = {
    "suggest_uniform": "suggest_float(name, low, high)",
    "suggest_loguniform": "suggest_float(name, low, high, log=True)",
    "suggest_discrete_uniform": "suggest_float(name, low, high, step=q)",
    "set_system_attr": "set_user_attr(key, value)",
}


class Suggests:
    """The `suggest_` methods of running, finished and made-up trials."""

    __slots__ = ()

    @abstractmethod
    def suggest(self, name: str, param: Param) -> Any:
        """A value of `param`."""

    def suggest_float(
        self,
        name: str,
        low: float,
        high: float,
        *,
        step: float | None = None,
        log: bool = False,
    ) -> float:
        """A real number in [low, high]. Raises InvalidParameter for a range that is none."""
        value: float = self.suggest(name, _declared(name, Float, low, high, log, step))
        return value

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        """A whole number in [low, high]. Raises InvalidParameter for a range that is none."""
        value: int = self.suggest(name, _declared(name, Int, low, high, log, step))
        return value

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """One of `choices`.

        Raises InvalidParameter for choices that are none, unhashable, or equal to each other.
        """
        return self.suggest(name, _declared(name, Categorical, choices))

    def __getattr__(self, name: str) -> Any:
        kind = type(self).__name__
        if name in _RENAMED:
            raise AttributeError(f"{kind}.{name} is no more; use {_RENAMED[name]}")
        raise AttributeError(f"{kind!r} object has no attribute {name!r}")


def _declared(name: str, kind: Callable[..., Param], *definition: Any) -> Param:
    try:
        return kind(*definition)
    except InvalidParameter as invalid:
        raise InvalidParameter(f"{shown(name)}: {invalid}") from None
