"""The report of a race, as Markdown beside the curves."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bayesopt.race.results import Results, number
from bayesopt.race.statistics import LEVEL, quartiles


def write(results: Results, out: Path) -> str:
    """Write `report.md` and the curves into `out`; returns the text.

    Raises ModuleNotFoundError if matplotlib is missing; the text is then written all the same.
    """
    from bayesopt.race.curves import draw, file_name

    out.mkdir(parents=True, exist_ok=True)
    page = "\n".join([text(results), _pictures(results, file_name)])
    (out / "report.md").write_text(page)
    draw(results, out)
    return page


def text(results: Results) -> str:
    """The report without its pictures."""
    parts = [
        _heading(results),
        _levels(results),
        *([_duels(results)] if len(results.samplers) > 1 else []),
        *([_failures(results)] if results.failures else []),
        _versions(results),
    ]
    return "\n".join(parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns line up, so that it reads as plain text too.

    Whatever a cell holds stays in it, as text.
    """
    head, *rows = [[_cell(cell) for cell in line] for line in (head, *rows)]
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]

    def line(cells: Sequence[str]) -> str:
        pairs = zip(cells, widths, strict=True)
        return "| " + " | ".join(cell.ljust(width) for cell, width in pairs) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([line(head), rule, *map(line, rows)]) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.splitlines()).replace("|", "\\|").replace("<", "&lt;")


def _heading(results: Results) -> str:
    made = sum(len(results.finished(p, s)) for p in results.problems for s in results.samplers)
    wanted = len(results.problems) * len(results.samplers) * len(results.seeds)
    return (
        f"# Race after {results.evaluations} evaluations\n\n"
        f"{made} of {wanted} runs, {len(results.seeds)} seeds. Regret is the distance from the\n"
        f"optimum, or from the best value seen where it is not known, of the point that looked\n"
        f"best so far; without noise; lower is better.\n"
    )


def _levels(results: Results) -> str:
    marks = {(verdict.problem, verdict.sampler): verdict.mark for verdict in results.verdicts}
    rows = []
    for problem in results.problems:
        optimum, known = results.optimum(problem)
        cells = [
            f"{_level(results, problem, sampler)} {marks.get((problem, sampler), '')}".rstrip()
            for sampler in results.samplers
        ]
        rows.append([problem, number(optimum) + ("" if known else " (seen)"), *cells])
    rows.append(["mean rank", "", *(f"{rank:.2f}" for rank in results.ranks[:, -1])])
    rows.append(
        ["seconds per ask", "", *(f"{results.ask_seconds(s):.2g}" for s in results.samplers)]
    )
    return (
        "## Final regret: median [quartiles]\n\n"
        + table(["problem", "optimum", *results.samplers], rows)
        + f"\n+ better, − worse than {results.samplers[0]} in the paired test below.\n"
        + "Ranks are over the problems and seeds that all samplers have. Seconds are wall time\n"
        + "of ask and tell.\n"
    )


def _level(results: Results, problem: str, sampler: str) -> str:
    curves = results.regrets(problem, sampler)
    if len(curves) == 0:
        return "–"
    low, median, high = quartiles(curves[:, -1])
    return f"{median:.3g} [{low:.3g}, {high:.3g}]"


def _duels(results: Results) -> str:
    words = {"+": "better", "−": "worse", "": "not resolved"}
    rows = [
        [
            verdict.problem,
            verdict.sampler,
            *map(str, (verdict.comparison.won, verdict.comparison.lost, verdict.comparison.tied)),
            f"{verdict.comparison.p:.2g}",
            f"{verdict.adjusted:.2g}",
            words[verdict.mark],
        ]
        for verdict in results.verdicts
    ]
    head = ["problem", "sampler", "won", "lost", "tied", "p", "p (Holm)", "verdict"]
    return (
        f"## Against {results.samplers[0]}, paired by seed\n\n"
        + table(head, rows)
        + f"\nWilcoxon signed-rank test, two-sided, on log10 regret (on the regret itself where\n"
        f"the optimum is not known); Holm's correction over these {len(rows)} tests, level "
        f"{LEVEL}.\n"
    )


def _failures(results: Results) -> str:
    alike: dict[tuple[str, str, str], list[int]] = {}
    for run in results.failures:
        alike.setdefault((run.problem, run.sampler, run.reason), []).append(run.seed)
    rows = [
        [problem, sampler, " ".join(map(str, sorted(seeds))), reason]
        for (problem, sampler, reason), seeds in alike.items()
    ]
    return (
        "## Runs that failed\n\n"
        + table(["problem", "sampler", "seeds", "error"], rows)
        + "\nThey are left out above, and made again when the race is called again.\n"
    )


def _versions(results: Results) -> str:
    runs = [
        run for p in results.problems for s in results.samplers for run in results.finished(p, s)
    ]
    used: dict[str, set[str]] = {}
    for run in runs:
        for package, release in run.versions.items():
            used.setdefault(package, set()).add(release)
    named = [f"{package} {' and '.join(sorted(found))}" for package, found in sorted(used.items())]
    asking = sum(sum(run.ask_seconds) for run in runs)
    evaluating = sum(sum(run.evaluation_seconds) for run in runs)
    return (
        f"Made with {', '.join(named) or 'nothing yet'}.\n"
        f"Seconds over all runs: {asking:.3g} in the samplers, {evaluating:.3g} in the problems.\n"
    )


def _pictures(results: Results, file_name: Callable[[str], str]) -> str:
    lines = [f"![regret on {name}]({file_name(name)})" for name in results.problems]
    if len(results.samplers) > 1:
        lines.insert(0, "![mean ranks](ranks.png)")
    return "## Curves\n\n" + "\n\n".join(lines) + "\n"
