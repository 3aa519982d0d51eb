"""Storages by the names and arguments that Optuna's users know."""

import pickle

import pytest

import bayesopt
from bayesopt.errors import InvalidStorage, Missing, StoreCorrupt
from bayesopt.storages import (
    InMemoryStorage,
    JournalStorage,
    RDBStorage,
    SqliteStorage,
    get_storage,
)
from bayesopt.storages.journal import JournalFileBackend


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def kept(storage):
    """The trials of a study written to a storage, read by the default way."""
    study = bayesopt.create_study(storage=storage, study_name="s", load_if_exists=True)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    return len(study.trials)


def test_a_database_by_its_url():
    storage = RDBStorage("sqlite:///x.db")
    assert isinstance(storage, SqliteStorage)
    assert kept(storage) == 2
    assert len(bayesopt.load_study(study_name="s", storage="sqlite:///x.db").trials) == 2
    assert kept(pickle.loads(pickle.dumps(storage))) == 4


def test_a_database_in_memory():
    assert isinstance(RDBStorage(url="sqlite:///:memory:"), InMemoryStorage)


def test_a_storage_by_what_names_it(tmp_path):
    assert isinstance(get_storage(None), InMemoryStorage)
    kept = get_storage(f"sqlite:///{tmp_path}/a.db")
    assert kept.path == tmp_path / "a.db"
    assert get_storage(kept) is kept
    with pytest.raises(TypeError, match="storage = 3; pass "):
        get_storage(3)


def test_arguments_that_ask_for_nothing():
    storage = RDBStorage(
        "sqlite:///x.db",
        {},
        False,
        heartbeat_interval=None,
        grace_period=None,
        heartbeat_stale_trial_callback=None,
        failed_trial_callback=None,
        skip_table_creation=False,
    )
    assert kept(storage) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("engine_kwargs", {"pool_size": 3}),
        ("skip_compatibility_check", True),
        ("heartbeat_interval", 60),
        ("grace_period", 120),
        ("heartbeat_stale_trial_callback", print),
        ("failed_trial_callback", print),
        ("skip_table_creation", True),
    ],
)
def test_arguments_that_ask_for_something(name, value, tmp_path):
    with pytest.raises(TypeError, match=f"RDBStorage has no {name} = .*drop it"):
        RDBStorage("sqlite:///x.db", **{name: value})
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("url", [None, 3, InMemoryStorage()])
def test_what_is_no_url(url):
    with pytest.raises(TypeError, match=r"url = .*; pass 'sqlite:///study\.db'"):
        RDBStorage(url)


@pytest.mark.parametrize("url", ["redis://localhost", "sqlite://x.db"])
def test_urls_that_are_not_known(url):
    with pytest.raises(InvalidStorage, match=r"sqlite:///study\.db"):
        RDBStorage(url)


@pytest.mark.parametrize("name", ["study.log", "study.jsonl", "study"])
def test_one_file_of_any_name(name, tmp_path):
    storage = JournalStorage(JournalFileBackend(tmp_path / name))
    assert isinstance(storage, SqliteStorage)
    assert kept(storage) == 2
    assert kept(bayesopt.storages.JournalStorage(JournalFileBackend(file_path=name))) == 4
    assert len(bayesopt.load_study(study_name="s", storage=name).trials) == 4


def test_the_older_name_of_the_backend():
    with pytest.warns(FutureWarning, match="use JournalFileBackend"):
        backend = bayesopt.storages.JournalFileStorage("study.log")
    assert kept(JournalStorage(backend)) == 2


@pytest.mark.parametrize("open_it", [lambda p: p, lambda p: JournalStorage(JournalFileBackend(p))])
def test_a_journal_of_optuna_is_refused_and_not_touched(open_it, tmp_path):
    text = '{"op_code":0,"worker_id":"a","study_name":"s","directions":[1]}\n'
    (tmp_path / "old.log").write_text(text)
    with pytest.raises(InvalidStorage, match=r"python -m bayesopt import optuna:old\.log --to"):
        bayesopt.create_study(storage=open_it("old.log"))
    assert (tmp_path / "old.log").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["old.log"]


def test_journals_and_databases_that_optuna_writes(tmp_path):
    optuna = pytest.importorskip("optuna")
    theirs = optuna.storages.journal.JournalFileBackend("old.log")
    optuna.create_study(storage=optuna.storages.JournalStorage(theirs))
    optuna.create_study(storage="sqlite:///old.db")
    with pytest.raises(InvalidStorage, match="is a journal of Optuna; import"):
        JournalStorage(JournalFileBackend("old.log"))
    with pytest.raises(StoreCorrupt, match="is a database of Optuna; import"):
        RDBStorage("sqlite:///old.db")


def test_locks_and_other_backends():
    with pytest.raises(TypeError, match=r"lock_obj = .* locks of its own; drop it"):
        JournalFileBackend("study.log", lock_obj=object())
    with pytest.raises(TypeError, match="file_path = 3 is no path"):
        JournalFileBackend(3)
    with pytest.raises(TypeError, match=r"log_storage = .study\.log.; write JournalStorage"):
        JournalStorage("study.log")
    with pytest.raises(Missing, match="postgresql"):
        from bayesopt.storages.journal import JournalRedisBackend  # noqa: F401
