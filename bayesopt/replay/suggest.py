"""A trial's suggestions, computed again."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from bayesopt.duplicates import Watched, policy, suggest_alone, suggest_jointly
from bayesopt.frozen import FrozenTrial
from bayesopt.history import History, Log
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space
from bayesopt.visited import Visited


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
        enqueued = trial.fixed_params
        return suggest_jointly(self.sampler, space, view, self._watched(view), enqueued)

    def left(self, trial: FrozenTrial, moment: Mapping[str, Any], view: History) -> Suggestion:
        """What was left of the plan of a trial that was taken over."""
        had = {name: trial.params[name] for name in moment["had"] if name in trial.params}
        return Suggestion({**self.sampler.recalled(trial.notes), **had})

    def _watched(self, view: History) -> Watched:
        if self._visited is None or self._visited.log is not view.log:
            self._visited = Visited(view.log)
        return Watched(policy(self.duplicates), self._visited)

    def _space(self, trial: FrozenTrial, moment: Mapping[str, Any], view: History) -> Space:
        if "asked" in moment:
            names = (name for name in moment["asked"] if name in trial.distributions)
            return Space({name: trial.distributions[name] for name in names})
        return view.space() if self.declared is None else self.declared

    def value(
        self,
        name: str,
        trial: FrozenTrial,
        moment: Mapping[str, Any],
        joint: Suggestion,
        view: History,
    ) -> Any:
        """The value of a parameter that `trial` must have."""
        param = trial.distributions[name]
        if name in joint.params and param.contains(joint.params[name]):
            return param.cast(joint.params[name])
        if param.is_single:
            return param.from_unit(0.5)
        if name in moment.get("blind", ()):
            nothing = Log(view.log.directions, view.log.seed).view(view.number)
            watched = Watched(policy(self.duplicates), Visited(nothing.log))
            alone = suggest_alone(self.sampler, name, param, nothing, watched, {})
            return param.cast(alone.params[name])
        earlier = takewhile(lambda pair: pair[0] != name, trial.params.items())
        served = {} if name in moment.get("apart", ()) else dict(earlier)
        known = {**joint.params, **trial.fixed_params, **served}
        alone = suggest_alone(self.sampler, name, param, view, self._watched(view), known)
        return param.cast(alone.params[name])
