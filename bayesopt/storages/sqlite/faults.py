"""What SQLite complains of, in our errors: what happened, and the way out."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bayesopt.errors import (
    NotJSON,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
    shown,
)

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_TEXT = "Could not decode to UTF-8"
_PRIMARY = 0xFF  # the low byte of a code says the kind, the others say more
_WRITING = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}


@contextmanager
def typed(path: Path) -> Iterator[None]:
    """Errors of SQLite on the file at `path`, as children of StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise fault(error, path) from error
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        kind = StoreFull if error.errno in _NO_SPACE else StoreUnreachable
        raise kind(f"{path}: {error.strerror}; {_ADVICE[kind]}") from error
    except UnicodeDecodeError as error:
        raise StoreCorrupt(f"{path}: {error}; {_ADVICE[StoreCorrupt]}") from error
    except UnicodeEncodeError as error:
        raise NotJSON(f"{shown(error.object)} is no text that can be stored: {error}") from None


def fault(error: sqlite3.Error, path: Path) -> StoreError:
    """Our error for one of SQLite."""
    code = getattr(error, "sqlite_errorcode", 0)
    kind = StoreFull if code in _WRITING else _KINDS.get(code & _PRIMARY, StoreError)
    if _NO_TEXT in str(error):  # found by Python and not by SQLite, so it has no code
        kind = StoreCorrupt
    advice = _ADVICE.get(kind, "see `python -m bayesopt doctor` about this file")
    return kind(f"{path}: {error}; {advice}")


_KINDS: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_CORRUPT: StoreCorrupt,
    sqlite3.SQLITE_NOTADB: StoreCorrupt,
    sqlite3.SQLITE_SCHEMA: StoreCorrupt,
    sqlite3.SQLITE_ERROR: StoreCorrupt,  # a table or column that is missing
    sqlite3.SQLITE_CONSTRAINT: StoreCorrupt,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_AUTH: StoreReadOnly,
    sqlite3.SQLITE_CANTOPEN: StoreUnreachable,
}
_ADVICE: dict[type[StoreError], str] = {
    StoreBusy: "another program keeps it locked; end that, or pass a longer timeout",
    StoreCorrupt: (
        "look at it with `python -m bayesopt doctor`, restore a copy, or save what can be read "
        "with `sqlite3 FILE .recover`"
    ),
    StoreFull: "the disk is full or a limit is reached; what was told before is kept: make room",
    StoreReadOnly: "it can be read only; give this user the right to write, or work on a copy",
    StoreUnreachable: "does its folder exist, and may this user write there?",
}
