"""What a storage is: a set of named logs, each with three verbs."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bayesopt.history import FrozenTrial, StudyDirection
from bayesopt.space import Space


@dataclass(frozen=True)
class StudyFacts:
    """What is fixed when a study is made.

    directions : one per objective. seed : key of all its random numbers.
    space : the declared parameters; None where the objective defines them as it runs.
    """

    name: str
    directions: tuple[StudyDirection, ...]
    seed: int
    created: datetime
    space: Space | None = None


class TrialLog(ABC):
    """One study's trials, every write of which carries a revision that counts up by one.

    All three verbs are atomic and safe to call from several threads.
    """

    facts: StudyFacts

    @abstractmethod
    def new_trial(self, draft: FrozenTrial) -> FrozenTrial:
        """Record `draft` under the next free number and return it as recorded.

        A running draft takes the place of the waiting trial of the lowest number, if there is
        one: that trial starts running with its own number, params and attributes.
        """

    @abstractmethod
    def put(self, trial: FrozenTrial) -> None:
        """Replace the trial of that number.

        Raises AlreadyTold if the recorded one has finished, UnknownTrial if there is none.
        """

    @abstractmethod
    def since(self, revision: int) -> tuple[Iterable[FrozenTrial], int]:
        """Trials written after `revision`, in the order of their last write, and the newest
        revision.
        """

    @abstractmethod
    def attrs(self) -> dict[str, Any]:
        """The study's user attributes; a dict of its own."""

    @abstractmethod
    def set_attr(self, key: str, value: Any) -> None:
        """Set one of the study's user attributes."""


class Storage(ABC):
    """Studies by name."""

    @abstractmethod
    def create(self, facts: StudyFacts) -> TrialLog:
        """A new, empty log. Raises DuplicatedStudyError if the name is taken."""

    @abstractmethod
    def open(self, name: str) -> TrialLog:
        """The log of that name. Raises StudyNotFound if there is none."""

    @abstractmethod
    def names(self) -> list[str]:
        """Names of all studies, oldest first."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """Forget a study and its trials. Raises StudyNotFound if there is none."""
