"""The command line of replays."""

import sqlite3

import pytest

from bayesopt import create_study
from bayesopt.cli import main
from bayesopt.samplers import TPESampler


def loss(trial):
    return trial.suggest_float("x", 0, 1) + trial.suggest_int("k", 1, 3)


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / "study.db")
    for name in ("one", "two"):
        study = create_study(storage=path, study_name=name, sampler=TPESampler(), seed=1)
        study.optimize(loss, n_trials=20)
    return path


def test_a_study_that_nobody_touched(path, capsys):
    assert main(["replay", path, "--study", "one"]) == 0
    assert capsys.readouterr().out == (
        "study 'one': 20 same\ncompared to the last bit: same machine and build\n"
    )


def test_an_altered_result_in_the_file(path, capsys):
    with sqlite3.connect(path) as file:
        file.execute("UPDATE trial SET vals = '[-9.0]' WHERE number = 11 AND study = 1")
    assert main(["replay", path, "--study", "one"]) == 1
    assert "trial 11: altered: its result (-9.0,)" in capsys.readouterr().out
    assert main(["replay", path, "--study", "two"]) == 0


def test_a_study_must_be_named_where_there_are_several(path, capsys):
    assert main(["replay", path]) == 2
    assert "['one', 'two']" in capsys.readouterr().err


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["replay", str(tmp_path / "other.db")]) == 2
    assert "does not exist" in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]
