"""Whoever queues for the file can be interrupted at any moment."""

import os
import threading

import pytest

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
