"""`python -m bayesopt import` and `export`: a study from one form to another.

A form is told by its name: `*.jsonl`, `*.csv`, `optuna:` and a URL or the path of a journal;
anything else is a storage of ours, such as study.db or postgresql://... Files of text are never
written over, and a new file of studies ends in .db, .sqlite or .sqlite3.
"""

import argparse
import os
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from bayesopt.errors import InvalidStorage, StoreError, StoreUnreachable, counted, shown
from bayesopt.exchange.contents import contents, written
from bayesopt.exchange.csv import from_csv, to_csv
from bayesopt.exchange.jsonl import from_jsonl, to_jsonl
from bayesopt.storages.addresses import DATABASES, file_of, without_password
from bayesopt.studies import load_study
from bayesopt.study import Study

_OPTUNA = "optuna:"
_TEXT = (".jsonl", ".csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, to where, and which study."""
    forms = "study.db, a URL, FILE.jsonl, FILE.csv, optuna:URL or optuna:JOURNAL"
    parser.add_argument("source", help=forms)
    parser.add_argument("--to", required=True, metavar="TARGET", help=forms)
    parser.add_argument("--study", metavar="NAME", help="not needed where there is one only")
    parser.add_argument("--as", dest="name", metavar="NAME", help="another name in the target")


def main(args: argparse.Namespace) -> int:
    """Copy the study, and say where it is."""
    _check_free(args.to)
    with _told(args.source):
        study = _read(args.source, args.study)
    name = args.name or study.study_name
    with _told(args.to):
        _write(study, args.to, name)
    print(f"{name!r}: {counted(len(study.trials), 'trial')}, in {without_password(args.to)}")
    return 0


def _check_free(target: str) -> None:
    """Raise StoreError for text that is there already, InvalidStorage for a form not known."""
    if target.startswith(_OPTUNA) or file_of(target) is None:
        return
    if _is_text(target):
        if os.path.exists(target):
            raise StoreError(f"{target} exists; remove it, or choose another path")
    elif "://" not in target and not target.endswith(DATABASES) and not os.path.exists(target):
        raise InvalidStorage(
            f"--to {shown(target)}: its ending names no form; pass FILE.db, FILE.jsonl, "
            f"FILE.csv, a URL, or optuna: and a URL or a journal"
        )


def _is_text(place: str) -> bool:
    return "://" not in place and place.endswith(_TEXT)


@contextmanager
def _told(place: str) -> Generator[None, None, None]:
    """Turn what the system says of a file into an error that names `place`."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise StoreUnreachable(f"{without_password(place)}: {error.strerror or error}") from None


def _read(source: str, name: str | None) -> Study:
    if source.startswith(_OPTUNA):
        found: Study = _optuna().loaded(source.removeprefix(_OPTUNA), name)
        return found
    if file_of(source) is not None and _is_text(source):
        return from_csv(source) if source.endswith(".csv") else from_jsonl(source)
    return load_study(study_name=name, storage=source)


def _write(study: Study, target: str, name: str) -> None:
    if target.startswith(_OPTUNA):
        _optuna().to_optuna(study, target.removeprefix(_OPTUNA), name)
    elif _is_text(target):
        (to_csv if target.endswith(".csv") else to_jsonl)(study, target)
    else:
        written(contents(study), target, name)


def _optuna() -> ModuleType:
    return import_module("bayesopt.exchange.optuna")  # needs optuna: only once it is wanted
