"""A peer in its own environment, driven over lines of JSON; needs nothing of bayesopt.

Lines in: {"enter": ...}, then {"ask": true} and {"tell": [params, value]} in turn. Lines out:
{"versions": ...}, {"params": ...}, {"seconds": ...}, or {"error": ...}.
"""

import contextlib
import json
import os
import sys
import time
import traceback
import warnings
from collections.abc import Mapping
from typing import Any

from benchmarks.peers.domain import from_json
from benchmarks.peers.peer import Peer, Task
from benchmarks.peers.roster import ROSTER


class Server:
    """Answers line by line."""

    def __init__(self, name: str) -> None:
        self._make = ROSTER[name].load()
        self._peer: Peer | None = None

    def answer(self, line: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._answer(line)
        except Exception:
            return {"error": traceback.format_exc()}

    def _answer(self, line: Mapping[str, Any]) -> dict[str, Any]:
        if "enter" in line:
            row = line["enter"]
            task = Task(from_json(row["domain"]), row["seed"], row["evaluations"])
            self._peer = self._make(task)
            return {"versions": self._make.versions()}
        assert self._peer is not None
        started = time.process_time()
        if "ask" in line:
            params = self._peer.ask()
            return {"params": params, "seconds": time.process_time() - started}
        self._peer.tell(*line["tell"])
        return {"seconds": time.process_time() - started}


def serve(name: str) -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a peer prints must not mix with the answers
    warnings.simplefilter("ignore")  # the peer's own affair; they would fill the terminal
    server = Server(name)
    with contextlib.suppress(KeyboardInterrupt):
        for line in sys.stdin:
            answers.write(json.dumps(server.answer(json.loads(line))) + "\n")


if __name__ == "__main__":
    serve(sys.argv[1])
