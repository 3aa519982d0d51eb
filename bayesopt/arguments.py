"""Arguments, checked where they come in."""

import math
import operator
from numbers import Real
from typing import Any

import numpy as np

from bayesopt.errors import NotJSON, shown


def whole(name: str, given: Any, least: int | None = None) -> int:
    """`given` as an int. Raises ValueError for what is no whole number, or below `least`."""
    wanted = "a whole number" if least is None else f"{least} or more, a whole number"
    try:
        number = operator.index(given)
    except TypeError:
        raise ValueError(f"{name} = {shown(given)}; pass {wanted}") from None
    if isinstance(given, bool) or (least is not None and number < least):
        raise ValueError(f"{name} = {shown(given)}; pass {wanted}")
    return number


def seeded(given: Any) -> int | None:
    """A seed as an int, or None. Raises ValueError for anything else."""
    try:
        return None if given is None else whole("seed", given)
    except ValueError:
        raise ValueError(
            f"seed = {shown(given)} is no whole number; pass an int or None"
        ) from None


def number(name: str, given: Any, least: float, most: float = math.inf) -> float:
    """`given`, a number from `least` to `most`. Raises ValueError for anything else."""
    if not isinstance(given, Real) or not least <= float(given) <= most:
        wanted = f"{least} or more" if most == math.inf else f"a number from {least} to {most}"
        raise ValueError(f"{name} = {shown(given)}; pass {wanted}")
    return float(given)


def listed(name: str, given: Any, of: str) -> list[Any]:
    """What is in `given`. Raises TypeError for what holds nothing; `of` is what it should hold."""
    try:
        return list(given)
    except TypeError:
        raise TypeError(f"{name} = {shown(given)} is no list; pass a list of {of}") from None


def check_callable(name: str, given: Any, arguments: str) -> None:
    """Raise TypeError unless `given` can be called; `arguments` is what with."""
    if not callable(given):
        raise TypeError(f"{name} = {shown(given)} is no function; pass one of ({arguments})")


def check_study(given: Any) -> None:
    """Raise TypeError for what has not the trials of a study."""
    if not hasattr(given, "get_trials"):
        raise TypeError(
            f"study = {shown(given)} is no Study; pass what create_study() or load_study() returns"
        )


def truth(name: str, given: Any) -> bool:
    """`given` as a bool. Raises ValueError for anything but True and False."""
    if np.ndim(given) or given not in (True, False):
        raise ValueError(f"{name} = {shown(given)}; pass True or False")
    return bool(given)


def key_of_attribute(given: Any) -> str:
    """`given` if it is text. Raises NotJSON for anything else."""
    if not isinstance(given, str):
        raise NotJSON(f"key = {shown(given)} of an attribute; pass a str")
    return given
