"""Importing costs next to nothing, and every public name is there."""

import importlib
import json
import subprocess
import sys

import pytest

import bayesopt

HEAVY = ("scipy", "sklearn", "matplotlib", "pandas", "tqdm", "PIL", "plotly")


def loaded_by(code):
    """Names of the heavy packages that a fresh interpreter has loaded after `code`."""
    report = f"""
import sys, json
{code}
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""
    out = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(out.stdout.splitlines()[-1])


def test_import_loads_nothing_heavy():
    assert loaded_by("import bayesopt; dir(bayesopt)") == []


def test_random_trials_load_nothing_heavy():
    code = """
import bayesopt
from bayesopt.samplers import GridSampler, RandomSampler
study = bayesopt.create_study(sampler=RandomSampler(seed=1))
study.optimize(lambda t: t.suggest_float("x", 0, 1) + t.suggest_int("k", 1, 3), n_trials=5)
assert study.best_value < 10 and len(study.trials) == 5
bayesopt.create_study(sampler=GridSampler({"x": [0, 1]})).optimize(
    lambda t: t.suggest_float("x", 0, 1)
)
"""
    assert loaded_by(code) == []


def test_a_study_with_the_default_sampler_loads_nothing_heavy_though_it_models():
    code = """
import bayesopt
study = bayesopt.create_study(seed=1)
study.enqueue_trial({"x": 1})
study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=20)
assert study.trials[-1].notes
"""
    assert loaded_by(code) == []  # so the core calls no BLAS: its threads cost more than they do


@pytest.mark.parametrize(
    "module",
    [
        "",
        ".pruners",
        ".samplers",
        ".storages",
        ".distributions",
        ".exceptions",
        ".history",
        ".importance",
        ".space",
        ".visualization",
    ],
)
def test_every_public_name_resolves(module):
    if module == ".storages":
        pytest.importorskip("sqlalchemy", reason="RDBStorage needs the extra sql")
    module = importlib.import_module(f"bayesopt{module}")
    assert len(set(module.__all__)) == len(module.__all__)
    for name in module.__all__:
        assert getattr(module, name) is not None


def test_dir_lists_what_can_be_had():
    listed = dir(bayesopt)
    assert {*bayesopt.__all__, "__version__"} <= set(listed)
    assert listed == sorted(listed)
    for name in listed:
        assert hasattr(bayesopt, name)


def test_names_that_do_not_exist():
    for module in (bayesopt, importlib.import_module("bayesopt.samplers")):
        with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
            _ = module.Nothing


def test_the_alias_of_optunas_users():
    optuna = bayesopt
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(lambda trial: trial.suggest_float("x", -1, 1), n_trials=2)
    assert isinstance(study.trials[0], optuna.FrozenTrial)
    assert issubclass(optuna.TrialPruned, optuna.exceptions.OptunaError)
    assert optuna.distributions.FloatDistribution(0, 1) == optuna.Float(0, 1)
