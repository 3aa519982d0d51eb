"""What others lose when several evaluations run at once: as in workers.py, fewer seeds.

    python -m benchmarks.workers_peers              # what is missing; to results/workers_peers.*

Optuna's studies are asked by asynchronous workers; TPE with `constant_liar`, as its documentation
advises for parallel runs. BoTorch evaluates batches that maximise qLogExpectedImprovement, as in
its tutorials. All with the settings of the race's adapters otherwise. Ours run again beside them,
on the same seeds. Runs in the environment that `python -m benchmarks.peers.setup` makes.
"""

import os
import sys
import warnings
from collections.abc import Callable

import numpy as np

from bayesopt.race.problems import Problem, problem
from benchmarks.by_problem import Found, accumulate
from benchmarks.peers.botorch_logei import INITIAL_POINTS, RAW_SAMPLES, RESTARTS
from benchmarks.peers.environments import PEERS
from benchmarks.peers.machine import hold_to_one_thread, sentence
from benchmarks.peers.roster import ROSTER
from benchmarks.workers import (
    EVALUATIONS,
    PROBLEMS,
    asynchronous,
    batches,
    in_turns,
    log_regret,
    table,
)

SEEDS = 5
MANY = 16


def optuna_workers(sampler: str, **options: bool) -> Callable[[Problem, int, int], list[float]]:
    """How a study of Optuna's with that sampler fares."""

    def run(raced: Problem, workers: int, seed: int) -> list[float]:
        import optuna
        from optuna.distributions import FloatDistribution

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        study = optuna.create_study(
            sampler=getattr(optuna.samplers, sampler)(seed=seed, **options)
        )
        box = {name: FloatDistribution(p.low, p.high) for name, p in raced.space.items()}
        return in_turns(study, raced, workers, seed, box)

    return run


def botorch_batches(raced: Problem, workers: int, seed: int) -> list[float]:
    """Values without noise, of a GP that is fitted anew before each batch."""
    import torch
    from botorch.acquisition.logei import qLogExpectedImprovement
    from botorch.fit import fit_gpytorch_mll
    from botorch.models import SingleTaskGP
    from botorch.models.transforms import Standardize
    from botorch.optim.optimize import optimize_acqf
    from gpytorch.mlls import ExactMarginalLogLikelihood

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    d = len(raced.space)
    X = torch.quasirandom.SobolEngine(d, scramble=True, seed=seed).draw(
        max(INITIAL_POINTS, workers), dtype=torch.float64
    )
    found = [raced.evaluate(raced.space.decode(x.tolist()), seed, k) for k, x in enumerate(X)]
    while len(found) < EVALUATIONS:
        Y = -torch.tensor([[one.value] for one in found], dtype=torch.float64)
        model = SingleTaskGP(X, Y, outcome_transform=Standardize(m=1))
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        batch, _ = optimize_acqf(
            qLogExpectedImprovement(model, best_f=Y.max()),
            bounds=torch.tensor([[0.0] * d, [1.0] * d], dtype=torch.float64),
            q=min(workers, EVALUATIONS - len(found)),
            num_restarts=RESTARTS,
            raw_samples=RAW_SAMPLES,
            sequential=True,
        )
        for x in batch:
            params = raced.space.decode(x.tolist())
            found.append(raced.evaluate(params, seed, len(found)))
        X = torch.cat([X, batch])
    return [one.truth for one in found]


OPTUNA_GP = optuna_workers("GPSampler")
OPTUNA_TPE = optuna_workers("TPESampler", constant_liar=True)
WAYS = {
    "ours, 1": (asynchronous, 1),
    "16": (asynchronous, MANY),
    "batches": (batches, MANY),
    "Optuna GP, 1": (OPTUNA_GP, 1),
    "Optuna GP, 16": (OPTUNA_GP, MANY),
    "Optuna TPE, 1": (OPTUNA_TPE, 1),
    "Optuna TPE, 16": (OPTUNA_TPE, MANY),
    "BoTorch, batches": (botorch_batches, MANY),
}


def page(found: Found) -> str:
    """The result as Markdown."""
    rows = [ROSTER[name].load().versions() for name in ("bayesopt", "optuna-gp", "botorch")]
    versions = {package: number for row in rows for package, number in row.items()}
    return (
        "# Several workers, beside the peers\n\n"
        f"Median over {SEEDS} seeds of log10 regret after {EVALUATIONS} evaluations in all, with "
        f"1 worker, {MANY} asynchronous workers, or batches of {MANY}: ours, Optuna's GPSampler, "
        "Optuna's TPESampler with `constant_liar`, and BoTorch's qLogExpectedImprovement.\n\n"
        f"{', '.join(' '.join(pair) for pair in versions.items())}. Machine: {sentence()}.\n\n"
        "To reproduce: `python -m benchmarks.workers_peers`\n\n"
        f"{table(found, tuple(WAYS))}\n"
    )


def play(name: str) -> dict[str, list[float]]:
    """The log regrets of every way, seed by seed."""
    raced = problem(name)
    found = {}
    for way, (run, workers) in WAYS.items():
        found[way] = [log_regret(raced, run(raced, workers, seed)) for seed in range(SEEDS)]
        print(f"{name}, {way}: {np.median(found[way]):.2f}", flush=True)
    return found


if __name__ == "__main__":
    hold_to_one_thread()
    if PEERS.python.exists() and sys.executable != str(PEERS.python):
        os.execv(PEERS.python, [str(PEERS.python), "-m", *sys.orig_argv[2:]])
    warnings.simplefilter("ignore")
    print(table(accumulate("workers_peers", __doc__, PROBLEMS, play, page), tuple(WAYS)))
