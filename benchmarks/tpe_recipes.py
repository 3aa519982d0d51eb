"""Recipes of the tree-structured Parzen estimator against Optuna's, the default.

    python -m benchmarks.tpe_recipes              # all, 20 seeds, 100 evaluations; resumes
    python -m benchmarks.tpe_recipes --problems network --recipes "none older"

Other problems than those of `tpe_efficiency`, but for the ones with choices, of which there are
few; other seeds. Runs are kept in out/tpe-recipes; the table goes to results/tpe_recipes.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from scipy.stats import wilcoxon

from bayesopt.parzen import Parzen
from bayesopt.race import Results, race
from bayesopt.samplers.recipe import OPTUNA, Recipe
from bayesopt.samplers.tpe import TPESampler
from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

FAMILIES = {
    "smooth": ("hartmann-3", "dixon-price-4", "zakharov-4"),
    "many optima": ("michalewicz-5", "schwefel-4"),
    "whole numbers": ("levy-4+int", "ackley-3+int"),
    "choices": ("switchboard", "network"),
    "noise": ("branin+noise",),
}
SEEDS = range(100, 120)
LEAST = 1e-12  # a regret of 0 counts as this
LEVEL = 0.05


def kernels(**changes: float) -> Recipe:
    """Optuna's recipe with other densities."""
    return replace(OPTUNA, parzen=replace(Parzen(), **changes))  # type: ignore[arg-type]


DEFAULT = "default"
RECIPES: Mapping[str, Callable[[], TPESampler]] = {
    DEFAULT: TPESampler,
    "good: 0.05 n": partial(TPESampler, recipe=replace(OPTUNA, fraction=0.05)),
    "good: 0.15 n": partial(TPESampler, recipe=replace(OPTUNA, fraction=0.15)),
    "good: 0.2 n": partial(TPESampler, recipe=replace(OPTUNA, fraction=0.2)),
    "good: 0.25 √n": partial(TPESampler, recipe=replace(OPTUNA, fraction=0.25, power=0.5)),
    "good: 0.65 √n": partial(TPESampler, recipe=replace(OPTUNA, fraction=0.65, power=0.5)),
    "good: √n": partial(TPESampler, recipe=replace(OPTUNA, fraction=1.0, power=0.5)),
    "none older": partial(TPESampler, recipe=kernels(full=2**31 - 1)),
    "ramp from the last 10": partial(TPESampler, recipe=kernels(full=10)),
    "bandwidth from 0.03": partial(TPESampler, recipe=kernels(narrowest=0.03)),
    "bandwidth from 0.1": partial(TPESampler, recipe=kernels(narrowest=0.1)),
    "prior 0.25": partial(TPESampler, recipe=kernels(prior_weight=0.25)),
    "prior 2": partial(TPESampler, recipe=kernels(prior_weight=2.0)),
    "prior as neighbour": partial(TPESampler, recipe=kernels(prior_neighbour=True)),
    "12 candidates": partial(TPESampler, n_ei_candidates=12),
    "64 candidates": partial(TPESampler, n_ei_candidates=64),
    "128 candidates": partial(TPESampler, n_ei_candidates=128),
    "each parameter alone": partial(TPESampler, multivariate=False),
}


def gains(results: Results, problems: Iterable[str], recipe: str) -> np.ndarray:
    """By how many decades each run (problems x seeds,) ends nearer than the default's."""
    ends = []
    for name in problems:
        both = [results.regrets(name, one)[:, -1] for one in (DEFAULT, recipe)]
        ends.append(np.subtract(*np.log10(np.maximum(both, LEAST))))
    return np.concatenate(ends)


def cell(decades: np.ndarray, tests: int) -> str:
    """The mean gain, and whether it is one after Bonferroni's correction."""
    p = wilcoxon(decades).pvalue if np.any(decades) else 1.0
    mark = ("+" if np.median(decades) > 0 else "-") if p * tests < LEVEL else ""
    return f"{decades.mean():+.2f}{' (' + mark + ')' if mark else ''}"


def table(results: Results, recipes: Sequence[str]) -> str:
    """One row per recipe, one column per family."""
    tests = len(recipes) * len(FAMILIES)
    lines = [
        "| recipe | " + " | ".join(FAMILIES) + " |",
        "| --- |" + " ---: |" * len(FAMILIES),
    ]
    for recipe in recipes:
        row = [cell(gains(results, names, recipe), tests) for names in FAMILIES.values()]
        lines.append(f"| {recipe} | " + " | ".join(row) + " |")
    return "\n".join(lines)


def page(results: Results) -> str:
    """The committed text."""
    names = "; ".join(f"{family}: {', '.join(found)}" for family, found in FAMILIES.items())
    others = [recipe for recipe in RECIPES if recipe != DEFAULT]
    return (
        f"# Recipes of TPE against the default\n\n"
        f"Mean gain in decades of regret after 100 evaluations, {len(SEEDS)} seeds; above 0 is "
        f"better than the default, Optuna 5's. (+), (-): a Wilcoxon test over all runs of the "
        f"family is significant at {LEVEL:g} after Bonferroni's correction for the table.\n"
        f"Families: {names}.\n\n{table(results, others)}\n\nMachine: {sentence()}.\n"
    )


def main() -> None:
    every = [name for names in FAMILIES.values() for name in names]
    parser = command_line(__doc__)
    parser.add_argument("--problems", nargs="+", default=every)
    parser.add_argument("--recipes", nargs="+", default=[*RECIPES])
    args = parser.parse_args()
    entrants = {name: RECIPES[name] for name in args.recipes}
    out = Path("out", "tpe-recipes")
    results = race(args.problems, entrants, evaluations=100, seeds=SEEDS, out=out, progress=True)
    if args.problems == every and args.recipes == [*RECIPES]:
        (RESULTS / "tpe_recipes.md").write_text(page(results))


if __name__ == "__main__":
    hold_to_one_thread()
    main()
