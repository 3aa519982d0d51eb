"""Studies as JSON lines: the study first, then spaces and trials as they come.

A line is {"study": ...}, {"space": number, "params": ...} before the first trial that has these
parameters, or {"trial": number, ...}. Trials stand in the order in which they finished. Nothing
is lost: floats are written to the last bit, and infinities as {"$float": "inf"}.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from bayesopt.documents.labels import Declared
from bayesopt.documents.params import space_of, space_text
from bayesopt.documents.text import from_text, to_text
from bayesopt.documents.trials import TrialRow, TrialTexts
from bayesopt.errors import StoreCorrupt, shown
from bayesopt.exchange.contents import Contents, contents, read, to_file, written
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.space import Space
from bayesopt.storages import StudyFacts
from bayesopt.storages.addresses import check_path
from bayesopt.storages.urls import Given
from bayesopt.study import Study

VERSION = 1
_NESTED = ("params", "vals", "rest")  # fields of a row that are JSON texts themselves


def to_jsonl(study: Study, path: str | os.PathLike[str]) -> None:
    """Write all of `study` to the file `path`, whole or not at all.

    Raises NotJSON for an attribute that no text can hold.
    """
    to_file(path, lines(contents(study)))


def from_jsonl(
    path: str | os.PathLike[str], storage: Given | None = None, study_name: str | None = None
) -> Study:
    """The study in the file `path`, in `storage` (by default in memory), as it was or under
    another name.

    Raises StoreCorrupt, naming the line, for a damaged file; nothing has been written then.
    """
    return written(parsed(path), storage, study_name)


def lines(found: Contents) -> Iterator[str]:
    """The lines of a file."""
    yield _line(study=study_document(found))
    texts, spaces = TrialTexts(), dict[str, int]()
    for trial in found.trials:
        row = texts.row(trial)
        if row.space not in spaces:
            spaces[row.space] = len(spaces)
            yield _line(space=spaces[row.space], params=json.loads(row.space))
        yield _line(trial=trial.number, **_fields(row, spaces[row.space]))


def _fields(row: TrialRow, space: Any) -> dict[str, Any]:
    texts = {name: getattr(row, name) for name in _NESTED}
    fields = row._asdict() | {
        "state": TrialState(row.state).name,
        "space": space,
        **{name: None if text is None else json.loads(text) for name, text in texts.items()},
    }
    return {name: value for name, value in fields.items() if value is not None}


def trial_document(trial: FrozenTrial) -> dict[str, Any]:
    """A trial by itself, its parameters with it, in types that JSON has."""
    row = TrialTexts().row(trial)
    return {"trial": trial.number, **_fields(row, json.loads(row.space))}


def trial_of(document: dict[str, Any]) -> FrozenTrial:
    """The trial of `trial_document`. Raises what `parsed` calls damage."""
    reader = _Reader()
    reader.trial({"space": 0, "params": document["space"]})
    found = reader.trial({**document, "space": 0})
    assert found is not None  # it has a number
    return found


def _line(**fields: Any) -> str:
    return json.dumps(fields, allow_nan=False) + "\n"


def study_document(found: Contents) -> dict[str, Any]:
    """The study itself, without its trials, in types that JSON has."""
    facts = found.facts
    return {
        "version": VERSION,
        "name": facts.name,
        "directions": [direction.name.lower() for direction in facts.directions],
        "seed": str(facts.seed),  # beyond 2^53 other programs would round it
        "created": facts.created.isoformat(),
        "space": None if facts.space is None else json.loads(space_text(facts.space)),
        "attrs": json.loads(to_text(found.attrs, "attributes")),
    }


def facts_of(document: dict[str, Any]) -> tuple[StudyFacts, dict[str, Any]]:
    """Facts and attributes of `study_document`. Raises LookupError, TypeError or ValueError."""
    if document["version"] != VERSION:
        raise ValueError(f"version {shown(document['version'])} of the format is not known here")
    space = document["space"]
    facts = StudyFacts(
        name=_text(document["name"]),
        directions=tuple(StudyDirection[d.upper()] for d in document["directions"]),
        seed=int(document["seed"]),
        created=datetime.fromisoformat(document["created"]),
        space=None if space is None else Space(space_of(json.dumps(space), Declared())),
    )
    return facts, from_text(json.dumps(document["attrs"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{shown(value)} is no text")
    return value


def parsed(path: str | os.PathLike[str]) -> Contents:
    """What the file `path` holds.

    Raises StoreCorrupt, naming the line, if it is damaged; InvalidStorage for a URL.
    """
    check_path(path, "path")
    found = [*_documents(path)]
    if not found:
        raise StoreCorrupt(f"{os.fspath(path)} is empty; export the study again")
    (line, first), *rest = found
    facts, attrs = read(path, line, lambda: facts_of(first["study"]))
    reader = _Reader()
    trials = [read(path, line, partial(reader.trial, document)) for line, document in rest]
    kept = tuple(trial for trial in trials if trial is not None)
    ordered = sorted(trial.number for trial in kept)
    if any(a == b for a, b in pairwise(ordered)):
        raise StoreCorrupt(f"{os.fspath(path)} has a trial number twice; remove one of the lines")
    return Contents(facts, attrs, kept)


def _documents(path: str | os.PathLike[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    text = Path(path).read_bytes()
    for line, raw in enumerate(text.split(b"\n"), 1):
        if raw.strip():
            yield line, read(path, line, partial(_document, raw))


def _document(raw: bytes) -> dict[str, Any]:
    found = json.loads(raw.decode("utf-8"))
    if not isinstance(found, dict):
        raise TypeError(f"{shown(found)} is no object")
    return found


class _Reader:
    """Reads trials, and the spaces that they refer to."""

    def __init__(self) -> None:
        self._texts = TrialTexts()
        self._spaces: dict[int, str] = {}

    def trial(self, document: dict[str, Any]) -> FrozenTrial | None:
        """The trial of a line; None if it is a space."""
        if "trial" not in document:
            self._spaces[document["space"]] = json.dumps(document["params"])
            return None
        given: dict[str, Any] = {name: document.get(name) for name in TrialRow._fields}
        given |= {
            "state": int(TrialState[document["state"]]),
            "space": self._spaces[document["space"]],
            "params": json.dumps(document["params"]),
            **{
                name: None if given[name] is None else json.dumps(given[name])
                for name in ("vals", "rest")
            },
        }
        number = document["trial"]
        if type(number) is not int:
            raise TypeError(f"trial = {shown(number)} is no number")
        return self._texts.trial(number, TrialRow(**given))
