"""Workers on the command line: many that share nothing but a storage."""

import logging
import subprocess
import sys
import time
from collections import Counter

import pytest

from bayesopt import TrialState, cli, create_study, load_study
from bayesopt.logging import disable_default_handler
from bayesopt.samplers import RandomSampler
from bayesopt.worker import ObjectiveNotFound, found

MODULE = """
import time
CONSTANT = 3

def objective(trial):
    x = trial.suggest_float("x", -1, 1)
    if trial.number == 2:
        raise LookupError("of no use")
    time.sleep(0.01)
    return x * x

def broken(trial):
    raise LookupError("no data at all")

class Tuner:
    @staticmethod
    def run(trial):
        return objective(trial)
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "trained.py").write_text(MODULE)
    (tmp_path / "wanting.py").write_text("import not_there_at_all")
    yield
    sys.modules.pop("trained", None)
    disable_default_handler()


def made(**arguments):
    return create_study(
        **{"storage": "study.db", "study_name": "s", "sampler": RandomSampler(), "seed": 1}
        | arguments
    )


def test_workers_share_a_study():
    made()
    words = ["worker", "study.db", "trained:objective", "--n-trials", "10"]
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bayesopt", *words], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for worker in workers:
        out, _ = worker.communicate(timeout=90)
        assert worker.returncode == 0
        assert "study s: " in out
    study = load_study(study_name="s", storage="study.db")
    assert [t.number for t in study.trials] == list(range(30))
    assert Counter(t.state for t in study.trials) == {TrialState.COMPLETE: 29, TrialState.FAIL: 1}
    assert "LookupError: of no use" in study.trials[2].error


def test_a_method_and_limits(capsys):
    made()
    begun = time.monotonic()
    words = ["worker", "study.db", "trained:Tuner.run", "--study", "s", "--timeout", "0.3"]
    assert cli.main([*words, "--n-jobs", "2", "--trial-timeout", "60"]) == 0
    assert time.monotonic() - begun < 60
    count = len(load_study(study_name="s", storage="study.db").trials)
    assert capsys.readouterr().out == (
        f"study s: {count} trials ended meanwhile, by all workers\n"
    )


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("trained", "write module:function"),
        (":objective", "write module:function"),
        ("http://u:s3cret@h/d", "'http://u:***@h/d'; write module:function"),
        ("trained:", "write module:function"),
        ("nowhere:objective", "no module 'nowhere'; start the worker in its folder"),
        ("trained.deeper:objective", "no module 'trained.deeper'"),
        ("trained:subjective", "module 'trained' has no 'subjective'"),
        ("trained:CONSTANT", "trained:CONSTANT is 3, which cannot be called"),
    ],
)
def test_an_objective_that_is_not_there_is_one_line(place, message, capsys):
    made()
    assert cli.main(["worker", "study.db", place]) == cli.FAILED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert message in line


def test_a_module_that_lacks_another_says_which():
    with pytest.raises(ModuleNotFoundError, match="not_there_at_all") as raised:
        found("wanting:objective")
    assert not isinstance(raised.value, ObjectiveNotFound)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing.db", "trained:objective"], "does not exist"),
        (["study.db", "trained:objective", "--study", "t"], "no study named 't'"),
    ],
)
def test_a_study_that_is_not_there_is_one_line(words, message, capsys):
    made()
    assert cli.main(["worker", *words]) == cli.FAILED
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--n-trials", "-2"),
        ("--n-trials", "1.5"),
        ("--n-jobs", "0"),
        ("--timeout", "-1"),
        ("--timeout", "nan"),
        ("--trial-timeout", "0"),
    ],
)
def test_numbers_that_make_no_sense_are_one_line(option, value, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["worker", "study.db", "train:objective", f"{option}={value}"])
    assert stop.value.code == 2
    assert f"argument {option}: '{value}'; pass " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "n", "failed", "ended"),
    [
        ([], 10, "all 10 trials", "10 trials"),
        (["--n-trials", "2"], 2, "all 2 trials", "2 trials"),
        (["--n-trials", "1"], 1, "the only trial", "1 trial"),
    ],
)
def test_a_worker_whose_trials_all_fail_says_why_and_gives_up(
    capsys, caplog, monkeypatch, words, n, failed, ended
):
    logger = logging.getLogger("bayesopt")  # whatever other tests have set
    monkeypatch.setattr(logger, "disabled", False)
    caplog.set_level(logging.WARNING, logger="bayesopt")
    made()
    assert cli.main(["worker", "study.db", "trained:broken", "--timeout", "60", *words]) == 2
    told = capsys.readouterr()
    assert f"{failed} of this worker failed" in told.err
    assert told.out == f"study s: {ended} ended meanwhile, by all workers\n"
    assert "trial 0 failed (LookupError: no data at all) at {}" in told.err
    assert len(load_study(study_name="s", storage="study.db").trials) == n
