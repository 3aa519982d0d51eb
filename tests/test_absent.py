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


@pytest.mark.parametrize("module", ["", "distributions", "samplers", "storages", "study", "trial"])
def test_a_name_that_nobody_has_is_an_attribute_error(module):
    home = importlib.import_module(f"bayesopt.{module}".rstrip("."))
    assert not hasattr(home, "nothing")
    assert isinstance(absent(module, "nothing"), AttributeError)


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("suggest_uniform", "suggest_float"),
        ("suggest_loguniform", "log=True"),
        ("suggest_discrete_uniform", "step=q"),
        ("set_system_attr", "set_user_attr"),
    ],
)
def test_trials_say_what_their_methods_are_called_now(name, instead):
    study = bayesopt.create_study(sampler=RandomSampler(seed=1))
    for trial in (study.ask(), bayesopt.FixedTrial({}), bayesopt.create_trial(value=1.0)):
        with pytest.raises(AttributeError, match=f"{name} is no more; use .*{instead}"):
            getattr(trial, name)
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            _ = trial.nothing


def test_what_is_here_is_not_listed_as_absent():
    for dotted in _NEW_NAMES:
        module, _, name = f"bayesopt.{dotted}".rpartition(".")
        assert name not in importlib.import_module(module).__dict__, dotted
