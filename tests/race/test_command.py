"""The race from a shell, with a budget of seconds."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from bayesopt.cli import main
from bayesopt.race import Objective, Problem
from bayesopt.race.command import load_objective

MODULE = """
import time
from bayesopt import Float, Space
from bayesopt.race import Problem

def gain(trial):
    return -trial.suggest_float("x", 0, 1) ** 2

def half(trial):
    if trial.suggest_float("x", 0, 1) > 0.5:
        raise RuntimeError("out of range")
    return trial.params["x"]

def slow(trial):
    time.sleep(0.05)
    return trial.suggest_float("x", 0, 1)

def square(params):
    return params["x"] ** 2

declared = Problem("any", Space({"x": Float(0, 1)}), square, 0.0)
number = 3
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "objectives_of_mine.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listen_to_interrupts():
    """A shell starts what runs in its background deaf to Ctrl-C, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def race(*words):
    return main(["race", *words])


def test_end_to_end_in_a_process_of_its_own(tmp_path):
    command = "-m bayesopt race --problems branin pairs --samplers random grid --evaluations 4"
    words = [sys.executable, *command.split(), "--seeds", "2", "--jobs", "2", "--out", "race"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "8 of 8 runs" in done.stdout
    out = tmp_path / "race"
    rows = [json.loads(line) for line in (out / "runs.jsonl").read_text().splitlines()]
    assert {(row["problem"], row["sampler"], row["seed"]) for row in rows} == {
        (p, s, k) for p in ("branin", "pairs") for s in ("random", "grid") for k in (0, 1)
    }
    assert {path.name for path in out.iterdir()} == {
        "race.json",
        "report.md",
        "runs.jsonl",
        "ranks.png",
        "regret-branin.png",
        "regret-pairs.png",
    }


def test_a_folder_alone_continues_its_race(folder, capsys):
    words = ["--evaluations", "3", "--seeds", "1", "--jobs", "0", "--out", "race"]
    assert race("--problems", "branin", "--samplers", "random", *words) == 0
    path = folder / "race" / "runs.jsonl"
    path.write_text(path.read_text()[:-9])
    assert race("--out", "race", "--jobs", "0") == 0
    assert len(path.read_text().splitlines()) == 1
    assert race("--out", "race", "--jobs", "0", "--seeds", "2") == 0
    assert len(path.read_text().splitlines()) == 2
    assert "2 of 2 runs" in capsys.readouterr().out


def test_report_only_makes_no_runs(folder, capsys):
    words = ["--problems", "branin", "--samplers", "random", "--evaluations", "3", "--seeds", "1"]
    assert race(*words, "--jobs", "0", "--out", "race") == 0
    (folder / "race" / "report.md").unlink()
    before = (folder / "race" / "runs.jsonl").read_bytes()
    assert race("--out", "race", "--report-only", "--seeds", "5") == 0
    assert (folder / "race" / "runs.jsonl").read_bytes() == before
    assert "1 of 5 runs" in (folder / "race" / "report.md").read_text()


def test_an_objective_that_is_maximised(folder, capsys):
    words = ["--samplers", "random", "--evaluations", "4", "--seeds", "2", "--jobs", "1"]
    name = "objectives_of_mine:gain"
    assert race("--objective", name, "--direction", "maximize", *words, "--out", "race") == 0
    rows = [json.loads(line) for line in (folder / "race/runs.jsonl").read_text().splitlines()]
    best = max(value for row in rows for value in row["values"])
    assert all(row["maximize"] for row in rows)
    assert f"{best:.6g} (seen)" in capsys.readouterr().out
    assert race("--out", "race") == 0  # remembers the direction too
    assert len((folder / "race/runs.jsonl").read_text().splitlines()) == 2


def test_what_a_name_with_a_colon_stands_for(folder):
    assert isinstance(load_objective("objectives_of_mine:gain", True), Objective)
    declared = load_objective("objectives_of_mine:declared", False)
    assert isinstance(declared, Problem) and declared.name == "objectives_of_mine:declared"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--problems brannin --samplers random", "problem 'brannin'"),
        ("--problems branin --samplers randon", "sampler 'randon'"),
        ("--problems branin", "--list shows"),
        ("--objective nowhere:f --samplers random", "No module named 'nowhere'"),
        ("--objective objectives_of_mine:f --samplers random", "has no 'f'"),
        ("--objective objectives_of_mine:number --samplers random", "no function"),
        ("--problems branin --samplers random --evaluations -1", "--evaluations -1; pass"),
        ("--problems branin --samplers random --evaluations 0", "--evaluations 0; pass"),
        ("--problems branin --samplers random --seeds 0", "--seeds 0; pass"),
        ("--problems branin --samplers random --seeds 0 --report-only", "--seeds 0; pass"),
        ("--problems branin --samplers random --jobs -1", "jobs = -1"),
        ("--problems branin --samplers random --direction maximize", "only for --objective"),
        ("--direction maximize", "only for --objective"),
        (
            "--objective objectives_of_mine:declared --direction maximize --samplers random",
            "says itself that it is minimised",
        ),
    ],
)
def test_mistakes_are_one_message_and_leave_nothing(folder, capsys, words, message):
    assert race(*words.split(), "--out", "race") == 2
    assert message in capsys.readouterr().err
    assert not (folder / "race").exists()


def test_folders_that_cannot_be_used_are_one_message(folder, capsys):
    words = ["--problems", "branin", "--samplers", "random", "--evaluations", "2", "--jobs", "0"]
    (folder / "file").write_text("")
    for more in ([], ["--report-only"]):
        assert race(*words, "--out", "file/race", *more) == 2
        error = capsys.readouterr().err
        assert "out = file/race: Not a directory; name" in error and error.count("\n") == 1


WHOLE = {"problems": ["branin"], "samplers": ["random"], "evaluations": 2, "seeds": [0]}


@pytest.mark.parametrize(
    "plan",
    [
        b"{",
        b"\xff",
        b"[]",
        json.dumps(WHOLE).encode(),
        json.dumps({**WHOLE, "maximized": [], "evaluations": "2"}).encode(),
        json.dumps({**WHOLE, "maximized": [], "problems": [1]}).encode(),
    ],
)
def test_a_damaged_plan_is_one_message(folder, capsys, plan):
    (folder / "race").mkdir()
    (folder / "race" / "race.json").write_bytes(plan)
    assert race("--out", "race", "--jobs", "0") == 2
    error = capsys.readouterr().err
    assert "race.json is damaged; remove it" in error and error.count("\n") == 1


def test_an_objective_may_fail_in_part_of_its_domain(folder, capsys):
    words = ["--objective", "objectives_of_mine:half", "--samplers", "random", "gp"]
    more = ["--evaluations", "8", "--seeds", "2", "--jobs", "0", "--out", "race"]
    assert race(*words, *more) == 0
    rows = [json.loads(line) for line in (folder / "race/runs.jsonl").read_text().splitlines()]
    values = [value for row in rows for value in row["values"]]
    assert len(values) == 32
    assert any(value is None for value in values) and any(value is not None for value in values)
    page = (folder / "race" / "report.md").read_text()
    assert "4 of 4 runs" in page and "nan" not in page


def test_failed_runs_show_in_the_exit_code(folder, capsys):
    words = ["--objective", "objectives_of_mine:gain", "--samplers", "random", "grid"]
    more = ["--evaluations", "2", "--seeds", "1", "--jobs", "0", "--out", "race"]
    assert race(*words, *more) == 1
    assert "grid needs parameters" in capsys.readouterr().out


def test_list(capsys):
    assert race("--list") == 0
    text = capsys.readouterr().out
    assert "hartmann-6" in text and "thompson" in text and "svm-digits" in text
    assert "grid needs declared parameters" in text


@pytest.mark.timeout(300)  # two interpreters start in turn, on a machine that may be busy
@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent to a POSIX process group")
def test_interruption_is_tidy_and_can_be_continued(folder):
    words = "--objective objectives_of_mine:slow --samplers random --evaluations 2 --seeds 400"
    process = subprocess.Popen(
        [sys.executable, "-m", "bayesopt", "race", *words.split(), "--jobs", "2", "--out", "race"],
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=listen_to_interrupts,
    )
    path = folder / "race" / "runs.jsonl"
    deadline = time.monotonic() + 120
    while not (path.exists() and path.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors and "goes on" in errors
    made = len(path.read_text().splitlines())
    assert 0 < made < 400
    assert race("--out", "race", "--seeds", str(made + 1), "--jobs", "0") == 0
