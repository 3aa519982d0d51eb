"""Studies by name in one SQLite file."""

import os
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bayesopt.documents.params import space_of, space_text
from bayesopt.documents.text import from_text, to_text
from bayesopt.documents.trials import TrialTexts
from bayesopt.errors import DuplicatedStudyError, StudyNotFound
from bayesopt.frozen import StudyDirection
from bayesopt.space import Space
from bayesopt.storages.base import Storage, StudyFacts, TrialLog
from bayesopt.storages.sqlite import schema
from bayesopt.storages.sqlite.connection import Connections, Place, Row
from bayesopt.storages.sqlite.log import SqliteLog

_FACTS = "name, directions, seed, space, created"


class SqliteStorage(Storage):
    """Studies in the file at `path`, which any number of processes and threads may use at once.

    timeout : seconds to wait for others that write, before StoreBusy.
    read_only : never write to the file, which then has to exist.
    allow_network_fs : use a file even where locks are known to fail, for one process at a time.
    clock : seconds since 1970; by it the leases of workers on other hosts are over.
    Raises StoreUnreachable, StoreCorrupt, NewerSchema, StoreReadOnly, StoreBusy, StoreFull.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = 30.0,
        read_only: bool = False,
        allow_network_fs: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = Path(os.path.abspath(path))
        self._clock = clock
        self._place = Place(self.path, timeout, read_only, allow_network_fs)
        self._connections = Connections(self._place)
        self._connections.mine()

    def __repr__(self) -> str:
        return f"SqliteStorage({str(self.path)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        place = self._place
        return _reopened, (place.path, place.timeout, place.read_only, place.allow_network_fs)

    def create(self, facts: StudyFacts) -> TrialLog:
        """See Storage. Raises NotJSON for parameters that text cannot hold."""
        row = _row(facts)

        def insert(db: sqlite3.Connection) -> int | None:
            if db.execute("SELECT 1 FROM study WHERE name = ?", row[:1]).fetchone():
                return None
            sql = f"INSERT INTO study ({_FACTS}) VALUES (?, ?, ?, ?, ?)"
            return db.execute(sql, row).lastrowid

        study = self._connections.mine().write(insert, durable=True)
        if study is None:
            raise DuplicatedStudyError(
                f"a study named {facts.name!r} exists; pass load_if_exists=True to resume it"
            )
        log = self._log(study, row)
        for name, param in (facts.space or {}).items():
            log.declare(name, param)
        return log

    def open(self, name: str) -> TrialLog:
        """See Storage."""
        sql = f"SELECT id, {_FACTS} FROM study WHERE name = ?"
        rows = self._connections.mine().read(sql, (name,))
        if not rows:
            raise self._not_found(name)
        return self._log(rows[0][0], rows[0][1:])

    def _log(self, study: int, row: Row) -> SqliteLog:
        return SqliteLog(self._connections, study, partial(_facts, row), self._clock)

    def names(self) -> list[str]:
        """See Storage."""
        rows = self._connections.mine().read("SELECT name FROM study ORDER BY id")
        return [name for [name] in rows]

    def delete(self, name: str) -> None:
        """See Storage."""

        def remove(db: sqlite3.Connection) -> bool:
            found = db.execute("SELECT id FROM study WHERE name = ?", (name,)).fetchone()
            for table in schema.OWNED if found else ():
                db.execute(f"DELETE FROM {table} WHERE study = ?", found)
            return db.execute("DELETE FROM study WHERE name = ?", (name,)).rowcount > 0

        if not self._connections.mine().write(remove, durable=True):
            raise self._not_found(name)

    def _not_found(self, name: str) -> StudyNotFound:
        return StudyNotFound(f"no study named {name!r}; this storage holds {self.names()!r}")

    def close(self) -> None:
        """Close this thread's connection; it opens again when needed."""
        self._connections.close()


def _reopened(
    path: Path, timeout: float, read_only: bool, allow_network_fs: bool
) -> SqliteStorage:
    return SqliteStorage(
        path, timeout=timeout, read_only=read_only, allow_network_fs=allow_network_fs
    )


def _row(facts: StudyFacts) -> Row:
    return (
        facts.name,
        to_text([int(direction) for direction in facts.directions], "directions"),
        str(facts.seed),
        None if facts.space is None else space_text(facts.space),
        facts.created.isoformat(),
    )


def _facts(row: Row, texts: TrialTexts) -> StudyFacts:
    name, directions, seed, space, created = row
    return StudyFacts(
        name=name,
        directions=tuple(StudyDirection(number) for number in from_text(directions)),
        seed=int(seed),
        created=datetime.fromisoformat(created),
        space=None if space is None else Space(space_of(space, texts.declared)),
    )
