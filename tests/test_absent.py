"""Names that Optuna has, or had, and that are not here: one line says what to use instead."""

import importlib

import pytest

import bayesopt
from bayesopt.absent import _NEW_NAMES, absent
from bayesopt.errors import Missing
from bayesopt.samplers import RandomSampler


@pytest.mark.parametrize("dotted", _NEW_NAMES)
def test_importing_it_says_what_to_use(dotted):
    module, _, name = f"bayesopt.{dotted}".rpartition(".")
    with pytest.raises(ImportError, match=f"has no {name}; use ") as raised:
        exec(f"from {module} import {name}")
    assert isinstance(raised.value, Missing)
    assert "\n" not in str(raised.value)
    with pytest.raises(Missing):
        getattr(importlib.import_module(module), name)


@pytest.mark.parametrize(
    "module", ["terminator", "artifacts", "visualization.matplotlib", "samplers.nsgaii"]
)
def test_importing_a_module_says_what_to_use(module):
    with pytest.raises(Missing, match="use "):
        importlib.import_module(f"bayesopt.{module}")
    with pytest.raises(Missing, match="use "):
        exec(f"from bayesopt.{module} import plot_slice")


def test_a_module_that_nobody_has_is_not_found():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("bayesopt.nothing")


@pytest.mark.parametrize("module", ["", "distributions", "samplers", "storages", "study", "trial"])
def test_a_name_that_nobody_has_is_an_attribute_error(module):
    home = importlib.import_module(f"bayesopt.{module}".rstrip("."))
    assert not hasattr(home, "nothing")
    assert isinstance(absent(module, "nothing"), AttributeError)


def trials():
    given = {"x": 0.5}
    distributions = {"x": bayesopt.Float(0.25, 1)}
    study = bayesopt.create_study(sampler=RandomSampler(seed=1))
    study.enqueue_trial(given)
    yield study.ask()
    yield bayesopt.FixedTrial(given)
    yield bayesopt.create_trial(value=1.0, params=given, distributions=distributions)


@pytest.mark.parametrize(
    ("name", "more", "instead"),
    [
        ("suggest_uniform", (), "low, high"),
        ("suggest_loguniform", (), "low, high, log=True"),
        ("suggest_discrete_uniform", (0.25,), "low, high, step=q"),
    ],
)
def test_deprecated_methods_work_and_advise(name, more, instead):
    for trial in trials():
        advice = rf"{name} is deprecated; use suggest_float\(name, {instead}\)"
        with pytest.warns(FutureWarning, match=advice):
            assert getattr(trial, name)("x", 0.25, 1.0, *more) == 0.5


def test_removed_methods_say_what_to_use():
    for trial in trials():
        with pytest.raises(Missing, match="set_user_attr"):
            trial.set_system_attr("key", 1)


def test_what_is_here_is_not_listed_as_absent():
    for dotted in _NEW_NAMES:
        module, _, name = f"bayesopt.{dotted}".rpartition(".")
        assert name not in importlib.import_module(module).__dict__, dotted


@pytest.mark.parametrize("name", ["_study_id", "system_attrs", "set_system_attr"])
def test_attributes_of_studies_that_are_not_here(name):
    study = bayesopt.create_study()
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; use "):
        getattr(study, name)
    assert not hasattr(study, "nothing")


def test_attributes_of_trials_that_are_not_here():
    with pytest.raises(AttributeError, match=r"no attribute 'storage'; use trial\.study"):
        _ = bayesopt.create_study().ask().storage
