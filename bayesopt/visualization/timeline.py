"""When each trial ran, and how it ended."""

from datetime import datetime
from typing import TYPE_CHECKING

from bayesopt.arguments import check_study
from bayesopt.errors import InvalidValue, shown, warn
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.visualization.figures import INFEASIBLE, Trace, figure, titled
from bayesopt.visualization.hover import described

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study

_COLOURS = {
    "RUNNING": "green",
    "COMPLETE": "blue",
    "INFEASIBLE": INFEASIBLE,
    "PRUNED": "orange",
    "FAIL": "red",
}


def plot_timeline(study: "Study", n_recent_trials: int | None = None) -> "Figure":
    """A bar for each trial from its start to its end, or to now while it runs.

    n_recent_trials : draw the last so many only.
    Raises InvalidValue unless it is at least 1.
    """
    if n_recent_trials is not None and n_recent_trials < 1:
        raise InvalidValue(f"n_recent_trials = {shown(n_recent_trials)}; pass at least 1, or None")
    check_study(study)
    trials = study.get_trials(deepcopy=False)[-(n_recent_trials or 0) :]
    started = [trial for trial in trials if trial.datetime_start is not None]
    if not started:
        warn(f"no trial of study {shown(study.study_name)} has started; the plot is empty")
    kinds = [(kind, [t for t in started if _kind(t) == kind]) for kind in _COLOURS]
    return figure(
        "Timeline Plot",
        [_bars(kind, drawn) for kind, drawn in kinds if drawn],
        showlegend=True,
        barmode="overlay",
        xaxis={"title": titled("Datetime"), "type": "date"},
        yaxis={"title": titled("Trial")},
    )


def _kind(trial: FrozenTrial) -> str:
    infeasible = trial.state is TrialState.COMPLETE and not trial.feasible
    return "INFEASIBLE" if infeasible else trial.state.name


def _bars(kind: str, trials: list[FrozenTrial]) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "name": kind,
        "marker": {"color": _COLOURS[kind]},
        "base": [str(trial.datetime_start) for trial in trials],
        "x": [_milliseconds(trial) for trial in trials],
        "y": [trial.number for trial in trials],
        "hoverinfo": "text",
        "hovertext": [described(trial) for trial in trials],
        "textposition": "none",
    }


def _milliseconds(trial: FrozenTrial) -> float:
    assert trial.datetime_start is not None
    end = trial.datetime_complete or datetime.now()
    return (end - trial.datetime_start).total_seconds() * 1e3
