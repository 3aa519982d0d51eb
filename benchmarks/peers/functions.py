"""The five functions of the regret comparison: those of `bayesopt.race`, by the names that the
recorded runs have.
"""

from collections.abc import Mapping

from bayesopt.race import problem
from bayesopt.race.problems import Problem as Declared
from bayesopt.space import Float
from benchmarks.peers.peer import Params


class Problem:
    """A function to minimise, its ranges by name and the value of its global minimum."""

    def __init__(self, name: str, declared: Declared) -> None:
        assert declared.optimum is not None
        self.name = name
        self.minimum = declared.optimum
        self._function = declared.function
        self._space = declared.space

    @property
    def ranges(self) -> Mapping[str, tuple[float, float]]:
        return {
            name: (side.low, side.high)
            for name, side in self._space.items()
            if isinstance(side, Float)
        }

    def __call__(self, params: Params) -> float:
        return self._function(params)


NAMES = {
    "branin": "branin",
    "hartmann6": "hartmann-6",
    "rosenbrock5": "rosenbrock-5",
    "levy8": "levy-8",
    "ackley5": "ackley-5",
}
PROBLEMS = {name: Problem(name, problem(raced)) for name, raced in NAMES.items()}
