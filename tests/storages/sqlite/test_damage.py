"""Files and disks that fail: an error that says so, and nothing acknowledged is lost."""

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bayesopt import create_study
from bayesopt.errors import (
    NewerSchema,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)
from bayesopt.storages.sqlite import SqliteStorage, connection, filesystem
from bayesopt.storages.sqlite.checkup import Grade, examined
from bayesopt.testing.kit import COMPLETE, DRAFT, FACTS, together

needs_fork = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="no fork here"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.db"


def filled(path, n=50):
    storage = SqliteStorage(path, durable=False)
    log = storage.create(FACTS)
    for _ in range(n):
        tell(log)
    return log


def tell(log):
    trial = log.new_trial(DRAFT)
    log.put(replace(trial, state=COMPLETE, values=(0.5,), user_attrs={"text": "x" * 500}))
    return trial.number


def numbers(path, **how):
    trials = SqliteStorage(path, **how).open("s").since(0)[0]
    return [trial.number for trial in trials if trial.state is COMPLETE]


# --- disks without room


def tell_until_full(path, limit, write):
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    log = SqliteStorage(path).open("s")
    try:
        while True:
            os.write(write, b"%d\n" % tell(log))
    except StoreFull as full:
        assert "room" in str(full)
        os._exit(7)


def check_full(path, limit):
    SqliteStorage(path).create(FACTS)
    read, write = os.pipe()
    child = multiprocessing.get_context("fork").Process(
        target=tell_until_full, args=(path, limit, write)
    )
    child.start()
    child.join()
    os.close(write)
    with os.fdopen(read) as acks:
        told = [int(line) for line in acks.read().split()]
    assert child.exitcode == 7
    assert len(told) > 3
    assert numbers(path)[: len(told)] == told
    return told


@needs_fork
def test_a_limit_on_the_size_of_files(path):
    told = check_full(path, 200_000)
    assert tell(SqliteStorage(path).open("s")) in (len(told), len(told) + 1)


@needs_fork
def test_a_full_disk(tmp_path):
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", tmp_path], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        told = check_full(tmp_path / "study.db", 0)
        shutil.copytree(tmp_path, copy := Path(tempfile.mkdtemp()) / "copy")
        assert numbers(copy / "study.db") == told
        tell(SqliteStorage(copy / "study.db").open("s"))  # with room again
        shutil.rmtree(copy.parent)
    finally:
        subprocess.run(["umount", tmp_path], check=True)


# --- files that may only be read


def as_nobody(work, folder):
    """What `work` gives in a process that may only read what is in `folder`."""
    if not hasattr(os, "setuid") or os.getuid() != 0:
        pytest.skip("needs to become another user")
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.setgid(65534)
        os.setuid(65534)
        try:
            answer = repr(work())
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(write, answer.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read) as answered:
        return answered.read()


@pytest.fixture
def shared():
    """A folder that everybody may read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@needs_fork
def test_a_file_that_may_only_be_read(shared):
    log = filled(shared / "study.db", 3)
    for how in ({}, {"read_only": True}):
        told = as_nobody(lambda how=how: numbers(shared / "study.db", **how), shared)
        assert told == "[0, 1, 2]", how
    refused = as_nobody(lambda: tell(SqliteStorage(shared / "study.db").open("s")), shared)
    assert refused.startswith("StoreReadOnly")
    del log  # the log beside the file goes with the last connection
    assert not (shared / "study.db-wal").exists()
    assert as_nobody(lambda: numbers(shared / "study.db", read_only=True), shared) == "[0, 1, 2]"
    assert as_nobody(lambda: numbers(shared / "study.db"), shared) == "[0, 1, 2]"


@needs_fork
def test_a_folder_where_no_file_can_be_made(shared):
    answer = as_nobody(lambda: SqliteStorage(shared / "new.db"), shared)
    assert answer.startswith(("StoreReadOnly", "StoreUnreachable"))


def test_what_is_opened_for_reading_is_not_written(path):
    filled(path, 3)
    before = path.read_bytes()
    storage = SqliteStorage(path, read_only=True)
    log = storage.open("s")
    for write in (
        lambda: log.new_trial(DRAFT),
        lambda: log.set_attr("a", 1),
        lambda: storage.create(replace(FACTS, name="t")),
        lambda: storage.delete("s"),
    ):
        with pytest.raises(StoreReadOnly):
            write()
    assert len(list(log.since(0)[0])) == 3
    assert path.read_bytes() == before
    with pytest.raises(StoreUnreachable, match="does not exist"):
        SqliteStorage(path.with_name("no.db"), read_only=True)


def test_a_reader_sees_what_is_told_meanwhile(path):
    log = filled(path, 3)
    reader = SqliteStorage(path, read_only=True).open("s")
    _, revision = reader.since(0)
    tell(log)
    assert [trial.number for trial in reader.since(revision)[0]] == [3]


# --- files that are damaged


def test_no_database_is_left_alone(path):
    path.write_bytes(text := b"this is my thesis, not a database; do not touch it " * 50)
    with pytest.raises(StoreCorrupt, match=r"not a database.*recover"):
        SqliteStorage(path)
    assert path.read_bytes() == text


@pytest.mark.parametrize("table", ["thing", "trial_params"])
def test_a_database_of_another_program_is_left_alone(path, table):
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"CREATE TABLE {table} (x)")
        db.execute("CREATE TABLE alembic_version (x)")
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match="Optuna" if table == "trial_params" else "thing"):
        SqliteStorage(path)
    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_left_alone(path):
    filled(path, 3)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
        db.execute("UPDATE meta SET value = '9.9.9' WHERE name = 'library_version'")
        db.commit()
    before = path.read_bytes()
    for how in ({}, {"read_only": True}):
        with pytest.raises(NewerSchema, match=r"bayesopt 9\.9\.9"):
            SqliteStorage(path, **how)
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", [os.devnull, "/", "."])
def test_what_is_no_file_is_refused(place):
    with pytest.raises(StoreUnreachable, match="is a folder or a device"):
        SqliteStorage(place)


def test_an_empty_file_becomes_a_study(path):
    path.touch()
    filled(path, 1)
    assert numbers(path) == [0]


@pytest.mark.parametrize("seed", range(25))
def test_damaged_bytes_are_an_error_of_ours_or_do_not_matter(path, seed):
    filled(path)
    rng = random.Random(seed)
    data = bytearray(path.read_bytes())
    if seed % 5 == 0:
        del data[rng.randrange(len(data)) :]
    for _ in range(rng.choice([1, 30, 3000])):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data)
    try:
        log = SqliteStorage(path, timeout=1).open("s")
        trials = list(log.since(0)[0])
        log.put(replace(log.new_trial(DRAFT), state=COMPLETE, values=(1.0,)))
        for trial in trials:
            log.attempts(trial.number)
            log.versions(trial.number)
    except (StoreError, KeyError, ValueError) as error:
        assert type(error).__module__ == "bayesopt.errors", repr(error)


def changed(path, sql):
    with closing(sqlite3.connect(path)) as db:
        db.execute(sql)
        db.commit()


@pytest.mark.parametrize(
    "change",
    [
        """vals = '["x"]'""",
        """vals = '"xy"'""",
        """vals = '3'""",
        """vals = '[{"$float":"nan"}]'""",
        """rest = '[]'""",
        """rest = '{"constraints":{"c":"x"}}'""",
        """rest = '{"intermediate_values":[[1,"x"]]}'""",
        """vals = CAST(x'ff' AS TEXT)""",
    ],
)
def test_a_record_that_is_none_is_an_error_of_ours_and_seen_by_the_doctor(path, change):
    filled(path, 3)
    changed(path, f"UPDATE trial SET {change} WHERE number = 1")
    with pytest.raises(StoreCorrupt, match=r"^trial 1 is stored as|UTF-8"):
        list(SqliteStorage(path).open("s").since(0)[0])
    found = [finding.text for finding in examined(path) if finding.grade is Grade.WRONG]
    assert len(found) == 1
    assert "study 's' cannot be read" in found[0]


def test_parameters_without_values_are_an_error_of_ours(path):
    study = create_study(study_name="s", storage=path, seed=1)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    changed(path, "UPDATE trial SET params = '{}' WHERE number = 1")
    with pytest.raises(StoreCorrupt, match=r"^trial 1 is stored as.*without values"):
        list(SqliteStorage(path).open("s").since(0)[0])


@pytest.mark.parametrize(
    "change",
    [
        "study SET revision = 'x'",
        "trial SET finished = 'x'",
        "trial SET number = 'x' WHERE number = 1",
    ],
)
def test_counts_that_are_none_are_an_error_of_ours(path, change):
    filled(path, 3)
    changed(path, f"UPDATE {change}")
    with pytest.raises(StoreCorrupt, match=r"revision|number is none"):
        list(SqliteStorage(path).open("s").since(0)[0])


@pytest.mark.parametrize("document", ["3", "[1]", "[]", '"x"', "{}", "[1,2,3,4,5,6,7,8,9]"])
def test_a_version_that_is_none_is_an_error_of_ours_and_seen_by_the_doctor(path, document):
    log = filled(path, 3)
    log.amend(replace(next(iter(log.since(0)[0])), values=(1.0,)))
    changed(path, f"UPDATE version SET document = '{document}'")
    with pytest.raises(StoreCorrupt, match="trial 0"):
        SqliteStorage(path).open("s").versions(0)
    assert "trial 0" in "".join(f.text for f in examined(path) if f.grade is Grade.WRONG)


@pytest.mark.parametrize(
    "change", ["directions = '3'", "seed = 'x'", "created = 'x'", "space = '[1]'"]
)
def test_a_study_that_is_none_is_an_error_of_ours_and_seen_by_the_doctor(path, change):
    filled(path, 3)
    changed(path, f"UPDATE study SET {change}")
    with pytest.raises(StoreCorrupt, match="study 's' is stored as"):
        SqliteStorage(path).open("s")
    assert "study 's'" in "".join(f.text for f in examined(path) if f.grade is Grade.WRONG)


def test_without_its_log_a_file_is_as_old_as_it_is_and_work_goes_on(path):
    log = filled(path, 3)
    shutil.copy(path, path.with_name("copy.db"))  # what is in study.db-wal is left behind
    with_log = path.with_name("whole.db")
    shutil.copy(path, with_log)
    shutil.copy(f"{path}-wal", f"{with_log}-wal")
    assert numbers(with_log) == [0, 1, 2]
    storage = SqliteStorage(path.with_name("copy.db"))
    if storage.names() == []:
        storage.create(FACTS)
    assert tell(storage.open("s")) == len(numbers(path.with_name("copy.db"))) - 1
    assert tell(log) == 3


def test_a_log_of_another_file_is_not_taken_for_its_own(path):
    first, other = filled(path, 3), filled(path.with_name("other.db"), 5)
    lone = path.with_name("lone.db")
    first.connections.back_up(lone)
    shutil.copy(f"{path.with_name('other.db')}-wal", f"{lone}-wal")
    with suppress(StoreError):
        assert numbers(lone) in ([0, 1, 2], [0, 1, 2, 3, 4])
    assert tell(other) == 5


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_removed_while_it_is_open(path, replaced):
    log = filled(path, 3)
    path.rename(path.with_name("away.db"))
    if replaced:
        path.write_bytes(b"")
    with pytest.raises(StoreUnreachable, match="removed or replaced"):
        tell(log)


# --- locks


def test_a_program_that_keeps_the_file_locked(path):
    log = filled(path, 3)
    quick = SqliteStorage(path, timeout=0.2).open("s")
    with closing(sqlite3.connect(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another program"):
            tell(quick)
        assert len(list(quick.since(0)[0])) == 3
    assert tell(quick) == 3
    assert tell(log) == 4


def test_a_reader_that_never_ends_does_not_stop_writers(path):
    log = filled(path, 3)
    with closing(sqlite3.connect(path)) as db:
        db.execute("BEGIN")
        assert db.execute("SELECT COUNT(*) FROM trial").fetchone() == (3,)
        for _ in range(300):  # beyond a checkpoint
            tell(log)
        assert db.execute("SELECT COUNT(*) FROM trial").fetchone() == (3,)
    assert len(numbers(path)) == 303


def test_the_log_of_many_who_write_much_stays_short(path):
    log = filled(path, 0)
    beside = path.with_name(f"{path.name}-wal")

    def write(_):
        longest = 0
        for key in range(50):  # fewer than any one waits for before a checkpoint
            log.set_attr(str(key), "a" * 50_000)
            longest = max(longest, beside.stat().st_size)
        return longest

    assert max(together(6, write)) < 5e6  # of 15 MB


def test_a_log_that_a_reader_made_long_is_cut_once_it_has_gone(path, monkeypatch):
    monkeypatch.setattr(connection, "_LONGEST_LOG", 100_000)
    monkeypatch.setattr(connection, "_WAIT_FOR_READERS", 1)
    log = filled(path, 3)
    beside = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path)) as db:
        db.execute("BEGIN")
        assert db.execute("SELECT COUNT(*) FROM trial").fetchone() == (3,)
        for key in range(50):
            log.set_attr(str(key), "a" * 10_000)
        assert beside.stat().st_size > 500_000
    for key in range(50):
        log.set_attr(str(key), "b" * 10_000)
    assert beside.stat().st_size < 150_000
    assert log.attrs() == {str(key): "b" * 10_000 for key in range(50)}


def test_thirty_two_threads(path):
    log = filled(path, 0)
    told = together(32, lambda _: [tell(log) for _ in range(10)])
    assert sorted(number for some in told for number in some) == list(range(320))


# --- file systems

MOUNTS = """\
22 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
30 22 0:40 / /home rw,relatime shared:1 - nfs4 server:/home rw
31 30 0:41 / /home/me/local\\040disk rw - xfs /dev/sdb rw
32 22 0:42 / /mnt rw - fuse.sshfs me@host:/ rw
33 22 0:43 / /mnt rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/study.db", "ext4"),
        ("/home/me/study.db", "nfs4"),
        ("/homes/study.db", "ext4"),
        ("/home/me/local disk/study.db", "xfs"),
        ("/mnt/study.db", "tmpfs"),
    ],
)
def test_file_systems_are_told_by_the_mounts(tmp_path, place, kind):
    (tmp_path / "mounts").write_text(MOUNTS)
    assert filesystem.kind_of(Path(place), tmp_path / "mounts") == kind
    assert filesystem.kind_of(Path(place), tmp_path / "none") == ""


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "virtiofs", "fuse.sshfs", "9p"])
def test_network_file_systems_are_refused_with_advice(path, monkeypatch, kind):
    monkeypatch.setattr("bayesopt.storages.sqlite.connection.kind_of", lambda path: kind)
    with pytest.raises(StoreUnreachable, match="postgresql://"):
        SqliteStorage(path)
    assert not path.exists()
    log = SqliteStorage(path, allow_network_fs=True, durable=False).create(FACTS)
    assert [tell(log) for _ in range(3)] == [0, 1, 2]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
