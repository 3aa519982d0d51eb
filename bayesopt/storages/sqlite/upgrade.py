"""A file of an older version is brought up to date, after a copy has been put beside it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bayesopt.storages.sqlite import moments
from bayesopt.storages.sqlite.schema import TYPES, version_of
from bayesopt.storages.tables import migrations
from bayesopt.storages.tables.schema import library_version


def upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Bring the file at `path` up to date; nobody else may write to it meanwhile.

    Before the first step it is copied to path.v1.bak, say. Each step is a transaction, so whoever
    dies on the way leaves a file of some version, from which the next one goes on.
    """
    version = version_of(db, path)
    steps = migrations.MIGRATIONS.after(version, str(path))
    if steps:
        _keep_copy(db, path.with_name(f"{path.name}.v{version}.bak"))
    for reached, step in steps:
        moments.begin(db)
        step(db, TYPES)
        db.execute(
            "UPDATE meta SET value = ? WHERE name = 'library_version'", (library_version(),)
        )
        db.execute(f"PRAGMA user_version = {reached}")
        moments.commit(db)


def _keep_copy(db: sqlite3.Connection, target: Path) -> None:
    """Copy the file; the copy is there under its name once it is complete, and on the disk."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        moments.reached("before copy")
        with closing(sqlite3.connect(draft)) as copy:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        with open(draft, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(draft, target)
        moments.reached("after copy")
    finally:
        draft.unlink(missing_ok=True)
