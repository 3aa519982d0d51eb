"""What a log in tables needs of its database."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from typing import Any, NamedTuple, Protocol, TypeVar

Result = TypeVar("Result")
Row = tuple[Any, ...]


class Cursor(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """Rows changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""


class Database(Protocol):
    """A connection within a transaction. Statements have ? for values."""

    def execute(self, sql: str, values: Row = (), /) -> Cursor:
        """Run one statement."""


class Counters(NamedTuple):
    """Where a study stands.

    revision : of its last write. next_number : of its next trial. now : seconds since 1970, by
    the clock that leases are measured by.
    """

    revision: int
    next_number: int
    now: float


class Connections(ABC):
    """A database, as each process and thread reaches it."""

    @abstractmethod
    def read(self, sql: str, values: Row = ()) -> list[Row]:
        """All rows of one query: the database as it is at one moment."""

    def stream(self, sql: str, values: Row = ()) -> Generator[Row, None, None]:
        """The same, row by row where a database can do that."""
        yield from self.read(sql, values)

    @abstractmethod
    def write(self, work: Callable[[Database], Result], durable: bool) -> Result:
        """What `work` gives, done in one transaction: all of it or nothing.

        `work` may be called again, if another transaction was in the way.
        durable : return only once it is on the disk, in case the power fails. It survives the
        death of any process that writes either way.
        """

    @abstractmethod
    def lock(self, db: Database, study: int) -> Counters | None:
        """Where the study stands, which nobody else writes to until the transaction is over.

        None if there is no such study.
        """

    @abstractmethod
    def now(self) -> float:
        """Seconds since 1970, by the clock that leases are measured by."""
