"""The loop of `fmin`: suggest, evaluate, look whether to stop."""

import logging
import math
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from bayesopt.errors import shown
from bayesopt.hyperopt import saving
from bayesopt.hyperopt.documents import (
    JOB_STATE_DONE,
    JOB_STATE_ERROR,
    JOB_STATE_NEW,
    JOB_STATE_RUNNING,
    Document,
    spec_from_misc,
    utcnow,
)
from bayesopt.hyperopt.domain import Ctrl, Domain
from bayesopt.hyperopt.progress import Bar, Progress, default_callback, no_progress_callback
from bayesopt.hyperopt.randomness import Random, as_generator, next_seed
from bayesopt.hyperopt.suggesting import Algorithm
from bayesopt.hyperopt.trials import Trials

_logger = logging.getLogger("bayesopt.hyperopt")

EarlyStop = Callable[..., tuple[bool, Any]]


class FMinIter:
    """A search in progress; each step of an iteration over it evaluates one more trial.

    Arguments as for `fmin`, with the objective and its space as `domain`.
    """

    def __init__(
        self,
        algo: Algorithm,
        domain: Domain,
        trials: Trials,
        rstate: Random,
        *,
        max_queue_len: int = 1,
        max_evals: int = sys.maxsize,
        timeout: float | None = None,
        loss_threshold: float | None = None,
        verbose: bool = False,
        show_progressbar: bool | Progress = True,
        early_stop_fn: EarlyStop | None = None,
        trials_save_file: str = "",
        catch_eval_exceptions: bool = False,
    ) -> None:
        self.algo = algo
        self.domain = domain
        self.trials = trials
        self.rstate = as_generator(rstate)
        self.max_queue_len = max_queue_len
        self.max_evals = max_evals
        self.loss_threshold = loss_threshold
        self.early_stop_fn = early_stop_fn
        self.trials_save_file = trials_save_file
        self.catch_eval_exceptions = catch_eval_exceptions
        self.progress = _bar(show_progressbar if verbose else False)
        self._end = None if timeout is None else time.monotonic() + timeout
        self._early_stop_state: Any = []
        self._best = math.inf
        self._known = False  # whether the best loss is that of all trials
        self._read = 0
        self._queue: list[Document] = []
        self._stopped = False

    def exhaust(self) -> "FMinIter":
        """Evaluate until there are `max_evals` trials, or a reason to stop."""
        self.run(self.max_evals - len(self.trials))
        self.trials.refresh()
        return self

    def __iter__(self) -> "FMinIter":
        return self

    def __next__(self) -> Trials:
        self.run(1)
        if self._stopped or len(self.trials) >= self.max_evals:
            raise StopIteration
        return self.trials

    def run(self, N: int) -> None:
        """Let the algorithm suggest `N` trials, and evaluate them and those that wait."""
        total = None if self.max_evals == sys.maxsize else self.max_evals
        asked = 0
        with self.progress(self.trials.count_by_state_unsynced(JOB_STATE_DONE), total) as bar:
            while asked < N and not self._finished():
                asked += self._fill(N - asked)
                evaluated = self._evaluate_waiting()
                self._look()
                self._report(bar, evaluated)

    def _finished(self) -> bool:
        if self._stopped or (self._end is not None and time.monotonic() >= self._end):
            return True
        return self.loss_threshold is not None and self._best < self.loss_threshold

    def _waiting(self) -> list[Document]:
        """Trials that nobody has evaluated, among those that were added since the last time."""
        documents = self.trials._dynamic_trials
        new = [trial for trial in documents[self._read :] if trial["state"] == JOB_STATE_NEW]
        self._queue = [trial for trial in self._queue if trial["state"] == JOB_STATE_NEW] + new
        self._read = len(documents)
        return self._queue

    def _fill(self, most: int) -> int:
        """Have trials suggested until `max_queue_len` wait; returns how many were."""
        missing = min(self.max_queue_len - len(self._waiting()), most)
        if missing <= 0:
            return 0
        ids = self.trials.new_trial_ids(missing)
        documents = self.algo(ids, self.domain, self.trials, next_seed(self.rstate))
        self.trials.insert_trial_docs(documents)
        self._stopped = not documents
        return len(documents)

    def _evaluate_waiting(self) -> list[Document]:
        """Evaluate all trials that wait; returns them."""
        self.trials.follow()  # the objective sees its own trial, as in Hyperopt
        waiting = self._waiting()
        try:
            for trial in waiting:
                self._evaluate(trial)
        finally:
            self.trials.follow()
        return waiting

    def _evaluate(self, trial: Document) -> None:
        """Call the objective; an interrupted trial waits, and is the next one to be evaluated."""
        trial["state"] = JOB_STATE_RUNNING
        trial["book_time"] = trial["refresh_time"] = utcnow()
        try:
            config = spec_from_misc(trial["misc"])
            trial["result"] = self.domain.evaluate(config, Ctrl(self.trials, trial))
        except Exception as raised:
            _logger.error("trial %s: %r", trial["tid"], raised)
            trial["state"] = JOB_STATE_ERROR
            trial["misc"]["error"] = (str(type(raised)), str(raised))
            if not self.catch_eval_exceptions:
                raise
        except BaseException:
            trial["state"] = JOB_STATE_NEW
            raise
        else:
            trial["state"] = JOB_STATE_DONE
        trial["refresh_time"] = utcnow()

    def _look(self) -> None:
        """Save, and see whether to stop."""
        if self.trials_save_file:
            saving.save(self.trials, self.trials_save_file)
        if self.early_stop_fn is not None:
            answer = self.early_stop_fn(self.trials, *self._early_stop_state)
            stop, self._early_stop_state = _stop_and_state(answer)
            if stop:
                _logger.info("early_stop_fn says to stop")
                self._stopped = True

    def _report(self, bar: Bar, evaluated: list[Document]) -> None:
        """Move the bar, and remember the lowest loss."""
        known = evaluated if self._known else self.trials.trials
        losses = [trial["result"].get("loss") for trial in known]
        self._best = min([self._best, *(x for x in losses if x is not None and x == x)])
        self._known = True
        if self._best < math.inf:
            bar.postfix = f"best loss: {self._best}"
        if done := sum(trial["state"] == JOB_STATE_DONE for trial in evaluated):
            bar.update(done)


def _stop_and_state(answer: Any) -> tuple[bool, Any]:
    if not (isinstance(answer, tuple | list) and len(answer) == 2):
        raise TypeError(f"early_stop_fn returned {shown(answer)}; return (stop, state)")
    stop, state = answer
    if not isinstance(state, Iterable):
        raise TypeError(
            f"early_stop_fn returned the state {shown(state)}; return a list of what it is to be "
            f"called with after `trials`, [] for nothing"
        )
    return bool(stop), state


def _bar(shown: bool | Progress) -> Progress:
    if isinstance(shown, bool):
        return default_callback if shown else no_progress_callback
    return shown
