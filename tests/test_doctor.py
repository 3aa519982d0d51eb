"""The doctor finds what is wrong, and changes nothing."""

import sqlite3
from dataclasses import replace

import pytest

import bayesopt
from bayesopt.cli import main
from bayesopt.samplers import RandomSampler
from bayesopt.storages import Worker
from bayesopt.storages.sqlite import checkup
from bayesopt.storages.sqlite.checkup import has_reset_fault


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.db"


@pytest.fixture
def study(path):
    study = bayesopt.create_study(storage=path, study_name="s", sampler=RandomSampler())
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    return study


def diagnosis(path, capsys):
    code = main(["doctor", str(path)])
    return code, capsys.readouterr().out


def test_a_sound_file(path, study, capsys):
    before = path.read_bytes()
    code, text = diagnosis(path, capsys)
    assert code == 0
    assert "study 's': 3 trials (3 complete" in text
    assert "sound" in text
    assert path.read_bytes() == before


def test_trials_that_nobody_tells(path, study, capsys):
    study.ask()
    draft = replace(study.ask()._facts, number=-1)
    study._log.new_trial(draft, Worker("gone", 1, 1, "m", lease=0.0))
    code, text = diagnosis(path, capsys)
    assert code == 0
    assert "trial 3 of 's' was asked for by hand" in text
    assert "trial 5 of 's' has lost its worker" in text


def test_files_by_their_urls(path, study, capsys):
    code, text = diagnosis(f"sqlite:///{path}", capsys)
    assert code == 0
    assert "study 's': 3 trials (3 complete" in text


def test_what_is_on_a_server(capsys):
    code, text = diagnosis("postgresql://me@host/db", capsys)
    assert code == 1
    assert "is no file: doctor looks at those only" in text


def test_a_missing_file(path, capsys):
    code, text = diagnosis(path, capsys)
    assert code == 1
    assert "is no file" in text
    assert not path.exists()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda b: b"no database at all, but text" * 99, "not a database"),
        (lambda b: b[:18] + b"\x77" + b[19:], "header"),
        (lambda b: b[: len(b) // 2], "damaged|malformed"),
        (lambda b: b[:4200] + bytes(8000) + b[12200:], "damaged|malformed"),
    ],
)
def test_damaged_files(path, study, capsys, damage, words):
    study.export(path.with_name("whole.db"))
    path.with_name("bad.db").write_bytes(damage(path.with_name("whole.db").read_bytes()))
    code, text = diagnosis(path.with_name("bad.db"), capsys)
    assert code == 1
    assert any(word in text for word in words.split("|"))
    assert "restore a copy" in text


def test_trials_that_are_missing(path, study, capsys):
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM trial WHERE number = 1")
    db.close()
    code, text = diagnosis(path, capsys)
    assert code == 1
    assert "2 trials where 3 were numbered" in text


class Meanwhile:
    """A connection before each of whose statements somebody else writes."""

    def __init__(self, db, write):
        self._db, self._write = db, write

    def execute(self, *statement):
        self._write()
        return self._db.execute(*statement)

    def __getattr__(self, name):
        return getattr(self._db, name)


def test_a_study_that_goes_on_meanwhile_is_sound(path, study, capsys, monkeypatch):
    def opened(place):
        return Meanwhile(opened_for_reading(place), lambda: study.tell(study.ask(), 1.0))

    opened_for_reading = checkup.opened_for_reading
    monkeypatch.setattr(checkup, "opened_for_reading", opened)
    code, text = diagnosis(path, capsys)
    assert len(study.trials) > 4
    assert code == 0, text


def test_a_last_trial_that_is_removed_and_not_counted_any_more(path, study, capsys):
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM trial WHERE number = 2")
        db.execute("UPDATE study SET next_number = 2")
    db.close()
    code, text = diagnosis(path, capsys)
    assert code == 1
    assert "study 's': what was written last is missing" in text


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 40, 1), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 54, 0), False),
    ],
)
def test_versions_with_the_fault_of_the_log(version, faulty):
    assert has_reset_fault(version) is faulty


def test_numbers_that_are_missing(path, study, capsys):
    with sqlite3.connect(path) as db:
        db.execute("UPDATE trial SET number = 9 WHERE number = 1")
    db.close()
    code, text = diagnosis(path, capsys)
    assert code == 1
    assert "has a trial 9, and 3 trials in all" in text
