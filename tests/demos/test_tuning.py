"""The tuning demonstration with a small budget, and with a problem that costs nothing."""

import argparse
import math

import numpy as np
import pytest

from bayesopt.cli import main
from bayesopt.demos.tuning import Report, Row, add_arguments, command, compare, page
from bayesopt.demos.tuning.comparison import METHODS, TuningFailed
from bayesopt.demos.tuning.digits import SPACE, TASK, log_loss
from bayesopt.race import Problem
from bayesopt.space import Float, Space


def bowl(params):
    return (params["x"] - 0.3) ** 2


def broken(params):
    raise OSError("the data is gone")


LINE = Space({"x": Float(0, 1)})


def row(method, best):
    """A method whose runs found `best`; the sampler took 1 s of 3 s in each."""
    ones = np.ones(len(best))
    return Row(method, np.array(best, dtype=float), ones, 3 * ones)


REPORT = Report(
    (
        row("grid search", [[9, 8, 8, 8], [9, 9, 9, 8], [9, 9, 9, 9]]),
        row("random search", [[9, 7, 5, 5], [9, 4, 4, 4], [8, 8, 8, 6]]),
        row("Bayesian optimisation", [[9, 5, 3, 3], [9, 9, 5, 1], [5, 5, 2, 2]]),
    ),
    untuned=7.0,
)


def test_the_task_is_deterministic_and_depends_on_every_parameter():
    middle = SPACE.decode(np.full(len(SPACE), 0.5))
    value = log_loss(middle)
    assert value == log_loss(middle)
    for name, param in SPACE.items():
        assert log_loss({**middle, name: param.from_unit(0.2)}) != value


def test_the_defaults_of_scikit_learn_are_not_the_best():
    tuned = {"components": 60, "landmarks": 120, "gamma": 0.0035, "C": 1000.0}
    assert log_loss(tuned) < 0.5 * log_loss({})


def test_the_target_is_the_median_of_what_random_search_found():
    assert REPORT.target == 5.0


def test_reaching_counts_evaluations_from_one_and_says_never():
    grid, random, bayesian = (row.reached(5.0) for row in REPORT.rows)
    np.testing.assert_array_equal(grid, [math.inf] * 3)
    np.testing.assert_array_equal(random, [3, 2, math.inf])
    np.testing.assert_array_equal(bayesian, [2, 3, 1])


def test_the_table_shows_the_median_and_how_many_runs_arrived():
    table = page.table(REPORT)
    found = {row[0]: row[1:] for row in table.rows}
    assert found["grid search"] == (
        "8.0000 [8.0000, 9.0000]",
        "not in 4 (0 of 3 runs)",
        "1.00",
        "3.0",
    )
    assert found["random search"][1] == "3 (2 of 3 runs)"
    assert found["Bayesian optimisation"][:2] == ("2.0000 [1.0000, 3.0000]", "2 (3 of 3 runs)")
    assert "reach 5.0000" in table.columns[2]


def test_every_method_spends_the_same_budget_and_bayesian_search_wins_on_a_bowl():
    report = compare(evaluations=12, seeds=2, task=Problem("bowl", LINE, bowl))
    assert (report.evaluations, report.seeds) == (12, 2)
    assert [row.method for row in report.rows] == list(METHODS)
    assert all(row.best.shape == (2, 12) for row in report.rows)
    assert all(np.all(row.sampler_seconds <= row.seconds) for row in report.rows)
    grid, _, bayesian = report.rows
    # the nearest middle of twelve even cells is 0.008 from the minimum
    assert np.all(bayesian.scores < grid.scores)


def test_a_failing_objective_is_reported_with_its_reason():
    with pytest.raises(TuningFailed, match=r"seed 0 ended early.*the data is gone"):
        compare(evaluations=2, seeds=1, task=Problem("broken", LINE, broken))


def test_the_command_writes_a_page_and_says_where(tmp_path, capsys):
    argv = ["demo", "--out", str(tmp_path / "new"), "--evaluations", "5", "--seeds", "1"]
    assert main([*argv, "--jobs", "1", "--no-gold"]) == 0
    said = capsys.readouterr().out
    html = (tmp_path / "new" / "tuning.html").read_text()
    assert f"Open {tmp_path / 'new' / 'tuning.html'}" in said
    assert "Bayesian optimisation" in said
    assert 'src="data:image/png;base64,' in html
    assert "index.html" not in html
    assert (tmp_path / "new" / "tuning.png").read_bytes().startswith(b"\x89PNG")


def test_the_gold_mine_is_dug_in_the_same_folder(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(command.gold_mining, "main", lambda args: seen.append(args.out) or 0)
    monkeypatch.setattr(command, "compare", lambda **kwargs: REPORT)
    assert main(["demo", "--out", str(tmp_path)]) == 0
    assert seen == [tmp_path]
    assert 'href="index.html"' in (tmp_path / "tuning.html").read_text()


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_an_output_folder_that_cannot_be_is_refused_before_any_work(tmp_path, capsys, inside):
    file = tmp_path / "file"
    file.touch()
    assert main(["demo", "--out", str(file / inside)]) == 2
    assert str(file) in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-3", "many", "1.5"])
def test_a_budget_must_be_a_whole_number(number, capsys):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args([f"--seeds={number}"])
    assert f"'{number}' is no whole number of at least 1" in capsys.readouterr().err


def test_the_page_holds_the_table_and_the_notes(tmp_path):
    where = page.write(REPORT, tmp_path, link=False)
    html = where.read_text()
    assert "<td>grid search</td>" in html
    assert all(name in html for name in TASK.space)
    assert "7.0000 with scikit-learn&#x27;s defaults" in html
