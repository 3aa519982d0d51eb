"""Worker processes that die one by one: the default way to use several processors."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from functools import partial
from typing import Any

from bayesopt.executors.begin import begin
from bayesopt.storages.workers import Worker
from bayesopt.timelimit import TimedOut

_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


class Lane:
    """An executor of one worker process, which is told who it works for first."""

    def __init__(self, threads: int) -> None:
        self.executor = _single()
        self.begun: Future[int] = self.executor.submit(begin, threads, Worker.here())
        self.expired = False

    def kill(self) -> None:
        """End the process at once, as soon as there is one."""
        self.begun.add_done_callback(_kill)


def _kill(begun: "Future[int]") -> None:
    if not begun.cancelled() and begun.exception() is None:
        try:
            os.kill(begun.result(), _KILL)
        except ProcessLookupError:
            return


def _single() -> Executor:
    try:
        from loky import ProcessPoolExecutor as Loky
    except ImportError:
        # a fork of a process with threads may find locks that nobody will open
        ways = multiprocessing.get_all_start_methods()
        way = "forkserver" if "forkserver" in ways else "spawn"
        return ProcessPoolExecutor(1, multiprocessing.get_context(way))
    single: Executor = Loky(max_workers=1)
    return single


class Processes(Executor):
    """As many worker processes as there are calls at once, each an executor of its own.

    width : how many calls there will be at once; the processors are shared among them.

    One that dies breaks the future of its own call only, and the next call gets a new one. A call
    that takes longer than `limit` seconds, counted from when its process was ready, ends with
    TimedOut and its process with it.
    """

    isolates = True

    def __init__(self, width: int) -> None:
        self.limit: float | None = None
        self._threads = max((os.cpu_count() or 1) // width, 1)
        self._lock = threading.Lock()
        self._idle: list[Lane] = []
        self._busy: set[Lane] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """See Executor."""
        lane, inner = self._started(partial(fn, *args, **kwargs))
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()
        if self.limit is not None:
            lane.begun.add_done_callback(partial(self._watch, lane, inner, self.limit))
        inner.add_done_callback(partial(self._done, lane, outer))
        return outer

    def _started(self, call: Callable[[], Any]) -> tuple[Lane, "Future[Any]"]:
        while True:
            with self._lock:
                lane = self._idle.pop() if self._idle else None
            lane = lane or Lane(self._threads)
            try:
                inner = lane.executor.submit(call)
            except BrokenExecutor:  # it has died while it was idle
                lane.executor.shutdown(wait=False)
                continue
            with self._lock:
                self._busy.add(lane)
            return lane, inner

    def _watch(self, lane: Lane, inner: "Future[Any]", limit: float, begun: "Future[int]") -> None:
        timer = threading.Timer(limit, self._expire, (lane, inner))
        timer.daemon = True
        timer.start()
        inner.add_done_callback(lambda _: timer.cancel())

    def _expire(self, lane: Lane, inner: "Future[Any]") -> None:
        with self._lock:  # an idle lane, or one with another call, is left alone
            if inner.done():
                return
            lane.expired = True
            lane.kill()

    def _done(self, lane: Lane, outer: "Future[Any]", inner: "Future[Any]") -> None:
        error = inner.exception()
        with self._lock:
            self._busy.discard(lane)
            if not isinstance(error, BrokenExecutor):
                self._idle.append(lane)
        if isinstance(error, BrokenExecutor):
            lane.executor.shutdown(wait=False)
        if error is None:
            outer.set_result(inner.result())
        else:
            outer.set_exception(TimedOut() if lane.expired else error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See Executor; with `cancel_futures`, calls that are running are ended too."""
        with self._lock:
            busy = list(self._busy)
        if cancel_futures:
            for lane in busy:
                lane.kill()
        elif wait:
            wait_for([lane.begun for lane in busy])
        for lane in (lanes := [*self._idle, *busy]):
            lane.executor.shutdown(wait=False)
        for lane in lanes if wait else []:
            lane.executor.shutdown(wait=True)
