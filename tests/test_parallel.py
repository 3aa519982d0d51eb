"""Several trials at once: what is sent, what comes back, and what happens when workers fail."""

import logging
import os
import threading
import time
from collections import Counter
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import suppress

import pytest

from bayesopt import Float, TrialPruned, TrialState, create_study, run
from bayesopt.errors import NotJSON, StoreFull
from bayesopt.executors.evaluation import RemoteError
from bayesopt.executors.wire import Unsendable
from bayesopt.samplers import GPSampler, GridSampler, PartialFixedSampler, RandomSampler, Sampler
from bayesopt.telling import recorded

COMPLETE, FAIL, WAITING = TrialState.COMPLETE, TrialState.FAIL, TrialState.WAITING


def new_study(**arguments):
    return create_study(**{"sampler": RandomSampler(), "seed": 1, **arguments})


def squared(trial):
    return trial.suggest_float("x", -1, 1) ** 2


def states(study):
    return [trial.state for trial in study.trials]


class Inline(Executor):
    """Runs a call at once, in this thread; before, it does what it is told to on that turn."""

    def __init__(self, **turns):
        self.turns = turns
        self.calls = 0

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.calls += 1
        event = self.turns.get(f"turn{self.calls}")
        if event is not None and event.__name__ == "refuse":
            event()
        try:
            if event is not None:
                event()
            future.set_result(fn(*args, **kwargs))
        except Exception as raised:
            future.set_exception(raised)
        return future


def die():
    raise BrokenExecutor("the worker is dead")


def refuse():
    raise BrokenExecutor("the pool is broken")


# --- what is asked for


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"executor": "theads"}, ValueError, "'theads'; pass one of .*processes.*threads"),
        ({"executor": 3}, TypeError, "executor = 3; pass a concurrent.futures.Executor"),
        ({"executor": lambda: 3}, TypeError, "made 3, no Executor"),
        ({"executor": "threads", "width": 0}, ValueError, "width = 0; pass 1 or more"),
        ({"width": 2.5}, ValueError, "width = 2.5"),
        ({"width": 3, "n_jobs": 2}, ValueError, "width = 3 and n_jobs = 2; pass one"),
        ({"trial_timeout": 0}, ValueError, "trial_timeout = 0; pass seconds"),
        ({"trial_timeout": "1"}, ValueError, "trial_timeout = '1'"),
    ],
)
def test_bad_arguments_are_refused_at_the_door(arguments, error, message):
    study = new_study()
    with pytest.raises(error, match=message):
        study.optimize(squared, n_trials=2, **arguments)
    assert study.trials == []
    study.optimize(squared, n_trials=1)


def test_a_plug_in_is_found_by_its_name(monkeypatch):
    class Point:
        name = "mine"

        def load(self):
            return lambda width: Inline()

    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Point()])
    study = new_study()
    study.optimize(squared, n_trials=3, executor="mine", width=2)
    assert states(study) == [COMPLETE] * 3


def test_an_engine_that_is_not_installed_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    monkeypatch.delitem(__import__("sys").modules, "bayesopt.executors.dask", raising=False)
    with pytest.raises(ImportError, match=r"pip install bayesopt\[dask\]"):
        new_study().optimize(squared, n_trials=1, executor="dask")


def test_an_executor_of_somebody_else_is_left_open():
    with ThreadPoolExecutor(2) as mine:
        new_study().optimize(squared, n_trials=4, executor=mine, width=2)
        assert mine.submit(int, 3).result() == 3


def test_width_alone_is_n_jobs():
    seen = set()

    def objective(trial):
        seen.add(threading.current_thread())
        return squared(trial)

    new_study().optimize(objective, n_trials=4, width=2)
    assert threading.main_thread() not in seen


# --- what travels


def everything(trial):
    x = trial.suggest_float("x", -1, 1)
    kind = trial.suggest_categorical("kind", ["a", "b"])
    y = trial.suggest_int("y", 1, 4) if kind == "a" else 0
    trial.set_user_attr("kind", kind)
    trial.set_constraint("c", x)
    trial.report(x, 0)
    trial.report(x + 1, 1)
    if trial.number % 4 == 3:
        raise TrialPruned
    return x * x + y


def told(study):
    """All that does not depend on the clock."""
    return [
        (
            t.number,
            t.state,
            t.params,
            t.distributions,
            t.values,
            t.user_attrs,
            t.constraints,
            t.intermediate_values,
            t.notes,
        )
        for t in study.trials
    ]


@pytest.mark.parametrize("space", [None, {"x": Float(-1, 1)}])
@pytest.mark.parametrize(
    "make",
    [
        RandomSampler,
        GPSampler,
        lambda: PartialFixedSampler({"y": 2, "new": 1}, RandomSampler()),
    ],
)
def test_a_worker_makes_the_study_that_is_made_here(make, space):
    here, there = (new_study(sampler=make(), space=space) for _ in range(2))
    for study in (here, there):
        study.enqueue_trial({"x": 0.5}, user_attrs={"why": "hunch"})
    here.optimize(everything, n_trials=12)
    there.optimize(everything, n_trials=12, executor=Inline(), width=1)
    assert told(there) == told(here)


def test_a_grid_is_visited_once_by_workers():
    study = new_study(sampler=GridSampler({"x": [0, 0.5, 1]}))
    study.optimize(lambda t: t.suggest_float("x", 0, 1), executor=Inline(), width=2)
    assert sorted(t.params["x"] for t in study.trials) == [0, 0.5, 1]


def test_a_sampler_that_cannot_be_sent_is_replaced_for_new_parameters_with_a_warning():
    class Locked(Sampler):
        def __init__(self):
            self.lock = threading.Lock()

        def suggest(self, space, history, rng):
            return RandomSampler().suggest(space, history, rng)

    study = new_study(sampler=Locked())
    with pytest.warns(UserWarning, match="cannot be sent to workers .* declare the space"):
        study.optimize(squared, n_trials=3, executor=Inline(), width=1)
    assert states(study) == [COMPLETE] * 3


def test_an_objective_that_cannot_be_sent_is_refused_before_any_trial():
    lock = threading.Lock()

    def objective(trial):
        with lock:
            return squared(trial)

    study, ended = new_study(), []

    class Ending(Inline):
        def shutdown(self, **arguments):
            ended.append(self)

    with pytest.raises(Unsendable, match=r"objective .* cannot be sent .*executor='threads'"):
        study.optimize(objective, n_trials=3, executor=Ending, width=1)
    assert study.trials == []
    assert len(ended) == 1


def test_what_cannot_come_back_fails_its_trial():
    def objective(trial):
        if trial.number == 1:
            trial.set_user_attr("lock", __import__("threading").Lock())
        return squared(trial)

    study = new_study()
    study.optimize(objective, n_trials=3, executor=Inline(), width=1)
    assert states(study) == [COMPLETE, FAIL, COMPLETE]
    assert "cannot be sent back" in study.trials[1].error


def test_a_large_objective_travels_once_to_a_worker(monkeypatch):
    sizes = []

    class Counting(Inline):
        def submit(self, fn, /, *args):
            sizes.append(sum(len(part) for part in args if part is not None))
            return super().submit(fn, *args)

    ballast = os.urandom(2**20)
    study = new_study()
    study.optimize(lambda t: squared(t) + len(ballast), n_trials=5, executor=Counting(), width=2)
    assert states(study) == [COMPLETE] * 5
    assert sum(size > 2**20 for size in sizes) == 2  # both that were sent before it was known


class Odd(Exception):
    """Cannot be pickled."""

    def __init__(self):
        super().__init__("odd")
        self.lock = threading.Lock()


@pytest.mark.parametrize(
    ("make", "kind"),
    [(lambda: LookupError("lost"), LookupError), (lambda: Odd(), RemoteError)],
)
def test_an_exception_in_a_worker_is_raised_here(make, kind):
    def objective(trial):
        if trial.number == 1:
            raise make()
        return squared(trial)

    study = new_study()
    with pytest.raises(kind, match=type(make()).__name__ if kind is RemoteError else "lost"):
        study.optimize(objective, n_trials=5, executor=Inline(), width=1)
    assert states(study) == [COMPLETE, FAIL]
    assert type(make()).__name__ in study.trials[1].error


def test_a_name_of_two_kinds_fails_the_later_trial():
    def objective(trial):
        if trial.number:
            return trial.suggest_int("x", 0, 3)
        return trial.suggest_float("x", 0, 3)

    study = new_study()
    study.optimize(objective, n_trials=2, executor=Inline(), width=2, catch=ValueError)
    assert states(study) == [COMPLETE, FAIL]
    assert "cannot become" in study.trials[1].error


def test_cached_results_need_no_worker():
    executor = Inline()
    study = new_study(duplicates="cache")
    study.optimize(lambda t: t.suggest_int("k", 0, 2), n_trials=20, executor=executor, width=1)
    assert len(study.trials) == 20
    assert executor.calls == 3


def test_pruning_without_a_common_storage_is_said_once(recwarn):
    def objective(trial):
        trial.report(1.0, 0)
        assert not trial.should_prune()
        return 1.0

    new_study().optimize(objective, n_trials=4, executor=Inline(), width=2)
    assert sum("was not pruned" in str(warning.message) for warning in recwarn) == 1


# --- workers that die, hang or interrupt


def test_a_trial_whose_worker_dies_is_tried_again():
    study = new_study()
    study.optimize(squared, n_trials=4, executor=Inline(turn2=die, turn3=die), width=1)
    assert states(study) == [COMPLETE] * 4


def test_a_trial_whose_worker_dies_three_times_is_lost(caplog):
    executor = Inline(turn2=die, turn3=die, turn4=die)
    study = new_study()
    with caplog.at_level(logging.WARNING, "bayesopt"):
        study.optimize(squared, n_trials=4, executor=executor, width=1)
    assert states(study) == [COMPLETE, FAIL, COMPLETE, COMPLETE]
    assert study.trials[1].error.startswith("lost: its worker died at each of 3 attempts")
    attempts = [record for record in caplog.records if "its worker died, attempt" in record.msg]
    assert len(attempts) == 3
    assert caplog.messages[-1].startswith("trial 1 failed (lost: its worker died at each of 3")


def test_workers_that_never_send_anything_back_stop_the_study():
    executor = Inline(**{f"turn{k}": die for k in range(1, 99)})
    study = new_study()
    with pytest.raises(BrokenExecutor, match="dead"):
        study.optimize(squared, n_trials=50, executor=executor, width=1)
    assert states(study) == [FAIL, FAIL, WAITING]


def test_a_broken_pool_is_made_again():
    made = []

    def make():
        made.append(Inline(**({} if made else {"turn2": refuse})))
        return made[-1]

    study = new_study()
    study.optimize(squared, n_trials=4, executor=make, width=1)
    assert states(study) == [COMPLETE] * 4
    assert len(made) == 2


def test_a_broken_pool_of_somebody_else_ends_the_loop_and_loses_nothing():
    study = new_study()
    with pytest.raises(RuntimeError, match="pass a function that makes one"):
        study.optimize(squared, n_trials=4, executor=Inline(turn2=refuse), width=1)
    assert states(study) == [COMPLETE, WAITING]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_trial_that_takes_too_long_in_a_thread_fails_and_is_told_to_stop(n_jobs):
    study, ended = new_study(), threading.Event()

    def objective(trial):
        try:
            while trial.number == 1:
                time.sleep(0.01)
        finally:
            if trial.number == 1:
                ended.set()
        return squared(trial)

    study.optimize(objective, n_trials=4, n_jobs=n_jobs, trial_timeout=1)
    assert states(study) == [COMPLETE, FAIL, COMPLETE, COMPLETE]
    assert study.trials[1].error == "timed out: it took longer than 1 s"
    assert ended.wait(30)


def test_a_time_limit_lets_an_objective_raise_what_it_likes():
    def objective(trial):
        raise TimeoutError("of its own")

    study = new_study()
    study.optimize(objective, n_trials=2, trial_timeout=60, catch=TimeoutError)
    assert all("of its own" in t.error for t in study.trials)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_interruption_in_a_worker_lets_its_trial_wait(error):
    def objective(trial):
        if trial.number == 1:
            raise error
        return squared(trial)

    study = new_study()
    with pytest.raises(error):
        study.optimize(objective, n_trials=5, executor=Inline(), width=1)
    assert states(study) == [COMPLETE, WAITING]


def test_an_interruption_of_the_driver_ends_processes_and_lets_their_trials_wait():
    pytest.importorskip("cloudpickle")

    def objective(trial):
        if trial.number:
            time.sleep(600)
        return squared(trial)

    def interrupt(study, trial):
        raise KeyboardInterrupt

    study, begun = new_study(), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, n_trials=5, executor="processes", width=2, callbacks=[interrupt])
    assert Counter(states(study))[COMPLETE] == 1
    assert set(states(study)) == {COMPLETE, WAITING}
    assert time.monotonic() - begun < 300  # nobody has waited for the objective


# --- results that are refused


class Finishing(Executor):
    """Holds calls back until there are `count`, which then have all ended at once."""

    def __init__(self, count):
        self.count, self.held = count, []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.held.append((future, fn, args))
        if len(self.held) == self.count:
            for waiting, call, given in self.held:
                waiting.set_result(call(*given))
            self.held = []
        return future


def test_a_result_that_cannot_be_told_loses_no_other(monkeypatch):
    study = new_study()

    def full(study, frozen):
        if frozen.number == 0:
            raise StoreFull("no space is left")
        return recorded(study, frozen)

    monkeypatch.setattr(run, "recorded", full)
    with pytest.raises(StoreFull, match="no space"):
        study.optimize(squared, n_trials=3, executor=Finishing(3), width=3)
    assert states(study) == [WAITING, COMPLETE, COMPLETE]


@pytest.mark.parametrize("executor", [None, "threads", "processes"])
def test_hostile_text_in_an_error_ends_its_trial_only(tmp_path, executor):
    study = new_study(storage=tmp_path / "s.db")
    width = None if executor is None else 2
    study.optimize(unreadable, n_trials=4, executor=executor, width=width, catch=OSError)
    assert states(study) == [COMPLETE, COMPLETE, FAIL, COMPLETE]
    assert "cannot read f\\udcff.dat" in study.trials[2].error


def test_hostile_text_in_an_error_is_the_same_in_memory():
    study = new_study()
    study.optimize(unreadable, n_trials=3, catch=OSError)
    assert "cannot read f\\udcff.dat" in study.trials[2].error


def unreadable(trial):
    if trial.number == 2:
        raise OSError("cannot read f\udcff.dat")
    return squared(trial)


def noting_a_set(trial):
    trial.set_user_attr("good", 1)
    value = squared(trial)
    if trial.number == 1:
        trial.set_user_attr("bad", {1, 2})
    return value


@pytest.mark.parametrize("executor", [None, "threads", "processes"])
def test_an_attribute_that_cannot_be_stored_fails_its_trial(tmp_path, executor):
    study = new_study(storage=tmp_path / "s.db")
    width = None if executor is None else 2
    study.optimize(noting_a_set, n_trials=4, executor=executor, width=width, catch=NotJSON)
    assert states(study) == [COMPLETE, FAIL, COMPLETE, COMPLETE]
    failed = study.trials[1]
    assert "is a set, which JSON text cannot hold" in failed.error
    assert failed.params.keys() == {"x"}
    assert "bad" not in failed.user_attrs
    with pytest.raises(NotJSON, match="a set"):
        again = new_study(storage=tmp_path / "s.db", study_name="again")
        again.optimize(noting_a_set, n_trials=4, executor=executor, width=width)
    assert again.trials[1].state == FAIL


def test_an_exit_in_a_worker_keeps_its_code():
    def leave(trial):
        raise SystemExit(3)

    study = new_study()
    with pytest.raises(SystemExit) as stop:
        study.optimize(leave, n_trials=1, executor=Inline(), width=1)
    assert stop.value.code == 3


def test_who_has_cloudpickle_is_not_told_to_install_it():
    pytest.importorskip("cloudpickle")
    lock = threading.Lock()

    def locked(trial):
        with lock:
            return squared(trial)

    with pytest.raises(Unsendable, match="without locks") as refused:
        new_study().optimize(locked, n_trials=1, executor="processes", width=2)
    assert "pip install" not in str(refused.value)


def ending_its_process(trial):
    if trial.number == 1:
        os._exit(1)
    return squared(trial)


@pytest.mark.parametrize("kept", ["in memory", "in a file"])
def test_a_trial_that_breaks_every_pool_of_somebody_else_is_given_up(kept, tmp_path):
    study = new_study(storage=tmp_path / "s.db" if kept == "in a file" else None)
    for _ in range(3):
        with ProcessPoolExecutor(2) as pool, suppress(RuntimeError):
            study.optimize(ending_its_process, n_trials=4, executor=pool, width=2)
    assert study.trials[1].state == FAIL
    assert "lost: its worker died at each of 3" in study.trials[1].error
    assert FAIL not in [trial.state for trial in study.trials if trial.number != 1]
