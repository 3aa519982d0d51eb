"""Which share of the trials is how good."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bayesopt.study import Study
from bayesopt.visualization.figures import Trace, figure, safe, titled
from bayesopt.visualization.gathered import Points, Target, gathered
from bayesopt.visualization.history import every

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def plot_edf(
    study: Study | Sequence[Study],
    *,
    target: Target | None = None,
    target_name: str = "Objective Value",
) -> "Figure":
    """The empirical distribution function of the feasible trials' values, a line per study.

    study : one, or several to compare.
    Raises ValueError if there are several objectives and no target.
    """
    studies = every(study)
    drawn = [gathered(one, target) for one in studies]
    able = [points.where(points.feasible) for points in drawn]
    worst = max((points.values.max(initial=-np.inf) for points in able), default=-np.inf)
    return figure(
        "Empirical Distribution Function Plot",
        [
            _steps(safe(one.study_name), points, worst)
            for one, points in zip(studies, able, strict=True)
            if points.trials
        ],
        xaxis={"title": titled(target_name)},
        yaxis={"title": titled("Cumulative Probability"), "range": [0, 1]},
    )


def _steps(name: str, points: Points, end: float) -> Trace:
    """One step up at each value, and on to `end`, where the longest line ends."""
    n = len(points.values)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "line": {"shape": "hv"},
        "x": np.append(np.sort(points.values), end),
        "y": np.append(np.arange(1, n + 1) / n, 1.0),
    }
