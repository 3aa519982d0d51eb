"""Trials asked for and told by hand."""

import math

import pytest


def test_a_told_trial_is_complete(study, states):
    trial = study.ask()
    x = trial.suggest_float("x", 0, 1)
    told = study.tell(trial, x)
    assert (told.state, told.value, told.params) == (states.COMPLETE, x, {"x": x})
    assert study.best_params == {"x": x}


def test_by_number(study):
    number = study.ask().number
    assert study.tell(number, 2).value == 2.0


def test_twice_is_an_error_unless_it_may_be_skipped(study):
    trial = study.ask()
    study.tell(trial, 1.0)
    with pytest.raises(ValueError):
        study.tell(trial, 2.0)
    assert study.tell(trial, 2.0, skip_if_finished=True).value == 1.0


@pytest.mark.parametrize("value", [math.nan, None, "text", [1.0, 2.0]])
def test_complete_needs_a_number(study, states, value):
    trial = study.ask()
    with pytest.raises(ValueError):
        study.tell(trial, value, state=states.COMPLETE)


def test_failed_and_pruned_trials_need_no_value(study, states):
    for state in (states.FAIL, states.PRUNED):
        assert study.tell(study.ask(), state=state).state == state
    with pytest.raises(ValueError):
        study.tell(study.ask(), 1.0, state=states.FAIL)


@pytest.mark.parametrize("name", ["RUNNING", "WAITING"])
def test_a_told_trial_has_ended(study, states, name):
    with pytest.raises(ValueError):
        study.tell(study.ask(), state=states[name])


def test_an_unknown_number(study):
    with pytest.raises(ValueError):
        study.tell(7, 1.0)


def test_declared_parameters_are_suggested_at_once(lib, study):
    declared = {
        "x": lib.distributions.FloatDistribution(0, 1),
        "k": lib.distributions.IntDistribution(1, 3),
        "c": lib.distributions.CategoricalDistribution(["a", "b"]),
    }
    trial = study.ask(declared)
    assert set(trial.params) == {"x", "k", "c"}
    assert 0 <= trial.params["x"] <= 1
    assert trial.params["k"] in (1, 2, 3)
    assert trial.params["c"] in ("a", "b")


def test_enqueued_values_come_first(study):
    study.enqueue_trial({"x": 0.25, "c": "b"}, user_attrs={"why": "hunch"})
    trial = study.ask()
    assert trial.suggest_float("x", 0, 1) == 0.25
    assert trial.suggest_categorical("c", ["a", "b"]) == "b"
    told = study.tell(trial, 1.0)
    assert told.user_attrs == {"why": "hunch"}
    assert told.system_attrs["fixed_params"] == {"x": 0.25, "c": "b"}


@pytest.mark.parametrize("known", [{"x": 0.5}, {"x": math.nan}, {"x": 1, "c": "a"}])
def test_enqueueing_can_skip_what_is_there(study, states, known):
    study.enqueue_trial(known)
    study.enqueue_trial(dict(known), skip_if_exists=True)
    assert len(study.get_trials(states=[states.WAITING])) == 1
    study.enqueue_trial({**known, "other": 1}, skip_if_exists=True)
    assert len(study.get_trials(states=[states.WAITING])) == 2


def test_a_trial_that_was_evaluated_is_there(study):
    trial = study.ask()
    trial.suggest_int("k", 3, 3)
    study.tell(trial, 1.0)
    study.enqueue_trial({"k": 3}, skip_if_exists=True)
    assert len(study.trials) == 1


def test_an_enqueued_value_out_of_range_is_used_with_a_warning(study):
    study.enqueue_trial({"x": 7.0})
    with pytest.warns(UserWarning):
        assert study.ask().suggest_float("x", 0, 1) == 7.0


def test_an_added_trial_counts(lib, study):
    study.add_trial(
        lib.create_trial(
            params={"x": 0.5},
            distributions={"x": lib.distributions.FloatDistribution(0, 1)},
            value=-3.0,
            user_attrs={"from": "elsewhere"},
            intermediate_values={0: 1.0, 4: 2.0},
        )
    )
    assert study.best_value == -3.0
    assert study.best_trial.number == 0
    assert study.best_trial.last_step == 4
    assert study.best_trial.user_attrs == {"from": "elsewhere"}


def test_an_added_trial_must_make_sense(lib, states):
    floats = {"x": lib.distributions.FloatDistribution(0, 1)}
    for wrong in (
        {"params": {"x": 0.5}, "value": 1.0},
        {"distributions": floats, "value": 1.0},
        {"params": {"x": 0.5}, "distributions": floats},
        {"params": {"x": 0.5}, "distributions": floats, "value": 1.0, "values": [1.0]},
        {"state": states.FAIL, "value": 1.0},
    ):
        with pytest.raises(ValueError):
            lib.create_trial(**wrong)
