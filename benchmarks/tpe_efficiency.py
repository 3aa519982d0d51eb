"""Our TPE against Optuna 5's, evaluation by evaluation, with their defaults.

    python -m benchmarks.tpe_efficiency                # 15 problems, 20 seeds, 100 evaluations
    python -m benchmarks.tpe_efficiency --jobs 2
    python -m benchmarks.tpe_efficiency --problems network --first 1000 --seeds 150 --keep NAME

The races of `bayesopt.race`, paired by seed; report, curves and every run in out.
That on all problems is kept as benchmarks/results/tpe_efficiency.md, others as NAME.md there.
"""

from pathlib import Path

from bayesopt.race import race
from benchmarks.command_line import command_line
from benchmarks.peers.entrant import PeerEntrant
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

PROBLEMS = (
    "branin",
    "hartmann-6",
    "rosenbrock-5",
    "levy-8",
    "ackley-5",
    "rastrigin-5",
    "sphere-20",
    "styblinski-tang-10",
    "hartmann-6+noise",
    "griewank-8+int",
    "rosenbrock-5+int",
    "switchboard",
    "hartmann-6-categorical",
    "pairs",
    "network",
)


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--problems", nargs="+", default=PROBLEMS)
    parser.add_argument("--evaluations", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--keep", help="name of the report among the results")
    parser.add_argument("--jobs", type=int, default=0)
    args = parser.parse_args()
    keep = args.keep or ("tpe_efficiency" if tuple(args.problems) == PROBLEMS else None)
    out = Path("out", keep or "tpe-efficiency")
    results = race(
        args.problems,
        {"tpe": "tpe", "optuna-tpe": PeerEntrant("optuna-tpe")},
        evaluations=args.evaluations,
        seeds=range(args.first, args.first + args.seeds),
        out=out,
        jobs=args.jobs,
        progress=True,
    )
    results.report(out)
    if keep:
        text, _, _ = (out / "report.md").read_text().partition("## Curves")
        (RESULTS / f"{keep}.md").write_text(f"{text}Machine: {sentence()}.\n")


if __name__ == "__main__":
    hold_to_one_thread()
    main()
