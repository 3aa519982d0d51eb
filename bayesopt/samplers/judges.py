"""What may go wrong in a study, each with a Gaussian process that judges where it does."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.feasibility import LogFeasible
from bayesopt.gp import GP
from bayesopt.history import History, Observations
from bayesopt.hyperparameters import Hyperparameters
from bayesopt.outputs import finite
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.randomness import generator
from bayesopt.samplers.active_set import choose, ranking
from bayesopt.samplers.distances import (
    as_kept,
    bounded,
    flags,
    in_logarithms,
    smaller_side,
    spans_decades,
)
from bayesopt.samplers.learning import Learnt, learn
from bayesopt.space import Space

FAILED = "failed"  # the judge of failures
BORDER = 8.0  # times as much as a broken constraint counts what costs a trial for nothing
LEAST_ROWS = 120  # that the judge of a constraint may know, however many there are
AT_ONCE = 3  # constraints whose judges learn anew in one trial; others go on as they are
LEAST = 0.1  # of the most relevant parameter's part in a distance, which any other has as well


@dataclass(frozen=True)
class Judge:
    """What is believed of one thing that may go wrong.

    posterior : of a value that is `limit` or less where all goes well.
    weight : how much it counts.
    notes : by name, the hyperparameters that were learnt.
    of_failures : whether it is of trials that failed, which may have been by chance.
    noisy : whether it is of values with noise, so that a trial may have kept it by luck.
    """

    posterior: Posterior
    weight: float
    limit: float
    notes: dict[str, dict[str, Any]]
    of_failures: bool = False
    noisy: bool = False


def judges_of(
    seen: Observations,
    missed: FloatArray,
    gp: GP,
    space: Space,
    history: History,
    key: str,
    most: int,
) -> tuple[Judge, ...]:
    """A judge of failures, if there are any, one of points `missed` (m, d) that were suggested in
    vain, and one of each constraint that has been set.

    Their hyperparameters are as noted under `key`, or learnt anew.
    most : how many trials the judge of a constraint may know if it is the only one; several cost
        together as much as that one, as long as each knows LEAST_ROWS.
    """
    used = seen.usable
    if not used.any():
        return ()
    court = Court(gp, space, history, key)
    judges = [
        court.of_border(name, seen.X[used], lost)
        for name, lost in ((FAILED, seen.failed), ("missed", missed))
        if len(lost)
    ]
    rows = np.flatnonzero(used)
    rank, C = ranking(seen.Y[rows], seen.feasible[rows]), as_kept(seen.C[rows])
    each = max(LEAST_ROWS, int(most / math.sqrt(max(seen.C.shape[1], 1))))
    some = choose(seen.X[rows], rank, space.categorical, each)
    rows, C = rows[some], C[some]
    given = {f"constraint {k}": ~np.isnan(values) for k, values in enumerate(C.T)}
    due = court.overdue({name: int(np.sum(known)) for name, known in given.items()})
    for (name, known), values in zip(given.items(), C.T, strict=True):
        X, c = seen.X[rows[known]], values[known]
        if flags(c):
            lost = c > 0
            judges.append(court.of_border(name, X[~lost], X[lost]))
        elif len(c):
            judges.append(court.of_values(name, X, c, name in due))
    return tuple(judges)


@dataclass(frozen=True)
class Court:
    """Where judges learn: by a process `gp` over `space`, from what was noted under `key`."""

    gp: GP
    space: Space
    history: History
    key: str

    def overdue(self, counts: Mapping[str, int]) -> list[str]:
        """Names of constraints, of which so many values are known, whose judges learn anew: the
        AT_ONCE of which these numbers have changed most since they last did.
        """
        change = {}
        for name, n in counts.items():
            learnt = self._noted(name)
            if learnt is not None and self._outgrown(learnt, n):
                change[name] = abs(n - learnt.n) / learnt.n
        return sorted(change, key=lambda name: -change[name])[:AT_ONCE]

    def of_values(self, name: str, X: FloatArray, c: FloatArray, due: bool) -> Judge:
        """By values c (k,) at X (k, d), 0 or less where all goes well; if that is `due`, the judge
        learns anew.
        """
        learnt = self._noted(name)
        depth = 0 if learnt is None else learnt.depth
        if learnt is None or (due and self._outgrown(learnt, len(X))):
            depth = int(spans_decades(self.gp, X, c, self.space))
        modelled = in_logarithms(smaller_side(c))(finite(c)) if depth else bounded(c)
        posterior, learnt = self._believed(name, X, modelled, due)
        notes = {name: replace(learnt, depth=depth).to_note()}
        return Judge(posterior, 1.0, 0.0, notes, noisy=posterior.hyperparameters.noisy)

    def of_border(self, name: str, well: FloatArray, lost: FloatArray) -> Judge:
        """By where it went `well` (n, d), and where it did not, `lost` (f, d)."""
        X = np.concatenate([well, spread(lost, self.space)])
        labels = np.repeat([-1.0, 1.0], [len(well), len(lost)])
        relevance = self._noted(name)
        if relevance is None or self._outgrown(relevance, len(X)):
            finished = self.history.finished
            relevance = learn(self.gp, X, labels, self.space, relevance, len(X), finished)[1]
        depth = depths(well, lost, relevance.hyperparameters, self.space.categorical)
        posterior, learnt = self._believed(f"{name} depth", X, depth, due=True)
        notes = {name: relevance.to_note(), f"{name} depth": learnt.to_note()}
        # a distance has no noise: what looks like it is how far off the process is
        return Judge(posterior, BORDER, -posterior.noise_std, notes, name == FAILED)

    def _believed(
        self, name: str, X: FloatArray, c: FloatArray, due: bool
    ) -> tuple[Posterior, Learnt]:
        """What is believed of c (k,) at X (k, d), its hyperparameters as noted or learnt anew."""
        learnt = self._noted(name)
        if learnt is None or (due and self._outgrown(learnt, len(X))):
            return learn(self.gp, X, c, self.space, learnt, len(X), self.history.finished)
        theta = learnt.hyperparameters
        return self.gp.condition(X, c, theta, categorical=self.space.categorical), learnt

    def _noted(self, name: str) -> Learnt | None:
        return Learnt.from_note(next(self.history.noted(f"{self.key} {name}"), None))

    def _outgrown(self, learnt: Learnt, n: int) -> bool:
        return learnt.outgrown(n, self.history.finished)


def spread(X: FloatArray, space: Space) -> FloatArray:
    """X (f, d) with a random value for each NaN, the same at every call: a trial that failed
    before it came to a parameter says that it fails whatever that is.
    """
    if not np.isnan(X).any():
        return X
    anywhere = space.snap(generator(0, 0).random(X.shape))
    return space.place(np.where(np.isnan(X), anywhere, X))


def depths(
    well: FloatArray, failed: FloatArray, relevance: Hyperparameters, categorical: NDArray[Any]
) -> FloatArray:
    """How far (n + f,) each of `well` (n, d) and `failed` (f, d) is from the nearest of the
    others; below 0 for those of `well`.

    A step is rough: a process that learns it from -1 and 1 trusts it nowhere but close to what it
    has seen. A distance is as smooth as the border. `relevance`, learnt from -1 and 1, says which
    parameters the border depends on; on one that is NaN it does not.
    """
    lengthscales = np.array(relevance.lengthscales)
    parts = np.maximum(lengthscales.min() / lengthscales, LEAST)
    squared = np.zeros((len(well), len(failed)))
    for j, part in enumerate(parts.tolist()):
        apart = well[:, j, None] - failed[:, j]
        apart[np.isnan(apart)] = 0.0
        squared += part**2 * (apart != 0 if categorical[j] else apart**2)
    distances = np.sqrt(squared)
    return np.concatenate([-distances.min(axis=1), distances.min(axis=0)])


def agreement(judges: tuple[Judge, ...]) -> LogFeasible:
    """How likely nothing goes wrong."""
    posteriors = tuple(judge.posterior for judge in judges)
    weights = tuple(judge.weight for judge in judges)
    return LogFeasible(posteriors, weights, tuple(judge.limit for judge in judges))
