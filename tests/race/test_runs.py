"""A run survives its line of JSON, and the file survives an interruption."""

import json
import math

import numpy as np
import pytest

from bayesopt.race.runs import Run, RunFile


def a_run(seed=0, **facts):
    return Run("branin", "random", seed, 4, **{"values": (3.0, 1.0, 2.0, 0.5), **facts})


def test_line_and_back():
    run = a_run(
        values=(math.inf, 1.25, -math.inf),
        truths=(1.0, 2.0, 3.0),
        optimum=0.5,
        ask_seconds=(0.1, 0.2, 0.3),
        versions={"numpy": "2"},
    )
    assert run.line.endswith("\n") and run.line.count("\n") == 1
    assert Run.from_line(run.line) == run
    json.loads(run.line, parse_constant=pytest.fail)  # no Infinity or NaN, which are not JSON


def test_failed_evaluations_come_back_as_nan():
    again = Run.from_line(a_run(values=(math.nan, 2.0)).line)
    assert math.isnan(again.values[0]) and again.values[1] == 2.0


def test_line_holds_the_regret_so_far():
    row = json.loads(a_run(optimum=0.25).line)
    assert row["regrets"] == [2.75, 0.75, 0.75, 0.25]
    assert json.loads(a_run().line)["regrets"] is None


def test_best_is_what_looked_best_measured_without_noise():
    run = a_run(values=(3.0, 1.0, 2.0, 0.5), truths=(2.0, 2.5, 0.1, 1.5))
    assert run.best_losses().tolist() == [2.0, 2.5, 2.5, 1.5]
    assert run.regrets(1.0).tolist() == [1.0, 1.5, 1.5, 0.5]


def test_best_of_a_maximised_run():
    run = a_run(values=(3.0, 5.0, 4.0, 6.0), maximize=True)
    assert run.regrets(7.0).tolist() == [4.0, 2.0, 2.0, 1.0]


def test_best_before_the_first_number_and_after_the_last():
    run = a_run(values=(math.nan, 2.0, math.nan))
    assert run.best_losses().tolist() == [math.inf, 2.0, 2.0, 2.0]
    assert np.isinf(a_run(values=()).best_losses()).all()


def test_regret_of_failures_and_infinities():
    run = a_run(values=(math.nan, math.inf, 2.0, -math.inf))
    assert run.regrets(0.5).tolist() == [math.inf, math.inf, 1.5, 0.0]
    assert run.regrets(-math.inf).tolist() == [math.inf, math.inf, math.inf, 0.0]
    assert a_run(values=(math.nan,) * 4).regrets(math.inf).tolist() == [math.inf] * 4


def test_regret_is_never_below_zero():
    assert a_run(values=(1.0 - 1e-16,) * 4).regrets(1.0).tolist() == [0.0] * 4


def test_torn_last_line_is_cut_off(tmp_path):
    file = RunFile(tmp_path / "runs.jsonl")
    file.append(a_run(0))
    file.append(a_run(1))
    whole = file.path.read_text()
    file.path.write_text(whole + a_run(2).line[:30])
    assert file.read() == [a_run(0), a_run(1)]
    assert file.repair()
    assert file.path.read_text() == whole
    assert not file.repair()
    file.append(a_run(3))
    assert [run.seed for run in file.read()] == [0, 1, 3]


def test_a_file_that_is_one_torn_line_becomes_empty(tmp_path):
    file = RunFile(tmp_path / "runs.jsonl")
    assert not file.repair() and file.read() == []
    file.path.write_text('{"problem"')
    assert file.repair() and file.path.read_text() == ""


def test_lines_of_others_are_passed_over(tmp_path):
    file = RunFile(tmp_path / "runs.jsonl")
    file.path.write_text('[1]\n{"colour": "red"}\n\n' + a_run().line)
    assert file.read() == [a_run()]


def test_a_success_replaces_an_error_and_not_the_other_way_round(tmp_path):
    file = RunFile(tmp_path / "runs.jsonl")
    failed = a_run(values=(), error="Traceback\nValueError: boom\n")
    for run in (failed, a_run(), failed):
        file.append(run)
    assert file.read() == [a_run()]
    assert failed.reason == "ValueError: boom"
