"""The loop, and what happens when it is broken off: nothing is lost."""

import os
import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress

import numpy as np
import pytest

from bayesopt import Float, TrialPruned, TrialState, create_study
from bayesopt.samplers import GridSampler, RandomSampler, Sampler, Suggestion

COMPLETE, FAIL, WAITING = TrialState.COMPLETE, TrialState.FAIL, TrialState.WAITING


def new_study(**arguments):
    return create_study(**{"sampler": RandomSampler(), "seed": 1, **arguments})


def squared(trial):
    return trial.suggest_float("x", -1, 1) ** 2


def raising(error, at, also=()):
    """An objective that raises `error` once, in trial `at`."""
    raised = set()

    def objective(trial):
        value = squared(trial)
        if trial.number == at and at not in raised:
            raised.add(at)
            raise error
        return value

    return objective


def states(study):
    return [trial.state for trial in study.trials]


# --- exceptions


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_an_exception_fails_its_trial_and_is_raised(n_jobs):
    study = new_study()
    with pytest.raises(LookupError, match="lost") as caught:
        study.optimize(raising(LookupError("lost"), at=2), n_trials=9, n_jobs=n_jobs)
    assert "objective" in [entry.name for entry in caught.traceback]
    failed = study.trials[2]
    assert failed.state == FAIL
    assert "LookupError: lost" in failed.error
    assert failed.params.keys() == {"x"}
    assert all(t.state == COMPLETE for t in study.trials if t.number != 2)
    if n_jobs == 1:
        assert len(study.trials) == 3


@pytest.mark.parametrize("n_jobs", [1, 3])
@pytest.mark.parametrize("catch", [LookupError, (OSError, LookupError), [Exception]])
def test_a_caught_exception_fails_its_trial_only(n_jobs, catch):
    study = new_study()
    study.optimize(raising(KeyError("lost"), at=2), n_trials=9, n_jobs=n_jobs, catch=catch)
    assert Counter(states(study)) == {COMPLETE: 8, FAIL: 1}


@pytest.mark.parametrize("n_jobs", [1, 3])
@pytest.mark.parametrize("returned", [None, float("nan"), "3.5", "abc", [1, 2], 1j, 10**400])
def test_what_is_no_number_fails_its_trial_only(returned, n_jobs):
    study = new_study()
    study.optimize(lambda t: returned if t.number == 1 else squared(t), n_trials=4, n_jobs=n_jobs)
    assert Counter(states(study)) == {COMPLETE: 3, FAIL: 1}
    assert "value" in study.trials[1].error


def test_infinities_complete():
    study = new_study()
    study.optimize(lambda t: float("inf"), n_trials=2)
    assert states(study) == [COMPLETE] * 2


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_pruned_trials_are_no_failures(n_jobs):
    study = new_study()
    study.optimize(raising(TrialPruned(), at=1), n_trials=4, n_jobs=n_jobs)
    assert Counter(states(study)) == {COMPLETE: 3, TrialState.PRUNED: 1}


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_an_exception_in_a_callback_loses_nothing(n_jobs):
    study = new_study()

    def callback(study, trial):
        if trial.number == 2:
            raise LookupError("in callback")

    with pytest.raises(LookupError, match="in callback"):
        study.optimize(squared, n_trials=9, n_jobs=n_jobs, callbacks=[callback])
    assert set(states(study)) == {COMPLETE}
    assert study.best_trial
    study.optimize(squared, n_trials=1)  # the study is as good as before


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"callbacks": 3}, r"callbacks = 3 is no list; pass a list of functions"),
        ({"callbacks": print}, r"callbacks = .* is one; pass a list of functions"),
        ({"callbacks": [3]}, r"callbacks holds 3; pass functions \(study, trial\)"),
        ({"catch": 3}, r"catch = 3 is no list; pass a list of exceptions"),
        ({"catch": [3]}, r"catch holds 3; pass classes of Exception"),
    ],
)
def test_callbacks_and_exceptions_that_are_none_are_refused(given, message):
    study = create_study(seed=0)
    with pytest.raises(TypeError, match=message):
        study.optimize(squared, n_trials=1, **given)
    assert study.trials == []


def test_callbacks_see_a_failed_trial_only_if_its_exception_is_caught():
    study, seen = new_study(), []
    for catch in ((), LookupError):
        with suppress(LookupError):
            study.optimize(
                raising(LookupError(), at=len(study.trials)),
                n_trials=1,
                catch=catch,
                callbacks=[lambda s, t: seen.append(t.number)],
            )
    assert states(study) == [FAIL, FAIL]
    assert seen == [1]


class Broken(Sampler):
    """Raises `error` in place of suggestion number `at`."""

    def __init__(self, error, at):
        self.error, self.at, self.calls = error, at, 0

    def suggest(self, space, history, rng):
        self.calls += 1
        if self.calls == self.at:
            raise self.error
        return Suggestion(space.decode(rng.random(len(space))))


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_a_sampler_that_raises_fails_the_trial_it_was_asked_for(n_jobs):
    study = new_study(sampler=Broken(LookupError("bad sampler"), at=4))
    with pytest.raises(LookupError, match="bad sampler"):
        study.optimize(squared, n_trials=9, n_jobs=n_jobs)
    assert Counter(states(study))[FAIL] == 1
    assert TrialState.RUNNING not in states(study)
    assert "bad sampler" in next(t.error for t in study.trials if t.state == FAIL)
    study.optimize(squared, n_trials=3, n_jobs=n_jobs)
    assert TrialState.RUNNING not in states(study)


# --- interruptions


def finish(study, total, objective=squared, **arguments):
    """Go on after an interruption until there are `total` trials; all must be complete."""
    done = sum(state.is_finished() for state in states(study))
    study.optimize(objective, n_trials=total - done, **arguments)
    assert states(study) == [COMPLETE] * total
    return [t.params["x"] for t in study.trials]


def undisturbed(total, **arguments):
    study = new_study(**arguments)
    study.optimize(squared, n_trials=total)
    return [t.params["x"] for t in study.trials]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("at", [0, 1, 3])
def test_an_interrupted_trial_runs_first_with_its_own_params(error, at):
    study = new_study()
    with pytest.raises(error):
        study.optimize(raising(error, at=at), n_trials=9)
    assert states(study) == [COMPLETE] * at + [WAITING]
    x = study.trials[at].params["x"]
    again = study.ask()
    assert (again.number, again.suggest_float("x", -1, 1)) == (at, x)
    study.tell(again, x**2)
    assert finish(study, 6) == undisturbed(6)


def test_an_interrupted_trial_runs_before_what_is_enqueued():
    study = new_study()
    study.enqueue_trial({"x": 0.5})
    study.enqueue_trial({"x": 0.25})
    with pytest.raises(KeyboardInterrupt):
        study.optimize(raising(KeyboardInterrupt, at=0), n_trials=9)
    assert finish(study, 2) == [0.5, 0.25]


def test_an_interruption_keeps_what_was_set_and_enqueued():
    study = new_study()
    study.enqueue_trial({"x": 7, "z": 1}, user_attrs={"why": "hunch"})

    def objective(trial):
        trial.set_user_attr("tries", trial.user_attrs.get("tries", 0) + 1)
        with pytest.warns(UserWarning, match="outside"):
            trial.suggest_float("x", -1, 1)
        if trial.user_attrs["tries"] == 1:
            raise KeyboardInterrupt
        return trial.suggest_int("z", 0, 3)

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, n_trials=1)
    study.optimize(objective, n_trials=1)
    (only,) = study.trials
    assert only.params == {"x": 7.0, "z": 1}
    assert only.user_attrs == {"why": "hunch", "tries": 2}
    assert only.datetime_start is not None


def test_an_interruption_in_a_callback_keeps_the_result():
    study = new_study()

    def callback(study, trial):
        if trial.number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study.optimize(squared, n_trials=9, callbacks=[callback])
    assert states(study) == [COMPLETE] * 3
    assert finish(study, 6) == undisturbed(6)


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_an_interruption_in_the_sampler_costs_no_trial(at):
    study = new_study(sampler=Broken(KeyboardInterrupt, at))
    with pytest.raises(KeyboardInterrupt):
        study.optimize(squared, n_trials=9)
    assert set(states(study)) <= {COMPLETE, WAITING}
    assert finish(study, 6) == undisturbed(6)


def test_an_interruption_in_the_sampler_by_hand():
    study = new_study(sampler=Broken(KeyboardInterrupt, 1))
    with pytest.raises(KeyboardInterrupt):
        study.ask()
    assert states(study) == []
    assert study.ask().number == 0


def test_an_interruption_between_ask_and_tell_by_hand_leaves_the_trial_tellable():
    study = new_study()
    trial = study.ask()
    x = trial.suggest_float("x", -1, 1)
    # ... Ctrl-C in the caller's own code; then by number:
    assert study.tell(trial.number, 1.0).params == {"x": x}


def test_an_interruption_of_a_grid_visits_every_cell_once():
    grid = {"x": [0, 0.5, 1], "k": [1, 2]}
    study = new_study(sampler=GridSampler(grid))
    calls = Counter()

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        calls[trial.number] += 1
        if calls[trial.number] == 1:
            raise KeyboardInterrupt
        return x + trial.suggest_int("k", 1, 2)

    for _ in range(6):
        with pytest.raises(KeyboardInterrupt):
            study.optimize(objective)
    study.optimize(objective)
    cells = Counter((t.params["x"], t.params["k"]) for t in study.trials)
    assert cells == {(x, k): 1 for x in grid["x"] for k in grid["k"]}


def test_an_interruption_before_the_first_suggestion_of_a_grid_trial():
    study = new_study(sampler=GridSampler({"x": [0, 0.5, 1]}))
    interrupted = []

    def objective(trial):
        if not interrupted:
            interrupted.append(trial.number)
            raise KeyboardInterrupt
        return squared(trial)

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective)
    study.optimize(objective)
    assert sorted(t.params["x"] for t in study.trials) == [0, 0.5, 1]


def test_a_changed_range_after_an_interruption_is_obeyed():
    study = new_study()
    study.optimize(squared, n_trials=2)
    with pytest.raises(KeyboardInterrupt):
        study.optimize(raising(KeyboardInterrupt, at=2), n_trials=1)
    trial = study.ask()
    assert trial.number == 2
    assert 3 <= trial.suggest_float("x", 3, 4) <= 4


def test_an_interruption_in_a_thread_loses_nothing():
    space = {"x": Float(-1, 1)}
    study = new_study(space=space)
    started = threading.Barrier(3, timeout=30)
    tries = Counter()

    def objective(trial):
        tries[trial.number] += 1
        if trial.number < 3 and tries[trial.number] == 1:
            started.wait()
        if trial.number == 1 and tries[1] == 1:
            raise KeyboardInterrupt
        return squared(trial)

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, n_trials=9, n_jobs=3)
    assert TrialState.RUNNING not in states(study)
    assert study.trials[1].state == WAITING
    assert finish(study, 9, objective, n_jobs=3) == undisturbed(9, space=space)


def test_an_interruption_of_the_driver_keeps_finished_results_and_requeues_the_rest():
    study = new_study()
    started, release = threading.Event(), threading.Event()

    def objective(trial):
        value = squared(trial)
        if trial.number == 0:
            started.wait(30)
        if trial.number == 1:
            started.set()
            release.wait(30)
        return value

    def callback(study, trial):
        if trial.number == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, n_trials=9, n_jobs=2, callbacks=[callback])
    assert study.trials[1].state == WAITING
    x = study.trials[1].params["x"]
    assert all(s in (COMPLETE, WAITING) for s in states(study))
    release.set()
    time.sleep(0.05)  # the thread that was left alone returns; nobody listens
    assert study.trials[1].state == WAITING
    finish(study, 9, objective)
    assert study.trials[1].params["x"] == x


def test_a_thread_left_behind_cannot_write_over_the_next_turn():
    study = new_study()
    started, release, left = threading.Event(), threading.Event(), []

    def objective(trial):
        squared(trial)
        if trial.number == 0:
            started.wait(30)
        else:
            started.set()
            release.wait(30)
            try:
                trial.suggest_float("late", 0, 1)
            except Exception as refused:
                left.append(refused)
        return 1.0

    def callback(study, trial):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, n_trials=2, n_jobs=2, callbacks=[callback])
    again = study.ask()
    assert again.number == 1
    release.set()
    for _ in range(500):
        if left:
            break
        time.sleep(0.01)
    assert "has ended" in str(left[0])
    assert states(study)[1] == TrialState.RUNNING
    assert study.tell(again, 2.0).value == 2.0


@pytest.fixture
def interrupt_after():
    """A block with a KeyboardInterrupt in this thread, wherever it is by then, and none later."""
    listening = False

    def interrupt(signum, frame):
        if listening:
            raise KeyboardInterrupt

    @contextmanager
    def block(seconds):
        nonlocal listening
        timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGUSR1))
        listening = True
        timer.start()
        try:
            yield
        finally:
            listening = False
            timer.join()

    previous = signal.signal(signal.SIGUSR1, interrupt)
    yield block
    signal.signal(signal.SIGUSR1, previous)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="signals of Unix")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("n_jobs", [1, 3])
def test_interruptions_at_any_moment_lose_nothing(n_jobs, interrupt_after):
    for seconds in np.random.default_rng(0).uniform(0.001, 0.01, 40):
        study, deadline = new_study(), time.monotonic() + 1

        def objective(trial, deadline=deadline):
            if time.monotonic() > deadline:  # Python ignored it, in a destructor say
                raise KeyboardInterrupt
            return squared(trial)

        with pytest.raises(KeyboardInterrupt), interrupt_after(seconds):
            study.optimize(objective, n_trials=10**9, n_jobs=n_jobs)
        assert TrialState.RUNNING not in states(study)
        total = len(study.trials) + 3
        drawn = finish(study, total)
        if n_jobs == 1:
            assert drawn == undisturbed(total)
