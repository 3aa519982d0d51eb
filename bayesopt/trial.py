"""A trial while it runs: what an objective holds in its hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bayesopt.absent import absent
from bayesopt.constraints import with_constraint
from bayesopt.curves import reported, reports
from bayesopt.errors import AlreadyTold, InvalidParameter, shown, warn
from bayesopt.fixed import FixedTrial
from bayesopt.frozen import create_trial, fit
from bayesopt.history import FrozenTrial, History, TrialState
from bayesopt.randomness import generator
from bayesopt.samplers.base import Suggestion
from bayesopt.space import Param, Space, check_named
from bayesopt.suggesting import Suggests

if TYPE_CHECKING:
    from bayesopt.study import Study

BaseTrial = Suggests  # the name that Optuna's users know

__all__ = ["BaseTrial", "FixedTrial", "FrozenTrial", "Trial", "TrialState", "create_trial"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Trial(Suggests):
    """One evaluation in progress. Made by `Study.ask`; objectives call its `suggest_` methods.

    A parameter is served from what was enqueued, else from the joint suggestion made at `ask`,
    else (a name or range that is new) by the sampler on that parameter alone.

    facts : the trial as recorded. fixed : values that somebody enqueued. joint : the suggestion.
    history : what the suggestion knew. earlier : a complete trial with the same values, where the
    study's policy for duplicates is to take over its result.
    """

    def __init__(
        self,
        study: "Study",
        facts: FrozenTrial,
        fixed: Mapping[str, Any],
        joint: Suggestion,
        history: History,
    ) -> None:
        self.study = study
        self.earlier: FrozenTrial | None = None
        self._facts = facts
        self._fixed = fixed
        self._joint = joint
        self._history = history
        self._params: dict[str, Any] = {}
        self._distributions: dict[str, Param] = {}
        self._notes: dict[str, Any] = {}
        self._note(joint)

    def __repr__(self) -> str:
        return f"Trial(number={self.number}, params={self._params})"

    @property
    def number(self) -> int:
        """The trial's place in the study, from 0."""
        return self._facts.number

    @property
    def params(self) -> dict[str, Any]:
        """Values suggested so far, by name."""
        return dict(self._params)

    @property
    def distributions(self) -> dict[str, Param]:
        """Parameters suggested so far, by name."""
        return dict(self._distributions)

    @property
    def user_attrs(self) -> dict[str, Any]:
        """What `set_user_attr` has set."""
        return dict(self._facts.user_attrs)

    @property
    def datetime_start(self) -> datetime | None:
        """When the trial was asked for."""
        return self._facts.datetime_start

    def suggest(self, name: str, param: Param) -> Any:
        """A value of `param`; within one trial the same name always gives the same value.

        Raises InvalidParameter if `name` stands for another kind of parameter in this study.
        """
        check_named(name, param)
        param = self.study._ledger.same(name, param)
        if name not in self._params:
            self._check_running()
            self._params[name] = self._serve(name, param)
            self._distributions[name] = param
            if self._facts.distributions.get(name) != param:
                self._record()
        elif self._distributions[name] != param:
            self._check_repeated(name, param)
        return self._params[name]

    def report(self, value: Any, step: int, fold: int | None = None) -> None:
        """Say how far the trial is, for pruners: the objective's value as it stands at `step`.

        value : a number, or one per objective; NaN and infinities are allowed.
        step : from 0, an epoch say. The first report of a step stands; more are ignored, with a
            warning.
        fold : of a cross-validation, from 0; a step's value is then the mean over its folds.
        Raises TypeError for what is no number, ValueError for a negative step or fold.
        """
        self._check_running()
        facts = reported(self._facts, value, step, fold, len(self.study.directions))
        if facts is not self._facts:
            self._facts = facts
            self._record()

    def should_prune(self) -> bool:
        """Whether the study's pruner would stop this trial, knowing what it has reported.

        The objective then raises TrialPruned, or returns what it has.
        """
        history = self.study._ledger.sync().view(self.number)
        prune = self.study.pruner.prune(self._facts, history)
        if not prune:
            self._facts = replace(self._facts, judged=reports(self._facts))
        return bool(prune)

    def set_user_attr(self, key: str, value: Any) -> None:
        """Keep `value` under `key` with the trial."""
        self._check_running()
        self._record(user_attrs={**self._facts.user_attrs, key: value})

    @property
    def constraints(self) -> dict[str, float]:
        """What `set_constraint` has set."""
        return dict(self._facts.constraints)

    def set_constraint(self, key: str, value: float) -> None:
        """Say how far the trial is from keeping a constraint: 0 or less where it does.

        The first value of a key stands. Raises InvalidValue for NaN.
        """
        self._check_running()
        self._record(constraints=with_constraint(self._facts.constraints, key, value))

    @property
    def relative_params(self) -> dict[str, Any]:
        """What the sampler has planned for the parameters that it knew of, by name."""
        return dict(self._joint.params)

    @property
    def system_attrs(self) -> dict[str, Any]:
        """See FrozenTrial."""
        return self._facts.system_attrs

    @property
    def _trial_id(self) -> int:
        return self.number

    def _check_running(self) -> None:
        if self._facts.state is not TrialState.RUNNING:
            raise AlreadyTold(f"trial {self.number} has ended; ask for a new one")

    def _check_repeated(self, name: str, param: Param) -> None:
        known = self._distributions[name]
        text = f"{shown(name)} is {shown(known)} in this trial, not {shown(param)}; "
        if type(param) is not type(known):
            raise InvalidParameter(text + "rename one")
        warn(text + f"its value stays {shown(self._params[name])}", RuntimeWarning)

    def _serve(self, name: str, param: Param) -> Any:
        if name in self._fixed:
            return fit(name, param, self._fixed[name])
        planned = self._joint.params.get(name, self)
        if planned is not self and param.contains(planned):
            return param.cast(planned)
        if param.single:
            return param.from_unit(0.5)
        alone = self._suggest_alone(name, param)
        self._note(alone)
        return param.cast(alone.params[name])

    def _suggest_alone(self, name: str, param: Param) -> Suggestion:
        rng = generator(self._history.seed, self.number, f"param {name}")
        return self.study.sampler.suggest(Space({name: param}), self._history, rng)

    def _note(self, suggestion: Suggestion) -> None:
        """Keep the notes of a suggestion, unless the trial will not evaluate what it says."""
        if suggestion.notes and self._fixed.keys().isdisjoint(suggestion.params):
            self._notes.update(suggestion.notes)

    def _record(
        self,
        drawn: Mapping[str, Any] = _NOTHING,
        known: Mapping[str, Param] = _NOTHING,
        **changes: Any,
    ) -> None:
        """Let the storage know what is planned: values `drawn` for `known` parameters, and what
        has come of them so far.
        """
        self._facts = replace(
            self._facts,
            params={**drawn, **self._facts.params, **self._params},
            distributions={**known, **self._facts.distributions, **self._distributions},
            notes=dict(self._notes),
            **changes,
        )
        self.study._ledger.log.put(self._facts)

    def _resume(self) -> None:
        """Take all that is recorded as suggested; for a trial that was asked for elsewhere."""
        self._distributions = dict(self._facts.distributions)
        self._params = {name: self._facts.params[name] for name in self._distributions}

    def _planned(self) -> dict[str, Any]:
        """All values that are known now."""
        return {**self._joint.params, **self._fixed, **self._params}

    def _repeat(self, earlier: FrozenTrial) -> None:
        """Take over what `earlier` has shown, and note whose it is."""
        self._params = dict(earlier.params)
        self._distributions = dict(earlier.distributions)
        self._notes["cached"] = earlier.number
        self._facts = replace(self._facts, constraints=earlier.constraints)

    def _ended(self, outcome: Mapping[str, Any]) -> FrozenTrial:
        """The trial as a fact that will not change again."""
        self._facts = replace(
            self._facts,
            params=dict(self._params),
            distributions=dict(self._distributions),
            notes=self._notes,
            **outcome,
        )
        return self._facts

    def _interrupted(self) -> FrozenTrial:
        """The trial, waiting for its next turn with all that was planned; this handle is void."""
        params = self._planned()
        self._facts = replace(
            self._facts,
            state=TrialState.WAITING,
            params=params,
            distributions={
                name: param
                for name, param in (self._facts.distributions | self._distributions).items()
                if name in params
            },
            notes=dict(self._notes),
            datetime_start=None,
            intermediate_values={},
            fold_values={},
            judged=0,
        )
        return self._facts


def __getattr__(name: str) -> Any:
    raise absent("trial", name)
