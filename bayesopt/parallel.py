"""Trials side by side: sent out, waited for, told, and tried again where a worker has died."""

import heapq
import logging
from collections import Counter, deque
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import suppress
from pickle import PickleError
from typing import TYPE_CHECKING, Any

from bayesopt.asking import better_wait, upcoming
from bayesopt.errors import AlreadyTold
from bayesopt.executors.crew import Crew
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.outcome import Outcome
from bayesopt.shipping import carried
from bayesopt.storages.attempts import MOST_LOST, Ending
from bayesopt.timelimit import TimedOut, timed_out
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from bayesopt.run import Loop

_logger = logging.getLogger("bayesopt")

# what a worker raises that lacks something: trying again does not help
_AMISS = (ImportError, AttributeError, PickleError)


class Parallel:
    """One call of `optimize` with several trials at once.

    Results are recorded as they come. Whoever listens hears of them as they come too; or, where
    trials are to see what their number says (`loop.as_of`), in the order of their numbers, and no
    trial is asked for before the one that it has to see has been heard of.
    """

    def __init__(self, loop: "Loop", crew: Crew) -> None:
        self.loop = loop
        self.crew = crew
        try:
            self.carrier = carried(loop, crew)
        except BaseException:
            crew.leave(early=True)
            raise
        self.running: dict[Future[Any], Trial] = {}
        self.again: deque[Trial] = deque()
        self.lost: Counter[int] = Counter()  # by number: attempts, those of earlier calls too
        self.lost_here: set[int] = set()
        self.given_up = 0  # trials, before any has come back
        self.returned = False
        self.told: list[tuple[int, FrozenTrial, Outcome]] = []  # a heap, not yet heard of

    def run(self) -> None:
        """Ask, send, wait and tell until there is a reason to stop."""
        early = True
        try:
            while self._fill():
                done = wait(self.running, return_when=FIRST_COMPLETED).done
                for future in sorted(done, key=lambda future: self.running[future].number):
                    self._receive(future)
                while self._hear():
                    self._fill()
            early = False
        except Exception:
            wait(self.running)
            raise
        finally:
            if early:
                self._settle()
            self.crew.leave(early)

    # --- sending

    def _fill(self) -> bool:
        """Send trials until the crew has enough to do; whether any is under way."""
        while len(self.running) < self.crew.width and (trial := self._next()) is not None:
            self._send(trial)
        return bool(self.running)

    def _next(self) -> Trial | None:
        """The next trial to send.

        Where a call that ends its process ends others with it, what was lost runs by itself: so
        the one that did it is found, and the others are not tried again and again for it.
        """
        together = bool(self.lost) and not self.crew.isolates
        if together and any(trial.number in self.lost for trial in self.running.values()):
            return None
        if together and self.again and self.running:
            return None
        if self.again:
            return self.again.popleft()
        if not self._may_ask() or (self.running and better_wait(self.loop.study, self.loop.as_of)):
            return None
        trial = self.loop.next()
        if trial is None or self.crew.isolates or not self._lost_before(trial) or not self.running:
            return trial
        self.again.append(trial)
        return None

    def _lost_before(self, trial: Trial) -> bool:
        """Whether earlier calls of `optimize` have lost it; that counts here too."""
        if trial._facts.attempt > 1:
            past = self.loop.study._log.attempts(trial.number)
            lost = sum(attempt.ending is Ending.LOST for attempt in past)
            if lost:
                self.lost[trial.number] = lost
        return trial.number in self.lost

    def _may_ask(self) -> bool:
        """Whether all that the next trial has to see has been heard of."""
        as_of = self.loop.as_of
        if as_of is None:
            return True
        under_way = [trial.number for trial in (*self.running.values(), *self.again)]
        oldest = min([*under_way, *(number for number, _, _ in self.told)], default=None)
        return oldest is None or upcoming(self.loop.study) - as_of.width < oldest

    def _send(self, trial: Trial) -> None:
        try:
            self.running[self.carrier.send(trial)] = trial
        except BrokenExecutor:
            if self.crew.make is None:
                self._leave_lost()
            self.crew.renew()
            self.running[self.carrier.send(trial)] = trial

    def _leave_lost(self) -> None:
        """Leave trials whose worker has died to the next call, as lost: this one has to end.

        What earlier calls have lost, and this one has not sent, has lost nothing more.
        """
        for future in [*wait(self.running).done]:
            self._receive(future)
        for number in self.lost_here:
            self.loop.study._asked.pop(number, None)

    # --- receiving

    def _receive(self, future: "Future[Any]") -> None:
        trial = self.running[future]
        outcome = self._outcome(trial, future)
        if outcome is not None:
            told = self.loop.tell(trial, outcome)
            if told is not None:
                heapq.heappush(self.told, (trial.number, *told))
        else:
            self.again.append(trial)
        del self.running[future]

    def _outcome(self, trial: Trial, future: "Future[Any]") -> Outcome | None:
        """What came of it; None if it is to be sent again."""
        error = None if future.cancelled() else future.exception()
        if isinstance(error, TimedOut):
            return timed_out(self.loop.limit or 0)
        if not future.cancelled() and error is None:
            self.returned = True
            return self.carrier.received(trial, future.result())
        if isinstance(error, _AMISS) or (error is not None and self.crew.near):
            raise error
        return self._lost(trial, error)

    def _lost(self, trial: Trial, error: BaseException | None) -> Outcome | None:
        """A worker has died with its trial, which fails at the third time."""
        self.lost[trial.number] += 1
        self.lost_here.add(trial.number)
        times = self.lost[trial.number]
        _logger.warning(
            "trial %d: its worker died, attempt %d; %s", trial.number, times, type(error).__name__
        )
        if times < MOST_LOST:
            return None
        self.given_up += not self.returned
        if self.given_up >= MOST_LOST and error is not None:  # not the trials: the workers
            raise error
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
        text = f"lost: its worker died at each of {times} attempts; {why}"
        return Outcome(TrialState.FAIL, error=text)

    def _hear(self) -> bool:
        """Let one result be heard of, if it is its turn; whether there was one."""
        if not self.told or (self.loop.as_of is not None and self._earlier(self.told[0][0])):
            return False
        _, frozen, outcome = heapq.heappop(self.told)
        self.loop.hear(frozen, outcome)
        return True

    def _earlier(self, number: int) -> bool:
        under_way: Iterable[Trial] = (*self.running.values(), *self.again)
        return any(trial.number < number for trial in under_way)

    def _settle(self) -> None:
        """Keep the results that are there; let the other trials wait for another turn.

        An error that one trial makes here is logged, so that no other trial is lost for it.
        """
        for future, trial in self.running.items():
            try:
                self._keep(trial, future)
            except Exception as error:
                _logger.warning("trial %d could not be told: %s", trial.number, error)
        self.loop.requeue()

    def _keep(self, trial: Trial, future: "Future[Any]") -> None:
        if not future.done() or future.cancelled() or future.exception() is not None:
            return
        outcome = None
        with suppress(KeyboardInterrupt, SystemExit):
            outcome = self.carrier.received(trial, future.result())
        if outcome is not None:
            with suppress(AlreadyTold):  # its callback may be what has raised
                self.loop.tell(trial, outcome)
