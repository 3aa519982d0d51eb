"""Connections to one file: one for each process and thread, and how they write.

A connection is never used in, nor closed by, a process forked from the one that opened it.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bayesopt.errors import StoreBusy, StoreReadOnly, StoreUnreachable
from bayesopt.storages.sqlite import moments, schema
from bayesopt.storages.sqlite.faults import typed
from bayesopt.storages.sqlite.filesystem import kind_of, over_network, refuse_network
from bayesopt.storages.sqlite.guard import Guard
from bayesopt.storages.sqlite.upgrade import upgrade
from bayesopt.storages.tables import migrations, statements
from bayesopt.storages.tables.connections import Connections, Counters, Database, Result, Row

_COMMITS_BETWEEN_CHECKPOINTS = 200
_LONGEST_LOG = 4 * 2**20  # bytes
_WAIT_FOR_READERS = 1000  # milliseconds
_flush = getattr(os, "fdatasync", os.fsync)
_inherited: list[sqlite3.Connection] = []  # of a parent process: closing them would harm it


@dataclass(frozen=True)
class Place:
    """A file, and how to open it.

    path : absolute. timeout : seconds to wait for others. read_only : never write.
    allow_network_fs : open it even where locks may fail; for one process at a time.
    durable : wait for the disk where a write asks for it.
    """

    path: Path
    timeout: float = 30.0
    read_only: bool = False
    allow_network_fs: bool = False
    durable: bool = True


class Connection:
    """One thread's connection. It makes the file if there is none.

    Raises children of StoreError for a file that cannot be used.
    """

    def __init__(self, place: Place) -> None:
        if place.path.exists() and not place.path.is_file():
            raise StoreUnreachable(
                f"{place.path} is a folder or a device; pass the path of a file"
            )
        if _only_readable(place.path):
            place = replace(place, read_only=True)
        self._place = place
        self._guard = Guard(_beside(place.path, "-lock"))
        self._pid = os.getpid()
        self._log = str(_beside(place.path, "-wal"))
        self._log_fd: int | None = None
        self._commits = 0
        self._cut_above = _LONGEST_LOG
        kind = kind_of(place.path)
        if not place.allow_network_fs:
            refuse_network(place.path, kind)
        self._journal = "delete" if over_network(kind) else "wal"
        with typed(place.path):
            self.db = opened_for_reading(place) if place.read_only else self._writable()
        self._inode = _inode(place.path)

    def _writable(self) -> sqlite3.Connection:
        db = _opened(self._place, "rwc")
        try:
            version = _version(db, self._place.path)
            [journal] = db.execute("PRAGMA journal_mode").fetchone()
            if version != migrations.MIGRATIONS.target or journal != self._journal:
                self._prepare(db)
            # in a log, FULL would wait for the disk before the next one may write; see _sync
            db.execute(f"PRAGMA synchronous = {'NORMAL' if self._journal == 'wal' else 'FULL'}")
        except BaseException:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        """Make the tables, and the log beside the file; one process after the other."""
        try:
            self._guard.acquire(self._place.timeout)
            db.execute(f"PRAGMA journal_mode = {self._journal}")
            moments.begin(db)
            if schema.version_of(db, self._place.path) == 0:
                schema.create(db)
            moments.commit(db)
            upgrade(db, self._place.path)
        finally:
            self._abandon(db)

    @property
    def path(self) -> Path:
        """Of the file."""
        return self._place.path

    @property
    def inherited(self) -> bool:
        """Whether it belongs to a parent process."""
        return self._pid != os.getpid()

    def read(self, sql: str, values: Row = ()) -> list[Row]:
        """All rows of one query: the file as it is at one moment."""
        with typed(self._place.path):
            return self.db.execute(sql, values).fetchall()

    def write(self, work: Callable[[Database], Result], durable: bool) -> Result:
        """What `work` gives, done in one transaction: all of it or nothing.

        durable : return only once it is on the disk, in case the power fails. It survives the
        death of any process either way.
        """
        if self._place.read_only:
            raise StoreReadOnly(
                f"{self._place.path} may only be read, by this user or as it was opened"
            )
        with typed(self._place.path):
            try:
                self._guard.acquire(self._place.timeout)
                self._check_there()
                moments.begin(self.db)
                schema.readable_version(self.db, self.path)  # a later one may have upgraded it
                result = work(self.db)
                moments.commit(self.db)
                self._checkpoint()
            finally:
                self._abandon(self.db)
            if durable and self._place.durable and self._journal == "wal":
                self._sync()
            return result

    def _abandon(self, db: sqlite3.Connection) -> None:
        try:
            if db.in_transaction:
                db.execute("ROLLBACK")
        finally:
            self._guard.release()

    def _check_there(self) -> None:
        if _inode(self._place.path) != self._inode:
            raise StoreUnreachable(
                f"{self._place.path} was removed or replaced while it was open; "
                f"open the study again"
            )

    def _sync(self) -> None:
        """Wait until the log is on the disk: after our turn, so that many wait together.

        What is lost with the power is then always the end of the log, nothing in its middle.
        """
        if self._log_fd is None:
            self._log_fd = os.open(self._log, os.O_RDWR)
        _flush(self._log_fd)

    def _checkpoint(self) -> None:
        """Move the log into the file now and then, as long as it is our turn."""
        if self._journal != "wal":
            return
        self._commits += 1
        if _size(self._log) > self._cut_above:
            self._cut()
            # where somebody reads in it for long, not at every commit again
            self._cut_above = _size(self._log) + _LONGEST_LOG
        elif self._commits % _COMMITS_BETWEEN_CHECKPOINTS == 0:
            moments.reached("before checkpoint")
            self.db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            moments.reached("after checkpoint")

    def _cut(self) -> None:
        """Move the log into the file and empty it, unless somebody reads in it for long.

        Many workers write much between two checkpoints of one of them; and a passive one lets the
        log begin anew only where nobody reads in it at the next write.
        """
        moments.reached("before checkpoint")
        self.db.execute(f"PRAGMA busy_timeout = {_WAIT_FOR_READERS}")
        try:
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self.db.execute(f"PRAGMA busy_timeout = {round(self._place.timeout * 1000)}")
        moments.reached("after checkpoint")

    def close(self) -> None:
        """Close it, unless it is a parent's."""
        if self.inherited:
            _inherited.append(self.db)
            return
        self.db.close()
        self._guard.close()
        if self._log_fd is not None:
            os.close(self._log_fd)
            self._log_fd = None

    def __del__(self) -> None:
        if hasattr(self, "db"):
            self.close()


class FileConnections(Connections):
    """The connections of all threads to one file.

    clock : seconds since 1970; by it leases are over.
    """

    def __init__(self, place: Place, clock: Callable[[], float]) -> None:
        self.place = place
        self._clock = clock
        self._own = threading.local()

    def __reduce__(self) -> tuple[Any, ...]:
        return FileConnections, (self.place, self._clock)

    def now(self) -> float:
        """See Connections."""
        return self._clock()

    def read(self, sql: str, values: Row = ()) -> list[Row]:
        """See Connections."""
        return self.mine().read(sql, values)

    def stream(self, sql: str, values: Row = ()) -> Generator[Row, None, None]:
        """See Connections."""
        connection = self.mine()
        with typed(connection.path), closing(connection.db.cursor()) as cursor:
            yield from cursor.execute(sql, values)

    def write(self, work: Callable[[Database], Result], durable: bool) -> Result:
        """See Connections."""
        return self.mine().write(work, durable)

    def lock(self, db: Database, study: int) -> Counters | None:
        """See Connections; the whole file is locked already."""
        row = db.execute(statements.COUNTERS, (study,)).fetchone()
        return None if row is None else Counters(row[0], row[1], self._clock())

    def back_up(self, path: Path) -> None:
        """Copy the whole file, as it is at one moment, to a new file at `path`."""
        connection = self.mine()
        with closing(sqlite3.connect(path)) as copy, typed(connection.path):
            connection.db.backup(copy)

    def mine(self) -> Connection:
        """The one of this process and thread; opened when first needed."""
        known: Connection | None = getattr(self._own, "connection", None)
        if known is None or known.inherited:
            known = self._own.connection = Connection(self.place)
        return known

    def close(self) -> None:
        """Close this thread's connection; those of other threads close when these end."""
        known: Connection | None = self._own.__dict__.pop("connection", None)
        if known is not None:
            known.close()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _version(db: sqlite3.Connection, path: Path) -> int:
    """See schema.version_of; all it reads is of one moment, while others may make the tables."""
    db.execute("BEGIN")
    try:
        return schema.version_of(db, path)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _opened(place: Place, mode: str) -> sqlite3.Connection:
    """A connection that runs nothing a file may hold. mode : as in URIs of SQLite."""
    how = "immutable=1" if mode == "immutable" else f"mode={mode}"
    db = sqlite3.connect(
        f"file:{quote(str(place.path))}?{how}",
        uri=True,
        timeout=place.timeout,
        isolation_level=None,
        check_same_thread=False,
    )
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    return db


def opened_for_reading(place: Place) -> sqlite3.Connection:
    """A connection that cannot write, also where nobody may: then the file is read as it is."""
    if not place.path.exists():
        raise StoreUnreachable(f"{place.path} does not exist; create a study there first")
    for mode in ("ro", "immutable"):
        db = _opened(place, mode)
        try:
            version = _version(db, place.path)
        except sqlite3.OperationalError:
            db.close()
            if mode == "immutable" or _unread_log(place.path):
                raise
            continue
        needed = migrations.MIGRATIONS.target
        if version != needed:
            db.close()
            raise StoreReadOnly(
                f"{place.path} has schema {version}, and reading needs {needed}; "
                f"open it for writing once"
            )
        return db
    raise StoreBusy(f"{place.path} cannot be read")


def _unread_log(path: Path) -> bool:
    """Whether there is a log beside the file, which reading the file alone would leave out."""
    log = _beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def _only_readable(path: Path) -> bool:
    """Whether there is a file that this user may not write, or not log beside."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _inode(path: Path) -> int:
    try:
        return os.stat(path).st_ino
    except OSError:
        return -1
