"""What is lost when only some of many trials are modelled, in small: 100 of 300.

    python -m benchmarks.many_trials              # written to results/many_trials.md

Beyond 600 trials GPSampler keeps the best, those near the best and a spread of the rest. Here
that limit is 100, hyperparameters are learnt from 100 rows too, and the same sampler with all 300
stands beside: a third is kept, as with 1800 trials, and both can be paid for.
"""

import numpy as np

from bayesopt import create_study
from bayesopt.race.problems import problem
from bayesopt.samplers import GPSampler, active_set, learning
from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

EVALUATIONS = 300
SEEDS = 6
PROBLEMS = ("rosenbrock-5", "levy-8", "ackley-5", "styblinski-tang-5")
# trials kept, how many more until they are chosen anew, rows that hyperparameters are learnt from
LIMITS = {"all": (600, 64, 300), "100 kept": (100, 16, 100)}


def log_regret(name: str, limits: tuple[int, int, int], seed: int) -> float:
    """Of the best of EVALUATIONS values, in powers of ten."""
    active_set.MOST, active_set.STEP, learning.LEARNT_FROM = limits
    raced = problem(name)
    assert raced.optimum is not None
    study = create_study(space=raced.space, sampler=GPSampler(seed=seed))
    study.optimize(lambda trial: raced.function(trial.params), EVALUATIONS)
    return float(np.log10(max(study.best_value - raced.optimum, 1e-10)))


def main() -> None:
    command_line(__doc__).parse_args()
    lines = [f"| | {' | '.join(LIMITS)} |", f"| --- |{' ---: |' * len(LIMITS)}"]
    for name in PROBLEMS:
        cells = []
        for limits in LIMITS.values():
            found = [log_regret(name, limits, seed) for seed in range(SEEDS)]
            cells.append(f"{np.median(found):.2f} ({np.mean(found):.2f})")
        lines.append(f"| {name} | {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    page = (
        "# Many trials, some of them modelled\n\n"
        f"Median, and mean in brackets, over {SEEDS} seeds of log10 regret after {EVALUATIONS} "
        "evaluations, with a process of all trials and with one of at most 100, chosen as beyond "
        "600 by default.\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.many_trials`\n\n"
    )
    (RESULTS / "many_trials.md").write_text(page + "\n".join(lines) + "\n")


if __name__ == "__main__":
    hold_to_one_thread()
    main()
