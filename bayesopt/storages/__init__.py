"""Where studies live."""

from bayesopt.storages.base import Storage, StudyFacts, TrialLog
from bayesopt.storages.memory import InMemoryStorage

__all__ = ["InMemoryStorage", "Storage", "StudyFacts", "TrialLog"]
