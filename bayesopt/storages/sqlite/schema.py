"""The tables of a file, their version, and the way from older versions to this one."""

import sqlite3
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path

from bayesopt.errors import NewerSchema, StoreCorrupt

APPLICATION = 0x6261796F  # "bayo", in the header of each file
VERSION = 1

TABLES = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE study (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    directions TEXT NOT NULL,
    seed TEXT NOT NULL,
    space TEXT,
    created TEXT NOT NULL,
    next_number INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE attr (
    study INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (study, key)
);
CREATE TABLE space (
    id INTEGER PRIMARY KEY,
    study INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (study, text)
);
CREATE TABLE trial (
    study INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    attempt INTEGER NOT NULL,
    space INTEGER NOT NULL,
    params TEXT NOT NULL,
    vals TEXT,
    error TEXT,
    started TEXT,
    ended TEXT,
    rest TEXT,
    revision INTEGER NOT NULL,
    finished INTEGER,
    worker TEXT,
    lease REAL,
    claimed_until REAL,
    PRIMARY KEY (study, number),
    CHECK (state <> 1 OR vals IS NOT NULL)
);
CREATE INDEX trial_revision ON trial (study, revision);
CREATE INDEX trial_waiting ON trial (study, number) WHERE state = 4;
CREATE INDEX trial_claimed ON trial (study, worker, claimed_until, lease)
    WHERE state = 0 AND worker IS NOT NULL;
CREATE TABLE attempt (
    study INTEGER NOT NULL,
    number INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    worker TEXT,
    started TEXT,
    ended TEXT,
    ending TEXT NOT NULL,
    PRIMARY KEY (study, number, attempt)
);
CREATE TABLE version (
    study INTEGER NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (study, number, revision)
);
"""
OWNED = ("attr", "space", "trial", "attempt", "version")  # tables with a column `study`

# From each version to the next; run one after the other, each in a transaction of its own.
MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {}


def library_version() -> str:
    """The version of bayesopt that is installed."""
    try:
        return metadata.version("bayesopt")
    except metadata.PackageNotFoundError:
        return "unknown"


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """The version of the schema in a file; 0 if it is new and empty.

    Raises StoreCorrupt for a file of another program, NewerSchema for one of a later version.
    Neither is touched.
    """
    [application] = db.execute("PRAGMA application_id").fetchone()
    [version] = db.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        _refuse_foreign(db, path)
        return 0
    if version > VERSION:
        raise NewerSchema(
            f"{path} was written by bayesopt {_writer(db)} (schema {version}); this is bayesopt "
            f"{library_version()} (schema {VERSION}): upgrade it, or export a copy there"
        )
    return int(version)


def _refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    names = [name for [name] in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    if not names:
        return
    if {"alembic_version", "trial_params"} <= set(names):
        raise StoreCorrupt(f"{path} is a database of Optuna; load it there, or use another file")
    raise StoreCorrupt(
        f"{path} is a database of another program (tables {', '.join(names[:5])}); "
        f"use another file"
    )


def _writer(db: sqlite3.Connection) -> str:
    try:
        [writer] = db.execute("SELECT value FROM meta WHERE key = 'library_version'").fetchone()
    except (sqlite3.Error, TypeError):
        return "of another version"
    return str(writer)


def create(db: sqlite3.Connection) -> None:
    """Make the tables in an empty file, within the caller's transaction."""
    for statement in TABLES.split(";"):
        if statement.strip():
            db.execute(statement)
    db.execute("INSERT INTO meta VALUES ('library_version', ?)", (library_version(),))
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")
