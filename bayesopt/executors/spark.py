"""Spark as an executor."""

import itertools
import os
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from pyspark.sql import SparkSession

_numbers = itertools.count()


class SparkExecutor(Executor):
    """Calls as Spark jobs of one task each, each job in a thread of the driver.

    width : how many jobs at once; by default as many as Spark runs tasks.
    session : whose cluster; by default the active one, or a new one on this machine.
    The jobs are in one group, which is cancelled when the executor is shut down early.
    """

    isolates = True

    def __init__(self, width: int | None, session: Any = None) -> None:
        active = SparkSession.getActiveSession() if session is None else session
        self._own = active is None
        self._session = _new(width or os.cpu_count() or 1) if active is None else active
        self._context = self._session.sparkContext
        self._group = f"bayesopt-{os.getpid()}-{next(_numbers)}"
        self.width = width or int(self._context.defaultParallelism)
        self._threads = ThreadPoolExecutor(self.width, thread_name_prefix=self._group)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """See Executor."""
        return self._threads.submit(self._job, partial(fn, *args, **kwargs))

    def _job(self, call: Callable[[], Any]) -> Any:
        # the group is a property of the thread
        self._context.setJobGroup(self._group, "trials", interruptOnCancel=True)
        (result,) = self._context.parallelize([0], 1).map(partial(_first, call)).collect()
        return result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See Executor; ends a session of its own."""
        if cancel_futures:
            self._context.cancelJobGroup(self._group)
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        if self._own:
            self._session.stop()


def _first(call: Callable[[], Any], _: int) -> Any:
    """`call()`, but not again where Spark tries again what has killed a worker."""
    from pyspark import TaskContext

    context = TaskContext.get()
    if context is not None and context.attemptNumber():
        raise RuntimeError("the worker has died")
    return call()


def _new(width: int) -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else whatever python3 there is
    session = (
        SparkSession.builder.master(f"local[{width}]")
        .appName("bayesopt")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.log.level", "OFF")  # what went wrong comes back to us
        .getOrCreate()
    )
    return session
