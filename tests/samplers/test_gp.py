"""The Gaussian process samplers: what they promise beyond the contract of all samplers."""

import json
import math

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, TrialState, create_study
from bayesopt.acquisition import LogEI, MaxVariance, PosteriorMean
from bayesopt.gp import GP
from bayesopt.pareto import hypervolume
from bayesopt.samplers import (
    ActiveLearningSampler,
    AutoSampler,
    GPSampler,
    RandomSampler,
    TrustRegionSampler,
)
from tests.samplers.resuming import resumed

BOX = {"x": Float(-1, 2), "y": Float(0, 5)}


def bowl(params):
    return (params["x"] - 0.3) ** 2 + 0.1 * (params["y"] - 4) ** 2


def run(n, f=bowl, space=BOX, sampler=None, **study):
    study = create_study(sampler=sampler or GPSampler(seed=3), space=space, **study)
    study.optimize(lambda trial: f(trial.params), n)
    return study


def told(study, params, value, state=TrialState.COMPLETE):
    values = None if value is None else (value,)
    study.add_trial(FrozenTrial(0, state, params, dict(study.space), values))


def test_finds_the_bottom_of_a_bowl():
    # random search gets to about 0.02 in 25 trials
    assert run(25).best_value < 1e-4


def test_startup_trials_are_a_latin_hypercube():
    study = run(5, sampler=GPSampler(n_startup_trials=5, seed=1))
    X = study.history().observe(study.space).X
    assert np.all(np.sort(np.floor(5 * X), axis=0) == np.arange(5)[:, None])
    assert all(not trial.notes for trial in study.trials)
    assert study.ask()._joint.notes  # the sixth has a model behind it


def test_a_resumed_study_goes_on_as_if_nothing_had_happened():
    # 45 trials: hyperparameters are learnt from scratch, from the last ones, and left as they are
    whole = run(45)
    again = resumed(whole, 38, lambda: GPSampler(seed=3), lambda trial: bowl(trial.params))
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]


def test_notes_survive_json():
    notes = run(12).trials[-1].notes
    assert notes
    assert json.loads(json.dumps(notes)) == notes


def test_hyperparameters_are_learnt_less_often_as_data_grows():
    study = run(60)
    learnt = [note["n"] for trial in study.trials for note in trial.notes.values()]
    assert learnt[:20] == list(range(4, 24))
    assert len(set(learnt[-10:])) < 10


def test_a_batch_is_spread_out_and_counts_pending_trials():
    study = run(6)
    X = study.space.encode([trial.params for trial in study.ask(6)])
    apart = [np.abs(a - b).max() for k, a in enumerate(X) for b in X[:k]]
    assert min(apart) > 0.005  # blind to each other, all six would fall on one point
    assert len(study.history().pending) == 6


def test_a_batch_before_any_result_fills_the_space():
    study = create_study(sampler=GPSampler(seed=4), space=BOX)
    X = study.space.encode([trial.params for trial in study.ask(24)])
    apart = [np.abs(a - b).max() for k, a in enumerate(X) for b in X[:k]]
    # 24 points in the unit square: 0.2 apart on a lattice, 0.01 where drawn at random
    assert min(apart) > 0.05
    assert 0.3 < X.mean() < 0.7


@pytest.mark.parametrize("make", [GPSampler, RandomSampler])
def test_a_batch_from_a_finite_space_is_all_of_it(make):
    space = {"a": Int(0, 3), "b": Categorical(["x", "y"])}
    for seed in range(5):
        trials = create_study(sampler=make(seed=seed), space=space).ask(12)
        assert len({tuple(trial.params.values()) for trial in trials}) == len(trials) == 8


def test_a_batch_costs_one_fit(monkeypatch):
    fits = []
    fit = GP.fit
    monkeypatch.setattr(GP, "fit", lambda *a, **k: (fits.append(1), fit(*a, **k))[1])
    study = run(15)
    fits.clear()
    study.ask(5)
    assert len(fits) == 1


def test_maximising_the_negative_is_minimising():
    down = run(15)
    up = run(15, f=lambda p: -bowl(p), direction="maximize")
    assert [t.params for t in up.trials] == [t.params for t in down.trials]


@pytest.mark.parametrize("scale", [2.0**20, 2.0**-30, 2.0**-500])
def test_a_power_of_two_changes_no_bit(scale):
    scaled, plain = run(30, f=lambda p: scale * bowl(p)), run(30)
    assert [t.params for t in scaled.trials] == [t.params for t in plain.trials]


@pytest.mark.parametrize(("by", "scale"), [(1000.0, 1.0), (-7.0, 1.0), (0.0, 3.0)])
def test_units_of_the_objective_do_not_matter(by, scale):
    moved, plain = run(12, f=lambda p: scale * bowl(p) + by), run(12)
    for a, b in zip(moved.trials, plain.trials, strict=True):
        assert a.params == pytest.approx(b.params, abs=1e-3)  # rounding moves where climbs end


def test_a_mean_is_in_the_users_direction():
    gp = GP(mean=5.0, scale=1.0, noise_std=0.0)
    study = create_study(
        sampler=GPSampler(gp=gp, n_startup_trials=1, warp=False, seed=0),
        space={"x": Float(0, 6)},
        direction="maximize",
    )
    study.enqueue_trial({"x": 0.5})
    study.optimize(lambda trial: 2.0, 1)
    belief = study.sampler.belief(study.space, study.history())
    at_drill, far = belief.predict(np.array([[0.5 / 6], [1.0]]))[0]
    assert at_drill == pytest.approx(-2.0, abs=1e-3)
    assert far < at_drill  # towards -5: inside, lower is better


def test_belief_says_why_there_is_none():
    empty = create_study(sampler=GPSampler(), space=BOX)
    with pytest.raises(ValueError, match="no trial has ended with a value"):
        empty.sampler.belief(empty.space, empty.history())
    two = create_study(sampler=GPSampler(), space=BOX, directions=["minimize", "maximize"])
    two.optimize(lambda trial: (1.0, 2.0), 1)
    with pytest.raises(ValueError, match="one belief per objective"):
        two.sampler.belief(two.space, two.history())


def test_crashing_regions_are_left():
    def f(params):
        return math.nan if params["x"] < 0.5 else (params["x"] - 0.6) ** 2 + params["y"]

    study = run(40, f=f)
    last = study.trials[-20:]
    assert sum(trial.state == TrialState.FAIL for trial in last) < 5  # a third of the space
    assert study.best_value < 0.05


def test_constraints_are_learnt():
    def objective(trial):
        x, y = trial.suggest_float("x", -1, 2), trial.suggest_float("y", 0, 5)
        trial.set_constraint("ring", 1.0 - (x - 0.3) ** 2 - (y - 4) ** 2)
        trial.set_constraint("side", y - 4)
        return (x - 0.3) ** 2 + (y - 4) ** 2

    study = create_study(sampler=GPSampler(seed=3))
    study.optimize(objective, 40)
    # the best is 1, on the ring; unaware of constraints all trials would gather in its middle
    assert 1.0 <= study.best_value < 1.05
    # most trials are at its edge, on one side or the other
    assert np.median([abs(trial.value - 1) for trial in study.trials[-20:]]) < 0.05


def test_feasible_points_are_found_where_none_is_known():
    def objective(trial):
        x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
        trial.set_constraint("c", (x - 0.8) ** 2 + (y - 0.2) ** 2 - 0.005)  # 1.6 % of the space
        return x + y

    for seed in range(3):
        study = create_study(sampler=GPSampler(seed=seed))
        study.optimize(objective, 25)
        assert study.best_value < 1.0


def test_failures_alone_do_not_stop_it():
    study = run(12, f=lambda p: math.nan)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 12


def test_several_objectives_spread_along_the_front():
    space = {"x": Float(0, 1), "y": Float(0, 1)}
    study = run(
        30,
        f=lambda p: (p["x"] ** 2 + p["y"], (p["x"] - 1) ** 2 + p["y"]),
        space=space,
        directions=["minimize", "minimize"],
    )
    front = [trial.params["x"] for trial in study.trials if trial.params["y"] < 0.05]
    assert len(front) >= 8
    assert min(front) < 0.3
    assert max(front) > 0.7


@pytest.mark.parametrize("tail", [lambda a, x: np.exp(12 * a), lambda a, x: a + 1e4 * (x > 0.9)])
def test_a_long_tail_of_one_objective_does_not_drown_another(tail):
    def distances(p):
        x = np.array([*p.values()])
        return float(np.sum((x - 0.2) ** 2)), float(np.sum((x - 0.8) ** 2))

    def both(p):
        near, far = distances(p)
        return float(tail(near, p["0"])), far

    def dominated(sampler, seed):
        study = create_study(sampler=sampler(seed=seed), space=space, directions=["minimize"] * 2)
        study.optimize(lambda trial: both(trial.params), 60)
        points = np.array([distances(trial.params) for trial in study.trials])
        return hypervolume(points, np.array([1.6, 1.6]))

    space = {str(j): Float(0, 1) for j in range(4)}
    ours, blind = (
        [dominated(kind, seed) for seed in range(4)] for kind in (GPSampler, RandomSampler)
    )
    assert min(ours) > np.mean(blind) and np.mean(ours) > np.mean(blind) + 0.1


def test_categories_are_told_apart():
    heights = {"a": 1.0, "b": 0.0, "c": 2.0, "d": 3.0}
    space = {"c": Categorical(list(heights)), "x": Float(0, 1)}
    study = run(30, f=lambda p: heights[p["c"]] + (p["x"] - 0.7) ** 2, space=space)
    assert study.best_params["c"] == "b"
    assert study.best_value < 1e-3


def test_a_finite_space_is_visited_point_by_point():
    space = {"k": Int(0, 2), "c": Categorical(["a", "b"]), "s": Float(0, 1, step=0.5)}
    study = run(18, f=lambda p: p["k"] + p["s"] + (p["c"] == "a"), space=space)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 18


def pipeline(trial):
    """Two branches with parameters of their own, and one that they share."""
    shared = (trial.suggest_float("shared", 0, 1) - 0.3) ** 2
    if trial.suggest_categorical("kind", ["tree", "net"]) == "tree":
        return 0.3 + shared + 0.01 * (trial.suggest_int("depth", 1, 9) - 5) ** 2
    rate = trial.suggest_float("rate", 1e-4, 1, log=True)
    width = trial.suggest_int("width", 8, 512, log=True)
    return shared + 0.1 * (math.log10(rate) + 2) ** 2 + 0.05 * (math.log2(width) - 6) ** 2


def test_branches_are_chosen_with_their_parameters():
    # with a model for what all branches share alone, 0.05 to 0.3 after 40 trials
    for seed in range(3):
        study = create_study(sampler=GPSampler(seed=seed))
        study.optimize(pipeline, 40)
        assert study.best_value < 1e-3
        planned = study.trials[-1].notes.popitem()[1]["plan"]
        assert set(planned) == {"shared", "kind", "depth", "rate", "width"}


def test_a_batch_knows_what_is_planned_in_other_branches():
    study = create_study(sampler=GPSampler(seed=1))
    study.optimize(pipeline, 15)
    batch = study.ask(4)
    points = {tuple(sorted(trial._joint.params.items())) for trial in batch}
    assert len(points) == 4
    assert all(pipeline(trial) >= 0 for trial in batch)


def test_a_resumed_conditional_study_goes_on_as_if_nothing_had_happened():
    whole = create_study(sampler=GPSampler(seed=3))
    whole.optimize(pipeline, 25)
    resumed = create_study(sampler=GPSampler(seed=3))
    for trial in whole.trials[:20]:
        resumed.add_trial(trial)
    resumed.optimize(pipeline, 5)
    assert [t.params for t in resumed.trials] == [t.params for t in whole.trials]


def test_conditional_parameters_get_a_model_of_their_own():
    def objective(trial):
        if trial.suggest_categorical("kind", ["line", "bowl"]) == "line":
            return 1 + trial.suggest_float("slope", 0, 1)
        return (trial.suggest_float("x", -1, 1) - 0.2) ** 2

    study = create_study(sampler=GPSampler(seed=2))
    study.optimize(objective, 40)
    assert study.best_value < 1e-3
    assert study.best_params["kind"] == "bowl"


def test_a_range_may_change_while_the_study_runs():
    study = create_study(sampler=GPSampler(seed=2))
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 1) - 3) ** 2, 10)
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 5) - 3) ** 2, 12)
    assert study.best_value < 1e-3


@pytest.mark.parametrize(
    "f",
    [
        lambda k, p: 1.0,
        lambda k, p: math.inf if k % 3 else 1.0 * k,
        lambda k, p: 1e300 * p["x"],
        lambda k, p: -1e300 if k == 7 else p["x"],
        lambda k, p: 1e12 if k == 7 else p["x"],
        lambda k, p: 1 + 1e-12 * p["x"],
        lambda k, p: math.floor(8 * p["x"]),
        lambda k, p: -math.inf if k == 5 else p["x"],
        lambda k, p: 1e-300 * p["x"],
    ],
    ids=["flat", "inf", "1e300", "low outlier", "outlier", "1e-12", "steps", "-inf", "1e-300"],
)
def test_difficult_values_never_break_a_suggestion(f):
    study = create_study(sampler=GPSampler(seed=0), space=BOX)
    for k in range(15):
        trial = study.ask()
        study.tell(trial, f(k, trial.params))
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 15


@pytest.mark.parametrize("apart", [0.0, 1e-12])
def test_fifty_points_in_one_place_never_break_a_suggestion(apart):
    study = create_study(sampler=GPSampler(seed=0), space=BOX)
    for k in range(50):
        told(study, {"x": 0.5 + k * apart, "y": 2.0}, float(k % 2))
    X = study.space.encode([trial.params for trial in study.ask(3)])
    assert np.abs(X - [0.5, 0.4]).max(axis=1).min() > 1e-3


def test_a_dimension_with_one_value_takes_no_part():
    space = {**BOX, "one": Float(3, 3), "same": Categorical(["only"])}
    with_ones = run(12, space=space)
    assert with_ones.best_params["one"] == 3
    assert [t.params["x"] for t in with_ones.trials] == [t.params["x"] for t in run(12).trials]


def test_trials_never_told_are_no_obstacle():
    study = run(6)
    study.ask(20)
    for trial in study.ask(3):
        assert all(math.isfinite(value) for value in trial.params.values())


def test_active_learning_learns_everywhere_and_optimisation_at_the_bottom():
    space = {"x": Float(0, 1)}

    def wavy(params):
        return math.sin(12 * params["x"])

    def error(sampler):
        study = run(12, f=wavy, space=space, sampler=sampler)
        grid = np.linspace(0, 1, 101)[:, None]
        mean, _ = sampler.belief(study.space, study.history()).predict(grid)
        return np.sqrt(np.mean((mean - np.sin(12 * grid[:, 0])) ** 2))

    learner = error(ActiveLearningSampler(MaxVariance(), seed=1))
    greedy = error(GPSampler(acquisition=PosteriorMean(), warp=False, seed=1))
    assert learner < 0.02
    assert learner < 0.2 * greedy


@pytest.mark.parametrize("size", [8.9e307, 9e307, 1.79e308])
def test_the_largest_floats_never_break_a_suggestion(size):
    study = run(12, f=lambda p: size if p["x"] > 0 else -size)
    assert all(trial.state == TrialState.COMPLETE for trial in study.trials)


@pytest.mark.parametrize("name", ["acquisition", "gp"])
@pytest.mark.parametrize("wrong", ["ei", LogEI, 3])
def test_wrong_parts_are_refused_at_once(name, wrong):
    with pytest.raises(TypeError, match=f"{name} = "):
        GPSampler(**{name: wrong})


def test_arguments_are_checked():
    with pytest.raises(ValueError, match=r"n_startup_trials = 2.5"):
        GPSampler(n_startup_trials=2.5)
    with pytest.raises(ValueError, match="n_startup_trials = 0"):
        GPSampler(n_startup_trials=0)


def test_acquisition_is_the_users():
    class Spy(PosteriorMean):
        asked = 0

        def on(self, belief, rng):
            Spy.asked += 1
            return LogEI().on(belief, rng)

    run(8, sampler=GPSampler(acquisition=Spy(), seed=0))
    assert Spy.asked == 4


def test_the_recommended_trial_is_not_the_luckiest():
    gaps = []
    for seed in range(24):
        noise = np.random.default_rng(seed)
        study = create_study(sampler=GPSampler(seed=seed), space=BOX)
        study.optimize(lambda trial, noise=noise: bowl(trial.params) + noise.normal(), 30)
        lucky, recommended = bowl(study.best_params), bowl(study.recommended_trial.params)
        gaps.append((lucky, recommended))
    lucky, recommended = np.mean(gaps, axis=0)
    assert recommended < lucky


@pytest.mark.parametrize("seed", [0, 2, 4, 7])
def test_without_noise_the_recommended_trial_is_as_good_as_the_best(seed):
    """In ranges that are better taken as logarithms, where a good region is narrow."""

    def loss(trial):
        rate, decay = (trial.suggest_float(name, 1e-6, 1) for name in ("lr", "wd"))
        still = 1 - trial.suggest_float("m", 0, 0.9999)
        rate, decay, still = map(math.log10, (rate, decay, still))
        return (rate + 3) ** 2 + 0.5 * (decay + 4) ** 2 + (still + 2) ** 2

    study = create_study(seed=seed)
    study.optimize(loss, 60)
    assert study.recommended_trial.value < study.best_value + 0.05  # of values up to 20


@pytest.mark.parametrize("later", [(-0.5, 0.4), (-3.0, 3.0)], ids=["narrowed", "widened"])
def test_trials_beyond_a_range_are_learnt_from(later):
    study = create_study(sampler=GPSampler(seed=2))
    study.optimize(lambda trial: (trial.suggest_float("x", -1, 1) - 0.3) ** 2, 10)
    study.optimize(lambda trial: (trial.suggest_float("x", *later) - 0.3) ** 2, 1)
    space = study.history().space()
    belief = study.sampler.belief(space, study.history())
    pairs = [(trial.params["x"], trial.value) for trial in study.trials]
    offered = [value for x, value in pairs if later[0] <= x <= later[1]]
    far = max(offered) + (max(offered) - min(offered))
    kept = [later[0] <= x <= later[1] or value <= far for x, value in pairs]
    assert belief.n == sum(kept) > len(offered) * (later[0] > -1)
    study.optimize(lambda trial: (trial.suggest_float("x", *later) - 0.3) ** 2, 3)
    assert study.best_value < 1e-4


def test_a_value_added_from_outside_the_range_is_learnt_from():
    study = create_study(sampler=GPSampler(seed=2), space={"x": Float(0, 1)})
    told(study, {"x": 0.5}, 1.0)
    wide = {"x": Float(0, 2)}
    study.add_trial(FrozenTrial(0, TrialState.COMPLETE, {"x": 1.5}, wide, (9.0,)))
    belief = study.sampler.belief(study.space, study.history())
    assert belief.X[:, 0].tolist() == [0.5, 1.5]


def test_trials_of_a_choice_that_is_no_longer_offered_are_learnt_from():
    study = create_study(sampler=GPSampler(seed=2))

    def objective(choices):
        def f(trial):
            shift = "abcd".index(trial.suggest_categorical("c", choices))
            return shift + (trial.suggest_float("x", 0, 1) - 0.3) ** 2

        return f

    study.optimize(objective(["a", "b", "c"]), 12)
    study.enqueue_trial({"c": "d"})
    study.optimize(objective(["b", "d"]), 1)
    belief = study.sampler.belief(study.history().space(), study.history())
    assert belief.n == 13
    assert len(set(belief.X[:, 0])) == 4


HUGE = {
    "choices": {f"b{k}": Categorical([False, True]) for k in range(70)},
    "steps": {f"s{k}": Float(0, 1, step=0.01) for k in range(12)},
    "whole": {f"n{k}": Int(0, 1000) for k in range(120)},  # more points than floats reach
}


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.parametrize("kind", [AutoSampler, GPSampler, TrustRegionSampler])
def test_a_finite_space_may_have_more_points_than_fit_a_number(kind, name):
    study = create_study(sampler=kind(seed=0), space=HUGE[name])
    study.optimize(lambda trial: float(sum(trial.params.values())), 14)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 14


@pytest.mark.parametrize("kind", [AutoSampler, GPSampler])
def test_trials_that_begin_before_anything_is_known_go_different_ways(kind):
    study = create_study(sampler=kind(), seed=0)
    trials = study.ask(16)
    for suggest in (
        lambda trial: tuple(trial.suggest_categorical(f"c{k}", [*"abcdef"]) for k in range(8)),
        lambda trial: trial.suggest_float("x", 0, 1),
    ):
        assert len({suggest(trial) for trial in trials}) == 16
    x = np.sort([trial.params["x"] for trial in trials])
    assert np.max(np.diff(x)) < 0.4


@pytest.mark.parametrize("kind", [AutoSampler, GPSampler])
def test_a_blind_batch_tries_every_level(kind):
    space = {"c": Categorical([*"abcdefghijkl"]), "x": Float(0, 1), "y": Float(0, 1)}
    study = create_study(sampler=kind(), space=space, seed=0)
    levels = [trial.params["c"] for trial in study.ask(36)]
    assert {2, 3, 4} >= {levels.count(c) for c in "abcdefghijkl"}


def test_where_all_values_are_infinite_the_best_is_recommended():
    study = create_study(space=BOX)
    study.optimize(lambda trial: math.inf, 4)
    assert study.recommended_trial == study.best_trial


def test_hundreds_of_first_trials_come_to_an_end():
    """More than a process is conditioned on."""
    study = create_study(sampler=RandomSampler(seed=1), space=BOX)
    study.optimize(lambda trial: bowl(trial.params), 800)
    study.sampler = GPSampler(seed=1, n_startup_trials=700)
    study.ask()
    assert any("theta" in note for note in study.history().pending[0].notes.values())
