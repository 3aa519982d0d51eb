"""Every two of the parameters in a panel of their own."""

from collections.abc import Callable
from itertools import permutations
from typing import TYPE_CHECKING

from bayesopt.errors import shown, warn
from bayesopt.visualization.figures import Trace, figure, panels
from bayesopt.visualization.gathered import Axis

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Draw = Callable[[Axis, Axis, bool], list[Trace]]  # of x, y, and whether with a colour bar


def pairs(title: str, axes: list[Axis], draw: Draw) -> "Figure":
    """`draw` for two axes, or for all pairs of more; an empty figure, with a warning, for one."""
    if len(axes) == 1:
        warn(f"{shown(axes[0].name)} is the only parameter, two are needed; the plot is empty")
    if len(axes) < 2:
        return figure(title)
    if len(axes) == 2:
        x, y = axes
        return figure(title, draw(x, y, True), xaxis=x.layout, yaxis=y.layout)
    return _matrix(title, axes, draw)


def _matrix(title: str, axes: list[Axis], draw: Draw) -> "Figure":
    d = len(axes)
    drawn = panels(title, d, d, shared_xaxes=True, shared_yaxes=True)
    for row, column in permutations(range(d), 2):
        for trace in draw(axes[column], axes[row], (row, column) == (0, 1)):
            drawn.add_trace(trace, row=row + 1, col=column + 1)
    for k, axis in enumerate(axes, start=1):
        drawn.update_xaxes({**axis.layout, "title": None}, col=k)
        drawn.update_yaxes({**axis.layout, "title": None}, row=k)
        drawn.update_xaxes(axis.layout, row=d, col=k)
        drawn.update_yaxes(axis.layout, row=k, col=1)
    return drawn
