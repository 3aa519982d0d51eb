"""NSGA-II: who is better, who becomes a parent, what children are like, and how good they are."""

import math

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, Space, TrialState, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.pareto import hypervolume, ranks
from bayesopt.randomness import generator
from bayesopt.samplers import NSGAIISampler, RandomSampler
from bayesopt.samplers.genetic import order

SPACE = Space({"x": Float(0, 1), "k": Int(1, 9), "c": Categorical(["a", "b", "c"])})
GOOD = {"x": 0.125, "k": 2, "c": "a"}
BAD = {"x": 0.75, "k": 7, "c": "b"}


def trial(number, params, value, state=TrialState.COMPLETE, **more):
    space = {name: SPACE[name] for name in params}
    return FrozenTrial(number, state, params, space, value and (value,), **more)


def log_of(*trials):
    log = Log((StudyDirection.MINIMIZE,), seed=3)
    log.absorb(trials)
    return log


def children(log, sampler, n=300, space=SPACE):
    for number in range(1000, 1000 + n):
        yield sampler.suggest(space, log.view(number), generator(3, number)).params


def test_the_order_is_by_front_and_then_by_room():
    Y = np.array([[0.0, 4.0], [1.0, 2.0], [1.1, 1.9], [4.0, 0.0], [4.0, 4.0], [2.5, 1.0]])
    found = order(Y, np.zeros(6))
    assert np.all(np.diff(ranks(Y)[found]) >= 0)
    # the two ends; then by room (by hand 1.2, 0.8, 0.625 of the ranges); then who is dominated
    assert found.tolist() == [0, 3, 5, 1, 2, 4]


def test_whoever_keeps_constraints_comes_first_and_then_who_violates_less():
    Y = np.array([[0.0], [1.0], [2.0], [3.0], [-1.0]])
    assert order(Y, np.array([5.0, 0.0, 0.5, 0.0, 0.5])).tolist() == [1, 3, 2, 4, 0]
    assert order(np.empty((0, 2)), np.empty(0)).tolist() == []


def test_infinite_values_have_an_order_too():
    Y = np.array([[math.inf, 0.0], [0.0, -math.inf], [1.0, math.inf]])
    assert order(Y, np.zeros(3)).tolist() == [1, 0, 2]


def test_children_have_the_values_of_their_parents():
    log = log_of(trial(0, GOOD, 1.0), trial(1, BAD, 1.0))
    sampler = NSGAIISampler(population_size=2, mutation_prob=0.0)
    found = [tuple(child.values()) for child in children(log, sampler)]
    whole = found.count(tuple(GOOD.values())) + found.count(tuple(BAD.values()))
    for j in range(3):
        assert {child[j] for child in found} == {[*GOOD.values()][j], [*BAD.values()][j]}
    # parents differ in 2 x 1/4 x 3/4 of the couples, 0.9 of which are crossed, 3/4 of them mixed:
    # 300 x (1 - 0.253) = 224 are whole, deviation 7.5
    assert 224 - 30 < whole < 224 + 30


def test_without_a_second_parent_nothing_is_mixed():
    log = log_of(trial(0, GOOD, 1.0), trial(1, BAD, 1.0))
    for never in ({"crossover_prob": 0.0}, {"swapping_prob": 0.0}):
        sampler = NSGAIISampler(population_size=2, mutation_prob=0.0, **never)
        assert all(child in (GOOD, BAD) for child in children(log, sampler, 100))


def test_one_value_is_drawn_anew_in_the_mean():
    log = log_of(trial(0, GOOD, 1.0), trial(1, GOOD, 1.0))
    found = list(children(log, NSGAIISampler(population_size=2), 600))
    changed = [sum(child[name] != GOOD[name] for name in SPACE) for child in found]
    # x always changes, k in 8 of 9 cases, c in 2 of 3: 0.85 of 600 x 3 / 3, deviation 22
    assert 510 - 90 < sum(changed) < 510 + 90
    assert all(child != GOOD for child in children(log, NSGAIISampler(mutation_prob=1.0), 20))


def test_parameters_asked_for_alone_have_the_same_parents():
    log = log_of(trial(0, GOOD, 1.0), trial(1, BAD, 1.0))
    sampler = NSGAIISampler(population_size=2, mutation_prob=0.0, swapping_prob=0.0)
    alone = [children(log, sampler, 50, Space({name: SPACE[name]})) for name in SPACE]
    for parts in zip(*alone, strict=True):
        assert {name: value for part in parts for name, value in part.items()} in (GOOD, BAD)


def test_what_one_parent_lacks_the_other_has():
    log = log_of(trial(0, {"x": 0.125}, 1.0), trial(1, {"x": 0.125, "c": "c"}, 1.0))
    sampler = NSGAIISampler(population_size=2, mutation_prob=0.0, swapping_prob=0.0)
    found = [child["c"] for child in children(log, sampler, 400)]
    assert found.count("c") > 400 / 3 + 60  # blind draws alone: 133, deviation 9


def test_a_value_out_of_the_present_range_is_drawn_anew():
    log = log_of(trial(0, {"k": 9}, 1.0), trial(1, {"k": 9}, 1.0))
    narrow = Space({"k": Int(1, 3)})
    sampler = NSGAIISampler(population_size=2, mutation_prob=0.0)
    assert {child["k"] for child in children(log, sampler, 60, narrow)} == {1, 2, 3}


def test_parents_are_the_best_of_all_generations():
    sampler = NSGAIISampler(population_size=2, mutation_prob=0.0)
    first = [trial(0, GOOD, 1.0), trial(1, GOOD, 2.0)]
    worse = [trial(2, BAD, 3.0), trial(3, BAD, 4.0)]
    assert all(child == GOOD for child in children(log_of(*first, *worse), sampler, 50))
    assert all(child == GOOD for child in children(log_of(*worse, *first), sampler, 50))
    broken = [trial(k, BAD, -1.0, constraints={"c": 0.5}) for k in (2, 3)]
    assert all(child == GOOD for child in children(log_of(*first, *broken), sampler, 50))
    kept = [trial(k, BAD, -1.0, constraints={"c": 0.0}) for k in (2, 3)]
    assert all(child == BAD for child in children(log_of(*first, *kept), sampler, 50))


def test_failed_pruned_and_running_trials_are_no_parents():
    states = [TrialState.FAIL, TrialState.PRUNED, TrialState.RUNNING]
    others = [trial(9 + k, BAD, None, state) for k, state in enumerate(states)]
    sampler = NSGAIISampler(population_size=2, mutation_prob=0.0)
    first = [trial(0, GOOD, 1.0), trial(1, GOOD, 2.0)]
    assert all(child == GOOD for child in children(log_of(*others, *first), sampler, 50))
    blind = [child["x"] for child in children(log_of(*others, first[0]), sampler, 50)]
    assert len(set(blind)) == 50


def zdt1(t):
    """Zitzler et al. 2000; the front is where all but the first are 0."""
    first, *rest = [t.suggest_float(f"x{k}", 0, 1) for k in range(6)]
    g = 1 + 9 * sum(rest) / len(rest)
    return first, g * (1 - math.sqrt(first / g))


def mixed(t):
    """Two aims that disagree about x, and agree about the rest."""
    x = t.suggest_float("x", 0, 1)
    off = sum(t.suggest_categorical(f"c{k}", ["a", "b", "c", "d"]) != "a" for k in range(6))
    off += abs(t.suggest_int("k", 1, 100, log=True) - 10) / 10
    return x + off, 1 - x + off


def volume(objective, make, seed, n_trials=300):
    study = create_study(sampler=make(), directions=["minimize"] * 2, seed=seed)
    study.optimize(objective, n_trials=n_trials)
    return hypervolume(np.array([t.values for t in study.trials]), np.array([5.0, 5.0]))


@pytest.mark.parametrize("objective", [zdt1, mixed])
def test_fronts_are_nearer_than_those_of_chance(objective):
    def volumes(make):
        return np.array([volume(objective, make, seed) for seed in range(5)])

    ours = volumes(lambda: NSGAIISampler(population_size=20))
    assert ours.min() > volumes(RandomSampler).max()


def test_one_objective_is_a_front_of_one():
    def best(make, seed):
        study = create_study(sampler=make(), seed=seed)
        study.optimize(lambda t: sum(mixed(t)), n_trials=300)
        return study.best_value

    ours = [best(lambda: NSGAIISampler(population_size=20), seed) for seed in range(5)]
    assert max(ours) < min(best(RandomSampler, seed) for seed in range(5))
