"""Optuna's plots, by its names, with plotly: pip install bayesopt[plotly].

Each takes a study and returns a plotly.graph_objects.Figure. Where there is nothing to draw, the
figure is empty, with a warning. `bayesopt.plots` draws studies and beliefs with matplotlib.
"""

from typing import Any

from bayesopt.absent import absent
from bayesopt.visualization.contour import plot_contour
from bayesopt.visualization.edf import plot_edf
from bayesopt.visualization.figures import is_available
from bayesopt.visualization.front import plot_pareto_front
from bayesopt.visualization.history import plot_optimization_history
from bayesopt.visualization.importances import plot_param_importances
from bayesopt.visualization.intermediate import plot_intermediate_values
from bayesopt.visualization.parallel import plot_parallel_coordinate
from bayesopt.visualization.ranks import plot_rank
from bayesopt.visualization.slices import plot_slice
from bayesopt.visualization.timeline import plot_timeline

__all__ = [
    "is_available",
    "plot_contour",
    "plot_edf",
    "plot_intermediate_values",
    "plot_optimization_history",
    "plot_parallel_coordinate",
    "plot_param_importances",
    "plot_pareto_front",
    "plot_rank",
    "plot_slice",
    "plot_timeline",
]


def __getattr__(name: str) -> Any:
    raise absent("visualization", name)
