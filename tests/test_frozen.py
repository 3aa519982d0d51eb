"""One trial as a fact, and trials made by hand."""

import copy
import math
import pickle
from datetime import datetime, timedelta

import numpy as np
import pytest

from bayesopt import (
    Categorical,
    Float,
    FrozenTrial,
    Int,
    InvalidParameter,
    InvalidValue,
    TrialState,
    create_trial,
)
from bayesopt.curves import folds_of
from bayesopt.frozen import own


def test_states_and_their_numbers_are_optunas():
    assert [state.name for state in TrialState] == [
        "RUNNING",
        "COMPLETE",
        "PRUNED",
        "FAIL",
        "WAITING",
    ]
    assert [state.value for state in TrialState] == [0, 1, 2, 3, 4]
    assert [s.is_finished() for s in TrialState] == [False, True, True, True, False]


def test_value_is_for_one_objective():
    assert FrozenTrial(0, TrialState.FAIL).value is None
    assert FrozenTrial(0, TrialState.COMPLETE, values=(2.0,)).value == 2.0
    with pytest.raises(RuntimeError, match="2 objectives"):
        _ = FrozenTrial(0, TrialState.COMPLETE, values=(2.0, 3.0)).value


def test_duration_needs_both_ends():
    start = datetime(2024, 1, 1)
    ended = FrozenTrial(
        0,
        TrialState.COMPLETE,
        datetime_start=start,
        datetime_complete=start + timedelta(seconds=3),
    )
    assert ended.duration == timedelta(seconds=3)
    assert FrozenTrial(0, TrialState.RUNNING, datetime_start=start).duration is None


def test_last_step():
    assert FrozenTrial(0, TrialState.RUNNING).last_step is None
    assert FrozenTrial(0, TrialState.RUNNING, intermediate_values={3: 1.0, 1: 2.0}).last_step == 3


def test_a_trial_made_by_hand():
    made = create_trial(
        value=np.float32(0.5),
        params={"x": 1, "k": 3.0, "c": "b"},
        distributions={"x": Float(0, 1), "k": Int(0, 5), "c": Categorical("ab".__iter__())},
        user_attrs={"who": "me"},
        intermediate_values={0: 1.0},
    )
    assert made.state == TrialState.COMPLETE
    assert made.values == [0.5]
    assert made.params == {"x": 1.0, "k": 3, "c": "b"}
    assert type(made.params["k"]) is int
    assert made.user_attrs == {"who": "me"}
    assert made.last_step == 0
    assert made.duration == timedelta(0)


def test_trials_of_other_states():
    assert create_trial(state=TrialState.FAIL).values is None
    assert create_trial(state=TrialState.PRUNED, values=[1, 2]).values == [1.0, 2.0]
    waiting = create_trial(state=TrialState.WAITING, params={"x": 0.5})
    assert (waiting.params, waiting.datetime_start) == ({"x": 0.5}, None)


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({}, InvalidValue, "needs its value"),
        ({"value": 1, "values": [1]}, InvalidValue, "pass one"),
        ({"value": math.nan}, InvalidValue, "NaN"),
        ({"value": "abc"}, InvalidValue, "'abc'"),
        ({"state": TrialState.FAIL, "value": 1.0}, InvalidValue, "failed trial"),
        ({"value": 1, "params": {"x": 1}}, InvalidParameter, "different"),
        ({"value": 1, "distributions": {"x": Float(0, 1)}}, InvalidParameter, "different"),
        (
            {"value": 1, "params": {"x": "a"}, "distributions": {"x": Float(0, 1)}},
            InvalidParameter,
            "'x': .*'a'",
        ),
        (
            {"value": 1, "params": {"x": 1}, "distributions": {"x": 3}},
            InvalidParameter,
            "no parameter",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments, error, says):
    with pytest.raises(error, match=says):
        create_trial(**arguments)


def test_a_value_out_of_range_is_taken_with_a_warning():
    with pytest.warns(UserWarning, match=r"'x' = 7.0 is outside Float\(low=0.0") as caught:
        made = create_trial(value=1, params={"x": 7}, distributions={"x": Float(0, 1)})
    assert made.params == {"x": 7.0}
    assert caught[0].filename == __file__


def test_a_fact_does_not_change():
    trial = FrozenTrial(3, TrialState.COMPLETE, {"x": 1.0})
    for name in ("number", "params", "value"):
        with pytest.raises(AttributeError, match=f"trial 3 is a fact, its {name} does not change"):
            setattr(trial, name, 4)
    with pytest.raises(AttributeError, match="copy"):
        del trial.params


def test_a_copy_can_be_changed_and_the_fact_does_not_notice():
    fact = FrozenTrial(3, TrialState.COMPLETE, {"x": 1.0}, values=(0.5,), user_attrs={"a": 1})
    for copied in (copy.copy(fact), copy.deepcopy(fact), pickle.loads(pickle.dumps(own(fact)))):
        assert copied == fact
        assert hash(copied) == hash(fact)
        assert repr(copied) == repr(fact)
        copied.params["x"] = 2.0
        copied.number, copied.value, copied.user_attrs = 4, 0.25, {}
        copied.set_user_attr("b", 2)
        copied.set_constraint("c", 1.5)
        assert copied != fact
        assert (copied.number, copied.values, copied.params) == (4, [0.25], {"x": 2.0})
        assert (copied.user_attrs, copied.constraints) == ({"b": 2}, {"c": 1.5})
        assert not copied.feasible
    assert fact == FrozenTrial(
        3, TrialState.COMPLETE, {"x": 1.0}, values=(0.5,), user_attrs={"a": 1}
    )
    with pytest.raises(AttributeError, match="has no colour"):
        _ = copied.colour


def test_one_of_several_values_cannot_be_set_alone():
    trial = create_trial(values=(1.0, 2.0))
    with pytest.raises(RuntimeError, match="set `values` instead"):
        trial.value = 3.0
    assert trial.values == [1.0, 2.0]


def test_a_trial_made_by_hand_over_folds():
    trial = create_trial(value=1.0, fold_values={(0, 0): 1.0, (1, 0): 3.0, (0, 2): 5.0})
    assert trial.intermediate_values == {0: 2.0, 2: 5.0}
    assert folds_of(trial) == (0,)
    pairs = create_trial(values=(1.0, 2.0), fold_values={(0, 0): (1.0, 2.0), (1, 0): (3.0, 2.0)})
    assert pairs.intermediate_values == {0: (2.0, 2.0)}
    with pytest.raises(InvalidValue, match="pass one of them"):
        create_trial(value=1.0, fold_values={(0, 0): 1.0}, intermediate_values={0: 1.0})
    for key in (0, (0,), (0, -1), (0.5, 1)):
        with pytest.raises(InvalidValue, match="from 0"):
            create_trial(value=1.0, fold_values={key: 1.0})
