"""Constraints that the sampler's user computes from trials that have ended."""

import math

import pytest

from bayesopt import InvalidValue, TrialPruned, TrialState, create_study, load_study
from bayesopt.pruners import HyperbandPruner
from bayesopt.replay import Verdict
from bayesopt.samplers import (
    AutoSampler,
    BOHBSampler,
    GPSampler,
    NSGAIISampler,
    PartialFixedSampler,
    TPESampler,
)


def excess(trial):
    return (trial.params["x"] - 0.5, trial.user_attrs["more"])


def objective(trial):
    trial.set_user_attr("more", -1.0)
    return -trial.suggest_float("x", 0, 1)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda base: base,
        lambda base: PartialFixedSampler({"y": 1}, base),
        lambda base: BOHBSampler(base, HyperbandPruner(1, 9)),
    ],
)
@pytest.mark.parametrize("kind", [AutoSampler, TPESampler, GPSampler, NSGAIISampler])
def test_what_it_says_is_kept_and_minded(kind, wrapped, tmp_path):
    sampler = wrapped(kind(constraints_func=excess, seed=1))
    path = str(tmp_path / "study.db")
    study = create_study(
        sampler=sampler, study_name="s", storage=path, pruner=HyperbandPruner(1, 9)
    )
    study.optimize(objective, n_trials=6)
    study.optimize(objective, n_trials=4, n_jobs=2)
    trial = study.ask()
    study.tell(trial, objective(trial))
    for known in load_study(study_name="s", storage=path, sampler=sampler).trials:
        assert known.constraints == {"0": known.params["x"] - 0.5, "1": -1.0}
    assert study.best_params["x"] <= 0.5
    assert study.replay().count(Verdict.ALTERED) == 0


def test_pruned_trials_have_constraints_and_failed_ones_have_not():
    asked = []
    study = create_study(sampler=TPESampler(constraints_func=lambda t: asked.append(t) or [1.0]))

    def ends(trial):
        if trial.number == 0:
            raise TrialPruned
        return math.nan

    study.optimize(ends, n_trials=2)
    assert [trial.constraints for trial in study.trials] == [{"0": 1.0}, {}]
    assert [(t.number, t.state) for t in asked] == [(0, TrialState.PRUNED)]


def test_what_the_objective_has_set_stays():
    study = create_study(sampler=TPESampler(constraints_func=lambda trial: [1.0, 2.0]))
    trial = study.ask()
    trial.set_constraint("1", -3.0)
    assert study.tell(trial, 0.0).constraints == {"1": -3.0, "0": 1.0}


@pytest.mark.parametrize(
    ("returned", "says"),
    [(1.0, r"returned 1\.0; return one number each"), (["a"], "'a'"), ([math.nan], "is NaN")],
)
def test_answers_that_make_no_sense(returned, says):
    study = create_study(sampler=TPESampler(constraints_func=lambda trial: returned))
    trial = study.ask()
    with pytest.raises((TypeError, ValueError), match=says):
        study.tell(trial, 0.0)
    study.sampler = TPESampler()
    assert study.tell(trial, 0.0).value == 0.0  # the trial can still be told


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_it_raises_ends_its_trial_as_the_objective_would(jobs):
    def unknown(trial):
        return [math.nan if trial.number == 1 else -1.0]

    study = create_study(sampler=TPESampler(constraints_func=unknown), seed=0)
    with pytest.raises(InvalidValue, match="constraint '0' is NaN"):
        study.optimize(objective, n_trials=2, n_jobs=jobs)
    failed = study.trials[1]
    assert [trial.state for trial in study.trials] == [TrialState.COMPLETE, TrialState.FAIL]
    assert "is NaN" in failed.error and str(-failed.params["x"]) in failed.error  # nothing is lost
    study.optimize(objective, n_trials=3, n_jobs=jobs, catch=ValueError)
    assert [trial.number for trial in study.trials if trial.state is TrialState.FAIL] == [1]
    again = create_study(sampler=TPESampler(constraints_func=unknown), seed=0)
    again.optimize(objective, n_trials=4, n_jobs=jobs, catch=InvalidValue)
    assert [t.number for t in again.trials if t.state is TrialState.FAIL] == [1]
    assert len(again.trials) == 4


@pytest.mark.parametrize("objectives", [1, 2])
@pytest.mark.parametrize("power", [-540, 1000])
def test_no_unit_of_a_constraint_is_too_small_or_too_large(objectives, power):
    def suggested(unit):
        study = create_study(sampler=GPSampler(), seed=0, directions=["minimize"] * objectives)

        def bounded(trial):
            x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
            trial.set_constraint("c", (x + y - 0.8) * unit)
            return [x - y, y][:objectives]

        study.optimize(bounded, n_trials=16)
        return [trial.params for trial in study.trials]

    assert suggested(2.0**power) == suggested(1.0)
