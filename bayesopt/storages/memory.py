"""Studies in the memory of this process."""

import heapq
import time
from collections.abc import Callable, Iterable
from typing import Any

from bayesopt.errors import DuplicatedStudyError, StudyNotFound, UnknownTrial
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.lock import Lock
from bayesopt.storages.attempts import (
    Attempt,
    Ending,
    after_loss,
    begins,
    check_amendable,
    check_open,
    interrupted_attempt,
    last_attempt,
    lost_attempt,
    numbered,
    started,
)
from bayesopt.storages.base import Storage, StudyFacts, TrialLog, Version
from bayesopt.storages.workers import Worker


class InMemoryLog(TrialLog):
    """A study's trials in a list, and the number of the one that each revision wrote.

    clock : seconds; by it leases are over.
    """

    shared = False

    def __init__(self, facts: StudyFacts, clock: Callable[[], float]) -> None:
        self.facts = facts
        self._clock = clock
        self._lock = Lock()
        self._trials: list[FrozenTrial] = []
        self._written: list[int] = []  # position = revision
        self._finished: dict[int, int] = {}  # by number: the revision that finished it
        self._waiting: list[int] = []  # a heap; may also hold some that no longer wait
        self._workers: dict[int, Worker] = {}  # by number: who runs it, or was the last to
        self._until: dict[int, float] = {}  # by number: when the claim of its worker is over
        self._attempts: dict[int, dict[int, Attempt]] = {}  # those that did not finish their trial
        self._versions: dict[int, list[Version]] = {}
        self._attrs: dict[str, Any] = {}

    def _write(self, trial: FrozenTrial) -> None:
        """Record a trial as the next revision, and wholly where an interruption comes."""
        try:
            self._record(trial)
        except BaseException:
            self._record(trial)  # to do so twice is as once, and one revision more
            raise

    def _record(self, trial: FrozenTrial) -> None:
        number = trial.number
        self._trials[number : number + 1] = [trial]
        self._written.append(number)
        self._claim(number, trial.state)
        if trial.state is TrialState.WAITING:
            heapq.heappush(self._waiting, number)
        elif trial.state.is_finished():
            self._finished.setdefault(number, len(self._written))

    def _claim(self, number: int, state: TrialState) -> None:
        """Let the claim on a trial begin anew; it is over if the trial does not run."""
        if state is TrialState.RUNNING and number in self._workers:
            self._until[number] = self._clock() + self._workers[number].lease
        else:
            self._until.pop(number, None)

    def _first_waiting(self) -> FrozenTrial | None:
        """The waiting trial of the lowest number, those of workers that are gone among them."""
        self._release()
        while self._waiting:
            trial = self._trials[self._waiting[0]]
            if trial.state is TrialState.WAITING:
                return trial
            heapq.heappop(self._waiting)
        return None

    def _release(self) -> None:
        """Take running trials from workers that are gone."""
        now = self._clock()
        for number, until in list(self._until.items()):
            worker = self._workers[number]
            if worker.gone(lease_over=until <= now):
                trial = self._trials[number]
                past = self._attempts.setdefault(number, {})
                past[trial.attempt] = lost_attempt(trial, str(worker))
                lost = sum(attempt.ending is Ending.LOST for attempt in past.values())
                self._write(after_loss(trial, lost))

    def new_trial(self, draft: FrozenTrial, worker: Worker | None = None) -> FrozenTrial:
        """See TrialLog."""
        with self._lock:
            running = draft.state is TrialState.RUNNING
            waiting = self._first_waiting() if running else None
            if waiting is None:
                return self._claimed(numbered(draft, len(self._trials)), worker)
            return self._claimed(started(waiting, draft), worker)

    def begin(self, planned: FrozenTrial, worker: Worker | None = None) -> bool:
        """See TrialLog."""
        with self._lock:
            waiting = self._first_waiting()
            if not begins(planned, waiting, len(self._trials)):
                return False
            trial = numbered(planned, len(self._trials)) if waiting is None else planned
            self._claimed(trial, worker)
            return True

    def _claimed(self, trial: FrozenTrial, worker: Worker | None) -> FrozenTrial:
        self._workers.pop(trial.number, None)
        if worker is not None:
            self._workers[trial.number] = worker
        self._write(trial)
        return trial

    def take_back(self) -> None:
        """See TrialLog."""
        with self._lock:
            self._release()

    def put(self, trial: FrozenTrial) -> None:
        """See TrialLog."""
        with self._lock:
            known = self._known(trial.number)
            check_open(known, trial)
            if known.state is TrialState.RUNNING and trial.state is TrialState.WAITING:
                past = self._attempts.setdefault(trial.number, {})
                past[trial.attempt] = interrupted_attempt(known, self._worker(trial.number))
            elif trial.state is not TrialState.WAITING:  # it goes on after all
                self._attempts.get(trial.number, {}).pop(trial.attempt, None)
            self._write(trial)

    def amend(self, trial: FrozenTrial) -> None:
        """See TrialLog."""
        with self._lock:
            known = self._known(trial.number)
            check_amendable(known, trial)
            self._write(trial)
            version = Version(known, len(self._written))
            self._versions.setdefault(trial.number, []).append(version)

    def _known(self, number: int) -> FrozenTrial:
        if not 0 <= number < len(self._trials):
            raise UnknownTrial(f"there is no trial {number}; ask for one first")
        return self._trials[number]

    def since(self, revision: int) -> tuple[Iterable[FrozenTrial], int]:
        """See TrialLog."""
        with self._lock:
            newest = len(self._written)
            if revision == newest:
                return (), newest
            last = {self._written[k]: k + 1 for k in range(revision, newest)}
            order = [*last]
            if len(order) > 1:
                order.sort(key=lambda number: self._finished.get(number, last[number]))
            return [self._trials[number] for number in order], newest

    def next_number(self) -> int:
        """See TrialLog."""
        with self._lock:
            return len(self._trials)

    def renew(self, worker: Worker) -> None:
        """See TrialLog."""
        with self._lock:
            for number in self._until:
                if self._workers[number] == worker:
                    self._claim(number, TrialState.RUNNING)

    def versions(self, number: int) -> list[Version]:
        """See TrialLog."""
        with self._lock:
            self._known(number)
            return list(self._versions.get(number, ()))

    def attempts(self, number: int) -> list[Attempt]:
        """See TrialLog."""
        with self._lock:
            last = last_attempt(self._known(number), self._worker(number))
            past = self._attempts.get(number, {}).values()
            return [*past, *([last] if last else ())]

    def _worker(self, number: int) -> str | None:
        return str(self._workers[number]) if number in self._workers else None

    def attrs(self) -> dict[str, Any]:
        """See TrialLog."""
        with self._lock:
            return dict(self._attrs)

    def set_attr(self, key: str, value: Any) -> None:
        """See TrialLog."""
        with self._lock:
            self._attrs[key] = value


class InMemoryStorage(Storage):
    """Studies that last as long as this object.

    clock : seconds; by it the leases of workers in other processes are over.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._logs: dict[str, InMemoryLog] = {}

    def create(self, facts: StudyFacts) -> TrialLog:
        """See Storage."""
        with self._lock:
            if facts.name in self._logs:
                raise DuplicatedStudyError(
                    f"a study named {facts.name!r} exists; pass load_if_exists=True to resume it"
                )
            log = self._logs[facts.name] = InMemoryLog(facts, self._clock)
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
