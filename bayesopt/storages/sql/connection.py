"""Connections to a server: a pool for each process, and how they write."""

import os
import random
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL, CursorResult

from bayesopt.errors import StoreUnreachable
from bayesopt.storages.addresses import without_password
from bayesopt.storages.sql.dialects import Dialect, translated
from bayesopt.storages.sql.faults import typed
from bayesopt.storages.tables import statements
from bayesopt.storages.tables.connections import Connections, Counters, Database, Result, Row

_MOST_CONNECTIONS = 8  # for each process; those who write to a study come one by one anyway


class Answer:
    """What a statement gave. See Cursor."""

    def __init__(self, result: CursorResult[Any], dialect: Dialect) -> None:
        self._result = result
        self._dialect = dialect

    @property
    def rowcount(self) -> int:
        """See Cursor."""
        return int(self._result.rowcount)

    def fetchone(self) -> Row | None:
        """See Cursor."""
        row = self._result.fetchone()
        return None if row is None else self._restored(row)

    def fetchall(self) -> list[Row]:
        """See Cursor."""
        return [self._restored(row) for row in self._result.fetchall()]

    def _restored(self, row: Any) -> Row:
        restored = self._dialect.restored
        return tuple(restored(cell) if type(cell) is str else cell for cell in row)


class Session:
    """A connection for as long as it is ours. See Database."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def execute(self, sql: str, values: Row = ()) -> Answer:
        """See Database."""
        stored = self._dialect.stored
        coded = tuple(stored(value) if type(value) is str else value for value in values)
        result = self._connection.exec_driver_sql(translated(sql), coded or None)
        return Answer(result, self._dialect)


class ServerConnections(Connections):
    """Connections of all processes and threads to the server at `url`.

    timeout : seconds to wait for others, and for the server.
    """

    def __init__(self, url: URL, dialect: Dialect, timeout: float) -> None:
        self.dialect = dialect
        self.timeout = timeout
        self.where = without_password(url.render_as_string(hide_password=True))
        self._url = url
        self._engines: dict[int, Engine] = {}  # by process: a child uses nothing of its parent's

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_engines": {}}

    def engine(self) -> Engine:
        """The pool of this process."""
        pid = os.getpid()
        if pid not in self._engines:
            self._engines.setdefault(pid, self._new_engine())
        return self._engines[pid]

    def _new_engine(self) -> Engine:
        engine = create_engine(
            self._url,
            isolation_level="AUTOCOMMIT",  # transactions begin and end by our own statements
            skip_autocommit_rollback=True,
            pool_size=_MOST_CONNECTIONS // 2,
            max_overflow=_MOST_CONNECTIONS // 2,
            pool_timeout=self.timeout,
            pool_use_lifo=True,
            connect_args=dict(self.dialect.options(self.timeout)),
        )
        event.listen(engine, "connect", self._begin_session)
        return engine

    def _begin_session(self, connection: Any, _: object) -> None:
        server = str(getattr(connection, "server_version", ""))
        with connection.cursor() as cursor:
            for statement in self.dialect.settings(server, self.timeout):
                cursor.execute(statement)
        connection.commit()

    def read(self, sql: str, values: Row = ()) -> list[Row]:
        """See Connections."""

        def query() -> list[Row]:
            with self.engine().connect() as connection:
                return Session(connection, self.dialect).execute(sql, values).fetchall()

        return self._persistently(query)

    def write(self, work: Callable[[Database], Result], durable: bool) -> Result:
        """See Connections."""

        def transaction() -> Result:
            with self.engine().connect() as connection:
                connection.exec_driver_sql(self.dialect.begin)
                try:
                    result = work(Session(connection, self.dialect))
                except BaseException:
                    _roll_back(connection)
                    raise
                self._commit(connection, durable)
                return result

        return self._persistently(transaction)

    def _commit(self, connection: Connection, durable: bool) -> None:
        try:
            connection.exec_driver_sql("COMMIT")
            if durable and self.dialect.flush:
                connection.exec_driver_sql(self.dialect.flush)
        except exc.DBAPIError as error:
            if not error.connection_invalidated:
                _roll_back(connection)
                raise
            raise StoreUnreachable(
                f"{self.where}: the connection broke while a change was being confirmed; look "
                f"whether it was made, then repeat it if not"
            ) from error

    def _persistently(self, work: Callable[[], Result]) -> Result:
        """What `work` gives, again after conflicts, and once more after a lost connection."""
        until = time.monotonic() + self.timeout
        pause, lost = 0.005, 0
        with typed(self.where, self.dialect):
            while True:
                try:
                    return work()
                except exc.DBAPIError as error:
                    lost += error.connection_invalidated
                    again = self.dialect.code(error.orig) in self.dialect.conflicts
                    over = time.monotonic() + pause > until
                    if over or not (again or (error.connection_invalidated and lost == 1)):
                        raise
                time.sleep(random.uniform(0.5, 1.5) * pause)  # so that two do not meet again
                pause = min(2 * pause, 0.5)

    def lock(self, db: Database, study: int) -> Counters | None:
        """See Connections."""
        sql = statements.COUNTERS.replace(" FROM", f", {self.dialect.now} FROM", 1)
        row = db.execute(f"{sql} FOR UPDATE", (study,)).fetchone()
        return None if row is None else Counters(*row)

    def now(self) -> float:
        """See Connections."""
        [(now,)] = self.read(f"SELECT {self.dialect.now}")
        return float(now)

    def close(self) -> None:
        """Close the connections of this process that nobody uses; they open again when needed."""
        engine = self._engines.pop(os.getpid(), None)
        if engine is not None:
            engine.dispose()


def _roll_back(connection: Connection) -> None:
    """End a transaction without a trace; by ending the connection, if need be."""
    if connection.invalidated or connection.closed:
        return
    try:
        connection.exec_driver_sql("ROLLBACK")
    except exc.SQLAlchemyError:
        connection.invalidate()
