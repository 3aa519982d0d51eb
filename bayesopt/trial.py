"""A trial while it runs: what an objective holds in its hand."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bayesopt.errors import AlreadyTold, InvalidParameter
from bayesopt.history import FrozenTrial, History
from bayesopt.samplers.base import Suggestion
from bayesopt.space import Categorical, Float, Int, Param

if TYPE_CHECKING:
    from bayesopt.study import Study


class Trial:
    """One evaluation in progress. Made by `Study.ask`; objectives call its `suggest_` methods.

    A parameter is served from what was enqueued, else from the joint suggestion made at `ask`,
    else (a name or range that is new) by the sampler on that parameter alone.
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
        self._facts = facts
        self._fixed = dict(fixed)
        self._joint = joint
        self._history = history
        self._params: dict[str, Any] = {}
        self._distributions: dict[str, Param] = {}
        self._notes = dict(joint.notes)

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

    def suggest_float(
        self,
        name: str,
        low: float,
        high: float,
        *,
        step: float | None = None,
        log: bool = False,
    ) -> float:
        """A real number in [low, high]. Raises InvalidParameter for a range that is none."""
        value: float = self.suggest(name, Float(low, high, log, step))
        return value

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        """A whole number in [low, high]. Raises InvalidParameter for a range that is none."""
        value: int = self.suggest(name, Int(low, high, log, step))
        return value

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """One of `choices`. Raises InvalidParameter if they are empty, twice the same,
        unhashable.
        """
        return self.suggest(name, Categorical(choices))

    def suggest(self, name: str, param: Param) -> Any:
        """A value of `param`; within one trial the same name always gives the same value.

        Raises InvalidParameter if `name` stands for another kind of parameter in this study.
        """
        param = self.study._known(name, param)
        if name not in self._params:
            if self._facts.state.is_finished():
                raise AlreadyTold(f"trial {self.number} has ended; ask for a new one")
            self._params[name] = self._serve(name, param)
            self._distributions[name] = param
            if name not in self._facts.params:
                self._record(self._facts)
        elif type(param) is not type(self._distributions[name]):
            raise InvalidParameter(
                f"{name!r} is {self._distributions[name]} in this trial, not {param}; rename one"
            )
        return self._params[name]

    def set_user_attr(self, key: str, value: Any) -> None:
        """Keep `value` under `key` with the trial."""
        self._record(replace(self._facts, user_attrs={**self._facts.user_attrs, key: value}))

    def _serve(self, name: str, param: Param) -> Any:
        if name in self._fixed:
            return self._enqueued(name, param)
        planned = self._joint.params.get(name, self)
        if planned is not self and param.contains(planned):
            return param.cast(planned)
        if param.single:
            return param.from_unit(0.5)
        alone = self.study._suggest_alone(name, param, self._history)
        self._notes.update(alone.notes)
        return param.cast(alone.params[name])

    def _enqueued(self, name: str, param: Param) -> Any:
        value = self._fixed[name]
        if not param.contains(value):
            value = param.cast(value)
            warnings.warn(
                f"{name!r} = {value!r}, as enqueued, is outside {param}; it is used all the same",
                stacklevel=5,
            )
        return param.cast(value)

    def _record(self, facts: FrozenTrial) -> None:
        """Let the storage know what is planned: the joint suggestion, and what came of it."""
        self._facts = replace(
            facts,
            params={**facts.params, **self._params},
            distributions={**facts.distributions, **self._distributions},
            notes=dict(self._notes),
        )
        self.study._log.put(self._facts)

    def _ended(self, **outcome: Any) -> FrozenTrial:
        """The trial as a fact that will not change again."""
        self._facts = replace(
            self._facts,
            params=dict(self._params),
            distributions=dict(self._distributions),
            notes=self._notes,
            **outcome,
        )
        return self._facts
