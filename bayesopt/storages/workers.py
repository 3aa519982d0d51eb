"""Who runs a trial, in a form that others can check for life.

On one host the operating system knows: a process is told by its id and the moment it started, as
ids are used again. A host is a boot of a kernel and a namespace of process ids in it, so that
containers with ids of their own are hosts of their own. What happens on another host nobody can
know; there a claim holds until its lease is over.
"""

import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEASE = 60.0  # seconds
_ENDED: set[str] = set()  # marks of workers of this process that have stopped


@dataclass(frozen=True)
class Worker:
    """A loop that runs trials, and the process it is in.

    host : boot and namespace, "" where the system does not tell. pid : the process in it.
    born : when the process started, in the system's ticks. mark : tells loops of a process apart.
    lease : seconds that a claim holds on other hosts without being renewed.
    """

    host: str
    pid: int
    born: int
    mark: str
    lease: float = LEASE

    @classmethod
    def here(cls, lease: float = LEASE) -> "Worker":
        """A new worker in this process."""
        pid = os.getpid()
        return cls(this_host(), pid, _own_birth(pid), secrets.token_hex(4), lease)

    @classmethod
    def read(cls, text: str, lease: float = LEASE) -> "Worker":
        """The worker whose `str` is `text`. Raises ValueError for any other."""
        host, pid, born, mark = text.split("/")
        return cls(host, int(pid), int(born), mark, lease)

    def __str__(self) -> str:
        return f"{self.host}/{self.pid}/{self.born}/{self.mark}"

    @property
    def local(self) -> bool:
        """Whether it is on this host, where it is known to live or not."""
        return bool(self.host) and self.host == this_host()

    def gone(self, lease_over: bool) -> bool:
        """Whether it cannot finish its trials any more.

        lease_over : whether its lease is over, by the clock of the storage.
        """
        if not self.local:
            return lease_over
        if self.pid == os.getpid():
            return self.mark in _ENDED or self.born != _own_birth(self.pid)
        return _born(self.pid) != self.born

    def stop(self) -> None:
        """Say that it runs no trials any more, to the loops of this process."""
        _ENDED.add(self.mark)


@cache
def this_host() -> str:
    """The boot of the kernel and the namespace of process ids; "" where there is no telling."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}.{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return ""


@cache
def _own_birth(pid: int) -> int:
    """The same of this process, which is `pid` until it forks."""
    return _born(pid) or 0


def _born(pid: int) -> int | None:
    """When the process started, in ticks since boot; None if it is dead or unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    # the name of the program, in parentheses, may hold anything
    state, *fields = stat.rpartition(b")")[2].split()
    return None if state in (b"Z", b"X") else int(fields[18])
