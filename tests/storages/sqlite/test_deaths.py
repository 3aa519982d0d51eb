"""Processes that die at any moment: nothing acknowledged is lost, nothing is done twice.

BAYESOPT_NIGHTLY=1 makes the stress longer: 10 000 trials and 500 kills.
"""

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest

from bayesopt.errors import LeaseLost, StoreBusy
from bayesopt.frozen import TrialState
from bayesopt.storages import Ending, Worker
from bayesopt.storages.sqlite import SqliteStorage, moments
from bayesopt.testing.kit import COMPLETE, DRAFT, FACTS, RUNNING, WAITING

if "fork" not in multiprocessing.get_all_start_methods():
    pytest.skip("these tests fork", allow_module_level=True)

TRIALS, KILLS = (10_000, 500) if os.environ.get("BAYESOPT_NIGHTLY") else (1500, 120)
MOMENTS = ("begin", "commit", "checkpoint")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.db"


def forked(work, *given):
    """A child process that is doing `work` and leaves without cleaning up."""
    child = multiprocessing.get_context("fork").Process(target=work, args=given)
    child.start()
    return child


def sound(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def trials_of(storage):
    return {trial.number: trial for trial in storage.open("s").since(0)[0]}


def acknowledged(folder):
    """Numbers and values that workers have written down; a torn last line was never said."""
    for acks in folder.glob("acks-*"):
        for line in acks.read_text().split("\n")[:-1]:
            number, value = line.split()
            yield int(number), float(value)


def run_trials(path, enough):
    """Ask and tell until told to end; each result is written down once it is told."""
    log = SqliteStorage(path).open("s")
    worker = Worker.here()
    acks = os.open(path.with_name(f"acks-{os.getpid()}"), os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    while (trial := log.new_trial(DRAFT, worker)).number < TRIALS or not enough.exists():
        value = trial.number + random.random()
        log.put(replace(trial, params={"x": value}))
        log.put(replace(trial, params={"x": value}, state=COMPLETE, values=(value,)))
        os.write(acks, f"{trial.number} {value!r}\n".encode())
    log.put(replace(trial, state=TrialState.FAIL))


@pytest.mark.timeout(1800)
def test_processes_killed_at_random(path, tmp_path):
    SqliteStorage(path).create(FACTS)
    rng = random.Random(1)
    enough = path.with_name("enough")  # a file: who dies with a lock of ours would keep it
    workers = [forked(run_trials, path, enough) for _ in range(8)]
    for _ in range(KILLS):
        time.sleep(rng.uniform(0, 0.06))
        k = rng.randrange(8)
        workers[k].kill()
        workers[k].join()
        workers[k] = forked(run_trials, path, enough)
    enough.touch()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    log = SqliteStorage(path).open("s")
    while (trial := log.new_trial(DRAFT)).attempt > 1:  # what the last of them left behind
        log.put(replace(trial, state=COMPLETE, values=(0.0,)))
    trials = trials_of(SqliteStorage(path))
    assert sound(path)
    assert sorted(trials) == list(range(len(trials)))
    told = list(acknowledged(tmp_path))
    assert len(told) == len({number for number, _ in told})
    assert len(told) >= TRIALS - 3 * KILLS
    assert len(told) >= len(trials) - 3 * KILLS - 9
    assert all(trials[number].values == (value,) for number, value in told)
    failed = [t for t in trials.values() if t.state is TrialState.FAIL]
    assert len([t for t in failed if not t.error]) == 8  # the last of each worker
    assert all(t.error.startswith("lost") for t in failed if t.error)
    assert [t.number for t in trials.values() if not t.state.is_finished()] == [trial.number]


def work_until_death(path, moment, nth, acks):
    """Two hundred trials told, and a few amended, unless it dies at the `nth` such moment."""
    seen = 0

    def reached(now):
        nonlocal seen
        seen += now == moment
        if seen == nth:
            os._exit(137)

    moments.reached = reached
    storage = SqliteStorage(path)
    log = storage.create(FACTS)
    os.write(acks, b"created\n")
    for _ in range(200):
        trial = log.new_trial(DRAFT, Worker.here())
        told = replace(trial, state=COMPLETE, values=(trial.number + 0.5,))
        log.put(told)
        os.write(acks, b"%d\n" % trial.number)
        if trial.number % 5 == 0:
            log.amend(replace(told, values=(-1.0,)))
            os.write(acks, b"amended\n")


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("side", ["before", "after"])
def test_processes_that_die_at_a_given_moment(path, tmp_path, side, moment, nth):
    acks = os.open(tmp_path / "acks", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    child = forked(work_until_death, path, f"{side} {moment}", nth, acks)
    child.join()
    assert child.exitcode == (0 if moment == "checkpoint" and nth > 2 else 137)
    lines = (tmp_path / "acks").read_text().split()
    storage = SqliteStorage(path)
    if storage.names() == []:
        assert lines == []
        storage.create(FACTS)
    trials = trials_of(storage)
    told = [int(line) for line in lines if line.isdigit()]
    assert all(trials[number].state is COMPLETE for number in told)
    assert set(trials) - set(told) <= {len(told)}  # one may be under way
    versions = sum(len(storage.open("s").versions(number)) for number in trials)
    assert versions - lines.count("amended") in (0, 1)
    assert storage.open("s").new_trial(DRAFT).number == (
        len(told)
        if trials.get(len(told), None) is None or trials[len(told)].state is RUNNING
        else len(told) + 1
    )
    assert sound(path)


def open_first(path, start, results):
    start.wait()
    try:
        SqliteStorage(path, timeout=60).create(FACTS)
        results.put("created")
    except Exception as error:
        results.put(type(error).__name__)


def test_sixteen_processes_open_one_new_file_at_once(tmp_path):
    context = multiprocessing.get_context("fork")
    for k in range(10):
        start, results = context.Event(), context.Queue()
        path = tmp_path / f"{k}.db"
        children = [forked(open_first, path, start, results) for _ in range(16)]
        start.set()
        found = sorted(results.get(timeout=60) for _ in children)
        assert found == ["DuplicatedStudyError"] * 15 + ["created"]
        for child in children:
            child.join()


# --- processes that are stopped


def stop_within_a_transaction(path):
    def reached(moment):
        if moment == "after begin":
            os.kill(os.getpid(), signal.SIGSTOP)

    storage = SqliteStorage(path)
    moments.reached = reached
    storage.open("s").new_trial(DRAFT)


def wait_until_stopped(child):
    while True:
        with open(f"/proc/{child.pid}/stat") as stat:
            if stat.read().rpartition(")")[2].split()[0] == "T":
                return
        time.sleep(0.01)


@pytest.fixture
def proc():
    if not os.path.exists("/proc/self/stat"):
        pytest.skip("needs /proc")


def test_one_who_is_stopped_while_writing_makes_others_wait_but_not_for_ever(path, proc):
    log = SqliteStorage(path, timeout=0.5).create(FACTS)
    child = forked(stop_within_a_transaction, path)
    try:
        wait_until_stopped(child)
        began = time.monotonic()
        for _ in range(2):
            with pytest.raises(StoreBusy, match=r"0\.5 s"):
                log.new_trial(DRAFT)
        assert time.monotonic() - began < 30
        assert list(log.since(0)[0]) == []  # readers do not wait
        os.kill(child.pid, signal.SIGCONT)
        child.join()
        assert log.new_trial(DRAFT).number == 1
    finally:
        child.kill()


def claim_and_stop(path, host, acks):
    log = SqliteStorage(path).open("s")
    here = Worker.here()
    trial = log.new_trial(DRAFT, replace(here, host=host or here.host, lease=0.1))
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        log.put(replace(trial, state=COMPLETE, values=(1.0,)))
        os.write(acks, b"told")
    except LeaseLost:
        os.write(acks, b"late")


@pytest.mark.parametrize(("host", "answer"), [("", b"told"), ("another", b"late")])
def test_one_who_is_stopped_for_longer_than_its_lease(path, proc, host, answer):
    """On this host it lives, so its trial stays its own; of another host nobody can know."""
    log = SqliteStorage(path).create(FACTS)
    read, write = os.pipe()
    child = forked(claim_and_stop, path, host, write)
    try:
        wait_until_stopped(child)
        time.sleep(0.2)
        mine = log.new_trial(DRAFT, Worker.here())
        assert mine.number == (0 if host else 1)
        log.put(replace(mine, state=COMPLETE, values=(2.0,)))
        os.kill(child.pid, signal.SIGCONT)
        child.join()
        assert os.read(read, 9) == answer
        assert trials_of(SqliteStorage(path))[0].value == (2.0 if host else 1.0)
    finally:
        child.kill()
        os.close(read)
        os.close(write)


# --- clocks


def test_a_clock_that_jumps(path):
    now = [1e9]
    log = SqliteStorage(path, clock=lambda: now[0]).create(FACTS)
    elsewhere = Worker("elsewhere", 1, 1, "m", lease=60.0)
    first = log.new_trial(DRAFT, elsewhere)
    local = log.new_trial(DRAFT, Worker.here())
    now[0] += 86400.0  # forward: the claim seems over, and only that of the other host
    again = log.new_trial(DRAFT, elsewhere)
    assert (again.number, again.attempt) == (first.number, 2)
    with pytest.raises(LeaseLost):
        log.put(replace(first, state=COMPLETE, values=(1.0,)))
    log.put(replace(local, state=COMPLETE, values=(1.0,)))
    now[0] -= 2 * 86400.0  # back: the claim does not last for two days
    assert log.new_trial(DRAFT, Worker.here()).number == 2
    now[0] += 61.0
    assert log.new_trial(DRAFT, Worker.here()).number == 0
    assert [a.ending for a in log.attempts(0)] == [Ending.LOST, Ending.LOST, None]


# --- forks


def test_a_child_uses_connections_of_its_own(path):
    log = SqliteStorage(path).create(FACTS)
    log.new_trial(DRAFT)

    def work():
        for _ in range(20):
            log.put(replace(log.new_trial(DRAFT), state=COMPLETE, values=(1.0,)))

    children = [forked(work) for _ in range(4)]
    work()
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert sorted(trials_of(SqliteStorage(path))) == list(range(101))
    assert sound(path)


def test_a_child_does_not_keep_its_parents_turn(path):
    """A process forks while another of its threads is writing, and dies; nobody has to wait."""
    SqliteStorage(path).create(FACTS)

    read, write = os.pipe()

    def parent():
        log = SqliteStorage(path).open("s")

        def reached(moment):
            if moment == "before commit":
                moments.reached = lambda moment: None
                if (child := os.fork()) == 0:
                    time.sleep(60)
                    os._exit(0)
                os.write(write, str(child).encode())
                os.kill(os.getpid(), signal.SIGKILL)

        moments.reached = reached
        log.new_trial(DRAFT)

    child = forked(parent)
    child.join()
    assert child.exitcode == -signal.SIGKILL
    log = SqliteStorage(path, timeout=5.0).open("s")
    assert log.new_trial(replace(DRAFT, state=WAITING)).number == 0
    os.kill(int(os.read(read, 20)), signal.SIGKILL)
    os.close(read)
    os.close(write)
