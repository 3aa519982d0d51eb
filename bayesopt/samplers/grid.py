"""Every combination of given values, once."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import Generator

from bayesopt.errors import InvalidParameter, SpaceExhausted
from bayesopt.history import History
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Categorical, Space

_NOTE = "grid"


class GridSampler(Sampler):
    """Visits all combinations of the listed values in shuffled order, then stops the study.

    search_space : values by name; the names must be those that the objective suggests.
    seed : the study's seed, if given; it alone decides the order.
    Combinations that were enqueued by hand are not counted as visited.
    """

    def __init__(self, search_space: Mapping[str, Sequence[Any]], seed: int | None = None) -> None:
        self.seed = seed
        if not search_space:
            raise InvalidParameter("GridSampler: the grid is empty; pass values for a name")
        self._grid = Space({name: Categorical(values) for name, values in search_space.items()})
        self._orders: dict[int, list[int]] = {}

    @cached_property
    def _shape(self) -> tuple[int, ...]:
        return tuple(int(k) for k in self._grid.levels)

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """The next combination, whole, whichever of its parameters are asked for.

        Raises InvalidParameter for a parameter that the grid lacks or whose range excludes the
        grid's value, SpaceExhausted after the last combination.
        """
        visited = self._visited(history)
        index = next((k for k in self._order(history.seed) if k not in visited), None)
        if index is None:
            raise SpaceExhausted(f"GridSampler: all {len(visited)} combinations are taken")
        cell = np.unravel_index(index, self._shape)
        values = zip(self._grid.items(), cell, strict=True)
        params = {name: grid.from_unit((k + 0.5) / grid.levels) for (name, grid), k in values}
        self._check(space, params)
        return Suggestion(params, {_NOTE: index})

    def exhausted(self, space: Space, history: History) -> bool:
        """Whether every combination has been suggested."""
        return len(self._visited(history)) >= math.prod(self._shape)

    def _check(self, space: Space, params: Mapping[str, Any]) -> None:
        for name, param in space.items():
            if name not in params:
                raise InvalidParameter(
                    f"GridSampler: {name!r} is not in the grid; list its values"
                )
            if not param.contains(params[name]):
                raise InvalidParameter(
                    f"GridSampler: {name!r} = {params[name]!r} is outside {param}; mend the grid"
                )

    def _visited(self, history: History) -> set[int]:
        pending = {trial.notes[_NOTE] for trial in history.pending if _NOTE in trial.notes}
        return pending.union(history.noted(_NOTE))

    def _order(self, seed: int) -> list[int]:
        if seed not in self._orders:
            shuffled = np.random.default_rng(seed).permutation(math.prod(self._shape))
            self._orders[seed] = [int(k) for k in shuffled]
        return self._orders[seed]
