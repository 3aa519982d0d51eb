"""Servers: what goes wrong with them, who shares them, and what texts they must hold."""

import multiprocessing
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest

from bayesopt import FrozenTrial, StudyDirection, TrialState, create_study, load_study
from bayesopt.errors import (
    AlreadyTold,
    InvalidStorage,
    Missing,
    NewerSchema,
    NotJSON,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreUnreachable,
    StudyNotFound,
)
from bayesopt.samplers import RandomSampler
from bayesopt.storages import Ending, StudyFacts, Worker
from bayesopt.storages.tables.migrations import Migrations
from bayesopt.storages.urls import resolved
from tests.storages import servers

RUNNING, COMPLETE = TrialState.RUNNING, TrialState.COMPLETE
FACTS = StudyFacts("s", (StudyDirection.MINIMIZE,), 7, datetime(2024, 1, 2))
DRAFT = FrozenTrial(-1, RUNNING, datetime_start=datetime(2024, 1, 2, 3))
HOSTILE = ["a\0b", "\0", "␛0␛\0", "🎲", "'; DROP TABLE bayesopt_trial; --", "%s %(a)s ? :x", "\\0"]


def objective(trial):
    return trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1)


# --- texts


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_comes_back_as_it_was(url, text):
    storage = resolved(url)
    log = storage.create(replace(FACTS, name=text))
    log.set_attr(text, {text: text})
    trial = FrozenTrial(-1, TrialState.FAIL, {text: text}, error=text, user_attrs={text: [text]})
    kept = log.new_trial(trial)
    again = resolved(url).open(text)
    assert again.facts.name == text
    assert storage.names() == [text]
    assert again.attrs() == {text: {text: text}}
    assert list(again.since(0)[0]) == [kept] == [replace(trial, number=0)]
    storage.delete(text)


def test_texts_that_databases_hold_to_be_equal_are_not(url):
    storage = resolved(url)
    names = ["a", "A", "a ", "á", "ä", "ss", "ß"]
    for name in names:
        storage.create(replace(FACTS, name=name)).set_attr("K", name)
    log = storage.open("a ")
    log.set_attr("k", 1)
    assert storage.names() == names
    assert log.attrs() == {"K": "a ", "k": 1}


def test_half_a_character_is_refused(url):
    log = resolved(url).create(FACTS)
    with pytest.raises(NotJSON, match="no text"):
        log.new_trial(FrozenTrial(-1, TrialState.FAIL, error="\ud800"))
    assert log.new_trial(DRAFT).number == 0


def test_large_documents(url):
    log = resolved(url).create(FACTS)
    attrs = {"page": "x" * 3_000_000}
    log.new_trial(replace(DRAFT, user_attrs=attrs))
    [trial] = log.since(0)[0]
    assert trial.user_attrs == attrs


# --- what goes wrong


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (lambda s: s.url("mysql", password="s3cret"), "check the user and the password"),
        (lambda s: s.url("nowhere"), "create that database"),
        (lambda s: s.url("mysql").replace(f":{s.port}", ":1"), "is the server running"),
        (lambda s: s.url("mysql").replace("127.0.0.1", "nowhere.invalid"), "is this its address"),
    ],
    ids=["password", "database", "port", "host"],
)
def test_servers_that_cannot_be_used(server, change, advice):
    with pytest.raises(StoreUnreachable, match=advice) as caught:
        resolved(change(server))
    assert "s3cret" not in str(caught.value)
    assert servers.PASSWORD not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://u:s3cret@h", "mysql://u:s3cret@h:port/d"])
def test_urls_that_are_none(url):
    pytest.importorskip("sqlalchemy")
    with pytest.raises(ValueError, match="postgresql://user:password@host/database") as caught:
        resolved(url)
    assert "s3cret" not in str(caught.value)


def test_options_that_the_driver_does_not_know(url):
    with pytest.raises((InvalidStorage, StoreError), match="bogus"):
        resolved(f"{url}?bogus=1")


@pytest.mark.parametrize(
    ("url", "module"),
    [
        ("postgresql://h/d", "psycopg"),
        ("mysql://h/d", "pymysql"),
        ("mariadb://h/d", "pymysql"),
        ("mysql://h/d", "sqlalchemy"),
    ],
)
def test_libraries_that_are_missing(url, module, monkeypatch):
    if module != "sqlalchemy":
        pytest.importorskip("sqlalchemy")
    for name in [n for n in sys.modules if n.startswith("bayesopt.storages.sql.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "bayesopt.storages.sql", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Missing, match=rf"{module}; pip install 'bayesopt\[sql\]'"):
        resolved(url)


def test_the_password_is_in_no_repr(url):
    storage = resolved(url)
    assert servers.PASSWORD not in repr(storage)
    assert "***" in repr(storage)


def test_tables_of_a_later_version_are_left_alone(server, new_url):
    resolved(new_url).create(FACTS)
    database = new_url.rpartition("/")[2]
    for name, value in (("schema", "2"), ("library_version", "9.9")):
        update = f"UPDATE bayesopt_meta SET value = '{value}' WHERE name = '{name}'"
        servers.execute(server, update, database)
    with pytest.raises(NewerSchema, match=r"bayesopt 9\.9 \(schema 2\)"):
        resolved(new_url)


def test_a_table_that_is_gone(server, new_url):
    log = resolved(new_url).create(FACTS)
    servers.execute(server, "DROP TABLE bayesopt_trial", new_url.rpartition("/")[2])
    with pytest.raises(StoreCorrupt, match="bayesopt_trial"):
        log.new_trial(DRAFT)


def test_who_is_stopped_while_writing_does_not_stop_others_for_ever(url):
    from bayesopt.storages.sql import SqlStorage

    log = SqlStorage(url).create(FACTS)
    impatient = SqlStorage(url, timeout=1.0).open("s")
    holding, over = threading.Event(), threading.Event()

    def hold(db):
        log.connections.lock(db, log._study)
        holding.set()
        over.wait(30)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(log.connections.write, hold, True)
        holding.wait(30)
        with pytest.raises(StoreBusy, match="longer timeout"):
            impatient.new_trial(DRAFT)
        over.set()
        held.result()
    assert impatient.new_trial(DRAFT).number == 0


def test_connections_that_the_server_has_ended_are_made_again(server, url):
    log = resolved(url).create(FACTS)
    log.new_trial(DRAFT)
    end_sessions(server, url)
    assert log.new_trial(DRAFT).number == 1
    end_sessions(server, url)
    assert len(list(log.since(0)[0])) == 2


def end_sessions(server, url):
    """Let the server hang up on everybody who uses that database."""
    database = url.rpartition("/")[2]
    if server.scheme == "postgresql":
        everybody = f"FROM pg_stat_activity WHERE datname = '{database}'"
        servers.execute(server, f"SELECT pg_terminate_backend(pid) {everybody}")
        return
    import sqlalchemy

    engine = sqlalchemy.create_engine(server.url("mysql").replace("mysql", "mysql+pymysql", 1))
    with engine.connect() as connection:
        everybody = f"information_schema.processlist WHERE db = '{database}'"
        for (session,) in connection.exec_driver_sql(f"SELECT id FROM {everybody}").fetchall():
            connection.exec_driver_sql(f"KILL {session}")
    engine.dispose()


# --- many at once


def test_a_storage_can_be_pickled(url):
    storage = resolved(url)
    storage.create(FACTS)
    assert pickle.loads(pickle.dumps(storage)).names() == ["s"]


def first_open(url, barrier, results):
    try:
        barrier.wait(60)
        study = create_study(
            storage=url, study_name="s", load_if_exists=True, sampler=RandomSampler()
        )
        study.optimize(objective, n_trials=2)
        results.put("ok")
    except BaseException as error:
        results.put(repr(error))


def test_a_study_can_be_pickled(url):
    study = create_study(study_name="s", storage=url, sampler=RandomSampler(), seed=1)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    again = pickle.loads(pickle.dumps(study))
    again.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    assert len(study.trials) == 4
    assert study.replay().ok


def test_sixteen_processes_open_an_empty_database_at_once(new_url):
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(16), context.Queue()
    processes = [
        context.Process(target=first_open, args=(new_url, barrier, results)) for _ in range(16)
    ]
    for process in processes:
        process.start()
    assert [results.get(timeout=100) for _ in processes] == ["ok"] * 16
    for process in processes:
        process.join(30)
    study = load_study(storage=new_url, study_name="s")
    assert sorted(t.number for t in study.trials) == list(range(32))


def test_a_forked_child_uses_connections_of_its_own(url):
    log = resolved(url).create(FACTS)
    mine = log.new_trial(DRAFT)
    child = os.fork()
    if not child:
        with suppress(BaseException):
            os._exit(log.new_trial(DRAFT).number)
        os._exit(99)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    log.put(replace(mine, state=COMPLETE, values=(1.0,)))
    assert [t.state for t in log.since(0)[0]] == [RUNNING, COMPLETE]


def test_leases_are_over_by_the_clock_of_the_server(url, monkeypatch):
    log = resolved(url).create(FACTS)
    away = Worker("elsewhere", 1, 1, "m", 2.0)
    mine = log.new_trial(DRAFT, away)
    monkeypatch.setattr(time, "time", lambda: 4e9)  # ours is decades ahead
    assert log.new_trial(DRAFT).number == 1
    time.sleep(2.2)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert log.new_trial(DRAFT).number == mine.number
    assert log.attempts(0)[0].ending is Ending.LOST


def test_of_processes_that_tell_at_once_one_wins(url):
    """The two are processes: threads of one would take turns at Python."""
    study = create_study(storage=url, study_name="s", sampler=RandomSampler())
    count = 100
    trials = [study.ask() for _ in range(count)]
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(2), context.Queue()

    def tell_all(who):
        log = resolved(url).open("s")
        won = []
        for trial in trials:
            barrier.wait(60)
            with suppress(AlreadyTold):
                log.put(replace(trial._facts, state=COMPLETE, values=(float(who),)))
                won.append(trial.number)
        results.put((who, won))

    processes = [context.Process(target=tell_all, args=(who,)) for who in range(2)]
    for process in processes:
        process.start()
    won = dict(results.get(timeout=100) for _ in processes)
    assert sorted(won[0] + won[1]) == list(range(count))
    told = {t.number: t.value for t in load_study(storage=url, study_name="s").trials}
    assert sorted(n for n, value in told.items() if value == 0.0) == sorted(won[0])


WORKER = """
import os, sys
from bayesopt import load_study
from bayesopt.samplers import RandomSampler
url, acknowledged = sys.argv[1:]
file = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
study = load_study(storage=url, study_name="s", sampler=RandomSampler())
write = lambda study, trial: os.write(file, f"{trial.number} {trial.value!r}\\n".encode())
study.optimize(lambda t: t.suggest_float("x", 0, 1), n_trials=10**6, callbacks=[write])
"""


@pytest.mark.timeout(700)
def test_no_acknowledged_result_is_lost_when_workers_are_killed(url, tmp_path):
    """Four workers, killed and started again at random moments; nothing acknowledged is lost."""
    nightly = os.environ.get("BAYESOPT_NIGHTLY")
    trials, kills, seconds = (5000, 500, 600) if nightly else (150, 12, 90)
    create_study(storage=url, study_name="s", sampler=RandomSampler())
    acknowledged = tmp_path / "acknowledged"
    rng = random.Random(7)

    def start():
        command = [sys.executable, "-c", WORKER, url, acknowledged]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def told():
        return acknowledged.read_text().splitlines() if acknowledged.exists() else []

    workers, killed, end = [start() for _ in range(4)], 0, time.monotonic() + seconds
    try:
        while (killed < kills or len(told()) < trials) and time.monotonic() < end:
            time.sleep(rng.uniform(0.0, 0.4))
            if killed < kills and told():
                k = rng.randrange(len(workers))
                workers[k].send_signal(signal.SIGKILL)
                workers[k].wait()
                workers[k] = start()
                killed += 1
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert killed == kills
    study = load_study(storage=url, study_name="s", sampler=RandomSampler())
    recorded = {t.number: t for t in study.trials}
    assert sorted(recorded) == list(range(len(recorded)))  # no number twice, no gap
    pairs = [line.split() for line in told()]
    assert len({number for number, _ in pairs}) == len(pairs) > 20
    for number, value in pairs:
        assert recorded[int(number)].value == float(value)
    study.optimize(objective, n_trials=12)  # and what the dead have left is done first
    assert not [t for t in study.trials if t.state == RUNNING]


# --- versions


def second(db, types):
    db.execute(f"CREATE TABLE extra (id {types.id}, text {types.text})")
    db.execute("INSERT INTO attr (study, digest, name, value) VALUES (0, 'd', 'moved', '1')")


def test_older_tables_are_brought_up_to_date(server, new_url):
    from bayesopt.storages.sql.schema import prepare

    storage = resolved(new_url)
    log = storage.create(FACTS)
    log.new_trial(DRAFT)
    prepare(storage._server, Migrations({1: second}, 2))
    prepare(storage._server, Migrations({1: second}, 2))  # nothing to do any more
    found = storage._server.read("SELECT value FROM meta WHERE name = ?", ("schema",))
    assert found == [("2",)]
    assert storage._server.read("SELECT COUNT(*) FROM attr WHERE name = 'moved'") == [(1,)]
    assert [t.number for t in log.since(0)[0]] == [0]
    with pytest.raises(NewerSchema):
        resolved(new_url)


def test_a_step_that_fails_leaves_everything_as_it_was(postgres, new_url, server):
    if server is not postgres:
        pytest.skip("MySQL keeps what a step has done to tables; steps can be begun again there")
    from bayesopt.storages.sql.schema import prepare

    def fails(db, types):
        second(db, types)
        raise RuntimeError("half done")

    storage = resolved(new_url)
    storage.create(FACTS)
    with pytest.raises(RuntimeError, match="half done"):
        prepare(storage._server, Migrations({1: fails}, 2))
    assert resolved(new_url).names() == ["s"]
    prepare(storage._server, Migrations({1: second}, 2))


def test_versions_without_a_way(new_url):
    from bayesopt.storages.sql.schema import prepare

    storage = resolved(new_url)
    with pytest.raises(StoreCorrupt, match="no way"):
        prepare(storage._server, Migrations({2: second}, 3))


def test_deleted_while_it_is_used(url):
    storage = resolved(url)
    log = storage.create(FACTS)
    storage.delete("s")
    for call in (lambda: log.new_trial(DRAFT), lambda: log.since(0), lambda: storage.open("s")):
        with pytest.raises(StudyNotFound):
            call()
