"""Which trials of a study are the good ones, kept up as trials finish."""

import math
from bisect import insort

import numpy as np

from bayesopt.columns import Rows
from bayesopt.fronts import LARGEST, Front, Fronts, Steps
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.outputs import finite
from bayesopt.params import FloatArray
from bayesopt.pareto import choose, optuna_reference
from bayesopt.samplers.recipe import Recipe

Key = tuple[int, float, float, int]  # lower is better; the last is the place in the log
_COMPLETE, _PRUNED, _INFEASIBLE, _FAILED = range(4)
_FEW = 32  # new keys that are put in one by one


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
        self._sign = float(log.signs[0])
        self._places: list[int] = []  # with several objectives, the complete trials and
        self._values = Rows(len(log.directions))  # their values, lower being better
        self._pairs = _Pairs() if len(log.directions) == 2 else None

    def follow(self, history: History) -> None:
        """Take in the trials that have finished since."""
        if history.finished == self.finished:
            return
        new = enumerate(history.ended(self.finished), self.finished)
        keys = [
            self._key(place, trial)
            for place, trial in new
            if trial.state is not TrialState.FAIL or self._recipe.failures
        ]
        self.n += len(keys)
        self._insert([key for key in keys if key is not None])
        self.finished = history.finished
        good = self._split(self._recipe.good(self.n, len(self.log.directions)))
        self.good = self.good if good == self.good else good

    def _key(self, place: int, trial: FrozenTrial) -> Key | None:
        """Its rank; None of complete trials with several objectives, which are kept apart."""
        violation = violated(trial)
        if trial.state is TrialState.FAIL:
            return _FAILED, 0.0, 0.0, place
        if violation > 0:
            return _INFEASIBLE, violation, 0.0, place
        if trial.state is TrialState.PRUNED:
            return _PRUNED, *self._progress(trial), place
        assert trial.values is not None
        if not self._several:
            return _COMPLETE, trial.values[0] * self._sign, 0.0, place
        self._places.append(place)
        self._values.extend(np.array([trial.values]) * self.log.signs)
        return None

    def _insert(self, keys: list[Key]) -> None:
        if len(keys) > _FEW:
            self._keys = sorted(self._keys + keys)
            return
        for key in keys:
            insort(self._keys, key)

    def _progress(self, trial: FrozenTrial) -> tuple[float, float]:
        """Later is better, then the last value reported; those that reported none come last."""
        step = trial.last_step
        if step is None:
            return 1.0, 0.0
        last = trial.intermediate_values[step]
        value = 0.0 if isinstance(last, tuple) else last  # several objectives: no order
        return -float(step), math.inf if math.isnan(value) else value * self._sign

    def _chosen(self, count: int) -> list[int]:
        """Which of the complete trials are the `count` best, with several objectives."""
        Y = self._values.first(len(self._places))
        if self._pairs is not None and np.abs(Y).max() <= LARGEST:
            return self._pairs.choose(Y, count)
        self._pairs = None
        return choose(np.column_stack([finite(column) for column in Y.T]), count)

    def _split(self, count: int) -> frozenset[int]:
        chosen: list[int] = []
        if self._places:
            chosen = [self._places[k] for k in self._chosen(min(count, len(self._places)))]
        rest = self._keys[: count - len(chosen)]
        return frozenset([*chosen, *(key[-1] for key in rest)])


class _Pairs:
    """The best of values of two objectives, kept up as values enter."""

    def __init__(self) -> None:
        self._fronts = Fronts()
        self._n = 0
        self._parted: tuple[Front, int] | None = None  # the front of `steps`, as of a revision
        self._places: list[int] = []
        self._steps: Steps | None = None

    def choose(self, Y: FloatArray, k: int) -> list[int]:
        """As pareto.choose, of Y (n, 2) that begins with all rows that it began with before."""
        new = zip(Y[self._n :].tolist(), range(self._n, len(Y)), strict=True)
        for (x, y), place in sorted(new):
            self._fronts.add(x, y, place)
        self._n = len(Y)
        whole, front = self._fronts.reaching(k)
        return whole if front is None else [*whole, *self._part(front, Y, k - len(whole))]

    def _part(self, front: Front, Y: FloatArray, k: int) -> list[int]:
        """The k best of one front."""
        if self._parted != (front, front.revision) or self._steps is None:
            self._parted, self._places = (front, front.revision), sorted(front)
            some = Y[self._places]
            self._steps = Steps(some, optuna_reference(some))
        return [self._places[i] for i in self._steps.first(k)]


def violated(trial: FrozenTrial) -> float:
    """By how much a trial violates its constraints in sum; 0 where it is feasible."""
    return sum(value for value in trial.constraints.values() if value > 0)
