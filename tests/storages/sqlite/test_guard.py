"""Whoever queues for the file can be interrupted at any moment."""

import contextlib
import os
import threading
import time

import pytest

from bayesopt.errors import StoreBusy
from bayesopt.storages.sqlite import guard as guards
from bayesopt.storages.sqlite.guard import Guard

fcntl = pytest.importorskip("fcntl", reason="no flock here")


def test_an_interruption_while_the_turn_is_being_started_closes_its_file_once(
    tmp_path, monkeypatch
):
    """The thread may run only after it has been given up."""
    go, closed, late = threading.Event(), [], []

    class Slow(guards._Turn):
        def run(self):
            go.wait(60)
            super().run()

        def start(self):
            late.append(threading.Thread(target=self.run))
            late[0].start()
            raise KeyboardInterrupt

    monkeypatch.setattr(guards, "_Turn", Slow)
    holder, guard = Guard(tmp_path / "lock"), Guard(tmp_path / "lock")
    holder.acquire(1)
    close = os.close
    monkeypatch.setattr(guards.os, "close", lambda fd: (closed.append(fd), close(fd)))
    with pytest.raises(KeyboardInterrupt):
        guard.acquire(60)
    [fd] = closed
    other = os.open(tmp_path / "other", os.O_RDWR | os.O_CREAT)
    assert other == fd  # the number is somebody else's now
    holder.release()
    go.set()
    late[0].join(60)
    assert closed == [fd]
    close(other)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("given_up", [False, True])
def test_a_child_holds_no_lock_that_a_thread_of_its_parent_queues_for(tmp_path, given_up):
    """It would keep the file locked after the death of its parent."""
    path = tmp_path / "lock"
    holder, guard = Guard(path), Guard(path)
    holder.acquire(1)

    def queue():
        with contextlib.suppress(StoreBusy):
            guard.acquire(0.05 if given_up else 60)

    thread = threading.Thread(target=queue)
    thread.start()
    if given_up:
        thread.join(60)
    while guard._fd is not None or guards._open == {holder._fd}:
        time.sleep(0.001)
    assert held(path) == 2
    child = os.fork()
    if child == 0:
        os._exit(held(path))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    holder.release()
    thread.join(60)
    for one in (guard, holder):
        one.close()


def held(path):
    """How many descriptors of this process are on that file."""
    own = [fd for fd in range(256) if is_open(fd)]
    return sum(os.path.samestat(os.fstat(fd), path.stat()) for fd in own)


def is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True
