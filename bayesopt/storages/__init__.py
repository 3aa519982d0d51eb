"""Where studies live."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bayesopt.absent import absent
from bayesopt.storages.attempts import Attempt, Ending
from bayesopt.storages.base import Storage, StudyFacts, TrialLog, Version
from bayesopt.storages.journal import JournalFileStorage, JournalStorage
from bayesopt.storages.lease import Lease
from bayesopt.storages.memory import InMemoryStorage
from bayesopt.storages.rdb import RDBStorage
from bayesopt.storages.urls import get_storage
from bayesopt.storages.workers import Worker

if TYPE_CHECKING:
    from bayesopt.storages.sql import SqlStorage
    from bayesopt.storages.sqlite import SqliteStorage

BaseStorage = Storage  # the name that Optuna's users know

__all__ = [
    "Attempt",
    "BaseStorage",
    "Ending",
    "InMemoryStorage",
    "JournalFileStorage",
    "JournalStorage",
    "Lease",
    "RDBStorage",
    "SqlStorage",
    "SqliteStorage",
    "Storage",
    "StudyFacts",
    "TrialLog",
    "Version",
    "Worker",
    "get_storage",
]


_ELSEWHERE = {  # each imports its database: only once it is needed
    "SqlStorage": "bayesopt.storages.sql",
    "SqliteStorage": "bayesopt.storages.sqlite",
}


def __getattr__(name: str) -> Any:
    if name in _ELSEWHERE:
        return getattr(import_module(_ELSEWHERE[name]), name)
    raise absent("storages", name)
