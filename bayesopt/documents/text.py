"""JSON values as text: floats to the last bit, with NaN and infinities; tuples stay tuples."""

import json
import math
from collections.abc import Callable
from typing import Any

from bayesopt.errors import NotJSON, StoreCorrupt, shown

FLOAT, TUPLE, CHOICE = "$float", "$tuple", "$choice"
_DEEPEST = 200  # lists in lists; the parser of the standard library gives up at about 1000
_NAMED = 60  # characters of what is nested deeper

_write = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def to_text(value: Any, what: str) -> str:
    """`value` as JSON text.

    what : what it is called in messages. Raises NotJSON, naming the part that is no JSON.
    """
    return _write(encoded(value, what))


def written(value: Any) -> str:
    """What `encoded` gave, as text."""
    return _write(value)


def from_text(text: str, choice: Callable[[str], Any] = str) -> Any:
    """What `to_text` was given.

    choice : makes what stands for a label. Raises StoreCorrupt for what is no JSON.
    """
    try:
        if "$" not in text:
            return json.loads(text)
        return json.loads(text, object_hook=lambda found: _decoded(found, choice))
    except (ValueError, RecursionError) as error:
        raise StoreCorrupt(f"{shown(text)} is no JSON text: {error}") from None


def encoded(value: Any, what: str, depth: int = 0) -> Any:
    """`value` in types that JSON has. Raises NotJSON, naming the part that is none."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {FLOAT: repr(float(value))}
    if depth > _DEEPEST:
        raise NotJSON(
            f"{what[:_NAMED]}... is nested more than {_DEEPEST} deep, or holds itself; "
            f"keep it flatter"
        )
    if isinstance(value, tuple | list):
        items = [encoded(item, f"{what}[{k}]", depth + 1) for k, item in enumerate(value)]
        return {TUPLE: items} if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {
            escaped(key, what): encoded(item, f"{what}[{shown(key)}]", depth + 1)
            for key, item in value.items()
        }
    for kind in (int, str):  # of a class derived from it, such as an enumeration
        if isinstance(value, kind):
            return kind(value)
    raise NotJSON(
        f"{what} = {shown(value)} is a {type(value).__name__}, which JSON text cannot hold; "
        f"pass None, booleans, numbers, text, or lists and dicts of them"
    )


def escaped(key: Any, what: str) -> str:
    """A key of somebody's dict, told from our own. Raises NotJSON if it is no text."""
    if not isinstance(key, str):
        raise NotJSON(f"{what} has the key {shown(key)}, and JSON knows text only; pass a str")
    return f"${key}" if key.startswith("$") else str(key)


def _decoded(found: dict[str, Any], choice: Callable[[str], Any]) -> Any:
    if len(found) == 1:
        [(tag, value)] = found.items()
        if tag == FLOAT:
            return float(value)
        if tag == TUPLE:
            return tuple(value)
        if tag == CHOICE:
            return choice(value)
    return {key[1:] if key.startswith("$") else key: value for key, value in found.items()}
