"""Studies by name on a server."""

import math
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from bayesopt.errors import InvalidStorage, Missing, shown
from bayesopt.storages.addresses import without_password
from bayesopt.storages.sql.connection import ServerConnections
from bayesopt.storages.sql.dialects import Dialect, dialect_of
from bayesopt.storages.sql.schema import prepare
from bayesopt.storages.tables.storage import TableStorage

_FORM = "'postgresql://user:password@host/database' or 'mysql://user:password@host/database'"


class SqlStorage(TableStorage):
    """Studies on a PostgreSQL, MySQL or MariaDB server, for any number of processes and hosts.

        storage = SqlStorage("postgresql://user:password@host/database")

    url : as SQLAlchemy has them; the database has to exist, the tables are made in it.
    timeout : seconds to wait for others that write, and for the server, before StoreBusy or
    StoreUnreachable.
    Leases of workers are over by the server's clock. The password is in no message.
    Raises InvalidStorage for a URL that is none, Missing without the libraries of the extra `sql`,
    StoreUnreachable, StoreReadOnly, StoreBusy, StoreFull, StoreCorrupt, NewerSchema.
    """

    def __init__(self, url: str, *, timeout: float = 30.0) -> None:
        if not (isinstance(timeout, int | float) and 0 < timeout < math.inf):
            raise ValueError(f"timeout = {shown(timeout)}; pass seconds, more than 0")
        self._given = url
        self._timeout = timeout
        parsed, dialect = _parsed(url)
        self._server = ServerConnections(parsed, dialect, timeout)
        try:
            prepare(self._server)
        except ModuleNotFoundError as missing:
            raise Missing(
                f"this server as storage needs {missing.name}; pip install 'bayesopt[sql]'"
            ) from None
        except TypeError as unknown:  # of the driver, for what stands behind the question mark
            raise InvalidStorage(f"{self._server.where}: {unknown}; leave it out") from None
        super().__init__(self._server)

    def __repr__(self) -> str:
        return f"SqlStorage({self._server.where!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self._given, self._timeout)

    def close(self) -> None:
        """Close this process's connections; they open again when needed."""
        self._server.close()


def _reopened(url: str, timeout: float) -> SqlStorage:
    return SqlStorage(url, timeout=timeout)


def address(url: str) -> URL:
    """The URL in its parts. Raises InvalidStorage, without the password, for what has none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is None or "@" in (parsed.host or ""):
        raise InvalidStorage(
            f"storage = {_shown(url)} is no URL of a server; pass {_FORM}, with signs such as @ "
            f"and / in the password written as %40 and %2F"
        )
    return parsed


def _parsed(url: str) -> tuple[URL, Dialect]:
    """The URL for SQLAlchemy, and the dialect. The messages do not show what may be a password."""
    parsed = address(url)
    dialect = dialect_of(parsed)
    if dialect is None or not parsed.database:
        raise InvalidStorage(f"storage = {_shown(url)} names no server and database; pass {_FORM}")
    if "+" not in parsed.drivername:
        parsed = parsed.set(drivername=dialect.driver)
    try:
        parsed.get_dialect()
    except NoSuchModuleError:
        raise InvalidStorage(
            f"storage = {_shown(url)}: SQLAlchemy knows no {parsed.drivername!r}; leave the "
            f"driver out for {dialect.driver!r}, or install one"
        ) from None
    return parsed, dialect


def _shown(url: object) -> str:
    return shown(without_password(str(url)))
