"""Nested spaces: what is drawn, how it is evaluated."""

import numpy as np
import pytest

from bayesopt.hyperopt import fmin as our_fmin
from bayesopt.hyperopt import hp as our_hp
from bayesopt.hyperopt import rand, space_eval
from bayesopt.hyperopt.pyll import scope as our_scope


def nested(hp):
    return {
        "scale": hp.uniform("scale", 0, 1),
        "model": hp.choice(
            "model",
            [
                {"kind": "tree", "depth": hp.quniform("depth", 1, 9, 1)},
                {
                    "kind": "net",
                    "layers": hp.choice(
                        "layers", [[hp.randint("only", 5)], [hp.randint("a", 5), ("b", 7)]]
                    ),
                },
                "nothing",
            ],
        ),
    }


def run(library, space, n=30, fn=lambda point: 0.0, **options):
    trials = library.Trials()
    library.fmin(
        fn,
        space,
        algo=library.rand.suggest,
        max_evals=n,
        trials=trials,
        rstate=np.random.default_rng(1),
        show_progressbar=False,
        **options,
    )
    return trials


def test_only_what_takes_part_is_drawn(library):
    trials = run(library, nested(library.hp))
    used = set()
    for misc in trials.miscs:
        vals = {label: v[0] for label, v in misc["vals"].items() if len(v)}
        used.add(frozenset(vals))
        assert misc["vals"].keys() == {"scale", "model", "depth", "layers", "only", "a"}
        assert {k: v == [misc["tid"]] for k, v in misc["idxs"].items()} == {
            label: label in vals for label in misc["vals"]
        }
    always = {"scale", "model"}
    assert used == {
        frozenset(always | extra)
        for extra in ({"depth"}, {"layers", "only"}, {"layers", "a"}, set())
    }


def test_points_have_the_shape_of_the_space(library):
    points = []
    run(library, nested(library.hp), fn=lambda point: points.append(point) or 0.0)
    kinds = {p["model"]["kind"] if isinstance(p["model"], dict) else p["model"] for p in points}
    assert kinds == {"tree", "net", "nothing"}
    layers = {
        type(p["model"]["layers"]) for p in points if "layers" in p["model"]
    }  # in a str, too
    assert layers == {tuple}  # lists become tuples


def test_an_option_that_is_no_number():
    with pytest.raises(TypeError, match=r"'c'.* is \[1\]; pass the number of the option"):
        space_eval(our_hp.choice("c", ["a", "b"]), {"c": [1]})


def test_space_eval_gives_the_point_of_an_assignment(library):
    space = nested(library.hp)
    point = library.space_eval(space, {"scale": 0.5, "model": 1, "layers": 1, "a": 3})
    assert point == {"scale": 0.5, "model": {"kind": "net", "layers": (3, ("b", 7))}}
    assert library.space_eval(space, {"scale": 0, "model": 2})["model"] == "nothing"


def test_a_space_may_be_one_parameter_or_a_list(library):
    best = library.fmin(
        lambda x: x**2,
        library.hp.uniform("x", -1, 1),
        algo=library.rand.suggest,
        max_evals=20,
        verbose=False,
    )
    assert best.keys() == {"x"}
    space = [library.hp.uniform("x", 0, 1), {"y": library.hp.uniform("y", 0, 1)}]
    assert library.space_eval(space, {"x": 0.1, "y": 0.2}) == (0.1, {"y": 0.2})


def test_one_object_in_two_places_is_one_parameter(library):
    x = library.hp.uniform("x", 0, 1)
    assert library.space_eval({"a": x, "b": [x]}, {"x": 0.5}) == {"a": 0.5, "b": (0.5,)}
    run(library, {"a": x, "b": [x]}, n=2, fn=lambda p: p["a"] - p["b"][0])


def test_one_label_for_two_parameters(library):
    space = [library.hp.uniform("x", 0, 1), library.hp.uniform("x", 0, 1)]
    with pytest.raises(library.exceptions.DuplicateLabel):
        run(library, space, n=1)


def test_arithmetic_and_functions_of_parameters(library):
    hp, scope = library.hp, library.pyll.scope
    space = {
        "int": scope.int(hp.quniform("q", 1, 9, 1)),
        "even": 2 * scope.int(hp.quniform("half", 1, 9, 1)),
        "share": 1 - hp.uniform("rest", 0, 1) / 2,
        "power": 10 ** hp.uniform("exponent", -3, 0),
        "least": scope.minimum(hp.uniform("m", 0, 1), 0.5),
    }
    point = library.space_eval(
        space, {"q": 3.0, "half": 2.0, "rest": 0.5, "exponent": -1, "m": 0.9}
    )
    assert point == {"int": 3, "even": 4, "share": 0.75, "power": 0.1, "least": 0.5}
    assert type(point["int"]) is int


def test_functions_of_ones_own(library):
    scope = library.pyll.scope

    @scope.define
    def tripled(x):
        return 3 * x

    try:
        space = {"x": scope.tripled(library.hp.uniform("x", 0, 1))}
        assert library.space_eval(space, {"x": 0.5}) == {"x": 1.5}
        with pytest.raises(ValueError, match=r"exist"):
            scope.define(tripled)
    finally:
        scope.undefine(tripled)


def test_a_switch_evaluates_one_option(library):
    scope, hp = library.pyll.scope, library.hp
    space = scope.switch(scope.int(hp.quniform("which", 0, 1, 1)), "a", hp.uniform("x", 0, 1))
    assert library.space_eval(space, {"which": 0.0}) == "a"
    assert library.space_eval(space, {"which": 1.0, "x": 0.5}) == 0.5


def test_samples_are_reproducible(library):
    space = nested(library.hp)
    draw = library.pyll.stochastic.sample
    first, again = (
        [draw(space, rng=np.random.default_rng(seed)) for seed in range(5)] for _ in "ab"
    )
    assert first == again


def test_what_scope_does_not_know():
    with pytest.raises(AttributeError, match="use a function of hp"):
        _ = our_scope.uniform
    with pytest.raises(AttributeError, match="add a function of yours"):
        _ = our_scope.nothing


def test_expressions_that_are_used_as_values():
    x = our_hp.uniform("x", 0, 1)
    with pytest.raises(TypeError, match="in the objective"):
        list(x)
    with pytest.raises(TypeError, match="in the objective"):
        _ = 1 if x else 2
    assert "hp.uniform('x'" in repr(2 * x)


def test_a_parameter_without_a_value():
    with pytest.raises(LookupError, match="'x' has no value"):
        space_eval({"x": our_hp.uniform("x", 0, 1)}, {"y": 1})
    with pytest.raises(IndexError, match="of 2 options"):
        space_eval(our_hp.choice("c", [1, 2]), {"c": 2})


def test_functions_in_a_space_are_not_called_to_suggest():
    calls = []

    def noted(x):
        calls.append(x)
        return x

    our_scope.define(noted)
    try:
        space = our_scope.noted(our_hp.choice("c", [our_hp.uniform("x", 0, 1)]))
        our_fmin(lambda x: x, space, rand.suggest, 5, verbose=False)
    finally:
        our_scope.undefine("noted")
    assert len(calls) == 5
