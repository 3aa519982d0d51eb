"""One study as one file that is complete in itself: no log beside it, nothing else within."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bayesopt.errors import InvalidStorage, StoreError, StoreUnreachable, shown
from bayesopt.storages.addresses import check_path
from bayesopt.storages.base import TrialLog
from bayesopt.storages.copying import copy_log
from bayesopt.storages.sqlite.connection import FileConnections
from bayesopt.storages.sqlite.faults import typed
from bayesopt.storages.sqlite.storage import SqliteStorage
from bayesopt.storages.tables.log import TableLog
from bayesopt.storages.tables.schema import OWNED


def export(log: TrialLog, path: str | os.PathLike[str]) -> None:
    """Write the study of `log` to a new file at `path`; it appears there once it is complete.

    Raises InvalidStorage for what is no path, StoreError if there is something already, or it
    cannot be written; StudyNotFound if the study has been deleted.
    """
    target = _target(path)
    if not target.parent.is_dir():
        raise StoreUnreachable(f"{target}: {target.parent} is no folder; make it first")
    log.next_number()  # of a study that has been deleted there is nothing to write
    if target.exists():
        raise StoreError(f"{target} exists; remove it, or choose another path")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with typed(target):
            if isinstance(log, TableLog) and isinstance(log.connections, FileConnections):
                log.connections.back_up(draft)
            else:
                _copy(log, draft)
            _close_up(draft, log.facts.name)
            os.replace(draft, target)
    finally:
        for suffix in ("", "-wal", "-shm", "-lock"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def _target(path: str | os.PathLike[str]) -> Path:
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise InvalidStorage(f"path = {shown(path)}; pass the path of a new file")
    check_path(path, "path")
    return Path(os.path.abspath(path))


def _copy(log: TrialLog, path: Path) -> None:
    storage = SqliteStorage(path, durable=False)
    copy_log(log, storage.create(log.facts))
    storage.close()


def _close_up(path: Path, name: str) -> None:
    """Remove other studies, and the log beside the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        for table in OWNED:
            db.execute(
                f"DELETE FROM {table} WHERE study <> (SELECT id FROM study WHERE name = ?)",
                (name,),
            )
        db.execute("DELETE FROM study WHERE name <> ?", (name,))
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = DELETE").fetchall()
        db.execute("VACUUM")
