"""`scope`: functions of values that are not drawn yet; and the evaluation of what they build."""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from bayesopt.hyperopt.expressions import Apply, Call, Draw, Literal, Switch, as_apply, evaluated
from bayesopt.hyperopt.expressions import parts as dfs

__all__ = ["Apply", "Literal", "Scope", "as_apply", "dfs", "rec_eval", "scope"]

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "asarray": np.asarray,
    "bool": bool,
    "ceil": math.ceil,
    "cos": np.cos,
    "dict": dict,
    "exp": np.exp,
    "float": float,
    "floor": math.floor,
    "getattr": getattr,
    "identity": lambda value: value,
    "int": int,
    "len": len,
    "list": list,
    "log": np.log,
    "max": max,
    "maximum": np.maximum,
    "min": min,
    "minimum": np.minimum,
    "pos_args": lambda *items: items,
    "pow": pow,
    "range": range,
    "round": round,
    "sin": np.sin,
    "sqrt": np.sqrt,
    "str": str,
    "sum": np.sum,
    "tan": np.tan,
    "tuple": tuple,
}
F = TypeVar("F", bound=Callable[..., Any])

_DRAWN = ("uniform", "normal", "randint", "categorical", "one_of", "choice")


class Scope:
    """Functions that take expressions and give an expression: `scope.int(hp.quniform(...))`.

    A function of one's own joins them with `define`.
    """

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = dict(functions)

    def __getattr__(self, name: str) -> Callable[..., Apply]:
        functions = self.__dict__.get("_functions", {})
        if name in functions:
            return lambda *args, **kwargs: Call(name, functions[name], args, kwargs)
        if name.endswith(_DRAWN):
            raise AttributeError(f"scope.{name} draws without a label; use a function of hp")
        raise AttributeError(f"scope has no {name!r}; add a function of yours: @scope.define")

    def define(self, function: F, *, pure: bool = False) -> F:
        """Let `scope` know `function`, under its own name; usable as a decorator.

        Raises ValueError if the name is taken. pure : taken for Hyperopt's sake; of no effect.
        """
        name = function.__name__
        if name in self._functions or hasattr(type(self), name):
            raise ValueError(f"scope.{name} exists already; rename your function")
        self._functions[name] = function
        return function

    define_pure = define

    def undefine(self, function: Callable[..., Any] | str) -> None:
        """Forget a function that was defined."""
        del self._functions[function if isinstance(function, str) else function.__name__]

    def switch(self, index: Any, *options: Any) -> Apply:
        """The option of that number; the others are not evaluated."""
        return Switch(index, options)


scope = Scope(_FUNCTIONS)


def rec_eval(expr: Any, memo: Mapping[Apply, Any] | None = None, **_: Any) -> Any:
    """The value of an expression, given those of its draws. memo : by the draws themselves."""
    known = memo or {}

    def lookup(draw: Draw) -> Any:
        return known[draw] if draw in known else draw.value(lookup)  # type: ignore[arg-type]

    return evaluated(as_apply(expr), lookup)
