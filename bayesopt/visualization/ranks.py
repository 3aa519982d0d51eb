"""Trials over two parameters at a time, coloured by their place among all."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bayesopt.params import FloatArray
from bayesopt.visualization.figures import INFEASIBLE, Trace, safe
from bayesopt.visualization.gathered import Axis, Points, Target, gathered
from bayesopt.visualization.hover import described
from bayesopt.visualization.pairs import pairs

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study

_TICKS = np.linspace(0, 1, 5)


def plot_rank(
    study: "Study",
    params: Sequence[str] | None = None,
    *,
    target: Target | None = None,
    target_name: str = "Objective Value",
) -> "Figure":
    """The complete trials over each two parameters, from the lowest value, blue, to the highest.

    Ranks do not mind how far a value is out, so one bad trial hides no differences of the others.
    params : names, x and y if there are two; by default all, by name.
    Raises ValueError for a name that no complete trial has, and if there are several objectives
    and no target.
    """
    points = gathered(study, target)
    able, other = points.where(points.feasible), points.where(~points.feasible)
    draw = partial(_traces, able, other, shares(able.values))
    return pairs(f"Rank ({safe(target_name)})", points.axes(params), draw)


def shares(values: FloatArray) -> FloatArray:
    """Share (n,) of the other values that are below each; equals are given their mean."""
    order = np.sort(values)
    first, after = (np.searchsorted(order, values, side) for side in ("left", "right"))
    share: FloatArray = 0.5 * (first + after - 1) / max(len(values) - 1, 1)
    return share


def _traces(
    able: Points, other: Points, share: FloatArray, x: Axis, y: Axis, with_bar: bool
) -> list[Trace]:
    traces = []
    both = [x.name in t.params and y.name in t.params for t in able.trials]
    if any(both):
        shade = {
            "color": share[both],
            "cmin": 0,
            "cmax": 1,
            "colorscale": "RdYlBu",
            "reversescale": True,
            "showscale": with_bar,
            "colorbar": _bar(able.values),
            "line": {"color": "grey", "width": 0.5},
        }
        traces.append({**_dots("Feasible Trial", able.where(both), x, y), "marker": shade})
    grey = other.having(x, y)
    if grey.trials:
        shade = {"color": INFEASIBLE}
        traces.append({**_dots("Infeasible Trial", grey, x, y), "marker": shade})
    return traces


def _bar(values: FloatArray) -> Trace:
    at = np.quantile(values, _TICKS)
    names = ["min.", "25%", "50%", "75%", "max."]
    texts = [f"{name} ({value:.6g})" for name, value in zip(names, at, strict=True)]
    return {"tickvals": _TICKS, "ticktext": texts, "thickness": 10}


def _dots(name: str, points: Points, x: Axis, y: Axis) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [described(trial) for trial in points.trials],
        "x": [x.at(trial) for trial in points.trials],
        "y": [y.at(trial) for trial in points.trials],
    }
