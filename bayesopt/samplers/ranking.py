"""Which trials of a study are the good ones, kept up as trials finish."""

import math
from bisect import insort

import numpy as np

from bayesopt.history import FrozenTrial, History, Log, Rows, TrialState
from bayesopt.outputs import finite
from bayesopt.pareto import choose
from bayesopt.samplers.recipe import Recipe

Key = tuple[int, float, float, int]  # lower is better; the last is the place in the log
_COMPLETE, _PRUNED, _INFEASIBLE, _FAILED = range(4)


class Ranking:
    """The finished trials of a log in order: complete ones by value, pruned ones by how far they
    came and then by value, those that violate constraints by how much, failed ones if they count.

    n : how many there are. finished : how many of the log's trials have been looked at.
    good : places in the log of those that are good; the same object as long as it is the same set.
    """

    def __init__(self, log: Log, recipe: Recipe) -> None:
        self.log = log
        self.finished = 0
        self.n = 0
        self.good: frozenset[int] = frozenset()
        self._recipe = recipe
        self._keys: list[Key] = []
        self._several = len(log.directions) > 1
        self._places: list[int] = []  # with several objectives, the complete trials and
        self._values = Rows(len(log.directions))  # their values, lower being better

    def follow(self, history: History) -> None:
        """Take in the trials that have finished since."""
        if history.finished == self.finished:
            return
        for place, trial in enumerate(history.since(self.finished), self.finished):
            if trial.state is not TrialState.FAIL or self._recipe.failures:
                self._add(place, trial)
        self.finished = history.finished
        good = self._split(self._recipe.good(self.n, len(self.log.directions)))
        self.good = self.good if good == self.good else good

    def _add(self, place: int, trial: FrozenTrial) -> None:
        self.n += 1
        violation = violated(trial)
        if trial.state is TrialState.FAIL:
            insort(self._keys, (_FAILED, 0.0, 0.0, place))
        elif violation > 0:
            insort(self._keys, (_INFEASIBLE, violation, 0.0, place))
        elif trial.state is TrialState.PRUNED:
            insort(self._keys, (_PRUNED, *self._progress(trial), place))
        elif self._several:
            assert trial.values is not None
            self._places.append(place)
            self._values.extend(np.array([trial.values]) * self.log.signs)
        else:
            assert trial.values is not None
            insort(self._keys, (_COMPLETE, trial.values[0] * float(self.log.signs[0]), 0.0, place))

    def _progress(self, trial: FrozenTrial) -> tuple[float, float]:
        """Later is better, then the last value reported; those that reported none come last."""
        step = trial.last_step
        if step is None:
            return 1.0, 0.0
        last = trial.intermediate_values[step]
        value = 0.0 if isinstance(last, tuple) else last  # several objectives: no order
        return -float(step), math.inf if math.isnan(value) else value * float(self.log.signs[0])

    def _split(self, count: int) -> frozenset[int]:
        chosen: list[int] = []
        if self._places:
            Y = self._values.first(len(self._places))
            Y = np.column_stack([finite(column) for column in Y.T])
            chosen = [self._places[k] for k in choose(Y, min(count, len(Y)))]
        rest = self._keys[: count - len(chosen)]
        return frozenset([*chosen, *(key[-1] for key in rest)])


def violated(trial: FrozenTrial) -> float:
    """By how much a trial violates its constraints in sum; 0 where it is feasible."""
    return sum(value for value in trial.constraints.values() if value > 0)
