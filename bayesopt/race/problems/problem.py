"""What is raced on: a function of named parameters, with its best value where that is known."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bayesopt.outcome import evaluate
from bayesopt.randomness import generator
from bayesopt.space import Space
from bayesopt.trial import Trial

Params = dict[str, Any]


@dataclass(frozen=True)
class Evaluation:
    """One answer of a problem.

    value : what the contestant is told; NaN if the evaluation failed. truth : the same without
    noise.
    """

    value: float
    truth: float


@dataclass(frozen=True)
class Condition:
    """A parameter exists only where another one, named before it, has one of these values."""

    parent: str
    values: tuple[Any, ...]

    def holds(self, params: Params) -> bool:
        """Whether it does; not where the other one does not exist itself."""
        return self.parent in params and params[self.parent] in self.values


@dataclass(frozen=True)
class Problem:
    """A function whose parameters are declared.

    function : takes the parameters by name and returns a number; must be importable by name if
        runs are to be made in other processes.
    optimum : the best value there is, without noise; None if nobody knows.
    noise : standard deviation of normal noise on what contestants are told, in units of the value.
    maximize : whether higher is better.
    packages : distributions, besides numpy, whose versions belong to a result.
    conditions : the parameters that do not always exist; `function` is not given those that do
        not, or does not look at them.
    """

    name: str
    space: Space
    function: Callable[[Params], float]
    optimum: float | None = None
    noise: float = 0.0
    maximize: bool = False
    packages: tuple[str, ...] = ()
    conditions: Mapping[str, Condition] = field(default_factory=dict)

    def evaluate(self, params: Params, seed: int, k: int) -> Evaluation:
        """The value at `params`. The noise depends on the run's seed and on k, the number of the
        evaluation, so that all contestants meet the same noise.
        """
        truth = float(self.function(params))
        if not self.noise:
            return Evaluation(truth, truth)
        normal = float(generator(seed, k, f"noise of {self.name}").standard_normal())
        return Evaluation(truth + self.noise * normal, truth)


@dataclass(frozen=True)
class Objective:
    """A function of a Trial, which defines its parameters as it runs.

    Its best value is unknown: the best one seen in the race stands in for it.
    """

    name: str
    function: Callable[[Trial], float]
    maximize: bool = False
    packages: tuple[str, ...] = ()
    optimum: None = None

    def evaluate(self, trial: Trial) -> Evaluation:
        """The value of `trial`; a pruned trial and one without a number count as failed.

        Raises what the objective raises.
        """
        outcome = evaluate(self.function, trial, 1)
        if outcome.exception is not None:
            raise outcome.exception
        value = math.nan if outcome.values is None else outcome.values[0]
        return Evaluation(value, value)
