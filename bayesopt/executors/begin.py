"""What a worker process of ours does first."""

import os
import signal
import threading
import time
from typing import Any

from bayesopt.storages.workers import Worker

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_limits: list[Any] = []  # what holds as long as it is not collected


def begin(threads: int, driver: Worker) -> int:
    """Leave Ctrl-C to the driver, share the processors, end with the driver; returns the pid.

    threads : that linear algebra may use here. Where the environment says, that holds.
    driver : whose calls these are; it need not be the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_threads(threads)
    parent = os.getppid()
    threading.Thread(target=_leave_with, args=(parent, driver), daemon=True).start()
    return os.getpid()


def limit_threads(threads: int) -> None:
    """Have linear algebra use so many threads, whether its libraries are loaded already or not."""
    given = next((os.environ[name] for name in _THREADS if name in os.environ), "")
    for name in _THREADS:
        os.environ.setdefault(name, str(threads))
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return
    _limits.append(threadpool_limits(int(given) if given.isdecimal() else threads))


def _leave_with(parent: int, driver: Worker) -> None:
    """End this process once its parent or driver has gone: nobody waits for its results."""
    while os.getppid() == parent and not driver.gone(lease_over=False):
        time.sleep(1)
    os._exit(1)
