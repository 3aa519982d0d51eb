"""Who runs the trials: an executor, and how to get another one when it breaks."""

import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from numbers import Integral
from typing import Any

from bayesopt.errors import shown

Make = Callable[[int], Executor]  # from how many calls there will be at once

GROUP = "bayesopt.executors"  # entry points of third parties, each a Make
_OURS = {
    "dask": ("dask", "DaskExecutor"),
    "processes": ("processes", "Processes"),
    "ray": ("ray", "RayExecutor"),
    "spark": ("spark", "SparkExecutor"),
}


@dataclass
class Crew:
    """An executor for `width` trials at once.

    make : a new executor; None if it is somebody else's, and all there is.
    """

    executor: Executor
    width: int
    make: Make | None = None

    @property
    def near(self) -> bool:
        """Whether what is submitted runs in this process."""
        return isinstance(self.executor, ThreadPoolExecutor)

    @property
    def isolates(self) -> bool:
        """Whether a call that ends its process leaves all others alone."""
        return self.near or bool(getattr(self.executor, "isolates", False))

    def limit(self, seconds: float | None) -> bool:
        """Whether the executor ends calls that take longer, by itself."""
        if seconds is None or not hasattr(self.executor, "limit"):
            return False
        self.executor.limit = seconds
        return True

    def renew(self) -> None:
        """Take another executor in the place of one that is broken.

        Raises RuntimeError if that one is somebody else's.
        """
        if self.make is None:
            raise RuntimeError(
                f"executor = {shown(self.executor)} is broken, and cannot be made again from "
                f"here; pass a function that makes one, or 'processes'"
            )
        limit = getattr(self.executor, "limit", None)
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self.make(self.width)
        self.limit(limit)

    def leave(self, early: bool) -> None:
        """Shut down what was made here.

        early : do not wait for calls that are running.
        """
        if self.make is not None:
            self.executor.shutdown(wait=not early, cancel_futures=early)


class Wanted:
    """What the arguments of `Study.optimize` ask for; see there.

    width : trials at once. alone : whether one after the other, in the driver's own thread.
    Raises TypeError, ValueError, or ImportError for what is not installed.
    """

    def __init__(self, executor: Any, n_jobs: Any, width: Any) -> None:
        if width is not None and n_jobs not in (1, width):
            raise ValueError(
                f"width = {shown(width)} and n_jobs = {shown(n_jobs)}; pass one of them"
            )
        if width is not None:
            self.width = _count(width, "width")
        else:  # an executor alone says that there is to be more than one at a time
            self.width = _count(-1 if executor is not None and n_jobs == 1 else n_jobs, "n_jobs")
        self.alone = executor is None and self.width == 1
        self._executor = executor
        self._make = None if isinstance(executor, Executor) else _make(executor)

    def crew(self) -> Crew:
        """The crew, at work at once."""
        if self._make is None:
            return Crew(self._executor, self.width)
        return Crew(self._make(self.width), self.width, self._make)


def _count(given: Any, name: str) -> int:
    count = int(given) if isinstance(given, Integral) else 0
    if count < 1 and count != -1:
        raise ValueError(f"{name} = {shown(given)}; pass 1 or more, or -1 for all processors")
    return count if count > 0 else _processors()


def _processors() -> int:
    return os.cpu_count() or 1


def _make(executor: Any) -> Make:
    if executor is None or executor == "threads":
        return ThreadPoolExecutor
    if isinstance(executor, str):
        return _named(executor)
    if not callable(executor):
        raise TypeError(
            f"executor = {shown(executor)}; pass a concurrent.futures.Executor, a function that "
            f"makes one, or a name such as 'processes'"
        )

    def made(width: int) -> Executor:
        another = executor()
        if not isinstance(another, Executor):
            raise TypeError(f"executor = {shown(executor)} made {shown(another)}, no Executor")
        return another

    return made


def _named(name: str) -> Make:
    if name in _OURS:
        module, kind = _OURS[name]
        try:
            make: Make = getattr(import_module(f"bayesopt.executors.{module}"), kind)
        except ImportError as missing:
            raise ImportError(
                f"executor = {name!r}: {missing}; install it with: pip install bayesopt[{name}]"
            ) from None
        return make
    from importlib.metadata import entry_points  # slow to import

    others = {point.name: point for point in entry_points(group=GROUP)}
    if name not in others:
        known = sorted({"threads", *_OURS, *others})
        raise ValueError(f"executor = {name!r}; pass one of {', '.join(known)}, or an Executor")
    loaded: Make = others[name].load()
    return loaded
