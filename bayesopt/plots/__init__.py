"""Pictures of studies and beliefs, with matplotlib: pip install bayesopt[plot].

Every function draws on the axes it is given, or on new ones, and returns them; sizes of type are
the reader's own settings (`palette.SLIDES` suits a projector). Numbers and drawing are apart:
`belief_line` computes, `plot_belief` draws.
"""

from bayesopt.plots import palette
from bayesopt.plots.beliefs import plot_study
from bayesopt.plots.lines import Line, along, belief_line, evaluated, score_line
from bayesopt.plots.one_dimensional import (
    plot_acquisition,
    plot_belief,
    plot_next,
    plot_observations,
    plot_truth,
)
from bayesopt.plots.progress import best_so_far, plot_optimization_history, plot_progress
from bayesopt.plots.two_dimensional import (
    Surface,
    belief_surface,
    lattice,
    plot_cells,
    plot_next_point,
    plot_points,
    plot_surface,
    score_surface,
)

__all__ = [
    "Line",
    "Surface",
    "along",
    "belief_line",
    "belief_surface",
    "best_so_far",
    "evaluated",
    "lattice",
    "palette",
    "plot_acquisition",
    "plot_belief",
    "plot_cells",
    "plot_next",
    "plot_next_point",
    "plot_observations",
    "plot_optimization_history",
    "plot_points",
    "plot_progress",
    "plot_study",
    "plot_surface",
    "plot_truth",
    "score_line",
    "score_surface",
]
