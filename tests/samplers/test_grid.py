"""Every combination of given values, once."""

import gc
import pickle
from collections import Counter
from itertools import product
from weakref import ref

import numpy as np
import pytest

from bayesopt import InvalidParameter, SpaceExhausted, TrialState, create_study
from bayesopt.samplers import GridSampler, PartialFixedSampler

GRID = {"x": [0.0, 0.5, 1.0], "k": [1, 2], "c": ["a", None]}
CELLS = Counter((x, k, c) for x in GRID["x"] for k in GRID["k"] for c in GRID["c"])


def objective(trial):
    trial.suggest_categorical("c", ["a", "b", None])
    return trial.suggest_float("x", -1, 1) + trial.suggest_int("k", 0, 9)


def visited(study):
    return Counter((t.params["x"], t.params["k"], t.params["c"]) for t in study.trials)


def new_study(grid=GRID, **arguments):
    return create_study(**{"sampler": GridSampler(grid), "seed": 1, **arguments})


@pytest.mark.parametrize("n_jobs", [1, 4])
def test_every_combination_is_visited_once_and_the_study_ends(n_jobs):
    study = new_study()
    study.optimize(objective, n_jobs=n_jobs)
    assert visited(study) == CELLS


@pytest.mark.parametrize("values", [np.linspace(0, 1, 3), np.arange(3), (0, 1), range(2)])
def test_any_sequence_of_values(values):
    study = new_study({"x": values})
    study.optimize(lambda t: t.suggest_float("x", 0, 2))
    assert sorted(t.params["x"] for t in study.trials) == sorted(map(float, values))


def test_failed_and_pruned_combinations_are_not_tried_again():
    study = new_study()

    def fails_often(trial):
        value = objective(trial)
        return None if trial.number % 2 else value

    study.optimize(fails_often)
    assert visited(study) == CELLS


def test_a_second_call_goes_on():
    study = new_study()
    study.optimize(objective, n_trials=5)
    study.sampler = GridSampler(GRID)  # as after a restart
    study.optimize(objective)
    assert visited(study) == CELLS


@pytest.mark.parametrize("later", [[10, 11, 12, 13], [10, 11], [3, 4]])
def test_another_grid_has_not_been_visited(later):
    study = new_study({"x": [1, 2, 3]})
    study.optimize(lambda t: t.suggest_int("x", 0, 20))
    study.sampler = GridSampler({"x": later})
    study.optimize(lambda t: t.suggest_int("x", 0, 20))
    assert sorted(t.params["x"] for t in study.trials) == sorted({1, 2, 3, *later})


def test_with_another_value_held_fixed_the_others_are_visited_again():
    study = new_study()
    for kind in "ab":
        grid = GridSampler({"kind": ["a", "b"], "x": [1, 2, 3]})
        study.sampler = PartialFixedSampler({"kind": kind}, grid)
        study.optimize(
            lambda t: ord(t.suggest_categorical("kind", ["a", "b"])) + t.suggest_int("x", 0, 5)
        )
    assert {(t.params["kind"], t.params["x"]) for t in study.trials} == {*product("ab", (1, 2, 3))}


def test_the_order_is_shuffled_by_the_seed():
    def order(seed):
        study = create_study(sampler=GridSampler(GRID, seed=seed))
        study.optimize(objective)
        return [tuple(t.params.values()) for t in study.trials]

    assert order(1) == order(1) != order(2)


@pytest.mark.parametrize("seed", [-1, -(2**64), 2**63])
def test_any_seed_will_do(seed):
    study = create_study(sampler=GridSampler(GRID, seed=seed))
    study.optimize(objective)
    assert visited(study) == CELLS


def test_the_order_of_a_seed_stays_what_it_was():
    study = new_study({"x": list(range(8))}, seed=5)
    study.optimize(lambda t: t.suggest_int("x", 0, 7))
    shuffled = np.random.default_rng(5).permutation(8)
    assert [t.params["x"] for t in study.trials] == shuffled.tolist()


def test_a_pickled_sampler_does_not_grow_with_the_study():
    sampler = GridSampler({"x": list(range(200))}, seed=1)
    study, sizes = create_study(sampler=sampler), []
    for _ in range(2):
        study.optimize(lambda t: t.suggest_int("x", 0, 199), 40)
        sizes.append(len(pickle.dumps(sampler)))
    assert sizes[0] == sizes[1]


def test_a_sampler_keeps_no_study_alive():
    sampler = GridSampler(GRID)
    study = create_study(sampler=sampler)
    study.optimize(objective, 5)
    log = ref(study.history().log)
    del study
    gc.collect()
    assert log() is None


def test_trials_that_run_count_as_visited():
    study = new_study({"x": [0, 1]})
    first, second = study.ask(), study.ask()
    assert {first.suggest_float("x", 0, 1), second.suggest_float("x", 0, 1)} == {0.0, 1.0}
    with pytest.raises(SpaceExhausted):
        study.ask()
    study.tell(first, 1.0)
    study.tell(second, state=TrialState.FAIL)
    with pytest.raises(SpaceExhausted):
        study.ask()


@pytest.mark.parametrize("enqueued", [{"x": 0.25}, {"x": 0.25, "k": 5, "c": "b"}])
def test_enqueued_trials_do_not_count(enqueued):
    study = new_study()
    study.enqueue_trial(enqueued)
    study.optimize(objective, n_trials=3)
    study.enqueue_trial(enqueued)
    study.optimize(objective)
    assert len(study.trials) == len(CELLS) + 2
    seen = visited(study)
    assert all(seen[cell] == 1 for cell in CELLS)


def test_parameters_that_appear_only_sometimes():
    study = new_study({"kind": ["a", "b"], "x": [1, 2]})

    def conditional(trial):
        kind = trial.suggest_categorical("kind", ["a", "b"])
        return trial.suggest_int("x", 0, 5) if kind == "a" else 0

    study.optimize(conditional)
    assert Counter(t.params["kind"] for t in study.trials) == {"a": 2, "b": 2}


def test_a_name_that_is_not_in_the_grid():
    with pytest.raises(InvalidParameter, match="'y' is not in the grid"):
        new_study().optimize(lambda t: t.suggest_float("y", 0, 1))


def test_a_grid_value_out_of_range():
    with pytest.raises(InvalidParameter, match=r"'x' = 5 is outside Float"):
        new_study({"x": [5]}).optimize(lambda t: t.suggest_float("x", 0, 1))


@pytest.mark.parametrize("grid", [{}, {"x": []}, {"x": 3}, {"x": "abc"}, {"x": [[1]]}, {3: [1]}])
def test_grids_that_are_none(grid):
    with pytest.raises(InvalidParameter):
        GridSampler(grid)
