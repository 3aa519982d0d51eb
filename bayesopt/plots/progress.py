"""How good the best is after so many evaluations."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from bayesopt.arguments import check_study
from bayesopt.history import StudyDirection, TrialState
from bayesopt.plots import palette
from bayesopt.plots.canvas import axes
from bayesopt.space import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bayesopt.study import Study


def best_so_far(values: ArrayLike, *, maximize: bool = False) -> FloatArray:
    """Running best along the last axis, NaN until there is a number; the shape stays."""
    extreme = np.fmax if maximize else np.fmin
    best: FloatArray = extreme.accumulate(np.asarray(values, dtype=float), axis=-1)
    return best


def plot_progress(
    best: ArrayLike,
    *,
    label: str,
    colour: str = palette.BAYESIAN,
    linestyle: str = "-",
    marker: str = "",
    band: bool = True,
    ax: "Axes | None" = None,
) -> "Axes":
    """Mean over seeds of the best so far, best (s, n) or (n,), against evaluations.

    band : whether to shade one standard error of the mean.
    """
    ax = axes(ax)
    best = np.atleast_2d(np.asarray(best, dtype=float))
    mean, error = best.mean(axis=0), best.std(axis=0) / np.sqrt(len(best))
    count = np.arange(1, best.shape[1] + 1)
    if band and len(best) > 1:
        ax.fill_between(count, mean - error, mean + error, color=colour, alpha=0.18, linewidth=0)
    ax.plot(
        count,
        mean,
        color=colour,
        linestyle=linestyle,
        marker=marker,
        markersize=8,
        markeredgecolor="white",
        linewidth=3.0,
        label=label,
    )
    return ax


def plot_optimization_history(
    study: "Study", *, target_name: str = "Objective Value", ax: "Axes | None" = None
) -> "Axes":
    """Each complete trial's value by its place among them, and the best feasible so far.

    Raises RuntimeError for a study of several objectives.
    """
    check_study(study)
    maximize = study.direction == StudyDirection.MAXIMIZE
    ax = axes(ax)
    trials = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    values = np.array([trial.value for trial in trials], dtype=float)
    kept = np.array([trial.feasible for trial in trials], dtype=bool)
    count = np.arange(1, len(values) + 1)
    colour = palette.OBSERVATION
    ax.plot(count[kept], values[kept], "o", color=colour, markeredgecolor="white", label="trial")
    if not kept.all():
        ax.plot(count[~kept], values[~kept], "x", color=colour, label="infeasible")
    if len(values):
        best = best_so_far(np.where(kept, values, np.nan), maximize=maximize)
        plot_progress(best, label="best so far", ax=ax)
    ax.set(xlabel="trial", ylabel=target_name)
    ax.legend()
    return ax
