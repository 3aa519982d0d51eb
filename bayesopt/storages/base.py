"""What a storage is: a set of named logs, each with a few verbs."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bayesopt.history import FrozenTrial, StudyDirection
from bayesopt.space import Param, Space
from bayesopt.storages.attempts import Attempt
from bayesopt.storages.workers import Worker


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


@dataclass(frozen=True)
class Version:
    """What a finished trial was before somebody amended it.

    revision : the one that replaced it; readers up to then have seen this version.
    """

    trial: FrozenTrial
    revision: int


class TrialLog(ABC):
    """One study's trials, every write of which carries a revision that counts up by one.

    All verbs are atomic and safe to call from several threads; and from several processes, unless
    the log is kept in memory.

    shared : whether other processes may hold the same log; claims then have to be renewed.
    """

    facts: StudyFacts
    shared: bool = True

    @abstractmethod
    def new_trial(self, draft: FrozenTrial, worker: Worker | None = None) -> FrozenTrial:
        """Record `draft` under the next free number and return it as recorded.

        A running draft takes the place of the waiting trial of the lowest number, if there is
        one: that trial starts running with its own number, params and attributes. Before that,
        the running trials of workers that are gone wait again; at the third time such a trial
        fails as "lost". Whatever starts running is at its next attempt, counted from 1. What has
        been planned for another number than it gets (its params, notes and `seen`) is let go.

        worker : who runs it, for as long as its claim is kept alive; None for a trial asked for
            by hand, which is nobody's to take away.
        """

    @abstractmethod
    def begin(self, planned: FrozenTrial, worker: Worker | None = None) -> bool:
        """Record a running trial with its plan, if it is the one that `new_trial` would begin.

        Returns False, and records nothing of it, if that has another number or is at another
        attempt, or if what was enqueued for it or its attributes have changed meanwhile.
        """

    @abstractmethod
    def take_back(self) -> None:
        """Let the running trials of workers that are gone wait, or fail, as `new_trial` does."""

    @abstractmethod
    def put(self, trial: FrozenTrial) -> None:
        """Replace the trial of that number; its worker's claim begins anew.

        Raises LeaseLost if the recorded one is at another attempt, or has been given up as lost;
        AlreadyTold if it has finished, UnknownTrial if there is none.
        """

    @abstractmethod
    def amend(self, trial: FrozenTrial) -> None:
        """Replace the finished trial of that number by another version, and keep the old one.

        It keeps its place in the order of finishing. Raises InvalidValue if either has not
        finished, UnknownTrial if there is none.
        """

    @abstractmethod
    def since(self, revision: int) -> tuple[Iterable[FrozenTrial], int]:
        """Trials written after `revision`, and the newest revision.

        A finished trial stands where it finished, whatever was amended later; others where they
        were last written. So whoever follows a log and whoever reads it later see one order.
        """

    def next_number(self) -> int:
        """The number that the next new trial gets: how many there are, unless some are missing."""
        return max((trial.number + 1 for trial in self.since(0)[0]), default=0)

    @abstractmethod
    def versions(self, number: int) -> list[Version]:
        """What that trial was before each amendment, oldest first."""

    @abstractmethod
    def attempts(self, number: int) -> list[Attempt]:
        """Every time that trial was started, oldest first."""

    @abstractmethod
    def attrs(self) -> dict[str, Any]:
        """The study's user attributes; a dict of its own."""

    @abstractmethod
    def set_attr(self, key: str, value: Any) -> None:
        """Set one of the study's user attributes."""

    @abstractmethod
    def renew(self, worker: Worker) -> None:
        """Let the claims of `worker` on its running trials begin anew."""

    def declare(self, name: str, param: Param) -> bool:
        """Learn the choices of a parameter, for those that no text can hold.

        Returns whether trials that were read before would now be read otherwise.
        """
        return False


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
