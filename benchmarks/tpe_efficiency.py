"""Our TPE against Optuna 5's, evaluation by evaluation, with their defaults.

    python -m benchmarks.tpe_efficiency                # 15 problems, 20 seeds, 100 evaluations
    python -m benchmarks.tpe_efficiency --jobs 2
    python -m benchmarks.tpe_efficiency --problems network --first 1000 --seeds 150 --keep NAME

The races of `bayesopt.race`, paired by seed; report, curves and every run in out.
That on all problems is kept as benchmarks/results/tpe_efficiency.md, others as NAME.md there.
"""

import argparse
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayesopt.errors import SpaceExhausted
from bayesopt.race import race
from bayesopt.race.contestant import Start
from bayesopt.space import Categorical, Int, Param
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


def distribution(param: Param) -> Any:
    """The same range for Optuna, which knows no ordered choices."""
    from optuna import distributions

    if isinstance(param, Categorical):
        return distributions.CategoricalDistribution(param.choices)
    kind: Any = distributions.IntDistribution if isinstance(param, Int) else None
    kind = kind or distributions.FloatDistribution
    return kind(param.low, param.high, log=param.log, step=param.step)  # type: ignore[attr-defined]


class OptunaContestant:
    """A study that is told all ranges at once."""

    def __init__(self, start: Start) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        space = start.space or {}
        self._distributions = {name: distribution(param) for name, param in space.items()}
        self._failed = optuna.trial.TrialState.FAIL
        self._study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=start.seed))

    def ask(self) -> dict[str, Any]:
        if not self._distributions:
            raise SpaceExhausted("this problem defines its parameters as it runs")
        self._trial = self._study.ask(self._distributions)
        return dict(self._trial.params)

    def tell(self, params: dict[str, Any], value: float) -> None:
        if math.isnan(value):
            self._study.tell(self._trial, state=self._failed)
        else:
            self._study.tell(self._trial, value)


@dataclass(frozen=True)
class OptunaTPE:
    """Optuna's TPESampler as an entrant."""

    packages: tuple[str, ...] = ("optuna", "numpy")

    def enter(self, start: Start) -> OptunaContestant:
        return OptunaContestant(start)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
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
        {"tpe": "tpe", "optuna-tpe": OptunaTPE()},
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
