"""Studies in the memory of this process."""

import heapq
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bayesopt.errors import AlreadyTold, DuplicatedStudyError, StudyNotFound, UnknownTrial
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.storages.base import Storage, StudyFacts, TrialLog


class InMemoryLog(TrialLog):
    """A study's trials in a list, and the number of the one that each revision wrote."""

    def __init__(self, facts: StudyFacts) -> None:
        self.facts = facts
        self._lock = threading.Lock()
        self._trials: list[FrozenTrial] = []
        self._written: list[int] = []  # position = revision
        self._waiting: list[int] = []  # a heap; may also hold some that no longer wait
        self._attrs: dict[str, Any] = {}

    def _write(self, trial: FrozenTrial) -> None:
        self._trials[trial.number] = trial
        self._written.append(trial.number)
        if trial.state is TrialState.WAITING:
            heapq.heappush(self._waiting, trial.number)

    def _oldest_waiting(self) -> FrozenTrial | None:
        while self._waiting:
            trial = self._trials[heapq.heappop(self._waiting)]
            if trial.state is TrialState.WAITING:
                return trial
        return None

    def new_trial(self, draft: FrozenTrial) -> FrozenTrial:
        """See TrialLog."""
        with self._lock:
            claims = draft.state is TrialState.RUNNING
            waiting = self._oldest_waiting() if claims else None
            if waiting is None:
                trial = replace(draft, number=len(self._trials))
                self._trials.append(trial)
            else:
                trial = replace(waiting, state=draft.state, datetime_start=draft.datetime_start)
            self._write(trial)
            return trial

    def put(self, trial: FrozenTrial) -> None:
        """See TrialLog."""
        with self._lock:
            if not 0 <= trial.number < len(self._trials):
                raise UnknownTrial(f"there is no trial {trial.number}; ask for one first")
            if self._trials[trial.number].state.is_finished():
                state = self._trials[trial.number].state.name
                raise AlreadyTold(f"trial {trial.number} has ended ({state}); its result stands")
            self._write(trial)

    def since(self, revision: int) -> tuple[Iterable[FrozenTrial], int]:
        """See TrialLog."""
        with self._lock:
            newest = len(self._written)
            if revision == newest:
                return (), newest
            # the last write of each trial decides its place
            last = dict.fromkeys(reversed(self._written[revision:]))
            return [self._trials[number] for number in reversed(last)], newest

    def attrs(self) -> dict[str, Any]:
        """See TrialLog."""
        with self._lock:
            return dict(self._attrs)

    def set_attr(self, key: str, value: Any) -> None:
        """See TrialLog."""
        with self._lock:
            self._attrs[key] = value


class InMemoryStorage(Storage):
    """Studies that last as long as this object."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._logs: dict[str, InMemoryLog] = {}

    def create(self, facts: StudyFacts) -> TrialLog:
        """See Storage."""
        with self._lock:
            if facts.name in self._logs:
                raise DuplicatedStudyError(
                    f"a study named {facts.name!r} exists; pass load_if_exists=True to resume it"
                )
            log = self._logs[facts.name] = InMemoryLog(facts)
            return log

    def open(self, name: str) -> TrialLog:
        """See Storage."""
        with self._lock:
            return self._logs[self._known(name)]

    def names(self) -> list[str]:
        """See Storage."""
        with self._lock:
            return list(self._logs)

    def delete(self, name: str) -> None:
        """See Storage."""
        with self._lock:
            del self._logs[self._known(name)]

    def _known(self, name: str) -> str:
        if name not in self._logs:
            raise StudyNotFound(
                f"no study named {name!r}; this storage holds {list(self._logs)!r}"
            )
        return name
