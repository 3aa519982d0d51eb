"""Under which key models note what they have learnt."""

from itertools import combinations

import pytest

from bayesopt import Categorical, Float, Int, Space
from bayesopt.conditional import ConditionalSpace
from bayesopt.gp import GP
from bayesopt.samplers.fitted import key_of

UNIT = Float(0, 1)
SPACES = [
    Space({"a": UNIT, "b": UNIT}),
    Space({"b": UNIT, "a": UNIT}),
    Space({"a": UNIT, "b": Int(0, 1)}),
    ConditionalSpace({"a": UNIT, "b": UNIT}, {}),
    *(
        Space({name: UNIT})
        for name in ("a:Float/b", "a::Float/b", "a:", "a::", ":a", "a:Float?", "a:Float", "a", "")
    ),
    Space({"a:": UNIT, "b": UNIT}),
    Space({"a": UNIT, ":b": UNIT}),
]


@pytest.mark.parametrize(("one", "other"), [*combinations(SPACES, 2)])
def test_parameters_of_other_names_or_kinds_have_another_key(one, other):
    assert key_of(one) != key_of(other)


def test_another_process_has_another_key():
    space = SPACES[0]
    keys = {key_of(space), key_of(space, GP()), key_of(space, warp=False)}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("params", "key"),
    [
        ({"x": UNIT, "k": Int(1, 7), "c": Categorical(["a", "b"])}, "gp-adbc0026"),
        ({"model__alpha": Float(5, 6), "größe %": Int(0, 1)}, "gp-32ef03dd"),
    ],
)
def test_studies_go_on_with_the_keys_that_they_have(params, key):
    assert key_of(Space(params)) == key
