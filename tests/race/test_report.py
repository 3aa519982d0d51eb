"""The report of hand-made runs holds the numbers worked out by hand."""

import math

import numpy as np
import pytest

from bayesopt.race.curves import OWN_COLOURS, colours, file_name
from bayesopt.race.report import table, text
from bayesopt.race.results import Results
from bayesopt.race.runs import Run

SEEDS = tuple(range(6))


def results(*runs, problems=("known",), samplers=("a", "b"), seeds=SEEDS):
    return Results(problems, samplers, 2, seeds, runs)


def run(problem, sampler, seed, values, optimum=None, **facts):
    facts = {"ask_seconds": (0.25, 0.75), "evaluation_seconds": (1.0, 1.0), **facts}
    return Run(problem, sampler, seed, 2, values=values, optimum=optimum, **facts)


def known():
    """b ends at a tenth of a's regret on every seed; a's regrets are 1 to 6."""
    a = [run("known", "a", k, (9.0, 3.0 + k), 2.0) for k in SEEDS]
    b = [run("known", "b", k, (8.0, 2.0 + (1.0 + k) / 10), 2.0) for k in SEEDS]
    return results(*a, *b)


def row(page, *starts):
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    return next(cells for cells in lines if tuple(cells[: len(starts)]) == starts)


def test_regrets_and_ranks():
    found = known()
    assert found.regrets("known", "a")[:, -1].tolist() == [1, 2, 3, 4, 5, 6]
    assert found.regrets("known", "b")[0].tolist() == pytest.approx([6.0, 0.1])
    assert found.ranks.tolist() == [[2.0, 2.0], [1.0, 1.0]]


def test_report_numbers():
    page = text(known())
    assert row(page, "known", "2") == ["known", "2", "3.5 [2.25, 4.75]", "0.35 [0.225, 0.475] +"]
    assert row(page, "mean rank") == ["mean rank", "", "2.00", "1.00"]
    assert row(page, "seconds per ask") == ["seconds per ask", "", "0.5", "0.5"]
    # six equal signs: p = 2 / 2**6, one test in the family
    assert row(page, "known", "b") == ["known", "b", "6", "0", "0", "0.031", "0.031", "better"]
    assert "12 of 12 runs" in page


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("optimum", [2.0, None])
def test_failures_give_no_nan_and_no_warning(optimum, tmp_path):
    nan = math.nan
    a = [run("known", "a", k, (nan, nan if k < 3 else 3.0 + k), optimum) for k in SEEDS]
    b = [run("known", "b", k, (nan, nan if k % 2 else 2.5), optimum) for k in SEEDS]
    assert "nan" not in results(*a, *b).report(tmp_path)
    never = [run("known", name, k, (nan, nan), optimum) for name in "ab" for k in SEEDS]
    assert row(results(*never).report(tmp_path), "known", "b")[2:6] == ["0", "0", "6", "1"]


def test_holm_covers_all_problems():
    twice = known()
    other = [
        run("other", name, k, (9.0, 3.0 + k + (name == "b")), 2.0) for k in SEEDS for name in "ab"
    ]
    both = results(*twice.runs, *other, problems=("known", "other"))
    assert [v.adjusted for v in both.verdicts] == pytest.approx([2 * 2 / 64] * 2)
    assert [v.mark for v in both.verdicts] == ["", ""]
    assert row(text(both), "other", "b")[2:5] == ["0", "6", "0"]


def test_unknown_optimum_is_the_best_value_seen_by_anyone():
    found = results(
        run("mine", "a", 0, (5.0, 4.0)), run("mine", "b", 0, (3.0, 7.0)), problems=("mine",)
    )
    assert found.optimum("mine") == (3.0, False)
    assert found.regrets("mine", "a").tolist() == [[2.0, 1.0]]
    assert row(text(found), "mine")[1] == "3 (seen)"
    assert found.verdicts[0].comparison.balance == -1


def test_unknown_optimum_of_a_maximised_problem():
    facts = {"maximize": True}
    found = results(
        run("mine", "a", 0, (5.0, 4.0), **facts),
        run("mine", "b", 0, (3.0, 7.0), **facts),
        problems=("mine",),
    )
    assert found.optimum("mine") == (7.0, False)
    assert found.regrets("mine", "a").tolist() == [[2.0, 2.0]]


def test_only_seeds_that_both_have_are_compared():
    found = results(
        run("known", "a", 0, (1.0, 1.0), 0.0),
        run("known", "a", 1, (1.0, 1.0), 0.0),
        run("known", "b", 1, (2.0, 2.0), 0.0),
    )
    assert found.verdicts[0].comparison.lost == 1
    assert found.ranks[:, -1].tolist() == [1.0, 2.0]


def test_failures_are_listed_and_left_out():
    failed = run("known", "b", 0, (), error="Traceback\nValueError: a | b")
    found = results(run("known", "a", 0, (1.0, 1.0), 0.0), failed, seeds=(0,))
    page = text(found)
    assert "ValueError: a \\| b" in page
    assert row(page, "known", "0")[2:] == ["1 [1, 1]", "–"]
    assert found.ranks[0].tolist() == [1.0, 1.0] and np.isnan(found.ranks[1]).all()


def test_other_budgets_and_seeds_are_ignored():
    long = Run("known", "a", 0, 3, values=(0.0, 0.0, 0.0), optimum=0.0)
    found = results(long, run("known", "a", 9, (1.0, 1.0), 0.0), seeds=(0,))
    assert found.finished("known", "a") == []


def test_a_race_without_a_single_run_can_be_reported(tmp_path):
    empty = results()
    assert math.isnan(empty.optimum("known")[0])
    empty.report(tmp_path)
    assert (tmp_path / "report.md").exists() and (tmp_path / "ranks.png").exists()


def test_report_writes_page_and_pictures(tmp_path):
    page = known().report(tmp_path)
    assert (tmp_path / "report.md").read_text() == page
    for picture in ("regret-known.png", "ranks.png"):
        assert f"]({picture})" in page
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")


def test_table_columns_line_up():
    lines = table(["a", "long"], [["wide cell", "1"]]).splitlines()
    assert len({len(line) for line in lines}) == 1


def test_file_names_are_safe():
    assert file_name("mine:f/g") == "regret-mine_f_g.png"
    assert file_name("branin+noise=0.5") == "regret-branin+noise=0.5.png"


def test_colours_differ_and_stay_with_their_sampler():
    names = ["mine", "gp:ei", "random", "gp", "grid", "other"]
    given = colours(names)
    assert len(set(given)) == len(names)
    assert given[1] == OWN_COLOURS["gp:ei"] and given[2] == OWN_COLOURS["random"]
    assert len(colours([f"s{k}" for k in range(40)])) == 40
