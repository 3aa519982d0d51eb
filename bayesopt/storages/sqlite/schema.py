"""The tables of a file, their version, and the way from older versions to this one."""

import sqlite3
from pathlib import Path

from bayesopt.errors import NewerSchema, StoreCorrupt
from bayesopt.storages.tables import migrations
from bayesopt.storages.tables.schema import VERSION, Types, library_version, tables

APPLICATION = 0x6261796F  # "bayo", in the header of each file

TYPES = Types(
    id="INTEGER PRIMARY KEY AUTOINCREMENT", text="TEXT", short="TEXT", digest="TEXT", real="REAL"
)


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """The version of the schema in a file; 0 if it is new and empty.

    Raises StoreCorrupt for a file of another program, NewerSchema for one of a later version.
    Neither is touched.
    """
    [application] = db.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION:
        _refuse_foreign(db, path)
        return 0
    return readable_version(db, path)


def readable_version(db: sqlite3.Connection, path: Path) -> int:
    """The version of the schema in a file of ours. Raises NewerSchema for a later one."""
    [version] = db.execute("PRAGMA user_version").fetchone()
    newest = migrations.MIGRATIONS.target
    if version > newest:
        raise NewerSchema(
            f"{path} was written by bayesopt {_writer(db)} (schema {version}); this is bayesopt "
            f"{library_version()} (schema {newest}): upgrade it, or export a copy there"
        )
    return int(version)


def _refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    names = [name for [name] in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    if not names:
        return
    if {"alembic_version", "trial_params"} <= set(names):
        raise StoreCorrupt(
            f"{path} is a database of Optuna; import its studies with `python -m bayesopt import "
            f"optuna:sqlite:///{path} --to study.db`, or use another file"
        )
    raise StoreCorrupt(
        f"{path} is a database of another program (tables {', '.join(names[:5])}); "
        f"use another file"
    )


def _writer(db: sqlite3.Connection) -> str:
    try:
        [writer] = db.execute("SELECT value FROM meta WHERE name = 'library_version'").fetchone()
    except (sqlite3.Error, TypeError):
        return "of another version"
    return str(writer)


def create(db: sqlite3.Connection) -> None:
    """Make the tables in an empty file, within the caller's transaction."""
    for statement in tables(TYPES):
        db.execute(statement)
    db.execute("INSERT INTO meta VALUES ('library_version', ?)", (library_version(),))
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")
