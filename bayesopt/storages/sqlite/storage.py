"""Studies by name in one SQLite file."""

import os
import time
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from bayesopt.storages.addresses import check_path
from bayesopt.storages.sqlite.connection import FileConnections, Place
from bayesopt.storages.tables.storage import TableStorage


class SqliteStorage(TableStorage):
    """Studies in the file at `path`, which any number of processes and threads may use at once.

    timeout : seconds to wait for others that write, before StoreBusy.
    read_only : never write to the file, which then has to exist.
    allow_network_fs : use a file even where locks are known to fail, for one process at a time.
    durable : wait for the disk whenever something is told; without it, what was told last may be
        lost if the power fails, though not if a process dies.
    clock : seconds since 1970; by it the leases of workers on other hosts are over.
    Raises InvalidStorage for a URL, StoreUnreachable, StoreCorrupt, NewerSchema, StoreReadOnly,
    StoreBusy, StoreFull.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = 30.0,
        read_only: bool = False,
        allow_network_fs: bool = False,
        durable: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        check_path(path, "path")
        self.path = Path(os.path.abspath(path))
        self._place = Place(self.path, timeout, read_only, allow_network_fs, durable)
        self._file = FileConnections(self._place, clock)
        self._file.mine()
        super().__init__(self._file)

    def __repr__(self) -> str:
        return f"SqliteStorage({str(self.path)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, astuple(self._place)

    def close(self) -> None:
        """Close this thread's connection; it opens again when needed."""
        self._file.close()


def _reopened(*place: Any) -> SqliteStorage:
    options = vars(Place(*place))
    return SqliteStorage(options.pop("path"), **options)
