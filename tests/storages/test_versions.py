"""Versions of the tables in files: old ones are read, new ones refused, and the way between."""

import multiprocessing
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bayesopt.errors import NewerSchema, StoreCorrupt, StoreReadOnly
from bayesopt.storages.sqlite import SqliteStorage, moments
from bayesopt.storages.tables import migrations
from bayesopt.storages.tables.migrations import Migrations
from bayesopt.storages.tables.schema import VERSION
from bayesopt.testing.kit import DRAFT, FACTS
from tests.storages.golden import make

GOLDEN = [make.FOLDER / f"v{version}.db" for version in range(1, VERSION + 1)]


def second(db, types):
    db.execute(f"ALTER TABLE study ADD COLUMN colour {types.text}")
    db.execute("UPDATE study SET colour = 'red'")


def third(db, types):
    db.execute("UPDATE study SET colour = colour || 'der'")


LATER = Migrations({1: second, 2: third}, 3)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.db"


@pytest.fixture
def old(path):
    """A file of version 1 with one trial."""
    storage = SqliteStorage(path)
    storage.create(FACTS).new_trial(DRAFT)
    storage.close()
    return path


def asked(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def version(path):
    return asked(path, "PRAGMA user_version")[0][0]


# --- golden files


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_files_of_every_released_version_are_read(golden, path):
    shutil.copy(golden, path)
    log = SqliteStorage(path).open(make.FACTS.name)
    assert log.facts == make.FACTS
    assert log.attrs() == make.ATTRS
    kept = [replace(trial, number=k) for k, trial in enumerate(make.trials())]
    assert list(log.since(0)[0]) == kept
    assert log.new_trial(DRAFT).params == {"x": 0.5}
    assert version(path) == VERSION


def test_the_script_makes_what_is_committed(tmp_path):
    made = tmp_path / "made.db"
    make.make(made, tmp_path / "scratch.db")
    for table in ("study", "attr", "space", "trial"):
        assert asked(made, f"SELECT * FROM {table}") == asked(GOLDEN[-1], f"SELECT * FROM {table}")
    layout = "SELECT name, sql FROM sqlite_master ORDER BY name"
    assert asked(made, layout) == asked(GOLDEN[-1], layout), "tables changed: raise VERSION"


# --- from version to version


def test_an_old_file_is_copied_and_brought_up_to_date(old, monkeypatch):
    monkeypatch.setattr(migrations, "MIGRATIONS", LATER)
    storage = SqliteStorage(old)
    assert version(old) == 3
    assert asked(old, "SELECT colour FROM study") == [("redder",)]
    assert storage.open("s").new_trial(DRAFT).number == 1
    copy = old.with_name("study.db.v1.bak")
    assert version(copy) == 1
    monkeypatch.undo()
    assert [t.number for t in SqliteStorage(copy).open("s").since(0)[0]] == [0]


def test_later_files_are_refused_untouched(old, monkeypatch):
    monkeypatch.setattr(migrations, "MIGRATIONS", LATER)
    SqliteStorage(old).close()
    monkeypatch.undo()
    before = old.read_bytes()
    for read_only in (False, True):
        with pytest.raises(NewerSchema, match=r"schema 3.*schema 1"):
            SqliteStorage(old, read_only=read_only)
    assert old.read_bytes() == before


def test_whoever_has_an_old_file_open_stops_when_it_is_upgraded(old, monkeypatch):
    log = SqliteStorage(old).open("s")
    with closing(sqlite3.connect(old)) as db:
        db.execute("PRAGMA user_version = 2")
    with pytest.raises(NewerSchema):
        log.new_trial(DRAFT)


def test_reading_alone_does_not_upgrade(old, monkeypatch):
    monkeypatch.setattr(migrations, "MIGRATIONS", LATER)
    with pytest.raises(StoreReadOnly, match="open it for writing once"):
        SqliteStorage(old, read_only=True)
    assert version(old) == 1


def test_versions_without_a_way(old, monkeypatch):
    monkeypatch.setattr(migrations, "MIGRATIONS", Migrations({2: third}, 3))
    with pytest.raises(StoreCorrupt, match="no way"):
        SqliteStorage(old)
    assert version(old) == 1
    assert not old.with_name("study.db.v1.bak").exists()


def test_a_step_that_fails_leaves_the_file_as_it_was(old, monkeypatch):
    def fails(db, types):
        second(db, types)
        raise RuntimeError("half done")

    monkeypatch.setattr(migrations, "MIGRATIONS", Migrations({1: fails}, 2))
    with pytest.raises(RuntimeError, match="half done"):
        SqliteStorage(old)
    monkeypatch.undo()
    assert [t.number for t in SqliteStorage(old).open("s").since(0)[0]] == [0]


def test_whoever_dies_on_the_way_leaves_a_file_from_which_it_goes_on(old, tmp_path, monkeypatch):
    """The process dies at each moment in turn, until it lives through all of them."""
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("this test forks")
    monkeypatch.setattr(migrations, "MIGRATIONS", LATER)
    seen = set()
    for k in range(100):
        path = tmp_path / f"{k}.db"
        shutil.copy(old, path)
        child = os.fork()
        if not child:
            _upgrade_and_die(path, k)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        seen.add(version(path))
        storage = SqliteStorage(path)
        assert version(path) == 3
        assert asked(path, "SELECT colour FROM study") == [("redder",)]
        assert asked(path, "PRAGMA integrity_check") == [("ok",)]
        assert storage.open("s").new_trial(DRAFT).number == 1
        if code == 0:
            break
    assert k > 8
    assert seen == {1, 2, 3}


def _upgrade_and_die(path, k):
    """Open the file, and end at the k-th moment."""
    left = k

    def reached(moment):
        nonlocal left
        if left == 0:
            os._exit(137)
        left -= 1

    moments.reached = reached
    try:
        SqliteStorage(path)
        os._exit(0)
    finally:
        os._exit(1)
