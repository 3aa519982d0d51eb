"""Studies by name in one SQLite file."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bayesopt.storages.sqlite.connection import FileConnections, Place
from bayesopt.storages.tables.storage import TableStorage


class SqliteStorage(TableStorage):
    """Studies in the file at `path`, which any number of processes and threads may use at once.

    timeout : seconds to wait for others that write, before StoreBusy.
    read_only : never write to the file, which then has to exist.
    allow_network_fs : use a file even where locks are known to fail, for one process at a time.
    clock : seconds since 1970; by it the leases of workers on other hosts are over.
    Raises StoreUnreachable, StoreCorrupt, NewerSchema, StoreReadOnly, StoreBusy, StoreFull.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = 30.0,
        read_only: bool = False,
        allow_network_fs: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = Path(os.path.abspath(path))
        self._place = Place(self.path, timeout, read_only, allow_network_fs)
        self._file = FileConnections(self._place, clock)
        self._file.mine()
        super().__init__(self._file)

    def __repr__(self) -> str:
        return f"SqliteStorage({str(self.path)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        place = self._place
        return _reopened, (place.path, place.timeout, place.read_only, place.allow_network_fs)

    def close(self) -> None:
        """Close this thread's connection; it opens again when needed."""
        self._file.close()


def _reopened(
    path: Path, timeout: float, read_only: bool, allow_network_fs: bool
) -> SqliteStorage:
    return SqliteStorage(
        path, timeout=timeout, read_only=read_only, allow_network_fs=allow_network_fs
    )
