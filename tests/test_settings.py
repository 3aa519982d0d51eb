"""Samplers as plain data and back; nothing else is ever made of stored settings."""

import copy
import math
import pickle

import numpy as np
import pytest

from bayesopt.acquisition import EI, UCB
from bayesopt.documents.text import from_text, to_text
from bayesopt.gp import GP
from bayesopt.pruners import HyperbandPruner, MedianPruner, PatientPruner
from bayesopt.samplers import (
    ActiveLearningSampler,
    BOHBSampler,
    CmaEsSampler,
    GPSampler,
    GridSampler,
    NSGAIISampler,
    PartialFixedSampler,
    QMCSampler,
    RandomSampler,
    Sampler,
    Suggestion,
    TPESampler,
)
from bayesopt.samplers.recipe import HYPEROPT
from bayesopt.settings import NotMade, brief, differences, made, settings

OBJECTS = [
    RandomSampler(seed=3),
    GPSampler(acquisition=EI() * 2 + UCB(1.5), gp=GP(noise_std=0.1), n_startup_trials=3),
    ActiveLearningSampler(),
    TPESampler(n_startup_trials=3, multivariate=True, group=True, recipe=HYPEROPT),
    BOHBSampler(TPESampler(), HyperbandPruner(max_resource=np.int64(9))),
    PartialFixedSampler({"a": (1, 2.5), "b": None}, GPSampler()),
    QMCSampler(qmc_type="lhs", n_points=7),
    NSGAIISampler(population_size=8, mutation_prob=0.1),
    CmaEsSampler(x0={"a": 0.5}, sigma0=0.1, popsize=8),
    GridSampler({"x": [1, 2.5, None, "a", math.inf]}),
    PatientPruner(MedianPruner(n_warmup_steps=2), 3),
]


class Theirs(Sampler):
    """A sampler of somebody else."""

    def __init__(self, note):
        self.note = note

    def suggest(self, space, history, rng):
        return Suggestion(space.decode(rng.random(len(space))))


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda thing: type(thing).__name__)
def test_an_object_comes_back_from_text(thing):
    given = settings(thing)
    again = made(from_text(to_text(given, "settings")))
    assert type(again) is type(thing)
    assert repr(settings(again)) == repr(given)


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_copies_remember_what_they_were_made_with(again):
    sampler = TPESampler(n_startup_trials=3)
    assert settings(again(sampler)) == settings(sampler)


def test_the_seed_is_the_studys():
    assert settings(RandomSampler(seed=3)) == settings(RandomSampler())


def test_defaults_are_written_out():
    given = settings(TPESampler())
    assert given["class"] == "samplers.tpe.TPESampler"
    assert given["arguments"]["n_startup_trials"] == 10


def test_somebody_elses_object_gives_its_repr_without_its_address():
    given = settings(Theirs(1))
    assert given == settings(Theirs(2))
    assert "Theirs" in given["repr"]
    assert "0x" not in given["repr"]
    with pytest.raises(NotMade, match="Theirs"):
        made(given)


def test_a_function_gives_its_name():
    assert settings(math.sqrt) == {"repr": "math.sqrt"}


@pytest.mark.parametrize(
    "place",
    [
        "os.system",
        "builtins.eval",
        "samplers.os.system",
        "samplers.grid.math",
        "samplers.tpe.import_module",
        "samplers.grid._Visited.__init__",
        "cli.main",
        "studies.delete_study",
        "samplers..tpe.TPESampler",
        "samplers.tpe.TPESampler\n",
        7,
        None,
        ["samplers.tpe.TPESampler"],
    ],
)
def test_nothing_but_parts_of_samplers_is_made(place):
    with pytest.raises(NotMade):
        made({"class": place, "arguments": {}})


def test_settings_of_another_version_say_so():
    with pytest.raises(NotMade, match="not in this version"):
        made({"class": "samplers.tpe.NewSampler", "arguments": {}})
    with pytest.raises(NotMade, match="cannot be made"):
        made({"class": "samplers.tpe.TPESampler", "arguments": {"new": 1}})


def test_differences_are_named_where_they_are():
    old, new = settings(TPESampler()), settings(TPESampler(n_startup_trials=2))
    assert [*differences(old, new, "sampler")] == ["sampler.n_startup_trials is 2, was 10"]
    assert [*differences(old, settings(RandomSampler()), "sampler")] == [
        "sampler is RandomSampler, was TPESampler"
    ]
    assert [*differences(old, settings(TPESampler()), "sampler")] == []
    assert brief(settings(Theirs(1))).startswith("'<")
