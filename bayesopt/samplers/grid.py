"""Every combination of given values, once."""

import math
import zlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.random import Generator

from bayesopt.errors import InvalidParameter, SpaceExhausted, shown
from bayesopt.history import FrozenTrial, History, Log
from bayesopt.kept import Kept
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Categorical, Space


class _Study(Protocol):
    def history(self) -> History: ...


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
        self._kept = Kept(partial(_Visited, self._grid, self._note))

    @property
    def _lists(self) -> dict[str, list[Any]]:
        return {
            name: [grid.at(k) for k in range(grid.levels)] for name, grid in self._grid.items()
        }

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
        cell = zip(self._grid.items(), np.unravel_index(index, self._grid.levels), strict=True)
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
        return len(self._visited(history)) >= self._grid.size

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

    def _visited(self, history: History) -> set[int]:
        with self._kept.at(history) as visited:
            return visited.cells.union(*map(visited.cells_of, history.pending))

    def _order(self, seed: int) -> list[int]:
        if seed not in self._orders:
            # any whole number, as `generator` takes it
            shuffled = np.random.default_rng(seed % 2**127).permutation(int(self._grid.size))
            self._orders[seed] = [int(k) for k in shuffled]
        return self._orders[seed]


class _Visited:
    """The combinations of a grid that a log's trials have visited.

    note : under which a suggestion notes which one it is.
    """

    def __init__(self, grid: Space, note: str, log: Log, key: None) -> None:
        self.cells: set[int] = set()
        self._grid = grid
        self._note = note

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        self.cells.update(self.cells_of(trial))

    def cells_of(self, trial: FrozenTrial) -> list[int]:
        """The combination that the trial evaluates, or has planned; none if it is not known."""
        if self._note in trial.notes:
            return [trial.notes[self._note]]
        given = trial.params
        at = [grid.raw(given[name]) for name, grid in self._grid.items() if name in given]
        if len(at) < len(self._grid) or any(map(math.isnan, at)):
            return []
        return [int(np.ravel_multi_index([*map(int, at)], self._grid.levels))]
