"""What a study costs beside its sampler: ask + tell a second with RandomSampler.

    python -m benchmarks.overhead

One float, in memory, one thread; five studies of 20 000 trials, after one that warms up. Written
to benchmarks/results/overhead.md.
"""

import os
import time
from statistics import median

from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

TRIALS = 20_000
REPEATS = 5


def rate(clock) -> float:  # type: ignore[no-untyped-def]
    """Trials a second of one study, by that clock."""
    import bayesopt
    from bayesopt.samplers import RandomSampler

    study = bayesopt.create_study(sampler=RandomSampler(seed=1))
    start = clock()
    for _ in range(TRIALS):
        trial = study.ask()
        study.tell(trial, trial.suggest_float("x", 0, 1))
    return TRIALS / (clock() - start)


def main() -> None:
    command_line(__doc__).parse_args()
    hold_to_one_thread()
    rate(time.process_time)
    rates = sorted(rate(time.process_time) for _ in range(REPEATS))
    lines = [
        "# What a study costs",
        "",
        "`ask`, `suggest_float` of one parameter and `tell`, with RandomSampler: trials a second",
        f"of CPU time, in {REPEATS} studies of {TRIALS} trials each, in memory, one thread.",
        "",
        f"Machine: {sentence()}; {os.getloadavg()[1]:.0f} programs at once, of which this is one.",
        "",
        "| median | least | most |",
        "| ---: | ---: | ---: |",
        f"| {median(rates):.0f} | {rates[0]:.0f} | {rates[-1]:.0f} |",
        "",
        "To reproduce: `python -m benchmarks.overhead`",
        "",
    ]
    print("\n".join(lines))
    (RESULTS / "overhead.md").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
