"""Studies to and from Optuna, through its own package, so through any storage that it knows.

from bayesopt.exchange.optuna import from_optuna, to_optuna

study = from_optuna(optuna.load_study(study_name="old", storage="sqlite:///old.db"))
to_optuna(study, "sqlite:///new.db")

What Optuna has no place for travels as JSON text among its system attributes. A study that comes
back from Optuna is then as it was, bits included, as long as nobody has changed it there.
"""

import json
import os
from collections.abc import Mapping
from typing import Any

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from bayesopt.checksums import added
from bayesopt.choices import Categorical
from bayesopt.errors import (
    DuplicatedStudyError,
    InvalidParameter,
    Missing,
    StoreCorrupt,
    StoreUnreachable,
    StudyNotFound,
    StudyNotNamed,
    shown,
)
from bayesopt.exchange.contents import Contents, contents, written
from bayesopt.exchange.jsonl import facts_of, study_document, trial_document, trial_of
from bayesopt.facts import study_facts
from bayesopt.findings import METRICS
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.params import Float, Int, Param
from bayesopt.seen import alike
from bayesopt.storages.addresses import check_path, dialect, without_password
from bayesopt.storages.urls import Given
from bayesopt.study import Study

_OURS = "bayesopt:exchange"


def from_optuna(
    study: optuna.Study, storage: Given | None = None, study_name: str | None = None
) -> Study:
    """An Optuna study as one of ours, in `storage` (by default in memory).

    Trials keep their numbers, states and times; what was reported, set or enqueued comes along.
    They finish in the order of their dates. Either all is written or nothing.
    Raises DuplicatedStudyError if the name is taken, TypeError for what is no study of Optuna's.
    """
    if not isinstance(study, optuna.Study):
        raise TypeError(f"study = {shown(study)}; pass what optuna.load_study(...) gives")
    kept = study._storage.get_study_system_attrs(study._study_id).get(_OURS)
    directions = [StudyDirection(int(d)) for d in study.directions]
    facts = study_facts(study.study_name, None, directions, None, None)
    attrs: dict[str, Any] = {}
    if kept is not None:
        facts, attrs = facts_of(json.loads(kept))
    attrs |= study.user_attrs
    if study.metric_names is not None:
        attrs[METRICS] = list(study.metric_names)
    trials = [_ours(trial) for trial in study.get_trials(deepcopy=False)]
    name = study.study_name if study_name is None else study_name
    return written(Contents(facts, attrs, tuple(sorted(trials, key=_moment))), storage, name)


def _moment(trial: FrozenTrial) -> tuple[bool, float, int]:
    ended = trial.datetime_complete
    return ended is None, 0.0 if ended is None else ended.timestamp(), trial.number


def _ours(trial: optuna.trial.FrozenTrial) -> FrozenTrial:
    found = _plain(trial)
    kept = trial.system_attrs.get(_OURS)
    if kept is None:
        return added(found)
    ours = trial_of(json.loads(kept))
    same = (
        ours.number == found.number and ours.state is found.state and ours.values == found.values
    )
    same = same and ours.params.keys() == found.params.keys()
    return (
        ours
        if same and all(alike(ours.params[n], found.params[n]) for n in ours.params)
        else added(found)
    )


def _plain(trial: optuna.trial.FrozenTrial) -> FrozenTrial:
    """The trial as Optuna has it."""
    fixed = dict(trial.system_attrs.get("fixed_params", {}))
    return FrozenTrial(
        number=trial.number,
        state=TrialState(int(trial.state)),
        params={**fixed, **trial.params} if trial.state.name == "WAITING" else dict(trial.params),
        distributions={name: param_of(dist) for name, dist in trial.distributions.items()},
        values=None if trial.values is None else tuple(map(float, trial.values)),
        intermediate_values={k: float(v) for k, v in sorted(trial.intermediate_values.items())},
        user_attrs=dict(trial.user_attrs),
        constraints=_constraints(trial.system_attrs),
        fixed_params=fixed,
        datetime_start=trial.datetime_start,
        datetime_complete=trial.datetime_complete,
        attempt=int(trial.state.name != "WAITING"),
    )


def _constraints(attrs: Mapping[str, Any]) -> dict[str, float]:
    """By name as Optuna 5 keeps them; by place as it did before."""
    named = {
        k.removeprefix("constraints:"): v for k, v in attrs.items() if k[:12] == "constraints:"
    }
    placed = attrs.get("constraints") or ()
    return named or {str(k): float(value) for k, value in enumerate(placed)}


def param_of(dist: BaseDistribution) -> Param:
    """Optuna's distribution as one of our parameters."""
    if isinstance(dist, CategoricalDistribution):
        return Categorical(dist.choices)
    if isinstance(dist, IntDistribution):
        return Int(dist.low, dist.high, log=dist.log, step=dist.step)
    return Float(dist.low, dist.high, log=dist.log, step=dist.step)


def distribution_of(name: str, param: Param) -> BaseDistribution:
    """Our parameter as Optuna's distribution. Raises InvalidParameter for what it lacks."""
    if type(param) is Float:
        return FloatDistribution(param.low, param.high, log=param.log, step=param.step)
    if type(param) is Int:
        return IntDistribution(param.low, param.high, log=param.log, step=param.step)
    if isinstance(param, Categorical) and all(map(_held, param.choices)):
        return CategoricalDistribution(param.choices)
    raise InvalidParameter(
        f"{shown(name)} is {shown(param)}, which Optuna has no distribution for; "
        f"write JSON lines or CSV"
    )


def _held(choice: Any) -> bool:
    return choice is None or type(choice) in (bool, int, float, str)


def to_optuna(
    study: Study,
    storage: str | os.PathLike[str] | optuna.storages.BaseStorage | None = None,
    study_name: str | None = None,
) -> optuna.Study:
    """`study` as an Optuna study, in `storage` (by default in memory).

    Raises InvalidParameter for parameters that Optuna lacks, before anything is written;
    DuplicatedStudyError if the name is taken.
    """
    found = contents(study)
    trials = [_theirs(trial) for trial in sorted(found.trials, key=lambda trial: trial.number)]
    attrs = json.dumps(study_document(found))
    kept = opened(storage)
    name = found.facts.name if study_name is None else study_name
    directions = [optuna.study.StudyDirection(int(d)) for d in found.facts.directions]
    try:
        new = optuna.create_study(storage=kept, study_name=name, directions=directions)
    except optuna.exceptions.DuplicatedStudyError:
        raise DuplicatedStudyError(
            f"a study named {shown(name)} exists there; pass another name"
        ) from None
    try:
        for key, value in study.user_attrs.items():
            new.set_user_attr(key, value)
        if study.metric_names is not None:
            new.set_metric_names(study.metric_names)
        new._storage.set_study_system_attr(new._study_id, _OURS, attrs)
        for trial in trials:
            new._storage.create_new_trial(new._study_id, template_trial=trial)
    except BaseException:
        optuna.delete_study(study_name=name, storage=new._storage)
        raise
    return new


def _theirs(trial: FrozenTrial) -> optuna.trial.FrozenTrial:
    space = {name: distribution_of(name, p) for name, p in trial.distributions.items()}
    system: dict[str, Any] = {
        f"constraints:{key}": value for key, value in trial.constraints.items()
    }
    if trial.fixed_params:
        system["fixed_params"] = dict(trial.fixed_params)
    single = {k: v for k, v in trial.intermediate_values.items() if not isinstance(v, tuple)}
    return optuna.trial.FrozenTrial(
        number=trial.number,
        trial_id=-1,
        state=optuna.trial.TrialState(int(trial.state)),
        value=None,
        values=None if trial.values is None else [*trial.values],
        params={name: trial.params[name] for name in space},
        distributions=space,
        user_attrs=dict(trial.user_attrs),
        system_attrs=system | {_OURS: json.dumps(trial_document(trial))},
        intermediate_values=single,
        datetime_start=trial.datetime_start,
        datetime_complete=trial.datetime_complete,
    )


def opened(
    storage: str | os.PathLike[str] | optuna.storages.BaseStorage | None, must_exist: bool = False
) -> optuna.storages.BaseStorage:
    """Optuna's storage there: a path without a scheme is a journal.

    must_exist : do not make a file that is missing.
    Raises InvalidStorage for a URL that is mistyped, StoreUnreachable for what cannot be opened,
    StoreCorrupt for what is no journal, Missing without a driver.
    """
    if storage is None or isinstance(storage, optuna.storages.BaseStorage):
        return optuna.storages.get_storage(storage)
    text = os.fspath(storage)
    url = "://" in text
    scheme, _, rest = text.partition(":///")
    path = rest if dialect(scheme) == "sqlite" else "" if url else text
    check_path(path if url else storage, "optuna's storage")
    if must_exist and path not in ("", ":memory:") and not os.path.exists(path.partition("?")[0]):
        raise StoreUnreachable(f"{path} does not exist; there is no study of Optuna's to read")
    return _of_url(text) if url else _journal(text)


def _of_url(url: str) -> optuna.storages.BaseStorage:
    from sqlalchemy.exc import SQLAlchemyError

    from bayesopt.storages.sql.storage import address  # imports sqlalchemy, as optuna does then

    kind = f"optuna:{without_password(url)}"
    address(url)
    try:
        return optuna.storages.get_storage(url)
    except ImportError as error:
        raise Missing(f"{kind}: {_first_line(error)}") from None
    except (SQLAlchemyError, optuna.exceptions.OptunaError, ValueError) as error:
        raise StoreUnreachable(f"{kind} cannot be opened: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _journal(path: str) -> optuna.storages.BaseStorage:
    from optuna.storages.journal import JournalFileBackend

    try:
        return optuna.storages.JournalStorage(JournalFileBackend(path))
    except (ValueError, LookupError, TypeError):  # it has read the file
        raise StoreCorrupt(f"{path} is no journal of Optuna; pass one, or a URL") from None


def loaded(storage: str, study_name: str | None = None) -> Study:
    """A study of an Optuna storage, in memory; the only one where there is no name.

    Raises StudyNotFound if there is none of that name, StudyNotNamed for None if there are
    several or none, StoreUnreachable where there is no storage.
    """
    kept = opened(storage, must_exist=True)
    names = optuna.get_all_study_names(kept)
    if study_name is None and not names:
        raise StudyNotNamed("this storage holds no study; pass another")
    if study_name is None and len(names) > 1:
        raise StudyNotNamed(f"there is not one study but {shown(names)}; name one")
    name = names[0] if study_name is None else study_name
    if name not in names:
        raise StudyNotFound(f"no study named {shown(name)}; this storage holds {shown(names)}")
    return from_optuna(optuna.load_study(study_name=name, storage=kept))
