"""Trials with cross-validation folds are compared at the same progress."""

import numpy as np
import pytest

from bayesopt import TrialPruned, TrialState, create_study
from bayesopt.pruners import (
    HyperbandPruner,
    MedianPruner,
    NopPruner,
    PatientPruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
    WilcoxonPruner,
)
from bayesopt.samplers import RandomSampler

HARD = [0.0, 5.0, 1.0]  # what each fold adds to every value


def study_of(pruner, *losses, folds=range(3), steps=range(4)):
    """A study in which each of `losses` has been evaluated in full."""
    study = create_study(sampler=RandomSampler(), pruner=pruner, seed=1)
    for loss in losses:
        trial = study.ask()
        for fold in folds:
            for step in steps:
                trial.report(loss + HARD[fold], step, fold)
        study.tell(trial, loss)
    return study


def asked(study, loss, places):
    """What should_prune says after each (fold, step)."""
    trial, answers = study.ask(), []
    for fold, step in places:
        trial.report(loss + HARD[fold], step, fold)
        answers.append(trial.should_prune())
    study.tell(trial, state=TrialState.FAIL)
    return answers


FOLD_BY_FOLD = [(fold, step) for fold in range(3) for step in range(4)]
STEP_BY_STEP = [(fold, step) for step in range(4) for fold in (1, 0, 2)]
ORDERS = pytest.mark.parametrize("places", [FOLD_BY_FOLD, STEP_BY_STEP], ids=["folds", "steps"])


@ORDERS
def test_the_median_is_over_the_same_folds(places):
    study = study_of(MedianPruner(n_startup_trials=1), 0.0, 1.0, 2.0)
    # a hard fold is hard for all: means over unlike folds would prune the good trial or the
    # other way round spare the bad one
    assert asked(study, 0.9, places) == [False] * 12
    assert asked(study, 1.1, places) == [True] * 12


@ORDERS
def test_trials_may_take_their_folds_in_another_order(places):
    study = study_of(MedianPruner(n_startup_trials=1), 0.0, 1.0, 2.0, folds=(2, 0, 1))
    assert asked(study, 0.9, places) == [False] * 12
    assert asked(study, 1.1, places) == [True] * 12


def test_trials_without_the_fold_are_left_out():
    study = study_of(MedianPruner(n_startup_trials=1), 0.0, 1.0, 2.0, folds=(0, 1))
    assert asked(study, 9.0, [(2, 0), (2, 1), (0, 0), (0, 1)]) == [False] * 4
    assert asked(study, 9.0, [(0, 0), (1, 0), (2, 0)]) == [True, True, False]


def test_rungs_are_climbed_in_every_fold():
    study = study_of(SuccessiveHalvingPruner(2, 2), 0.0, 1.0, 2.0)
    answers = asked(study, 1.5, FOLD_BY_FOLD)
    assert answers == [False, False, True, True] * 3
    assert asked(study, 0.5, FOLD_BY_FOLD) == [False] * 12


def test_a_rung_is_judged_once_in_every_fold():
    study = study_of(SuccessiveHalvingPruner(2, 2), 0.0, 1.0, 2.0)
    trial, judged = study.ask(), []
    for fold, step in FOLD_BY_FOLD:
        trial.report(0.5 + HARD[fold], step, fold)
        trial.should_prune()
        judged.append(trial._facts.judged)
    assert judged == [*range(1, 13)]
    for loss in (0.1, 0.2, 0.3, 0.4):  # better ones that come later
        study_of_more(study, loss)
    assert not trial.should_prune()


def study_of_more(study, loss):
    other = study.ask()
    for fold, step in FOLD_BY_FOLD:
        other.report(loss + HARD[fold], step, fold)
    study.tell(other, loss)


def test_hyperband_takes_folds():
    study = study_of(HyperbandPruner(1, 4, 2), *np.linspace(0, 1, 20))
    assert any(asked(study, 0.9, FOLD_BY_FOLD))
    assert not any(asked(study, -0.1, FOLD_BY_FOLD))


def test_each_fold_and_step_is_an_instance_of_the_signed_rank_test():
    study = study_of(WilcoxonPruner(p_threshold=0.1), 0.0, steps=(0,))
    assert asked(study, 1.0, [(2, 0), (0, 0)]) == [False, False]  # 1/4 is the lowest p there is
    study = study_of(WilcoxonPruner(p_threshold=0.1), 0.0)
    answers = asked(study, 1.0, STEP_BY_STEP)
    # 1/16 at the fourth; but by then the mean of the best must be the better one too
    assert answers[:3] == [False] * 3
    assert answers[-1] is True


def test_threshold_and_patience_follow_the_curve():
    study = study_of(ThresholdPruner(upper=2.0))
    assert asked(study, 0.0, FOLD_BY_FOLD[:5]) == [False] * 4 + [True]  # the mean of 0 and 5
    study = study_of(PatientPruner(None, 1))
    assert asked(study, 0.0, FOLD_BY_FOLD) == [False] * 12
    trial = study.ask()
    for step, loss in enumerate([3.0, 2.0, 2.5, 2.5]):
        trial.report(loss, step, 0)
    assert trial.should_prune()
    trial.report(9.0, 0, 1)
    assert not trial.should_prune()  # the curve has begun anew


@pytest.mark.parametrize("make", [NopPruner, MedianPruner, HyperbandPruner])
def test_a_whole_study_of_folds_runs(make):
    pruner = make()
    study = create_study(sampler=RandomSampler(), pruner=pruner, seed=3)

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        for fold in range(3):
            for step in range(5):
                trial.report(x + HARD[fold] + 1 / (step + 1), step, fold)
                if trial.should_prune():
                    raise TrialPruned
        return x

    study.optimize(objective, n_trials=20, n_jobs=2)
    states = {t.state for t in study.trials}
    assert states == {TrialState.COMPLETE} | (
        set() if isinstance(pruner, NopPruner) else {TrialState.PRUNED}
    )
