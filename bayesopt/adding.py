"""Trials that no sampler has planned: enqueued to be evaluated, or evaluated elsewhere."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bayesopt.announcing import announce_repeated, warn_of_unknown
from bayesopt.checksums import added
from bayesopt.created import checked
from bayesopt.errors import InvalidParameter, InvalidValue, shown
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.values import numbers

if TYPE_CHECKING:
    from bayesopt.study import Study


def enqueue(
    study: "Study",
    params: Mapping[str, Any],
    user_attrs: Mapping[str, Any] | None,
    skip_if_exists: bool,
) -> None:
    """See Study.enqueue_trial."""
    if not isinstance(params, Mapping):
        raise TypeError(f"params = {shown(params)} is no mapping; pass values by name")
    if not all(isinstance(name, str) for name in params):
        raise InvalidParameter(f"params = {shown(params)} has a name that is no str")
    params = dict(params)
    for name, param in (study.space or {}).items():
        if name in params:
            param.cast(params[name])
    known = study.get_trials(deepcopy=False) if skip_if_exists else ()
    if any(_same(trial.fixed_params or trial.params, params) for trial in known):
        announce_repeated(params)
        return
    if study.space is not None:
        warn_of_unknown(params, {**study.space, **study._ledger.sync().params})
    study._log.new_trial(
        FrozenTrial(
            number=-1,
            state=TrialState.WAITING,
            params=params,
            fixed_params=params,
            user_attrs=dict(user_attrs or {}),
        )
    )


def _same(known: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    """Whether both hold the same values, NaN being one of them."""
    if known.keys() != params.keys():
        return False
    pairs = ((known[name], params[name]) for name in params)
    return all(a is b or a == b or (a != a and b != b) for a, b in pairs)


def add(study: "Study", trial: FrozenTrial) -> None:
    """See Study.add_trial."""
    if not isinstance(trial, FrozenTrial):
        raise TypeError(f"{shown(trial)} is no FrozenTrial; make one with create_trial()")
    if trial.state is TrialState.RUNNING:
        raise InvalidValue("a running trial belongs to who asked for it; add it once finished")
    trial = checked(trial)
    study._ledger.sync()
    for name, param in trial.distributions.items():
        study._ledger.same(name, param)
    if trial.values is not None:
        numbers(trial.values, len(study.directions))
    study._log.new_trial(added(trial))
