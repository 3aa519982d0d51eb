"""Every combination of given values, once."""

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.random import Generator

from bayesopt.errors import InvalidParameter, SpaceExhausted, shown
from bayesopt.history import FrozenTrial, History, Log
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Categorical, Space


class _Study(Protocol):
    def history(self) -> History: ...


@dataclass(frozen=True)
class _Seen:
    """The combinations that the first `finished` trials of a log have visited."""

    log: Log | None = None
    finished: int = 0
    cells: frozenset[int] = frozenset()


class GridSampler(Sampler):
    """Visits all combinations of the listed values in shuffled order, then stops the study.

    search_space : values by name; the names must be those that the objective suggests.
    seed : the study's seed, if given; it alone decides the order.
    A combination counts as visited whoever has chosen it.
    """

    repeats = False

    def __init__(self, search_space: Mapping[str, Sequence[Any]], seed: int | None = None) -> None:
        self.seed = seed
        if not isinstance(search_space, Mapping) or not search_space:
            raise InvalidParameter(
                f"GridSampler: search_space = {shown(search_space)}; pass lists of values by name"
            )
        self._grid = Space({name: Categorical(values) for name, values in search_space.items()})
        lists = "/".join(map(repr, self._lists.items()))
        self._note = f"grid-{zlib.crc32(lists.encode()):08x}"  # another grid's cells are others
        self._orders: dict[int, list[int]] = {}
        self._seen = _Seen()

    @property
    def _lists(self) -> dict[str, list[Any]]:
        return {
            name: [grid.at(k) for k in range(grid.levels)] for name, grid in self._grid.items()
        }

    @cached_property
    def _shape(self) -> tuple[int, ...]:
        return tuple(int(k) for k in self._grid.levels)

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """The next combination, whole, whichever of its parameters are asked for.

        Raises InvalidParameter for a parameter that the grid lacks or whose range excludes the
        grid's value, SpaceExhausted after the last combination.
        """
        visited, order = self._visited(history), self._order(history.seed)
        # where nothing runs out of turn, the first of these is free
        turns = (order[k % len(order)] for k in range(len(visited), len(visited) + len(order)))
        index = next((k for k in turns if k not in visited), None)
        if index is None:
            raise SpaceExhausted(f"GridSampler: all {len(visited)} combinations are taken")
        params = self._values(index)
        self._check(space, params)
        return Suggestion(params, {self._note: index})

    def _values(self, index: int) -> dict[str, Any]:
        """The combination of that number."""
        cell = zip(self._grid.items(), np.unravel_index(index, self._shape), strict=True)
        return {name: grid.from_unit((k + 0.5) / grid.levels) for (name, grid), k in cell}

    def recalled(self, notes: Mapping[str, Any]) -> Mapping[str, Any]:
        """The combination that the trial was about, if it was one of this grid."""
        return self._values(notes[self._note]) if self._note in notes else {}

    def holding(self, params: Mapping[str, Any]) -> "GridSampler":
        """The grid of the other parameters."""
        lists = self._lists
        held = {name: [params[name]] for name in lists if name in params}
        return GridSampler({**lists, **held}, self.seed)

    def exhausted(self, space: Space, history: History) -> bool:
        """Whether every combination has been suggested."""
        return len(self._visited(history)) >= math.prod(self._shape)

    def is_exhausted(self, study: _Study) -> bool:
        """Whether `study` has suggested every combination."""
        return self.exhausted(Space(), study.history())

    def _check(self, space: Space, params: Mapping[str, Any]) -> None:
        for name, param in space.items():
            if name not in params:
                raise InvalidParameter(
                    f"GridSampler: {shown(name)} is not in the grid; list its values"
                )
            if not param.contains(params[name]):
                raise InvalidParameter(
                    f"GridSampler: {shown(name)} = {shown(params[name])} is outside "
                    f"{shown(param)}; mend the grid"
                )

    def _visited(self, history: History) -> frozenset[int]:
        seen = self._seen
        if seen.log is not history.log or seen.finished > history.finished:
            seen = _Seen()
        cells = seen.cells.union(*map(self._cells, history.ended(after=seen.finished)))
        self._seen = _Seen(history.log, history.finished, cells)
        return cells.union(*map(self._cells, history.pending))

    def _cells(self, trial: FrozenTrial) -> list[int]:
        """The combination that the trial evaluates, or has planned; none if it is not known."""
        if self._note in trial.notes:
            return [trial.notes[self._note]]
        given = trial.params
        at = [grid.raw(given[name]) for name, grid in self._grid.items() if name in given]
        if len(at) < len(self._grid) or any(map(math.isnan, at)):
            return []
        return [int(np.ravel_multi_index([*map(int, at)], self._shape))]

    def _order(self, seed: int) -> list[int]:
        if seed not in self._orders:
            shuffled = np.random.default_rng(seed).permutation(math.prod(self._shape))
            self._orders[seed] = [int(k) for k in shuffled]
        return self._orders[seed]
