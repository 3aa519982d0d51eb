"""Points and values, checked where they come in: the core believes what it is told of shapes."""

import numpy as np
from numpy.typing import ArrayLike

from bayesopt.params import FloatArray


def checked_points(X: ArrayLike, d: int | None) -> FloatArray:
    """X as a contiguous (m, d) array of finite numbers, or ValueError."""
    points = np.ascontiguousarray(X, dtype=np.float64)
    if points.ndim != 2 or (d is not None and points.shape[1] != d):
        wanted = "(n, d)" if d is None else f"(n, {d})"
        raise ValueError(f"X has shape {points.shape}; give a table of shape {wanted}")
    if not np.isfinite(points).all():
        row = int(np.argmin(np.isfinite(points).all(axis=1)))
        raise ValueError(f"X[{row}] = {points[row]} is not finite; drop or impute that row")
    return points


def checked_values(y: ArrayLike, n: int) -> FloatArray:
    """y as a contiguous (n,) array of finite numbers, or ValueError."""
    values = np.ascontiguousarray(y, dtype=np.float64)
    if values.shape != (n,):
        raise ValueError(f"y has shape {values.shape}; give one value for each of {n} points")
    if not np.isfinite(values).all():
        row = int(np.argmin(np.isfinite(values)))
        raise ValueError(f"y[{row}] = {values[row]} is not finite; drop or impute that row")
    return values


def checked_weights(weights: ArrayLike, n: int) -> FloatArray:
    """Weights as a contiguous (n,) array of positive numbers, or ValueError."""
    checked = np.ascontiguousarray(weights, dtype=np.float64)
    if checked.shape != (n,):
        raise ValueError(f"weights have shape {checked.shape}; give one for each of {n} points")
    if not ((checked > 0) & np.isfinite(checked)).all():
        row = int(np.argmin((checked > 0) & np.isfinite(checked)))
        raise ValueError(f"weights[{row}] = {checked[row]}; give a positive number")
    return checked


def check_shape(name: str, array: FloatArray, shape: tuple[int, ...]) -> None:
    """Raise ValueError unless `array` has that shape."""
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; it has to be {shape}")
