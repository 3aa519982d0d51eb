"""What a study's sampler believes, in one call."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, cast

from bayesopt.arguments import check_study
from bayesopt.history import History
from bayesopt.outputs import Warp
from bayesopt.plots.canvas import axes
from bayesopt.plots.lines import belief_line, evaluated
from bayesopt.plots.one_dimensional import plot_belief, plot_observations
from bayesopt.plots.two_dimensional import belief_surface, plot_points, plot_surface
from bayesopt.space import FloatArray, Space

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bayesopt.gp import Posterior
    from bayesopt.study import Study


class Believer(Protocol):
    """A sampler that has a belief, as GPSampler has."""

    def belief(self, space: Space, history: History) -> "Posterior":
        """Of the objective after `history`; lower is better."""

    def warped(self, space: Space, history: History) -> Warp:
        """What was done to the objective's values before they were modelled."""


def plot_study(
    study: "Study", *, target_name: str = "Objective Value", ax: "Axes | None" = None
) -> "Axes":
    """The belief of a study's sampler with the trials: a curve for one parameter, a map for two.

    Raises ValueError for a sampler without a belief, and for more parameters than two.

    >>> import bayesopt
    >>> study = bayesopt.create_study(seed=1)
    >>> study.optimize(lambda trial: trial.suggest_float("x", -1, 1) ** 2, n_trials=8)
    >>> plot_study(study).get_xlabel()
    'x'
    """
    check_study(study)
    if not hasattr(study.sampler, "belief"):
        raise ValueError(f"{type(study.sampler).__name__} believes nothing; use a GPSampler")
    history = study.history()
    space = history.space() if study.space is None else study.space
    if len(space) not in (1, 2):
        raise ValueError(f"there is no picture of {len(space)} parameters; one or two are shown")
    sampler = cast(Believer, study.sampler)
    belief, warp = sampler.belief(space, history), sampler.warped(space, history)
    sign = float(history.observe(space).signs[0])

    def shown(values: FloatArray) -> FloatArray:
        return sign * warp.inverse(values)

    ax = axes(ax)
    if len(space) == 1:
        plot_belief(belief_line(belief, space), units=shown, ax=ax)
        plot_observations(*evaluated(study, *space), ax=ax)
        ax.set(xlabel=space.names[0], ylabel=target_name)
        ax.legend()
        return ax
    surface = belief_surface(belief, space)
    plot_surface(replace(surface, z=shown(surface.z)), label=target_name, ax=ax)
    plot_points(*evaluated(study, *space)[:2], ax=ax)
    ax.set(xlabel=space.names[0], ylabel=space.names[1])
    return ax
