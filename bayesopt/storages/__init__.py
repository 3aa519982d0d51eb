"""Where studies live."""

from typing import Any

from bayesopt.absent import absent
from bayesopt.storages.base import Storage, StudyFacts, TrialLog
from bayesopt.storages.memory import InMemoryStorage

__all__ = ["InMemoryStorage", "Storage", "StudyFacts", "TrialLog"]


def __getattr__(name: str) -> Any:
    raise absent("storages", name)
