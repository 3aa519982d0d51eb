"""A trial's suggestions, computed again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bayesopt.duplicates import Duplicates, Visited, distinct, policy
from bayesopt.frozen import FrozenTrial
from bayesopt.history import History
from bayesopt.randomness import generator
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Param, Space


@dataclass
class Suggester:
    """Suggests as `sampler` did, under a policy for duplicates."""

    sampler: Sampler
    duplicates: str
    declared: Space | None
    _visited: Visited | None = None

    def joint(self, trial: FrozenTrial, moment: Mapping[str, Any], view: History) -> Suggestion:
        """What was suggested at `ask` for all that was known to be needed."""
        space = self._space(trial, moment, view).free
        if space and trial.fixed_params.keys() >= space.keys():
            return Suggestion({})
        if policy(self.duplicates) is Duplicates.ALLOW:
            return self.sampler.suggest(space, view, generator(view.seed, view.number))
        if self._visited is None or self._visited.log is not view.log:
            self._visited = Visited(view.log)
        return distinct(self.sampler, space, view, self._visited.upto(view))

    def _space(self, trial: FrozenTrial, moment: Mapping[str, Any], view: History) -> Space:
        if "asked" in moment:
            names = (name for name in moment["asked"] if name in trial.distributions)
            return Space({name: trial.distributions[name] for name in names})
        return view.space() if self.declared is None else self.declared

    def alone(self, name: str, param: Param, view: History) -> Any:
        """What was suggested for a parameter that the joint suggestion did not serve."""
        rng = generator(view.seed, view.number, f"param {name}")
        return self.sampler.suggest(Space({name: param}), view, rng).params[name]

    def value(self, name: str, param: Param, joint: Suggestion, view: History) -> Any:
        """The value that the trial must have."""
        if name in joint.params and param.contains(joint.params[name]):
            return param.cast(joint.params[name])
        if param.is_single:
            return param.from_unit(0.5)
        return param.cast(self.alone(name, param, view))
