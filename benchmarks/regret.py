"""Regret after 50 evaluations on five test functions, 20 seeds, peer by peer.

    python -m benchmarks.regret run optuna-gp          # adds the missing runs, may be stopped
    python -m benchmarks.regret run bayesopt --fresh   # throws the old runs of this peer away
    python -m benchmarks.regret table                  # writes benchmarks/results/regret.md

Every run is one line of benchmarks/results/regret/<peer>.jsonl with all values in order.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from benchmarks.command_line import command_line
from benchmarks.peers import ROSTER, create
from benchmarks.peers.functions import PROBLEMS
from benchmarks.peers.machine import RESULTS, commit, cpu, hold_to_one_thread
from benchmarks.peers.regret_table import write
from benchmarks.peers.runs import Run, missing, path_of, read

SEEDS = 20
EVALUATIONS = 50


def play(peer: str, name: str, seed: int, evaluations: int) -> Run:
    """Run one peer on one problem; cpu_seconds count asks, tells and the evaluations."""
    problem = PROBLEMS[name]
    optimiser = create(peer, problem.ranges, seed)
    values: list[float] = []
    start = time.process_time()
    for _ in range(evaluations):
        params = optimiser.ask()
        values.append(problem(params))
        optimiser.tell(params, values[-1])
    seconds = round(time.process_time() - start, 3)
    versions = ROSTER[peer].load().versions()
    return Run(peer, name, seed, tuple(values), seconds, cpu(), versions, commit())


def run(args: argparse.Namespace) -> None:
    """Make the missing runs of each peer, and append each as it comes."""
    for peer in args.peers:
        path_of(peer).parent.mkdir(parents=True, exist_ok=True)
        if args.fresh:
            path_of(peer).unlink(missing_ok=True)
        todo = missing(peer, args.problems, args.seeds, args.evaluations)
        with (
            ProcessPoolExecutor(args.processes, mp_context=get_context("spawn")) as pool,
            path_of(peer).open("a") as file,
        ):
            jobs = [pool.submit(play, peer, *key, args.evaluations) for key in todo]
            for k, job in enumerate(as_completed(jobs), 1):
                made = job.result()
                file.write(made.line)
                file.flush()
                print(f"{peer} {k}/{len(todo)}: {_summary(made)}", flush=True)


def _summary(made: Run) -> str:
    regret = made.regret(len(made.values))
    return f"{made.problem}, seed {made.seed}, regret {regret:.3g}, {made.cpu_seconds} s"


def table(args: argparse.Namespace) -> None:
    """Compare the runs made so far."""
    runs = {peer: made for peer in ROSTER if (made := read(peer))}
    print(write(runs, RESULTS / "regret.md", args.evaluations, args.seeds))


def main() -> None:
    parser = command_line(__doc__)
    commands = parser.add_subparsers(required=True)
    runner = commands.add_parser("run", help="make the missing runs of some peers")
    runner.add_argument("peers", nargs="+", choices=ROSTER)
    runner.add_argument("--problems", nargs="+", choices=PROBLEMS, default=list(PROBLEMS))
    runner.add_argument("--processes", type=int, choices=(1, 2), default=1)
    runner.add_argument("--fresh", action="store_true", help="throw the peer's old runs away")
    runner.set_defaults(command=run)
    writer = commands.add_parser("table", help="compare the runs made so far")
    writer.set_defaults(command=table)
    for command in (runner, writer):
        command.add_argument("--seeds", type=int, default=SEEDS)
        command.add_argument("--evaluations", type=int, default=EVALUATIONS)
    args = parser.parse_args()
    args.command(args)


if __name__ == "__main__":
    hold_to_one_thread()
    main()
