"""What servers and their libraries complain of, in our errors: what happened, and the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

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
from bayesopt.storages.sql.dialects import Dialect

_Fault = tuple[type[StoreError], str]
_BUSY: _Fault = StoreBusy, "others kept it locked for too long; end them, or pass a longer timeout"
_PASSWORD = StoreUnreachable, "check the user and the password in the URL"
_DATABASE = StoreUnreachable, "create that database on the server, or name another in the URL"
_RIGHT = StoreReadOnly, "grant this user the right to do so, or connect as another"
_FULL = StoreFull, "what was told before is kept: make room on the server"
_TABLES = StoreCorrupt, "a table was changed or removed by another program; restore a copy"
_READ_ONLY = StoreReadOnly, "the server takes no changes now; connect to the one that does"
_SIZE = StoreFull, "let the server take larger packets (max_allowed_packet), or store less"

_KINDS: dict[str, _Fault] = {
    **dict.fromkeys(("28P01", "28000", "1045", "1698"), _PASSWORD),
    **dict.fromkeys(("3D000", "1049"), _DATABASE),
    **dict.fromkeys(("42501", "1044", "1142", "1227"), _RIGHT),
    **dict.fromkeys(("53100", "53200", "1021", "1114"), _FULL),
    **dict.fromkeys(("42P01", "42703", "1146", "1054", "23502", "23514", "4025"), _TABLES),
    **dict.fromkeys(("25006", "1290", "1836"), _READ_ONLY),
    **dict.fromkeys(("1153", "54000"), _SIZE),
}


@contextmanager
def typed(where: str, dialect: Dialect) -> Iterator[None]:
    """Errors of a server as children of StoreError. where : its URL without the password."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise fault(error, where, dialect) from error
    except UnicodeEncodeError as error:
        raise NotJSON(f"{shown(error.object)} is no text that can be stored: {error}") from None


def fault(error: exc.SQLAlchemyError, where: str, dialect: Dialect) -> StoreError:
    """Our error for one of SQLAlchemy."""
    if isinstance(error, exc.TimeoutError):
        return StoreBusy(f"{where}: more threads than connections; use fewer at once")
    cause = getattr(error, "orig", None)
    code = dialect.code(cause)
    if code in dialect.busy or code in dialect.conflicts:
        kind, advice = _BUSY
    else:
        kind, advice = _KINDS.get(code) or _unnamed(error)
    what = str(cause or error).strip().splitlines() or [type(error).__name__]
    return kind(f"{where}: {what[0]}; {advice}")


def _unnamed(error: exc.SQLAlchemyError) -> _Fault:
    if isinstance(error, exc.OperationalError | exc.InterfaceError):
        return StoreUnreachable, "is the server running, and is this its address?"
    return StoreError, "see the server's log"
