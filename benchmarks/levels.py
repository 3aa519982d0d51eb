"""How often choices end at the right level: our samplers, instance by instance.

    python -m benchmarks.levels                  # what is missing; written to results/levels.*
    python -m benchmarks.levels --problems "hidden pair"
    python -m benchmarks.levels --fresh          # throws earlier runs away

Each of the 100 instances is another landscape, with another seed. What is kept is after how many
evaluations a run was solved, and of grids how far from the optimum it ended.
"""

import numpy as np

from bayesopt.race import Start
from bayesopt.race.contestant import Entrant
from bayesopt.race.entrants import entrant
from benchmarks.by_problem import Found, accumulate, markdown
from benchmarks.level_oracle import solved_knowing
from benchmarks.level_problems import FIRST, GRIDS, MIXTURES, Effects, Riddle
from benchmarks.peers.machine import hold_to_one_thread, sentence

INSTANCES = 100
AFTER_GRIDS, AFTER_MIXTURES = (20, 40, 60), (20, 40, 60, 100)  # evaluations
NEVER = max(AFTER_MIXTURES) + 1
ORACLE = "true covariance"
MISSING = ", missing"  # beside a sampler's name: how far from the optimum its runs end
ENTRANTS: dict[str, Entrant] = {
    "default": entrant("auto"),
    "GP": entrant("gp"),
    "TPE": entrant("tpe"),
    "random": entrant("random"),
}


def played(riddle: Riddle, by: Entrant, seed: int, evaluations: int) -> tuple[float, float]:
    """After how many evaluations it is solved, NEVER if not at all; and the best value then."""
    contestant = by.enter(Start(riddle.space, seed, evaluations))
    best = np.inf
    for k in range(1, evaluations + 1):
        params = contestant.ask()
        value = riddle.function(params)
        contestant.tell(params, value)
        best = min(best, value)
        if best < riddle.target:
            return float(k), best
    return float(NEVER), best


def missing(riddle: Riddle, best: float) -> float:
    """How far a value is from the optimum of a grid, in standard deviations of all its values."""
    assert isinstance(riddle.function, Effects)
    table = riddle.function.table
    return (best - float(table.min())) / float(table.std())


def play(name: str) -> dict[str, list[float]]:
    """Every instance of the riddle of that name, by every sampler."""
    make = (GRIDS | MIXTURES)[name]
    evaluations = max(AFTER_GRIDS if name in GRIDS else AFTER_MIXTURES)
    riddles = {instance: make(instance) for instance in range(FIRST, FIRST + INSTANCES)}
    found: dict[str, list[float]] = {}
    for sampler, by in ENTRANTS.items():
        runs = [played(riddle, by, k, evaluations) for k, riddle in riddles.items()]
        found[sampler] = [after for after, _ in runs]
        if name in GRIDS:
            ends = zip(riddles.values(), runs, strict=True)
            found[sampler + MISSING] = [missing(riddle, best) for riddle, (_, best) in ends]
    if name in GRIDS:
        found[ORACLE] = [solved_knowing(r, k, evaluations) for k, r in riddles.items()]
    return found


def row(found: dict[str, list[float]], after: tuple[int, ...], unsolved: bool) -> list[str]:
    """Shares after so many evaluations."""
    cells = []
    for sampler, after_each in found.items():
        if sampler.endswith(MISSING):
            continue
        shares = [np.mean(np.array(after_each) <= k) for k in after]
        cells += [" / ".join(f"{100 * (1 - s if unsolved else s):.0f}" for s in shares)]
    return cells


def table(problems: list[str], found: Found, after: tuple[int, ...], unsolved: bool) -> str:
    """One row for each problem that was played, and their mean."""
    done = {name: found[name] for name in problems if name in found}
    if not done:
        return "None played yet."
    rows = {name: row(each, after, unsolved) for name, each in done.items()}
    samplers = [s for s in next(iter(done.values())) if not s.endswith(MISSING)]
    every = {s: [k for each in done.values() for k in each[s]] for s in samplers}
    return markdown(samplers, {**rows, "all": row(every, after, unsolved)})


def distances(found: Found) -> str:
    """One row per grid: how far from the optimum runs end in the mean."""
    rows = {
        name: [f"{np.mean(found[name][s + MISSING]):.4f}" for s in ENTRANTS]
        for name in GRIDS
        if name in found
    }
    return markdown([*ENTRANTS], rows)


def listed(after: tuple[int, ...]) -> str:
    """Numbers of evaluations as the columns have them."""
    return " / ".join(map(str, after))


def page(found: Found) -> str:
    """The result as Markdown."""
    missing = "; ".join(name for name in [*GRIDS, *MIXTURES] if name not in found)
    return (
        "# Choices that end at the right level\n\n"
        f"Per cent of {INSTANCES} runs, each on another instance. Made by "
        f"`python -m benchmarks.levels`; instances {FIRST} to {FIRST + INSTANCES - 1} are seeds "
        "as well, and nothing was tuned on them.\n\n"
        f"## Choices only: the optimum found after {listed(AFTER_GRIDS)} evaluations\n\n"
        "Of all combinations one is best. Effects of single choices have standard deviation 1, of "
        "two together 0.5, unless said otherwise; in all orders k choices together have 0.6^k. "
        "The last column is expected improvement by a process that knows how large effects are "
        "(`benchmarks/level_oracle.py`): about what can be reached.\n\n"
        f"{table(list(GRIDS), found, AFTER_GRIDS, False)}\n\n"
        f"What is missing to the optimum after {max(AFTER_GRIDS)} in the mean, in standard "
        "deviations of all values:\n\n"
        f"{distances(found)}\n\n"
        "## Choices and numbers: stuck at the wrong levels after "
        f"{listed(AFTER_MIXTURES)} evaluations\n\n"
        "A run is stuck as long as its best value is one that other levels than the best ones "
        "could reach. In `benchmarks/level_problems.py`: landscapes as in the race; a pair of "
        "levels that are bad with all others; a level that is flat and bad but for a well.\n\n"
        f"{table(list(MIXTURES), found, AFTER_MIXTURES, True)}\n\n"
        f"Not played yet: {missing or 'none'}.\n\nMachine: {sentence()}.\n"
    )


def main() -> None:
    accumulate("levels", __doc__, [*GRIDS, *MIXTURES], play, page)


if __name__ == "__main__":
    hold_to_one_thread()
    main()
