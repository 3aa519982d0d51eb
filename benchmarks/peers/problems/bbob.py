"""The noiseless black-box functions of BBOB, as the package `ioh` has them.

Source: Hansen, Finck, Ros and Auger 2009, Real-parameter black-box optimization benchmarking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bayesopt.race import Problem
from bayesopt.space import Float, Space
from benchmarks.peers.problems.case import Family
from benchmarks.peers.problems.packages import imported

KINDS = {
    2: "ill-conditioned",  # separable ellipsoid
    4: "rugged",  # Bueche-Rastrigin
    5: "smooth",  # linear slope
    7: "ill-conditioned",  # step ellipsoid
    9: "heavy-tailed",  # rotated Rosenbrock
    11: "ill-conditioned",  # discus
    12: "ill-conditioned",  # bent cigar
    14: "smooth",  # different powers
    16: "rugged",  # Weierstrass
    18: "rugged",  # Schaffer's F7, ill-conditioned
    19: "rugged",  # Griewank-Rosenbrock
    22: "rugged",  # Gallagher's 21 peaks
    23: "rugged",  # Katsuuras
    24: "rugged",  # Lunacek bi-Rastrigin
}
DIMENSIONS = (2, 5, 10, 20)


@cache
def _ioh(function: int, instance: int, d: int) -> Any:
    ioh = imported("ioh")
    return ioh.get_problem(
        function, instance=instance, dimension=d, problem_class=ioh.ProblemClass.BBOB
    )


@dataclass(frozen=True)
class Bbob:
    """One function in one instance and dimension; made anew in the process that evaluates it."""

    function: int
    instance: int
    d: int

    @property
    def optimum(self) -> float:
        return float(_ioh(self.function, self.instance, self.d).optimum.y)

    def __call__(self, params: Mapping[str, float]) -> float:
        x = [params[f"x{j}"] for j in range(self.d)]
        return float(_ioh(self.function, self.instance, self.d)(x))


@dataclass(frozen=True)
class Instances:
    """Makes the problem of an instance."""

    function: int
    d: int

    def __call__(self, instance: int) -> Problem:
        formula = Bbob(self.function, instance, self.d)
        space = Space({f"x{j}": Float(-5.0, 5.0) for j in range(self.d)})
        name = f"bbob-{self.function}-{self.d}d-i{instance}"
        return Problem(name, space, formula, formula.optimum)


def families() -> list[Family]:
    """All functions in all dimensions."""
    return [
        Family(f"bbob-{function}-{d}d", kind, Instances(function, d))
        for d in DIMENSIONS
        for function, kind in KINDS.items()
    ]
