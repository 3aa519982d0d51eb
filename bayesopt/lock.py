"""A lock that does not keep what holds it from being copied or pickled."""

import threading
from types import TracebackType


class Lock:
    """A reentrant lock; copies and pickles of it are new and open."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()

    def __reduce__(self) -> "tuple[type[Lock], tuple[()]]":
        return Lock, ()
