"""Values against one parameter at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bayesopt.visualization.figures import INFEASIBLE, SCALE, Trace, figure, panels, titled
from bayesopt.visualization.gathered import Axis, Points, Target, gathered

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study


def plot_slice(
    study: "Study",
    params: Sequence[str] | None = None,
    *,
    target: Target | None = None,
    target_name: str = "Objective Value",
) -> "Figure":
    """The complete trials' values against each parameter; later trials are darker.

    params : names; by default all, by name.
    Raises ValueError for a name that no complete trial has, and if there are several objectives
    and no target.
    """
    points = gathered(study, target)
    axes = points.axes(params)
    if not axes:
        return figure("Slice Plot")
    drawn = panels("Slice Plot", 1, len(axes), shared_yaxes=True)
    for column, axis in enumerate(axes, start=1):
        for trace in _traces(points.having(axis), axis, with_bar=column == len(axes)):
            drawn.add_trace(trace, row=1, col=column)
        drawn.update_xaxes(axis.layout, row=1, col=column)
    drawn.update_yaxes(title=titled(target_name), row=1, col=1)
    return drawn


def _traces(points: Points, axis: Axis, with_bar: bool) -> list[Trace]:
    able, other = points.where(points.feasible), points.where(~points.feasible)
    shade = {
        "color": able.numbers,
        "colorscale": SCALE,
        "showscale": with_bar,
        "colorbar": {"title": titled("Trial")},
        "line": {"color": "grey", "width": 0.5},
    }
    traces = [{**_dots("Feasible Trial", able, axis), "marker": shade}]
    if other.trials:
        grey = {"color": INFEASIBLE}
        traces.append({**_dots("Infeasible Trial", other, axis), "marker": grey})
    return traces


def _dots(name: str, points: Points, axis: Axis) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": False,
        "x": [axis.at(trial) for trial in points.trials],
        "y": points.values,
    }
