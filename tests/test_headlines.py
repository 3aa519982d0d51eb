"""The figures that the README names are those of the measurements that it links to."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
LONG = {
    "bayesopt": "bayesopt, default",
    "bayesopt, its default": "bayesopt, default",
    "Optuna GP": "Optuna GPSampler",
    "Optuna TPE": "Optuna TPESampler",
    "random": "Optuna RandomSampler",
}


def results(name):
    """A page of results."""
    return (ROOT / "benchmarks/results" / name).read_text()


def rows_of(text):
    """Cells of all rows of tables; the first is what the row is about."""
    lines = (line for line in text.splitlines() if line.startswith("|"))
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines]


def table(text, heading):
    """The rows of the first table after these words, by their first cells; '' is its header."""
    block = re.split(r"\n\n+", text[text.index(heading) :])
    first = next(part for part in block if part.startswith("|"))
    header, _, *rows = rows_of(first)
    return {"": header[1:], **{row[0]: row[1:] for row in rows}}


def test_regret():
    told = table(README, "Median over 20 seeds of log10 regret after 50 evaluations")
    measured = table(results("regret.md"), "## log10 regret, median")
    columns = [measured[""].index(LONG.get(name, name)) for name in told.pop("")]
    assert len(told) == 5
    for problem, medians in told.items():
        cells = measured[problem.replace("-", "").lower()]
        assert medians == [cells[column].split(" / ")[0] for column in columns]
        best = min(medians, key=float)
        row = next(line for line in README.splitlines() if line.startswith(f"| {problem}"))
        assert f"**{best}**" in row


def test_race():
    told = table(README, "Cases won and lost")
    measured = table(results("race.md"), "on all cases that both have run")
    assert told == {name: measured[name] for name in told}
    assert measured.keys() - told.keys() == {"bayesopt TPE", "random"}
    assert all(cell.endswith("+") for name, row in told.items() if name for cell in row[1:])


def test_mean_ranks():
    told = re.search(r"its\s+mean\s+rank\s+is\s+(\d+\.\d),\s+HEBO's\s+(\d+\.\d)", README)
    panel = results("race.md").split("### Mean ranks after 60")[-1]
    ranks = [float(table(panel, "")[name][0]) for name in ("bayesopt", "HEBO")]
    assert told.groups() == tuple(f"{rank:.1f}" for rank in ranks)


def test_where_it_is_behind():
    told = re.search(
        r"it\s+has\s+(\d\.\d)\s+and\s+HEBO\s+(\d\.\d),\s+but\s+(\d\.\d)\s+in\s+five\s+noisy\s+ones,"
        r"\s+where\s+scikit-optimize\s+has\s+(\d\.\d),\s+and\s+(\d\.\d)\s+in\s+eight\s+smooth\s+ones,"
        r"\s+where\s+HEBO\s+has\s+(\d\.\d)",
        README,
    )
    panel = table(results("race_development.md").split("### Mean ranks after 60")[-1], "")
    noisy, smooth = (panel[""].index(name) for name in ("noisy (5)", "smooth (8)"))
    cells = [("bayesopt", 0), ("HEBO", 0), ("bayesopt", noisy), ("scikit-optimize", noisy)]
    cells += [("bayesopt", smooth), ("HEBO", smooth)]
    assert told.groups() == tuple(f"{float(panel[name][at]):.1f}" for name, at in cells)
    # nowhere else has anybody a better one by more than a rounding
    at = {"noisy (5)", "smooth (8)"}
    for column, kind in enumerate(panel[""]):
        best = min(panel, key=lambda name: float(panel[name][column]) if name else 99.0)
        assert kind in at or float(panel["bayesopt"][column]) == float(panel[best][column])


def test_choices():
    told = re.search(
        r"in\s+(\d+)\s+%\s+of\s+runs\s+if\s+each\s+counts\s+alone,\s+in\s+(\d+)\s+%\s+if\s+pairs\s+count\s+by\s+a"
        r"\s+quarter\s+of\s+that,\s+in\s+(\d+)\s+%\s+by\s+half\s+\(TPE\s+(\d+),\s+(\d+)\s+and\s+(\d+)\)",
        README,
    )
    measured = table(results("levels.md"), "the optimum found after 20 / 40 / 60")
    rows = ["each alone", "alone and in weaker pairs, 0.25", "alone and in pairs"]
    found = [
        measured[f"6 x 4, {row}"][measured[""].index(who)].split(" / ")[-1]
        for who in ("default", "TPE")
        for row in rows
    ]
    assert list(told.groups()) == found


def test_a_thousand_evaluations():
    told = re.search(
        r"(\d+)\s+runs\s+won\s+and\s+(\d+)\s+lost\s+against\s+CMA-ES,"
        r"\s+(\d+)\s+and\s+(\d+)\s+against\s+Optuna's\s+TPE",
        README,
    )
    measured = table(results("many_evaluations.md"), "To reproduce")
    duels = dict(zip(measured[""], measured["runs won and lost by the default"], strict=True))
    last = [duels[name].split(" / ")[-1].split(":") for name in ("CMA-ES", "Optuna TPE")]
    assert list(told.groups()) == [*last[0], *last[1]]


@pytest.mark.parametrize(("column", "size"), [(0, "100 trials, 5"), (1, "1000 trials, 20")])
def test_speed(column, size):
    told = table(README, "One ask and tell after n trials")
    measured = table(results("ask_tell.md"), f"## {size} parameters")
    median, mean, ratio = (
        measured[""].index(name) for name in ("CPU median", "mean", "ratio of medians")
    )
    for name, cells in list(told.items())[1:]:
        row = measured[LONG.get(name, name)]
        found = re.fullmatch(r"([\d.]+) / ([\d.]+)(?: \((\d+) times.*\))?", cells[column])
        assert found.group(1, 2) == (row[median], row[mean])
        if found[3]:
            assert int(found[3]) == round(float(row[ratio]))
