"""What is made of trials that did not simply end with a value."""

import math

import numpy as np
import pytest

from bayesopt import Float, TrialState, create_study, create_trial
from bayesopt.samplers.endings import FEWEST, SHARED, Endings, Reports, far, lost
from bayesopt.space import Space

BOX = Space({"x": Float(0, 1)})
PRUNED = TrialState.PRUNED


def ended(x, value=None, reports=None, state=TrialState.COMPLETE, **more):
    return create_trial(
        **more,
        params={"x": x},
        distributions=dict(BOX),
        value=value,
        state=state,
        intermediate_values=reports or {},
    )


def told(*trials, **study):
    study = create_study(space=BOX, **study)
    study.add_trials(trials)
    history = study.history()
    return Endings().told(history.observe(BOX), BOX, history)


def test_a_pruned_trial_ends_where_its_rank_at_the_last_step_ends():
    seen = told(
        ended(0.1, 10.0, {0: 5.0, 1: 3.0}),
        ended(0.2, reports={0: 6.0, 1: 4.0}, state=PRUNED),  # second of three at step 1
        ended(0.3, 30.0, {0: 1.0, 1: 7.0}),
        ended(0.4, reports={0: 9.0}, state=PRUNED),  # worse than all at step 0
        ended(0.5, 20.0, {0: 2.0, 1: 5.0}),
        ended(0.6, reports={0: math.nan}, state=PRUNED),
    )
    assert seen.X[:, 0].tolist() == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert seen.Y[:, 0].tolist() == [10.0, 20.0, 30.0, 30.0, 20.0, 30.0]
    assert len(seen.failed) == len(seen.pruned) == 0


def test_pruned_trials_break_the_constraints_that_they_say():
    seen = told(
        ended(0.1, reports={0: 5.0}, state=PRUNED, constraints={"b": 2.0}),
        ended(0.2, 10.0, {0: 5.0}, constraints={"a": -1.0}),
        ended(0.3, reports={0: 6.0}, state=PRUNED, constraints={"a": 3.0, "b": -1.0}),
    )
    np.testing.assert_array_equal(seen.C, [[2.0, np.nan], [np.nan, -1.0], [-1.0, 3.0]])
    assert seen.feasible.tolist() == [False, True, False]


def test_where_more_is_better_ranks_turn():
    seen = told(
        ended(0.1, 0.9, {0: 0.5}),
        ended(0.2, 0.6, {0: 0.3}),
        ended(0.3, reports={0: 0.4}, state=PRUNED),
        direction="maximize",
    )
    assert seen.Y[:, 0].tolist() == [-0.9, -0.6, -0.6]


@pytest.mark.parametrize("reports", [{}, {3: 1.0}])
def test_a_pruned_trial_that_compares_with_none_counts_as_failed(reports):
    seen = told(ended(0.1, 1.0, {0: 1.0}), ended(0.2, reports=reports, state=PRUNED))
    assert seen.X.tolist() == [[0.1]]
    assert seen.failed.tolist() == [[0.2]]


def test_only_finite_values_are_ends():
    seen = told(
        ended(0.1, 1.0, {0: 1.0}),
        ended(0.2, math.inf, {0: 2.0}),
        ended(0.3, reports={0: 3.0}, state=PRUNED),
        ended(0.4, -math.inf),
    )
    assert seen.X[:, 0].tolist() == [0.1, 0.3, 0.4]
    assert seen.Y[:, 0].tolist() == [1.0, 1.0, -math.inf]
    assert seen.failed.tolist() == [[0.2]]


def test_of_several_objectives_one_that_is_infinite_is_enough():
    Y = np.array([[1.0, 2.0], [math.inf, 0.0], [-math.inf, 0.0], [1e300, 1.0], [0.0, 1.0]])
    assert lost(Y).tolist() == [False, True, False, False, False]


def test_of_one_objective_what_is_far_beyond_all_others_is_lost_too():
    y = np.array([[3.0], [1.0], [2.0], [1e12], [2.5]])
    assert lost(y).tolist() == [False, False, False, True, False]
    assert not lost(np.hstack([y, y])).any()


def test_far_values_are_few_and_far():
    y = np.array([3.0, 1.0, 2.0, 1e12, 2.5])
    assert far(y).tolist() == [False, False, False, True, False]
    assert not far(y[:4]).any()  # of four values none
    assert not far(np.array([3.0, 1.0, 2.0, 1e6, 2.5])).any()
    assert not far(np.array([1.0, 1.0, 1.0, 1.0, 5.0])).any()  # no range to compare with
    assert far(np.append(np.linspace(0, 1, 20), [1e9, 1e30])).sum() == 2
    assert far(np.array([0.0, 1e290, 2e290, 1e300, 1.5e308])).sum() == 1
    # the first trials of a search that has all but ended
    polished = np.append(np.linspace(1.0, 60.0, 8), np.linspace(0, 1e-9, 92))
    assert not far(polished).any()


def column(*values):
    return np.array(values)[:, None]


def test_the_worst_value_is_lost_where_several_have_it_and_no_others_agree():
    others, told = [*np.linspace(0.1, 0.8, FEWEST)], [1.0] * SHARED
    assert lost(column(*others, *told)).tolist() == [False] * FEWEST + [True] * SHARED
    assert not lost(column(*others, *told[1:])).any()  # it may be chance
    assert not lost(column(*others[1:], *told)).any()  # there is little to compare it with
    assert not lost(column(*others, 1.5, *told)).any()  # there is worse
    assert not lost(column(*others, *others, *told)).any()  # values come in steps
    assert lost(column(*others, *told, math.inf, 1e12)).sum() == SHARED + 2
    assert not lost(column(*told, *told)).any()


def test_a_value_told_for_what_is_not_allowed_is_no_value_of_the_function():
    """The best is at the edge of what is allowed; half of the studies came to 1.92."""

    def f(trial):
        x = np.array([trial.suggest_float(f"x{j}", 0, 1) for j in range(4)])
        worth = np.array([1.0, 1.2, 0.8, 0.6]) @ (1 - np.exp(-2 * x))
        return float(worth) if x.sum() < 1.6 else 0.0

    best = []
    for seed in range(8):
        study = create_study(seed=seed, direction="maximize")
        study.optimize(f, 60)
        best.append(study.best_value)
    assert np.median(best) > 1.98  # 2.03 can be reached


def test_trials_out_of_range_count_unless_they_are_far_worse_than_those_in_range():
    wide = Space({"x": Float(0, 4)})
    study = create_study(space=wide)
    for x, value in ((0.5, 2.0), (0.75, 1.0), (3.0, 0.0), (3.5, 2.9), (3.75, 3.1)):
        trial = create_trial(params={"x": x}, distributions=dict(wide), value=value)
        study.add_trial(trial)
    history = study.history()
    seen = Endings().told(history.observe(BOX), BOX, history)
    assert seen.X[:, 0].tolist() == [0.5, 0.75, 3.0, 3.5]
    nothing_inside = history.where(lambda trial: trial.params["x"] > 1)
    seen = Endings().told(nothing_inside.observe(BOX), BOX, nothing_inside)
    assert len(seen.X) == 3


def test_reports_are_read_once():
    study = create_study(space=BOX)
    study.add_trials([ended(0.1, 1.0, {0: 1.0}), ended(0.2, reports={0: 2.0}, state=PRUNED)])
    endings, first = Endings(), study.history()
    endings.told(first.observe(BOX), BOX, first)
    study.add_trial(ended(0.3, 2.0, {0: 1.5}))
    later = study.history()
    seen = endings.told(later.observe(BOX), BOX, later)
    assert seen.Y[:, 0].tolist() == [1.0, 2.0, 2.0]
    assert Reports(later.log, None).ends().tolist() == []
