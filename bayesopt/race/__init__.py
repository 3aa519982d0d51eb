"""Races between samplers, acquisitions and other optimisers on named problems.

>>> from bayesopt.race import race
>>> results = race(["branin", "levy-4"], ["random", "sobol"], evaluations=8, seeds=3)
>>> results.ranks.shape
(2, 8)

`results.report("out")` writes the tables and the curves. From a shell: `python -m bayesopt race`.
"""

from bayesopt.race.contestant import (
    Contestant,
    Entrant,
    SamplerEntrant,
    Start,
    StudyContestant,
)
from bayesopt.race.engine import race
from bayesopt.race.entrants import entrant
from bayesopt.race.problems import (
    Condition,
    Objective,
    Problem,
    UnknownName,
    problem,
    with_noise,
)
from bayesopt.race.results import Results
from bayesopt.race.runs import Run

__all__ = [
    "Condition",
    "Contestant",
    "Entrant",
    "Objective",
    "Problem",
    "Results",
    "Run",
    "SamplerEntrant",
    "Start",
    "StudyContestant",
    "UnknownName",
    "entrant",
    "problem",
    "race",
    "with_noise",
]
