"""Who races, how far, and on what."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bayesopt
from bayesopt import create_study
from bayesopt._core.sources import files
from bayesopt.race import Contestant, Entrant, Start, entrant
from bayesopt.race.contestant import StudyContestant, WalkingContestant
from benchmarks.peers.domain import Params
from benchmarks.peers.entrant import PeerEntrant
from benchmarks.peers.machine import ROOT
from benchmarks.peers.problems import Case, panel
from benchmarks.peers.roster import ROSTER


def everything(cases: list[Case]) -> list[Case]:
    """All cases."""
    return cases


@dataclass(frozen=True)
class Entered:
    """A contestant of the race.

    label : its name in tables. entrant : what makes it. cases : which of a set it races on.
    evaluations : how many in each run. steady : whether a change of our sources leaves it alone.
    """

    label: str
    entrant: Entrant
    cases: Callable[[list[Case]], list[Case]] = everything
    evaluations: int = 100
    steady: bool = False

    @property
    def ours(self) -> bool:
        return not isinstance(self.entrant, PeerEntrant)

    @property
    def slow(self) -> bool:
        """Whether it races on the panel alone."""
        return self.cases is panel


@dataclass(frozen=True)
class Default:
    """What `create_study` chooses where no sampler is named."""

    packages: tuple[str, ...] = ("numpy", "scipy")

    def enter(self, start: Start) -> Contestant:
        if start.space is not None and start.conditions:
            study = create_study(seed=start.seed)
            return WalkingContestant(study, start.space, start.conditions)
        return StudyContestant(create_study(space=start.space, seed=start.seed))


class CpuTimed:
    """One of ours, timed as the peers are: by CPU time, which other work hardly changes."""

    def __init__(self, inner: Contestant) -> None:
        self._inner = inner
        self.seconds = 0.0
        self.versions: dict[str, str] = {}

    def ask(self) -> Params:
        started = time.process_time()
        params = self._inner.ask()
        self.seconds = time.process_time() - started
        return params

    def tell(self, params: Params, value: float) -> None:
        started = time.process_time()
        self._inner.tell(params, value)
        self.seconds += time.process_time() - started


@dataclass(frozen=True)
class Ours:
    """An entrant of ours whose contestants are timed so."""

    inner: Entrant

    @property
    def packages(self) -> tuple[str, ...]:
        return self.inner.packages

    def enter(self, start: Start) -> Contestant:
        return CpuTimed(self.inner.enter(start))


def _peer(name: str) -> Entered:
    return Entered(ROSTER[name].label, PeerEntrant(name))


def _slow(name: str) -> Entered:
    return Entered(ROSTER[name].label, PeerEntrant(name), panel, 60)


FIELD = {
    "bayesopt": Entered("bayesopt", Ours(Default())),
    "bayesopt-tpe": Entered("bayesopt TPE", Ours(entrant("tpe"))),
    "random": Entered("random", Ours(entrant("random")), steady=True),
    "optuna-tpe": _peer("optuna-tpe"),
    "rustuna-tpe": _peer("rustuna-tpe"),
    "hyperopt": _peer("hyperopt"),
    "optuna-gp": _peer("optuna-gp"),
    "botorch": _slow("botorch"),
    "skopt": _slow("skopt"),
    "bayes-opt": _slow("bayes-opt"),
    "hebo": _slow("hebo"),
    "smac": _slow("smac"),
}


def entered(name: str) -> Entered:
    """A contestant by name: one of the field, or any sampler that `bayesopt race` knows."""
    return FIELD[name] if name in FIELD else Entered(name, Ours(entrant(name)))


def made_with(entered: Entered, versions: dict[str, str]) -> str:
    """What a run was made with: ours by its sources, peers by their versions."""
    if entered.ours:
        return f"bayesopt {bayesopt.__version__}, sources {sources()}"
    skipped = ("python", "bayesopt", "ioh", "onnxruntime", "scikit-learn", "scipy", "numpy")
    named = [f"{name} {x}" for name, x in versions.items() if name not in skipped]
    return ", ".join(named)


@cache
def sources(root: Path = ROOT) -> str:
    """A fingerprint of our sources, by which a run knows whether it is of today."""
    digest = hashlib.sha256()
    for path in sorted([*(root / "bayesopt").rglob("*.py"), *files(root / "_core")]):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:10]
