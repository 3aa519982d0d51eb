"""A sampler around another one."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any, Self

from bayesopt.errors import shown
from bayesopt.history import History
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space


class Wrapper(Sampler):
    """Suggests by means of `base_sampler`; whatever else it is asked, that one answers.

    Raises TypeError for a base that is no sampler.
    """

    def __init__(self, base_sampler: Sampler) -> None:
        if not isinstance(base_sampler, Sampler):
            raise TypeError(f"base_sampler = {shown(base_sampler)} is no Sampler; pass one")
        self.seed = base_sampler.seed
        self.repeats = base_sampler.repeats
        self.distinct = base_sampler.distinct
        self.constraints_func = base_sampler.constraints_func
        self.fixed = dict(base_sampler.fixed)
        self._base = base_sampler

    def recalled(self, notes: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the base sampler recalls."""
        return self._base.recalled(notes)

    def elsewhere(self, params: Mapping[str, Any]) -> Suggestion:
        """What the base sampler says of it, with what is fixed here."""
        suggestion = self._base.elsewhere(params)
        return replace(suggestion, params={**suggestion.params, **self.fixed})

    def holding(self, params: Mapping[str, Any]) -> Self:
        """The same around the base sampler of the rest."""
        held = copy(self)
        held._base = self._base.holding(params)
        return held

    def exhausted(self, space: Space, history: History) -> bool:
        """Whether the base sampler has no point left."""
        return self._base.exhausted(space, history)

    def most_promising(self, space: Space, history: History) -> list[int]:
        """What the base sampler believes."""
        return self._base.most_promising(space, history)
