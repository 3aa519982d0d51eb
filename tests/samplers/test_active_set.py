"""Which of many trials a Gaussian process is conditioned on."""

from dataclasses import replace

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, TrialState, create_study
from bayesopt.history import Observations
from bayesopt.samplers import GPSampler
from bayesopt.samplers import active_set as module
from bayesopt.samplers.active_set import ActiveSet, choose, distances, least, ranking
from bayesopt.space import Space
from tests.samplers.resuming import resumed

BOX = Space({"x": Float(0, 1), "y": Float(0, 1)})
NUMERIC = np.zeros(2, dtype=bool)


def observed(n, failed=0, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.random((n, 2))
    Y = np.sum(np.square(X - 0.4), axis=1, keepdims=True)
    lost, none = rng.random((failed, 2)), X[:0]
    return Observations(X, Y, none, lost, np.ones(1), X[:, :0], none, none[:, :0])


@pytest.mark.parametrize("failed", [0, module.MOST_FAILED])
def test_few_trials_are_all_kept(failed):
    seen = observed(module.MOST - failed, failed)
    kept = ActiveSet().of(seen, "log", BOX)
    assert kept.seen is seen
    assert (kept.chosen, kept.skipped) == (0, 0)


@pytest.mark.parametrize("failed", [1, module.STEP + 1, module.MOST_FAILED, 1000])
def test_many_trials_make_room_for_those_that_failed(failed):
    for n in range(module.MOST - module.MOST_FAILED, module.MOST + 2):
        kept = ActiveSet().of(observed(n, failed), "log", BOX)
        assert len(kept.seen.X) + len(kept.seen.failed) <= module.MOST
        assert len(kept.seen.X) + kept.skipped == n


@pytest.mark.parametrize(("parts", "rows"), [(1, 600), (2, 424), (3, 346), (5, 268)])
@pytest.mark.parametrize("failed", [0, 1000])
def test_models_of_several_objectives_know_fewer_trials_each(parts, rows, failed):
    for n in range(rows, rows + module.STEP + 2):
        kept = ActiveSet().of(observed(n, failed), "log", BOX, parts).seen
        known = len(kept.X) + len(kept.failed)
        assert rows - module.STEP - 1 <= known <= rows
        assert len(kept.failed) == (rows // 4 if failed else 0)
    assert parts * rows**2 <= module.MOST**2


def test_a_further_failure_changes_the_choice_once_a_step(monkeypatch):
    chosen = []
    monkeypatch.setattr(module, "choose", lambda *a: chosen.append(a) or choose(*a))
    seen, active = observed(1000, module.MOST_FAILED), ActiveSet()
    for failed in range(module.MOST_FAILED + 1):
        active.of(replace(seen, failed=seen.failed[:failed]), "log", BOX)
    assert len(chosen) == 4


@pytest.mark.parametrize("n", [module.MOST + 1, module.MOST + module.STEP, 5000])
def test_of_many_trials_the_best_the_nearest_and_the_latest_are_kept(n):
    seen = observed(n)
    kept = ActiveSet().of(seen, "log", BOX)
    assert len(kept.seen.X) <= module.MOST
    assert len(kept.seen.X) + kept.skipped == n
    later = (n - module.MOST - 1) % module.STEP + 1
    np.testing.assert_array_equal(kept.seen.X[kept.chosen :], seen.X[n - later :])
    chosen = kept.seen.Y[: kept.chosen, 0]
    best = np.sort(seen.Y[: n - later, 0])[: int(module.GOOD * kept.chosen)]
    assert np.isin(best, chosen).all()
    # a third of what is kept is anywhere: all four quarters of the square are still known
    quarters = 2 * (kept.seen.X[:, 0] > 0.5) + (kept.seen.X[:, 1] > 0.5)
    assert np.bincount(quarters.astype(int), minlength=4).min() > 20


def test_the_choice_stands_until_enough_trials_have_come():
    n = module.MOST + 10 * module.STEP
    seen, fewer = observed(n), observed(n)
    earlier = Observations(
        X=fewer.X[:-5],
        Y=fewer.Y[:-5],
        pending=fewer.pending,
        failed=fewer.failed,
        signs=fewer.signs,
        C=fewer.C[:-5],
        pruned=fewer.pruned,
        C_pruned=fewer.C_pruned,
    )
    later, before = ActiveSet().of(seen, "log", BOX), ActiveSet().of(earlier, "log", BOX)
    k = len(before.seen.X)
    np.testing.assert_array_equal(later.seen.X[:k], before.seen.X)


def test_failed_trials_far_from_the_best_are_left_out():
    seen = observed(50, failed=1000)
    kept = ActiveSet().of(seen, "log", BOX)
    best = seen.X[np.argmin(seen.Y[:, 0])]
    apart = np.sum(np.square(seen.failed - best), axis=1)
    np.testing.assert_array_equal(
        kept.seen.failed, seen.failed[apart <= np.sort(apart)[module.MOST_FAILED - 1]]
    )


def test_rows_are_ranked_by_all_objectives_and_feasible_ones_first():
    Y = np.array([[0.0, 3.0], [1.0, 1.0], [2.0, 2.0], [3.0, 0.0]])
    np.testing.assert_array_equal(np.argmin(ranking(Y, np.ones(4, dtype=bool))), 1)
    rank = ranking(Y[:, :1], np.array([False, False, True, True]))
    assert np.argmin(rank) == 2


def test_the_whole_front_ranks_before_the_rest():
    Y = np.array([[0.0, 9.0], [4.0, 4.0], [5.0, 4.5], [9.0, 0.0], [4.5, 5.0]])
    rank = ranking(Y, np.ones(5, dtype=bool))
    assert {*np.argsort(rank)[:3].tolist()} == {0, 1, 3}


def test_one_among_many_that_is_infeasible_dominates_nobody():
    Y = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])
    rank = ranking(Y, np.array([False, True, True]))
    np.testing.assert_array_equal(np.argsort(rank), [1, 2, 0])


def two_values(n):
    seen = observed(n)
    return replace(seen, Y=np.column_stack([seen.Y, -seen.Y]), signs=np.ones(2))


def test_with_several_objectives_the_choice_is_the_same_whatever_was_asked_before():
    seen, often = two_values(module.MOST + 3 * module.STEP), ActiveSet()
    for n in range(module.MOST - 1, len(seen.X)):
        fewer = replace(seen, X=seen.X[: n + 1], Y=seen.Y[: n + 1], C=seen.C[: n + 1])
        kept = often.of(fewer, "log", BOX)
        np.testing.assert_array_equal(kept.seen.X, ActiveSet().of(fewer, "log", BOX).seen.X)


def test_several_objectives_are_ranked_once_as_long_as_the_choice_stands(monkeypatch):
    ranked = []

    def told(*arguments):
        ranked.append(arguments)
        return ranking(*arguments)

    monkeypatch.setattr(module, "ranking", told)
    seen, active = two_values(module.MOST + module.STEP), ActiveSet()
    for n in (5, 6, module.STEP):
        rows = slice(module.MOST + n)
        active.of(replace(seen, X=seen.X[rows], Y=seen.Y[rows], C=seen.C[rows]), "log", BOX)
    assert len(ranked) == 1


def test_categories_and_missing_parameters_are_equal_or_one_apart():
    X = np.array([[0.1, 0.5], [0.9, 0.5], [0.1, np.nan]])
    found = distances(X, X[0], np.array([True, False]))
    np.testing.assert_array_equal(found, [0.0, 1.0, 1.0])


def test_distances_do_not_depend_on_where_they_are_cut(monkeypatch):
    X = np.random.default_rng(0).random((100, 2))
    whole = distances(X, X[3], NUMERIC)
    monkeypatch.setattr(module, "CHUNK", 7)
    np.testing.assert_array_equal(distances(X, X[3], NUMERIC), whole)


def test_the_least_are_the_first_of_equals():
    values = np.array([2.0, 1.0, 2.0, 0.0, 2.0])
    np.testing.assert_array_equal(least(values, 3), [0, 1, 3])
    np.testing.assert_array_equal(least(values, 9), np.arange(5))


def test_equal_values_give_a_whole_choice():
    X = np.random.default_rng(0).random((100, 2))
    assert len(choose(X, np.zeros(100), NUMERIC, 40)) == 40
    assert len(choose(np.zeros((100, 2)), np.zeros(100), NUMERIC, 40)) == 40


@pytest.fixture
def small(monkeypatch):
    """As if 24 trials were many, so that a short study meets several choices."""
    monkeypatch.setattr(module, "MOST", 24)
    monkeypatch.setattr(module, "STEP", 8)
    monkeypatch.setattr(module, "MOST_FAILED", 4)


def objective(trial):
    x, y = trial.params["x"], trial.params["y"]
    if x < 0.1:
        raise ValueError("broken")
    return (x - 0.3) ** 2 + (y - 0.6) ** 2 + 0.1 * np.sin(20 * x)


def test_a_resumed_study_goes_on_as_if_nothing_had_happened(small):
    space = {"x": Float(0, 1), "y": Float(0, 1)}
    whole = create_study(sampler=GPSampler(seed=3), space=space)
    whole.optimize(objective, 60, catch=ValueError)
    again = resumed(whole, 45, lambda: GPSampler(seed=3), objective, catch=ValueError)
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]
    assert whole.best_value < -0.05


def test_a_finite_space_is_never_suggested_twice(small):
    space = {"k": Int(0, 8), "c": Categorical(["a", "b", "c", "d"])}
    study = create_study(sampler=GPSampler(seed=1), space=space)
    study.optimize(lambda trial: float(trial.params["k"]), 36)
    assert len({tuple(t.params.values()) for t in study.trials}) == 36


def test_the_best_point_is_found_among_thousands():
    rng = np.random.default_rng(0)
    study = create_study(space=BOX, sampler=GPSampler(seed=0))
    for k, (x, y) in enumerate(rng.random((5000, 2)).tolist()):
        value = (x - 0.3) ** 2 + (y - 0.6) ** 2
        study.add_trial(FrozenTrial(k, TrialState.COMPLETE, {"x": x, "y": y}, dict(BOX), (value,)))
    before = study.best_value
    study.optimize(lambda t: (t.params["x"] - 0.3) ** 2 + (t.params["y"] - 0.6) ** 2, 5)
    assert study.best_value < before / 100  # 5000 random points come to about 1e-4
