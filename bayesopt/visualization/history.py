"""Values trial by trial, and the best so far."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesopt.params import FloatArray
from bayesopt.study import Study
from bayesopt.visualization.figures import INFEASIBLE, Trace, figure, safe, titled
from bayesopt.visualization.gathered import Points, Target, gathered, running_best

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def plot_optimization_history(
    study: Study | Sequence[Study],
    *,
    target: Target | None = None,
    target_name: str = "Objective Value",
    error_bar: bool = False,
) -> "Figure":
    """Each complete trial's value by its number, and, without a target, the best feasible so far.

    study : one, or several to compare.
    error_bar : draw mean and standard deviation over the studies instead of each study.
    Raises ValueError if there are several objectives and no target.
    """
    studies = every(study)
    points = [gathered(one, target) for one in studies]
    traces: list[Trace] = []
    if error_bar:
        traces = _over_studies(points, target is None, safe(target_name))
    else:
        for one, drawn in zip(studies, points, strict=True):
            of = f" of {safe(one.study_name)}" if len(studies) > 1 else ""
            traces += _of_study(drawn, target is None, safe(target_name), of)
    return figure(
        "Optimization History Plot",
        traces,
        xaxis={"title": titled("Trial")},
        yaxis={"title": titled(target_name)},
    )


def every(study: Study | Sequence[Study]) -> list[Study]:
    """One study or several, as a list."""
    return [*study] if isinstance(study, Sequence) and not isinstance(study, str) else [study]


def _of_study(points: Points, best: bool, name: str, of: str) -> list[Trace]:
    if not points.trials:
        return []
    able, other = points.where(points.feasible), points.where(~points.feasible)
    traces = [_markers(f"{name}{of}", able.numbers, able.values)]
    if best:
        traces.append(_line(f"Best Value{of}", points.numbers, running_best(points)))
    if other.trials:
        grey = _markers(f"Infeasible Trial{of}", other.numbers, other.values)
        traces.append({**grey, "marker": {"color": INFEASIBLE}, "showlegend": False})
    return traces


def _over_studies(points: list[Points], best: bool, name: str) -> list[Trace]:
    able = [one.where(one.feasible) for one in points]
    numbers = sorted({number for one in able for number in one.numbers})
    if not numbers:
        return []
    mean, std = _spread([_along(numbers, one.numbers, one.values) for one in able])
    traces = [{**_markers(name, numbers, mean), "error_y": {"type": "data", "array": std}}]
    if not best:
        return traces
    curves = [_held(_along(numbers, one.numbers, running_best(one))) for one in able]
    mean, std = _spread(curves)
    edge = {"line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
    band = {"fill": "tonexty", "fillcolor": "rgba(255,0,0,0.2)"}
    return [
        *traces,
        _line("Best Value", numbers, mean),
        {**_line("above", numbers, mean + std), **edge},
        {**_line("below", numbers, mean - std), **edge, **band},
    ]


def _along(numbers: list[int], known: list[int], values: FloatArray) -> FloatArray:
    """`values` of the trials `known` at their places among `numbers`; NaN elsewhere."""
    row = np.full(len(numbers), np.nan)
    row[np.searchsorted(numbers, known)] = values
    return row


def _held(row: FloatArray) -> FloatArray:
    """`row` with each gap filled by what stands before it."""
    last = np.maximum.accumulate(np.where(np.isnan(row), 0, np.arange(len(row))))
    held: FloatArray = row[last]
    return held


def _spread(rows: list[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of each column over the rows that have it."""
    table = np.ma.masked_invalid(np.array(rows))
    return table.mean(axis=0).filled(np.nan), table.std(axis=0).filled(np.nan)


def _markers(name: str, x: list[int], y: FloatArray) -> Trace:
    return {"type": "scatter", "mode": "markers", "name": name, "x": x, "y": y}


def _line(name: str, x: list[int], y: FloatArray) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y}
