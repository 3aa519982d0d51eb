"""Studies in one file of any name, as Optuna's users ask for it; the file is a SqliteStorage."""

import os
from dataclasses import dataclass
from typing import Any

from bayesopt.absent import absent
from bayesopt.errors import shown, warn
from bayesopt.storages.addresses import check_path
from bayesopt.storages.base import Storage
from bayesopt.storages.urls import in_file

_FORM = "JournalStorage(JournalFileBackend('study.db'))"


@dataclass(frozen=True)
class JournalFileBackend:
    """The file that a JournalStorage keeps studies in.

    file_path : where; made once the storage is.
    lock_obj : None only, as the file has locks of its own.
    Raises TypeError for anything else.
    """

    file_path: str | os.PathLike[str]
    lock_obj: None = None

    def __post_init__(self) -> None:
        if not isinstance(self.file_path, str | os.PathLike):
            raise TypeError(f"file_path = {shown(self.file_path)} is no path; write {_FORM}")
        if self.lock_obj is not None:
            raise TypeError(
                f"JournalFileBackend has no lock_obj = {shown(self.lock_obj)}: the file has "
                f"locks of its own; drop it"
            )


def JournalStorage(log_storage: JournalFileBackend) -> Storage:
    """The SqliteStorage in that file, whatever its name ends in.

    Raises TypeError for what is no JournalFileBackend, InvalidStorage for a file that is a journal
    of Optuna; whatever SqliteStorage raises, so for a network's file system too.
    """
    if not isinstance(log_storage, JournalFileBackend):
        raise TypeError(f"log_storage = {shown(log_storage)}; write {_FORM}")
    check_path(log_storage.file_path, "file_path")
    return in_file(os.fspath(log_storage.file_path))


def JournalFileStorage(file_path: str | os.PathLike[str], lock_obj: None = None) -> Any:
    """As JournalFileBackend, with one line of advice."""
    warn("JournalFileStorage is deprecated; use JournalFileBackend(path)", FutureWarning)
    return JournalFileBackend(file_path, lock_obj)


def __getattr__(name: str) -> Any:
    raise absent("storages.journal", name)
