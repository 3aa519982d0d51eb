"""Search spaces as expressions: values that are known only once a trial has drawn its parameters.

An expression is a tree, or shares parts. Its leaves are literals and draws; a switch evaluates one
of its options only, so that the draws inside of the others do not take part.
"""

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bayesopt.errors import shown
from bayesopt.hyperopt.exceptions import DuplicateLabel
from bayesopt.params import Param


class Apply(ABC):
    """A value that is not known yet. Arithmetic with it, and items of it, are so as well.

    name : what it does, for those who print or inspect it.
    """

    name: str = ""

    @abstractmethod
    def inputs(self) -> tuple["Apply", ...]:
        """The expressions that it is made of."""

    @abstractmethod
    def value(self, evaluate: Callable[["Apply"], Any]) -> Any:
        """Its value, where `evaluate` gives that of an input."""

    def __getitem__(self, key: Any) -> "Apply":
        return Call("getitem", operator.getitem, (self, key))

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(f"{self!r} has no items before it is drawn; unpack it in the objective")

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} is no truth value before it is drawn; test it in the objective")

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(map(repr, self.inputs()))})"


def _forward(name: str, function: Callable[..., Any]) -> Callable[..., Apply]:
    return lambda *operands: Call(name, function, operands)


def _backward(name: str, function: Callable[..., Any]) -> Callable[..., Apply]:
    return lambda self, other: Call(name, function, (other, self))


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    setattr(Apply, f"__{_name}__", _forward(_name, getattr(operator, _name)))
    setattr(Apply, f"__r{_name}__", _backward(_name, getattr(operator, _name)))
for _name in ("neg", "pos", "abs", "lt", "le", "gt", "ge"):
    setattr(Apply, f"__{_name}__", _forward(_name, getattr(operator, _name)))


class Literal(Apply):
    """A value that is known."""

    name = "literal"

    def __init__(self, obj: Any = None) -> None:
        self.obj = obj

    def inputs(self) -> tuple[Apply, ...]:
        """None."""
        return ()

    def value(self, evaluate: Callable[[Apply], Any]) -> Any:
        """The object itself."""
        return self.obj

    def __repr__(self) -> str:
        return repr(self.obj)


class Call(Apply):
    """What a function returns for these arguments."""

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.function = function
        self.args = tuple(as_apply(arg) for arg in args)
        self.kwargs = {key: as_apply(arg) for key, arg in (kwargs or {}).items()}

    def inputs(self) -> tuple[Apply, ...]:
        """The arguments."""
        return (*self.args, *self.kwargs.values())

    def value(self, evaluate: Callable[[Apply], Any]) -> Any:
        """The function, called."""
        kwargs = {key: evaluate(arg) for key, arg in self.kwargs.items()}
        return self.function(*map(evaluate, self.args), **kwargs)


class Draw(Apply):
    """A parameter of the search.

    label : its name. param : what it may be. name : of the `hp` function that has made it.
    """

    def __init__(self, name: str, label: str, param: Param) -> None:
        self.name = name
        self.label = label
        self.param = param

    def inputs(self) -> tuple[Apply, ...]:
        """None."""
        return ()

    def value(self, evaluate: Callable[[Apply], Any]) -> Any:
        """Unknown to the expression: whoever evaluates it has to give it."""
        raise LookupError(f"{shown(self.label)} has no value here; give one")

    def __repr__(self) -> str:
        return f"hp.{self.name}({self.label!r}, {self.param})"


class Switch(Apply):
    """One of several options: that of the number `index`; the others are not evaluated."""

    name = "switch"

    def __init__(self, index: Any, options: tuple[Any, ...]) -> None:
        self.index = as_apply(index)
        self.options = tuple(as_apply(option) for option in options)

    def inputs(self) -> tuple[Apply, ...]:
        """The index, then the options."""
        return (self.index, *self.options)

    def value(self, evaluate: Callable[[Apply], Any]) -> Any:
        """The option that the index says."""
        return evaluate(self.chosen(evaluate(self.index)))

    def chosen(self, index: Any) -> Apply:
        """The option of that number. Raises IndexError if there is none, TypeError for no int."""
        try:
            place = int(index)
        except (TypeError, ValueError):
            raise TypeError(
                f"{self.index!r} is {shown(index)}; pass the number of the option"
            ) from None
        if not 0 <= place < len(self.options):
            raise IndexError(f"{self.index!r} is {shown(index)}, of {len(self.options)} options")
        return self.options[place]


def as_apply(obj: Any) -> Apply:
    """`obj` as an expression. Lists become tuples, as in Hyperopt."""
    if isinstance(obj, Apply):
        return obj
    if isinstance(obj, list | tuple):
        return Call("pos_args", lambda *items: items, tuple(obj))
    if isinstance(obj, dict):
        keys = tuple(obj)
        return Call("dict", lambda *values: dict(zip(keys, values, strict=True)), (*obj.values(),))
    return Literal(obj)


def evaluated(node: Apply, lookup: Callable[[Draw], Any]) -> Any:
    """The value of an expression, given those of the draws that take part; each part once."""
    memo: dict[Apply, Any] = {}

    def evaluate(part: Apply) -> Any:
        if part not in memo:
            memo[part] = lookup(part) if isinstance(part, Draw) else part.value(evaluate)
        return memo[part]

    return evaluate(node)


def unfold(node: Apply, lookup: Callable[[Draw], Any]) -> None:
    """Look up every draw that takes part, in order, and evaluate no more than that needs."""
    seen: set[Apply] = set()

    def visit(part: Apply) -> None:
        if part in seen:
            return
        seen.add(part)
        if isinstance(part, Draw):
            lookup(part)
        elif isinstance(part, Switch):
            visit(part.index)
            visit(part.chosen(evaluated(part.index, lookup)))
        else:
            for child in part.inputs():
                visit(child)

    visit(node)


def parts(node: Apply) -> list[Apply]:
    """The expression and all that it is made of, each once, inputs first."""
    found: dict[Apply, None] = {}

    def visit(part: Apply) -> None:
        if part not in found:
            for child in part.inputs():
                visit(child)
            found[part] = None

    visit(node)
    return [*found]


def draws(node: Apply) -> dict[str, Draw]:
    """All draws by label, whether or not they always take part.

    Raises DuplicateLabel where two of them have one label.
    """
    found: dict[str, Draw] = {}
    for part in parts(node):
        if isinstance(part, Draw) and found.setdefault(part.label, part) is not part:
            raise DuplicateLabel(
                f"{shown(part.label)} is the label of two parameters; rename one, "
                f"or use the same hp object in both places"
            )
    return found


def conditional(node: Apply) -> bool:
    """Whether some draws take part in some trials only."""
    options = (o for part in parts(node) if isinstance(part, Switch) for o in part.options)
    return any(isinstance(part, Draw) for option in options for part in parts(option))
