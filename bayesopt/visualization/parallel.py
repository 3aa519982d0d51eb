"""Each trial as a line across all its parameters."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bayesopt.visualization.figures import SCALE, figure, safe, titled
from bayesopt.visualization.gathered import Axis, Points, Target, gathered

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study

_TITLE = "Parallel Coordinate Plot"


def plot_parallel_coordinate(
    study: "Study",
    params: Sequence[str] | None = None,
    *,
    target: Target | None = None,
    target_name: str = "Objective Value",
) -> "Figure":
    """The complete trials that have all of the parameters, better ones darker.

    params : names; by default all, by name. Part of an axis can be marked with the mouse. Where a
    trial is infeasible, an axis says which are.
    Raises ValueError for a name that no complete trial has, and if there are several objectives
    and no target.
    """
    points = gathered(study, target)
    axes = points.axes(params)
    points = points.having(*axes)
    if not points.trials:
        return figure(_TITLE)
    lines = {
        "type": "parcoords",
        "dimensions": [
            {"label": safe(target_name), "values": points.values},
            *_constraints(points),
            *(_dimension(axis, points) for axis in axes),
        ],
        "labelangle": 30,
        "labelside": "bottom",
        "line": {
            "color": points.values,
            "colorscale": SCALE,
            "reversescale": points.lower,
            "showscale": True,
            "colorbar": {"title": titled(target_name)},
        },
    }
    return figure(_TITLE, [lines])


def _constraints(points: Points) -> list[dict[str, Any]]:
    if points.feasible.all():
        return []
    return [{"label": "Feasible", "values": points.feasible.astype(int), **_ticks(["no", "yes"])}]


def _dimension(axis: Axis, points: Points) -> dict[str, Any]:
    held = [axis.at(trial) for trial in points.trials]
    name = {"label": safe(axis.name)}
    if axis.choices:
        order = [*axis.choices.values()]
        return {**name, "values": [order.index(text) for text in held], **_ticks(order)}
    if axis.log:
        logs = [math.log10(number) for number in held]
        decades = [*range(math.ceil(min(logs)), math.floor(max(logs)) + 1)]
        at = [min(logs), *decades, max(logs)]
        return {**name, "values": logs, "tickvals": at, "ticktext": [f"{10**k:.3g}" for k in at]}
    return {**name, "values": held}


def _ticks(texts: list[str]) -> dict[str, Any]:
    last = len(texts) - 1
    return {"range": [0, last or 1], "tickvals": [*range(last + 1)], "ticktext": texts}
