"""What a trial can do while it runs, afterwards, and without a study."""

import copy
import math
from datetime import timedelta

import pytest


def test_a_name_has_one_value_within_a_trial(study):
    trial = study.ask()
    assert len({trial.suggest_float("x", 0, 1) for _ in range(5)}) == 1


def test_a_name_has_one_kind_within_a_trial(study):
    trial = study.ask()
    trial.suggest_int("x", 0, 1)
    with pytest.raises(ValueError):
        trial.suggest_categorical("x", ["a", "b"])


def test_suggestions_keep_to_their_ranges(study):
    for _ in range(30):
        trial = study.ask()
        assert 1e-5 <= trial.suggest_float("log", 1e-5, 1, log=True) <= 1
        assert trial.suggest_float("step", 0, 1, step=0.25) in (0, 0.25, 0.5, 0.75, 1)
        assert trial.suggest_int("even", 2, 8, step=2) in (2, 4, 6, 8)
        assert 1 <= trial.suggest_int("ints", 1, 100, log=True) <= 100
        assert trial.suggest_categorical("c", [None, 1, 2.5, "a", True]) in (None, 1, 2.5, "a")
        assert trial.suggest_float("one", 2, 2) == 2
        study.tell(trial, 0.0)


@pytest.mark.parametrize(
    ("method", "arguments", "options"),
    [
        ("suggest_float", (1, 0), {}),
        ("suggest_float", (0, 1), {"log": True}),
        ("suggest_float", (1, 2), {"log": True, "step": 0.5}),
        ("suggest_float", (0, 1), {"step": 0}),
        ("suggest_int", (1, 0), {}),
        ("suggest_int", (0, 1), {"log": True}),
        ("suggest_int", (1, 9), {"log": True, "step": 2}),
        ("suggest_categorical", ([],), {}),
    ],
)
def test_ranges_that_are_none(study, method, arguments, options):
    with pytest.raises(ValueError):
        getattr(study.ask(), method)("x", *arguments, **options)


def test_a_step_that_does_not_divide_the_range_lowers_its_end(study):
    trial = study.ask()
    with pytest.warns(UserWarning):
        trial.suggest_float("x", 0, 1, step=0.3)
    assert trial.distributions["x"].high == pytest.approx(0.9, abs=1e-12)


def test_attributes_and_times_are_kept(study):
    trial = study.ask()
    trial.set_user_attr("note", {"a": [1, 2]})
    assert trial.user_attrs == {"note": {"a": [1, 2]}}
    assert trial.datetime_start is not None
    told = study.tell(trial, 1.0)
    assert told.user_attrs == {"note": {"a": [1, 2]}}
    assert timedelta(0) <= told.duration == told.datetime_complete - told.datetime_start


def test_memory_keeps_any_object_and_a_file_says_no_when_it_is_set(lib, tmp_path):
    model = {1, 2}
    there = lib.create_study(storage=f"sqlite:///{tmp_path}/s.db")
    for owner in (there, there.ask()):
        with pytest.raises(TypeError, match="set"):
            owner.set_user_attr("model", model)
        assert owner.user_attrs == {}
    here = lib.create_study()
    here.optimize(lambda trial: trial.set_user_attr("model", model) or 1.0, n_trials=1)
    here.set_user_attr("model", model)
    assert here.user_attrs == here.best_trial.user_attrs == {"model": model}


def test_an_ended_trial_takes_nothing_more(lib, study):
    trial = study.ask()
    study.tell(trial, 1.0)
    with pytest.raises(lib.exceptions.UpdateFinishedTrialError):
        trial.set_user_attr("late", 1)
    with pytest.raises(RuntimeError):
        trial.set_constraint("late", 1)


def test_constraints(study):
    trial = study.ask()
    trial.set_constraint("weight", 2)
    with pytest.warns(UserWarning):
        trial.set_constraint("weight", 3)
    assert trial.constraints == {"weight": 2.0}
    told = study.tell(trial, 1.0)
    assert told.constraints == {"weight": 2.0}
    assert told.system_attrs["constraints:weight"] == 2.0


@pytest.mark.parametrize(("value", "error"), [(math.nan, ValueError), ("much", TypeError)])
def test_constraints_are_numbers(study, value, error):
    with pytest.raises(error):
        study.ask().set_constraint("weight", value)


def objective(trial):
    x = trial.suggest_float("x", 0, 10)
    trial.report(x, 0)
    trial.set_user_attr("seen", True)
    trial.set_constraint("c", x - 5)
    if trial.should_prune():
        raise AssertionError("never pruned without a study")
    return x * trial.suggest_categorical("sign", [-1, 1])


def test_a_fixed_trial_serves_what_it_was_given(lib):
    trial = lib.trial.FixedTrial({"x": 2.0, "sign": -1}, number=4)
    assert objective(trial) == -2.0
    assert trial.number == 4
    assert trial.params == {"x": 2.0, "sign": -1}
    assert trial.user_attrs == {"seen": True}
    assert trial.constraints == {"c": -3.0}
    with pytest.raises(ValueError):
        trial.suggest_int("other", 0, 1)
    with pytest.warns(UserWarning):
        assert lib.trial.FixedTrial({"x": 20.0}).suggest_float("x", 0, 10) == 20.0


def test_a_finished_trial_can_be_evaluated_again(lib, study):
    study.add_trial(
        lib.create_trial(
            params={"x": 3.0, "sign": 1},
            distributions={
                "x": lib.distributions.FloatDistribution(0, 10),
                "sign": lib.distributions.CategoricalDistribution([-1, 1]),
            },
            value=3.0,
        )
    )
    assert objective(study.best_trial) == 3.0


def test_states_and_directions_have_optunas_numbers(lib, states):
    assert [(s.name, s.value, s.is_finished()) for s in states] == [
        ("RUNNING", 0, False),
        ("COMPLETE", 1, True),
        ("PRUNED", 2, True),
        ("FAIL", 3, True),
        ("WAITING", 4, False),
    ]
    assert [(d.name, d.value) for d in lib.study.StudyDirection] == [
        ("NOT_SET", 0),
        ("MINIMIZE", 1),
        ("MAXIMIZE", 2),
    ]


def test_what_a_user_writes_to_a_trial_stays_out_of_the_study(lib, study):
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    best = study.best_trial
    x = best.params["x"]
    best.params["x"] = best.params["more"] = 7
    best.value, best.number = -1.0, 9
    best.user_attrs["mine"] = True
    best.set_user_attr("more", 1)
    assert (best.params, best.value, best.number) == ({"x": 7, "more": 7}, -1.0, 9)
    assert best.user_attrs == {"mine": True, "more": 1}
    assert (study.best_params, study.best_value) == ({"x": x}, x)
    assert study.best_trial.user_attrs == {}


def test_trials_are_changed_and_added_to_another_study(lib, study):
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    other = lib.create_study(direction="maximize")
    for trial in study.trials:
        trial.value = -trial.value
        trial.distributions = {"x": lib.distributions.FloatDistribution(-1, 2)}
        other.add_trial(trial)
    assert other.best_value == -study.best_value
    assert other.best_params == study.best_params


def test_a_copy_of_a_trial_is_equal_until_it_is_changed(lib):
    distributions = {"x": lib.distributions.FloatDistribution(0, 1)}
    trial = lib.create_trial(value=0.5, params={"x": 0.5}, distributions=distributions)
    other = copy.copy(trial)
    assert other == trial
    other.value = 0.25
    assert other != trial
    assert trial.value == 0.5
    other.number = trial.number + 1
    assert trial < other
