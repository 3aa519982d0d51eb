"""NSGA-II: trials that are crossed and mutated, the best of all generations being the parents."""

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from bayesopt.arguments import number, whole
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.outputs import finite
from bayesopt.pareto import Places, crowding, ranks
from bayesopt.randomness import generator
from bayesopt.samplers.base import ONE_SAMPLER, Constraints, Sampler, Suggestion
from bayesopt.samplers.ranking import violated
from bayesopt.space import FloatArray, Space

_OF_OPTUNA = {
    **ONE_SAMPLER,
    "after_trial_strategy": "callbacks=[...] of study.optimize() are called after each trial",
    "child_generation_strategy": "write a Sampler of your own for other children",
    "crossover": "values are taken from either parent, as Optuna does by default; drop it",
    "elite_population_selection_strategy": "parents are chosen by rank and crowding; drop it",
    "mutation": "a mutated value is drawn anew, as Optuna does by default; drop it",
}


class NSGAIISampler(Sampler):
    """Crosses two of the best trials, and draws some of the values anew.

    population_size : trials of a generation, and how many of the best are parents. The first
        generation is drawn at random.
    mutation_prob : that a value is drawn anew; by default one of a trial's in the mean.
    crossover_prob : that there is a second parent.
    swapping_prob : that a value is the second parent's.
    seed : the study's seed, if given.
    constraints_func : see Sampler; `trial.set_constraint` in the objective does the same.
    mutation, crossover, elite_population_selection_strategy, child_generation_strategy,
        after_trial_strategy : taken from Optuna's scripts as long as they are None.
    Raises ValueError for numbers out of range.

    For parameters of all kinds and any number of objectives. Parents win a tournament of two, by
    front and then by how much room they have on it; those that violate constraints rank behind
    all others, by how much. Each `population_size` trials that end with values, in the order of
    ending and wherever they came from, are a generation; running trials are waited for by nobody.
    Values that neither parent has are drawn at random.
    Source: Deb et al. 2002; uniform crossover, Syswerda 1989.
    """

    not_here = _OF_OPTUNA

    def __init__(
        self,
        *,
        population_size: int = 50,
        mutation_prob: float | None = None,
        crossover_prob: float = 0.9,
        swapping_prob: float = 0.5,
        seed: int | None = None,
        constraints_func: Constraints | None = None,
        mutation: None = None,
        crossover: None = None,
        elite_population_selection_strategy: None = None,
        child_generation_strategy: None = None,
        after_trial_strategy: None = None,
    ) -> None:
        self.seed = seed
        self.constraints_func = constraints_func
        size = whole("population_size", population_size, 2)
        self._mutation = None if mutation_prob is None else _chance("mutation_prob", mutation_prob)
        self._crossover = _chance("crossover_prob", crossover_prob)
        self._swapping = _chance("swapping_prob", swapping_prob)
        self._kept = Kept(partial(_Population, size))

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """A child of two parents, or a blind draw in the first generation."""
        drawn = space.draw(rng.random(len(space)))
        with self._kept.at(history) as population:
            parents = population.parents
        if not parents:
            return Suggestion(drawn)
        first, second = self._couple(parents, history)
        share = 1 / max(len(history.space().free), len(space), 1)
        mutating = rng.random(len(space)) < (share if self._mutation is None else self._mutation)
        swapping = rng.random(len(space)) < self._swapping
        params = dict(drawn)
        for name, anew, swapped in zip(space, mutating, swapping, strict=True):
            of = (second, first) if swapped else (first, second)
            known = [p.params[name] for p in of if _has(p, name, space)]
            if known and not anew:
                params[name] = known[0]
        return Suggestion(params)

    def _couple(
        self, parents: list[FrozenTrial], history: History
    ) -> tuple[FrozenTrial, FrozenTrial]:
        """Two parents, best first in `parents`; the same one twice where nothing is crossed."""
        # of the trial, not of the call: parameters asked for alone have the same parents
        chance = generator(history.seed, history.number, "parents")
        first, second = chance.integers(len(parents), size=(2, 2)).min(axis=1).tolist()
        alone = chance.random() >= self._crossover
        return parents[first], parents[first if alone else second]


def _chance(name: str, given: Any) -> float:
    return number(name, given, 0, 1)


def _has(trial: FrozenTrial, name: str, space: Space) -> bool:
    return name in trial.params and space[name].contains(trial.params[name])


class _Population:
    """The best trials of a log's generations so far, and the generation under way.

    parents : `size` of them at most, best first; none in the first generation.
    """

    def __init__(self, size: int, log: Log, key: None) -> None:
        self.parents: list[FrozenTrial] = []
        self._size = size
        self._signs = log.signs
        self._children: list[FrozenTrial] = []

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        if trial.state is not TrialState.COMPLETE:
            return
        self._children.append(trial)
        if len(self._children) == self._size:
            pool = [*self.parents, *self._children]
            Y = np.array([t.values for t in pool]) * self._signs
            best = order(Y, np.array([violated(t) for t in pool]))
            self.parents = [pool[k] for k in best[: self._size]]
            self._children = []


def order(Y: FloatArray, violation: FloatArray) -> Places:
    """Places (n,) of points from best to worst: by front, then those with more room on theirs.

    Y : (n, m) lower is better. violation : (n,) of constraints, in sum; 0 where all are kept.
    Whoever violates less is on an earlier front, behind all that violate nothing; ties keep
    their order.
    """
    Y = np.column_stack([finite(column) for column in Y.T])
    kept = violation == 0
    front = np.empty(len(Y), dtype=np.intp)
    front[kept] = ranks(Y[kept])
    levels = np.unique(violation[~kept])
    front[~kept] = front[kept].max(initial=-1) + 1 + np.searchsorted(levels, violation[~kept])
    room = np.empty(len(Y))
    for k in range(front.max(initial=-1) + 1):
        room[front == k] = crowding(Y[front == k])
    return np.lexsort((-room, front))
