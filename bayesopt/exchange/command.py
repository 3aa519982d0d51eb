"""`python -m bayesopt import` and `export`: a study from one form to another.

A form is told by its name: `*.jsonl`, `*.csv`, `optuna:` and a URL or the path of a journal;
anything else is a storage of ours, such as study.db or postgresql://...
"""

import argparse
from importlib import import_module
from types import ModuleType

from bayesopt.exchange.contents import contents, written
from bayesopt.exchange.csv import from_csv, to_csv
from bayesopt.exchange.jsonl import from_jsonl, to_jsonl
from bayesopt.studies import load_study
from bayesopt.study import Study

_OPTUNA = "optuna:"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, to where, and which study."""
    forms = "study.db, a URL, FILE.jsonl, FILE.csv, optuna:URL or optuna:JOURNAL"
    parser.add_argument("source", help=forms)
    parser.add_argument("--to", required=True, metavar="TARGET", help=forms)
    parser.add_argument("--study", metavar="NAME", help="not needed where there is one only")
    parser.add_argument("--as", dest="name", metavar="NAME", help="another name in the target")


def main(args: argparse.Namespace) -> int:
    """Copy the study, and say where it is."""
    study = _read(args.source, args.study)
    name = args.name or study.study_name
    _write(study, args.to, name)
    print(f"{name!r}: {len(study.trials)} trials, in {args.to}")
    return 0


def _read(source: str, name: str | None) -> Study:
    if source.startswith(_OPTUNA):
        found: Study = _optuna().loaded(source.removeprefix(_OPTUNA), name)
        return found
    if source.endswith(".jsonl"):
        return from_jsonl(source)
    if source.endswith(".csv"):
        return from_csv(source)
    return load_study(study_name=name, storage=source)


def _write(study: Study, target: str, name: str) -> None:
    if target.startswith(_OPTUNA):
        _optuna().to_optuna(study, target.removeprefix(_OPTUNA), name)
    elif target.endswith(".jsonl"):
        to_jsonl(study, target)
    elif target.endswith(".csv"):
        to_csv(study, target)
    else:
        written(contents(study), target, name)


def _optuna() -> ModuleType:
    return import_module("bayesopt.exchange.optuna")  # needs optuna: only once it is wanted
