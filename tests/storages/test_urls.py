"""What users may write for a storage."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

import bayesopt
import bayesopt.errors
from bayesopt import cli
from bayesopt.errors import StoreUnreachable
from bayesopt.samplers import RandomSampler
from bayesopt.storages import InMemoryStorage
from bayesopt.storages.urls import resolved


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "given",
    [
        "a.db",
        Path("a.db"),
        "./a.db",
        "sqlite:///a.db",
        "sqlite:///./a.db",
        "sqlite+pysqlite:///a.db",
    ],
)
def test_files_here(given):
    assert resolved(given).path == Path("a.db").absolute()
    assert Path("a.db").exists()


def test_files_elsewhere(tmp_path):
    for given in (f"sqlite:///{tmp_path}/b.db", str(tmp_path / "b.db"), tmp_path / "b.db"):
        assert resolved(given).path == tmp_path / "b.db"


@pytest.mark.parametrize("name", ["a b.db", "a?b.db", "a#b.db", "a%20b.db", "é漢.db", "%s{}.db"])
def test_any_name_of_a_file(name):
    resolved(name)
    assert name in os.listdir()


@pytest.mark.parametrize("given", [":memory:", "sqlite://", "sqlite:///:memory:"])
def test_in_memory(given):
    assert isinstance(resolved(given), InMemoryStorage)
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("given", "kind", "about"),
    [
        ("redis://host", ValueError, "redis"),
        ("sqlite://a.db", ValueError, "sqlite:///study.db"),
        ("sqlite:///a.db?timeout=1", ValueError, "options"),
        ("sqlite:a.db", ValueError, "lacks its"),
        ("file:a.db", ValueError, "lacks its"),
        ("PostgreSQL+psycopg:a", ValueError, "lacks its"),
        ("journal.log", ValueError, "journal of Optuna"),
        ("sqlite:///a.csv", ValueError, "called like text"),
        ("/", ValueError, "names no file"),
        ("sqlite:////", ValueError, "names no file"),
        ("a\0b", ValueError, "names no file"),
        ("a" * 300, ValueError, "300 bytes"),
        ("\ud800.db", ValueError, "no text of a path"),
        ("", TypeError, "study.db"),
        (3, TypeError, "storage = 3"),
        ("no/such/folder/a.db", StoreUnreachable, "folder"),
        (".", StoreUnreachable, "folder"),
    ],
)
def test_what_is_no_storage(given, kind, about):
    with pytest.raises(kind, match=about) as raised:
        resolved(given)
    assert kind is TypeError or isinstance(raised.value, bayesopt.errors.StoreError)
    assert "\n" not in str(raised.value)
    assert os.listdir() == []


@pytest.mark.parametrize(
    "url",
    [
        "redis://me:s3cret@host",
        "postgresql:/me:s3cret@host/d",
        "postgres:me:s3cret@host/d",
        "postgresql://me:no@s3cret@127.0.0.1:1/d",
        "postgresql://127.0.0.1:1/d?user=me&password=s3cret",
        "mysql://me:no@127.0.0.1:1/d?password=s3cret",
        "mysql://me@127.0.0.1/?passwd=s3cret",
    ],
)
def test_a_password_is_not_repeated(url, capsys):
    pytest.importorskip("sqlalchemy")
    with pytest.raises((bayesopt.errors.BayesoptError, OSError)) as raised:
        resolved(url)
    assert "s3cret" not in str(raised.value)
    with suppress(bayesopt.errors.BayesoptError):
        cli.main(["doctor", url])
    assert "s3cret" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("path", [None, "", "postgresql://h/d"])
def test_exports_go_to_files(path):
    study = bayesopt.create_study(sampler=RandomSampler())
    with pytest.raises(bayesopt.errors.InvalidStorage, match="pass the path of a"):
        study.export(path)


def test_everything_takes_text():
    study = bayesopt.create_study(storage="a.db", study_name="s", sampler=RandomSampler())
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    with pytest.raises(bayesopt.DuplicatedStudyError):
        bayesopt.create_study(storage="a.db", study_name="s")
    again = bayesopt.create_study(storage="sqlite:///a.db", study_name="s", load_if_exists=True)
    assert again.trials == study.trials
    assert bayesopt.load_study(study_name=None, storage=Path("a.db")).trials == study.trials
    bayesopt.copy_study(from_study_name="s", from_storage="a.db", to_storage="b.db")
    assert bayesopt.load_study(study_name="s", storage="b.db").trials == study.trials
    [summary] = bayesopt.get_all_study_summaries("b.db")
    assert (summary.study_name, summary.n_trials) == ("s", 3)
    bayesopt.delete_study(study_name="s", storage="b.db")
    assert bayesopt.get_all_study_names("b.db") == []


def test_reading_makes_no_file():
    for call in (
        lambda: bayesopt.load_study(study_name="s", storage="a.db"),
        lambda: bayesopt.get_all_study_names("a.db"),
        lambda: bayesopt.delete_study(study_name="s", storage="a.db"),
    ):
        with pytest.raises(StoreUnreachable, match="create_study"):
            call()
    assert os.listdir() == []


# --- resuming


def test_a_study_is_resumed_as_it_was_made():
    made = bayesopt.create_study(
        storage="a.db",
        study_name="s",
        direction="maximize",
        space={"x": bayesopt.Float(0, 1)},
        seed=1,
    )
    known = {"storage": "a.db", "study_name": "s", "load_if_exists": True}
    again = bayesopt.create_study(**known)
    assert (again.directions, again.space) == (made.directions, made.space)
    with pytest.raises(ValueError, match=r"maximize.*not.*minimize"):
        bayesopt.create_study(**known, direction="minimize")
    with pytest.raises(ValueError, match="space"):
        bayesopt.create_study(**known, space={"x": bayesopt.Float(0, 2)})
    with pytest.warns(UserWarning, match="seed 1"):
        bayesopt.create_study(**known, seed=2)
    bayesopt.create_study(**known, direction="maximize", space=made.space, seed=1)


def square(x):
    return x * x


def test_choices_that_are_functions_are_declared_again():
    def objective(trial):
        return trial.suggest_categorical("f", [square, abs])(trial.suggest_float("x", -1, 1))

    known = {"storage": "a.db", "study_name": "s", "load_if_exists": True}
    study = bayesopt.create_study(**known, seed=1, sampler=RandomSampler())
    study.optimize(objective, n_trials=5)
    again = bayesopt.create_study(**known, sampler=RandomSampler())
    assert "not declared" in repr(again.trials[0].params["f"])
    again.optimize(objective, n_trials=5)
    whole = bayesopt.create_study(seed=1, sampler=RandomSampler())
    whole.optimize(objective, n_trials=10)
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]
    space = {"f": bayesopt.Categorical([square, abs])}
    bayesopt.create_study(storage="a.db", study_name="t", space=space)
    assert bayesopt.load_study(study_name="t", storage="a.db").space != space
    known = {"storage": "a.db", "study_name": "t", "load_if_exists": True}
    assert bayesopt.create_study(**known, space=space).space == bayesopt.Space(space)


def test_what_is_no_json_is_named_and_the_trial_goes_on():
    study = bayesopt.create_study(storage="a.db")
    with pytest.raises(bayesopt.errors.NotJSON, match="model"):
        study.set_user_attr("model", square)
    trial = study.ask()
    with pytest.raises(bayesopt.errors.NotJSON, match=r"user_attrs\['model'\] = <function square"):
        trial.set_user_attr("model", square)
    trial.set_user_attr("name", "square")
    study.tell(trial, 1.0)
    assert study.trials[0].user_attrs == {"name": "square"}


def test_storages_are_found_by_name():
    from bayesopt.storages import SqliteStorage

    assert isinstance(resolved("a.db"), SqliteStorage)
