"""Where studies live."""

from typing import Any

from bayesopt.absent import absent
from bayesopt.storages.base import Storage, StudyFacts, TrialLog
from bayesopt.storages.memory import InMemoryStorage

BaseStorage = Storage  # the name that Optuna's users know

__all__ = ["BaseStorage", "InMemoryStorage", "Storage", "StudyFacts", "TrialLog"]


def __getattr__(name: str) -> Any:
    raise absent("storages", name)
