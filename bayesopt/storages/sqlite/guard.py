"""Whose turn it is to write: a lock that the operating system hands on in the order of asking.

SQLite's own lock makes writing safe, but those who wait for it sleep and try again, so that some
starve. Here they queue. A lock ends with its process, so none is ever stale; it is on a file of
its own, since closing any handle on the database would end SQLite's locks.
"""

import os
import threading
import time
import weakref
from pathlib import Path

from bayesopt.errors import StoreBusy, StoreReadOnly

try:
    import fcntl
except ImportError:  # not on Windows: SQLite's own lock has to do
    fcntl = None  # type: ignore[assignment]

_SOON = 0.02  # seconds in which most turns come: asking again costs less than a thread that waits
_NAP = 0.00005

_guards: "weakref.WeakSet[Guard]" = weakref.WeakSet()
_open: set[int] = set()  # descriptors of lock files, those of turns that were given up too


class Guard:
    """One holder's place in the queue; each thread has its own.

    path : of the lock file, made when needed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None
        _guards.add(self)

    def acquire(self, seconds: float) -> None:
        """Wait for our turn. Raises StoreBusy if it has not come after so many seconds."""
        if fcntl is None:
            return
        if self._fd is None:
            self._fd = _opened(self._path)
        queue_at = time.monotonic() + min(_SOON, seconds)
        while not _locked(self._fd):
            if time.monotonic() > queue_at:
                self._queue(seconds)
                return
            time.sleep(_NAP)

    def _queue(self, seconds: float) -> None:
        assert self._fd is not None
        turn = _Turn(self._fd)
        self._fd = None  # it is the turn's until that has come
        try:
            turn.start()
            if not turn.come.wait(seconds):
                raise StoreBusy(
                    f"{self._path}: others have been writing, or have been stopped while writing, "
                    f"for {seconds:g} s; end them, or pass a longer timeout"
                )
        except BaseException:
            turn.give_up()
            raise
        self._fd = turn.fd

    def release(self) -> None:
        """Let the next one have its turn; nothing if it is not ours."""
        if self._fd is not None and fcntl is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leave the queue for good."""
        fd, self._fd = self._fd, None
        if fd is not None:
            _close(fd)

    __del__ = close


class _Turn(threading.Thread):
    """Waits for a lock, as the operating system does so without an end."""

    def __init__(self, fd: int) -> None:
        super().__init__(name="bayesopt-turn", daemon=True)
        self.fd = fd
        self.come = threading.Event()
        self._lock = threading.Lock()
        self._begun = False
        self._given_up = False

    def run(self) -> None:
        with self._lock:
            if self._given_up:  # while it was being started: closed already
                return
            self._begun = True
        fcntl.flock(self.fd, fcntl.LOCK_EX)
        with self._lock:
            self.come.set()
            if self._given_up:
                _close(self.fd)

    def give_up(self) -> None:
        """Have the lock closed, now or once it comes."""
        with self._lock:
            self._given_up = True
            if self.come.is_set() or not self._begun:
                _close(self.fd)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(path: Path) -> int:
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError as error:
        raise StoreReadOnly(f"{path}: {error.strerror}; writing needs this file") from None
    except OSError as error:
        if error.errno == 30:  # EROFS
            raise StoreReadOnly(f"{path}: {error.strerror}; work on a copy") from None
        raise
    _open.add(fd)
    return fd


def _close(fd: int) -> None:
    _open.discard(fd)
    os.close(fd)


def _after_fork() -> None:
    """A child holds no lock of its parent's: it would keep it after the parent's death."""
    for guard in list(_guards):
        guard._fd = None
    for fd in list(_open):
        _close(fd)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
