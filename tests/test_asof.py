"""Studies that several workers make come out the same, however long each trial takes."""

import os
import random
import time
from importlib.util import find_spec

import pytest

from bayesopt import Float, Int, TrialPruned, TrialState, create_study
from bayesopt.asof import AsOf
from bayesopt.created import create_trial
from bayesopt.pruners import MedianPruner
from bayesopt.samplers import (
    AnnealSampler,
    AutoSampler,
    CmaEsSampler,
    GPSampler,
    GridSampler,
    NSGAIISampler,
    QMCSampler,
    RandomSampler,
    TPESampler,
)

WIDTH = 4


def hurried(trial):
    return trial.suggest_float("x", -1, 1) ** 2


def branching(trial):
    """Conditional parameters, a range that depends on another, and any time to do it."""
    x = trial.suggest_float("x", -1, 1)
    time.sleep(random.SystemRandom().random() * 0.01)
    if trial.suggest_categorical("kind", ["a", "b"]) == "a":
        x += trial.suggest_int("n", 1, 4)
    elif trial.number > 4:
        x += trial.suggest_float("width", 0, abs(x) + 0.1)
    trial.set_user_attr("x", x)
    time.sleep(random.SystemRandom().random() * 0.01)
    if trial.number % 7 == 5:
        raise LookupError
    return x * x


def told(study):
    """All that does not depend on the clock, with what the suggestions have seen."""
    return [
        (t.number, t.state, t.params, t.distributions, t.values, t.user_attrs, t.notes, _seen(t))
        for t in study.trials
    ]


def _seen(trial):
    """Without the revision, which counts what was written meanwhile."""
    return {key: value for key, value in trial.seen.items() if key != "revision"}


def made_by(sampler, objective=branching, parts=(24,), **arguments):
    study = create_study(sampler=sampler, seed=3)
    study.enqueue_trial({"x": 0.5})
    for n_trials in parts:
        study.optimize(
            objective,
            n_trials=n_trials,
            catch=LookupError,
            **{"width": WIDTH, "deterministic": True, **arguments},
        )
    return study


SAMPLERS = {
    "random": RandomSampler,
    "tpe": lambda: TPESampler(n_startup_trials=5),
    "gp": GPSampler,
    "auto": AutoSampler,
    "qmc": QMCSampler,
    "anneal": AnnealSampler,
    "cma-es": CmaEsSampler,
    "nsga-ii": lambda: NSGAIISampler(population_size=5),
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_timing_does_not_matter(name):
    first = made_by(SAMPLERS[name]())
    again = made_by(SAMPLERS[name]())
    assert told(again) == told(first)


@pytest.mark.parametrize("parts", [(12, 12), (5, 1, 18), (1, 1, 1, 21)])
@pytest.mark.parametrize("name", ["random", "tpe", "gp"])
def test_parts_make_the_study_that_one_run_makes(name, parts):
    whole, resumed = made_by(SAMPLERS[name]()), made_by(SAMPLERS[name](), parts=parts)
    assert [row[:-1] for row in told(resumed)] == [row[:-1] for row in told(whole)]


@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_the_engine_does_not_matter(engine):
    if engine == "dask" and not find_spec("distributed"):
        pytest.skip("distributed is not installed: pip install bayesopt[dask]")
    threads = made_by(GPSampler())
    assert told(made_by(GPSampler(), executor=engine)) == told(threads)


def test_dying_workers_do_not_matter():
    def objective(trial):
        x = trial.suggest_float("x", -1, 1)
        if trial.number == 5 and not os.path.exists(mark):
            open(mark, "w").close()
            os._exit(1)
        return x * x

    mark = os.path.abspath(f"died-{os.getpid()}")
    try:
        died = made_by(GPSampler(), objective, executor="processes", width=2)
        assert os.path.exists(mark)
    finally:
        os.unlink(mark)
    assert told(died) == told(made_by(GPSampler(), hurried, width=2))


def test_what_is_seen_lags_by_the_width():
    study = made_by(GPSampler(), hurried)
    for trial in study.trials[WIDTH:]:
        assert trial.seen["ended"] == [[0, trial.number - WIDTH]]
    assert study.replay().ok


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_study_replays(name):
    study = made_by(SAMPLERS[name]())
    replay = study.replay()
    assert replay.ok, replay
    assert "unknown" not in str(replay)


def test_an_interruption_does_not_matter():
    stopped = []

    def interrupt(study, trial):
        if trial.number == 9 and not stopped:
            stopped.append(True)
            raise KeyboardInterrupt

    study = create_study(sampler=GPSampler(), seed=3)
    study.enqueue_trial({"x": 0.5})
    arguments = {"width": WIDTH, "deterministic": True, "catch": LookupError}
    with pytest.raises(KeyboardInterrupt):
        study.optimize(branching, n_trials=24, callbacks=[interrupt], **arguments)
    left = 24 - sum(t.state.is_finished() for t in study.trials)
    study.optimize(branching, n_trials=left, **arguments)
    shown = [(t.number, t.state, t.params, t.values) for t in study.trials]
    assert shown == [(t.number, t.state, t.params, t.values) for t in made_by(GPSampler()).trials]


def test_pruning_does_not_depend_on_the_timing():
    def objective(trial):
        x = trial.suggest_float("x", -1, 1)
        for step in range(3):
            time.sleep(random.SystemRandom().random() * 0.005)
            trial.report(x * x + step, step)
            if trial.should_prune():
                raise TrialPruned
        return x * x

    studies = []
    for _ in range(2):
        study = create_study(
            sampler=RandomSampler(), pruner=MedianPruner(n_startup_trials=2), seed=3
        )
        study.optimize(objective, n_trials=24, width=WIDTH, deterministic=True)
        studies.append(study)
    first, second = studies
    assert told(first) == told(second)
    assert 3 < sum(t.state is TrialState.PRUNED for t in first.trials) < 21


def test_callbacks_come_in_the_order_of_numbers_and_stop_at_the_same_trial():
    def stop(study, trial):
        heard.append(trial.number)
        if trial.number == 9:
            study.stop()

    for _ in range(3):
        heard = []
        study = create_study(sampler=RandomSampler(), seed=3)
        arguments = {"width": WIDTH, "deterministic": True, "catch": LookupError}
        study.optimize(branching, callbacks=[stop], **arguments)
        assert heard == list(range(9 + WIDTH))
        assert len(study.trials) == 9 + WIDTH


def test_a_grid_is_visited_once_and_one_worker_sees_all():
    grid = {"x": [0, 0.25, 0.5, 1]}
    study = create_study(sampler=GridSampler(grid), seed=3)
    study.optimize(lambda t: t.suggest_float("x", 0, 1), width=3, deterministic=True)
    assert sorted(t.params["x"] for t in study.trials) == grid["x"]
    one, plain = (create_study(sampler=GPSampler(), seed=3) for _ in range(2))
    one.optimize(hurried, n_trials=8, deterministic=True)
    plain.optimize(hurried, n_trials=8)
    assert [t.params for t in one.trials] == [t.params for t in plain.trials]


# --- the view itself


def filled(states):
    study = create_study(sampler=RandomSampler(), seed=1, space={"x": Float(0, 1), "k": Int(1, 9)})
    for _ in states:
        study.ask()
    for number, state in states.items():
        if state is not None:
            study.tell(number, float(number) if state is TrialState.COMPLETE else None, state)
    return study


def numbers(history):
    return [t.number for t in history.ended()], [t.number for t in history.pending]


def test_results_are_seen_in_the_order_of_numbers():
    study = filled(dict.fromkeys((5, 3, 4, 1, 0, 2), TrialState.COMPLETE))
    as_of = AsOf(study._ledger.sync(), 3)
    assert numbers(as_of.view(0)) == ([], [])
    assert numbers(as_of.view(4)) == ([0, 1], [2, 3])
    assert numbers(as_of.view(6)) == ([0, 1, 2, 3], [4, 5])
    assert numbers(as_of.view(4)) == ([0, 1], [2, 3])  # back


def test_those_in_between_are_shown_as_planned_without_what_came_of_them():
    study = filled({0: TrialState.COMPLETE, 1: TrialState.FAIL, 2: None})
    pending = AsOf(study._ledger.sync(), 3).view(3).pending
    assert {t.state for t in pending} == {TrialState.RUNNING}
    assert {t.values for t in pending} == {None}
    assert [t.params for t in pending] == [t.params for t in study.trials[1:]]


def test_a_trial_that_takes_for_ever_is_pending_until_it_ends():
    study = filled({0: None, **dict.fromkeys(range(1, 6), TrialState.COMPLETE)})
    as_of = AsOf(study._ledger.sync(), 2)
    assert numbers(as_of.view(6)) == ([1, 2, 3, 4], [0, 5])
    study.tell(0, 0.0)
    assert numbers(as_of.follow(study._ledger.sync()).view(6)) == ([1, 2, 3, 4, 0], [5])


def test_a_trial_added_by_hand_counts_by_its_number():
    study = create_study(sampler=RandomSampler(), seed=1)
    for x in (0.1, 0.2, 0.3):
        study.add_trial(create_trial(value=x, params={"x": x}, distributions={"x": Float(0, 1)}))
    assert numbers(AsOf(study._ledger.sync(), 2).view(3)) == ([0, 1], [2])
