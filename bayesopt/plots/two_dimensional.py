"""Maps over two parameters: the numbers of a surface, its picture, and the points on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bayesopt.plots import palette
from bayesopt.plots.canvas import axes
from bayesopt.space import FloatArray, Space

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bayesopt.gp import Posterior
    from bayesopt.score import Score

POINTS = 80  # along each parameter


@dataclass(frozen=True)
class Surface:
    """Values over a lattice of two parameters.

    x : (p,) and y : (q,) values of the parameters. z : (q, p), in the unit of what is shown.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    z: FloatArray


def lattice(space: Space, points: int = POINTS) -> tuple[NDArray[Any], NDArray[Any], FloatArray]:
    """Values (p,) and (q,) of the two parameters of `space`, and all pairs (q p, 2) in the cube.

    Raises ValueError if the space has another number of parameters.
    """
    if len(space) != 2:
        raise ValueError(f"a surface needs a space of two parameters, not {list(space)}")
    ticks = np.tile(np.linspace(0.0, 1.0, points)[:, None], 2)
    columns = [np.unique(column) for column in space.snap(ticks).T]
    values = [
        np.array([param.from_unit(u) for u in column])
        for param, column in zip(space.values(), columns, strict=True)
    ]
    U = np.stack(np.meshgrid(*columns), axis=-1).reshape(-1, 2)
    return values[0], values[1], U


def belief_surface(
    belief: "Posterior", space: Space, *, sign: float = 1.0, points: int = POINTS
) -> Surface:
    """The mean that is believed over the two parameters of `space`; `sign` as in `belief_line`."""
    x, y, U = lattice(space, points)
    return Surface(x, y, sign * belief.predict(U)[0].reshape(len(y), len(x)))


def score_surface(score: "Score", space: Space, *, points: int = POINTS) -> Surface:
    """A score over the two parameters of `space`."""
    x, y, U = lattice(space, points)
    return Surface(x, y, score(U).reshape(len(y), len(x)))


def plot_surface(
    surface: Surface,
    *,
    limits: tuple[float, float] | None = None,
    label: str | None = None,
    levels: int = 16,
    ax: "Axes | None" = None,
) -> "Axes":
    """Filled contours, dark is low.

    limits : values of the darkest and the brightest step; those of the surface unless given.
    label : of a colour bar at the side; no bar unless given.
    """
    from matplotlib.ticker import MaxNLocator

    ax = axes(ax)
    z = np.asarray(surface.z, dtype=float)
    low, high = (float(z.min()), float(z.max())) if limits is None else limits
    steps = np.linspace(low, high if high > low else low + 1.0, levels + 1)
    shown = np.clip(z, steps[0], steps[-1])
    filled = ax.contourf(surface.x, surface.y, shown, steps, cmap=palette.SURFACE)
    if label is not None:
        assert ax.figure is not None
        ax.figure.colorbar(filled, ax=ax, label=label, ticks=MaxNLocator(6))
    return ax


def plot_cells(
    surface: Surface,
    *,
    limits: tuple[float, float] | None = None,
    label: str | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """One tile for each pair of values: for parameters that have only so many.

    limits, label : as in `plot_surface`.
    """
    ax = axes(ax)
    low, high = (None, None) if limits is None else limits
    tiles = ax.pcolormesh(
        surface.x, surface.y, surface.z, cmap=palette.SURFACE, vmin=low, vmax=high
    )
    if label is not None:
        assert ax.figure is not None
        ax.figure.colorbar(tiles, ax=ax, label=label)
    return ax


def plot_points(
    x: ArrayLike,
    y: ArrayLike,
    *,
    best: int | None = None,
    label: str = "observations",
    ax: "Axes | None" = None,
) -> "Axes":
    """Evaluated points x, y (n,) of two parameters; a ring about the one with index `best`."""
    ax = axes(ax)
    x, y = np.asarray(x), np.asarray(y)
    dot: dict[str, Any] = {"linestyle": "none", "marker": "o", "clip_on": False}
    ax.plot(
        x,
        y,
        **dot,
        markersize=9,
        color=palette.OBSERVATION,
        markeredgecolor="white",
        markeredgewidth=1.4,
        zorder=5,
        label=label,
    )
    if best is not None:
        ring: dict[str, Any] = {**dot, "markersize": 20, "markerfacecolor": "none"}
        # black on white, to show on the bright and on the dark parts of a map
        for colour, width, name in (("white", 5.5, "_"), (palette.OBSERVATION, 2.6, "best")):
            ax.plot(x[[best]], y[[best]], **ring, color=colour, mew=width, zorder=6, label=name)
    return ax


def plot_next_point(
    x: float, y: float, *, label: str = "next", ax: "Axes | None" = None
) -> "Axes":
    """The point of two parameters that is chosen next: a star."""
    ax = axes(ax)
    star: dict[str, Any] = {
        "marker": "*",
        "markersize": 24,
        "markeredgecolor": "white",
        "clip_on": False,
    }
    ax.plot([x], [y], linestyle="none", color=palette.NEXT, zorder=7, label=label, **star)
    return ax
