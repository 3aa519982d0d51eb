"""Parameters as JSON values, and their values."""

from collections.abc import Callable, Mapping
from typing import Any

from bayesopt.choices import Categorical
from bayesopt.documents.labels import Declared, Undeclared, coded_choices, coded_value
from bayesopt.documents.text import CHOICE, encoded, escaped, from_text, written
from bayesopt.errors import NotJSON, StoreCorrupt, shown
from bayesopt.params import Float, Int, Param
from bayesopt.priors import Normal, Rounded, Weighted

Document = dict[str, Any]

_FIELDS: dict[type[Param], tuple[str, ...]] = {
    Float: ("low", "high", "log", "step"),
    Int: ("low", "high", "log", "step"),
    Categorical: ("choices", "ordered"),
    Normal: ("mean", "std", "log"),
    Rounded: ("of", "q"),
    Weighted: ("choices", "weights"),
}
_NAMES = {kind: kind.__name__.lower() for kind in _FIELDS}


def param_document(param: Param) -> Document:
    """A parameter in types that JSON has. Raises NotJSON for a kind that nobody knows."""
    kind = type(param)
    if kind not in _FIELDS:
        raise NotJSON(
            f"{shown(param)} is of a kind that cannot be stored; use {[*_NAMES.values()]}"
        )
    return {"kind": _NAMES[kind]} | {
        name: _field(name, getattr(param, name)) for name in _FIELDS[kind]
    }


def _field(name: str, value: Any) -> Any:
    if name == "choices":
        return coded_choices(value)
    if name == "of":
        return param_document(value)
    return list(value) if name == "weights" else encoded(value, name)


def param_of(document: Document) -> Param:
    """The parameter of `param_document`; its choices have been looked up before.

    Raises StoreCorrupt for what is none.
    """
    try:
        given = dict(document)
        return _MAKERS[given.pop("kind")](**given)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise StoreCorrupt(f"{shown(document)} is no parameter: {error!r}") from None


def _rounded(of: Document, q: float) -> Param:
    return Rounded(param_of(of), q)  # type: ignore[arg-type]  # it refuses any other


def _weighted(choices: list[Any], weights: list[float]) -> Param:
    param = Weighted(choices, weights)
    object.__setattr__(param, "weights", tuple(weights))  # as they are: scaling moves a last bit
    return param


_MAKERS: dict[str, Callable[..., Param]] = {
    "float": Float,
    "int": Int,
    "categorical": Categorical,
    "normal": Normal,
    "rounded": _rounded,
    "weighted": _weighted,
}


def space_text(space: Mapping[str, Param]) -> str:
    """Named parameters as text. Raises NotJSON for a kind that nobody knows."""
    return written([[name, param_document(param)] for name, param in space.items()])


def space_of(text: str, declared: Declared) -> dict[str, Param]:
    """The parameters of `space_text`, with the choices that have been `declared`."""
    pairs = from_text(text, choice=Undeclared)
    return {name: param_of(_resolved(name, document, declared)) for name, document in pairs}


def _resolved(name: str, document: Document, declared: Declared) -> Document:
    choices = document.get("choices")
    return (
        document if choices is None else document | {"choices": declared.resolved(name, choices)}
    )


def params_text(params: Mapping[str, Any], space: Mapping[str, Param]) -> str:
    """Values by name as text: choices by their index, whatever is none of them in a list."""
    return written(
        {escaped(name, "params"): _coded(value, space.get(name)) for name, value in params.items()}
    )


def _coded(value: Any, param: Param | None) -> Any:
    if isinstance(param, Categorical):
        k = param.exact_index(value)
        return k if k >= 0 else [coded_value(value)]
    return value if type(value) in (float, int) and value - value == 0 else coded_value(value)


def params_of(text: str, space: Mapping[str, Param], declared: Declared) -> dict[str, Any]:
    """The values of `params_text`."""
    found = from_text(text, choice=Undeclared)
    if CHOICE in text:
        found = {name: declared.resolved(name, value) for name, value in found.items()}
    return {name: _value(coded, space.get(name)) for name, coded in found.items()}


def _value(coded: Any, param: Param | None) -> Any:
    if not isinstance(param, Categorical):
        return coded
    return coded[0] if isinstance(coded, list) else param.choices[coded]
