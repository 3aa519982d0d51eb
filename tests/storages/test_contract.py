"""What every storage must do; a new one is one more row of STORAGES."""

import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest

from bayesopt import (
    AlreadyTold,
    Categorical,
    DuplicatedStudyError,
    Float,
    FrozenTrial,
    InvalidValue,
    Space,
    StudyDirection,
    StudyNotFound,
    TrialState,
    UnknownTrial,
    create_study,
)
from bayesopt.errors import LeaseLost
from bayesopt.samplers import RandomSampler
from bayesopt.storages import Ending, InMemoryStorage, StudyFacts, Worker
from bayesopt.storages.sqlite import SqliteStorage

STORAGES = {
    "memory": lambda folder: InMemoryStorage(),
    "sqlite": lambda folder: SqliteStorage(folder / "study.db"),
}

RUNNING, COMPLETE, WAITING = TrialState.RUNNING, TrialState.COMPLETE, TrialState.WAITING
FACTS = StudyFacts(
    "s", (StudyDirection.MAXIMIZE,), 7, datetime(2024, 1, 2), Space({"x": Float(0, 1)})
)
DRAFT = FrozenTrial(-1, RUNNING, datetime_start=datetime(2024, 1, 2, 3))


@pytest.fixture(autouse=True)
def threads_that_change_often():
    """Races that a switch every 5 ms would hide."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(params=STORAGES.values(), ids=STORAGES.keys())
def storage(request, tmp_path):
    return request.param(tmp_path)


@pytest.fixture
def log(storage):
    return storage.create(FACTS)


def together(threads, work):
    """What `work(k)` gives in so many threads that start at the same moment."""
    barrier = threading.Barrier(threads, timeout=30)

    def run(k):
        barrier.wait()
        return work(k)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


# --- studies


def test_studies_by_name(storage):
    log = storage.create(FACTS)
    log.new_trial(DRAFT)
    storage.create(replace(FACTS, name="t"))
    assert storage.names() == ["s", "t"]
    opened = storage.open("s")
    assert opened.facts == FACTS
    assert [t.number for t in opened.since(0)[0]] == [0]
    assert list(storage.open("t").since(0)[0]) == []
    storage.delete("s")
    assert storage.names() == ["t"]


def test_names_that_are_taken_or_missing(storage):
    storage.create(FACTS)
    with pytest.raises(DuplicatedStudyError, match="load_if_exists"):
        storage.create(FACTS)
    for call in (storage.open, storage.delete):
        with pytest.raises(StudyNotFound, match="'z'"):
            call("z")
        with pytest.raises(KeyError):
            call("z")


@pytest.mark.parametrize("name", ["", " ", "é 漢字 🎲", "a\0b", "a/b", "'; drop", "x" * 10**6])
def test_any_text_is_a_name(storage, name):
    storage.create(replace(FACTS, name=name))
    assert storage.open(name).facts.name == name
    assert storage.names() == [name]


def test_one_of_many_creates(storage):
    def create(k):
        try:
            return storage.create(replace(FACTS, seed=k)).facts.seed
        except DuplicatedStudyError:
            return None

    winners = [seed for seed in together(16, create) if seed is not None]
    assert len(winners) == 1
    assert storage.open("s").facts.seed == winners[0]


def test_sixteen_threads_load_or_create_one_study(storage):
    def study(_):
        made = create_study(
            storage=storage, study_name="s", load_if_exists=True, sampler=RandomSampler()
        )
        made.optimize(lambda t: t.suggest_float("x", 0, 1), n_trials=5)
        return made

    studies = together(16, study)
    assert len(storage.names()) == 1
    for one in studies:
        assert [t.number for t in one.trials] == list(range(80))
        assert all(t.state == COMPLETE for t in one.trials)


def test_attributes(log):
    log.set_attr("a", [1, "é", None])
    log.set_attr("a", 2)
    log.set_attr("b", {"c": 0.1})
    attrs = log.attrs()
    assert attrs == {"a": 2, "b": {"c": 0.1}}
    attrs.clear()
    assert log.attrs() == {"a": 2, "b": {"c": 0.1}}


# --- new_trial


def test_numbers_count_up_from_zero(log):
    assert [log.new_trial(DRAFT).number for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_trial_is_kept_as_it_is(log):
    full = FrozenTrial(
        number=-1,
        state=COMPLETE,
        params={"x": 0.1 + 0.2, "c": None, "é": True},
        distributions={"x": Float(0, 1), "c": Categorical([None, 1]), "é": Categorical([1, True])},
        values=(float("inf"),),
        intermediate_values={3: 0.5, 1: float("-inf")},
        user_attrs={"why": ["a", 1.5]},
        notes={"n": 3},
        datetime_start=datetime(2024, 1, 2, 3, 4, 5, 678901),
        datetime_complete=datetime(2024, 1, 2, 3, 4, 6),
    )
    kept = log.new_trial(full)
    assert kept == replace(full, number=0)
    assert list(log.since(0)[0]) == [kept]
    assert kept.params["é"] is True


def test_a_running_draft_starts_the_lowest_waiting_trial(log):
    for x in (0.1, 0.2, 0.3):
        log.new_trial(FrozenTrial(-1, WAITING, {"x": x}, user_attrs={"x": x}))
    first = log.new_trial(DRAFT)
    assert first == FrozenTrial(
        0,
        RUNNING,
        {"x": 0.1},
        user_attrs={"x": 0.1},
        datetime_start=DRAFT.datetime_start,
        attempt=1,
    )
    log.put(replace(first, state=WAITING))  # interrupted
    assert [log.new_trial(DRAFT).number for _ in range(5)] == [0, 1, 2, 3, 4]


def test_other_drafts_leave_waiting_trials_alone(log):
    log.new_trial(FrozenTrial(-1, WAITING))
    assert log.new_trial(FrozenTrial(-1, COMPLETE, values=(1.0,))).number == 1
    assert log.new_trial(FrozenTrial(-1, WAITING)).number == 2


def test_a_waiting_trial_that_ended_otherwise_is_not_started(log):
    waiting = log.new_trial(FrozenTrial(-1, WAITING))
    log.put(replace(waiting, state=TrialState.FAIL))
    assert log.new_trial(DRAFT).number == 1


def test_sixteen_threads_get_distinct_numbers(log):
    numbers = together(16, lambda k: [log.new_trial(DRAFT).number for _ in range(200)])
    assert sorted(n for some in numbers for n in some) == list(range(3200))
    assert all(some == sorted(some) for some in numbers)


def test_sixteen_threads_claim_each_waiting_trial_once(log):
    for k in range(800):
        log.new_trial(FrozenTrial(-1, WAITING, {"k": k}))
    claimed = together(16, lambda _: [log.new_trial(DRAFT) for _ in range(60)])
    trials = [t for some in claimed for t in some]
    assert Counter(t.number for t in trials) == dict.fromkeys(range(960), 1)
    assert all(t.params == {"k": t.number} for t in trials if t.number < 800)


# --- put


def test_put_replaces(log):
    trial = log.new_trial(DRAFT)
    log.put(replace(trial, params={"x": 0.5}))
    log.put(replace(trial, params={"x": 0.25}))
    assert [t.params for t in log.since(0)[0]] == [{"x": 0.25}]


@pytest.mark.parametrize("end", [COMPLETE, TrialState.FAIL, TrialState.PRUNED])
def test_what_has_ended_stays_as_it_is(log, end):
    trial = log.new_trial(DRAFT)
    ended = replace(trial, state=end, values=(1.0,) if end == COMPLETE else None)
    log.put(ended)
    for again in (ended, trial, replace(trial, state=WAITING)):
        with pytest.raises(AlreadyTold, match="trial 0"):
            log.put(again)
    assert list(log.since(0)[0]) == [ended]


@pytest.mark.parametrize("number", [-1, 1, 10**9])
def test_unknown_numbers(log, number):
    log.new_trial(DRAFT)
    with pytest.raises(UnknownTrial, match=str(number)):
        log.put(replace(DRAFT, number=number))


def test_of_two_tellers_one_wins_a_thousand_times(log):
    trials = [log.new_trial(DRAFT) for _ in range(1000)]
    barrier = threading.Barrier(2, timeout=30)

    def tell_all(who):
        won = []
        for trial in trials:
            barrier.wait()
            try:
                log.put(replace(trial, state=COMPLETE, values=(float(who),)))
                won.append(trial.number)
            except AlreadyTold:
                pass
        return won

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(tell_all, range(2)))
    assert sorted(won[0] + won[1]) == list(range(1000))
    told = {t.number: t.value for t in log.since(0)[0]}
    assert [n for n, who in told.items() if who == 0.0] == sorted(won[0])


def test_of_two_handles_that_tell_one_wins_a_thousand_times(storage):
    study = create_study(storage=storage, sampler=RandomSampler(), seed=1)
    trials = [study.ask() for _ in range(1000)]
    barrier = threading.Barrier(2, timeout=30)

    def tell_all(who):
        won = []
        for trial in trials:
            barrier.wait()
            with suppress(AlreadyTold):
                won.append(study.tell(trial, float(who)))
        return won

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(tell_all, range(2)))
    assert sorted((*won[0], *won[1]), key=lambda t: t.number) == study.trials
    assert {t.value for t in won[0]} <= {0.0}
    assert {t.value for t in won[1]} <= {1.0}


# --- workers


def away(lease, mark="m"):
    """A worker on another host."""
    return Worker("elsewhere", 1, 1, mark, lease)


def test_attempts_count(log):
    trial = log.new_trial(DRAFT)
    assert trial.attempt == 1
    log.put(replace(trial, state=WAITING))
    again = log.new_trial(DRAFT)
    assert (again.number, again.attempt) == (0, 2)
    log.put(replace(again, state=COMPLETE, values=(1.0,)))
    assert [(a.attempt, a.ending, a.worker) for a in log.attempts(0)] == [
        (1, Ending.INTERRUPTED, None),
        (2, Ending.COMPLETE, None),
    ]


def test_a_trial_asked_by_hand_is_never_taken_away(log):
    log.new_trial(DRAFT)
    assert log.new_trial(DRAFT, away(0.0)).number == 1


def test_the_trial_of_a_dead_worker_is_run_again(log):
    dead = Worker.here()
    mine = log.new_trial(DRAFT, dead)
    log.put(replace(mine, params={"x": 1.0}, intermediate_values={0: 1.0}))
    dead.stop()
    again = log.new_trial(DRAFT, Worker.here())
    assert again == replace(mine, params={"x": 1.0}, attempt=2)
    with pytest.raises(LeaseLost, match="attempt 2"):
        log.put(replace(mine, state=COMPLETE, values=(1.0,)))
    log.put(replace(again, state=COMPLETE, values=(2.0,)))
    assert [(a.attempt, a.ending) for a in log.attempts(0)] == [
        (1, Ending.LOST),
        (2, Ending.COMPLETE),
    ]
    assert log.attempts(0)[0].worker == str(dead)


def test_on_another_host_a_claim_holds_as_long_as_its_lease(log):
    log.new_trial(DRAFT, away(3600.0))
    short = log.new_trial(DRAFT, away(0.0))
    assert log.new_trial(DRAFT).number == short.number


def test_claims_are_renewed(log):
    kept, lost = away(1.0, "kept"), away(0.5, "lost")
    log.new_trial(DRAFT, kept)
    log.new_trial(DRAFT, lost)
    for _ in range(4):
        time.sleep(0.4)
        log.renew(kept)
    assert [log.new_trial(DRAFT, away(60.0)).number for _ in range(2)] == [1, 2]


def test_what_comes_late_counts_if_nobody_has_taken_the_trial(log):
    late = log.new_trial(DRAFT, away(0.0))
    log.new_trial(FrozenTrial(-1, WAITING))
    other = log.new_trial(DRAFT, away(60.0))
    assert other.number == 0  # taken; but the next one only waits
    log.put(replace(other, state=WAITING))
    log.put(replace(other, state=COMPLETE, values=(3.0,)))
    assert log.attempts(0)[-1].ending is Ending.COMPLETE
    with pytest.raises(AlreadyTold):
        log.put(replace(late, state=COMPLETE, values=(1.0,)))


def test_a_trial_that_is_lost_three_times_fails(log):
    trials = [log.new_trial(DRAFT, away(0.0)) for _ in range(4)]
    assert [(t.number, t.attempt) for t in trials] == [(0, 1), (0, 2), (0, 3), (1, 1)]
    [lost] = [t for t in log.since(0)[0] if t.number == 0]
    assert lost.state == TrialState.FAIL
    assert lost.error.startswith("lost")
    assert lost.datetime_complete is not None
    assert [a.ending for a in log.attempts(0)] == [Ending.LOST] * 3
    with pytest.raises(LeaseLost):
        log.put(replace(trials[2], state=COMPLETE, values=(1.0,)))


# --- amendments


def test_what_is_amended_keeps_its_place_and_its_history(log):
    a, b = log.new_trial(DRAFT), log.new_trial(DRAFT)
    ended = [replace(t, state=COMPLETE, values=(float(t.number),)) for t in (b, a)]
    for trial in ended:
        log.put(trial)
    _, revision = log.since(0)
    better = replace(ended[0], values=(5.0,))
    log.amend(better)
    log.amend(replace(better, values=(6.0,)))
    assert [t.values for t in log.since(revision)[0]] == [(6.0,)]
    assert [t.number for t in log.since(0)[0]] == [1, 0]
    versions = log.versions(1)
    assert [v.trial for v in versions] == [ended[0], better]
    assert [v.revision for v in versions] == [revision + 1, revision + 2]
    assert log.versions(0) == []


def test_only_what_has_finished_is_amended(log):
    running = log.new_trial(DRAFT)
    with pytest.raises(InvalidValue, match="RUNNING"):
        log.amend(replace(running, state=COMPLETE, values=(1.0,)))
    log.put(replace(running, state=COMPLETE, values=(1.0,)))
    with pytest.raises(InvalidValue, match="RUNNING"):
        log.amend(running)
    for call in (log.versions, log.attempts):
        with pytest.raises(UnknownTrial):
            call(9)


# --- since


def test_revisions_count_writes(log):
    changed, revision = log.since(0)
    assert (list(changed), revision) == ([], 0)
    trial = log.new_trial(DRAFT)
    assert log.since(0)[1] == 1
    log.put(trial)
    _, revision = log.since(0)
    assert revision == 2
    assert list(log.since(revision)[0]) == []
    log.set_attr("a", 1)
    assert list(log.since(revision)[0]) == []


def test_since_gives_each_changed_trial_once_in_the_order_of_last_writes(log):
    a, _, c = (log.new_trial(DRAFT) for _ in range(3))
    _, revision = log.since(0)
    log.put(replace(c, params={"x": 1}))
    log.put(replace(a, params={"x": 2}))
    log.put(replace(c, state=COMPLETE, values=(1.0,)))
    changed, _ = log.since(revision)
    assert [(t.number, t.state) for t in changed] == [(0, RUNNING), (2, COMPLETE)]
    assert [t.number for t in log.since(0)[0]] == [1, 0, 2]


def test_what_is_read_while_others_write_is_complete_and_in_one_order(log):
    """Readers that follow by revisions end with the same trials, finished in the same order."""
    writers, each = 4, 100

    def write(_):
        for _ in range(each):
            trial = log.new_trial(DRAFT)
            log.put(replace(trial, params={"x": 0.5}))
            log.put(replace(trial, state=COMPLETE, values=(float(trial.number),)))

    def read(_):
        known, finished, revision = {}, [], 0
        while len(finished) < writers * each:
            changed, newest = log.since(revision)
            assert newest >= revision
            revision = newest
            for trial in changed:
                known[trial.number] = trial
                if trial.state == COMPLETE:
                    finished.append(trial.number)
        return finished

    orders = [o for o in together(8, lambda k: write(k) if k < writers else read(k)) if o]
    assert len(orders) == 4
    assert all(order == orders[0] for order in orders)
    assert sorted(orders[0]) == list(range(writers * each))
