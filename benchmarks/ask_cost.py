"""What one ask costs with n trials, n from 10 to 100 000: of each sampler, median and worst.

    python -m benchmarks.ask_cost                 # what is missing; to results/ask_cost.*
    python -m benchmarks.ask_cost --dimensions 5  # the same, with 5 parameters
    python -m benchmarks.ask_cost --fresh         # throws earlier measurements away

The history is random: uniform points and a smooth function. What is timed is CPU time of `ask`, in
a study that grows by one trial a round: as many rounds as it takes to see hyperparameters learnt
and the trials that the process is conditioned on chosen anew. The first ask, which learns
hyperparameters from scratch, counts among the worst; reading the trials in, once, does not.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass

import numpy as np

from bayesopt import Float, FrozenTrial, TrialState, create_study
from bayesopt.samplers import GPSampler, Sampler, TPESampler, TrustRegionSampler
from bayesopt.space import FloatArray, Space
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

SIZES = (10, 30, 100, 300, 600, 1000, 3000, 10_000, 30_000, 100_000)
DIMENSIONS = (5, 20, 100)
ROUNDS = 70
LARGEST = 2_000_000  # numbers in a history: what fits a small machine's memory
SAMPLERS: dict[str, type[Sampler]] = {
    "GPSampler": GPSampler,
    "TrustRegionSampler": TrustRegionSampler,
    "TPESampler": TPESampler,
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of asks with n trials of d parameters: the first, the median, the worst."""

    sampler: str
    n: int
    d: int
    first: float
    median: float
    worst: float


def values(X: FloatArray) -> FloatArray:
    """A smooth function (n,) of X (n, d), some directions of which matter more."""
    d = X.shape[1]
    smooth: FloatArray = np.square(X - 0.3) @ np.linspace(1, 5, d) + np.sin(9 * X[:, 0])
    return smooth


def measure(name: str, n: int, d: int) -> Cost:
    """Time ROUNDS asks."""
    space = Space({f"x{j}": Float(0, 1) for j in range(d)})
    X = np.random.default_rng(0).random((n, d))
    study = create_study(space=space, sampler=SAMPLERS[name](seed=0))
    distributions = dict(space)
    for x, y in zip(X.tolist(), values(X).tolist(), strict=True):
        params = dict(zip(space, x, strict=True))
        study.add_trial(FrozenTrial(0, TrialState.COMPLETE, params, distributions, (y,)))
    study.history().observe(space)
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        trial = study.ask()
        seconds.append(time.process_time() - start)
        x = np.array([[*trial.params.values()]])
        study.tell(trial, float(values(x)[0]))
    ms = 1e3 * np.array(seconds)
    return Cost(name, n, d, float(ms[0]), float(np.median(ms)), float(ms.max()))


def table(made: list[Cost]) -> str:
    """A row for each size, median and worst of each sampler."""
    names = list(dict.fromkeys(cost.sampler for cost in made))
    heads = [f"{name} {what}" for name in names for what in ("median", "worst")]
    lines = []
    for d in dict.fromkeys(cost.d for cost in made):
        lines += [f"\n## {d} parameters\n", f"| trials | {' | '.join(heads)} |"]
        lines.append(f"| ---: |{' ---: |' * len(heads)}")
        for n in dict.fromkeys(cost.n for cost in made if cost.d == d):
            row = [c for name in names for c in made if (c.sampler, c.n, c.d) == (name, n, d)]
            cells = [f"{ms:.3g}" for cost in row for ms in (cost.median, cost.worst)]
            lines.append(f"| {n} | {' | '.join(cells)} |")
    return "\n".join(lines)


def draw(made: list[Cost]) -> None:
    """The picture: one panel per number of parameters, both axes logarithmic."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    dimensions = list(dict.fromkeys(cost.d for cost in made))
    figure, panels = plt.subplots(
        1, len(dimensions), sharey=True, squeeze=False, figsize=(3.6 * len(dimensions), 3.4)
    )
    for panel, d in zip(panels[0], dimensions, strict=True):
        for k, name in enumerate(SAMPLERS):
            known = [c for c in made if (c.sampler, c.d) == (name, d)]
            n = [cost.n for cost in known]
            panel.plot(n, [cost.median for cost in known], color=f"C{k}", label=name)
            panel.plot(n, [cost.worst for cost in known], color=f"C{k}", ls=":")
        panel.set(xscale="log", yscale="log", xlabel="trials", title=f"{d} parameters")
        panel.grid(alpha=0.3)
    panels[0, 0].set_ylabel("ms of one ask; dotted: the worst")
    panels[0, 0].legend(frameon=False)
    figure.tight_layout()
    figure.savefig(RESULTS / "ask_cost.svg", metadata={"Date": None})


def page(made: list[Cost]) -> str:
    """The result as Markdown."""
    return (
        "# What an ask costs\n\n"
        f"Milliseconds of CPU time of one `ask`, median and worst of {ROUNDS}, with so many "
        "trials in the study; one thread. The worst holds hyperparameters learnt from scratch, "
        "and of TPESampler and TrustRegionSampler the one look at every trial that a study which "
        "has just been loaded costs. Other work ran on the machine meanwhile.\n\n"
        "![milliseconds against trials](ask_cost.svg)\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.ask_cost`\n"
        f"{table(made)}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--dimensions", nargs="+", type=int, default=DIMENSIONS)
    parser.add_argument("--fresh", action="store_true")
    args = parser.parse_args()
    path = RESULTS / "ask_cost.json"
    known = [] if args.fresh or not path.exists() else json.loads(path.read_text())
    made = [Cost(**cost) for cost in known]
    for d in args.dimensions:
        for n in (n for n in args.sizes if n * d <= LARGEST):
            for name in SAMPLERS:
                if (name, n, d) not in {(c.sampler, c.n, c.d) for c in made}:
                    made.append(measure(name, n, d))
                    print(made[-1], flush=True)
                    path.write_text(json.dumps([asdict(cost) for cost in made]) + "\n")
    made.sort(key=lambda cost: (cost.d, cost.n))
    draw(made)
    (RESULTS / "ask_cost.md").write_text(page(made))


if __name__ == "__main__":
    hold_to_one_thread()
    main()
