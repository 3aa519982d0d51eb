"""Acquisitions where evaluations may fail or break constraints.

A judge is a posterior of something that went well where it is 0 or less: the value of a
constraint, or how deep a point is in what fails.
Source: Schonlau et al. 1998; Gelbart et al. 2014; in logarithms, Ament et al. 2023.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bayesopt.acquisition import LogPI
from bayesopt.params import FloatArray
from bayesopt.score import Acquisition, Kind, Product, Score, Sum

if TYPE_CHECKING:
    from bayesopt.posterior import Posterior


@dataclass(frozen=True, eq=False)
class LogFeasible(Acquisition):
    """Logarithm of how likely no judge is above its limit, each as often as its weight says."""

    judges: "tuple[Posterior, ...]"
    weights: tuple[float, ...]
    limits: tuple[float, ...]

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition; `belief` plays no part."""
        limited = zip(self.judges, self.limits, strict=True)
        scores = [LogPI().on(judge.with_best(limit), rng) for judge, limit in limited]
        return Total(tuple(scores), self.weights)


@dataclass(frozen=True, eq=False)
class Total(Score):
    """A weighted sum of scores."""

    scores: tuple[Score, ...]
    weights: tuple[float, ...]

    def __call__(self, X: FloatArray) -> FloatArray:
        return np.asarray(np.dot(self.weights, [score(X) for score in self.scores]))

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        values, slopes = zip(*(score.gradient(X) for score in self.scores), strict=True)
        return np.dot(self.weights, values), np.tensordot(self.weights, slopes, 1)


@dataclass(frozen=True, eq=False)
class Exp(Acquisition):
    """e to the power of an acquisition."""

    of: Acquisition

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        return ExpScore(self.of.on(belief, rng))


@dataclass(frozen=True, eq=False)
class ExpScore(Score):
    """The score of Exp."""

    of: Score

    def __call__(self, X: FloatArray) -> FloatArray:
        return np.asarray(np.exp(self.of(X)))

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        logs, slopes = self.of.gradient(X)
        values = np.exp(logs)
        return values, values[:, None] * slopes


def feasibly(acquisition: Acquisition, feasible: LogFeasible, unit: float) -> Acquisition:
    """`acquisition` where all judges agree, and less the less likely they do.

    What is an expectation is multiplied by the probability, what is a logarithm of one gets its
    logarithm added. Others are no expectations over what may happen: they lose `unit` per unit of
    the logarithm. A positive factor changes nothing.
    """
    factor, of = acquisition.factored
    if factor != 1.0:
        return factor * feasibly(of, feasible, unit)
    if of.kind is Kind.EXPECTATION:
        return Product(of, Exp(feasible))
    return Sum(of, feasible if of.kind is Kind.LOGARITHM else unit * feasible)
