"""An evaluation that may not take longer than a limit."""

import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Waited

from bayesopt.history import TrialState
from bayesopt.outcome import Outcome


class TimedOut(Exception):
    """A worker that was ended because its trial took too long."""


class _Abandoned(BaseException):
    """What is raised in a thread that nobody waits for any more."""


def timed_out(seconds: float) -> Outcome:
    """How a trial ends that took longer than `seconds`."""
    return Outcome(TrialState.FAIL, error=f"timed out: it took longer than {seconds:g} s")


def within(evaluate: Callable[[], Outcome], seconds: float | None) -> Outcome:
    """What `evaluate` returns or raises, or that it timed out after `seconds`.

    With a limit it runs in a thread of its own. One that takes too long is told to stop, which it
    hears when it next runs Python code, and is left alone.
    """
    if seconds is None:
        return evaluate()
    future: Future[Outcome] = Future()
    thread = threading.Thread(target=_run, args=(evaluate, future), daemon=True)
    thread.start()
    try:
        return future.result(seconds)
    except Waited:
        if future.done():  # the objective's own TimeoutError is an Outcome, never this one
            return future.result()
        return timed_out(seconds)
    finally:
        if not future.done():
            _stop(thread)


def _run(evaluate: Callable[[], Outcome], future: "Future[Outcome]") -> None:
    try:
        outcome = evaluate()
    except _Abandoned:
        return
    except BaseException as raised:
        future.set_exception(raised)
    else:
        future.set_result(outcome)


def _stop(thread: threading.Thread) -> None:
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Abandoned)
        )
