"""Storages beside Optuna's: ask + tell a second from many processes; opening 100 000 trials.

    python -m benchmarks.storage             # all; about five minutes
    python -m benchmarks.storage --seconds 2 --trials 5000    # while working; not written

Each process asks, suggests two floats with RandomSampler, and tells, for some seconds; they start
together, and the libraries take turns on the same disk. Servers are started for the purpose, with
their own settings for safety. Needs the extras `parity` and `sql`. Written to
benchmarks/results/storage.md.
"""

import json
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bayesopt import FrozenTrial, StudyDirection, TrialState
from bayesopt.params import Float
from bayesopt.storages import StudyFacts
from bayesopt.storages.sqlite import SqliteStorage
from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence
from benchmarks.storage_worker import NAME, one, study_of
from tests.storages import servers

WIDTHS = (1, 4, 8)
FIELD = (
    ("bayesopt", "sqlite", "bayesopt, SQLite"),
    ("optuna", "sqlite", "Optuna, RDB on SQLite"),
    ("optuna", "journal", "Optuna, JournalFile"),
    ("bayesopt", "postgresql", "bayesopt, PostgreSQL"),
    ("optuna", "postgresql", "Optuna, RDB on PostgreSQL"),
)
Written = list[dict[str, float]]  # by process: how many trials, and the longest, in seconds


def place(library: str, kind: str, folder: Path, server: servers.Server | None) -> str | None:
    """A new storage; None if it cannot be had."""
    if kind == "journal":
        return f"journal:{folder / f'{secrets.token_hex(4)}.log'}"
    if kind == "sqlite":
        return f"sqlite:///{folder / f'{secrets.token_hex(4)}.db'}"
    if server is None:
        return None
    database = f"b{secrets.token_hex(4)}"
    servers.execute(server, f"CREATE DATABASE {database}")
    return server.url(database).replace("postgresql", "postgresql+psycopg", 1)


def written(library: str, where: str, width: int, seconds: float) -> Written:
    """What so many processes did at once."""
    one(study_of(library, where))
    command = [sys.executable, "-m", "benchmarks.storage_worker", "write"]
    processes = [
        subprocess.Popen(
            [*command, library, where, str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(width)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [json.loads(process.communicate()[0].splitlines()[-1]) for process in processes]


def fill_ours(path: Path, trials: int) -> None:
    """So many finished trials, as asking and telling would have left them."""
    storage = SqliteStorage(path, durable=False)
    log = storage.create(StudyFacts(NAME, (StudyDirection.MINIMIZE,), 1, datetime.now()))
    space = {"x": Float(-1, 1), "y": Float(-1, 1)}
    for k in range(trials):
        params, now = {"x": k / trials, "y": -k / trials}, datetime.now()
        log.new_trial(
            FrozenTrial(
                *(-1, TrialState.COMPLETE, params, space, (k / trials,)),
                datetime_start=now,
                datetime_complete=now,
            )
        )
    storage.close()


def fill_optuna(path: Path, trials: int) -> None:
    """The same in Optuna's tables: its first trial, written by itself, and copies of that."""
    where = f"sqlite:///{path}"
    one(study_of("optuna", where))
    with closing(sqlite3.connect(path)) as db:
        for k in range(1, trials):
            for table, key in (
                ("trials", "trial_id"),
                ("trial_params", "param_id"),
                ("trial_values", "trial_value_id"),
            ):
                _copy(db, table, key, k)
        db.commit()


def _copy(db: sqlite3.Connection, table: str, key: str, k: int) -> None:
    """Rows of the first trial once more, as those of the trial `k`."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    changed = {"trial_id": f"1 + {k}", "number": str(k), "param_value": f"{k} / 1e6"}
    kept = [c for c in columns if c != key or c == "trial_id"]
    values = ", ".join(changed.get(c, c) for c in kept)
    db.execute(
        f"INSERT INTO {table} ({', '.join(kept)}) SELECT {values} FROM {table} WHERE trial_id = 1"
    )


def loaded(library: str, where: str) -> dict[str, float]:
    """Seconds and memory to open a study, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.storage_worker", "open", library, where]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def rows_of(label: str, found: dict[int, Written], seconds: float) -> str:
    """One line of the first table."""
    cells = []
    for width in WIDTHS:
        counts = [process["count"] for process in found[width]]
        worst = max(process["worst"] for process in found[width])
        fair = f", {min(counts) / max(counts):.2f}" if width > 1 else ""
        cells.append(f"{sum(counts) / seconds:.0f}{fair}, {worst:.2f} s")
    return f"| {label} | {' | '.join(cells)} |"


def page(
    results: dict[str, dict[int, Written]],
    openings: dict[str, dict[str, float]],
    seconds: float,
) -> str:
    """The committed page."""
    ours, theirs = (
        {w: sum(p["count"] for p in results[label][w]) for w in WIDTHS}
        for label in ("bayesopt, SQLite", "Optuna, RDB on SQLite")
    )
    ratios = ", ".join(f"{ours[w] / max(theirs[w], 1):.0f} ({w})" for w in WIDTHS)
    lines = [
        "# Storages beside Optuna's",
        "",
        "`python -m benchmarks.storage`. " + sentence(),
        "",
        f"Ask + tell a second, all processes together, in {seconds:g} s; then the least busy "
        "process over the busiest; then the longest that one ask + tell took. RandomSampler, two "
        "floats.",
        "",
        "| storage | 1 process | 4 processes | 8 processes |",
        "| --- | --- | --- | --- |",
        *(rows_of(label, found, seconds) for label, found in results.items()),
        "",
        f"On SQLite, ours over Optuna's RDB (processes): {ratios}.",
        "",
        "To open a study and get at all its trials, in a new process; memory is what the process "
        "has needed more than before.",
        "",
        "| storage | trials | seconds | MiB |",
        "| --- | --- | --- | --- |",
        *(
            f"| {label} | {o['trials']:.0f} | {o['seconds']:.2f} | {o['mebibytes']:.0f} |"
            for label, o in openings.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure all, and write the page unless sizes are given."""
    parser = command_line(__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--trials", type=int, default=100_000)
    given = parser.parse_args()
    hold_to_one_thread()
    folder = Path(tempfile.mkdtemp(prefix="bayesopt-storage-", dir="."))
    server: servers.Server | None = None
    try:
        try:
            server = servers.postgres(safe=True)
        except servers.Unavailable as reason:
            print(f"without PostgreSQL: {reason}")
        results: dict[str, dict[int, Written]] = {}
        for width in WIDTHS:
            for library, kind, label in FIELD:
                where = place(library, kind, folder, server)
                if where is not None:
                    found = written(library, where, width, given.seconds)
                    results.setdefault(label, {})[width] = found
                    print(width, label, found, flush=True)
        fill_ours(folder / "ours.db", given.trials)
        fill_optuna(folder / "optuna.db", given.trials)
        openings = {
            "bayesopt, SQLite": loaded("bayesopt", f"sqlite:///{folder / 'ours.db'}"),
            "Optuna, RDB on SQLite": loaded("optuna", f"sqlite:///{folder / 'optuna.db'}"),
        }
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder)
    text = page(results, openings, given.seconds)
    print(text)
    if given.seconds == parser.get_default("seconds") and given.trials == 100_000:
        (RESULTS / "storage.md").write_text(text)


if __name__ == "__main__":
    main()
