"""One trial as a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import IntEnum
from operator import attrgetter
from typing import Any

import numpy as np

from bayesopt.constraints import feasible, with_constraint
from bayesopt.errors import InvalidParameter, shown, warn
from bayesopt.space import Param
from bayesopt.suggesting import Suggests
from bayesopt.values import Reported


class TrialState(IntEnum):
    """Where a trial stands; the numbers are Optuna's."""

    RUNNING = 0
    COMPLETE = 1
    PRUNED = 2
    FAIL = 3
    WAITING = 4

    def __str__(self) -> str:
        return f"TrialState.{self.name}"

    def is_finished(self) -> bool:
        """Whether the trial has ended, well or not."""
        return self is not TrialState.RUNNING and self is not TrialState.WAITING


class StudyDirection(IntEnum):
    """Which way an objective should go; the numbers are Optuna's."""

    NOT_SET = 0
    MINIMIZE = 1
    MAXIMIZE = 2


@dataclass(frozen=True, slots=True)
class FrozenTrial(Suggests):
    """One trial as a fact.

    number : its place in the study, from 0.
    params, distributions : values by name, and the parameters they were drawn from. While the
        trial is waiting, `params` holds what was enqueued; while it runs, also what is planned.
    values : one number per objective, in the user's direction; None unless known.
    intermediate_values : reported values by step; over folds, their mean so far.
    constraints : how far it is from keeping each; 0 or less where it does.
    fixed_params : what somebody enqueued.
    notes : what the sampler wants remembered (JSON types only).
    error : why the trial failed, if it did.
    fold_values : reported values by (fold, step), in the order of reporting; if there are folds.
    judged : how many reports had been made when a pruner last let the trial go on.
    attempt : how often it has been started; a storage takes what belongs to the last attempt only.
    seen : what its suggestion knew of the study (JSON types only); None if nobody has said. It
        does not count where trials are compared.
    discarded : whether somebody has taken it out of the study; it keeps its number only.

    An objective can be called with it: it is served `params`, and what it sets or reports is let
    go, as a fact does not change.
    """

    number: int
    state: TrialState
    params: dict[str, Any] = field(default_factory=dict)
    distributions: dict[str, Param] = field(default_factory=dict)
    values: tuple[float, ...] | None = None
    intermediate_values: dict[int, Reported] = field(default_factory=dict)
    user_attrs: dict[str, Any] = field(default_factory=dict)
    constraints: dict[str, float] = field(default_factory=dict)
    fixed_params: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    datetime_start: datetime | None = None
    datetime_complete: datetime | None = None
    fold_values: dict[tuple[int, int], Reported] = field(default_factory=dict)
    judged: int = 0
    attempt: int = 0
    seen: Any = field(default=None, compare=False)
    discarded: bool = False

    @property
    def value(self) -> float | None:
        """The value of the only objective; RuntimeError if there are several."""
        if self.values is None:
            return None
        if len(self.values) > 1:
            raise RuntimeError(
                f"trial {self.number} has {len(self.values)} objectives; read `values` instead"
            )
        return self.values[0]

    @property
    def duration(self) -> timedelta | None:
        """From start to end; None unless both are known."""
        if self.datetime_start is None or self.datetime_complete is None:
            return None
        return self.datetime_complete - self.datetime_start

    @property
    def last_step(self) -> int | None:
        """The highest step reported."""
        return max(self.intermediate_values, default=None)

    @property
    def feasible(self) -> bool:
        """Whether the trial keeps all its constraints."""
        # most trials have none, and some walk through all trials
        return not self.constraints or bool(feasible(np.array([*self.constraints.values()])))

    @property
    def system_attrs(self) -> dict[str, Any]:
        """Constraints and enqueued parameters under the keys that Optuna gives them."""
        enqueued = {"fixed_params": dict(self.fixed_params)} if self.fixed_params else {}
        return enqueued | {f"constraints:{key}": c for key, c in self.constraints.items()}

    @property
    def relative_params(self) -> dict[str, Any]:
        """Nothing: what was planned has been done."""
        return {}

    @property
    def _trial_id(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FrozenTrial):
            return NotImplemented
        one, two = fact(self), fact(other)
        return all(getattr(one, name) == getattr(two, name) for name in _COMPARED)

    def __hash__(self) -> int:
        return hash((self.number, self.state, self.datetime_start, self.datetime_complete))

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, FrozenTrial):
            return NotImplemented
        return self.number < other.number

    def __le__(self, other: object) -> bool:
        if not isinstance(other, FrozenTrial):
            return NotImplemented
        return self.number <= other.number

    def suggest(self, name: str, param: Param) -> Any:
        """The value that the trial has. Raises InvalidParameter if it has none of that name."""
        return served(name, param, self.params)

    def report(self, value: Any, step: int, **where: Any) -> None:
        """Nothing: the trial has ended."""

    def should_prune(self) -> bool:
        """False: the trial has ended."""
        return False

    def set_user_attr(self, key: str, value: Any) -> None:
        """Nothing: the trial has ended."""

    def set_constraint(self, key: str, value: float) -> None:
        """Nothing: the trial has ended."""

    def __copy__(self) -> "OwnTrial":
        return own(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> "OwnTrial":
        return own(self)


_FIELDS = tuple(f.name for f in fields(FrozenTrial))
_values = attrgetter(*_FIELDS)
_COMPARED = tuple(f.name for f in fields(FrozenTrial) if f.compare)


def _refused(fact: FrozenTrial, name: str, value: Any = None) -> None:
    raise AttributeError(
        f"trial {fact.number} is a fact, its {name} does not change; change a copy.copy() of it"
    )


# what the dataclass puts there does not know its own class, as slots need another one
FrozenTrial.__setattr__ = _refused  # type: ignore[method-assign, assignment]
FrozenTrial.__delattr__ = _refused  # type: ignore[method-assign, assignment]


class _Draft(Suggests):
    """A fact in the making: the same fields in the same places, but they can be set."""

    __slots__ = _FIELDS

    suggest = FrozenTrial.suggest


class OwnTrial(FrozenTrial):
    """A trial that belongs to whoever holds it: it can be changed, and no study notices.

    What it shows of a fact is copied when first looked at, so that handing it out costs little.
    """

    __slots__ = ("_fact",)

    def __getattr__(self, name: str) -> Any:  # of a field that has not been looked at
        if name not in _FIELDS:
            raise AttributeError(f"a trial has no {name}")
        value = getattr(self._fact, name)
        value = dict(value) if isinstance(value, dict) else value
        value = [*value] if name == "values" and value is not None else value
        object.__setattr__(self, name, value)
        return value

    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__

    def __repr__(self) -> str:
        return repr(fact(self))

    @property
    def value(self) -> float | None:
        """The value of the only objective; RuntimeError if there are several."""
        return super().value

    @value.setter
    def value(self, value: float | None) -> None:
        if self.values is not None and len(self.values) > 1:
            raise RuntimeError(f"trial {self.number} has several objectives; set `values` instead")
        object.__setattr__(self, "values", None if value is None else [value])

    def set_user_attr(self, key: str, value: Any) -> None:
        """Keep `value` under `key`, here."""
        self.user_attrs[key] = value

    def set_constraint(self, key: str, value: float) -> None:
        """Keep a constraint, here; 0 or less where it is kept. Raises InvalidValue for NaN."""
        known = with_constraint(self.constraints, key, value)
        object.__setattr__(self, "constraints", known)


def own(trial: FrozenTrial) -> OwnTrial:
    """A copy of `trial` that can be changed."""
    copy = OwnTrial.__new__(OwnTrial)
    object.__setattr__(copy, "_fact", fact(trial))
    return copy


def fact(trial: FrozenTrial) -> FrozenTrial:
    """`trial` as it stands, as a fact; itself if it is one."""
    if not isinstance(trial, OwnTrial):
        return trial
    known: dict[str, Any] = {name: getattr(trial, name) for name in _FIELDS}
    known |= {name: dict(value) for name, value in known.items() if isinstance(value, dict)}
    values = known["values"]
    known["values"] = tuple(values) if isinstance(values, list) else values
    return FrozenTrial(**known)


def changed(trial: FrozenTrial, **changes: Any) -> FrozenTrial:
    """A fact with other values of some fields: `dataclasses.replace` at a fifth of the cost, for
    what every trial goes through several times.
    """
    draft: Any = _Draft()
    (
        draft.number,
        draft.state,
        draft.params,
        draft.distributions,
        draft.values,
        draft.intermediate_values,
        draft.user_attrs,
        draft.constraints,
        draft.fixed_params,
        draft.notes,
        draft.error,
        draft.datetime_start,
        draft.datetime_complete,
        draft.fold_values,
        draft.judged,
        draft.attempt,
        draft.seen,
        draft.discarded,
    ) = _values(trial)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.__class__ = FrozenTrial
    new: FrozenTrial = draft
    return new


def fit(name: str, param: Param, value: Any) -> Any:
    """`value`, as somebody chose it, in the type of `param`; warns if it is out of range.

    Raises InvalidParameter if it is of another kind.
    """
    try:
        cast = param.cast(value)
    except InvalidParameter as invalid:
        raise InvalidParameter(f"{shown(name)}: {invalid}") from None
    if not param.contains(cast):
        warn(f"{shown(name)} = {cast!r} is outside {param}; it is used all the same")
    return cast


def served(name: str, param: Param, params: Mapping[str, Any]) -> Any:
    """The value of `name` among `params`, fit for `param`. Raises InvalidParameter without one."""
    if name not in params:
        raise InvalidParameter(f"{shown(name)} has no value here, only {[*params]} have; add it")
    return fit(name, param, params[name])
