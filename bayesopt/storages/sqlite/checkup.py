"""What is wrong with a file, its surroundings or its studies, in words."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bayesopt.errors import StoreError, StudyNotFound, counted
from bayesopt.storages.sqlite import schema
from bayesopt.storages.sqlite.connection import Place, opened_for_reading
from bayesopt.storages.sqlite.faults import fault
from bayesopt.storages.sqlite.filesystem import kind_of, over_network
from bayesopt.storages.sqlite.storage import SqliteStorage
from bayesopt.storages.workers import Worker

_LARGE_LOG = 64 * 2**20  # bytes; a log stays this large only if somebody keeps reading


class Grade(Enum):
    """How good a finding is."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. text : what was found and, if it is not well, the way out."""

    grade: Grade
    text: str


def examined(path: Path) -> Iterator[Finding]:
    """Look at everything about the file at `path`; nothing is changed."""
    yield _library()
    if not path.is_file():
        yield Finding(Grade.WRONG, f"{path} is no file; create_study(storage=...) makes one")
        return
    yield _file_system(path)
    yield from _permissions(path)
    try:
        with closing(opened_for_reading(Place(path, read_only=True))) as db:
            yield from _contents(db, path)
    except sqlite3.Error as error:
        yield Finding(Grade.WRONG, str(fault(error, path)))
    except StoreError as error:
        yield Finding(Grade.WRONG, str(error))


def _library() -> Finding:
    version = sqlite3.sqlite_version
    if has_reset_fault(sqlite3.sqlite_version_info):
        return Finding(
            Grade.NOTE,
            f"SQLite {version}: programs that write at once can lose data by its WAL-reset fault "
            f"(mended in 3.51.3). bayesopt never does, but keep other writers off the file",
        )
    return Finding(Grade.OK, f"SQLite {version}")


def has_reset_fault(version: tuple[int, ...]) -> bool:
    """Whether that version of SQLite has the fault described at sqlite.org/wal.html."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51)
    return not (mended or (3, 44, 6) <= version < (3, 45))


def _file_system(path: Path) -> Finding:
    kind = kind_of(path)
    if over_network(kind):
        return Finding(
            Grade.WRONG, f"file system {kind}: locks cannot be trusted; use a local disk"
        )
    free = os.statvfs(path) if hasattr(os, "statvfs") else None
    if free is not None and free.f_bavail * free.f_frsize < 2**20:
        return Finding(Grade.WRONG, "less than 1 MB is left on the disk; make room")
    return Finding(Grade.OK, f"file system {kind or 'of unknown kind'}")


def _header(path: Path) -> Iterator[Finding]:
    with path.open("rb") as file:
        versions = file.read(20)[18:]  # of its format, for writing and for reading
    if any(version not in (1, 2) for version in versions):
        yield Finding(
            Grade.WRONG,
            f"its header says format {[*versions]}, where SQLite has 1 and 2; restore a copy",
        )


def _permissions(path: Path) -> Iterator[Finding]:
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        yield Finding(Grade.NOTE, "this user cannot write to the file and its folder, only read")


def _contents(db: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    [*lines] = db.execute("PRAGMA quick_check(5)")
    if lines != [("ok",)]:
        broken = "; ".join(str(line) for [line] in lines)
        yield Finding(
            Grade.WRONG,
            f"the file is damaged ({broken}); restore a copy, or save what can be read with "
            f"`sqlite3 FILE .recover`",
        )
        return
    yield from _header(path)
    yield Finding(Grade.OK, f"the file is sound; schema {schema.version_of(db, path)}")
    yield _log(db, path)
    yield from _studies(db, path)


def _log(db: sqlite3.Connection, path: Path) -> Finding:
    [journal] = db.execute("PRAGMA journal_mode").fetchone()
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > _LARGE_LOG:
        return Finding(
            Grade.NOTE,
            f"the log beside the file holds {size / 2**20:.0f} MB: some program has been reading "
            f"for long; end it",
        )
    if size:
        return Finding(
            Grade.OK, f"journal {journal}; {log.name} holds {size} bytes: move both together"
        )
    return Finding(Grade.OK, f"journal {journal}")


def _studies(db: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    # one statement, so that all of it is of one moment, though somebody may write meanwhile
    states = ", ".join(f"COALESCE(SUM(state = {k}), 0)" for k in _WORDS)
    rows = db.execute(
        f"SELECT id, name, next_number, MAX(number), s.revision, MAX(t.revision), COUNT(number), "
        f"{states} "
        "FROM study s LEFT JOIN trial t ON t.study = s.id GROUP BY id ORDER BY id"
    ).fetchall()
    for study, name, expected, highest, revision, last, total, *by_state in rows:
        trials = counted(total, "trial")
        counts = ", ".join(
            f"{n} {word}" for n, word in zip(by_state, _WORDS.values(), strict=True)
        )
        if total != expected:
            text = f"study {name!r} has {trials} where {expected} were numbered"
            yield Finding(Grade.WRONG, text)
        elif total and highest != total - 1:
            text = (
                f"study {name!r} has a trial {highest}, and {trials} in all: numbers are missing"
            )
            yield Finding(Grade.WRONG, text)
        if (last or 0) != revision:
            text = f"study {name!r}: what was written last is missing (revision {revision})"
            yield Finding(Grade.WRONG, text)
        yield Finding(Grade.OK, f"study {name!r}: {trials} ({counts})")
        yield from _unreadable(path, name)
        yield from _stuck(db, study, name)


def _unreadable(path: Path, name: str) -> Iterator[Finding]:
    """Read all of a study, as its users do: SQLite knows nothing of what its texts mean."""
    storage = SqliteStorage(path, read_only=True, allow_network_fs=True)
    try:
        log = storage.open(name)
        log.attrs()
        for trial in log.since(0)[0]:
            log.attempts(trial.number)
            log.versions(trial.number)
    except (StoreError, StudyNotFound) as error:
        yield Finding(Grade.WRONG, f"study {name!r} cannot be read: {error}")
    finally:
        storage.close()


_WORDS = {1: "complete", 2: "pruned", 3: "failed", 0: "running", 4: "waiting"}


def _stuck(db: sqlite3.Connection, study: int, name: str) -> Iterator[Finding]:
    rows = db.execute(
        "SELECT number, worker, claimed_until, started FROM trial WHERE study = ? AND state = 0",
        (study,),
    )
    for number, worker, until, started in rows:
        if worker is None:
            yield Finding(
                Grade.NOTE,
                f"trial {number} of {name!r} was asked for by hand at {started} and is not told "
                f"yet; if nobody will, study.tell({number}, state=TrialState.FAIL)",
            )
        elif Worker.read(worker).gone(lease_over=until <= time.time()):
            yield Finding(
                Grade.NOTE,
                f"trial {number} of {name!r} has lost its worker; the next ask runs it again",
            )
