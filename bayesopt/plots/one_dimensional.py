"""Pictures along one parameter: truth, belief, observations, the next point, the acquisition."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from bayesopt.plots import palette
from bayesopt.plots.canvas import axes
from bayesopt.plots.lines import Line
from bayesopt.space import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def as_they_are(values: FloatArray) -> FloatArray:
    """`values`."""
    return values


def plot_truth(
    x: ArrayLike, y: ArrayLike, *, label: str = "truth", ax: "Axes | None" = None
) -> "Axes":
    """The function itself, y (m,) at x (m,)."""
    ax = axes(ax)
    ax.plot(x, y, color=palette.TRUTH, linestyle=(0, (4, 1.6)), linewidth=2.6, label=label)
    return ax


def plot_belief(
    line: Line,
    *,
    width: float = 1.0,
    units: Callable[[FloatArray], FloatArray] = as_they_are,
    label: str = "posterior mean",
    ax: "Axes | None" = None,
) -> "Axes":
    """The mean, and the band of `width` standard deviations about it.

    units : increasing; what the line's values are shown as.
    """
    ax = axes(ax)
    low, mean, high = (units(line.mean + k * width * line.std) for k in (-1, 0, 1))
    band = f"mean ± {width:g} std"
    ax.fill_between(line.x, low, high, color=palette.BELIEF, alpha=0.2, linewidth=0, label=band)
    ax.plot(line.x, mean, color=palette.BELIEF, linewidth=3.0, label=label)
    return ax


def plot_observations(
    x: ArrayLike, y: ArrayLike, *, label: str = "observations", ax: "Axes | None" = None
) -> "Axes":
    """What has been evaluated: y (n,) at x (n,)."""
    ax = axes(ax)
    ax.plot(
        x,
        y,
        linestyle="none",
        marker="o",
        markersize=11,
        color=palette.OBSERVATION,
        markeredgecolor="white",
        markeredgewidth=1.2,
        zorder=5,
        label=label,
    )
    return ax


def plot_next(
    x: float, y: float | None = None, *, label: str = "next", ax: "Axes | None" = None
) -> "Axes":
    """The point that is chosen next: a line at `x`, and a star at height `y` if given."""
    ax = axes(ax)
    ax.axvline(x, color=palette.NEXT, linestyle=":", linewidth=2.4, zorder=3)
    if y is not None:
        ax.plot(
            [x],
            [y],
            linestyle="none",
            marker="*",
            markersize=22,
            color=palette.NEXT,
            markeredgecolor="white",
            zorder=6,
            label=label,
        )
    return ax


def plot_acquisition(
    x: ArrayLike,
    values: ArrayLike,
    *,
    peak: float | None = None,
    floor: float | None = None,
    label: str = "acquisition",
    ax: "Axes | None" = None,
) -> "Axes":
    """How much each point of x (m,) is wanted, values (m,), with the peak marked.

    peak : where a search found it; the greatest of `values` unless given.
    floor : down to where the area is filled; the least of `values` unless given.
    """
    ax = axes(ax)
    x, values = np.asarray(x), np.asarray(values, dtype=float)
    floor = float(values.min()) if floor is None else floor
    ax.fill_between(x, floor, values, color=palette.ACQUISITION, alpha=0.35, linewidth=0)
    ax.plot(x, values, color=palette.ACQUISITION, linewidth=2.6, label=label)
    at = x[np.argmax(values)] if peak is None else peak
    ax.plot(
        [at],
        [np.interp(at, x, values)],
        linestyle="none",
        marker="v",
        markersize=15,
        color=palette.NEXT,
        markeredgecolor="white",
        zorder=6,
        clip_on=False,
        label="peak",
    )
    return ax
