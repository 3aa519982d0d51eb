"""Whole studies: loaded, listed, copied, deleted; and a callback that ends them."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bayesopt.absent import no_attribute
from bayesopt.duplicates import Duplicates
from bayesopt.errors import NoCompleteTrial, StudyNotNamed, shown
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.pruners.base import Pruner
from bayesopt.samplers.base import Sampler
from bayesopt.storages import Storage
from bayesopt.storages.copying import copy_log
from bayesopt.storages.urls import Given, resolved
from bayesopt.study import Study


def load_study(
    *,
    study_name: str | None,
    storage: Given,
    sampler: Sampler | None = None,
    pruner: Pruner | None = None,
    duplicates: str | Duplicates | None = None,
) -> Study:
    """An existing study, or the only one where `study_name` is None.

    sampler, pruner, duplicates : as for Study; if not given, what the study had.
    Raises StudyNotFound if the storage holds none of that name, StudyNotNamed (a ValueError) for
    None if it holds several or none.
    """
    storage = resolved(storage, must_exist=True)
    if study_name is None:
        names = storage.names()
        if len(names) != 1:
            raise StudyNotNamed(
                f"study_name is None and there is not one study but {shown(names)}"
            )
        study_name = names[0]
    storage.open(study_name)
    return Study(
        sampler=sampler,
        pruner=pruner,
        study_name=study_name,
        storage=storage,
        load_if_exists=True,
        duplicates=duplicates,
    )


@dataclass(frozen=True)
class StudySummary:
    """One study of a storage at a glance.

    best_trial : None with several objectives, and before a feasible trial is complete.
    """

    study_name: str
    directions: list[StudyDirection]
    best_trial: FrozenTrial | None
    user_attrs: dict[str, Any]
    n_trials: int
    datetime_start: datetime | None

    def __getattr__(self, name: str) -> Any:
        raise no_attribute("StudySummary", name)

    @property
    def direction(self) -> StudyDirection:
        """Which way the only objective goes. RuntimeError if there are several."""
        if len(self.directions) > 1:
            raise RuntimeError("this study has several objectives; read `directions` instead")
        return self.directions[0]


def get_all_study_names(storage: Given) -> list[str]:
    """Names of all studies of `storage`, oldest first."""
    return resolved(storage, must_exist=True).names()


def get_all_study_summaries(storage: Given, include_best_trial: bool = True) -> list[StudySummary]:
    """A summary of each study of `storage`, oldest first; `best_trial` only if wanted."""
    storage = resolved(storage, must_exist=True)
    return [_summary(storage, name, include_best_trial) for name in storage.names()]


def _summary(storage: Storage, name: str, include_best_trial: bool) -> StudySummary:
    study = load_study(study_name=name, storage=storage)
    trials = study.get_trials(deepcopy=False)
    starts = [trial.datetime_start for trial in trials if trial.datetime_start is not None]
    return StudySummary(
        study_name=name,
        directions=study.directions,
        best_trial=_best(study) if include_best_trial else None,
        user_attrs=study.user_attrs,
        n_trials=len(trials),
        datetime_start=min(starts, default=None),
    )


def _best(study: Study) -> FrozenTrial | None:
    try:
        return study.best_trial if len(study.directions) == 1 else None
    except NoCompleteTrial:
        return None


def delete_study(*, study_name: str, storage: Given) -> None:
    """Forget a study and its trials. Raises StudyNotFound."""
    resolved(storage, must_exist=True).delete(study_name)


def copy_study(
    *,
    from_study_name: str,
    from_storage: Given,
    to_storage: Given,
    to_study_name: str | None = None,
) -> None:
    """Write a study again, with all its trials and attributes, there or under another name.

    Raises StudyNotFound, DuplicatedStudyError.
    """
    old = resolved(from_storage, must_exist=True).open(from_study_name)
    name = from_study_name if to_study_name is None else to_study_name
    copy_log(old, resolved(to_storage).create(replace(old.facts, name=name)))


class MaxTrialsCallback:
    """Stops `optimize` once the study, whoever works on it, has `n_trials` trials.

    states : which count; None for all.
    """

    def __init__(
        self, n_trials: int, states: Container[TrialState] | None = (TrialState.COMPLETE,)
    ) -> None:
        self._n_trials = n_trials
        self._states = states

    def __call__(self, study: Study, trial: FrozenTrial) -> None:
        """Count, and stop the study if there are enough."""
        states = self._states
        trials = study.get_trials(deepcopy=False)
        count = sum(states is None or other.state in states for other in trials)
        if count >= self._n_trials:
            study.stop()
