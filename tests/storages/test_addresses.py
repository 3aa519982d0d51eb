"""What a text names, and that no message shows a password, however badly a URL is written."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

import bayesopt
from bayesopt import cli
from bayesopt.errors import BayesoptError, InvalidStorage
from bayesopt.exchange import from_csv, from_jsonl, to_csv, to_jsonl
from bayesopt.samplers import RandomSampler
from bayesopt.storages import SqliteStorage
from bayesopt.storages.addresses import check_path, file_of, without_password
from bayesopt.storages.journal import JournalFileBackend, JournalStorage
from bayesopt.storages.urls import resolved
from bayesopt.studies import load_study

MISTYPED = [
    "postgresql//u:s3cret@h/db",
    "postgresql;//u:s3cret@h/db",
    "postgresql;/u:s3cret@h/db",
    "postgresql:u:s3cret@h/db",
    "postgresql:/u:s3cret@h/db",
    "PostgreSQL+psycopg:u:s3cret@h/db",
    "mysql:u:s3cret/db",
    "postgresql/:/u:s3cret@h/db",
    "psql//u:s3cret@h/db",
    "//u:s3cret@h/db",
    "u:s3cret@h/db",
    "u:s3cret@h",
    "u:s3cret@127.0.0.1:1/db",
    "u:no/s3cret@h/db",
    "u:no@s3cret@h/db",
    "u:no\ns3cret@h/db",
    "h/db?user=u&password=s3cret",
    "host=h user=u password=s3cret",
    "host=h user=u PGPASSWORD=s3cret",
    "sqlite:///u:s3cret@h/db",
]
URLS = [
    "sqlite://u:s3cret@h/db",
    "sqlite://u:s3cret/db",
    "sqlite:///a.db?password=s3cret",
    "redis://u:s3cret@h/db",
    "postgresql://u:s3cret/db",
    "postgresql://u:s3cret@h",
    "postgresql://u:s3cret@h:port/db",
    "postgresql://u:no@s3cret@h/db",
    "postgresql+bogus://u:s3cret@h/db",
]
FILES = [
    "runs:2026@home.db",
    "runs:2026@home.SQLITE3",
    "runs:2026.db",
    "./u:pw@h",
    "/data/a@b/study.db",
    "/data/a:b@c/study.db",
    "a@b/study.db",
    "12:30/study.db",
    "sqlite/study.db",
    "n_tokens=5,lr=3",
]


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def others():
    """What is in the folder beside the study."""
    return {name for name in os.listdir() if not name.startswith("study.db")}


@pytest.mark.parametrize("given", MISTYPED)
def test_mistyped_urls_name_no_file(given):
    with pytest.raises(
        InvalidStorage, match=r"looks like a URL that lacks its '://'; pass .*'\./'"
    ):
        file_of(given)


@pytest.mark.parametrize("given", FILES)
def test_paths_are_paths(given):
    assert file_of(given) == given
    assert file_of(f"sqlite:///{given}") == given
    assert without_password(given) == given
    assert without_password(f"sqlite:///{given}") == f"sqlite:///{given}"


def test_what_is_no_text_is_a_path_unless_it_begins_like_a_url():
    check_path(Path("u:pw@h/db"))
    with pytest.raises(InvalidStorage, match=r"'postgresql:/u:\*\*\*@h/db'"):
        check_path(Path("postgresql://u:s3cret@h/db"))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://u:s3cret@h/db", "postgresql://u:***@h/db"),
        ("postgresql//u:s3cret@h/db", "postgresql//u:***@h/db"),
        ("postgresql:u:s3cret@h/db", "postgresql:u:***@h/db"),
        ("u:s3/cr@et@h/db", "u:***@h/db"),
        ("postgresql://u/s3cret@h/db", "postgresql://***@h/db"),
        ("postgresql://us3cret@h:1/db", "postgresql://***@h:1/db"),
        ("postgresql://u:s3cret/db", "postgresql://u:***"),
        ("postgresql://h/d?password=s3cret&x=1", "postgresql://h/d?password=***&x=1"),
        ("optuna:postgresql://u:s3cret@h/db", "optuna:postgresql://u:***@h/db"),
        ("optuna:u:s3cret@h/db", "optuna:u:***@h/db"),
        ("--to=postgresql//u:s3cret@h/db", "***@h/db"),
    ],
)
def test_what_is_shown_instead_of_a_password(given, shown):
    assert without_password(given) == shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://h/db",
        "postgresql://h:5432/db",
        "mysql://[::1]:3306/db",
        "optuna:postgresql://h/db",
        "optuna:journal.log",
        "redis://h:6379",
    ],
)
def test_urls_without_a_password_are_shown_whole(url):
    assert without_password(url) == url


@pytest.mark.parametrize("given", MISTYPED + URLS)
def test_no_door_repeats_a_password(given, capsys):
    pytest.importorskip("sqlalchemy", reason="pip install bayesopt[sql]")
    study = bayesopt.create_study(storage="study.db", sampler=RandomSampler())
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    before = others()
    for call in (
        lambda: bayesopt.create_study(storage=given),
        lambda: load_study(study_name="s", storage=given),
        lambda: SqliteStorage(given),
        lambda: JournalStorage(JournalFileBackend(given)),
        lambda: study.export(given),
        lambda: to_csv(study, given),
        lambda: from_csv(given),
        lambda: to_jsonl(study, given),
        lambda: from_jsonl(given),
    ):
        with pytest.raises(InvalidStorage) as raised:
            call()
        assert "s3cret" not in str(raised.value)
    for words in (
        ["doctor", given],
        ["replay", given],
        ["worker", given, "os:getcwd"],
        ["worker", "study.db", given],
        ["export", given, "--to", "x.csv"],
        ["export", "study.db", "--to", given],
        ["import", given, "--to", "x.db"],
        ["import", "study.db", "--to", given],
        ["import", "study.db", f"--to={given}.csv"],
    ):
        assert cli.main(words) != 0, words
        assert "s3cret" not in "".join(capsys.readouterr()), words
    assert others() == before


@pytest.mark.parametrize("given", MISTYPED + URLS)
@pytest.mark.parametrize(
    "words",
    [
        ["doctor", "study.db", "URL"],
        ["replay", "study.db", "--url=URL"],
        ["worker", "study.db", "a:b", "--n-trials", "URL"],
        ["worker", "study.db", "a:b", "--n-trials=URL"],
        ["export", "study.db", "--t=URL", "--s=URL", "URL"],
        ["URL"],
    ],
)
def test_complaints_about_arguments_repeat_no_password(words, given, capsys):
    with pytest.raises(SystemExit):
        cli.main([word.replace("URL", given) for word in words])
    told = capsys.readouterr().err
    assert "error: " in told
    assert "s3cret" not in told


@pytest.mark.parametrize("given", [*MISTYPED, *URLS, "sqlite:///none.db", "study.txt"])
def test_places_of_optuna_repeat_no_password(given, capsys):
    pytest.importorskip("optuna", reason="pip install bayesopt[parity]")
    bayesopt.create_study(storage="study.db", sampler=RandomSampler())
    Path("study.txt").write_text("no journal\n" * 3)
    before = others()
    assert cli.main(["import", f"optuna:{given}", "--to", "x.db"]) == cli.FAILED
    if given != "sqlite:///none.db":
        assert cli.main(["export", "study.db", "--to", f"optuna:{given}"]) == cli.FAILED
    assert "s3cret" not in "".join(capsys.readouterr())
    assert others() == before


def test_where_a_study_was_put_is_said_without_the_password(monkeypatch, capsys):
    bayesopt.create_study(storage="study.db", study_name="s", sampler=RandomSampler())
    monkeypatch.setattr("bayesopt.exchange.command._write", lambda study, target, name: None)
    for kind in ("", "optuna:"):
        cli.main(["export", "study.db", "--to", f"{kind}postgresql://u:s3cret@h/db"])
        assert capsys.readouterr().out == f"'s': 0 trials, in {kind}postgresql://u:***@h/db\n"


def test_a_file_of_an_odd_name_is_used():
    for name in ("runs:2026@home.db", "./a:b@c", Path("u:pw@h")):
        study = bayesopt.create_study(storage=name, study_name="s")
        assert os.path.exists(name)
        assert bayesopt.load_study(study_name="s", storage=name).study_name == study.study_name
    with suppress(BayesoptError):
        resolved("u:pw@h")
