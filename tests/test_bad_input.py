"""Bad input gets a clear error, and loses nothing."""

import math
import re
from decimal import Decimal

import numpy as np
import pytest

from bayesopt import (
    AlreadyTold,
    BayesoptError,
    Categorical,
    Float,
    Int,
    InvalidParameter,
    InvalidValue,
    TrialState,
    UnknownTrial,
    create_study,
)
from bayesopt.errors import NotJSON
from bayesopt.samplers import GridSampler, QMCSampler, RandomSampler

NAN, INF = math.nan, math.inf
HUGE = 10**5000  # Python refuses to print it


def new_study(**arguments):
    return create_study(**{"sampler": RandomSampler(), "seed": 1, **arguments})


# --- parameters

BAD_PARAMS = [
    # what is asked for, what the error must say of the thing, the value and the way out
    (Float, (2, 1), "low = 2.0 is above high = 1.0; swap"),
    (Float, (NAN, 1), "low = nan; pass a finite number"),
    (Float, (0, NAN), "high = nan; pass a finite number"),
    (Float, (-INF, 1), "low = -inf; pass a finite number"),
    (Float, (0, INF), "high = inf; pass a finite number"),
    (Float, ("0", 1), "low = '0'; pass a finite number"),
    (Float, (None, 1), "low = None; pass a finite number"),
    (Float, (0, [1]), r"high = \[1\]; pass a finite number"),
    (Float, (0, 1j), "high = 1j; pass a finite number"),
    (Float, (0, 10**400), "high = 1000.*; pass a finite number"),
    (Float, (0, HUGE), "high = <int that cannot be printed>; pass a finite number"),
    (Float, (-1.7e308, 1.7e308), "wider than a float can be; narrow"),
    (Float, (0, 1, True), "low = 0.0 has no logarithm; raise it above 0 or use log=False"),
    (Float, (-1, 1, True), "low = -1.0 has no logarithm; raise"),
    (Float, (0, 1, False, 0), "step = 0.0 is not positive; pass one above 0"),
    (Float, (0, 1, False, -0.1), "step = -0.1 is not positive; pass one above 0"),
    (Float, (0, 1, False, NAN), "step = nan; pass a finite number"),
    (Float, (0, 1, False, "a"), "step = 'a'; pass a finite number"),
    (Float, (1, 2, True, 0.1), "step = 0.1 and log exclude each other; drop one"),
    (Float, (0, 1e300, False, 1e-300), "step = 1e-300 is lost in the range .*; raise it"),
    (Int, (2, 1), "low = 2 is above high = 1; swap"),
    (Int, (0.5, 3), "low = 0.5 is not a whole number; pass an int or use Float"),
    (Int, (0, INF), "high = inf is not a whole number; pass an int"),
    (Int, (NAN, 3), "low = nan is not a whole number; pass an int"),
    (Int, ("1", 3), "low = '1' is not a whole number; pass an int"),
    (Int, (None, 3), "low = None is not a whole number; pass an int"),
    (Int, (0, 10**400), r"high = 1000.* is beyond 2\*\*63; use Float"),
    (Int, (0, HUGE), r"high = <int that cannot be printed> is beyond 2\*\*63; use Float"),
    (Int, (0, 9, True), "low = 0 has no logarithm; raise it above 0 or use log=False"),
    (Int, (0, 9, False, 0), "step = 0 is not positive; pass one above 0"),
    (Int, (0, 9, False, -2), "step = -2 is not positive; pass one above 0"),
    (Int, (0, 9, False, 1.5), "step = 1.5 is not a whole number; pass an int"),
    (Int, (1, 9, True, 2), "step = 2 and log exclude each other; drop one"),
    (Categorical, ([],), "choices is empty; pass at least one"),
    (Categorical, (["a", "b", "a"],), r"choices = \('a', 'b', 'a'\) holds one twice; remove it"),
    (Categorical, ([NAN, NAN],), "twice; remove it"),
    (Categorical, ([[1], [2]],), r"choice \[1\] is not hashable; offer its name"),
    (Categorical, ([{}],), r"choice \{\} is not hashable; offer its name"),
    (Categorical, ("abc",), "choices = 'abc' is no list; pass a list"),
    (Categorical, ({"a", "b"},), "has no order; pass a list"),
    (Categorical, (frozenset("a"),), "has no order; pass a list"),
    (Categorical, (None,), "choices = None is no list; pass a list"),
    (Categorical, (3,), "choices = 3 is no list; pass a list"),
]
METHODS = {Float: "suggest_float", Int: "suggest_int", Categorical: "suggest_categorical"}


@pytest.mark.parametrize(("kind", "definition", "says"), BAD_PARAMS)
def test_parameters_that_make_no_sense(kind, definition, says):
    with pytest.raises(InvalidParameter, match=f"^{kind.__name__}: .*{says}") as caught:
        kind(*definition)
    assert isinstance(caught.value, BayesoptError)
    assert isinstance(caught.value, ValueError)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(("kind", "definition", "says"), BAD_PARAMS)
def test_suggesting_one_names_it_and_leaves_the_trial_usable(kind, definition, says):
    study = new_study()
    trial = study.ask()
    options = dict(zip(("log", "step"), definition[2:], strict=False))
    with pytest.raises(InvalidParameter, match=f"^'p': {kind.__name__}: .*{says}"):
        getattr(trial, METHODS[kind])("p", *definition[:2], **options)
    assert 0 <= trial.suggest_float("p", 0, 1) <= 1
    assert study.tell(trial, 1.0).state == TrialState.COMPLETE


@pytest.mark.parametrize(
    ("kind", "definition", "high"),
    [(Float, (0, 1, False, 0.3), 0.9), (Float, (0, 1, False, 3), 0), (Int, (1, 10, False, 4), 9)],
)
def test_a_step_that_does_not_fit_warns_and_shrinks_high(kind, definition, high):
    with pytest.warns(UserWarning, match="does not divide the range") as caught:
        assert kind(*definition).high == high
    assert caught[0].filename == __file__
    trial = new_study().ask()
    *_, step = definition
    with pytest.warns(UserWarning, match="does not divide the range") as caught:
        assert getattr(trial, METHODS[kind])("p", *definition[:2], step=step) <= high
    assert caught[0].filename == __file__


@pytest.mark.parametrize("bound", [np.float32(1), np.int64(1), Decimal(1), True, np.array(1)])
def test_bounds_of_any_numeric_type(bound):
    assert Float(bound, 2) == Float(1.0, 2.0)
    assert Int(bound, 2) == Int(1, 2)


# --- one name, two kinds


def test_one_name_with_two_kinds_in_one_trial():
    trial = new_study().ask()
    trial.suggest_float("p", 0, 1)
    for other in (
        lambda: trial.suggest_int("p", 0, 1),
        lambda: trial.suggest_categorical("p", [1]),
    ):
        with pytest.raises(InvalidParameter, match=r"'p' is Float\(low=0.0.*rename"):
            other()
    assert list(trial.params) == ["p"]


def test_one_name_with_two_kinds_in_two_trials():
    study = new_study()
    study.optimize(lambda t: t.suggest_float("p", 0, 1), n_trials=1)
    trial = study.ask()
    with pytest.raises(
        InvalidParameter, match=r"'p' is Float\(.*cannot become Int\(.*another name"
    ):
        trial.suggest_int("p", 0, 1)
    with pytest.raises(InvalidParameter, match="'p' is Float"):
        study.ask({"p": Int(0, 1)})
    assert [t.state for t in study.trials] == [TrialState.COMPLETE, TrialState.RUNNING]
    assert study.tell(trial, 1.0).params == {}


# --- telling

BAD_VALUES = [
    None,
    NAN,
    "abc",
    "3.5",
    3 + 4j,
    10**400,
    HUGE,
    [],
    [1.0, 2.0],
    [[1.0]],
    {"loss": 1},
    np.array([1.0, 2.0]),
    np.array("3.5"),
    object(),
    "x" * 10**6,
]
GOOD_VALUES = [
    (INF, INF),
    (-INF, -INF),
    (np.float32(0.5), 0.5),
    (np.array(0.5), 0.5),
    (np.array([0.5]), 0.5),
    ([0.5], 0.5),
    (True, 1.0),
    (Decimal("0.5"), 0.5),
    (1e308, 1e308),
]


def name_of(value):
    return type(value).__name__


@pytest.mark.parametrize("value", BAD_VALUES, ids=name_of)
@pytest.mark.parametrize("by_number", [False, True])
def test_by_hand_a_bad_value_is_refused_and_the_trial_stays_tellable(value, by_number):
    study = new_study()
    trial = study.ask()
    x = trial.suggest_float("x", 0, 1)
    for state in (None, TrialState.COMPLETE):
        with pytest.raises(InvalidValue) as caught:
            study.tell(0 if by_number else trial, value, state)
        assert isinstance(caught.value, ValueError)
        assert len(str(caught.value)) < 600
    assert study.trials[0].state == TrialState.RUNNING
    frozen = study.tell(trial, 2.0)
    assert (frozen.value, frozen.params) == (2.0, {"x": x})


@pytest.mark.parametrize("value", BAD_VALUES, ids=name_of)
def test_inside_optimize_a_bad_value_fails_the_trial_with_its_reason(value):
    study = new_study()
    study.optimize(lambda t: value if t.number == 1 else t.suggest_float("x", 0, 1), n_trials=3)
    states = [t.state for t in study.trials]
    assert states == [TrialState.COMPLETE, TrialState.FAIL, TrialState.COMPLETE]
    assert "value" in study.trials[1].error
    assert study.trials[1].values is None
    assert study.trials[1].datetime_complete is not None


@pytest.mark.parametrize(("value", "expected"), GOOD_VALUES, ids=repr)
def test_numbers_of_any_kind_complete(value, expected):
    study = new_study()
    assert study.tell(study.ask(), value).value == expected
    study.optimize(lambda t: value, n_trials=1)
    assert study.trials[1].value == expected
    assert study.best_value == expected


@pytest.mark.parametrize("values", [1.0, [1.0], [1, 2, 3], [1, NAN], [1, None], [[1, 2]], "12"])
def test_several_objectives_need_as_many_numbers(values):
    study = new_study(directions=["minimize", "maximize"])
    trial = study.ask()
    with pytest.raises(InvalidValue):
        study.tell(trial, values)
    study.optimize(lambda t: values, n_trials=1)
    assert study.trials[1].state == TrialState.FAIL
    assert study.tell(trial, np.array([1, 2])).values == [1.0, 2.0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((None, TrialState.RUNNING), "RUNNING.* is no end; tell TrialState.COMPLETE, PRUNED or"),
        ((1.0, TrialState.WAITING), "WAITING.* is no end"),
        ((1.0, "complete"), "state = 'complete' is no end"),
        ((1.0, 1), "state = 1 is no end"),
        ((1.0, TrialState.FAIL), "failed trial has no values; drop 1.0"),
        ((NAN, TrialState.PRUNED), "NaN"),
        ((None, TrialState.COMPLETE), "values is None; pass a number"),
    ],
)
def test_states_that_do_not_fit(arguments, says):
    study = new_study()
    trial = study.ask()
    with pytest.raises(InvalidValue, match=says):
        study.tell(trial, *arguments)
    assert study.tell(trial, 1.0).value == 1.0


@pytest.mark.parametrize("trial", [1, -1, 10**30, np.int64(7), 1.0, True, None, "0", [0], NAN])
def test_unknown_trials(trial):
    study = new_study()
    study.ask()
    with pytest.raises(UnknownTrial, match=re.escape(str(trial))) as caught:
        study.tell(trial, 1.0)
    assert isinstance(caught.value, ValueError)
    assert study.trials[0].state == TrialState.RUNNING


def test_telling_twice():
    study = new_study()
    trial = study.ask()
    study.tell(trial, 1.0)
    for again in (trial, trial.number):
        with pytest.raises(AlreadyTold, match=r"trial 0 has ended \(COMPLETE\).*ask for a new"):
            study.tell(again, 2.0)
        with pytest.raises(ValueError, match="trial 0"):
            study.tell(again, state=TrialState.FAIL)
    assert study.best_value == 1.0


def test_telling_what_waits():
    study = new_study()
    study.enqueue_trial({"x": 1})
    with pytest.raises(InvalidValue, match="trial 0 is waiting; ask for it"):
        study.tell(0, 1.0)
    assert study.ask().number == 0


def test_objectives_that_tell_their_own_trial():
    study = new_study()

    def objective(trial):
        study.tell(trial, 1.0)
        return 2.0

    with pytest.raises(AlreadyTold, match="trial 0"):
        study.optimize(objective, n_trials=3)
    assert [t.value for t in study.trials] == [1.0]


# --- names

NAMES = ["", " ", "é 漢字 🎲", "a\0b", "a.b/c", "\n", "\ud800", "x" * 10**6, "self", "__class__"]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name)[:20])
@pytest.mark.parametrize("make", [RandomSampler, QMCSampler, None])
def test_any_text_is_a_name(name, make):
    sampler = GridSampler({name: [0.2, 0.4, 0.6, 0.8]}) if make is None else make()
    study = new_study(sampler=sampler)
    study.optimize(lambda t: t.suggest_float(name, 0, 1), n_trials=3)
    assert study.best_params == {name: study.best_value}
    with pytest.raises(InvalidParameter) as caught:
        study.ask().suggest_int(name, 0, 1)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("param", [None, 3, (0, 1), Float])
def test_what_is_no_parameter_is_not_suggested(param):
    with pytest.raises(InvalidParameter, match=r"'x' = .* is no parameter; pass a Float, Int"):
        new_study().ask().suggest("x", param)
    with pytest.raises(InvalidParameter, match=r"'x' = .* is no parameter; pass a Float, Int"):
        new_study().ask({"x": param})


@pytest.mark.parametrize("name", [None, 3, b"x", ("x",), ["x"]])
def test_what_is_no_text_is_no_name(name):
    trial = new_study().ask()
    with pytest.raises(InvalidParameter, match=r"name .* is no string; pass a str"):
        trial.suggest_float(name, 0, 1)
    assert trial.params == {}


@pytest.mark.parametrize("name", [" ", "é\0", "x" * 10**6])
def test_any_text_names_a_study_and_an_attribute(name):
    study = new_study(study_name=name)
    study.set_user_attr(name, 1)
    trial = study.ask()
    trial.set_user_attr(name, 2)
    assert study.study_name == name
    assert study.user_attrs == {name: 1}
    assert study.trials[0].user_attrs == {name: 2}


def test_no_text_names_no_study():
    with pytest.raises(ValueError, match="study_name is empty; pass a name"):
        new_study(study_name="")


def test_what_is_no_text_names_no_study():
    with pytest.raises(ValueError, match="study_name = 3"):
        new_study(study_name=3)


@pytest.mark.parametrize("key", [5, None, b"note", ("a",)])
def test_attributes_have_text_for_a_key(key):
    study = new_study()
    trial = study.ask()
    for owner in (study, trial):
        with pytest.raises(NotJSON, match=r"key = .*; pass a str"):
            owner.set_user_attr(key, 1)
        assert owner.user_attrs == {}
