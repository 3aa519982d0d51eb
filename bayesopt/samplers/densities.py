"""Two densities that follow a study: where its good trials are, and where the bad ones."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from bayesopt.choices import Categorical
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.params import Float, FloatArray, Param
from bayesopt.parzen import Columns, Mixture, best
from bayesopt.samplers.ranking import Ranking
from bayesopt.samplers.recipe import Recipe
from bayesopt.space import Space

_FEW = 8  # moves that are always cheaper one by one


class Densities:
    """Trials of one log that have all parameters of `space`, as a good and a bad density.

    Of no use after an interruption of one of its methods: it may be between two states.
    """

    def __init__(self, log: Log, space: Space, recipe: Recipe) -> None:
        self.log = log
        self.finished = 0
        self._params = sorted(space.items(), key=_kind)  # stable: in order within a kind
        self._columns = _columns([param for _, param in self._params])
        self._failures = recipe.failures
        parzen = recipe.parzen
        level = replace(parzen, full=2**31 if len(log.directions) > 1 else parzen.full)
        self._good = Mixture(self._columns, level)
        self._bad = Mixture(self._columns, parzen)  # holds the good ones too, but not counting
        self._slots: dict[int, int] = {}  # place in the log -> slot in it
        self._good_places: frozenset[int] = frozenset()
        self._good_slots: frozenset[int] = frozenset()

    def follow(self, history: History, ranking: Ranking) -> None:
        """Take in the trials that have finished since; let others change sides."""
        if history.finished == self.finished:
            return
        new, good = self._take_in(history), self._good_slots
        if ranking.good is not self._good_places:
            slots = self._slots
            good = frozenset(slots[place] for place in ranking.good if place in slots)
        self._part(good, new)
        if good != self._good_slots:
            self._good.fill(self._bad.rows(sorted(good)))
        self._good_places, self._good_slots = ranking.good, good
        self.finished = history.finished

    def _take_in(self, history: History) -> range:
        """The slots of the trials that are new."""
        trials = history.ended(self.finished)
        rows = self._rows(history) if len(trials) > _FEW else np.array([*map(self._row, trials)])
        counts = [self._failures or trial.state is not TrialState.FAIL for trial in trials]
        used = np.flatnonzero(np.array(counts) & ~np.isnan(rows).any(axis=1))
        if len(used) == 0:
            return range(0)
        first = self._bad.append(rows[used])
        new = range(first, first + len(used))
        self._slots.update(zip((self.finished + used).tolist(), new, strict=True))
        return new

    def _rows(self, history: History) -> FloatArray:
        """The places of all trials that are new, column by column; as `_row` has them."""
        rows = np.array(history.encoded(Space(dict(self._params)), self.finished))
        for j, (_, param) in enumerate(self._params):
            if _chosen(param):
                rows[:, j] = np.floor(rows[:, j] * param.levels)
            elif not isinstance(param, Categorical):
                np.clip(rows[:, j], 0.0, 1.0, out=rows[:, j])
        return rows

    def _part(self, good: frozenset[int], new: range) -> None:
        """Let all but the good ones count among the bad ones."""
        enter = [*(self._good_slots - good), *(slot for slot in new if slot not in good)]
        leave = [slot for slot in good - self._good_slots if slot not in new]
        if len(enter) + len(leave) > _FEW + len(self._bad) // 16:
            self._bad.count([slot for slot in self._slots.values() if slot not in good])
            return
        for slot in leave:
            self._bad.remove(slot)
        for slot in enter:
            self._bad.insert(slot)

    def propose(
        self, rng: Generator, candidates: int, pending: Sequence[FrozenTrial]
    ) -> dict[str, Any]:
        """The best of some draws from the good density; `pending` trials count as bad."""
        rows = [row for row in map(self._row, pending) if not _lacking(row)]
        uniforms = rng.random((candidates, self._columns.d + 1))
        cells = self._cells(self._good.draw(uniforms))
        with self._lying(rows):
            winner = best(self._good, self._bad, cells)
        pairs = zip(self._params, cells[0, winner].tolist(), strict=True)
        return {name: _value(param, x) for (name, param), x in pairs}

    @contextmanager
    def _lying(self, rows: list[list[float]]) -> Iterator[None]:
        """Let `rows` count as bad for a moment. Source: constant liar, Ginsbourger et al. 2010."""
        if not rows:
            yield
            return
        first = self._bad.append(np.array(rows))
        for slot in range(first, first + len(rows)):
            self._bad.insert(slot)
        yield
        for slot in range(first, first + len(rows)):
            self._bad.remove(slot)
        self._bad.pop(len(rows))

    def _cells(self, X: FloatArray) -> FloatArray:
        """Candidates (3, m, d) on their values, and the edges of their cells."""
        cells = np.empty((3, *X.shape))
        cells[:] = X
        for j in range(self._columns.continuous, self._columns.numeric):
            param = self._params[j][1]
            cells[0, :, j] = param.snap(X[:, j])
            cells[1, :, j], cells[2, :, j] = param.edges(X[:, j])
        return cells

    def _row(self, trial: FrozenTrial) -> list[float]:
        """The trial's place in every column; NaN where it has none."""
        return [
            _place(param, trial.distributions[name], trial.params[name])
            if name in trial.distributions
            else math.nan
            for name, param in self._params
        ]


def _lacking(row: Sequence[float]) -> bool:
    """Whether a trial has no place in some column."""
    return any(map(math.isnan, row))


def _chosen(param: Param) -> bool:
    """Whether it is a choice without an order."""
    return isinstance(param, Categorical) and not param.ordered


def _kind(item: tuple[str, Param]) -> int:
    _, param = item
    return 2 if _chosen(param) else 1 if param.levels else 0


def _columns(params: Sequence[Param]) -> Columns:
    choices = tuple(param.levels for param in params if _chosen(param))
    continuous = sum(not param.levels for param in params)
    return Columns(continuous, len(params) - continuous - len(choices), choices)


def _place(param: Param, known: Param, value: Any) -> float:
    """Where a trial's value of `known` is in the column of `param`; NaN if nowhere.

    What is beyond a range that has become narrower counts as at its end.
    """
    if known is param and type(param) is Float:  # most of them
        return min(max(param.to_unit(value), 0.0), 1.0)
    if isinstance(param, Categorical):
        k = param.exact_index(value) if isinstance(known, Categorical) else -1
        if k < 0:
            return math.nan
        return param.to_unit(value) if param.ordered else float(k)
    if isinstance(known, Categorical):
        return math.nan
    u = param.to_unit(value)
    return u if u != u else min(max(u, 0.0), 1.0)


def _value(param: Param, x: float) -> Any:
    if isinstance(param, Categorical) and not param.ordered:
        return param.choices[int(x)]
    return param.from_unit(x)
