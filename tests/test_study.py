"""Ask, tell, and what is best so far."""

import math
import pickle
import time
import warnings
from datetime import timedelta

import numpy as np
import pytest

import bayesopt
from bayesopt import (
    AlreadyTold,
    Categorical,
    DuplicatedStudyError,
    Float,
    FrozenTrial,
    Int,
    InvalidParameter,
    InvalidValue,
    NoCompleteTrial,
    Space,
    SpaceExhausted,
    StudyDirection,
    StudyNotFound,
    TrialState,
    UnknownTrial,
    create_study,
    create_trial,
    load_study,
)
from bayesopt.distributions import FloatDistribution
from bayesopt.samplers import GridSampler, RandomSampler
from bayesopt.storages import InMemoryStorage

SPACE = {"x": Float(-1, 1), "k": Int(1, 4), "c": Categorical(["a", "b"])}


def new_study(**arguments):
    return create_study(**{"sampler": RandomSampler(), "seed": 1, **arguments})


def told(values, **arguments):
    """A study whose trials have these values."""
    study = new_study(**arguments)
    for value in values:
        study.tell(study.ask(), value)
    return study


def squared(trial):
    return trial.suggest_float("x", -1, 1) ** 2


# --- asking and telling


def test_ask_suggest_tell():
    study = new_study()
    trial = study.ask()
    x = trial.suggest_float("x", -1, 1)
    frozen = study.tell(trial, 5.0)
    assert isinstance(frozen, FrozenTrial)
    assert (frozen.number, frozen.state, frozen.value) == (0, TrialState.COMPLETE, 5.0)
    assert frozen.params == {"x": x}
    assert frozen.distributions == {"x": Float(-1, 1)}
    assert frozen.duration > timedelta(0)
    assert study.trials == [frozen]


def test_tell_by_number():
    study = new_study()
    trial = study.ask({"x": FloatDistribution(0, 1)})
    frozen = study.tell(np.int64(trial.number), 1.0)
    assert frozen.params == trial.params
    assert study.best_trial == frozen


def test_trials_may_be_told_in_any_order():
    study = new_study()
    first, second = study.ask(), study.ask()
    study.tell(second, 2.0)
    study.tell(first, 1.0)
    assert [t.value for t in study.trials] == [1.0, 2.0]


def test_tell_states():
    study = new_study()
    assert study.tell(study.ask(), state=TrialState.FAIL).state == TrialState.FAIL
    assert study.tell(study.ask(), state=TrialState.PRUNED).values is None
    assert study.tell(study.ask(), 2.0, TrialState.PRUNED).value == 2.0
    assert study.tell(study.ask(), 1.0, TrialState.COMPLETE).value == 1.0
    assert study.best_value == 1.0


def test_telling_again():
    study = new_study()
    trial = study.ask()
    first = study.tell(trial, 1.0)
    for who in (trial, 0):
        with pytest.raises(AlreadyTold, match="trial 0"):
            study.tell(who, 2.0)
        assert study.tell(who, 2.0, skip_if_finished=True) == first
    assert study.trials == [first]


def test_ask_with_fixed_distributions():
    study = new_study()
    trial = study.ask(fixed_distributions=SPACE)
    assert trial.params.keys() == SPACE.keys()
    assert all(SPACE[name].contains(value) for name, value in trial.params.items())
    assert trial.suggest_float("x", -1, 1) == trial.params["x"]
    assert study.ask(SPACE).distributions == SPACE


def test_a_declared_space_is_suggested_whole_and_by_name():
    study = new_study(space=SPACE)
    assert study.space == Space(SPACE)
    assert study.ask().params.keys() == SPACE.keys()

    def objective(trial):
        assert trial.params["x"] == trial.suggest_float("x", -1, 1)
        return trial.params["x"] + trial.suggest_int("k", 1, 4)

    study.optimize(objective, n_trials=5)
    assert len(study.best_params) == 3


def test_declared_and_defined_by_run_are_one_path():
    def params(study):
        study.optimize(lambda t: len([t.suggest(n, p) for n, p in SPACE.items()]), n_trials=5)
        return [t.params for t in study.trials]

    # the first trial knows nothing of a space that is not declared, and so draws name by name
    assert params(new_study(space=SPACE))[1:] == params(new_study())[1:]


def test_ask_n():
    study = new_study()
    trials = study.ask(5, fixed_distributions=SPACE)
    assert [t.number for t in trials] == [0, 1, 2, 3, 4]
    assert len({t.params["x"] for t in trials}) == 5
    assert isinstance(study.ask(1), list)
    assert len(study.history().pending) == 6


def test_ask_n_returns_what_is_left():
    study = new_study(sampler=GridSampler({"x": [1, 2, 3]}))
    assert len(study.ask(5)) == 3
    with pytest.raises(SpaceExhausted):
        study.ask(2)
    assert len(study.trials) == 3


@pytest.mark.parametrize("n", [0, -1, 2.5, "3", [SPACE]])
def test_ask_for_no_number(n):
    with pytest.raises(ValueError, match="n = "):
        new_study().ask(n)


# --- seeds


def run_of(seed, n=8, **arguments):
    study = new_study(seed=seed, **arguments)
    study.optimize(squared, n_trials=n)
    return [t.params["x"] for t in study.trials]


def test_the_same_seed_gives_the_same_trials():
    assert run_of(3) == run_of(3)
    assert run_of(3)[:2] != run_of(4)[:2]
    assert run_of(None) != run_of(None)


def test_a_samplers_seed_seeds_the_study_unless_it_has_its_own():
    assert run_of(None, sampler=RandomSampler(seed=3)) == run_of(3)
    assert run_of(4, sampler=RandomSampler(seed=3)) == run_of(4)


def test_resuming_goes_on_where_it_stopped():
    storage = InMemoryStorage()
    create_study(storage=storage, study_name="s", sampler=RandomSampler(), seed=3)
    for _ in range(4):
        study = load_study(study_name="s", storage=storage, sampler=RandomSampler())
        study.optimize(squared, n_trials=2)
    assert [t.params["x"] for t in study.trials] == run_of(3)


def test_n_jobs_do_not_change_what_is_drawn():
    space = {"x": Float(-1, 1)}
    assert sorted(run_of(3, space=space)) == sorted(
        t.params["x"] for t in in_parallel(3, space).trials
    )


def in_parallel(seed, space):
    study = new_study(seed=seed, space=space)
    study.optimize(squared, n_trials=8, n_jobs=4)
    return study


@pytest.mark.parametrize("seed", ["abc", 1.5, [1]])
def test_seeds_are_whole_numbers(seed):
    with pytest.raises(ValueError, match="seed = "):
        new_study(seed=seed)


# --- enqueued trials


def test_enqueued_params_are_next():
    study = new_study()
    study.enqueue_trial({"x": 0.5}, user_attrs={"why": "hunch"})
    study.enqueue_trial({"x": 0.25})
    assert [t.state for t in study.trials] == [TrialState.WAITING] * 2
    study.optimize(squared, n_trials=3)
    assert [t.params["x"] for t in study.trials[:2]] == [0.5, 0.25]
    assert study.trials[0].user_attrs == {"why": "hunch"}
    assert all(t.state == TrialState.COMPLETE for t in study.trials)
    assert [t.number for t in study.trials] == [0, 1, 2]


def test_enqueued_params_that_are_left_out_are_suggested():
    study = new_study(space=SPACE)
    study.enqueue_trial({"k": 2})
    trial = study.ask()
    assert trial.params["k"] == 2
    assert SPACE["x"].contains(trial.params["x"])


def test_enqueued_params_that_nobody_suggests_are_not_recorded():
    study = new_study()
    study.enqueue_trial({"x": 0.5, "never": 3})
    study.optimize(squared, n_trials=1)
    assert study.trials[0].params == {"x": 0.5}


def test_an_enqueued_name_that_a_declared_space_lacks_is_warned_about():
    study = new_study(space={"x": Float(0, 1)})
    with pytest.warns(UserWarning, match=r"'lr' is none of .* \['x'\]; its value") as caught:
        study.enqueue_trial({"x": 0.5, "lr": 0.1})
    assert caught[0].filename == __file__
    study.optimize(lambda trial: trial.suggest_float("lr", 0, 1), n_trials=1)
    assert study.trials[0].params == {"x": 0.5, "lr": 0.1}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        study.enqueue_trial({"lr": 0.1})  # as a trial has it by now
        new_study().enqueue_trial({"lr": 0.1})  # may yet be suggested


def test_an_enqueued_value_out_of_range_is_used_with_a_warning():
    study = new_study()
    study.enqueue_trial({"x": 7})
    trial = study.ask()
    with pytest.warns(UserWarning, match="'x' = 7.0 is outside") as caught:
        assert trial.suggest_float("x", -1, 1) == 7.0
    assert caught[0].filename == __file__
    assert study.tell(trial, 1.0).params == {"x": 7.0}


def test_an_enqueued_value_of_another_kind_is_an_error_that_names_it():
    study = new_study()
    study.enqueue_trial({"x": "seven"})
    trial = study.ask()
    with pytest.raises(InvalidParameter, match="'x': Float: value = 'seven'"):
        trial.suggest_float("x", -1, 1)


def test_skip_if_exists():
    study = new_study()
    for _ in range(3):
        study.enqueue_trial({"x": 0.5}, skip_if_exists=True)
    assert len(study.trials) == 1
    study.optimize(squared, n_trials=1)
    study.enqueue_trial({"x": 0.5}, skip_if_exists=True)
    assert len(study.trials) == 1
    study.enqueue_trial({"x": 0.5})
    assert len(study.trials) == 2


@pytest.mark.parametrize("params", [None, 3, [("x", 1)]])
def test_only_mappings_can_be_enqueued(params):
    with pytest.raises(TypeError, match="params = "):
        new_study().enqueue_trial(params)


def test_only_names_can_be_enqueued():
    with pytest.raises(InvalidParameter, match="params = "):
        new_study().enqueue_trial({1: 2})


def test_enqueueing_does_not_keep_the_callers_dict():
    study, params = new_study(), {"x": 0.5}
    study.enqueue_trial(params)
    params["x"] = 0.75
    assert study.ask().suggest_float("x", 0, 1) == 0.5


# --- added trials


def test_added_trials_count_like_others():
    study = new_study()
    study.add_trials(
        create_trial(value=v, params={"x": v}, distributions={"x": Float(0, 9)}) for v in (2, 1, 3)
    )
    assert study.best_params == {"x": 1.0}
    assert [t.number for t in study.trials] == [0, 1, 2]
    assert study.history().observe(Space({"x": Float(0, 9)})).X.shape == (3, 1)
    assert study.ask().number == 3


def test_trials_of_another_study_can_be_added():
    source, target = new_study(), new_study()
    source.optimize(squared, n_trials=3)
    target.add_trials(source.trials)
    assert target.trials == source.trials


def test_a_waiting_trial_can_be_added():
    study = new_study()
    study.add_trial(create_trial(state=TrialState.WAITING, params={"x": 0.5}))
    assert study.ask().suggest_float("x", 0, 1) == 0.5


def test_adding_does_not_start_what_waits():
    study = new_study()
    study.enqueue_trial({"x": 0.5})
    study.add_trial(create_trial(value=1.0))
    assert [t.state for t in study.trials] == [TrialState.WAITING, TrialState.COMPLETE]


@pytest.mark.parametrize(
    ("trial", "error", "says"),
    [
        (create_trial(values=[1, 2]), InvalidValue, r"values = \(1.0, 2.0\); give one number, as"),
        (FrozenTrial(0, TrialState.COMPLETE), InvalidValue, "needs its value"),
        (FrozenTrial(0, TrialState.COMPLETE, values=(math.nan,)), InvalidValue, "NaN"),
        (FrozenTrial(0, TrialState.RUNNING), InvalidValue, "running"),
        (
            FrozenTrial(0, TrialState.COMPLETE, {"x": 1}, {}, (1.0,)),
            InvalidParameter,
            "different parameters",
        ),
        (
            create_trial(value=1, params={"x": "a"}, distributions={"x": Categorical(["a"])}),
            InvalidParameter,
            "'x' is Float",
        ),
        ({"x": 1}, TypeError, "create_trial"),
    ],
)
def test_what_does_not_fit_is_not_added(trial, error, says):
    study = new_study()
    study.optimize(squared, n_trials=1)
    with pytest.raises(error, match=says):
        study.add_trial(trial)
    assert len(study.trials) == 1


# --- what is best


@pytest.mark.parametrize(("direction", "best"), [("minimize", 1.0), ("maximize", 5.0)])
def test_best(direction, best):
    study = told([3, 1, 5, 1, 5], direction=direction)
    assert study.best_value == best
    assert study.best_trial.number == (1 if best == 1 else 2)  # the earliest of equals
    assert study.direction.name == direction.upper()


def test_the_earliest_of_equals_is_by_number_not_by_time():
    study = new_study()
    first, second = study.ask(2)
    study.tell(second, 1.0)
    study.tell(first, 1.0)
    assert study.best_trial.number == 0


def test_infinities_are_values():
    study = told([math.inf, -math.inf, 0.0])
    assert study.best_value == -math.inf
    assert told([math.inf]).best_value == math.inf


def test_only_complete_trials_can_be_best():
    study = told([3.0])
    study.tell(study.ask(), 1.0, TrialState.PRUNED)
    study.tell(study.ask(), state=TrialState.FAIL)
    assert study.best_value == 3.0


def test_without_a_complete_trial_there_is_no_best():
    study = new_study()
    for ask_for in ("best_trial", "best_value", "best_params"):
        with pytest.raises(NoCompleteTrial, match="No trials are completed yet"):
            getattr(study, ask_for)
    study.optimize(lambda trial: None, n_trials=2)
    with pytest.raises(ValueError, match=r"The last of 2 failed: objective value None"):
        _ = study.best_value


def test_several_objectives_have_no_single_best():
    study = told([(1, 2), (2, 1)], directions=["minimize", "maximize"])
    assert study.directions == [StudyDirection.MINIMIZE, StudyDirection.MAXIMIZE]
    assert study.trials[0].values == [1.0, 2.0]
    for ask_for in ("best_trial", "best_value", "best_params", "direction"):
        with pytest.raises(RuntimeError, match="2 objectives"):
            getattr(study, ask_for)


def test_best_params_are_the_callers_own():
    study = new_study()
    study.optimize(squared, n_trials=1)
    study.best_params["x"] = 77
    assert study.best_params["x"] != 77


@pytest.mark.parametrize(
    "arguments",
    [
        {"direction": "up"},
        {"direction": 3},
        {"direction": StudyDirection.NOT_SET},
        {"directions": []},
        {"directions": "minimize"},
        {"directions": ["minimize", None]},
        {"direction": "minimize", "directions": ["minimize"]},
        {"directions": ["minimize", ["x"]]},
    ],
)
def test_directions_that_are_none(arguments):
    with pytest.raises(ValueError, match="direction"):
        new_study(**arguments)


def test_directions_as_enum():
    assert told([1, 2], direction=StudyDirection.MAXIMIZE).best_value == 2


def test_what_is_handed_out_is_the_users_own():
    study = new_study()
    given = []
    study.optimize(squared, n_trials=3, callbacks=[lambda study, trial: given.append(trial)])
    given += [study.tell(study.ask(), 1.0), *study.trials, study.best_trial, *study.best_trials]
    before = study.get_trials(deepcopy=False)
    known = pickle.dumps(before)
    for trial in given:
        trial.params.clear()
        trial.user_attrs["seen"] = True
        trial.value = -1.0
    assert pickle.dumps(study.get_trials(deepcopy=False)) == known
    assert all(trial.value != -1.0 for trial in study.trials)
    with pytest.raises(AttributeError, match="is a fact"):
        before[0].value = 1.0


def test_trials_changed_by_hand_can_be_added_to_another_study():
    old, new = new_study(), new_study()
    old.optimize(squared, n_trials=3)
    for trial in old.trials:
        trial.values = [10.0 + trial.value]
        trial.user_attrs["from"] = "old"
        new.add_trial(trial)
        trial.params.clear()  # no longer of any effect
    assert new.best_value == 10.0 + old.best_value
    assert new.best_params == old.best_params
    assert all(trial.user_attrs == {"from": "old"} for trial in new.trials)
    facts = new.get_trials(deepcopy=False)
    assert {type(trial) for trial in facts} == {FrozenTrial}


def test_get_trials_by_state():
    study = told([1.0, 2.0])
    study.ask()
    study.enqueue_trial({})
    assert len(study.get_trials()) == 4
    assert len(study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))) == 2
    assert [t.number for t in study.get_trials(states=[TrialState.WAITING])] == [3]
    assert study.get_trials(states=[]) == []


# --- optimize


def test_optimize_counts():
    study = new_study()
    study.optimize(squared, n_trials=0)
    assert study.trials == []
    study.optimize(squared, n_trials=3)
    study.optimize(squared, 2)
    assert len(study.trials) == 5


def test_optimize_stops_when_a_finite_space_is_exhausted():
    study = new_study(sampler=GridSampler({"x": [0, 0.5, 1]}))
    study.optimize(squared)
    assert sorted(t.params["x"] for t in study.trials) == [0, 0.5, 1]
    study.optimize(squared, n_trials=10)
    assert len(study.trials) == 3


def test_what_is_enqueued_runs_even_if_the_space_is_exhausted():
    study = new_study(sampler=GridSampler({"x": [0, 0.5, 1]}))
    study.optimize(squared)
    study.enqueue_trial({"x": 0.25})
    study.optimize(squared)
    assert study.trials[3].params == {"x": 0.25}
    assert [t.state for t in study.trials] == [TrialState.COMPLETE] * 4


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_timeout(n_jobs):
    study = new_study()
    start = time.monotonic()
    study.optimize(lambda t: time.sleep(0.02) or squared(t), timeout=0.2, n_jobs=n_jobs)
    assert 0.2 <= time.monotonic() - start < 5  # generous: the machine may be busy
    assert len(study.trials) >= 2
    study.optimize(squared, timeout=0)
    assert all(t.state == TrialState.COMPLETE for t in study.trials)


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_stop(n_jobs):
    study = new_study()

    def objective(trial):
        if trial.number == 4:
            trial.study.stop()
        return squared(trial)

    study.optimize(objective, n_trials=1000, n_jobs=n_jobs)
    assert 5 <= len(study.trials) <= 4 + 2 * n_jobs
    assert all(t.state == TrialState.COMPLETE for t in study.trials)
    study.optimize(squared, n_trials=2)  # a new call starts anew
    assert len(study.trials) >= 7


def test_stop_from_a_callback_and_outside():
    study = new_study()
    study.optimize(squared, callbacks=[lambda s, t: s.stop() if t.number == 2 else None])
    assert len(study.trials) == 3
    with pytest.raises(RuntimeError, match="stop"):
        study.stop()


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_callbacks_see_each_finished_trial_once(n_jobs):
    study, seen = new_study(), []

    def note(given, trial):
        assert given is study
        assert given.trials[trial.number] == trial
        seen.append(trial.number)

    study.optimize(squared, n_trials=20, n_jobs=n_jobs, callbacks=[note, note])
    assert sorted(seen) == sorted([*range(20), *range(20)])


@pytest.mark.parametrize("n_jobs", [2, 4, -1])
def test_n_jobs_runs_every_trial_once(n_jobs):
    study = new_study()
    study.optimize(squared, n_trials=40, n_jobs=n_jobs)
    assert [t.number for t in study.trials] == list(range(40))
    assert all(t.state == TrialState.COMPLETE for t in study.trials)
    assert len({t.params["x"] for t in study.trials}) == 40


def test_n_jobs_run_at_the_same_time():
    import threading

    barrier = threading.Barrier(3, timeout=30)

    def objective(trial):
        barrier.wait()
        return squared(trial)

    study = new_study()
    study.optimize(objective, n_trials=6, n_jobs=3)
    assert all(t.state == TrialState.COMPLETE for t in study.trials)


def test_optimize_cannot_be_nested():
    study = new_study()
    with pytest.raises(RuntimeError, match="nested"):
        study.optimize(lambda trial: study.optimize(squared, n_trials=1), n_trials=1)
    study.optimize(squared, n_trials=1)
    assert study.trials[-1].state == TrialState.COMPLETE


def test_gc_and_progress_bar(capsys):
    study = new_study()
    study.optimize(squared, n_trials=3, gc_after_trial=True, show_progress_bar=True)
    assert "3/3" in capsys.readouterr().err
    multi = new_study(directions=["minimize"] * 2)
    multi.optimize(lambda t: (1, 2), n_trials=2, show_progress_bar=True)
    assert len(multi.trials) == 2


def test_a_progress_bar_over_seconds(capsys):
    study = new_study()
    stop = [lambda study, trial: study.stop()]
    study.optimize(squared, timeout=3600, callbacks=stop, show_progress_bar=True)
    assert "/1:00:00" in capsys.readouterr().err


def test_asking_by_hand_inside_an_objective():
    study = new_study()

    def objective(trial):
        if trial.number == 0:
            extra = study.ask()
            study.tell(extra, extra.suggest_float("x", -1, 1))
        return squared(trial)

    study.optimize(objective, n_trials=2)
    assert [t.state for t in study.trials] == [TrialState.COMPLETE] * 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"n_trials": -1}, "n_trials = -1"),
        ({"n_trials": 2.5}, "n_trials = 2.5"),
        ({"n_trials": "3"}, "n_trials = '3'"),
        ({"n_trials": True}, "n_trials = True"),
        ({"timeout": -1}, "timeout = -1"),
        ({"timeout": math.nan}, "timeout = nan"),
        ({"timeout": "3"}, "timeout = '3'"),
        ({"n_jobs": 0}, "n_jobs = 0"),
        ({"n_jobs": -2}, "n_jobs = -2"),
        ({"n_jobs": 1.5}, "n_jobs = 1.5"),
    ],
)
def test_budgets_that_are_none(arguments, says):
    study = new_study()
    with pytest.raises(ValueError, match=says):
        study.optimize(squared, **{"n_trials": 1, **arguments})
    assert study.trials == []


@pytest.mark.parametrize("catch", ["ValueError", (ValueError, 3), KeyboardInterrupt])
def test_catch_takes_exceptions(catch):
    with pytest.raises(TypeError, match="catch"):
        new_study().optimize(squared, n_trials=1, catch=catch)


# --- studies by name


def test_names_and_storages():
    storage = InMemoryStorage()
    study = new_study(storage=storage, study_name="s", direction="maximize")
    study.optimize(squared, n_trials=3)
    with pytest.raises(DuplicatedStudyError, match="'s'"):
        new_study(storage=storage, study_name="s")
    same = new_study(storage=storage, study_name="s", load_if_exists=True)
    assert same.trials == study.trials
    assert same.direction == StudyDirection.MAXIMIZE
    assert load_study(study_name="s", storage=storage, sampler=RandomSampler()).best_value
    with pytest.raises(StudyNotFound, match="no study named 'z'"):
        load_study(study_name="z", storage=storage)
    new_study(storage=storage, study_name="t", load_if_exists=True)
    assert storage.names() == ["s", "t"]
    assert new_study().study_name != new_study().study_name


def test_two_handles_on_one_study_see_each_other():
    storage = InMemoryStorage()
    one = new_study(storage=storage, study_name="s")
    two = load_study(study_name="s", storage=storage, sampler=RandomSampler())
    trial = one.ask()
    x = trial.suggest_float("x", -1, 1)
    assert two.trials[0].params == {"x": x}
    assert len(two.history().pending) == 1
    frozen = two.tell(trial.number, 3.0)
    assert frozen.params == {"x": x}
    assert one.best_value == 3.0
    with pytest.raises(AlreadyTold):
        one.tell(trial, 4.0)
    assert one.tell(trial, 4.0, skip_if_finished=True) == frozen
    with pytest.raises(AlreadyTold):
        trial.suggest_float("y", 0, 1)


def test_a_trial_of_another_study_is_refused():
    trial = new_study().ask()
    with pytest.raises(UnknownTrial, match="another study"):
        new_study().tell(trial, 1.0)


def test_wrong_kinds_of_parts():
    with pytest.raises(TypeError, match="sampler = "):
        new_study(sampler=RandomSampler)
    with pytest.raises(TypeError, match="storage = 3"):
        new_study(storage=3)
    with pytest.raises(InvalidParameter):
        new_study(space={"x": (0, 1)})


def test_user_attrs():
    study = new_study()
    study.set_user_attr("data", "iris")
    assert study.user_attrs == {"data": "iris"}
    study.user_attrs["data"] = "other"
    assert study.user_attrs == {"data": "iris"}


def test_repr_says_how_far():
    assert repr(told([1, 2], study_name="s")) == "Study('s', 2 trials)"


def test_a_study_is_light():
    study = new_study()
    study.optimize(squared, n_trials=300)
    asked = study._asked
    assert not asked  # nothing is kept of trials that have ended
    assert bayesopt.Study is type(study)


def test_what_is_enqueued_must_be_of_its_parameters_kind():
    study = new_study(space={"x": Float(0, 1)})
    with pytest.raises(InvalidParameter, match="'foo'"):
        study.enqueue_trial({"x": "foo"})
    assert study.trials == []


@pytest.mark.parametrize("callbacks", [print, [3]])
def test_callbacks_are_checked_before_anything_is_evaluated(callbacks):
    study = new_study()
    with pytest.raises(TypeError, match="callbacks"):
        study.optimize(lambda trial: 1.0, n_trials=2, callbacks=callbacks)
    assert study.trials == []
