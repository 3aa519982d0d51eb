"""Studies as JSON lines and CSV: nothing is lost, and damaged files are refused by line."""

import csv
import json
import math
from dataclasses import fields

import pytest

from bayesopt import Categorical, Float, Int, TrialPruned, TrialState, create_study, create_trial
from bayesopt.errors import DuplicatedStudyError, StoreCorrupt
from bayesopt.exchange import contents, from_csv, from_jsonl, to_csv, to_jsonl
from bayesopt.exchange.csv import guarded, unguarded
from bayesopt.priors import Normal
from bayesopt.replay import Verdict
from bayesopt.samplers import TPESampler
from bayesopt.storages import InMemoryStorage

FORMS = {"jsonl": (to_jsonl, from_jsonl), "csv": (to_csv, from_csv)}
forms = pytest.mark.parametrize(("to", "of"), FORMS.values(), ids=FORMS.keys())
CHOICES = [None, True, 1, 1.0, "1", "a", math.inf, (1, "b"), "=cmd()"]


def many_kinds(trial):
    x = trial.suggest_float("x", -5, 10) / 3
    c = trial.suggest_categorical("=c", CHOICES)
    if c in (None, "a"):
        x += trial.suggest_float("rate", 1e-6, 1, log=True) + trial.suggest_int("k\n", 1, 9)
    for step in range(3):
        trial.report(math.inf if step == 1 else x / 7, step)
    trial.set_user_attr("note", {"a": [1, 2.5, None, (3,)], "$b": math.nan})
    trial.set_constraint("c <= 0", x - 2)
    if trial.number % 5 == 3:
        raise TrialPruned("-2+3 is not what was hoped")
    if trial.number % 5 == 4:
        raise ValueError("=cmd() 'in' a\nfew lines")
    return -math.inf if trial.number == 6 else x / 11


@pytest.fixture
def study():
    study = create_study(
        study_name="../s",
        seed=2**62 + 1,
        direction="maximize",
        sampler=TPESampler(n_startup_trials=4),
    )
    study.set_user_attr("why", "@home")
    first = study.ask()
    study.optimize(many_kinds, n_trials=15, catch=ValueError)
    study.tell(first, 0.1)
    study.enqueue_trial({"x": 0.5, "=c": "nothing of these"}, {"why": "+"})
    study.add_trial(
        create_trial(state=TrialState.FAIL, params={"n": 0.25}, distributions={"n": Normal(0, 1)})
    )
    study.enqueue_trial({"x": 1})
    study.ask({"x": Float(-5, 10)})
    return study


def exact(study):
    """All of a study, as text: of floats the last bit, of values their type."""
    found = contents(study)
    trials = [[repr(getattr(t, f.name)) for f in fields(t)] for t in found.trials if t]
    finished = [t.number for t in found.trials if t.state.is_finished()]
    return found.facts, repr(found.attrs), sorted(trials, key=lambda t: int(t[0])), finished


@forms
def test_a_study_comes_back_as_it_was(study, to, of, tmp_path):
    path = tmp_path / "study.txt"
    to(study, path)
    again = of(path)
    assert exact(again) == exact(study)
    assert [*tmp_path.iterdir()] == [path]
    to(again, tmp_path / "again.txt")
    assert exact(of(tmp_path / "again.txt")) == exact(study)


@forms
def test_a_study_that_came_back_goes_on_and_replays(to, of, tmp_path):
    study = create_study(sampler=TPESampler(n_startup_trials=4), seed=1)
    study.optimize(many_kinds, n_trials=12, catch=ValueError)
    to(study, tmp_path / "file")
    again = of(tmp_path / "file", tmp_path / "study.db", "other")
    assert again.study_name == "other"
    for one in (study, again):
        one.optimize(many_kinds, n_trials=6, catch=ValueError)
    assert [t.params for t in again.trials] == [t.params for t in study.trials]
    assert again.replay().count(Verdict.SAME) == 18


@forms
@pytest.mark.parametrize("directions", [["minimize"], ["minimize", "maximize"]])
def test_studies_without_trials_and_of_two_objectives(to, of, directions, tmp_path):
    study = create_study(
        directions=directions, space={"k": Int(1, 3), "c": Categorical(["a", "b"])}
    )
    to(study, tmp_path / "empty")
    assert exact(of(tmp_path / "empty")) == exact(study)
    study.optimize(lambda trial: [trial.suggest_int("k", 1, 3) / 3] * len(directions), n_trials=3)
    to(study, tmp_path / "full")
    assert exact(of(tmp_path / "full")) == exact(study)


@forms
def test_a_name_that_is_taken_is_left_alone(study, to, of, tmp_path):
    storage = InMemoryStorage()
    other = create_study(study_name=study.study_name, storage=storage)
    other.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    to(study, tmp_path / "file")
    with pytest.raises(DuplicatedStudyError):
        of(tmp_path / "file", storage)
    assert storage.names() == [study.study_name]
    assert len(other.trials) == 2


@forms
def test_damaged_lines_are_named_and_nothing_is_written(study, to, of, tmp_path):
    to(study, tmp_path / "file")
    text = (tmp_path / "file").read_bytes()
    broken = tmp_path / "broken"
    storage = InMemoryStorage()
    cuts = range(len(text) // 3, len(text) - 3, len(text) // 17)
    for cut in cuts:
        broken.write_bytes(text[:cut])
        try:
            of(broken, storage, f"cut at {cut}")
        except StoreCorrupt as error:
            assert "broken" in str(error)
            assert "line" in str(error) or "number" in str(error)
            assert f"cut at {cut}" not in storage.names()
    assert len(storage.names()) < len(cuts) / 2  # a cut between two lines is a shorter study
    broken.write_bytes(b"")
    with pytest.raises(StoreCorrupt, match="broken"):
        of(broken, storage)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (1, "{}"),
        (1, "[1, 2]"),
        (1, '{"study": {"version": 99}}'),
        (2, "{"),
        (3, '{"trial": 0, "state": "DONE", "space": 0, "params": {}}'),
        (3, '{"trial": 0, "state": "COMPLETE", "space": 7, "params": {}}'),
        (3, '{"trial": "0", "state": "FAIL", "space": 0, "params": {}}'),
        (3, "\x80"),
        (3, "[" * 100_000),
    ],
)
def test_a_line_that_makes_no_sense_is_named(line, text, study, tmp_path):
    path = tmp_path / "file"
    to_jsonl(study, path)
    lines = path.read_text().split("\n")
    lines[line - 1] = text
    path.write_text("\n".join(lines), encoding="latin-1")
    with pytest.raises(StoreCorrupt, match=f"file, line {line}: "):
        from_jsonl(path)


def test_a_trial_that_is_missing_or_there_twice(study, tmp_path):
    path = tmp_path / "file"
    to_jsonl(study, path)
    lines = path.read_text().splitlines(keepends=True)
    gone = next(k for k, line in enumerate(lines) if json.loads(line).get("trial") == 3)
    path.write_text("".join(lines[:gone] + lines[gone + 1 :]))
    with pytest.raises(StoreCorrupt, match="not from 0"):
        from_jsonl(path)
    path.write_text("".join([*lines, lines[gone]]))
    with pytest.raises(StoreCorrupt, match="twice"):
        from_jsonl(path)


def test_no_cell_is_a_formula(study, tmp_path):
    to_csv(study, tmp_path / "file")
    with (tmp_path / "file").open(newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
                    float(cell)  # a negative number is none


@pytest.mark.parametrize("text", ["", "'", "''", "=1", "'=1", "a", "-", "\t", "@x", "1'"])
def test_guards_come_off_again(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith("=")


def test_a_file_that_cannot_be_written_leaves_nothing(study, tmp_path):
    study.set_user_attr("what", {1, 2})
    with pytest.raises(TypeError, match="what"):
        to_jsonl(study, tmp_path / "file")
    assert not [*tmp_path.iterdir()]


def test_csv_that_a_spreadsheet_has_saved(study, tmp_path):
    to_csv(study, tmp_path / "s.csv")
    text = (tmp_path / "s.csv").read_bytes()
    (tmp_path / "s.csv").write_bytes(b"\xef\xbb\xbf" + text)
    again = from_csv(tmp_path / "s.csv")
    assert [t.params for t in again.trials] == [t.params for t in study.trials]
    (tmp_path / "s.csv").write_bytes(b"no" + text)
    with pytest.raises(StoreCorrupt, match="no column `number`"):
        from_csv(tmp_path / "s.csv")
