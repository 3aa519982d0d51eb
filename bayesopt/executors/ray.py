"""Ray as an executor."""

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

os.environ.setdefault("RAY_AUTH_MODE", "disabled")  # else it writes a token to the home folder
import ray


class RayExecutor(Executor):
    """Calls as Ray tasks, on the cluster that is connected, or on a new one on this machine.

    width : how many calls a new one runs at once.
    """

    isolates = True

    def __init__(self, width: int) -> None:
        self._own = not ray.is_initialized()
        if self._own:
            ray.init(
                num_cpus=width,
                include_dashboard=False,
                log_to_driver=False,
                logging_level="ERROR",
            )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """See Executor."""
        # Ray's own retries would run what has killed a worker again, and nobody would hear of it
        reference = ray.remote(max_retries=0)(fn).remote(*args, **kwargs)
        future: Future[Any] = reference.future()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See Executor; ends a cluster of its own."""
        if self._own:
            ray.shutdown()
