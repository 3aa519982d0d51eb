"""Points that are one point under two names."""

import numpy as np
from numpy.typing import NDArray

from bayesopt.params import FloatArray

SAME = 1e-9  # largest difference of coordinates
FEW = 16  # rows that are compared in all coordinates at once


def among(x: FloatArray, X: FloatArray) -> bool:
    """Whether x (d,) is one of X (n, d)."""
    rows = _left(x, X)
    return bool(np.any(np.max(np.abs(X[rows] - x), axis=1) < SAME))


def agrees(x: FloatArray, X: FloatArray) -> bool:
    """Whether x (d,) has the coordinates of one of X (k, d); NaN agrees with all, but alone."""
    rows = _left(x, X)
    return bool(np.any(np.fmax.reduce(np.abs(X[rows] - x), axis=1) < SAME))


def _left(x: FloatArray, X: FloatArray) -> NDArray[np.intp]:
    """The rows of X (n, d) that may be x (d,): of many, most are told apart by the first
    coordinates.
    """
    rows = np.arange(len(X))
    for j, u in enumerate(x):
        if len(rows) <= FEW:
            break
        rows = rows[~(np.abs(X[rows, j] - u) >= SAME)]
    return rows
