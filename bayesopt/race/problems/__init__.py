"""Problems to race on."""

from bayesopt.race.problems.catalogue import UnknownName, listing, problem, problems
from bayesopt.race.problems.noise import with_noise
from bayesopt.race.problems.problem import (
    Condition,
    Evaluation,
    Objective,
    Params,
    Problem,
)

__all__ = [
    "Condition",
    "Evaluation",
    "Objective",
    "Params",
    "Problem",
    "UnknownName",
    "listing",
    "problem",
    "problems",
    "with_noise",
]
