"""A peer in a process of its own, timed round by round over lines of JSON.

No other library shares its memory or caches, and it may live in another environment.
"""

import json
import math
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np

from benchmarks.peers.machine import ONE_THREAD, ROOT
from benchmarks.peers.peer import Params, Peer
from benchmarks.peers.roster import ROSTER, create
from benchmarks.peers.timing import Round


class Remote:
    """Starts the process and waits until the peer holds its history of n random points."""

    def __init__(self, peer: str, n: int, d: int, seed: int) -> None:
        self._peer = peer
        command = [ROSTER[peer].python, "-m", __name__, peer, str(n), str(d), str(seed)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
        )
        self.versions: dict[str, str] = self._answer()

    def round(self) -> Round:
        assert self._process.stdin
        self._process.stdin.write("round\n")
        return Round(**self._answer())

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"the process of {self._peer!r} ended; its own message stands above"
            )
        answer: dict[str, Any] = json.loads(line)
        return answer


def smooth(params: Params) -> float:
    """A tilted bowl with a gentle wave; every parameter matters, none alike."""
    x = list(params.values())
    bowl = sum((u - 0.3 - 0.4 * k / len(x)) ** 2 for k, u in enumerate(x))
    return bowl + math.sin(2 * math.pi * sum(x) / len(x))


def with_history(peer: str, n: int, d: int, seed: int) -> Peer:
    """The peer on [0, 1]^d with n uniform points; equal seeds give all peers the same points."""
    names = [f"x{j}" for j in range(d)]
    optimiser = create(peer, dict.fromkeys(names, (0.0, 1.0)), seed)
    for x in np.random.default_rng(seed).random((n, d)).tolist():
        params = dict(zip(names, x, strict=True))
        optimiser.add(params, smooth(params))
    return optimiser


def timed_round(optimiser: Peer) -> Round:
    wall, cpu = time.perf_counter, time.process_time
    marks = [(cpu(), wall())]
    params = optimiser.ask()
    marks.append((cpu(), wall()))
    value = smooth(params)
    marks.append((cpu(), wall()))
    optimiser.tell(params, value)
    marks.append((cpu(), wall()))
    (c0, w0), (c1, w1), (c2, w2), (c3, w3) = marks
    return Round(c1 - c0, w1 - w0, c3 - c2, w3 - w2)


def serve(peer: str, n: str, d: str, seed: str) -> None:
    """Answer each line of standard input with a timed round."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a peer prints must not mix with the answers
    optimiser = with_history(peer, int(n), int(d), int(seed))
    answers.write(json.dumps(optimiser.versions()) + "\n")
    for _ in sys.stdin:
        answers.write(json.dumps(vars(timed_round(optimiser))) + "\n")


if __name__ == "__main__":
    serve(*sys.argv[1:])
