"""Studies as CSV: a row per trial, a column per parameter.

Numbers, text, None and booleans stand in their cells as JSON has them, floats to the last bit.
The columns `space` and `rest` hold as JSON what has no column of its own, and `study`, in the
first row, the study; so nothing is lost. Rows stand in the order in which the trials finished.

Spreadsheets take a cell that begins with = + - @, a tab or a line break for a formula. The only
free text that may begin like that is in the column `error`: there, an apostrophe is put before
it, and before an apostrophe, and taken away again by `from_csv`.
"""

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bayesopt.choices import Categorical
from bayesopt.documents.labels import Declared, Undeclared, coded_value
from bayesopt.documents.params import params_text, space_of
from bayesopt.documents.text import from_text
from bayesopt.documents.text import written as as_text
from bayesopt.documents.trials import TrialRow, TrialTexts
from bayesopt.errors import StoreCorrupt
from bayesopt.exchange.contents import Contents, contents, read, to_file, written
from bayesopt.exchange.jsonl import facts_of, study_document
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.storages.addresses import check_path
from bayesopt.storages.urls import Given
from bayesopt.study import Study

_PARAM = "param "
_LONGEST = 2**31 - 1  # characters of a cell
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def to_csv(study: Study, path: str | os.PathLike[str]) -> None:
    """Write all of `study` to the file `path`, whole or not at all.

    Raises NotJSON for an attribute that no text can hold.
    """
    to_file(path, lines(contents(study)))


def from_csv(
    path: str | os.PathLike[str], storage: Given | None = None, study_name: str | None = None
) -> Study:
    """The study in the file `path`, which `to_csv` has written, in `storage` (by default in
    memory), as it was or under another name.

    Raises StoreCorrupt, naming the line, for a damaged file; nothing has been written then.
    """
    return written(parsed(path), storage, study_name)


def guarded(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") else cell


def lines(found: Contents) -> Iterator[str]:
    """The lines of a file, some with line breaks in their cells."""
    values = [f"value {k}" for k in range(len(found.facts.directions))]
    names = dict.fromkeys(name for trial in found.trials for name in trial.params)
    yield _line(
        ["number", "state", "attempt", *values, "started", "ended", "error"]
        + [f"{_PARAM}{name}" for name in names]
        + ["space", "rest", "study"]
    )
    study, texts = as_text(study_document(found)), TrialTexts()
    for trial in found.trials:
        yield _line([*_cells(trial, texts.row(trial), len(values), names), study])
        study = ""
    if study:
        yield _line(["" for _ in range(8 + len(values) + len(names))] + [study])


def _cells(
    trial: FrozenTrial, row: TrialRow, objectives: int, names: Mapping[str, None]
) -> Iterator[str]:
    yield from (str(trial.number), trial.state.name, str(row.attempt))
    values = trial.values or ()
    yield from (repr(float(values[k])) if k < len(values) else "" for k in range(objectives))
    yield from (row.started or "", row.ended or "")
    yield "" if row.error is None else guarded(row.error) or "''"
    for name in names:
        yield as_text(coded_value(trial.params[name])) if name in trial.params else ""
    yield from (row.space, row.rest or "")


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def parsed(path: str | os.PathLike[str]) -> Contents:
    """What the file `path` holds.

    Raises StoreCorrupt, naming the line, if it is damaged; InvalidStorage for a URL.
    """
    check_path(path, "path")
    rows = [*_rows(path)]
    if rows and "number" not in rows[0][1]:
        raise StoreCorrupt(f"{os.fspath(path)} has no column `number`; export it again")
    if not rows or not rows[0][1].get("study"):
        raise StoreCorrupt(f"{os.fspath(path)} has no `study` in its first row; export it again")
    line, first = rows[0]
    facts, attrs = read(path, line, lambda: facts_of(json.loads(first["study"])))
    texts, objectives = TrialTexts(), len(facts.directions)
    trials = [
        read(path, line, partial(_trial, row, texts, objectives))
        for line, row in rows
        if row["number"]
    ]
    return Contents(facts, attrs, tuple(trials))


def _rows(path: str | os.PathLike[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by column, with the line that each ends in."""
    text = read(path, 1, lambda: Path(path).read_bytes().decode("utf-8", "surrogatepass"))
    text = text.removeprefix("\ufeff")  # spreadsheets put it there
    with _long_cells():
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            head = next(reader, [])
            for cells in reader:
                if len(cells) != len(head):
                    raise StoreCorrupt(
                        f"{os.fspath(path)}, line {reader.line_num}: {len(cells)} cells for "
                        f"{len(head)} columns; mend it"
                    )
                yield reader.line_num, dict(zip(head, cells, strict=True))
        except csv.Error as error:
            where = f"{os.fspath(path)}, line {reader.line_num}"
            raise StoreCorrupt(f"{where}: {error}; mend it") from None


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _trial(row: Mapping[str, str], texts: TrialTexts, objectives: int) -> FrozenTrial:
    space = space_of(row["space"], Declared())
    params = {}
    for column, cell in row.items():
        if column.startswith(_PARAM) and cell:
            name = column.removeprefix(_PARAM)
            value = from_text(cell, choice=Undeclared)
            param = space.get(name)
            chosen = isinstance(param, Categorical) and param.exact_index(value) >= 0
            params[name] = param.cast(value) if param is not None and chosen else value
    values = [row[f"value {k}"] for k in range(objectives)]
    return texts.trial(
        int(row["number"]),
        TrialRow(
            state=int(TrialState[row["state"]]),
            attempt=int(row["attempt"]),
            space=row["space"],
            params=params_text(params, space),
            vals=None if not values[0] else as_text([coded_value(float(v)) for v in values]),
            error=_error(row["error"]),
            started=row["started"] or None,
            ended=row["ended"] or None,
            rest=row["rest"] or None,
        ),
    )


def _error(cell: str) -> str | None:
    if not cell:
        return None
    return "" if cell == "''" else unguarded(cell)
