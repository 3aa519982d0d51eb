"""What one ask costs with n trials, n from 10 to 100 000: of each sampler, median and worst.

    python -m benchmarks.ask_cost                          # what is missing; to results/ask_cost.*
    python -m benchmarks.ask_cost --spaces "5 parameters"  # the same, of one space
    python -m benchmarks.ask_cost --fresh                  # throws earlier measurements away

The history is random: uniform points and a smooth function. What is timed is CPU time of `ask` and
of the calls of `suggest_float` that follow, in a study that grows by one trial a round: as many
rounds as it takes to see hyperparameters learnt and the trials that the process is conditioned on
chosen anew. The first ask, which reads the trials and learns hyperparameters from scratch, stands
by itself.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np

from bayesopt import Categorical, Float, FrozenTrial, Study, TrialState, create_study
from bayesopt.fixed import FixedTrial
from bayesopt.params import Param
from bayesopt.samplers import AutoSampler, GPSampler, Sampler, TPESampler, TrustRegionSampler
from bayesopt.suggesting import Suggests
from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

SIZES = (10, 30, 100, 300, 600, 1000, 3000, 10_000, 30_000, 100_000)
ROUNDS = 70
SAMPLERS: dict[str, type[Sampler]] = {
    "default": AutoSampler,
    "GPSampler": GPSampler,
    "TrustRegionSampler": TrustRegionSampler,
    "TPESampler": TPESampler,
}
BRANCHES = "pqrs"
FORKS, LAST, DEPTH = "xyz", "z", 5  # within each of the branches: `z` leads no further

Space = Mapping[str, Param]


class Layout(Protocol):
    """Parameters, and what an objective does with them."""

    def suggested(self, trial: Suggests) -> float:
        """The value of a trial."""

    def spaces(self) -> list[tuple[dict[str, str], Space]]:
        """What trials may use: values of choices, and the parameters that go with them."""


@dataclass(frozen=True)
class Numbers:
    """Numbers from 0 to 1: `d` of them always, or so many in each of the BRANCHES."""

    d: int
    branches: bool = False

    def suggested(self, trial: Suggests) -> float:
        """See Layout; smooth, some numbers matter more."""
        branch = trial.suggest_categorical("branch", list(BRANCHES)) if self.branches else "x"
        x = np.array([trial.suggest_float(f"{branch}{j}", 0, 1) for j in range(self.d)])
        weights = np.linspace(1, 5, self.d)
        return float(np.square(x - 0.3) @ weights + np.sin(9 * x[0]) + BRANCHES.find(branch))

    def spaces(self) -> list[tuple[dict[str, str], Space]]:
        """See Layout."""
        if not self.branches:
            return [({}, {f"x{j}": Float(0, 1) for j in range(self.d)})]
        choice = {"branch": Categorical(list(BRANCHES))}
        own = {b: {f"{b}{j}": Float(0, 1) for j in range(self.d)} for b in BRANCHES}
        return [({"branch": b}, {**choice, **own[b]}) for b in BRANCHES]


class Tree:
    """A choice among BRANCHES, then up to DEPTH among FORKS, each with a number or two; what is
    asked for depends on the last choice.
    """

    def suggested(self, trial: Suggests) -> float:
        """See Layout."""
        at, value = trial.suggest_categorical("branch", list(BRANCHES)), 0.0
        for depth in range(DEPTH):
            at = trial.suggest_categorical(f"{at}{depth}", list(FORKS))
            value += trial.suggest_float(f"{at}{depth} near", 0, 1) / 10
            if at == LAST:
                break
            value += trial.suggest_float(f"{at}{depth} far", 0, 1)
        return value

    def spaces(self) -> list[tuple[dict[str, str], Space]]:
        """See Layout."""
        root = {"branch": Categorical(list(BRANCHES))}
        return [way for b in BRANCHES for way in self._ways(b, 0, {"branch": b}, root)]

    def _ways(
        self, at: str, depth: int, chosen: dict[str, str], known: Space
    ) -> list[tuple[dict[str, str], Space]]:
        """All that begin with what was `chosen`, of the parameters that are `known`."""
        if depth == DEPTH or (depth and at == LAST):
            return [(chosen, known)]
        name, ways = f"{at}{depth}", []
        for fork in FORKS:
            numbers = ["near"] if fork == LAST else ["near", "far"]
            own = {f"{fork}{depth} {number}": Float(0, 1) for number in numbers}
            more = {**known, name: Categorical(list(FORKS)), **own}
            ways += self._ways(fork, depth + 1, {**chosen, name: fork}, more)
        return ways


LAYOUTS: dict[str, Layout] = {
    "5 parameters": Numbers(5),
    "20 parameters": Numbers(20),
    "100 parameters": Numbers(100),
    "4 branches of 5 parameters": Numbers(5, branches=True),
    "branches in branches, 38 parameters": Tree(),
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of asks with n trials in a space: the first; the median and worst of others."""

    sampler: str
    n: int
    space: str
    first: float
    median: float
    worst: float


def fill(study: Study, layout: Layout, n: int) -> None:
    """Add `n` trials at random points."""
    rng = np.random.default_rng(0)
    spaces = layout.spaces()
    for _ in range(n):
        chosen, space = spaces[int(rng.integers(len(spaces)))]
        numbers = dict(zip(space, rng.random(len(space)).tolist(), strict=True))
        own: dict[str, Any] = {**numbers, **chosen}
        value = layout.suggested(FixedTrial(own))
        study.add_trial(FrozenTrial(0, TrialState.COMPLETE, own, space, (value,)))


def measure(name: str, n: int, of: str) -> Cost:
    """Time ROUNDS asks."""
    layout = LAYOUTS[of]
    study = create_study(sampler=SAMPLERS[name](seed=0))
    fill(study, layout, n)
    seconds = []
    for _ in range(1 + ROUNDS):
        start = time.process_time()
        trial = study.ask()
        value = layout.suggested(trial)
        seconds.append(time.process_time() - start)
        study.tell(trial, value)
    ms = 1e3 * np.array(seconds)
    return Cost(name, n, of, float(ms[0]), float(np.median(ms[1:])), float(ms[1:].max()))


def table(made: list[Cost]) -> str:
    """A row for each size; median, worst and first of each sampler."""
    names = list(dict.fromkeys(cost.sampler for cost in made))
    heads = [f"{name} {what}" for name in names for what in ("median", "worst", "first")]
    lines = []
    for of in dict.fromkeys(cost.space for cost in made):
        lines += [f"\n## {of}\n", f"| trials | {' | '.join(heads)} |"]
        lines.append(f"| ---: |{' ---: |' * len(heads)}")
        for n in dict.fromkeys(cost.n for cost in made if cost.space == of):
            row = [c for name in names for c in made if (c.sampler, c.n, c.space) == (name, n, of)]
            cells = [f"{ms:.3g}" for cost in row for ms in (cost.median, cost.worst, cost.first)]
            lines.append(f"| {n} | {' | '.join(cells)} |")
    return "\n".join(lines)


def draw(made: list[Cost]) -> None:
    """The picture: one panel per number of parameters, both axes logarithmic."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    spaces = list(dict.fromkeys(cost.space for cost in made))
    figure, panels = plt.subplots(
        1, len(spaces), sharey=True, squeeze=False, figsize=(3.6 * len(spaces), 3.4)
    )
    for panel, of in zip(panels[0], spaces, strict=True):
        for k, name in enumerate(SAMPLERS):
            known = [c for c in made if (c.sampler, c.space) == (name, of)]
            n = [cost.n for cost in known]
            panel.plot(n, [cost.median for cost in known], color=f"C{k}", label=name)
            panel.plot(n, [cost.worst for cost in known], color=f"C{k}", ls=":")
        panel.set(xscale="log", yscale="log", xlabel="trials", title=of)
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
        "trials in the study, and of what the objective then asks for; one thread. The first ask "
        "of a study that has just been filled, which reads all trials and learns hyperparameters "
        "from scratch, stands beside them. Of the default the objective takes no time. Other work "
        "ran on the machine meanwhile.\n\n"
        "![milliseconds against trials](ask_cost.svg)\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.ask_cost`\n"
        f"{table(made)}\n"
    )


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--spaces", nargs="+", choices=LAYOUTS, default=[*LAYOUTS])
    parser.add_argument("--fresh", action="store_true")
    args = parser.parse_args()
    path = RESULTS / "ask_cost.json"
    known = [] if args.fresh or not path.exists() else json.loads(path.read_text())
    made = [Cost(**cost) for cost in known]
    for of in args.spaces:
        for n in args.sizes:
            for name in SAMPLERS:
                if (name, n, of) not in {(c.sampler, c.n, c.space) for c in made}:
                    made.append(measure(name, n, of))
                    print(made[-1], flush=True)
                    path.write_text(json.dumps([asdict(cost) for cost in made]) + "\n")
    made.sort(key=lambda cost: ([*LAYOUTS].index(cost.space), cost.n))
    draw(made)
    (RESULTS / "ask_cost.md").write_text(page(made))


if __name__ == "__main__":
    hold_to_one_thread()
    main()
