"""The loop: ask, evaluate, tell, until there is a reason to stop.

Only the driver (the thread that called `optimize`) asks and tells; worker threads run objectives.
"""

import gc
import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING

from bayesopt.asking import ask_one, better_wait, nothing_new
from bayesopt.bar import progress
from bayesopt.duplicates import Duplicates
from bayesopt.errors import AlreadyTold, LeaseLost, SpaceExhausted, shown
from bayesopt.frozen import own
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.outcome import Objective, Outcome, evaluate
from bayesopt.storages import Lease, Worker
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from bayesopt.study import Study

Callback = Callable[["Study", FrozenTrial], None]
Caught = tuple[type[Exception], ...]

_logger = logging.getLogger("bayesopt")


@dataclass
class Budget:
    """How much may still be asked for.

    n_trials : None for no limit. timeout : seconds from now; None for no limit.
    """

    n_trials: int | None
    timeout: float | None

    def __post_init__(self) -> None:
        count, seconds = self.n_trials, self.timeout
        if count is not None and not (isinstance(count, Integral) and count >= 0):
            raise ValueError(f"n_trials = {shown(count)}; pass 0 or more, or None for no limit")
        if seconds is not None and not (isinstance(seconds, Real) and seconds >= 0):
            raise ValueError(
                f"timeout = {shown(seconds)}; pass seconds, 0 or more, or None for no limit"
            )
        self._asked = 0
        self._start = time.monotonic()

    @property
    def endless(self) -> bool:
        """Whether there is no limit."""
        return self.n_trials is None and self.timeout is None

    def spend(self) -> bool:
        """Take one trial from the budget; False if there is none left."""
        if self.n_trials is not None and self._asked >= self.n_trials:
            return False
        if self.timeout is not None and time.monotonic() - self._start >= self.timeout:
            return False
        self._asked += 1
        return True


class Loop:
    """One call of `optimize`: the study, the objective and what to do after each trial.

    after : called with every finished trial, in the driver's thread, but for one whose exception
        ends the loop.
    catch : exceptions that end their trial, not the loop.
    """

    def __init__(
        self,
        study: "Study",
        objective: Objective,
        budget: Budget,
        after: Sequence[Callback],
        catch: Caught,
    ) -> None:
        self.study = study
        self.objective = objective
        self.budget = budget
        self.after = after
        self.catch = catch
        self.worker: Worker | None = None
        self.caching = study.duplicates is Duplicates.CACHE
        self.stopped = False

    def _next(self) -> Trial | None:
        if self.stopped or not self.budget.spend():
            return None
        if self.caching and self.budget.endless and nothing_new(self.study):
            return None
        try:
            return ask_one(self.study, worker=self.worker)
        except SpaceExhausted:
            return None

    def _evaluate(self, trial: Trial) -> Outcome:
        if trial.earlier is not None:
            trial._repeat(trial.earlier)
            return Outcome(TrialState.COMPLETE, trial.earlier.values)
        return evaluate(self.objective, trial, len(self.study.directions))

    def _finish(self, trial: Trial, outcome: Outcome) -> None:
        try:
            frozen = self.study._finish(trial, outcome)
        except LeaseLost as late:
            _logger.warning("%s", late)
            return
        if outcome.exception is not None and not isinstance(outcome.exception, self.catch):
            raise outcome.exception
        for callback in self.after:
            callback(self.study, own(frozen))

    def in_turn(self) -> None:
        """One trial after the other, in this thread."""
        earlier = set(self.study._asked)
        try:
            while (trial := self._next()) is not None:
                self._finish(trial, self._evaluate(trial))
        except BaseException:
            # not `trial`: an interruption may come before the name is given
            for number in self.study._asked.keys() - earlier:
                self.study._requeue(self.study._asked[number])
            raise

    def in_threads(self, width: int) -> None:
        """Up to `width` trials at once, each in a thread."""
        running: dict[Future[Outcome], Trial] = {}
        pool = ThreadPoolExecutor(width)
        try:
            while self._fill(pool, running, width):
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    self._finish(running[future], future.result())
                    del running[future]
        except Exception:
            wait(running)
            raise
        finally:
            self._settle(running)
            pool.shutdown(wait=False, cancel_futures=True)

    def _fill(
        self, pool: ThreadPoolExecutor, running: dict[Future[Outcome], Trial], width: int
    ) -> bool:
        """Start trials until `width` are running; False if none is."""
        while len(running) < width and not (running and better_wait(self.study)):
            if (trial := self._next()) is None:
                break
            try:
                running[pool.submit(self._evaluate, trial)] = trial
            except BaseException:
                self.study._requeue(trial)
                raise
        return bool(running)

    def _settle(self, running: dict[Future[Outcome], Trial]) -> None:
        """Keep the results that are there; let the other trials wait for another turn."""
        for future, trial in running.items():
            if future.done() and future.exception() is None:
                with suppress(AlreadyTold):  # its callback may be what has raised
                    self.study._finish(trial, future.result())
            else:
                self.study._requeue(trial)


def _width(n_jobs: int) -> int:
    if not isinstance(n_jobs, Integral) or (n_jobs < 1 and n_jobs != -1):
        raise ValueError(f"n_jobs = {shown(n_jobs)}; pass 1 or more, or -1 for all processors")
    return int(n_jobs) if n_jobs > 0 else os.cpu_count() or 1


def _caught(catch: Iterable[type[Exception]] | type[Exception]) -> Caught:
    kinds = (catch,) if isinstance(catch, type) else tuple(catch)
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            raise TypeError(f"catch holds {shown(kind)}; pass classes of Exception")
    return kinds


def _called(callbacks: Iterable[Callback] | None) -> list[Callback]:
    if callable(callbacks):
        raise TypeError(f"callbacks = {shown(callbacks)} is one; pass a list of functions")
    for callback in (called := list(callbacks or ())):
        if not callable(callback):
            raise TypeError(f"callbacks holds {shown(callback)}; pass functions (study, trial)")
    return called


def _collect(study: "Study", trial: FrozenTrial) -> None:
    gc.collect()


def optimize(
    study: "Study",
    objective: Objective,
    n_trials: int | None = None,
    timeout: float | None = None,
    n_jobs: int = 1,
    catch: Iterable[type[Exception]] | type[Exception] = (),
    callbacks: Iterable[Callback] | None = None,
    gc_after_trial: bool = False,
    show_progress_bar: bool = False,
) -> None:
    """See `Study.optimize`."""
    width = _width(n_jobs)
    caught = _caught(catch)
    budget = Budget(n_trials, timeout)
    called = _called(callbacks)
    with progress(n_trials, timeout, show_progress_bar) as bar:
        after = [*([_collect] if gc_after_trial else []), *bar, *called]
        loop = Loop(study, objective, budget, after, caught)
        with study._looping(loop), Lease(study._log) as loop.worker:
            if width == 1:
                loop.in_turn()
            else:
                loop.in_threads(width)
