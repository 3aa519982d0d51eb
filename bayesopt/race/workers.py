"""Runs made in processes of their own, each held to one thread.

A pool of our own because a run may take its process down with it: that is one failed run, and the
others go on.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pickle import PicklingError

from bayesopt.errors import InvalidParameter
from bayesopt.race.play import Job, play
from bayesopt.race.runs import Run

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_SPAWN = get_context("spawn")


def runs_here(jobs: Iterable[Job]) -> Iterator[Run]:
    """The runs, made one after the other in this process."""
    return map(play, jobs)


def runs_elsewhere(jobs: Iterable[Job], width: int) -> Iterator[Run]:
    """The runs as they end, `width` at a time; those under way are dropped if the caller stops."""
    waiting = deque(jobs)
    crew = [_Worker() for _ in range(min(width, len(waiting)))]
    busy: dict[Connection, _Worker] = {}
    try:
        for worker in crew:
            busy[worker.give(waiting.popleft())] = worker
        while busy:
            ready = wait(list(busy))
            for pipe in [pipe for pipe in busy if pipe in ready]:
                worker = busy.pop(pipe)
                yield worker.take()
                if waiting:
                    busy[worker.give(waiting.popleft())] = worker
    finally:
        for worker in crew:
            worker.stop()


class _Worker:
    """A process that makes one run at a time; started when first needed, and after it died."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None

    def give(self, job: Job) -> Connection:
        """Start the run; the connection becomes readable when it has ended."""
        if self._process is None:
            self._process = self._hire()
        self._job = job
        try:
            with suppress(BrokenPipeError):  # it has died, and `take` will say so
                self._pipe.send(job)
        except (PicklingError, AttributeError, TypeError) as refused:
            raise InvalidParameter(
                f"{job.problem.name!r} or {job.sampler!r} cannot be sent to another process "
                f"({refused}); define it at the top of a module, or race with jobs=0"
            ) from None
        return self._pipe

    def take(self) -> Run:
        """The run that has ended, or what is left of it if its process died."""
        try:
            run: Run = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            assert self._process is not None
            self._process.join()
            error = f"the process ended with exit code {self._process.exitcode}"
            self._process = None
            return replace(self._job.blank, error=error)
        return run

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()

    def _hire(self) -> SpawnProcess:
        self._pipe, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
        with _one_thread(), _deaf_to_interrupts():
            process.start()
        theirs.close()  # so that the pipe ends when the process does
        return process


def _serve(pipe: Connection) -> None:
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        pipe.send(play(job))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes started here see one thread; BLAS reads that once, when it is loaded."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started here ignore Ctrl-C, which the terminal sends to all: we end them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
