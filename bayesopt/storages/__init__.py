"""Where studies live."""

from typing import Any

from bayesopt.absent import absent
from bayesopt.storages.attempts import Attempt, Ending
from bayesopt.storages.base import Storage, StudyFacts, TrialLog, Version
from bayesopt.storages.lease import Lease
from bayesopt.storages.memory import InMemoryStorage
from bayesopt.storages.workers import Worker

BaseStorage = Storage  # the name that Optuna's users know

__all__ = [
    "Attempt",
    "BaseStorage",
    "Ending",
    "InMemoryStorage",
    "Lease",
    "Storage",
    "StudyFacts",
    "TrialLog",
    "Version",
    "Worker",
]


def __getattr__(name: str) -> Any:
    raise absent("storages", name)
