"""Whatever text somebody puts into a name, a label or an error, it stays text everywhere."""

import ast
import csv
import json
import logging
import os
import pickle
import sqlite3
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest

import bayesopt
from bayesopt import create_study
from bayesopt.cli import main
from bayesopt.demos.gold_mining.page import rows
from bayesopt.demos.gold_mining.table import Table
from bayesopt.errors import BayesoptError, NotJSON
from bayesopt.exchange import contents, from_csv, from_jsonl, to_csv, to_jsonl
from bayesopt.hyperopt import saving
from bayesopt.race.report import table as markdown
from bayesopt.samplers import RandomSampler
from bayesopt.storages import InMemoryStorage
from bayesopt.studies import copy_study, load_study

HOSTILE = {
    "sql": "x'); DROP TABLE trial; --",
    "html": "<script>alert('\"')</script>&amp;",
    "path": "../../../etc/passwd",
    "format": "%s%d%(x)s{}{0.__class__}",
    "formula": "=cmd|' /C calc'!A0",
    "nul": "a\0b",
    "lines": "a\r\nb\x1b[31m\u2028c",
    "emoji": "\N{DUCK}\u202e\u200d",
    "surrogate": "\ud800",
    "mark": "$float",
    "ours": "bayesopt:x",
    "mathtext": "$\\frac{",
    "apostrophe": "'=1",
    "long": "y" * 2**20,
    "empty": "",
}
every = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


def filled(storage, text):
    """A study with `text` wherever there can be text; a study has a name, though."""
    study = create_study(study_name=text or "-", storage=storage, sampler=RandomSampler(), seed=1)
    study.set_user_attr(text, {text: [text]})
    study.set_metric_names([text])

    def objective(trial):
        trial.suggest_categorical(text, [text, "other"])
        trial.suggest_float(f"{text} too", 0, 1)
        trial.set_user_attr(text, text)
        trial.set_constraint(text, 1.5)
        if trial.number == 1:
            raise ValueError(text)
        return 0.5

    study.optimize(objective, n_trials=3, catch=ValueError)
    study.enqueue_trial({text: text}, {text: text})
    return study


def exact(study):
    found = contents(study)
    trials = sorted(found.trials, key=lambda trial: trial.number)
    return found.attrs, [[repr(getattr(trial, f.name)) for f in fields(trial)] for trial in trials]


def through_sqlite(study, text, folder):
    copy_study(
        from_study_name=study.study_name,
        from_storage=study.storage,
        to_storage=str(folder / "study.db"),
    )
    found = load_study(study_name=study.study_name, storage=str(folder / "study.db"))
    with sqlite3.connect(folder / "study.db") as file:
        assert file.execute("SELECT count(*) FROM trial").fetchone() == (4,)
    return found


def through_jsonl(study, text, folder):
    to_jsonl(study, folder / "study.jsonl")
    return from_jsonl(folder / "study.jsonl")


def through_csv(study, text, folder):
    to_csv(study, folder / "study.csv")
    with (folder / "study.csv").open(newline="", errors="surrogateescape") as file:
        csv.field_size_limit(2**24)
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    return from_csv(folder / "study.csv")


def through_another_memory(study, text, folder):
    storage = InMemoryStorage()
    copy_study(from_study_name=study.study_name, from_storage=study.storage, to_storage=storage)
    return load_study(study_name=study.study_name, storage=storage)


FILES = {"study.db", "study.db-wal", "study.db-shm", "study.db-lock", "study.jsonl", "study.csv"}
WAYS = [through_sqlite, through_jsonl, through_csv, through_another_memory]


@every
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_text_comes_back_as_it_was(text, way, tmp_path):
    storage = InMemoryStorage()
    study = filled(storage, text)
    study.storage = storage
    if way is through_sqlite and text == HOSTILE["surrogate"]:  # which no text encoding has
        with pytest.raises(NotJSON, match="no text that can be stored"):
            way(study, text, tmp_path)
        return
    again = way(study, text, tmp_path)
    assert again.study_name == study.study_name == (text or "-")
    assert exact(again) == exact(study)
    assert again.user_attrs == study.user_attrs == {text: {text: [text]}}
    assert {path.name for path in tmp_path.iterdir()} <= FILES


@every
def test_text_in_pages_is_shown_not_run(text):
    page = rows(Table(text, (text,), ((text,),)))
    assert "<script>" not in page
    assert page.count("<td>") == page.count("</td>") == 1


@every
def test_text_in_reports_stays_in_its_cell(text):
    page = markdown(("sampler", text), [(text, "1 | 2")])
    assert "<script>" not in page
    assert len(page.strip("\n").split("\n")) == 3


@every
def test_text_in_logs_is_no_format(text, caplog, capsys):
    with caplog.at_level(logging.INFO, logger="bayesopt"):
        filled(InMemoryStorage(), text)
    assert all(record.getMessage() for record in caplog.records)
    assert "Traceback" not in capsys.readouterr().err


@every
def test_text_in_tables_and_reprs(text):
    pandas = pytest.importorskip("pandas", reason="pip install bayesopt[pandas]")
    study = filled(InMemoryStorage(), text)
    frame = study.trials_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert frame[f"params_{text}" if text else "params"][0] in (text, "other")
    assert repr(study)
    assert str(study.replay())


@every
def test_text_on_the_command_line(text, tmp_path, capsys):
    if "\0" in text or not text or len(text) > 10_000 or text == "\ud800":
        pytest.skip("no shell passes it on")
    path = str(tmp_path / "study.db")
    filled(path, text)
    assert main(["replay", path, "--study", text]) == 0
    assert main(["export", path, "--to", str(tmp_path / "out.csv"), "--study", text]) == 0
    assert main(["replay", path, "--study", f"{text} not"]) == 2
    assert "\x1b" not in capsys.readouterr().out
    assert sorted(os.listdir(tmp_path))[0] == "out.csv"


# --- nothing stored is ever run

ALLOWED = {  # objects on their way to a worker and back, which are not stored; and what is raised
    "executors/wire.py": {"pickle", "cloudpickle"},
    "parallel.py": {"pickle.PickleError"},
    "race/workers.py": {"pickle.PicklingError"},
    "testing/lasting.py": {"pickle"},
}
CODE = {"pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib", "yaml", "code"}
CALLS = {"eval", "exec", "compile", "__import__"}


def offences(text):
    """Modules that make objects of bytes, and calls that make code of text."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in CODE)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in CODE:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", None)
            if name in CALLS:
                yield name


def test_no_module_makes_code_of_what_is_stored():
    root = Path(bayesopt.__file__).parent
    for path in sorted(root.rglob("*.py")):
        found = {*offences(path.read_text(encoding="utf-8"))}
        assert found <= ALLOWED.get(str(path.relative_to(root)), set()), f"{path}: {found}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import pickle", ["pickle"]),
        ("def f():\n    from dill import loads", ["dill.loads"]),
        ("eval('1')", ["eval"]),
        ("__import__(x)", ["__import__"]),
        ("re.compile(x)\nimport json", []),
    ],
)
def test_the_gate_finds_what_it_looks_for(text, found):
    assert [*offences(text)] == found


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


@pytest.mark.parametrize("name", ["study.db", "study.jsonl", "study.csv", "trials.json"])
def test_a_planted_file_is_never_loaded(name, tmp_path):
    fired, path = tmp_path / "fired", tmp_path / name
    path.write_bytes(pickle.dumps(Bomb(str(fired))))
    openers = {".db": lambda: load_study(study_name=None, storage=str(path))}
    openers |= {".jsonl": lambda: from_jsonl(path), ".csv": lambda: from_csv(path)}
    with pytest.raises((BayesoptError, ValueError)):
        openers.get(path.suffix, lambda: saving.load(path))()
    assert not fired.exists()


@pytest.mark.parametrize("column", ["rest", "params", "vals", "error"])
def test_a_planted_record_is_never_loaded(column, tmp_path):
    fired, path = tmp_path / "fired", str(tmp_path / "study.db")
    study = filled(path, "s")
    del study
    bomb = pickle.dumps(Bomb(str(fired)), protocol=0)
    with sqlite3.connect(path) as file:
        file.execute(f"UPDATE trial SET {column} = ? WHERE number = 0", (bomb,))
    with suppress(BayesoptError):
        other = load_study(study_name="s", storage=path)
        other.replay()
        to_jsonl(other, tmp_path / "copy")
    assert not fired.exists()


def test_settings_that_name_code_are_not_called(tmp_path):
    storage = InMemoryStorage()
    study = filled(storage, "s")
    [key] = [key for key, value in study._log.attrs().items() if "sampler" in value]
    entry = json.loads(json.dumps(study._log.attrs()[key]))
    entry["sampler"] = {"class": "os.system", "arguments": {"command": f"touch {tmp_path}/fired"}}
    study._log.set_attr(key, entry)
    with pytest.warns(UserWarning, match="sampler was system"):
        assert load_study(study_name="s", storage=storage).sampler is not None
    assert not (tmp_path / "fired").exists()
