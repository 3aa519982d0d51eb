"""Trials made by hand, for `Study.add_trial`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bayesopt.constraints import with_constraint
from bayesopt.errors import InvalidParameter, InvalidValue, shown
from bayesopt.frozen import FrozenTrial, OwnTrial, TrialState, fact, fit, own
from bayesopt.space import Param, Space
from bayesopt.values import Reported, mean, numbers


def create_trial(
    *,
    state: TrialState = TrialState.COMPLETE,
    value: float | None = None,
    values: Sequence[float] | None = None,
    params: Mapping[str, Any] | None = None,
    distributions: Mapping[str, Param] | None = None,
    user_attrs: Mapping[str, Any] | None = None,
    system_attrs: Mapping[str, Any] | None = None,
    intermediate_values: Mapping[int, Reported] | None = None,
    constraints: Mapping[str, float] | None = None,
    fold_values: Mapping[tuple[int, int], Reported] | None = None,
) -> OwnTrial:
    """A trial made by hand, for `Study.add_trial`; its number is given out there.

    value, values : of the only objective, or one per objective; needed if it is COMPLETE.
    params, distributions : by name, the same names in both.
    system_attrs : as FrozenTrial.system_attrs gives them; other keys are let go. The
        "fixed_params" of a WAITING trial are what it will have, beside its `params`.
    constraints : by name; 0 or less where they are kept.
    fold_values : reported values by (fold, step); their means are the `intermediate_values`.
    Raises InvalidParameter, InvalidValue; warns about a value outside its distribution.
    """
    if value is not None and values is not None:
        raise InvalidValue(f"value = {shown(value)} and values = {shown(values)}; pass one")
    now, system = datetime.now(), dict(system_attrs or {})
    fixed = dict(system.get("fixed_params", {}))
    enqueued = fixed if state == TrialState.WAITING else {}
    folds = _folds(fold_values or {}, intermediate_values)
    trial = FrozenTrial(
        number=-1,
        state=TrialState(state),
        params={**enqueued, **(params or {})},
        distributions=dict(distributions or {}),
        values=values if value is None else (value,),  # type: ignore[arg-type]
        intermediate_values=dict(intermediate_values or _over_folds(folds)),
        user_attrs=dict(user_attrs or {}),
        constraints=_constraints(system, constraints or {}),
        fixed_params=fixed,
        datetime_start=None if state == TrialState.WAITING else now,
        datetime_complete=now if TrialState(state).is_finished() else None,
        fold_values=folds,
    )
    return own(checked(trial))


def _folds(
    given: Mapping[tuple[int, int], Reported], steps: Any
) -> dict[tuple[int, int], Reported]:
    if given and steps is not None:
        raise InvalidValue("intermediate_values are the means of fold_values; pass one of them")
    for key in given:
        pair = isinstance(key, tuple) and len(key) == 2
        if not pair or not all(isinstance(k, int) and k >= 0 for k in key):
            raise InvalidValue(f"fold_values has the key {shown(key)}; pass (fold, step), from 0")
    return dict(given)


def _over_folds(values: Mapping[tuple[int, int], Reported]) -> dict[int, Reported]:
    steps = dict.fromkeys(step for _, step in values)
    return {step: mean(v for (_, at), v in values.items() if at == step) for step in steps}


def _constraints(system: Mapping[str, Any], given: Mapping[str, float]) -> dict[str, float]:
    known: dict[str, float] = {}
    for key, value in system.items():
        if key.startswith("constraints:"):
            known = with_constraint(known, key.removeprefix("constraints:"), value)
    for key, value in given.items():
        known = with_constraint(known, key, value)
    return known


def checked(trial: FrozenTrial) -> FrozenTrial:
    """`trial` as a fact, with params and values in their own types. Raises as `create_trial`."""
    trial = fact(trial)
    space = Space(trial.distributions)
    if trial.params.keys() != space.keys() and trial.state != TrialState.WAITING:
        raise InvalidParameter(
            f"params {shown([*trial.params])} and distributions {shown([*space])} "
            f"name different parameters; give both for each"
        )
    values = trial.values
    if trial.state == TrialState.FAIL and values is not None:
        raise InvalidValue(f"a failed trial has no values; drop {shown(values)} or the state")
    if trial.state == TrialState.COMPLETE and values is None:
        raise InvalidValue("a complete trial needs its value; pass it, or another state")
    return replace(
        trial,
        params={**trial.params, **_cast(space, trial.params)},
        values=None if values is None else numbers(values, _count(values)),
    )


def _count(values: Any) -> int:
    return len(values) if hasattr(values, "__len__") else 1


def _cast(space: Space, params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fit(name, param, params[name]) for name, param in space.items()}
