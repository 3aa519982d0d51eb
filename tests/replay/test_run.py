"""Whatever made the trials of a study, replaying it gives their suggestions again."""

import os
import random
import signal
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, TrialPruned, TrialState, create_study, create_trial
from bayesopt.asking import ask_one
from bayesopt.build import this_build
from bayesopt.errors import StoreCorrupt
from bayesopt.replay import Verdict
from bayesopt.replay import run as replaying
from bayesopt.samplers import (
    AutoSampler,
    CmaEsSampler,
    GPSampler,
    GridSampler,
    NSGAIISampler,
    RandomSampler,
    Sampler,
    Suggestion,
    TPESampler,
)
from bayesopt.storages import InMemoryStorage, Worker
from bayesopt.studies import copy_study, get_all_study_names, load_study
from bayesopt.telling import requeue

SPACE = {"x": Float(-1, 2), "c": Categorical(["a", "b"])}
SAMPLERS = {
    "auto": AutoSampler,
    "gp": lambda: GPSampler(n_startup_trials=3),
    "tpe": lambda: TPESampler(n_startup_trials=3, multivariate=True, group=True),
    "cma-es": lambda: CmaEsSampler(popsize=3, consider_pruned_trials=True),
    "nsga-ii": lambda: NSGAIISampler(population_size=4),
    "random": RandomSampler,
}
every = pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS.keys())


def smooth(trial):
    return trial.suggest_float("x", -1, 2) ** 2 + (
        trial.suggest_categorical("c", ["a", "b"]) == "a"
    )


def branching(trial):
    """A parameter now and then, and a range that moves and gets narrower."""
    x = trial.suggest_float("x", -1, 2 + trial.number // 5)
    if trial.suggest_categorical("c", ["a", "b"]) == "a":
        x += trial.suggest_int("k", 1, 9 - trial.number // 6)
    time.sleep(random.random() / 500)
    trial.report(x, 1)
    if trial.number % 9 == 4:
        raise TrialPruned
    return x if trial.number % 7 else float("nan")


def assert_all_same(study, n):
    report = study.replay()
    assert report.ok, str(report)
    assert report.count(Verdict.SAME) == n, str(report)


@every
def test_trials_of_threads_saw_some_running_ones(make):
    study = create_study(sampler=make(), seed=3)
    study.optimize(branching, n_trials=40, n_jobs=4)
    assert any("running" in trial.seen for trial in study.trials)
    assert_all_same(study, 40)


@every
def test_trials_that_see_the_same_whatever_the_timing(make):
    study = create_study(sampler=make(), seed=3)
    study.optimize(branching, n_trials=40, n_jobs=4, deterministic=True)
    assert_all_same(study, 40)


def share(path, name, die, start):
    """What each of several processes does to one file."""
    study = load_study(study_name="s", storage=path, sampler=SAMPLERS[name]())

    def objective(trial):
        value = branching(trial)
        time.sleep(0.02)
        if die and trial.number > 8:
            os.kill(os.getpid(), signal.SIGKILL)
        return value

    start.wait(60)
    study.optimize(objective, n_trials=15)


@every
def test_processes_of_one_file_one_of_which_dies(make, request, tmp_path):
    name, path = request.node.callspec.id, str(tmp_path / "study.db")
    create_study(study_name="s", storage=path, seed=3)
    spawn = get_context("spawn")
    start = spawn.Barrier(3)
    workers = [spawn.Process(target=share, args=(path, name, k == 0, start)) for k in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    study = load_study(study_name="s", storage=path, sampler=make())
    study.optimize(branching, n_trials=2)
    assert any("running" in trial.seen for trial in study.trials)
    assert any(trial.attempt == 2 for trial in study.trials)
    assert_all_same(study, len(study.trials))


@every
def test_batches_and_parameters_named_at_ask(make):
    study = create_study(sampler=make(), seed=3)
    for _ in range(6):
        for k, trial in enumerate(study.ask(3, SPACE)):
            study.tell(trial, trial.params["x"] + k + trial.suggest_float("late", 0, 1))
    assert_all_same(study, 18)


@every
@pytest.mark.parametrize("duplicates", ["avoid", "cache"])
def test_points_that_are_not_to_be_suggested_twice(make, duplicates):
    study = create_study(sampler=make(), seed=3, duplicates=duplicates, space={"k": Int(1, 12)})
    study.optimize(lambda trial: trial.suggest_int("k", 1, 12), n_trials=15, n_jobs=2)
    assert_all_same(study, len(study.trials))


@every
def test_what_was_enqueued_or_added_was_not_suggested(make):
    study = create_study(sampler=make(), seed=3)
    study.optimize(smooth, n_trials=4)
    study.enqueue_trial({"x": 0.5})
    study.enqueue_trial({"x": 0.25, "c": "b"})
    study.optimize(smooth, n_trials=4)
    study.add_trial(study.trials[0])
    study.optimize(smooth, n_trials=2)
    report = study.replay()
    assert report.ok, str(report)
    verdicts = [trial.verdict for trial in report.trials]
    assert verdicts[5] is verdicts[8] is Verdict.NOT_SUGGESTED
    assert verdicts.count(Verdict.SAME) == 9


@every
def test_an_interrupted_trial_goes_on_with_its_plan(make):
    study = create_study(sampler=make(), seed=3)

    def objective(trial, stop=True):
        value = smooth(trial)
        if trial.number == 7 and stop:
            raise KeyboardInterrupt
        return value + trial.suggest_float("late", 0, 1)

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, n_trials=10)
    study.optimize(lambda trial: objective(trial, False), n_trials=4)
    assert study.trials[7].attempt == 2
    assert_all_same(study, 11)


@every
def test_a_trial_that_was_interrupted_while_others_saw_it(make):
    study = create_study(sampler=make(), seed=3)
    study.optimize(smooth, n_trials=6)
    first = study.ask()
    smooth(first)
    study.optimize(smooth, n_trials=3)
    requeue(study, first)
    study.optimize(smooth, n_trials=4)
    assert_all_same(study, 13)


def written(study, number, **changes):
    """Change a record behind the study's back."""
    trials = study._log._trials
    trials[number] = replace(trials[number], **changes)
    return load_study(study_name=study.study_name, storage=study.storage)


@pytest.fixture
def study():
    storage = InMemoryStorage()
    study = create_study(sampler=GPSampler(), seed=3, storage=storage)
    study.storage = storage
    study.optimize(smooth, n_trials=12)
    return study


def test_an_altered_result_is_named(study):
    report = written(study, 5, values=(99.0,)).replay()
    assert not report.ok
    assert report.first.number == 5
    assert report.first.verdict is Verdict.ALTERED
    assert "trial 5: altered: its result (99.0,) (COMPLETE) is not the one that was told" in str(
        report
    )
    later = {trial.number for trial in report.trials if trial.verdict is Verdict.DIFFERENT}
    assert later
    assert min(later) > 5


@pytest.mark.parametrize("number", [0, 4, 11])
def test_a_record_that_is_missing_is_named(tmp_path, number):
    path = tmp_path / "study.db"
    study = create_study(sampler=RandomSampler(), seed=3, storage=path)
    study.optimize(smooth, n_trials=12)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM trial WHERE number = ?", (number,))
        db.commit()
    report = load_study(study_name=study.study_name, storage=path).replay()
    missing = report.trials[number]
    assert str(missing) == f"trial {number}: altered: its record is missing"
    assert not report.ok


@pytest.fixture
def kept(tmp_path):
    """A study in a file, and how to change the file behind its back."""
    path = tmp_path / "study.db"
    study = create_study(sampler=RandomSampler(), seed=3, storage=path, space=SPACE)
    study.optimize(smooth, n_trials=6)
    study.add_trial(create_trial(value=1.0))
    study.add_trial(create_trial(state=TrialState.PRUNED))
    study.enqueue_trial({"x": 0.5, "c": "b"})
    study.optimize(smooth, n_trials=1)
    study.discard(study.ask())
    study.add_trial(create_trial(params={"x": 0.75}, distributions={"x": Float(0, 1)}, value=1.0))
    study.amend(2, 7.0)
    study.amend(2, 8.0)
    study.optimize(smooth, n_trials=1)
    assert study.replay().ok

    def changed(sql):
        with closing(sqlite3.connect(path)) as db:
            db.executescript(sql)
        return load_study(study_name=study.study_name, storage=path).replay()

    return changed


@pytest.mark.parametrize("number", [1, 5, 6, 7, 8])
@pytest.mark.parametrize(
    "rest",
    [
        "NULL",
        "'{}'",
        "json_remove(rest, '$.seen.told')",
        "json_replace(rest, '$.seen.told', NULL)",
    ],
)
def test_a_trial_whose_provenance_is_removed_is_named(kept, number, rest):
    report = kept(f"UPDATE trial SET rest = {rest}, vals = '[-99.0]' WHERE number = {number}")
    assert report.first.number == number
    assert report.first.verdict is Verdict.ALTERED
    assert "what it saw, or was told, is missing" in str(report)


def test_an_added_trial_that_is_altered_is_named(kept):
    assert kept("UPDATE trial SET vals = '[-99.0]' WHERE number = 6").first.number == 6


def test_a_last_trial_that_is_removed_and_not_counted_any_more_is_missed(kept):
    report = kept(
        "DELETE FROM trial WHERE number = 11; UPDATE study SET next_number = next_number - 1"
    )
    assert not report.ok
    assert "altered: what was written last is missing" in str(report)


def test_a_study_that_is_emptied_is_not_ok(kept):
    assert not kept("DELETE FROM trial; UPDATE study SET next_number = 0").ok


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, "error = 'none of mine'"),
        (1, "attempt = 2"),
        (6, "error = 'none of mine'"),
        (8, "params = replace(params, '0.5', '0.25')"),
        (8, "params = replace(params, '1', '0')"),
        (9, "error = NULL"),
        (10, "params = replace(params, '0.75', '0.25')"),
    ],
)
def test_what_is_neither_result_nor_suggestion_is_summed_up_too(kept, number, change):
    report = kept(f"UPDATE trial SET {change} WHERE number = {number}")
    assert report.first.number == number
    assert str(report.first).startswith(f"trial {number}: altered: its error, its attempt or a")


@pytest.mark.parametrize("revision", ["MIN(revision)", "MAX(revision)"])
def test_versions_that_are_removed_are_missed(kept, revision):
    report = kept(
        f"DELETE FROM version WHERE number = 2 AND revision = (SELECT {revision} FROM version)"
    )
    assert str(report.first) == "trial 2: altered: what it was before an amendment is missing"
    report = kept("DELETE FROM version")
    assert report.first.number == 2


def test_a_copy_of_what_was_amended_leaves_its_versions_behind(kept, tmp_path):
    path = str(tmp_path / "study.db")
    [name] = get_all_study_names(path)
    home = InMemoryStorage()
    copy_study(from_study_name=name, from_storage=path, to_storage=home)
    again = load_study(study_name=name, storage=home)
    assert again.versions(2) == []
    assert again.replay().count(Verdict.ALTERED) == 0
    again.amend(2, 5.0)
    assert again.replay().count(Verdict.ALTERED) == 0


def test_checksums_of_builds_that_summed_up_less(kept):
    report = kept(
        "UPDATE trial SET rest = json_set(rest, '$.seen.told', "
        "substr(json_extract(rest, '$.seen.told'), 1, 8)), error = 'old' WHERE number = 6"
    )
    assert report.ok
    assert kept("UPDATE trial SET vals = '[-99.0]' WHERE number = 6").first.number == 6


@pytest.mark.parametrize(
    "change",
    ["directions = '[2]'", "seed = '4'", "space = replace(space, '2.0', '3.0')", "space = NULL"],
)
def test_a_study_that_is_altered_itself_is_not_ok(kept, change):
    report = kept(f"UPDATE study SET {change}")
    assert not report.ok
    assert "altered: directions, seed or space are not what it was made with" in str(report)


def test_studies_of_builds_that_kept_no_checksum_of_them(kept):
    kept("DELETE FROM attr WHERE name = 'bayesopt:facts'")
    assert kept("UPDATE trial SET rest = NULL WHERE number = 6").ok


def test_numbers_of_numpy_are_checked_as_they_are_stored(tmp_path):
    study = create_study(storage=(path := tmp_path / "study.db"), sampler=RandomSampler())
    half = np.float64(0.5)
    study.add_trial(create_trial(value=half, intermediate_values={1: half}))
    assert load_study(study_name=study.study_name, storage=path).replay().ok


def test_a_foreign_suggestion_is_named_with_what_was_expected_and_found(study):
    x = study.trials[8].params["x"]
    params = {**study.trials[8].params, "x": 0.125}
    report = written(study, 8, params=params).replay()
    assert report.first.number == 8
    [difference] = report.first.differences
    assert (difference.parameter, difference.expected, difference.found) == ("x", x, 0.125)
    assert f"'x': expected {x!r} ({x.hex()}), found 0.125 (0x1.0000000000000p-3)" in str(report)


def test_the_last_bit_counts_on_one_build_and_a_millionth_on_another(study, monkeypatch):
    x = study.trials[8].params["x"]
    assert study.replay().builds == ()
    near = written(study, 8, params={**study.trials[8].params, "x": x + 1e-9})
    assert not near.replay().ok
    other = {**this_build(), "numpy": "1.0"}
    monkeypatch.setattr(replaying, "this_build", lambda: other)
    report = near.replay()
    assert report.trials[8].verdict is Verdict.SAME
    assert report.builds == (f"numpy 1.0, was {this_build()['numpy']}",)
    assert "compared to 1e-06 of each range, for another build: numpy 1.0" in str(report)


def test_amended_trials_count_as_they_were_seen(study):
    study.amend(5, 99.0)
    study.optimize(smooth, n_trials=4)
    study.discard(4)
    study.optimize(smooth, n_trials=4)
    assert_all_same(study, 20)


def test_trials_amended_by_builds_that_kept_no_checksum_of_that(study):
    study._log.amend(replace(study.trials[5], values=(99.0,)))
    study.optimize(smooth, n_trials=4)
    assert_all_same(study, 16)


@pytest.mark.parametrize("number", [3, 4])
def test_an_amended_trial_that_is_altered_later_is_named(study, number):
    study.amend(3, 0.5)
    study.amend(3, 0.25)
    study.discard(4)
    report = written(study, number, values=(1e-6,), state=TrialState.COMPLETE).replay()
    assert report.first.number == number
    assert report.first.verdict is Verdict.ALTERED


def test_what_a_trial_was_before_it_was_amended_is_checked_too(study):
    study.amend(3, 0.5)
    [kept] = study._log._versions[3]
    study._log._versions[3] = [replace(kept, trial=replace(kept.trial, values=(7.0,)))]
    report = study.replay()
    assert report.first.number == 3
    assert "its result (7.0,) (COMPLETE) is not the one that was told" in str(report)


def test_an_added_trial_that_is_amended_and_then_altered_is_named():
    study = create_study(seed=3, storage=(storage := InMemoryStorage()))
    study.storage = storage
    study.add_trial(create_trial(value=1.0))
    study.amend(0, 2.0)
    assert study.replay().ok
    assert written(study, 0, values=(3.0,)).replay().first.verdict is Verdict.ALTERED


class Theirs(Sampler):
    def suggest(self, space, history, rng):
        return Suggestion(space.decode(rng.random(len(space))))


def test_somebody_elses_sampler_is_replayed_where_it_is_given():
    storage = InMemoryStorage()
    study = create_study(sampler=Theirs(), seed=3, study_name="s", storage=storage)
    study.optimize(smooth, n_trials=5)
    assert_all_same(study, 5)
    with pytest.warns(UserWarning, match=r"sampler is RandomSampler, was '<.*Theirs object>'"):
        other = load_study(study_name="s", storage=storage, sampler=RandomSampler())
    report = other.replay()
    assert report.count(Verdict.UNKNOWN) == 5
    assert report.ok
    assert "5 unknown: '<" in str(report)


def test_two_samplers_of_one_study_are_each_replayed():
    study = create_study(sampler=TPESampler(n_startup_trials=2), seed=3)
    study.optimize(smooth, n_trials=6)
    study.sampler = GPSampler(n_startup_trials=2)
    study.optimize(smooth, n_trials=6)
    assert_all_same(study, 12)


def test_trials_of_other_studies_and_of_nobody():
    study = create_study(seed=3)
    study.add_trial(create_trial(value=1.0))
    study.ask()
    report = study.replay()
    assert [trial.verdict for trial in report.trials] == [Verdict.NOT_SUGGESTED, Verdict.SAME]


def test_replaying_changes_nothing(study):
    before = study.trials
    study.replay()
    assert study.trials == before
    assert study.trials[3].state is TrialState.COMPLETE


def test_threads_may_replay_at_once(study):
    found = []
    threads = [threading.Thread(target=lambda: found.append(study.replay().ok)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 3


def paths(trial):
    """Parameters that exist only in branches."""
    kind = trial.suggest_categorical("kind", ["a", "b", "c"])
    if kind == "a":
        return trial.suggest_int("n", 0, 5)
    if kind == "b":
        return trial.suggest_float("f", 0, 1, step=0.25) + trial.suggest_int("m", 0, 2)
    return 0


@every
@pytest.mark.parametrize("duplicates", ["allow", "avoid"])
def test_enqueued_trials_that_others_saw_running(make, duplicates):
    study = create_study(sampler=make(), seed=3, duplicates=duplicates)
    study.optimize(lambda trial: trial.suggest_int("k", 0, 40) % 7, n_trials=4)
    for k in range(6):
        study.enqueue_trial({"k": 3 * k + 0.0})
        first = study.ask()
        first.suggest_int("k", 0, 40)
        study.tell(study.ask(), k) if k < 3 else None
        second = study.ask()
        second.suggest_int("k", 0, 40)
        study.tell(first, 1.0)
        study.tell(second, 2.0)
    report = study.replay()
    assert report.ok, str(report)


@every
@pytest.mark.parametrize("duplicates", ["avoid", "cache"])
def test_distinct_points_whatever_the_timing(make, duplicates):
    def run(seed):
        rng = random.Random(seed)

        def jittered(trial):
            time.sleep(rng.random() / 300)
            value = paths(trial)
            time.sleep(rng.random() / 300)
            return value

        study = create_study(sampler=make(), seed=1, duplicates=duplicates)
        study.optimize(jittered, n_trials=14, n_jobs=3, deterministic=True)
        assert study.replay().ok
        return [trial.params for trial in study.trials]

    assert run(0) == run(1)


@every
def test_values_that_were_taken_over(make):
    study = create_study(sampler=make(), seed=3, duplicates="cache")
    study.optimize(paths, n_trials=30)
    assert any("cached" in trial.notes for trial in study.trials)
    report = study.replay()
    assert report.ok, str(report)


def grid():
    """All paths, some with values that only other branches have."""
    rest = {"n": range(4), "f": [0, 0.5], "m": range(2)}
    return GridSampler({"kind": ["a", "b", "c"], **rest})


@pytest.mark.parametrize("make", [*SAMPLERS.values(), grid], ids=[*SAMPLERS, "grid"])
@pytest.mark.parametrize("ending", ["interrupted", "killed"])
def test_a_trial_that_stopped_within_a_branch_goes_on_with_its_plan(make, ending):
    whole = create_study(sampler=make(), seed=3)
    whole.optimize(paths, n_trials=24)
    storage = InMemoryStorage()
    study = create_study(sampler=make(), seed=3, storage=storage, study_name="s")
    for number in range(24):
        worker = Worker.here()
        trial = ask_one(study, worker=worker)
        assert trial.number == number
        trial.suggest_categorical("kind", ["a", "b", "c"])
        if ending == "killed":
            worker.stop()
        else:
            requeue(study, trial)
        study = load_study(study_name="s", storage=storage)
        study.optimize(paths, n_trials=1)
    assert [trial.params for trial in study.trials] == [trial.params for trial in whole.trials]
    assert all(trial.attempt == 2 for trial in study.trials)
    assert_all_same(study, 24)


@pytest.mark.parametrize("counter", ["revision", "next_number"])
@pytest.mark.parametrize("further", ["", "DELETE FROM trial WHERE number = 10;"])
def test_counters_that_were_set_back_are_named(kept, counter, further):
    report = kept(f"{further} UPDATE study SET {counter} = 0")
    assert not report.ok
    assert "there is more than was counted" in str(report)


def test_settings_that_are_missing_are_named(kept):
    report = kept("DELETE FROM attr WHERE name GLOB 'bayesopt:????????'")
    assert not report.ok
    assert "settings that have suggested trials are missing" in str(report)


def test_settings_that_were_altered_are_named(kept):
    report = kept(
        "UPDATE attr SET value = replace(value, 'RandomSampler', 'StrangerSampler') "
        "WHERE name GLOB 'bayesopt:????????'"
    )
    assert not report.ok
    assert "settings that have suggested trials are missing, or altered" in str(report)


@pytest.mark.parametrize(
    "value",
    [
        "'{}'",
        "'3'",
        "json_replace(value, '$.sampler', 3)",
        "json_remove(value, '$.build.bayesopt')",
    ],
)
def test_settings_that_are_none(kept, value):
    with pytest.raises(StoreCorrupt, match="settings"):
        kept(f"UPDATE attr SET value = {value} WHERE name GLOB 'bayesopt:????????'")


@pytest.mark.parametrize("change", ["amend", "discard"])
def test_a_copy_does_not_know_what_was_seen_of_amended_trials(tmp_path, change):
    path = tmp_path / "study.db"
    study = create_study(sampler=TPESampler(n_startup_trials=3), seed=3, storage=path)
    study.optimize(smooth, n_trials=8)
    getattr(study, change)(4, *([50.0] if change == "amend" else []))
    study.optimize(smooth, n_trials=4)
    copy_study(from_study_name=study.study_name, from_storage=path, to_storage=tmp_path / "c.db")
    report = load_study(study_name=study.study_name, storage=tmp_path / "c.db").replay()
    assert report.ok, str(report)
    unknown = [trial for trial in report.trials if trial.verdict is Verdict.UNKNOWN]
    assert all("how trial 4 was before it was amended" in trial.reason for trial in unknown)
    assert all(trial.number > 4 for trial in unknown)
    assert len(unknown) < 7
    with closing(sqlite3.connect(tmp_path / "c.db")) as db:
        db.executescript("UPDATE trial SET params = replace(params, '.', '.1') WHERE number = 3")
    assert not load_study(study_name=study.study_name, storage=tmp_path / "c.db").replay().ok
