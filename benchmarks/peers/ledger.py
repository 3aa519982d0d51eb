"""Runs of the race as they are kept: one line of JSON each, one file for each contestant.

Only what a table needs is kept: where the best loss changed. The runs of `bayesopt.race` hold all
values and would take ten times the room.
"""

import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bayesopt.race import Run

Key = tuple[str, int]


@dataclass(frozen=True)
class Entry:
    """One run.

    best : pairs of the number of an evaluation, from 0, and the loss from then on of the point
        that looked best, without noise; measured from the optimum where that is known.
    ms : median CPU time of ask and tell. made : with what. error : what ended it before its time.
    """

    problem: str
    seed: int
    evaluations: int
    best: tuple[tuple[int, float], ...]
    known: bool
    ms: float
    made: str
    error: str = ""

    @property
    def key(self) -> Key:
        """What makes this run this run."""
        return self.problem, self.seed

    def losses(self, length: int) -> NDArray[np.float64]:
        """The loss (length,) after each evaluation; NaN after the last, inf before a number."""
        found = np.full(length, np.nan)
        found[: self.evaluations] = np.inf
        for k, loss in self.best:
            found[k : self.evaluations] = loss
        return found

    @property
    def line(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":")) + "\n"

    @classmethod
    def from_line(cls, line: str) -> "Entry":
        """Raises ValueError for a line that was cut short."""
        row = json.loads(line)
        return cls(**row | {"best": tuple((int(k), float(x)) for k, x in row["best"])})


def entry(run: Run, made: str) -> Entry:
    """What is kept of a run."""
    known = run.optimum is not None
    ms = 1e3 * float(np.median(run.ask_seconds)) if run.ask_seconds else 0.0
    losses = run.best_losses() if run.optimum is None else run.regrets(run.optimum)
    best = [] if run.error else _changes(losses)
    return Entry(
        run.problem,
        run.seed,
        run.evaluations,
        tuple(best),
        known,
        float(f"{ms:.3g}"),
        made,
        run.reason,
    )


def _changes(losses: NDArray[np.float64]) -> list[tuple[int, float]]:
    rounded = [float(f"{x:.6g}") for x in losses]
    pairs = zip([np.inf, *rounded[:-1]], rounded, strict=True)
    return [(k, after) for k, (before, after) in enumerate(pairs) if after != before]


class Ledger:
    """The file of one contestant."""

    def __init__(self, folder: Path, contestant: str) -> None:
        self.path = folder / f"{contestant.replace(':', '_').replace(',', '_')}.jsonl"

    def read(self) -> dict[Key, Entry]:
        """All runs that can be read, the last of those with the same key."""
        found: dict[Key, Entry] = {}
        for line in self.path.read_text().splitlines() if self.path.exists() else []:
            try:
                made = Entry.from_line(line)
            except ValueError:
                continue
            found[made.key] = made
        return found

    def append(self, made: Entry) -> None:
        """Write one line."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(made.line)

    def forget(self, keys: Collection[Key]) -> None:
        """Drop runs, and lines that nobody can read."""
        kept = [made.line for key, made in self.read().items() if key not in keys]
        if not self.path.exists():
            return
        spare = self.path.with_suffix(".new")
        spare.write_text("".join(kept))
        os.replace(spare, self.path)
