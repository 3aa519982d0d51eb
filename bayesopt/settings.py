"""Samplers and pruners as plain data, and made of it again.

An object of ours is {"class": where it is, "arguments": {...}}, a mapping {"items": pairs}; an
object of somebody else is {"repr": text}, which tells it from others and makes nothing. Nothing is
imported or called but classes of this package that are made for it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module
from typing import Any

import numpy as np

from bayesopt.described import Described
from bayesopt.errors import BayesoptError, shown

Settings = Any  # what JSON has: None, booleans, numbers, text, lists, and dicts as above

_HOUSES = (
    "acquisition",
    "gp",
    "hyperparameters",
    "kernels",
    "parzen",
    "pruners",
    "samplers",
    "score",
)
_PLACE = re.compile(rf"(?:{'|'.join(_HOUSES)})(?:\.[a-z_]+)?\.[A-Za-z0-9]+")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class NotMade(BayesoptError, ValueError):
    """Settings of which nothing can be made: of somebody else's sampler, or of another version."""


def settings(thing: Any) -> Settings:
    """What `thing`, a sampler say, was made with; its seed is the study's, and left out."""
    if isinstance(thing, Enum):
        return settings(thing.value)
    if isinstance(thing, np.generic | np.ndarray):
        return settings(thing.tolist())
    if isinstance(thing, range):
        return list(thing)
    if thing is None or isinstance(thing, bool | int | float | str):
        return thing
    if isinstance(thing, tuple | list):
        return type(thing)(map(settings, thing)) if type(thing) in (tuple, list) else _repr(thing)
    if isinstance(thing, Mapping):
        return {"items": [[settings(key), settings(value)] for key, value in thing.items()]}
    kind = type(thing)
    place = f"{kind.__module__}.{kind.__qualname__}".removeprefix("bayesopt.")
    if _PLACE.fullmatch(place) is None or not _makeable(kind):
        return _repr(thing)
    given = {name: settings(value) for name, value in _arguments(thing).items() if name != "seed"}
    return {"class": place, "arguments": given}


def _arguments(thing: Any) -> dict[str, Any]:
    if isinstance(thing, Described):
        return thing.arguments()
    return {field.name: getattr(thing, field.name) for field in fields(thing) if field.init}


def _makeable(kind: Any) -> bool:
    return isinstance(kind, type) and (issubclass(kind, Described) or is_dataclass(kind))


def _repr(thing: Any) -> Settings:
    name = getattr(thing, "__qualname__", None)  # of a function, whose repr is its address
    text = shown(thing) if name is None else f"{thing.__module__}.{name}"
    return {"repr": _ADDRESS.sub("", text)}


def made(given: Settings) -> Any:
    """What was described. Raises NotMade where that cannot be had from settings alone."""
    if isinstance(given, list | tuple):
        return type(given)(map(made, given))
    if not isinstance(given, dict):
        return given
    if given.keys() == {"items"}:
        return {made(key): made(value) for key, value in given["items"]}
    if given.keys() != {"class", "arguments"}:
        raise NotMade(f"{shown(given.get('repr', given))} is not ours; pass the object itself")
    kind = _class(given["class"])
    try:
        return kind(**{name: made(value) for name, value in given["arguments"].items()})
    except (TypeError, ValueError) as error:
        raise NotMade(f"{given['class']} cannot be made of its settings here: {error}") from None


def _class(place: Any) -> Any:
    if not isinstance(place, str) or _PLACE.fullmatch(place) is None:
        raise NotMade(
            f"{shown(place)} is no sampler, pruner or part of one; pass the object itself"
        )
    module, _, name = place.rpartition(".")
    try:
        kind = getattr(import_module(f"bayesopt.{module}"), name)
    except (ImportError, AttributeError):
        raise NotMade(f"bayesopt.{place} is not in this version; pass the object itself") from None
    if not _makeable(kind):
        raise NotMade(f"bayesopt.{place} is nothing that settings make; pass the object itself")
    return kind


def differences(old: Settings, new: Settings, name: str) -> Iterator[str]:
    """Where `new` differs from `old`, one phrase each, as parts of `name`."""
    if repr(old) == repr(new):
        return
    same = isinstance(old, dict) and isinstance(new, dict) and old.get("class") == new.get("class")
    if not same or "class" not in old:
        yield f"{name} is {brief(new)}, was {brief(old)}"
        return
    before, after = old["arguments"], new["arguments"]
    for part in {**before, **after}:
        yield from differences(before.get(part), after.get(part), f"{name}.{part}")


def brief(given: Settings) -> str:
    """Settings in a few words."""
    if isinstance(given, dict) and "class" in given:
        return str(given["class"]).rpartition(".")[2]
    if isinstance(given, dict) and "repr" in given:
        return shown(given["repr"])
    return shown(given)
