"""All there is to a study, apart from where it is kept."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bayesopt.errors import BayesoptError, StoreCorrupt
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.storages import InMemoryStorage, StudyFacts
from bayesopt.storages.addresses import check_path
from bayesopt.storages.copying import alone
from bayesopt.storages.urls import Given, resolved
from bayesopt.studies import load_study
from bayesopt.study import Study

_DAMAGE = (BayesoptError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Contents:
    """A study's facts, its attributes, and its trials in the order in which they finished, with
    those that have not anywhere among them.
    """

    facts: StudyFacts
    attrs: dict[str, Any]
    trials: tuple[FrozenTrial, ...]


def contents(study: Study) -> Contents:
    """What `study` holds now."""
    log = study._log
    return Contents(log.facts, log.attrs(), tuple(map(alone, log.since(0)[0])))


def written(found: Contents, storage: Given | None = None, study_name: str | None = None) -> Study:
    """A study with these contents; in memory unless a storage is given.

    Raises DuplicatedStudyError if the name is taken, StoreCorrupt if numbers are missing. Either
    all is written, or nothing is left of it.
    """
    numbers = sorted(trial.number for trial in found.trials)
    if numbers != [*range(len(numbers))]:
        raise StoreCorrupt(
            f"trials are numbered {numbers[:9]}..., not from 0 to {len(numbers) - 1}"
        )
    kept = InMemoryStorage() if storage is None else resolved(storage)
    name = found.facts.name if study_name is None else study_name
    log = kept.create(replace(found.facts, name=name))
    try:
        for key, value in found.attrs.items():
            log.set_attr(key, value)
        for trial in sorted(found.trials, key=lambda trial: trial.number):
            # a draft that runs would take the place of one that waits
            log.new_trial(replace(trial, state=TrialState.WAITING))
        for trial in found.trials:
            if trial.state is not TrialState.WAITING:
                log.put(trial)
    except BaseException:
        kept.delete(name)
        raise
    return load_study(study_name=name, storage=kept)


def to_file(path: str | os.PathLike[str], lines: Iterable[str]) -> None:
    """Write text to `path`: whole, or not at all. Raises InvalidStorage for a URL."""
    check_path(path, "path")
    target = Path(path)
    draft = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    try:
        with draft.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.writelines(lines)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def read(path: str | os.PathLike[str], line: int, make: Callable[[], Any]) -> Any:
    """What `make` gives. Raises StoreCorrupt, naming file and line, for what it cannot be made of.

    line : from 1.
    """
    try:
        return make()
    except _DAMAGE as error:
        told = str(error) or type(error).__name__
        raise StoreCorrupt(f"{os.fspath(path)}, line {line}: {told}; mend it") from None
