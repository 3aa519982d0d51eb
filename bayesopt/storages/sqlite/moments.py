"""Moments at which a process may die; tests let it."""

import sqlite3
from collections.abc import Callable


def _pass(moment: str) -> None:
    """Nothing happens."""


reached: Callable[[str], None] = _pass


def begin(db: sqlite3.Connection) -> None:
    """Begin a transaction that writes."""
    reached("before begin")
    db.execute("BEGIN IMMEDIATE")
    reached("after begin")


def commit(db: sqlite3.Connection) -> None:
    """End it well."""
    reached("before commit")
    db.execute("COMMIT")
    reached("after commit")
