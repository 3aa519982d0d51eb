"""A trial while it runs, wherever that is: what it serves, and what is said to it."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bayesopt.arguments import key_of_attribute
from bayesopt.constraints import with_constraint
from bayesopt.curves import reported, reports
from bayesopt.errors import AlreadyTold, InvalidParameter, shown, warn
from bayesopt.frozen import FrozenTrial, TrialState, fit
from bayesopt.space import Param, check_named
from bayesopt.suggesting import Suggests


class Running(Suggests):
    """One evaluation in progress; objectives call its `suggest_` methods.

    A parameter is served from what was enqueued, else from the joint suggestion, else as the
    subclass says.

    facts : the trial as recorded. fixed : values that somebody enqueued. planned : values of the
    joint suggestion. objectives : how many values it will have.
    """

    def __init__(
        self,
        facts: FrozenTrial,
        fixed: Mapping[str, Any],
        planned: Mapping[str, Any],
        objectives: int,
    ) -> None:
        self._facts = facts
        self._fixed = fixed
        self._plan = planned
        self._objectives = objectives
        self._params: dict[str, Any] = {}
        self._distributions: dict[str, Param] = {}

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

    @property
    def constraints(self) -> dict[str, float]:
        """What `set_constraint` has set."""
        return dict(self._facts.constraints)

    @property
    def relative_params(self) -> dict[str, Any]:
        """What the sampler has planned for the parameters that it knew of, by name."""
        return dict(self._plan)

    @property
    def system_attrs(self) -> dict[str, Any]:
        """See FrozenTrial."""
        return self._facts.system_attrs

    @property
    def _trial_id(self) -> int:
        return self.number

    # --- what objectives call

    def suggest(self, name: str, param: Param) -> Any:
        """A value of `param`; within one trial the same name always gives the same value.

        Raises InvalidParameter if `name` stands for another kind of parameter in this study.
        """
        check_named(name, param)
        if name not in self._params:
            param = self._same(name, param)
            self._check_running()
            self._params[name] = self._serve(name, param)
            self._distributions[name] = param
            self._suggested(name, param)
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
        facts = reported(self._facts, value, step, fold, self._objectives)
        if facts is not self._facts:
            self._facts = facts
            self._record()

    def should_prune(self) -> bool:
        """Whether the study's pruner would stop this trial, knowing what it has reported.

        The objective then raises TrialPruned, or returns what it has.
        """
        prune = self._judge(self._facts)
        if not prune:
            self._facts = replace(self._facts, judged=reports(self._facts))
        return prune

    def set_user_attr(self, key: str, value: Any) -> None:
        """Keep `value` under `key` with the trial.

        Raises NotJSON for a key that is no text, and for a value that no text can hold unless the
        study is in memory.
        """
        self._check_running()
        self._record(user_attrs={**self._facts.user_attrs, key_of_attribute(key): value})

    def set_constraint(self, key: str, value: float) -> None:
        """Say how far the trial is from keeping a constraint: 0 or less where it does.

        The first value of a key stands. Raises InvalidValue for NaN.
        """
        self._check_running()
        self._record(constraints=with_constraint(self._facts.constraints, key, value))

    # --- what a subclass says

    @abstractmethod
    def _same(self, name: str, param: Param) -> Param:
        """`param`, as the study knows it. Raises InvalidParameter if it is of another kind."""

    @abstractmethod
    def _alone(self, name: str, param: Param) -> Any:
        """A value of a parameter that was neither enqueued nor planned."""

    @abstractmethod
    def _judge(self, facts: FrozenTrial) -> bool:
        """Whether a pruner would stop the trial."""

    @abstractmethod
    def _record(self, **changes: Any) -> None:
        """Take in changes of the facts."""

    def _suggested(self, name: str, param: Param) -> None:
        """Hear that a parameter has got its value."""

    # --- how it works

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
        planned = self._plan.get(name, self)
        if planned is not self and param.contains(planned):
            return param.cast(planned)
        return param.from_unit(0.5) if param.is_single else self._alone(name, param)
