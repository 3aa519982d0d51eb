"""Runs as facts, and the file that keeps them: one line of JSON each.

Notation: T evaluations of one run, in order.
"""

import json
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bayesopt.errors import InvalidParameter
from bayesopt.space import FloatArray

Key = tuple[str, str, int, int]
NUMBERS = ("values", "truths", "regrets", "ask_seconds", "evaluation_seconds")


@dataclass(frozen=True)
class Run:
    """One sampler on one problem with one seed.

    evaluations : the budget; the lists are shorter if a finite space was exhausted before.
    values : what the sampler was told, in the problem's direction; NaN for a failed evaluation.
    truths : the same without noise; empty where there is none.
    optimum : the best value there is, None if nobody knows.
    ask_seconds : wall time of `ask` and `tell`. evaluation_seconds : of the function.
    error : what ended the run before its time, None if nothing did.
    """

    problem: str
    sampler: str
    seed: int
    evaluations: int
    maximize: bool = False
    optimum: float | None = None
    values: tuple[float, ...] = ()
    truths: tuple[float, ...] = ()
    ask_seconds: tuple[float, ...] = ()
    evaluation_seconds: tuple[float, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    error: str | None = None

    @property
    def key(self) -> Key:
        """What makes this run this run."""
        return self.problem, self.sampler, self.seed, self.evaluations

    @property
    def reason(self) -> str:
        """The last line of the error; empty if there was none."""
        lines = (self.error or "").strip().splitlines()
        return lines[-1] if lines else ""

    @property
    def sign(self) -> float:
        """What turns values into lower is better."""
        return -1.0 if self.maximize else 1.0

    def losses(self) -> FloatArray:
        """Noiseless values (T,), lower is better, inf for failed evaluations."""
        return _lower(self.truths or self.values, self.sign)

    def best_losses(self) -> FloatArray:
        """Noiseless loss (evaluations,) of the point that looked best so far.

        That is what `study.best_params` would give a user, who sees only noisy values. After an
        exhausted space it stays as it is; inf before the first number.
        """
        told = _lower(self.values, self.sign)
        best = np.full(self.evaluations, np.inf)
        if len(told) == 0:
            return best
        before = np.minimum.accumulate(np.concatenate([[np.inf], told[:-1]]))
        places = np.maximum.accumulate(np.where(told < before, np.arange(len(told)), 0))
        best[: len(told)] = self.losses()[places]
        best[len(told) :] = best[len(told) - 1]
        return best

    def regrets(self, optimum: float) -> FloatArray:
        """How far (evaluations,) the best point so far is from `optimum`, never below 0.

        inf until an evaluation has succeeded.
        """
        losses, least = self.best_losses(), self.sign * optimum
        regrets = np.where(losses < np.inf, 0.0, np.inf)  # inf before the first number
        worse = (losses > least) & (losses < np.inf)
        regrets[worse] = losses[worse] - least
        return regrets

    @property
    def line(self) -> str:
        """The run as JSON: NaN is null, infinities are strings."""
        row = asdict(self)
        row["regrets"] = None if self.optimum is None else self.regrets(self.optimum)
        for key in NUMBERS:
            row[key] = None if row[key] is None else [_to_json(x) for x in row[key]]
        return json.dumps(row) + "\n"

    @classmethod
    def from_line(cls, line: str) -> "Run":
        """The run that `line` tells of. Raises ValueError for a line that was cut short."""
        row: dict[str, Any] = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("not a run")
        row.pop("regrets", None)
        for key in NUMBERS:
            if key in row:
                row[key] = tuple(_from_json(x) for x in row[key])
        try:
            return cls(**row)
        except TypeError as strange:
            raise ValueError(str(strange)) from None


def _lower(values: Sequence[float], sign: float) -> FloatArray:
    losses = sign * np.array(values, dtype=float)
    return np.where(np.isnan(losses), np.inf, losses)


def _to_json(x: float) -> float | str | None:
    x = float(x)
    if math.isfinite(x):
        return x
    return None if math.isnan(x) else str(x)


def _from_json(x: float | str | None) -> float:
    return math.nan if x is None else float(x)


@contextmanager
def kept_in(out: Path) -> Iterator[None]:
    """A block that reads and writes in `out`. Raises InvalidParameter if that is refused."""
    try:
        yield
    except OSError as refused:
        raise InvalidParameter(
            f"out = {out}: {refused.strerror or refused}; name a folder that can be written to"
        ) from None


class RunFile:
    """The runs made so far, in one file that only grows; one process writes to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[Run]:
        """All runs that can be read; the last of those with the same key, unless it failed."""
        runs: dict[Key, Run] = {}
        for line in self._lines():
            try:
                run = Run.from_line(line)
            except ValueError:
                continue
            if run.error is None or run.key not in runs or runs[run.key].error is not None:
                runs[run.key] = run
        return list(runs.values())

    def _lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []

    def repair(self) -> bool:
        """Cut off a last line that was torn by an interruption; whether there was one."""
        if not self.path.exists():
            return False
        whole = self.path.read_bytes()
        end = whole.rfind(b"\n") + 1
        if end == len(whole):
            return False
        os.truncate(self.path, end)
        return True

    def append(self, run: Run) -> None:
        """Write one line in one call, and see it to the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, run.line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
