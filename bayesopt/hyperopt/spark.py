"""Trials on Spark: several at once, each as a Spark job of one task."""

import logging
import sys
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Any

from bayesopt.errors import shown
from bayesopt.executors.wire import dumps, loads, packed
from bayesopt.hyperopt import tpe
from bayesopt.hyperopt.documents import (
    JOB_STATE_DONE,
    JOB_STATE_ERROR,
    JOB_STATE_RUNNING,
    Document,
    spec_from_misc,
    utcnow,
)
from bayesopt.hyperopt.domain import Ctrl, Domain
from bayesopt.hyperopt.fmin import answer
from bayesopt.hyperopt.loop import FMinIter
from bayesopt.hyperopt.suggesting import Algorithm
from bayesopt.hyperopt.trials import Trials

_logger = logging.getLogger("bayesopt.hyperopt")


class SparkTrials(Trials):
    """Trials whose objective runs on Spark, up to `parallelism` at once.

    parallelism : by default as many as Spark runs tasks at once.
    timeout, loss_threshold : as for `fmin`; what runs when one is reached is cancelled.
    spark_session : by default the active one, or a new one on this machine.
    Raises ValueError, TypeError for other kinds of arguments, ImportError without pyspark.

    A trial that raises has failed, and the search goes on. Suggestions know of running trials.
    """

    asynchronous = True

    def __init__(
        self,
        parallelism: int | None = None,
        timeout: float | None = None,
        loss_threshold: float | None = None,
        spark_session: Any = None,
    ) -> None:
        super().__init__()
        if parallelism is not None and (not isinstance(parallelism, int) or parallelism < 1):
            raise ValueError(f"parallelism = {shown(parallelism)}; pass 1 or more, or None")
        if timeout is not None and timeout <= 0:
            raise ValueError(f"timeout = {shown(timeout)}; pass seconds, above 0, or None")
        self.parallelism = parallelism
        self.timeout = timeout
        self.loss_threshold = loss_threshold
        self._session = spark_session

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "_session": None}

    def executor(self) -> Executor:
        """Where trials run."""
        try:
            from bayesopt.executors.spark import SparkExecutor
        except ImportError as missing:
            raise ImportError(
                f"SparkTrials: {missing}; install it with: pip install bayesopt[spark]"
            ) from None
        found = SparkExecutor(self.parallelism, self._session)
        self.parallelism = found.width
        return found

    def fmin(
        self,
        fn: Any,
        space: Any,
        algo: Any = None,
        max_evals: int | None = None,
        timeout: float | None = None,
        loss_threshold: float | None = None,
        **others: Any,
    ) -> Any:
        """`fmin` with these trials; arguments as there. The nearer of two limits holds."""
        limits = [limit for limit in (timeout, self.timeout) if limit is not None]
        losses = [loss for loss in (loss_threshold, self.loss_threshold) if loss is not None]
        domain = Domain(fn, space, others.pop("pass_expr_memo_ctrl", None))
        return_argmin = others.pop("return_argmin", True)
        others |= {
            "max_evals": sys.maxsize if max_evals is None else max_evals,
            "timeout": min(limits, default=None),
            "loss_threshold": max(losses, default=None),
        }
        others.setdefault("rstate", None)
        executor = self.executor()
        try:
            width = self.parallelism or 1
            algo = tpe.suggest if algo is None else algo
            ParallelIter(algo, domain, self, executor=executor, width=width, **others).exhaust()
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
        return answer(space, self, return_argmin)


class ParallelIter(FMinIter):
    """A search whose trials run side by side in `executor`; other arguments as for FMinIter."""

    def __init__(
        self,
        algo: Algorithm,
        domain: Domain,
        trials: Trials,
        *,
        rstate: Any,
        executor: Executor,
        width: int,
        **options: Any,
    ) -> None:
        super().__init__(algo, domain, trials, rstate, **{**options, "max_queue_len": 1})
        self._executor = executor
        self._width = width
        self._packed = packed(domain, "objective", domain.fn)
        self._running: dict[Future[bytes], Document] = {}

    def run(self, N: int) -> None:
        """See FMinIter."""
        asked = 0
        with self.progress(self.trials.count_by_state_unsynced(JOB_STATE_DONE), N) as bar:
            while True:
                asked += self._send(N - asked)
                if not self._running:
                    break
                done = wait(self._running, self._left(), FIRST_COMPLETED).done
                evaluated = [self._receive(future) for future in done]
                self.trials.follow()
                self._look()
                self._report(bar, evaluated)
                if self._finished():
                    break
        self._cancel()

    def _left(self) -> float | None:
        return None if self._end is None else max(self._end - time.monotonic(), 0)

    def _send(self, most: int) -> int:
        """Have trials suggested, and sent, until enough are running; returns how many."""
        sent = 0
        while sent < most and len(self._running) < self._width and not self._finished():
            if not self._fill(1):
                break
            self.trials.follow()
            for trial in list(self._waiting()):
                trial["state"] = JOB_STATE_RUNNING
                trial["book_time"] = trial["refresh_time"] = utcnow()
                self._running[self._executor.submit(_evaluate, self._packed, dumps(trial))] = trial
                sent += 1
        return sent

    def _receive(self, future: "Future[bytes]") -> Document:
        trial = self._running.pop(future)
        error = future.exception()
        if error is None:
            result, attachments, error = loads(future.result())
        if error is None:
            trial["result"], trial["state"] = result, JOB_STATE_DONE
            self.trials.attachments.update(attachments)
        else:
            _fail(trial, error)
        trial["refresh_time"] = utcnow()
        return trial

    def _cancel(self) -> None:
        for trial in self._running.values():
            _fail(trial, TimeoutError("cancelled: the search has come to its end"))
        self._running.clear()
        self.trials.follow()


def _fail(trial: Document, error: BaseException) -> None:
    _logger.error("trial %s: %r", trial["tid"], error)
    trial["state"] = JOB_STATE_ERROR
    trial["misc"]["error"] = (str(type(error)), str(error))


def _evaluate(domain: bytes, document: bytes) -> bytes:
    """In a worker: the result of a trial, its attachments, and what it has raised."""
    trial, here = loads(document), Trials()
    evaluate: Callable[..., Any] = loads(domain).evaluate
    try:
        result = evaluate(spec_from_misc(trial["misc"]), Ctrl(here, trial))
        return dumps((result, here.attachments, None))
    except Exception as raised:
        told: Exception = RuntimeError(f"{type(raised).__name__}: {raised}")
        return dumps((None, {}, told))
