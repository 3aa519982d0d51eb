"""Trials as text and back: nothing is lost, nothing is executed."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesopt import Categorical, Float, FrozenTrial, Int, TrialState
from bayesopt.documents.labels import Undeclared, label_of, labels
from bayesopt.documents.params import space_of, space_text
from bayesopt.documents.text import from_text, to_text
from bayesopt.documents.trials import TrialTexts
from bayesopt.errors import NotJSON, StoreCorrupt
from bayesopt.priors import Normal, Rounded, Weighted

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.text() | st.sampled_from(["$float", "$tuple", "$", "$$choice"]), inner
        )
        | st.lists(inner).map(tuple)
    ),
    max_leaves=12,
)


def same(a, b):
    """Equal in type and value, bit for bit, NaN being itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return a.hex() == b.hex() or (a != a and b != b)
    if isinstance(a, dict):
        return [*a] == [*b] and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


@given(JSON)
def test_what_is_written_is_read_again(value):
    text = to_text(value, "it")
    assert same(from_text(text), value)

    def never(constant):
        raise AssertionError(f"{constant} is no JSON")

    json.loads(text, parse_constant=never)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (object(), "it = <object"),
        ({"a": [1, {2}]}, r"it\['a'\]\[1\] = \{2\}"),
        ({1: 2}, "it has the key 1"),
        (np.arange(3), "it = array"),
        (1j, "it = 1j"),
    ],
)
def test_what_is_no_json_is_named(value, part):
    with pytest.raises(NotJSON, match=part):
        to_text(value, "it")


def test_nesting_without_end_is_an_error_of_ours():
    endless = []
    endless.append(endless)
    with pytest.raises(NotJSON, match=r"it\[0\]\[0\].* deep, or holds itself") as caught:
        to_text(endless, "it")
    assert len(str(caught.value)) < 200
    with pytest.raises(StoreCorrupt):
        from_text("[" * 10**5)


@pytest.mark.parametrize("text", ["", "{", "nul", "[1,]", '{"a"}'])
def test_what_is_not_from_here_is_corrupt(text):
    with pytest.raises(StoreCorrupt, match="no JSON"):
        from_text(text)


def some_function():
    raise AssertionError("stored data is never executed")


SPACE = {
    "x": Float(0.1, 0.30000000000000004),
    "step": Float(0, 1, step=0.1),
    "$log": Float(1e-300, 1e300, log=True),
    "k": Int(-(2**53), 2**62),
    "odd": Int(1, 9, step=2),
    "c": Categorical([None, True, 1, 1.0, "1", math.nan, (64, (1.5, math.inf))], ordered=True),
    "n": Normal(0.0, 2.0, log=True),
    "r": Rounded(Normal(0.0, 2.0), 0.1),
    "q": Rounded(Float(0, 10), 2),
    "w": Weighted(["a", "b", "c"], [0.1, 0.7, 0.2]),
}


def test_spaces():
    declared = TrialTexts().declared
    again = space_of(space_text(SPACE), declared)
    assert again == SPACE
    assert [*again] == [*SPACE]
    assert again["c"].ordered
    assert [map(type, again["c"].choices)] != [map(type, SPACE["c"].choices)]
    assert [*map(type, again["c"].choices)] == [*map(type, SPACE["c"].choices)]
    assert type(again["q"].q) is int
    assert again["w"].weights == SPACE["w"].weights


def test_a_kind_that_nobody_knows():
    class Own(Float):
        pass

    with pytest.raises(NotJSON, match="Own"):
        space_text({"x": Own(0, 1)})


FULL = FrozenTrial(
    number=3,
    state=TrialState.PRUNED,
    params={name: param.from_unit(0.4) for name, param in SPACE.items()},
    distributions=SPACE,
    values=(0.1, -math.inf),
    intermediate_values={5: 0.1, 2: math.inf, 3: (1.0, 2.0)},
    user_attrs={"$float": "nan", "é\0": [1, {"a": (2, math.inf)}], "": None},
    constraints={"c": 0.1 + 0.2},
    fixed_params={"x": 0.2, "c": (64, 2.5)},
    notes={"a": [0.1]},
    error="\ud800 no text at all",
    datetime_start=datetime(2024, 1, 2, 3, 4, 5, 678901),
    datetime_complete=datetime(2024, 1, 2, tzinfo=UTC),
    fold_values={(1, 2): 0.5, (0, 2): 0.25},
    judged=2,
    attempt=7,
    seen={},
    discarded=True,
)


@pytest.mark.parametrize(
    "trial",
    [FULL, FrozenTrial(0, TrialState.WAITING), FrozenTrial(1, TrialState.COMPLETE, values=(1.0,))],
)
def test_trials(trial):
    texts = TrialTexts()
    row = texts.row(trial)
    again = TrialTexts().trial(trial.number, row)
    assert again == trial
    for name in ("params", "intermediate_values", "fold_values", "user_attrs"):
        assert same(getattr(again, name), getattr(trial, name))
    assert TrialTexts().row(again) == row


def test_nan_among_the_values():
    trial = replace(
        FULL, intermediate_values={0: math.nan}, distributions={}, params={"p": math.nan}
    )
    again = TrialTexts().trial(3, TrialTexts().row(trial))
    assert math.isnan(again.intermediate_values[0])
    assert math.isnan(again.params["p"])


def test_an_attribute_that_is_no_json_is_named():
    trial = replace(FULL, user_attrs={"model": some_function})
    with pytest.raises(NotJSON, match=r"user_attrs\['model'\] = <function some_function"):
        TrialTexts().row(trial)


# --- choices that no text can hold


def trial_of(choices, k):
    param = Categorical(choices)
    return FrozenTrial(0, TrialState.COMPLETE, {"f": choices[k]}, {"f": param}, values=(1.0,))


ODD = [some_function, FrozenTrial, partial, np.float64(0.5), frozenset([1]), "plain"]


@pytest.mark.parametrize("k", range(len(ODD)))
def test_odd_choices_are_found_again_once_declared(k):
    row = TrialTexts().row(trial_of(ODD, k))
    texts = TrialTexts()
    stranger = texts.trial(0, row)
    expected = ODD[k] if ODD[k] == "plain" else Undeclared(label_of(ODD[k]))
    assert stranger.params == {"f": expected}
    assert "not declared" in repr(stranger.distributions["f"])
    assert texts.declare("f", Categorical(ODD))
    assert not texts.declare("f", Categorical(ODD))
    again = texts.trial(0, row)
    assert again.params["f"] == ODD[k]
    assert type(again.params["f"]) is type(ODD[k])
    assert again.distributions == {"f": Categorical(ODD)}


def test_choices_appended_later_do_not_hide_the_old_ones():
    row = TrialTexts().row(trial_of([some_function, int], 1))
    texts = TrialTexts()
    texts.declare("f", Categorical([str, int, some_function]))
    assert texts.trial(0, row).params == {"f": int}


def test_choices_of_one_name_are_told_apart_by_their_order():
    choices = [lambda: 1, lambda: 2, lambda: 3]
    assert len(set(labels(choices))) == 3
    row = TrialTexts().row(trial_of(choices, 2))
    texts = TrialTexts()
    texts.declare("f", Categorical(choices))
    assert texts.trial(0, row).params["f"] is choices[2]
    texts = TrialTexts()
    texts.declare("g", Categorical(choices))  # of another parameter
    assert isinstance(texts.trial(0, row).params["f"], Undeclared)


def test_labels_do_not_depend_on_where_objects_lie():
    class Thing:
        __hash__ = object.__hash__

    assert label_of(Thing()) == label_of(Thing())
    assert "0x" not in label_of(Thing())


def test_what_was_enqueued_may_be_an_odd_choice():
    trial = FrozenTrial(0, TrialState.WAITING, {"f": int}, fixed_params={"f": int})
    row = TrialTexts().row(trial)
    stranger = TrialTexts().trial(0, row)
    assert Categorical([int, str]).cast(stranger.params["f"]) is int
    texts = TrialTexts()
    texts.declare("f", Categorical([int, str]))
    assert texts.trial(0, row) == trial


def test_numbers_of_numpy_that_were_enqueued_are_numbers():
    trial = FrozenTrial(0, TrialState.WAITING, {"k": np.int64(3), "x": np.float32(0.5)})
    again = TrialTexts().trial(0, TrialTexts().row(trial))
    assert again.params == {"k": 3, "x": 0.5}
    assert [*map(type, again.params.values())] == [int, float]
