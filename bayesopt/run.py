"""The loop: ask, evaluate, tell, until there is a reason to stop.

Only the driver (the thread that called `optimize`) asks and tells; workers run objectives.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from bayesopt.arguments import check_callable, listed
from bayesopt.asking import ask_one, nothing_new
from bayesopt.asof import AsOf
from bayesopt.bar import progress
from bayesopt.duplicates import Duplicates
from bayesopt.errors import LeaseLost, NotJSON, SpaceExhausted, shown, warn
from bayesopt.executors import Wanted
from bayesopt.frozen import own
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.outcome import Objective, Outcome, evaluate, unconstrained
from bayesopt.storages import Lease, Worker
from bayesopt.telling import ended, finish_refused, recorded, requeue
from bayesopt.timelimit import within
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
        whole = isinstance(count, Integral) and not isinstance(count, bool)
        if count is not None and not (whole and count >= 0):
            raise ValueError(
                f"n_trials = {shown(count)}; pass 0 or more, a whole number, or None for no limit"
            )
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
    limit : seconds that a trial may take; None for no limit.
    as_of : what trials may know of each other, where that does not depend on timing.
    """

    def __init__(
        self,
        study: "Study",
        objective: Objective,
        budget: Budget,
        after: Sequence[Callback],
        catch: Caught,
        limit: float | None = None,
        as_of: AsOf | None = None,
    ) -> None:
        self.study = study
        self.objective = objective
        self.budget = budget
        self.after = after
        self.catch = catch
        self.limit = limit
        self.as_of = as_of
        self.worker: Worker | None = None
        self.caching = study.duplicates is Duplicates.CACHE
        self.stopped = False
        self.asked = False
        self.said = False  # that workers cannot see what others have reported
        self.earlier = set(study._asked)

    def next(self) -> Trial | None:
        """The next trial; None if there is a reason to stop."""
        if self.stopped or not self.budget.spend():
            return None
        if self.caching and self.budget.endless and nothing_new(self.study, self.as_of):
            self._say_exhausted()
            return None
        try:
            trial = ask_one(self.study, worker=self.worker, as_of=self.as_of)
        except SpaceExhausted:
            self._say_exhausted()
            return None
        self.asked = True
        return trial

    def _say_exhausted(self) -> None:
        """Say so where nothing has been evaluated for it, as the objective may be another one."""
        if not self.asked and self.study.space is None and self.study.sampler.repeats:
            warn(
                "every point that objectives have defined so far has been visited, so no trial "
                "was run; if there are more by now, lead there: study.enqueue_trial({...})"
            )

    def evaluate(self, trial: Trial) -> Outcome:
        """What comes of `trial`, within the limit of time."""
        if trial.earlier is not None:
            trial._repeat(trial.earlier)
            return Outcome(TrialState.COMPLETE, trial.earlier.values)
        objectives = len(self.study.directions)
        return within(lambda: evaluate(self.objective, trial, objectives), self.limit)

    def tell(self, trial: Trial, outcome: Outcome) -> tuple[FrozenTrial, Outcome] | None:
        """Record what came of it, and say what that is; None if it comes too late.

        A trial of which `constraints_func` cannot tell has failed, as if the objective had raised
        that. So has one whose content the storage refuses; it keeps what is recorded already.
        """
        try:
            frozen = ended(self.study, trial, outcome)
        except Exception as raised:
            outcome = unconstrained(outcome, raised)
            frozen = ended(self.study, trial, outcome)
        try:
            try:
                return recorded(self.study, frozen), outcome
            except NotJSON as refused:
                failed = Outcome(TrialState.FAIL, error=str(refused), exception=refused)
                return finish_refused(self.study, trial, failed), failed
        except LeaseLost as late:
            _logger.warning("%s", late)
            return None

    def hear(self, frozen: FrozenTrial, outcome: Outcome) -> None:
        """Raise what a trial has raised, or let callbacks hear that it has ended."""
        if outcome.exception is not None and not isinstance(outcome.exception, self.catch):
            raise outcome.exception
        for callback in self.after:
            callback(self.study, own(frozen))

    def in_turn(self) -> None:
        """One trial after the other, in this thread."""
        try:
            while (trial := self.next()) is not None:
                outcome = self.evaluate(trial)
                if (told := self.tell(trial, outcome)) is not None:
                    self.hear(*told)
        except BaseException:
            self.requeue()
            raise

    def requeue(self) -> None:
        """Let all trials wait that were asked for here and have not been told.

        An interruption may have come before a trial got into anybody's hands. An error here is
        logged: there is one already, which is the reason for all this.
        """
        for number in sorted(self.study._asked.keys() - self.earlier):
            try:
                requeue(self.study, self.study._asked[number])
            except Exception as error:
                _logger.warning("trial %d could not be put back: %s", number, error)


def _caught(catch: Iterable[type[Exception]] | type[Exception]) -> Caught:
    kinds = (catch,) if isinstance(catch, type) else tuple(listed("catch", catch, "exceptions"))
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            raise TypeError(f"catch holds {shown(kind)}; pass classes of Exception")
    return kinds


def _called(callbacks: Iterable[Callback] | None) -> list[Callback]:
    if callable(callbacks):
        raise TypeError(f"callbacks = {shown(callbacks)} is one; pass a list of functions")
    called = [] if callbacks is None else listed("callbacks", callbacks, "functions")
    for callback in called:
        if not callable(callback):
            raise TypeError(f"callbacks holds {shown(callback)}; pass functions (study, trial)")
    return called


def _collect(study: "Study", trial: FrozenTrial) -> None:
    gc.collect()


def _limit(trial_timeout: float | None) -> float | None:
    number = isinstance(trial_timeout, Real) and not isinstance(trial_timeout, bool)
    if trial_timeout is not None and not (number and trial_timeout > 0):
        raise ValueError(
            f"trial_timeout = {shown(trial_timeout)}; pass seconds, above 0, or None for no limit"
        )
    return trial_timeout


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
    *,
    executor: Any = None,
    width: int | None = None,
    trial_timeout: float | None = None,
    deterministic: bool = False,
) -> None:
    """See `Study.optimize`."""
    check_callable("func", objective, "trial")
    budget, caught, limit = Budget(n_trials, timeout), _caught(catch), _limit(trial_timeout)
    wanted = Wanted(executor, n_jobs, width)
    memory = study._ledger.sync()
    as_of = AsOf(memory, wanted.width) if deterministic else None
    called = _called(callbacks)
    with progress(n_trials, timeout, show_progress_bar) as bar:
        after = [*([_collect] if gc_after_trial else []), *bar, *called]
        loop = Loop(study, objective, budget, after, caught, limit, as_of)
        with study._looping(loop), Lease(study._log) as loop.worker:
            if wanted.alone:
                loop.in_turn()
            else:
                from bayesopt.parallel import Parallel  # slow to import

                Parallel(loop, wanted.crew()).run()
