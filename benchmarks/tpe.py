"""Our TPE beside Rustuna's and Optuna's: one ask + tell, and a thousand trials from end to end.

    python -m benchmarks.tpe                          # everything; written
    python -m benchmarks.tpe --sizes 1000x20          # while working; not written

Histories, turns and clocks as in ask_tell.py. End to end, each peer optimises the sum of squares
of five floats in a fresh process, several times in turn; imports are not counted.
Written to benchmarks/results/tpe.md.
"""

import argparse
import subprocess
import time
from collections.abc import Callable
from statistics import median

from benchmarks.ask_tell import turns
from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, ROOT, hold_to_one_thread, sentence
from benchmarks.peers.remote import Remote
from benchmarks.peers.roster import ROSTER, available
from benchmarks.peers.timing import Measurement, Round, page, table

OURS = "bayesopt-tpe"
PEERS = (OURS, "rustuna-tpe", "optuna-tpe")
SIZES = ("100x5", "1000x5", "3000x5", "100x20", "1000x20", "3000x20", "100000x5", "100000x20")
ROUNDS = 200
TRIALS = 1000
REPEATS = 5


def rounds_of(peer: str) -> int:
    return ROUNDS if peer == OURS else 40


def measure(peers: list[str], n: int, d: int, seed: int) -> list[Measurement]:
    """Rounds of each peer in turn; beyond 3000 trials of ours alone."""
    peers = peers if n <= 3000 else [OURS]
    remotes = {peer: Remote(peer, n, d, seed) for peer in peers}
    try:
        first = {peer: remote.round() for peer, remote in remotes.items()}
        rounds: dict[str, list[Round]] = {peer: [] for peer in peers}
        for peer in turns({peer: rounds_of(peer) for peer in peers}):
            rounds[peer].append(remotes[peer].round())
    finally:
        for remote in remotes.values():
            remote.close()
    return [
        Measurement(peer, n, d, seed, remotes[peer].versions, first[peer], tuple(rounds[peer]))
        for peer in peers
    ]


def create(peer: str) -> tuple[object, Callable[..., object]]:
    """A study with the peer's TPE, and its `optimize`."""
    if peer == OURS:
        import bayesopt
        from bayesopt.samplers import TPESampler

        study = bayesopt.create_study(sampler=TPESampler(seed=1))
    elif peer == "rustuna-tpe":
        import rustuna

        study = rustuna.create_study(sampler=rustuna.samplers.TPESampler(seed=1))
    else:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    return study, study.optimize


def whole(peer: str) -> None:
    """Print the CPU seconds of TRIALS trials; the first study warms up."""
    names = [f"x{j}" for j in range(5)]

    def objective(trial) -> float:  # type: ignore[no-untyped-def]
        return sum(trial.suggest_float(name, -5, 5) ** 2 for name in names)

    _, optimize = create(peer)
    optimize(objective, n_trials=20)
    _, optimize = create(peer)
    start = time.process_time()
    optimize(objective, n_trials=TRIALS)
    print(time.process_time() - start)


def ends(peers: list[str]) -> str:
    """A table of whole studies."""
    seconds: dict[str, list[float]] = {peer: [] for peer in peers}
    for peer in turns({peer: REPEATS for peer in peers}):
        command = [ROSTER[peer].python, "-m", "benchmarks.tpe", "--whole", peer]
        out = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        seconds[peer].append(float(out.stdout))
    lines = [
        f"## {TRIALS} trials of 5 floats from end to end\n",
        f"CPU seconds of `optimize`, {REPEATS} times.\n",
        "| | median | least | most |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {ROSTER[peer].label} | {median(s):.3f} | {min(s):.3f} | {max(s):.3f} |"
        for peer, s in seconds.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="NxD")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--whole", choices=PEERS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.whole:
        whole(args.whole)
        return
    peers = available(PEERS)
    more = ends(peers)
    print(more, flush=True)
    made: list[Measurement] = []
    for size in args.sizes:
        n, d = map(int, size.split("x"))
        made += measure(peers, n, d, args.seed)
        print(f"{size}\n{table(made, n, d, OURS)}", flush=True)
    if args.sizes == SIZES and len(peers) == len(PEERS):
        command = f"python -m benchmarks.tpe --seed {args.seed}"
        (RESULTS / "tpe.md").write_text(page(made, sentence(), command, OURS, more))


if __name__ == "__main__":
    hold_to_one_thread()
    main()
