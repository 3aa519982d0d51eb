"""Values over two parameters at a time, as contours through the trials."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesopt.params import FloatArray
from bayesopt.visualization.figures import INFEASIBLE, SCALE, Trace, titled
from bayesopt.visualization.gathered import Axis, Points, Target, gathered
from bayesopt.visualization.pairs import pairs

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study


def plot_contour(
    study: "Study",
    params: Sequence[str] | None = None,
    *,
    target: Target | None = None,
    target_name: str = "Objective Value",
) -> "Figure":
    """The complete trials over each two parameters, better values darker.

    params : names, x and y if there are two; by default all, by name.
    Raises ValueError for a name that no complete trial has, and if there are several objectives
    and no target.
    """
    points = gathered(study, target)
    return pairs("Contour Plot", points.axes(params), partial(_traces, points, target_name))


def _traces(points: Points, target_name: str, x: Axis, y: Axis, with_bar: bool) -> list[Trace]:
    both = points.having(x, y)
    if not both.trials:
        return []
    able, other = both.where(both.feasible), both.where(~both.feasible)
    traces = [_surface(both, x, y, target_name, with_bar)]
    traces += [_dots("Feasible Trial", able, x, y, "black")] if able.trials else []
    traces += [_dots("Infeasible Trial", other, x, y, INFEASIBLE)] if other.trials else []
    return traces


def _surface(points: Points, x: Axis, y: Axis, target_name: str, with_bar: bool) -> Trace:
    xs, columns = places(points, x)
    ys, rows = places(points, y)
    return {
        "type": "contour",
        "x": xs,
        "y": ys,
        "z": means(points.values, rows, columns, (len(ys), len(xs))),
        "connectgaps": True,
        "contours": {"coloring": "heatmap"},
        "colorscale": SCALE,
        "reversescale": points.lower,
        "showscale": with_bar,
        "colorbar": {"title": titled(target_name)},
        "line": {"smoothing": 1.3},
        "hoverinfo": "none",
    }


def places(points: Points, axis: Axis) -> tuple[list[Any], list[int]]:
    """What lies along the axis, in its order, and which of it each trial (n,) has."""
    held = [axis.at(trial) for trial in points.trials]
    order = [*axis.choices.values()] if axis.choices else sorted(set(held))
    index = {value: k for k, value in enumerate(order)}
    return order, [index[value] for value in held]


def means(
    values: FloatArray, rows: list[int], columns: list[int], shape: tuple[int, int]
) -> FloatArray:
    """Mean of the values (n,) in each cell of a table of this shape; NaN where there are none."""
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, (rows, columns), values)
    np.add.at(count, (rows, columns), 1.0)
    return np.where(count > 0, total / np.maximum(count, 1.0), np.nan)


def _dots(name: str, points: Points, x: Axis, y: Axis, colour: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": False,
        "x": [x.at(trial) for trial in points.trials],
        "y": [y.at(trial) for trial in points.trials],
        "marker": {"color": colour, "line": {"color": "grey", "width": 2.0}},
    }
