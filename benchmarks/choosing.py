"""The default sampler beside the samplers that it chooses from, where the choice is not obvious.

    python -m benchmarks.choosing                 # written to results/choosing.md

Problems with several objectives, conditional parameters, constraints and pruning; the lower the
better. A sampler that learns nothing is there to show what is at stake.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bayesopt import Study, Trial, TrialPruned, create_study
from bayesopt.pareto import hypervolume
from bayesopt.pruners import HyperbandPruner, NopPruner, Pruner
from bayesopt.samplers import AutoSampler, GPSampler, RandomSampler, Sampler, TPESampler
from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

SEEDS = 10
SAMPLERS: dict[str, Callable[[int], Sampler]] = {
    "default": lambda seed: AutoSampler(seed=seed),
    "GP": lambda seed: GPSampler(seed=seed),
    "TPE": lambda seed: TPESampler(seed=seed, group=True),
    "random": lambda seed: RandomSampler(seed=seed),
}


def best(study: Study) -> float:
    """The best feasible value; 100 before there is one."""
    return min((t.value for t in study.trials if t.value is not None and t.feasible), default=100)


@dataclass(frozen=True)
class Case:
    """An objective, how it is judged, and for how many trials it runs."""

    objective: Callable[[Trial], float | tuple[float, ...]]
    trials: int = 60
    objectives: int = 1
    judge: Callable[[Study], float] = best
    pruner: Callable[[], Pruner] = NopPruner


def numbers(trial: Trial, d: int) -> np.ndarray:
    return np.array([trial.suggest_float(f"x{j}", 0, 1) for j in range(d)])


def missing_volume(reference: tuple[float, ...], whole: float) -> Callable[[Study], float]:
    """Of the volume up to `reference`, what the front leaves of `whole`."""

    def judge(study: Study) -> float:
        Y = np.array([trial.values for trial in study.trials])
        Y = Y[(np.array(reference) > Y).all(axis=1)]
        return whole - (hypervolume(Y, np.array(reference)) if len(Y) else 0.0)

    return judge


def zdt1(trial: Trial) -> tuple[float, float]:
    x = numbers(trial, 5)
    g = 1 + 9 * x[1:].mean()
    return float(x[0]), float(g * (1 - np.sqrt(x[0] / g)))


def fonseca(trial: Trial) -> tuple[float, float]:
    z = 8 * numbers(trial, 4) - 4
    one, other = (1 - np.exp(-np.sum((z + sign / 2) ** 2)) for sign in (-1, 1))
    return float(one), float(other)


def kernels(trial: Trial) -> float:
    """A support vector machine's error, more or less: each kernel has parameters of its own."""
    error = 0.1 + 0.02 * (np.log10(trial.suggest_float("C", 1e-3, 1e3, log=True)) - 1) ** 2
    kernel = trial.suggest_categorical("kernel", ["linear", "rbf", "poly"])
    if kernel == "rbf":
        gamma = trial.suggest_float("gamma", 1e-4, 10, log=True)
        return float(error - 0.1 + 0.03 * (np.log10(gamma) + 2) ** 2)
    if kernel == "poly":
        degree, offset = trial.suggest_int("degree", 2, 5), trial.suggest_float("offset", -1, 1)
        return float(error - 0.05 + 0.02 * abs(degree - 3) + 0.01 * offset**2)
    return float(error)


def layers(trial: Trial) -> float:
    """A network of one to three layers, each with a width."""
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    count = trial.suggest_int("layers", 1, 3)
    error = 0.2 * (np.log10(rate) + 2.5) ** 2 + 0.15 * (3 - count)
    for k in range(count):
        width = np.log2(trial.suggest_int(f"width{k}", 4, 128, log=True))
        error += 0.1 * (width - 5 - 0.5 * k) ** 2 / (k + 1)
    return float(error)


def hyperbola(trial: Trial) -> float:
    x, y = trial.suggest_float("x", -3, 3), trial.suggest_float("y", -3, 3)
    trial.set_constraint("above", 1 - x * y)
    return (x - 1) ** 2 + 2 * (y + 0.5) ** 2


def budgets(trial: Trial) -> float:
    x = numbers(trial, 4)
    trial.set_constraint("sum", float(x.sum() - 1))
    trial.set_constraint("least", float(0.3 - x[0]))
    return float(4 - x @ np.arange(1, 5) + x[1] * x[2])


def curve(trial: Trial) -> float:
    """Nine epochs of training; a good rate learns fast, a small one ends lower."""
    rate = np.log10(trial.suggest_float("rate", 1e-4, 1, log=True))
    x = numbers(trial, 4)
    end = 0.2 * (rate + 2) ** 2 + 2 * np.sum((x - 0.4) ** 2)
    for epoch in range(1, 10):
        loss = float(end + 2 * np.exp(-epoch * (4.5 + rate) / 6))
        trial.report(loss, epoch)
        if trial.should_prune():
            raise TrialPruned
    return loss


CASES = {
    "two objectives, ZDT1": Case(zdt1, 60, 2, missing_volume((1.1, 6.0), 6.27)),
    "two objectives, Fonseca": Case(fonseca, 60, 2, missing_volume((1.1, 1.1), 0.55)),
    "conditional, kernels": Case(kernels),
    "conditional, layers": Case(layers),
    "constraint, hyperbola": Case(hyperbola),
    "constraints, budgets": Case(budgets),
    "Hyperband, training": Case(curve, 90, pruner=lambda: HyperbandPruner(1, 9)),
    "no surprise, four floats": Case(lambda t: float(np.sum((numbers(t, 4) - 0.3) ** 2)), 30),
}


def result(case: Case, make: Callable[[int], Sampler], seed: int) -> float:
    study = create_study(
        sampler=make(seed), pruner=case.pruner(), directions=["minimize"] * case.objectives
    )
    study.optimize(case.objective, case.trials)
    return case.judge(study)


def table() -> str:
    """A row per case, a column per sampler: the median."""
    lines = [
        f"| | trials | {' | '.join(SAMPLERS)} |",
        f"| --- | ---: |{' ---: |' * len(SAMPLERS)}",
    ]
    for name, case in CASES.items():
        found = {
            label: np.median([result(case, make, seed) for seed in range(SEEDS)])
            for label, make in SAMPLERS.items()
        }
        cells = " | ".join(f"{value:.3g}" for value in found.values())
        lines.append(f"| {name} | {case.trials} | {cells} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    command_line(__doc__).parse_args()
    page = (
        "# What the default sampler chooses from\n\n"
        f"Medians over {SEEDS} seeds, lower is better: the best feasible value, with two "
        "objectives the part of the hypervolume that is missing.\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.choosing`\n\n{table()}\n"
    )
    (RESULTS / "choosing.md").write_text(page)


if __name__ == "__main__":
    hold_to_one_thread()
    main()
