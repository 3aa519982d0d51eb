"""Some parameters held fixed, the others left to another sampler."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from numpy.random import Generator

from bayesopt.errors import InvalidParameter, shown
from bayesopt.history import History
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.samplers.wrapper import Wrapper
from bayesopt.space import Space


class PartialFixedSampler(Wrapper):
    """Holds `fixed_params` and asks `base_sampler` for the rest.

    fixed_params : values by name. Suggesting raises InvalidParameter for one outside its range.
    """

    def __init__(self, fixed_params: Mapping[str, Any], base_sampler: Sampler) -> None:
        super().__init__(base_sampler)
        if not isinstance(fixed_params, Mapping):
            raise TypeError(
                f"fixed_params = {shown(fixed_params)} is no mapping; pass values by name"
            )
        self.fixed = {**base_sampler.fixed, **fixed_params}
        self._fixed = dict(fixed_params)
        self._base = base_sampler.holding(self._fixed)

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """The fixed values among `space`, and the base sampler's for the others."""
        fixed = {name: self._fixed[name] for name in space if name in self._fixed}
        for name, value in fixed.items():
            if not space[name].contains(value):
                raise InvalidParameter(
                    f"PartialFixedSampler: {shown(name)} = {shown(value)} is outside "
                    f"{shown(space[name])}; "
                    f"fix a value in that range"
                )
        if space and len(fixed) == len(space):
            return Suggestion(fixed)
        free = self._base.suggest(space.without(fixed), history, rng)
        # some samplers offer more than they are asked for
        more = {name: value for name, value in self._fixed.items() if name in free.params}
        return replace(free, params={**free.params, **more, **fixed})

    def exhausted(self, space: Space, history: History) -> bool:
        """Whether the base sampler has no point left."""
        return self._base.exhausted(space.without(self._fixed), history)
