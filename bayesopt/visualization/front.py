"""Two or three objectives against each other."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bayesopt.arguments import check_study
from bayesopt.errors import shown, warn
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.params import FloatArray
from bayesopt.visualization.figures import INFEASIBLE, SCALE, Trace, figure, titled
from bayesopt.visualization.hover import described

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study

_TITLE = "Pareto-front Plot"
_MOST = 3  # dimensions that can be drawn
Targets = Callable[[FrozenTrial], Sequence[float]]


def plot_pareto_front(
    study: "Study",
    *,
    target_names: Sequence[str] | None = None,
    include_dominated_trials: bool = True,
    targets: Targets | None = None,
) -> "Figure":
    """The complete trials by their objectives; red are those that none is better than throughout.

    target_names : one per axis; the study's metric names if not given.
    include_dominated_trials : whether to draw trials other than those of the front.
    targets : of a trial the two or three numbers to draw; by default the objectives.
    Raises ValueError for another number of axes, or of names.
    """
    check_study(study)
    names = _named(study, target_names, targets)
    best = {trial.number for trial in study.best_trials}
    trials = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    if not include_dominated_trials:
        trials = [trial for trial in trials if trial.number in best]
    if not trials:
        warn(f"study {shown(study.study_name)} has no complete trial to draw; the plot is empty")
        return figure(_TITLE)
    rows = [tuple((targets or _objectives)(trial)) for trial in trials]
    names = names or [f"Objective {k}" for k in range(len(rows[0]))]
    _check(len(names), {len(row) for row in rows})
    traces = _traces(trials, np.array(rows, dtype=float), best)
    axes = {f"{letter}axis": {"title": titled(n)} for letter, n in zip("xyz", names, strict=False)}
    return figure(_TITLE, traces, **(axes if len(names) == 2 else {"scene": axes}))


def _objectives(trial: FrozenTrial) -> Sequence[float]:
    return trial.values or ()


def _named(
    study: "Study", names: Sequence[str] | None, targets: Targets | None
) -> list[str] | None:
    """A name per axis, None if nobody has said. Raises ValueError for a wrong number of them."""
    if targets is None:
        m = len(study.directions)
        default = study.metric_names or [f"Objective {k}" for k in range(m)]
        _check(len(names or default), {m})
        return list(names or default)
    return None if names is None else list(names)


def _check(n: int, axes: set[int]) -> None:
    if axes != {n} or not 2 <= n <= _MOST:
        raise ValueError(
            f"there are {n} names for {' or '.join(map(str, sorted(axes)))} objectives; two or "
            f"three can be drawn, choose them as in targets=lambda trial: trial.values[:2]"
        )


def _traces(trials: list[FrozenTrial], Y: FloatArray, best: set[int]) -> list[Trace]:
    kinds = {
        "Infeasible Trial": ([not t.feasible for t in trials], {"color": INFEASIBLE}),
        "Trial": ([t.feasible and t.number not in best for t in trials], {"colorscale": SCALE}),
        "Best Trial": ([t.number in best for t in trials], {"colorscale": "Reds"}),
    }
    return [
        _dots(name, [trials[k] for k in np.flatnonzero(kept)], Y[kept], marker)
        for name, (kept, marker) in kinds.items()
        if any(kept)
    ]


def _dots(name: str, trials: list[FrozenTrial], Y: FloatArray, marker: Trace) -> Trace:
    bar = {"title": titled(name), "x": 1.1 if name == "Best Trial" else 1.0, "xpad": 40}
    shade = {"color": [trial.number for trial in trials], "colorbar": bar, "showscale": True}
    return {
        "type": "scatter" if Y.shape[1] == 2 else "scatter3d",
        "mode": "markers",
        "name": name,
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [described(trial) for trial in trials],
        "marker": marker if "color" in marker else {**shade, **marker},
        **dict(zip("xyz", Y.T, strict=False)),
    }
