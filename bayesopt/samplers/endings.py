"""What trials tell a model that did not simply end with a value of the function.

An infinite value, or one that lies a million times farther away than all others, says that
something went wrong, as a failure does. So does the worst value where several trials have it and
hardly any other value comes twice: it was told for whatever went wrong. A pruned trial is taken to
end where a complete one ended that had the same rank at its last step; where none has reported
there, it says as much as a failure. Trials where nothing is offered any more tell what is close to
what is.

n complete, q pruned trials of m objectives and d parameters; lower values are better.
"""

import math
from dataclasses import replace
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from bayesopt.columns import Rows
from bayesopt.history import FrozenTrial, History, Log, Observations, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray
from bayesopt.space import Space

Array = TypeVar("Array", bound=NDArray[Any])

FAR = 1e6  # times the range of the others, beyond which a value is none of the same function
RANGES = 1.0  # of the values in the cube, by which those beyond it may be worse
FEWEST, FIRST = 5, 10  # values from which that can be said, and that are the first
SHARED, TWICE = 4, 0.1  # trials that have the worst value, and the share of others that agree
LATEST = 1000  # of these others


class Reports:
    """What trials of one objective had reported when they ended.

    pruned : rows that pruned trials have among the complete and pruned ones together.
    last : (q, 2) the last step of each pruned trial, and the value there; NaN if it reported none.
    """

    def __init__(self, log: Log, key: object) -> None:
        self.pruned = Rows(1)
        self.last = Rows(2)
        self._sign = float(log.signs[0])
        self._ended = 0
        self._complete: dict[int, Rows] = {}  # by step: what was reported, and the final value

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        if trial.state is TrialState.FAIL:
            return
        if trial.state is TrialState.PRUNED:
            step = trial.last_step
            last = (math.nan, math.nan) if step is None else (step, self._at(trial, step))
            self.pruned.extend(np.array([[self._ended]]))
            self.last.extend(np.array([last]))
        elif trial.values is not None and math.isfinite(trial.values[0]):
            final = self._sign * trial.values[0]
            for step in trial.intermediate_values:
                known = self._complete.setdefault(step, Rows(2))
                known.extend(np.array([[self._at(trial, step), final]]))
        self._ended += 1

    def _at(self, trial: FrozenTrial, step: int) -> float:
        value = trial.intermediate_values[step]
        number = math.nan if isinstance(value, tuple) else self._sign * value
        return math.inf if math.isnan(number) else number

    def ends(self) -> FloatArray:
        """Where each pruned trial (q,) would have ended; NaN where nothing says so."""
        steps, values = self.last.all().T
        found = np.full(len(steps), np.nan)
        for step in np.unique(steps[~np.isnan(steps)]).tolist():
            if step in self._complete:
                reported, finals = np.sort(self._complete[step].all(), axis=0).T
                here = steps == step
                rank = np.searchsorted(reported, values[here])
                found[here] = finals[np.minimum(rank, len(finals) - 1)]
        return found


class Endings:
    """Tells a model of trials that ended with a value, as far as it can make sense of it."""

    def __init__(self) -> None:
        self._kept = Kept(Reports)

    def told(self, seen: Observations, space: Space, history: History) -> Observations:
        """Only rows with values that a model may take for those of the function, pruned trials
        among them, in the order of finishing; the others among those that failed.
        """
        wrong = lost(seen.Y)
        if len(seen.pruned) == 0:
            return in_sight(_without(seen, wrong) if wrong.any() else seen, space)
        with self._kept.at(history) as reports:
            places, ends = reports.pruned.all()[:, 0].astype(int), reports.ends()
        single = seen.Y.shape[1] == 1
        silent = np.isnan(ends) if single else np.ones(len(ends), dtype=bool)
        Y = np.repeat(ends[:, None], seen.Y.shape[1], axis=1)
        merged = replace(
            seen,
            X=_merged(seen.X, seen.pruned, places),
            Y=_merged(seen.Y, Y, places),
            C=_merged(seen.C, seen.C_pruned, places),
            pruned=seen.pruned[:0],
            C_pruned=seen.C_pruned[:0],
        )
        return in_sight(_without(merged, _merged(wrong, silent, places)), space)


def lost(Y: FloatArray) -> NDArray[np.bool_]:
    """Which rows of values Y (n, m) say no more than that something went wrong."""
    wrong: NDArray[np.bool_] = np.any(np.isposinf(Y), axis=1)
    if Y.shape[1] == 1:
        wrong |= far(Y[:, 0])
        wrong |= told_for_all(np.where(wrong, np.inf, Y[:, 0]))
    return wrong


def told_for_all(y: FloatArray) -> NDArray[np.bool_]:
    """Which values (n,) are the worst finite one, if SHARED trials have it and of FEWEST others at
    least hardly any agree.
    """
    known = y[np.isfinite(y)]
    worst = known.max(initial=-np.inf)
    others = known[known < worst]
    few = len(known) - len(others) < SHARED or len(others) < FEWEST
    if few or len(np.unique(others[-LATEST:])) < (1 - TWICE) * min(len(others), LATEST):
        return np.zeros(len(y), dtype=bool)
    return np.asarray(y == worst)


def far(y: FloatArray) -> NDArray[np.bool_]:
    """Which values (n,), in the order in which they came, lie FAR beyond all others: a fifth of
    them at most. They lie as far beyond the first ones, too: at the end of a search most values
    may be so close together that those of the start look far away.
    """
    known = y[np.isfinite(y)] / 2  # halves, so that differences are finite
    nowhere = np.zeros(len(y), dtype=bool)
    if len(known) < FEWEST:
        return nowhere
    first, lowest = _highest(known[:FIRST])[0], known.min()
    if first == 0 or (known.max() - lowest) / FAR <= first:
        return nowhere
    top = _highest(known)
    gaps = np.flatnonzero(top[1:] / FAR > np.maximum(top[:-1], first))
    return y / 2 - lowest > top[gaps[0]] if len(gaps) else nowhere


def _highest(y: FloatArray) -> FloatArray:
    """How far the highest fifth of `y` (n,), and one more, are from the lowest; ascending."""
    ascending = np.sort(y)
    highest: FloatArray = ascending[-1 - len(y) // 5 :] - ascending[0]
    return highest


def in_sight(seen: Observations, space: Space) -> Observations:
    """Without trials of values that are no longer offered and far worse than all that are: how bad
    it is there must not drown what differs here.
    """
    inside = space.offers(seen.X)
    if inside.all() or seen.Y.shape[1] != 1 or len(np.unique(seen.Y[inside])) < 2:
        return seen
    best, worst = seen.Y[inside].min(), seen.Y[inside].max()
    with np.errstate(over="ignore"):
        near = inside | (seen.Y[:, 0] - worst <= RANGES * (worst - best))
    return replace(seen, X=seen.X[near], Y=seen.Y[near], C=seen.C[near])


def _without(seen: Observations, wrong: NDArray[np.bool_]) -> Observations:
    well = ~wrong
    failed = np.concatenate([seen.failed, seen.X[wrong]])
    return replace(seen, X=seen.X[well], Y=seen.Y[well], C=seen.C[well], failed=failed)


def _merged(rows: Array, others: Array, places: NDArray[np.intp]) -> Array:
    """`rows` with the `others` put in so that they stand at `places`."""
    merged = np.empty((len(rows) + len(others), *rows.shape[1:]), dtype=rows.dtype)
    mine = np.ones(len(merged), dtype=bool)
    mine[places] = False
    merged[mine], merged[places] = rows, others
    return cast(Array, merged)
