"""dask.distributed as an executor."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import dask
from distributed import Client, LocalCluster, default_client


class DaskExecutor(Executor):
    """Calls on the workers of the current `Client`, or of a cluster of its own on this machine.

    width : how many worker processes a cluster of its own has. It gives up a call whose worker
    has died; on other clusters set distributed.scheduler.allowed-failures to 0 for that.
    """

    isolates = True

    def __init__(self, width: int) -> None:
        self._own: tuple[Client, LocalCluster] | None = None
        try:
            client = default_client()
        except ValueError:
            client = self._begin(width)
        self._executor = client.get_executor(retries=0, pure=False)

    def _begin(self, width: int) -> Client:
        # read by the scheduler when it is made: else it runs what has killed a worker three
        # more times, and nobody hears of it
        with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
            cluster = LocalCluster(
                n_workers=width, threads_per_worker=1, dashboard_address=None, silence_logs=50
            )
        client = Client(cluster, set_as_default=False)
        self._own = client, cluster
        return client

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """See Executor."""
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See Executor; ends a cluster of its own."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        if self._own is not None:
            for part in self._own:
                part.close()
