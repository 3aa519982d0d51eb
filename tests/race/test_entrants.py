"""Names become samplers; unknown ones say what there is."""

import pickle
from math import prod

import pytest

from bayesopt import acquisition, samplers
from bayesopt.errors import InvalidParameter, SpaceExhausted
from bayesopt.race.contestant import Start
from bayesopt.race.entrants import (
    acquisition_names,
    entrant,
    grid_counts,
    listing,
    sampler_names,
)
from bayesopt.race.problems import UnknownName
from bayesopt.space import Categorical, Float, Int, Space

SPACE = Space({"x": Float(0, 1), "c": Categorical("abc".__iter__()), "k": Int(1, 2)})
START = Start(SPACE, 1, 12)


def made(name):
    return entrant(name).make(START)


def test_names_are_those_of_the_classes():
    assert isinstance(made("random"), samplers.RandomSampler)
    assert isinstance(made("sobol"), samplers.QMCSampler)
    assert isinstance(made("active"), samplers.ActiveLearningSampler)
    assert {"random", "sobol", "halton", "gp", "active"} <= set(sampler_names())
    assert {"ei", "logei", "pi", "logpi", "ucb", "gpucb", "thompson"} <= set(acquisition_names())
    assert "pointwise" not in acquisition_names()  # abstract


def test_every_concrete_acquisition_without_needs_can_be_named():
    public = {getattr(acquisition, name) for name in acquisition.__all__}
    assert set(acquisition_names().values()) <= public


@pytest.mark.parametrize("name", [*acquisition_names()])
def test_every_acquisition_can_be_raced(name):
    contestant = entrant(f"gp:{name}").enter(START)
    for _ in range(6):
        params = contestant.ask()
        assert all(SPACE[key].contains(value) for key, value in params.items())
        contestant.tell(params, params["x"])


def test_arguments_reach_acquisition_and_sampler():
    sampler = made("gp,n_startup_trials=7:ucb,beta=3")
    assert sampler._acquisition == acquisition.UCB(beta=3)
    assert sampler._n_startup == 7


def test_criterion_of_active_learning():
    assert isinstance(
        made("active:integratedvariance")._acquisition, acquisition.IntegratedVariance
    )


def test_each_run_gets_a_sampler_of_its_own():
    one = entrant("gp")
    assert one.make(START) is not one.make(START)


@pytest.mark.parametrize("name", ["random", "grid", "lhs", "gp:ucb,beta=3", "halton"])
def test_entrants_travel_to_other_processes(name):
    one, other = entrant(name), pickle.loads(pickle.dumps(entrant(name)))
    assert one.enter(START).ask() == other.enter(START).ask()


def test_equal_seeds_ask_for_the_same_start():
    plain, named = entrant("gp").enter(START), entrant("gp:ei").enter(START)
    assert plain.ask() == named.ask()


def test_grid_counts():
    floats = Space({name: Float(0, 1) for name in "ab"})
    assert grid_counts(floats, 49) == {"a": 7, "b": 7}
    assert grid_counts(floats, 50) == {"a": 8, "b": 7}
    assert grid_counts(SPACE, 12) == {"x": 2, "c": 3, "k": 2}
    assert prod(grid_counts(Space({"k": Int(1, 3)}), 50).values()) == 3


def test_grid_holds_every_choice_and_ends():
    contestant = entrant("grid").enter(START)
    points = []
    for _ in range(12):
        points.append(contestant.ask())
        contestant.tell(points[-1], 0.0)
    assert {p["c"] for p in points} == set("abc") and {p["x"] for p in points} == {0.25, 0.75}
    with pytest.raises(SpaceExhausted):
        contestant.ask()


def test_grid_needs_a_declared_space():
    with pytest.raises(InvalidParameter, match="grid needs"):
        entrant("grid").enter(Start(None, 0, 5))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gpp", "no sampler 'gpp'"),
        ("gp:eii", "no acquisition 'eii'"),
        ("random:ei", "takes no acquisition"),
        ("gp:ucb,gamma=1", "gamma"),
        ("gp:ucb,beta=x", "no key=value"),
        ("gp,n_startup_trials=0", "n_startup_trials"),
        ("base", "no sampler"),
    ],
)
def test_unknown_names_list_what_exists(name, reason):
    with pytest.raises(UnknownName) as raised:
        entrant(name)
    assert reason in str(raised.value) and listing() in str(raised.value)
