"""The peers as entrants of `bayesopt.race`, each in a process of its own environment.

from bayesopt.race import race
peers = {name: PeerEntrant(name) for name in ("optuna-gp", "optuna-tpe", "hebo")}
race(["branin", "levy-8+noise"], {"gp": "gp", **peers}, out="out/peers", jobs=2)
"""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bayesopt.errors import InvalidParameter
from bayesopt.race import Condition, Start
from bayesopt.space import Categorical, Float, Int, Param, Space
from benchmarks.peers.domain import Choice, Number, Params, Side, When, to_json
from benchmarks.peers.machine import ONE_THREAD, ROOT
from benchmarks.peers.roster import ROSTER


@dataclass(frozen=True)
class PeerEntrant:
    """The peer of that name in the roster."""

    name: str

    @property
    def packages(self) -> tuple[str, ...]:
        """None of this environment; the contestant knows its own."""
        return ()

    def enter(self, start: Start) -> "PeerContestant":
        """A contestant in a process that serves one run after the other."""
        if start.space is None:
            raise InvalidParameter(f"{self.name} must know the parameters before it starts")
        domain = domain_of(start.space, start.conditions)
        row = {"domain": to_json(domain), "seed": start.seed, "evaluations": start.evaluations}
        return PeerContestant(service(self.name), row)


def domain_of(space: Space, conditions: Mapping[str, Condition]) -> dict[str, Side]:
    """The space in the words of the peers."""
    return {name: _side(param, conditions.get(name)) for name, param in space.items()}


def _side(param: Param, condition: Condition | None) -> Side:
    when = None if condition is None else When(condition.parent, condition.values)
    if isinstance(param, Categorical):
        return Choice(tuple(param.choices), when)
    if isinstance(param, Int) and param.step == 1:
        return Number(param.low, param.high, param.log, whole=True, when=when)
    if isinstance(param, Float) and param.step is None:
        return Number(param.low, param.high, param.log, when=when)
    raise InvalidParameter(f"peers know no steps, but the space holds {param}; declare none")


class Service:
    """The process in which a peer lives."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._process = subprocess.Popen(
            [str(ROSTER[name].home.python), "-m", "benchmarks.peers.serve", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
        )

    def send(self, **line: Any) -> dict[str, Any]:
        """The answer to a line. Raises RuntimeError with the peer's own traceback if it failed."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps(line) + "\n")
            text = self._process.stdout.readline()
        except BrokenPipeError:
            text = ""
        if not text:
            service.cache_clear()
            raise RuntimeError(f"the process of {self._name!r} ended")
        answer: dict[str, Any] = json.loads(text)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


@cache
def service(name: str) -> Service:
    """One process for all runs of a peer that this process makes."""
    return Service(name)


class PeerContestant:
    """A peer on the other end of a pipe; it times itself, by CPU time."""

    def __init__(self, home: Service, row: Mapping[str, Any]) -> None:
        self._home = home
        self.seconds = 0.0
        self.versions: dict[str, str] = home.send(enter=row)["versions"]

    def ask(self) -> Params:
        answer = self._home.send(ask=True)
        self.seconds = answer["seconds"]
        params: Params = answer["params"]
        return params

    def tell(self, params: Params, value: float) -> None:
        self.seconds += self._home.send(tell=[params, value])["seconds"]
