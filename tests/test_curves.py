"""Reports, and the curves made of them."""

import math

import numpy as np
import pytest

from bayesopt import AlreadyTold, FrozenTrial, TrialPruned, TrialState, create_study
from bayesopt.curves import arrivals, curve, folds_of, last_values, reports
from bayesopt.pruners import NopPruner, Pruner
from bayesopt.samplers import RandomSampler

NAN, INF = math.nan, math.inf


def new_study(**arguments):
    return create_study(**{"sampler": RandomSampler(), "seed": 1, **arguments})


def trial_of(*reports, objectives=1):
    trial = new_study(directions=["minimize"] * objectives).ask()
    for report in reports:
        trial.report(*report)
    return trial._facts


# --- what can be reported


@pytest.mark.parametrize(
    "value", [1, 1.5, np.float32(1.5), np.int64(2), "1.5", True, INF, -INF, NAN]
)
def test_what_is_a_number_is_reported(value):
    known = trial_of((value, 0)).intermediate_values[0]
    assert type(known) is float
    np.testing.assert_equal(known, float(value))


@pytest.mark.parametrize("value", [None, "one", [1.0, 2.0], (1.0,), {}, 1j, 10**400])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="is no number; report a float"):
        trial_of((value, 0))


@pytest.mark.parametrize(
    ("place", "kind", "says", "below"),
    [
        ("step", TypeError, "is no whole number; pass an int", "is negative; count from 0"),
        ("fold", ValueError, "; pass 0 or more, a whole number", "; pass 0 or more"),
    ],
)
def test_steps_and_folds_are_whole_numbers_from_0(place, kind, says, below):
    trial = new_study().ask()
    for wrong in ("one", [1], NAN):
        with pytest.raises(kind, match=f"{place} = .*{says}"):
            trial.report(1.0, **{"step": 0, "fold": 0, place: wrong})
    with pytest.raises(ValueError, match=f"{place} = -1.*{below}"):
        trial.report(1.0, **{"step": 0, "fold": 0, place: -1})
    trial.report(1.0, **{"step": 0, "fold": 0, place: np.int64(3)})
    assert trial.study.trials[0].intermediate_values


def test_several_objectives_report_tuples():
    assert trial_of(((1, 2), 0), objectives=2).intermediate_values == {0: (1.0, 2.0)}
    assert trial_of((np.array([1, NAN]), 3), objectives=2).intermediate_values[3][0] == 1.0
    for wrong in (1.0, (1.0,), (1.0, 2.0, 3.0), "12"):
        with pytest.raises(ValueError, match="2 objectives; report a tuple of one number per"):
            trial_of((wrong, 0), objectives=2)


def test_the_first_report_of_a_step_stands():
    trial = new_study().ask()
    trial.report(1.0, 4)
    with pytest.warns(UserWarning, match="trial 0 has reported step 4 before; the first"):
        trial.report(2.0, 4)
    trial.report(1.0, 3)
    assert trial.study.trials[0].intermediate_values == {4: 1.0, 3: 1.0}
    assert trial.study.trials[0].last_step == 4


def test_reports_are_seen_by_others_at_once():
    study = new_study()
    first, second = study.ask(2)
    first.report(0.5, 7)
    (seen,) = study.history().at(second.number).pending
    assert (seen.number, seen.intermediate_values) == (0, {7: 0.5})


def test_an_ended_trial_reports_no_more():
    study = new_study()
    trial = study.ask()
    study.tell(trial, 1.0)
    with pytest.raises(AlreadyTold, match="trial 0 has ended"):
        trial.report(1.0, 0)


# --- what stays


def objective_of(*reported):
    def objective(trial):
        for report in reported:
            trial.report(*report)
        raise TrialPruned

    return objective


@pytest.mark.parametrize(
    ("reported", "value"),
    [
        ([], None),
        ([(3.0, 0), (2.0, 1)], 2.0),
        ([(3.0, 5), (2.0, 1)], 3.0),  # the highest step, as Optuna has it
        ([(3.0, 0), (NAN, 1)], None),
        ([(INF, 0)], INF),
        ([(3.0, 0, 0), (2.0, 1, 0), (5.0, 0, 1)], 4.0),  # both folds at the step of the second
    ],
)
def test_a_pruned_trial_keeps_its_last_value(reported, value):
    study = new_study()
    study.optimize(objective_of(*reported), n_trials=1)
    (trial,) = study.trials
    assert (trial.state, trial.value) == (TrialState.PRUNED, value)


def test_a_pruned_trial_keeps_what_it_reported_of_each_objective():
    study = new_study(directions=["minimize", "maximize"])
    study.optimize(objective_of(((1, 2), 0), ((3, 4), 1)), n_trials=1)
    study.optimize(objective_of(((1, 2), 0), ((3, NAN), 1)), n_trials=1)
    assert [t.values for t in study.trials] == [[3.0, 4.0], None]


def test_told_by_number_it_keeps_it_too():
    study = new_study()
    study.ask().report(2.5, 0)
    assert study.tell(0, state=TrialState.PRUNED).value == 2.5
    study.ask().report(2.5, 0)
    assert study.tell(1, 7.0, TrialState.PRUNED).value == 7.0
    study.ask().report(2.5, 0)
    assert study.tell(2, state=TrialState.FAIL).values is None


def test_an_interrupted_trial_begins_anew():
    study = new_study()

    def objective(trial):
        if trial.study.trials[0].datetime_start and not interrupted:
            trial.report(1.0, 0)
            trial.should_prune()
            interrupted.append(True)
            raise KeyboardInterrupt
        trial.report(2.0, 0)
        return 0.0

    interrupted = []
    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, n_trials=1)
    assert (study.trials[0].intermediate_values, study.trials[0].judged) == ({}, 0)
    study.optimize(objective, n_trials=1)
    assert study.trials[0].intermediate_values == {0: 2.0}


# --- the question


class Recording(Pruner):
    """Prunes at the third question; remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def prune(self, trial, history):
        self.asked.append((trial, history))
        return np.bool_(len(self.asked) == 3)


def test_the_pruner_gets_the_trial_and_all_others():
    study = new_study(pruner=Recording())
    study.add_trial(study.tell(study.ask(), 1.0))
    study.ask()
    trial = study.ask()
    trial.suggest_float("x", 0, 1)
    trial.report(0.5, 2)
    assert trial.should_prune() is False
    seen, history = study.pruner.asked[0]
    assert (seen.number, seen.params, seen.intermediate_values) == (3, trial.params, {2: 0.5})
    assert [t.number for t in history.trials] == [0, 1, 2]


def test_a_trial_remembers_what_it_was_let_go_on_with():
    study = new_study(pruner=Recording())
    trial = study.ask()
    for step in range(3):
        trial.report(1.0, step)
        assert trial.should_prune() is (step == 2)
    assert [seen.judged for seen, _ in study.pruner.asked] == [0, 1, 2]
    assert study.tell(trial, state=TrialState.PRUNED).judged == 2


def test_the_pruner_of_a_study_can_be_replaced():
    study = new_study()
    assert type(study.pruner).__name__ == "MedianPruner"
    study.pruner = NopPruner()
    assert type(study.pruner) is NopPruner
    for make in (lambda: new_study(pruner="median"), lambda: setattr(study, "pruner", NopPruner)):
        with pytest.raises(TypeError, match=r"is no Pruner; pass MedianPruner\(\)"):
            make()


# --- folds


def test_a_step_is_the_mean_over_its_folds_so_far():
    trial = trial_of((1.0, 0, 0), (3.0, 1, 0), (2.0, 0, 2))
    assert trial.intermediate_values == {0: 1.5, 1: 3.0}
    assert trial.fold_values == {(0, 0): 1.0, (0, 1): 3.0, (2, 0): 2.0}
    assert reports(trial) == 3
    two = trial_of(((1, 10), 0, 0), ((2, 30), 0, 1), objectives=2)
    assert two.intermediate_values == {0: (1.5, 20.0)}


def test_a_fold_reports_a_step_once():
    with pytest.warns(UserWarning, match="step 1 of fold 2 before"):
        trial = trial_of((1.0, 1, 2), (5.0, 1, 2), (3.0, 1, 0))
    assert trial.intermediate_values == {1: 2.0}


def test_folds_are_for_all_reports_or_none():
    for mixed in ([(1.0, 0), (1.0, 1, 0)], [(1.0, 0, 0), (1.0, 1)]):
        with pytest.raises(ValueError, match="give every report a fold, or none"):
            trial_of(*mixed)


def test_fold_after_fold_the_curve_starts_again():
    first = [(float(step), step, 0) for step in range(4)]
    trial = trial_of(*first)
    assert (folds_of(trial), curve(trial, (0,))) == ((0,), {0: 0.0, 1: 1.0, 2: 2.0, 3: 3.0})
    trial = trial_of(*first, (10.0, 0, 1), (11.0, 1, 1))
    assert folds_of(trial) == (0, 1)
    assert curve(trial, (0, 1)) == {0: 5.0, 1: 6.0}
    assert [at.order for at in arrivals(trial, (0, 1))] == [4, 5]
    assert last_values(trial) == (6.0,)


def test_step_after_step_the_curve_is_over_the_folds_of_the_last():
    first = [(10.0 * fold, 0, fold) for fold in (2, 0, 1)]
    trial = trial_of(*first, (24.0, 1, 2))
    assert (folds_of(trial), curve(trial, (2,))) == ((2,), {0: 20.0, 1: 24.0})
    trial = trial_of(*first, (24.0, 1, 2), (4.0, 1, 0))
    assert (folds_of(trial), curve(trial, (0, 2))) == ((0, 2), {0: 10.0, 1: 14.0})


def test_curves_over_folds_that_a_trial_lacks_are_empty():
    trial = trial_of((1.0, 0, 0), (1.0, 0, 1))
    assert curve(trial, (0, 2)) == {}
    assert curve(trial_of((1.0, 0)), (0,)) == {}
    assert curve(trial, ()) == {0: 1.0}
    assert curve(FrozenTrial(0, TrialState.RUNNING), folds_of(trial)) == {}
