"""The runs of the regret comparison: one line of JSON each, one file for each peer."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peers.functions import PROBLEMS
from benchmarks.peers.machine import RESULTS


@dataclass(frozen=True)
class Run:
    """One optimisation: what was run, with which versions, and every value in order."""

    peer: str
    problem: str
    seed: int
    values: tuple[float, ...]
    cpu_seconds: float
    cpu: str
    versions: dict[str, str]
    commit: str

    @property
    def key(self) -> tuple[str, int]:
        return self.problem, self.seed

    @property
    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"

    def regret(self, evaluations: int) -> float:
        """Best of the first values minus the known minimum of the problem."""
        return min(self.values[:evaluations]) - PROBLEMS[self.problem].minimum


def path_of(peer: str) -> Path:
    return RESULTS / "regret" / f"{peer}.jsonl"


def read(peer: str) -> list[Run]:
    """The runs made so far; a line cut short by an interruption is left out."""
    return list(_runs(path_of(peer))) if path_of(peer).exists() else []


def _runs(path: Path) -> Iterator[Run]:
    for line in path.read_text().splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        yield Run(**row | {"values": tuple(row["values"])})


def missing(peer: str, problems: list[str], seeds: int, evaluations: int) -> list[tuple[str, int]]:
    """Runs still to make, seed by seed, so that an interruption leaves all problems alike."""
    done = {run.key for run in read(peer) if len(run.values) >= evaluations}
    wanted = [(problem, seed) for seed in range(seeds) for problem in problems]
    return [key for key in wanted if key not in done]
