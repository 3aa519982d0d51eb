"""Our samplers in an Optuna study.

import optuna
from bayesopt.integrations.optuna import BayesoptSampler
from bayesopt.samplers import GPSampler

study = optuna.create_study(sampler=BayesoptSampler(GPSampler()))
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, IntDistribution

from bayesopt.duplicates import Duplicates, Watched, suggest_alone, suggest_jointly
from bayesopt.errors import shown
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.history import History, Log
from bayesopt.randomness import new_seed
from bayesopt.samplers import Sampler, Suggestion
from bayesopt.space import Categorical, Float, Int, Param, Space
from bayesopt.visited import Visited

_NOTES = "bayesopt:notes"


class BayesoptSampler(optuna.samplers.BaseSampler):
    """Lets `sampler` choose the parameters of an Optuna study.

    sampler : any of bayesopt.samplers. What it notes is kept in the trials' system attributes, so
        that a study resumed from a storage goes on as it would have.
    Random numbers depend on the sampler's seed and the trial's number alone.
    """

    def __init__(self, sampler: Sampler) -> None:
        if not isinstance(sampler, Sampler):
            raise TypeError(f"sampler = {shown(sampler)} is none; pass one of bayesopt.samplers")
        self._sampler = sampler
        self._seed = new_seed() if sampler.seed is None else sampler.seed
        self._start()

    def _start(self) -> None:
        self._lock = threading.RLock()
        self._visited: WeakKeyDictionary[optuna.Study, Visited] = WeakKeyDictionary()
        self._plans: WeakKeyDictionary[optuna.Study, dict[int, Mapping[str, Any]]]
        self._plans = WeakKeyDictionary()

    def __getstate__(self) -> dict[str, Any]:
        return {"_sampler": self._sampler, "_seed": self._seed}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        self._start()

    def infer_relative_search_space(
        self, study: optuna.Study, trial: optuna.trial.FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """The parameters that every complete trial used and that leave something to choose."""
        common = optuna.search_space.intersection_search_space(study._get_trials(deepcopy=False))
        return {name: dist for name, dist in common.items() if not dist.single()}

    def sample_relative(
        self,
        study: optuna.Study,
        trial: optuna.trial.FrozenTrial,
        search_space: dict[str, BaseDistribution],
    ) -> dict[str, Any]:
        """The sampler's joint suggestion."""
        if not search_space:
            return {}
        fixed = trial.system_attrs.get("fixed_params", {})
        given = {n: _ours(dist, fixed[n]) for n, dist in search_space.items() if n in fixed}

        def jointly(history: History, watched: Watched) -> Suggestion:
            space = _space(search_space)
            return suggest_jointly(self._sampler, space, history, watched, given)

        plan = self._suggest(study, trial, jointly)
        self._plans.setdefault(study, {})[trial.number] = plan
        # what is enqueued may be left out
        return {n: _theirs(dist, plan[n]) for n, dist in search_space.items() if n in plan}

    def sample_independent(
        self,
        study: optuna.Study,
        trial: optuna.trial.FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """The sampler's suggestion for a parameter that is new, or not always used."""
        param = _param(param_distribution)
        plan = self._plans.get(study, {}).get(trial.number, {})
        if param_name in plan and param.contains(plan[param_name]):
            return _theirs(param_distribution, plan[param_name])
        had = {n: _ours(dist, trial.params[n]) for n, dist in trial.distributions.items()}

        def alone(history: History, watched: Watched) -> Suggestion:
            known = {**plan, **had}
            return suggest_alone(self._sampler, param_name, param, history, watched, known)

        return _theirs(param_distribution, self._suggest(study, trial, alone)[param_name])

    def after_trial(
        self,
        study: optuna.Study,
        trial: optuna.trial.FrozenTrial,
        state: optuna.trial.TrialState,
        values: Sequence[float] | None,
    ) -> None:
        """Stop the study where this was the last point of a finite space."""
        self._plans.get(study, {}).pop(trial.number, None)
        space = _space(trial.distributions)
        with self._lock, suppress(RuntimeError):  # outside of `optimize` there is nothing to stop
            if self._sampler.exhausted(space, self._history(study, -1)):
                study.stop()

    def _suggest(
        self,
        study: optuna.Study,
        trial: optuna.trial.FrozenTrial,
        suggest: Callable[[History, Watched], Suggestion],
    ) -> Mapping[str, Any]:
        with self._lock:
            history = self._history(study, trial.number)
            suggestion = suggest(history, Watched(Duplicates.ALLOW, self._visited[study]))
        self._keep(study, trial, suggestion)
        return suggestion.params

    def _keep(
        self, study: optuna.Study, trial: optuna.trial.FrozenTrial, suggestion: Suggestion
    ) -> None:
        if suggestion.notes:
            known = study._storage.get_trial(trial._trial_id).system_attrs.get(_NOTES, {})
            notes = {**known, **suggestion.notes}
            study._storage.set_trial_system_attr(trial._trial_id, _NOTES, notes)

    def _history(self, study: optuna.Study, number: int) -> History:
        """What the sampler may know when it suggests for the trial `number`."""
        if study not in self._visited:
            directions = tuple(StudyDirection(int(d)) for d in study.directions)
            self._visited[study] = Visited(Log(directions, self._seed))
        log = self._visited[study].log
        known = {trial.number for trial in log.finished}
        trials = study._get_trials(deepcopy=False)
        log.absorb(_frozen(t) for t in trials if t.number not in known and t.number != number)
        return log.view(number)


def _by_place(dist: BaseDistribution) -> bool:
    """Whether it has choices, lists say, that no set could hold: they go by their places here."""
    try:
        hash(dist.choices if isinstance(dist, CategoricalDistribution) else ())
    except TypeError:
        return True
    return False


def _theirs(dist: BaseDistribution, value: Any) -> Any:
    return dist.to_external_repr(value) if _by_place(dist) else value


def _ours(dist: BaseDistribution, value: Any) -> Any:
    return int(dist.to_internal_repr(value)) if _by_place(dist) else value


def _param(dist: BaseDistribution) -> Param:
    if isinstance(dist, CategoricalDistribution):
        return Categorical(range(len(dist.choices)) if _by_place(dist) else dist.choices)
    if isinstance(dist, IntDistribution):
        return Int(dist.low, dist.high, log=dist.log, step=dist.step)
    return Float(dist.low, dist.high, log=dist.log, step=dist.step)


def _space(distributions: Mapping[str, BaseDistribution]) -> Space:
    return Space({name: _param(dist) for name, dist in distributions.items()})


def _frozen(trial: optuna.trial.FrozenTrial) -> FrozenTrial:
    return FrozenTrial(
        number=trial.number,
        state=TrialState(int(trial.state)),
        params={n: _ours(dist, trial.params[n]) for n, dist in trial.distributions.items()},
        distributions=dict(_space(trial.distributions)),
        values=None if trial.values is None else tuple(trial.values),
        intermediate_values=dict(trial.intermediate_values),
        constraints=dict(trial.constraints),
        notes=trial.system_attrs.get(_NOTES, {}),
        datetime_start=trial.datetime_start,
        datetime_complete=trial.datetime_complete,
    )
