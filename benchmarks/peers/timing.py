"""Timed rounds, and the page that compares them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.peers.roster import ROSTER

OURS = "bayesopt"


@dataclass(frozen=True)
class Round:
    """Seconds of one ask and of the tell that follows; the evaluation between is not counted."""

    ask_cpu: float
    ask_wall: float
    tell_cpu: float
    tell_wall: float

    @property
    def cpu(self) -> float:
        return self.ask_cpu + self.tell_cpu

    @property
    def wall(self) -> float:
        return self.ask_wall + self.tell_wall


@dataclass(frozen=True)
class Measurement:
    """What one peer took at one size; `first` came before the rounds and is in no average."""

    peer: str
    n: int
    d: int
    seed: int
    versions: dict[str, str]
    first: Round
    rounds: tuple[Round, ...]

    @property
    def cpu(self) -> tuple[float, float, float]:
        """Median, mean and largest CPU time of a round, in milliseconds."""
        return _summary([round.cpu for round in self.rounds])

    @property
    def wall(self) -> tuple[float, float, float]:
        return _summary([round.wall for round in self.rounds])


def _summary(seconds: Sequence[float]) -> tuple[float, float, float]:
    ms = 1e3 * np.array(seconds)
    return float(np.median(ms)), float(np.mean(ms)), float(np.max(ms))


def page(
    made: Sequence[Measurement], machine: str, command: str, ours: str = OURS, more: str = ""
) -> str:
    """The whole result as Markdown; `more` stands before the tables."""
    versions = {run.peer: run.versions for run in made}
    seed = ", ".join(sorted({str(run.seed) for run in made}))
    lines = ["# One ask + tell beside the peers\n", PREFACE]
    if ours == OURS:
        lines.append("Mean and largest hold our scheduled refits.\n")
    lines.append(f"Machine: {machine}. Seed of history and peers: {seed}.\n")
    for peer, used in versions.items():
        lines.append(f"- {ROSTER[peer].label}: {', '.join(f'{k} {v}' for k, v in used.items())}")
    lines.append(f"\nTo reproduce: `{command}`\n")
    if more:
        lines.append(more)
    for n, d in dict.fromkeys((run.n, run.d) for run in made):
        lines += [f"## {n} trials, {d} parameters\n", table(made, n, d, ours)]
    return "\n".join(lines)


PREFACE = """\
Milliseconds of CPU and wall-clock time for `ask` plus `tell` on a history of n uniform random
points and a smooth function, one thread, in-memory studies, defaults. The history grows by one
trial a round. `first` is the ask + tell just after the history was put in; it pays lazy imports
and first fits, and stands in no average.
Ratios are the peer's CPU time over ours: above 1, ours is faster.
"""


def table(made: Sequence[Measurement], n: int, d: int, ours: str = OURS) -> str:
    runs = [run for run in made if (run.n, run.d) == (n, d)]
    base = next((run for run in runs if run.peer == ours), None)
    lines = [
        "| | rounds | first | CPU median | mean | max | wall median | mean | max "
        "| ratio of medians | of means |",
        "| --- |" + " ---: |" * 10,
    ]
    lines += [_line(run, base) for run in runs]
    return "\n".join(lines) + "\n"


def _line(run: Measurement, ours: Measurement | None) -> str:
    times = [_number(t) for t in (1e3 * run.first.cpu, *run.cpu, *run.wall)]
    if ours is None:
        ratios = ["–", "–"]
    else:
        ratios = [_number(a / b) for a, b in zip(run.cpu[:2], ours.cpu[:2], strict=True)]
    return f"| {' | '.join([ROSTER[run.peer].label, str(len(run.rounds)), *times, *ratios])} |"


def _number(x: float) -> str:
    """Three digits that mean something, without exponents."""
    digits = max(0, 2 - int(np.floor(np.log10(x)))) if x > 0 else 0
    return f"{x:.{digits}f}"
