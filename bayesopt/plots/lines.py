"""Beliefs and scores along one parameter: the numbers of a curve, no drawing.

m points of the parameter's range, or all its values if it has only so many.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.history import TrialState
from bayesopt.space import FloatArray, Space

if TYPE_CHECKING:
    from bayesopt.gp import Posterior
    from bayesopt.score import Score
    from bayesopt.study import Study

POINTS = 600


@dataclass(frozen=True)
class Line:
    """A belief along one parameter, in the user's units and direction.

    x : (m,) values of the parameter. mean, std : (m,) of the function.
    """

    x: NDArray[Any]
    mean: FloatArray
    std: FloatArray


def along(space: Space, points: int = POINTS) -> tuple[NDArray[Any], FloatArray]:
    """Values (m,) of the only parameter of `space`, and their places (m, 1) in the cube.

    Raises ValueError if the space has another number of parameters.
    """
    if len(space) != 1:
        raise ValueError(
            f"a line needs a space of one parameter, not {list(space)}; "
            "for two there is `belief_surface`"
        )
    U = np.unique(space.snap(np.linspace(0.0, 1.0, points)[:, None]), axis=0)
    return np.array([space.decode(u)[space.names[0]] for u in U]), U


def belief_line(
    belief: "Posterior", space: Space, *, sign: float = 1.0, points: int = POINTS
) -> Line:
    """What is believed of the function along the only parameter of `space`.

    sign : -1 if the belief is about the negative of the user's values, as that of a sampler is
        where the study maximises (`Observations.signs`).
    """
    x, U = along(space, points)
    mean, std = belief.predict(U)
    return Line(x, sign * mean, std)


def score_line(
    score: "Score", space: Space, *, points: int = POINTS
) -> tuple[NDArray[Any], FloatArray]:
    """Values (m,) of the only parameter of `space`, and the score (m,) of each."""
    x, U = along(space, points)
    return x, score(U)


def evaluated(study: "Study", *names: str) -> tuple[NDArray[Any], ...]:
    """Values (n,) of the named parameters in the complete trials, and of the objective."""
    trials = study.get_trials(states=[TrialState.COMPLETE])
    columns = [np.array([trial.params[name] for trial in trials]) for name in names]
    return (*columns, np.array([trial.value for trial in trials]))
