"""Samplers around another one, which leave it its say."""

import inspect

import pytest

from bayesopt import Float, Int, Space, create_study
from bayesopt.pruners import HyperbandPruner
from bayesopt.samplers import (
    AutoSampler,
    BOHBSampler,
    GridSampler,
    PartialFixedSampler,
    Sampler,
    Suggestion,
)
from bayesopt.samplers.wrapper import Wrapper

WRAPPED = {
    "fixed": lambda base: PartialFixedSampler({"z": 0.5}, base),
    "bohb": lambda base: BOHBSampler(base, HyperbandPruner(1, 9)),
    "both": lambda base: PartialFixedSampler(
        {"z": 0.5}, BOHBSampler(PartialFixedSampler({"other": 1}, base), HyperbandPruner(1, 9))
    ),
}
each = pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED.keys())


class Told(Sampler):
    """Says something else than samplers do unless they are told."""

    repeats = False
    distinct = True

    def __init__(self):
        self.seed = 7
        self.constraints_func = lambda trial: [0.0]
        self.fixed = {"one": 1}

    def suggest(self, space, history, rng):
        return Suggestion(space.decode([0.5] * len(space)))

    def recalled(self, notes):
        return {"x": notes["note"]}

    def elsewhere(self, params):
        return Suggestion({**params, **self.fixed}, {"note": "elsewhere"}, again=True)

    def exhausted(self, space, history):
        return "x" in space


@each
def test_what_the_base_sampler_says_holds(wrapped):
    base = Told()
    sampler, history = wrapped(base), create_study().history()
    for name in ("seed", "repeats", "distinct", "constraints_func"):
        assert getattr(sampler, name) == getattr(base, name)
    assert sampler.fixed.items() >= base.fixed.items()
    assert sampler.recalled({"note": 0.25}) == {"x": 0.25}
    assert sampler.exhausted(Space({"x": Float(0, 1), "z": Float(0, 1)}), history)
    assert not sampler.exhausted(Space({"z": Float(0, 1)}), history)
    there = sampler.elsewhere({"x": 0.25, "one": 3})
    assert there == Suggestion({**sampler.fixed, "x": 0.25}, {"note": "elsewhere"}, again=True)


@each
def test_the_default_says_why_it_suggested_what(wrapped):
    space = {"z": Float(0, 1), "k": Int(1, 4)}
    study = create_study(
        sampler=wrapped(AutoSampler()), pruner=HyperbandPruner(1, 9), space=space, seed=1
    )
    study.optimize(lambda trial: trial.params["k"], 8)  # of four points, where one is fixed
    assert all("auto" in trial.notes for trial in study.trials)


@pytest.mark.parametrize("wrapped", [WRAPPED["bohb"], WRAPPED["both"]])
def test_a_grid_within_holds_what_is_fixed_without(wrapped):
    grid = GridSampler({"x": [0.0, 0.5, 1.0], "k": [0, 4], "z": [0.0, 0.5]})
    study = create_study(sampler=PartialFixedSampler({"k": 4, "z": 0.5}, wrapped(grid)), seed=1)
    study.optimize(
        lambda trial: sum(trial.suggest_float(name, 0, 9) for name in ("x", "k", "z")), 12
    )
    found = [tuple(trial.params.values()) for trial in study.trials]
    assert sorted(found) == [(x, 4, 0.5) for x in (0.0, 0.5, 1.0)]


def test_no_verb_is_forgotten():
    verbs = {name for name, verb in vars(Sampler).items() if inspect.isfunction(verb)}
    assert {name for name in verbs if name[0] != "_"} - {"suggest"} <= vars(Wrapper).keys()
