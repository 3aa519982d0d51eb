"""Constraints: what counts as feasible. The only rule, whoever asks.

Notation: C (n, c) one row per trial, one column per constraint; NaN where a trial set none.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.errors import InvalidValue, shown, warn
from bayesopt.params import FloatArray


def feasible(C: FloatArray) -> NDArray[np.bool_]:
    """Which rows (n,) of C (n, c) violate nothing: no constraint is above 0."""
    kept: NDArray[np.bool_] = ~np.any(C > 0.0, axis=-1)
    return kept


def with_constraint(known: Mapping[str, float], key: str, value: Any) -> dict[str, float]:
    """`known` constraints and one more; the first value of a key stands, with a warning.

    Raises InvalidValue for NaN, TypeError for what is no number.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"constraint {shown(key)} = {shown(value)}; pass a number") from None
    if math.isnan(number):
        raise InvalidValue(f"constraint {shown(key)} is NaN; a number above 0 says infeasible")
    if key in known:
        warn(f"constraint {shown(key)} = {known[key]} has been set; {number} is ignored")
        return dict(known)
    return {**known, key: number}
