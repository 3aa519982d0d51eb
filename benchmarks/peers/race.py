"""Race ours and the peers over the development or the report set.

    python -m benchmarks.peers.race --only bayesopt               # ours, where it is not of today
    python -m benchmarks.peers.race --only gp:ucb,beta=3 --set development --kinds rugged smooth
    python -m benchmarks.peers.race --minutes 10 --record         # whoever has runs missing

Runs are kept as they end in out/race, or with --record in benchmarks/results/race, where those of
the peers are. The same command goes on where it stopped. Ours are made again when the sources have
changed; a peer's when its file is removed. --yahpo DIR adds the surrogates in that folder.
The report: python -m benchmarks.peers.race_report.
"""

import argparse
import math
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bayesopt.race import Run
from bayesopt.race.play import Job
from bayesopt.race.workers import runs_elsewhere
from benchmarks.command_line import command_line
from benchmarks.peers import problems
from benchmarks.peers.field import FIELD, Entered, entered, made_with
from benchmarks.peers.ledger import Key, Ledger, entry
from benchmarks.peers.machine import RESULTS, ROOT, hold_to_one_thread
from benchmarks.peers.problems import PANEL, Case
from benchmarks.peers.roster import ROSTER

RECORDED = RESULTS / "race"
OWN = ROOT / "out" / "race"
SETS = {"report": problems.report, "development": problems.development}


def missing(ledgers: list[Ledger], contestant: Entered, cases: list[Case]) -> list[Case]:
    """The cases on which it has no run, or only one that is too short or not of today."""
    made = {key: run for ledger in ledgers for key, run in ledger.read().items()}
    today = made_with(contestant, {}) if contestant.ours else ""

    def done(key: Key) -> bool:
        run = made.get(key)
        if run is None or run.evaluations < contestant.evaluations or run.error:
            return False
        return run.made == today or contestant.steady or not contestant.ours

    return [case for case in contestant.cases(cases) if not done(case.key)]


def jobs_of(field: Mapping[str, Entered], todo: Mapping[str, list[Case]]) -> list[Job]:
    """Quick contestants first; of these the panel, and of this first instances."""
    pairs = [(name, case) for name, left in todo.items() for case in left]
    pairs.sort(key=lambda p: (field[p[0]].slow, p[1].family not in PANEL, p[1].seed))
    return [
        Job(case.problem, name, field[name].entrant, case.seed, field[name].evaluations)
        for name, case in pairs
    ]


def until(deadline: float, runs: Iterator[Run]) -> Iterator[Run]:
    """The runs that end before the deadline, and one more."""
    for run in runs:
        yield run
        if time.monotonic() > deadline:
            return


def installed(name: str, contestant: Entered) -> bool:
    """Whether it can race: ours always, a peer if its environment is there."""
    return contestant.ours or ROSTER[name].home.made


def race(args: argparse.Namespace) -> None:
    folder = (RECORDED if args.record else OWN) / args.set
    every = SETS[args.set](args.yahpo)
    kinds = {case.kind for case in every}
    if unknown := set(args.kinds or ()) - kinds:
        known = ", ".join(sorted(kinds))
        raise SystemExit(f"no problem is {', '.join(unknown)}; there are {known}")
    cases = [case for case in every if not args.kinds or case.kind in args.kinds]
    field = {name: entered(name) for name in args.only or FIELD}
    read = {
        name: [Ledger(RECORDED / args.set, name), *([] if args.record else [Ledger(folder, name)])]
        for name in field
    }
    todo = {name: missing(read[name], one, cases) for name, one in field.items()}
    away = [name for name, left in todo.items() if left and not installed(name, field[name])]
    if away:
        print(f"left out, not installed: {', '.join(away)}; python -m benchmarks.peers.setup")
    todo = {name: left for name, left in todo.items() if name not in away}
    for name, left in todo.items():
        Ledger(folder, name).forget({case.key for case in left})
    jobs = jobs_of(field, todo)
    print(f"{len(jobs)} runs to make", flush=True)
    deadline = time.monotonic() + 60 * args.minutes
    made = until(deadline, runs_elsewhere(jobs, args.jobs))
    for k, run in enumerate(made, 1):
        kept = entry(run, made_with(field[run.sampler], run.versions))
        Ledger(folder, run.sampler).append(kept)
        said = run.reason or f"{kept.best[-1][1]:.4g}, {kept.ms} ms an ask"
        print(f"{k}/{len(jobs)} {run.sampler} {run.problem}: {said}", flush=True)


def folder(given: str) -> Path:
    """A folder that exists, or ArgumentTypeError."""
    path = Path(given)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {given}")
    return path


def minutes(given: str) -> float:
    """A positive number, or ArgumentTypeError."""
    number = float(given)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{given} is no positive number of minutes")
    return number


def parser() -> argparse.ArgumentParser:
    parser = command_line(__doc__)
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help=f"of {', '.join(FIELD)}, or\n"
        "any sampler that `python -m bayesopt race` knows, such as gp:ei",
    )
    parser.add_argument("--set", choices=SETS, default="report")
    parser.add_argument("--kinds", nargs="+", metavar="KIND", help="classes of problem")
    parser.add_argument("--yahpo", type=folder, metavar="DIR", help="folder of the surrogates")
    parser.add_argument("--minutes", type=minutes, default=math.inf, help="stop after so many")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--record", action="store_true", help="keep in benchmarks/results")
    return parser


if __name__ == "__main__":
    hold_to_one_thread()
    try:
        race(parser().parse_args())
    except ModuleNotFoundError as missing:
        raise SystemExit(str(missing)) from None
