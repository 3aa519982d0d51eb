"""What trials reported on their way."""

from typing import TYPE_CHECKING

import numpy as np

from bayesopt.arguments import check_study
from bayesopt.errors import shown, warn
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.visualization.figures import INFEASIBLE, Trace, figure, titled

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study

_STATES = TrialState.COMPLETE, TrialState.PRUNED, TrialState.RUNNING


def plot_intermediate_values(study: "Study") -> "Figure":
    """Reported values by step, a line for each trial that is running, pruned or complete, and
    for each objective if there are several.
    """
    check_study(study)
    trials = study.get_trials(deepcopy=False, states=_STATES)
    reporting = [trial for trial in trials if trial.intermediate_values]
    if not reporting:
        warn(f"no trial of study {shown(study.study_name)} has reported; the plot is empty")
    return figure(
        "Intermediate Values Plot",
        [line for trial in reporting for line in _lines(trial)],
        showlegend=False,
        xaxis={"title": titled("Step")},
        yaxis={"title": titled("Intermediate Value")},
    )


def _lines(trial: FrozenTrial) -> list[Trace]:
    """A line for each objective: a single number is one of one."""
    steps = sorted(trial.intermediate_values)
    reported = np.array([trial.intermediate_values[step] for step in steps], dtype=float)
    marker = {"maxdisplayed": 10} | ({} if trial.feasible else {"color": INFEASIBLE})
    line = {"type": "scatter", "mode": "lines+markers", "x": steps, "marker": marker}
    columns = reported.reshape(len(steps), -1).T
    return [{**line, "name": f"Trial{trial.number}", "y": y} for y in columns]
