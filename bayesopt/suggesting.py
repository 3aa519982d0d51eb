"""What objectives call to get their parameters, whoever answers."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from bayesopt.errors import InvalidParameter, Missing, shown, warn
from bayesopt.space import Categorical, Float, Int, Param


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

    def suggest_categorical(self, name: str, choices: Iterable[Any]) -> Any:
        """One of `choices`: a list, the keys of a dict, whatever has an order and an end.

        Raises InvalidParameter for choices that are none, unhashable, or equal to each other.
        """
        return self.suggest(name, _declared(name, Categorical, choices))

    def suggest_uniform(self, name: str, low: float, high: float) -> float:
        """As suggest_float, with one line of advice."""
        _advise("suggest_uniform", "suggest_float(name, low, high)")
        return self.suggest_float(name, low, high)

    def suggest_loguniform(self, name: str, low: float, high: float) -> float:
        """As suggest_float with log=True, with one line of advice."""
        _advise("suggest_loguniform", "suggest_float(name, low, high, log=True)")
        return self.suggest_float(name, low, high, log=True)

    def suggest_discrete_uniform(self, name: str, low: float, high: float, q: float) -> float:
        """As suggest_float with step=q, with one line of advice."""
        _advise("suggest_discrete_uniform", "suggest_float(name, low, high, step=q)")
        return self.suggest_float(name, low, high, step=q)

    def set_system_attr(self, key: str, value: Any) -> None:
        """No more. Raises Missing."""
        raise Missing("trials have no set_system_attr; use set_user_attr(key, value)")


def _advise(name: str, instead: str) -> None:
    warn(f"{name} is deprecated; use {instead}", FutureWarning)


@lru_cache(maxsize=1024, typed=True)  # an objective declares the same ranges at every trial
def _remembered(kind: Callable[..., Param], *definition: Any) -> Param:
    return kind(*definition)


def _range(kind: Callable[..., Param], *definition: Any) -> Param:
    if kind is Categorical or definition[-1] not in (None, 1):
        # (1, 2) and (True, 2) are different choices, but equal; a step may have to warn each time
        return kind(*definition)
    try:
        return _remembered(kind, *definition)
    except TypeError:  # what has no hash is no bound, which `kind` says better
        return kind(*definition)


def _declared(name: str, kind: Callable[..., Param], *definition: Any) -> Param:
    try:
        return _range(kind, *definition)
    except InvalidParameter as invalid:
        raise InvalidParameter(f"{shown(name)}: {invalid}") from None
