"""Time of one ask + tell beside the peers, on the same random history, one thread.

    python -m benchmarks.ask_tell                                   # all sizes and peers
    python -m benchmarks.ask_tell --sizes 100x5 1000x20             # the two that we quote
    python -m benchmarks.ask_tell --sizes 100x5 --peers bayesopt    # while working; not written

Each peer sits in a process of its own and only one of them works at a time: the rounds of all
peers are dealt out evenly over the measurement, so that a slow minute of the machine is shared.
Written to benchmarks/results/ask_tell.md, with every single round in ask_tell.json.
"""

import json
import math
from dataclasses import asdict

from benchmarks.command_line import command_line
from benchmarks.peers import ROSTER, available
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence
from benchmarks.peers.remote import Remote
from benchmarks.peers.timing import Measurement, Round, page, table

PEERS = (  # of TPE, see tpe.py
    "bayesopt",
    "bayesopt-random",
    "optuna-gp",
    "optuna-tpe",
    "optuna-random",
    "botorch",
)
SIZES = ("10x5", "30x5", "100x5", "300x5", "1000x5", "100x20", "1000x20")
REFIT_GROWTH = 0.03


def rounds_of(peer: str, n: int) -> int:
    """How many rounds to time.

    Ours learns its hyperparameters anew whenever the history has grown by 3 %: two such growths
    are timed in full, or the mean would count too few refits. Slow peers get fewer rounds.
    """
    if peer == "botorch":
        return 3 if n >= 300 else 10
    if peer == "optuna-gp":
        return 12 if n >= 1000 else 40
    return max(40, math.ceil(n * (1 + REFIT_GROWTH) ** 2 - n) + 3)


def turns(counts: dict[str, int]) -> list[str]:
    """Who plays when: the k-th of K rounds stands at (k + 1/2) / K of the whole."""
    places = [((k + 0.5) / K, peer) for peer, K in counts.items() for k in range(K)]
    return [peer for _, peer in sorted(places)]


def measure(peers: list[str], n: int, d: int, seed: int) -> list[Measurement]:
    remotes: dict[str, Remote] = {}
    try:
        for peer in peers:
            remotes[peer] = Remote(peer, n, d, seed)
        first = {peer: remote.round() for peer, remote in remotes.items()}
        rounds: dict[str, list[Round]] = {peer: [] for peer in peers}
        for peer in turns({peer: rounds_of(peer, n) for peer in peers}):
            rounds[peer].append(remotes[peer].round())
    finally:
        for remote in remotes.values():
            remote.close()
    return [
        Measurement(peer, n, d, seed, remotes[peer].versions, first[peer], tuple(rounds[peer]))
        for peer in peers
    ]


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="NxD")
    parser.add_argument("--peers", nargs="+", choices=ROSTER, default=PEERS)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    peers = available(args.peers)
    made: list[Measurement] = []
    for size in args.sizes:
        n, d = map(int, size.split("x"))
        made += measure(peers, n, d, args.seed)
        print(f"{size}\n{table(made, n, d)}", flush=True)
    if set(peers) == set(PEERS):
        command = (
            f"python -m benchmarks.ask_tell --sizes {' '.join(args.sizes)} --seed {args.seed}"
        )
        save(made, command)


def save(made: list[Measurement], command: str) -> None:
    machine = sentence()
    (RESULTS / "ask_tell.md").write_text(page(made, machine, command))
    content = {"command": command, "machine": machine, "runs": [asdict(run) for run in made]}
    (RESULTS / "ask_tell.json").write_text(json.dumps(content) + "\n")


if __name__ == "__main__":
    hold_to_one_thread()
    main()
