"""Several objectives with a process each: what the Gaussian process sampler does then."""

import json
import math

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, TrialState, create_study
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP
from bayesopt.pareto import hypervolume
from bayesopt.replay import Verdict
from bayesopt.samplers import AutoSampler, GPSampler, RandomSampler
from bayesopt.samplers.notes import NEGLECTED, QUADRATIC, REPEATED, noted
from bayesopt.samplers.process import process_of
from bayesopt.samplers.several import Aim, reference_point
from tests.samplers.resuming import resumed

BOX = {str(j): Float(0, 1) for j in range(4)}
CENTRES = np.array([[0.2] * 4, [0.8, 0.6, 0.3, 0.7], [0.5, 0.9, 0.8, 0.2], [0.1, 0.9, 0.5, 0.5]])


def bowls(params, m=2):
    x = np.array([params[str(j)] for j in range(4)])
    return tuple(np.sum((x - CENTRES[:m]) ** 2, axis=1).tolist())


def run(n, f=bowls, space=BOX, sampler=None, directions=("minimize",) * 2, **study):
    study = create_study(
        sampler=sampler or GPSampler(seed=3), space=space, directions=[*directions], **study
    )
    study.optimize(lambda trial: f(trial.params), n)
    return study


def volume(study, m=2):
    return hypervolume(np.array([t.values for t in study.trials if t.values]), np.ones(m))


@pytest.mark.parametrize("m", [2, 3, 4])
def test_the_front_is_found(m):
    """Random search reaches a third to two thirds of that; weights drawn anew about 0.93 of it."""
    directions = ["minimize"] * m
    ours, blind = (
        [
            volume(run(30, lambda p: bowls(p, m), sampler=kind(seed=s), directions=directions), m)
            for s in range(3)
        ]
        for kind in (GPSampler, RandomSampler)
    )
    assert np.mean(ours) > 1.3 * np.mean(blind)


def test_more_hypervolume_is_found_than_by_weights():
    ours, weighted = (
        [volume(run(30, sampler=GPSampler(acquisition=a, seed=s))) for s in range(5)]
        for a in (None, LogEI())
    )
    assert all(new > old for new, old in zip(ours, weighted, strict=True))


def plane(params):
    """Three objectives whose front is a triangle: two parameters say where on it, two how near."""
    u, v, *rest = (params[str(j)] for j in range(4))
    away = 1 + 2 * sum((x - 0.35) ** 2 for x in rest)
    return away * u * v, away * u * (1 - v), away * (1 - u)


def found_on_plane(kind, seed):
    study = run(40, plane, sampler=kind(seed=seed), directions=["minimize"] * 3)
    return hypervolume(np.array([trial.values for trial in study.trials]), np.full(3, 1.1))


def test_a_front_is_found_where_objectives_are_0_at_many_points():
    """To come a little below that must not seem worth more than the middle of the front: when it
    did, 0.80 was found in the mean, by random search 0.79; now it is 0.90.
    """
    ours, blind = (
        [found_on_plane(kind, s) for s in range(6)] for kind in (GPSampler, RandomSampler)
    )
    assert np.mean(ours) > 1.07 * np.mean(blind)


def test_maximising_the_negative_is_minimising():
    down = run(16)
    up = run(16, f=lambda p: (-bowls(p)[0], bowls(p)[1]), directions=["maximize", "minimize"])
    assert [trial.params for trial in down.trials] == [trial.params for trial in up.trials]


@pytest.mark.parametrize("powers", [(0, 60), (-40, 200)])
def test_a_power_of_two_changes_no_bit(powers):
    scales = 2.0 ** np.array(powers)
    plain, scaled = run(16), run(16, f=lambda p: tuple((scales * bowls(p)).tolist()))
    assert [trial.params for trial in plain.trials] == [trial.params for trial in scaled.trials]


def test_a_resumed_study_goes_on_as_if_nothing_had_happened():
    whole = run(45)
    again = resumed(whole, 38, lambda: GPSampler(seed=3), lambda trial: bowls(trial.params))
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]
    assert [t.notes for t in again.trials] == [t.notes for t in whole.trials]


def test_each_objective_has_notes_of_its_own():
    study = run(30, lambda p: bowls(p, 3), directions=["minimize"] * 3)
    notes = json.loads(json.dumps(study.trials[-1].notes))
    learnt = {name.split(" ", 1)[1]: note["theta"] for name, note in notes.items()}
    assert [*learnt] == ["objective 0", "objective 1", "objective 2"]
    assert len({tuple(theta) for theta in learnt.values()}) == 3


def test_it_replays():
    study = run(14, sampler=AutoSampler(), seed=1)
    report = study.replay()
    assert report.ok and report.count(Verdict.SAME) == 14, str(report)


def test_with_an_acquisition_objectives_are_weighted():
    study = run(12, sampler=GPSampler(acquisition=LogEI(), seed=0))
    (name,) = study.trials[-1].notes
    assert " " not in name


def test_many_objectives_are_weighted():
    study = run(
        12,
        lambda p: (*bowls(p, 4), p["0"]),
        sampler=GPSampler(seed=0),
        directions=["minimize"] * 5,
    )
    assert len(study.trials[-1].notes) == 1


def test_units_of_the_objectives_are_none_of_what_is_scalarised():
    def params(gp):
        sampler = GPSampler(acquisition=LogEI(), gp=gp, seed=0)
        return [trial.params for trial in run(8, sampler=sampler).trials]

    plain = params(GP())
    assert params(GP(mean=1000.0, scale=50.0, noise_std=3.0)) == plain
    assert params(GP(mean=1000.0, noise_std=0.0)) == params(GP(noise_std=0.0)) != plain


@pytest.mark.parametrize("running", [3, 8])
def test_trials_at_the_same_time_go_to_different_places(running):
    study = run(20)
    trials = [study.ask() for _ in range(running)]
    X = np.array([[trial.params[name] for name in BOX] for trial in trials])
    apart = np.max(np.abs(X[:, None] - X), axis=2) + np.eye(running)
    assert apart.min() > 0.03
    for trial in trials:
        study.tell(trial, bowls(trial.params))


def test_a_batch_costs_one_fit(monkeypatch):
    study, made = run(20), []

    def told(*arguments):
        made.append(arguments)
        return process_of(*arguments)

    monkeypatch.setattr("bayesopt.samplers.modelling.process_of", told)
    for _ in range(4):
        study.ask()
    assert len(made) == 2  # one of each objective


@pytest.mark.parametrize(
    ("least", "low", "high"), [(-9.0, True, True), (1.5, False, True), (2.4, False, False)]
)
def test_what_runs_counts_as_reached_where_others_are_and_it_goes_well(
    least, low, high, monkeypatch
):
    """Trials have sums from 0 to 2; before one of them is feasible, that is what is looked for."""
    aims = []

    def noted(*arguments):
        aims.append(Aim(*arguments))
        return aims[-1]

    def objective(trial):
        trial.set_constraint("sum", least - sum(trial.params.values()))
        return bowls(trial.params)

    monkeypatch.setattr("bayesopt.samplers.several.Aim", noted)
    study = create_study(sampler=GPSampler(seed=0), space=BOX, directions=["minimize"] * 2)
    for x in np.random.default_rng(0).uniform(0, 0.5, (20, 4)).tolist():
        study.enqueue_trial(dict(zip(BOX, x, strict=True)))
    study.optimize(objective, 20)
    for x in (0.1, 0.9):
        study.enqueue_trial(dict.fromkeys(BOX, x))
        study.ask()
    study.ask()
    reached = aims[-1].reached
    assert reached[:20].tolist() == [trial.feasible for trial in study.trials[:20]]
    assert reached[20:].tolist() == [low, high]


def test_constraints_are_kept():
    def objective(trial):
        values = bowls(trial.params)
        trial.set_constraint("sum", 1.4 - sum(trial.params.values()))
        return values

    study = create_study(sampler=GPSampler(seed=0), space=BOX, directions=["minimize"] * 2)
    study.optimize(objective, 40)
    late = study.trials[20:]
    assert sum(trial.feasible for trial in late) >= 14
    assert len(study.best_trials) >= 8


def test_where_nothing_is_feasible_yet_that_is_looked_for():
    def objective(trial):
        trial.set_constraint("corner", 3.2 - sum(trial.params.values()))
        return bowls(trial.params)

    study = create_study(sampler=GPSampler(seed=0), space=BOX, directions=["minimize"] * 2)
    study.optimize(objective, 25)
    assert sum(trial.feasible for trial in study.trials) >= 5


def test_a_single_trial_that_is_not_feasible_is_enough_to_go_on():
    def objective(trial):
        trial.set_constraint("all", 1.0)
        return bowls(trial.params)

    sampler = GPSampler(seed=0, n_startup_trials=1)
    study = create_study(sampler=sampler, space=BOX, directions=["minimize"] * 2)
    study.optimize(objective, 4)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 4


def test_crashing_regions_are_left():
    def objective(trial):
        if trial.params["0"] < 0.4:
            raise RuntimeError
        return bowls(trial.params)

    study = create_study(sampler=GPSampler(seed=0), space=BOX, directions=["minimize"] * 2)
    study.optimize(objective, 40, catch=RuntimeError)
    failed = [trial.state == TrialState.FAIL for trial in study.trials[15:]]
    assert sum(failed) <= 8


def mixed(params):
    x, k = params["x"], params["k"]
    shift = {"p": 0.3, "q": 0.0, "r": 0.2}[params["a"]]
    return (x - 0.2) ** 2 + shift + 0.02 * k, (x - 0.8) ** 2 + 0.5 * shift + 0.1 * (8 - k)


MIXED = {"x": Float(0, 1), "k": Int(1, 8), "a": Categorical([*"pqr"])}


def test_mixed_spaces():
    study = run(40, mixed, MIXED)
    best = [trial.params["a"] for trial in study.best_trials]
    assert best.count("q") >= len(best) - 1
    assert len({trial.params["k"] for trial in study.best_trials}) >= 6
    assert {trial.params["a"] for trial in study.trials} == {*"pqr"}


def test_a_finite_space_is_visited_point_by_point():
    space = {"k": Int(1, 6), "a": Categorical([*"pqr"])}
    study = run(18, lambda p: mixed({"x": 0.5, **p}), space)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 18


def test_a_front_in_two_branches_is_found():
    def objective(trial):
        if trial.suggest_categorical("kind", ["a", "b"]) == "a":
            x = trial.suggest_float("x", 0, 1)
            return x**2, (x - 1) ** 2
        y = trial.suggest_float("y", 0, 1)
        return (y - 0.5) ** 2 + 0.02, (y - 0.5) ** 2 + 0.4

    study = create_study(sampler=GPSampler(seed=0), directions=["minimize"] * 2)
    study.optimize(objective, 40)
    assert {trial.params["kind"] for trial in study.best_trials} == {"a", "b"}
    assert len(study.best_trials) >= 12


def test_a_level_that_is_worse_for_a_while_is_tried_again():
    study = run(60, lambda p: mixed({**p, "k": 4}), {"x": Float(0, 1), "a": Categorical([*"pqr"])})
    visits = [trial.params["a"] for trial in study.trials]
    assert min(visits.count(level) for level in "pqr") >= 5


@pytest.mark.parametrize(
    "f",
    [
        lambda p: (1.0, 2.0),
        lambda p: (p["0"], 3.0),
        lambda p: (p["0"], -p["0"]),
        lambda p: (p["0"], p["0"]),
        lambda p: (1e300 * p["0"], -1e300 * p["1"]),
        lambda p: (1e-300 * p["0"], 1e-300 * p["1"]),
        lambda p: (math.inf if p["0"] < 0.3 else p["0"], p["1"]),
        lambda p: (-math.inf if p["0"] < 0.3 else p["0"], p["1"]),
        lambda p: (math.nan if p["0"] < 0.3 else p["0"], p["1"]),
        lambda p: (math.exp(300 * p["0"]), -math.exp(300 * p["1"])),
    ],
)
@pytest.mark.filterwarnings("error")
def test_difficult_values_never_break_a_suggestion(f):
    study = create_study(sampler=GPSampler(seed=0), space=BOX, directions=["minimize"] * 2)
    study.optimize(lambda trial: f(trial.params), 15, catch=ValueError)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 15


def test_noise_does_not_end_the_search():
    def reached(sampler, seed):
        rng = np.random.default_rng(seed)
        noisy = run(40, lambda p: (np.array(bowls(p)) + 0.1 * rng.standard_normal(2)).tolist(),
                    sampler=sampler(seed=seed))  # fmt: skip
        return hypervolume(np.array([bowls(t.params) for t in noisy.trials]), np.ones(2))

    ours, blind = ([reached(kind, s) for s in range(5)] for kind in (GPSampler, RandomSampler))
    assert np.mean(ours) > np.mean(blind)


def test_the_reference_point_is_beyond_the_worst_whatever_the_sign():
    Y = np.array([[-3.0, 5.0, 7.0], [-1.0, 1.0, 7.0]])
    np.testing.assert_allclose(reference_point(Y, Y, 1.0), [-0.8, 5.4, 8.0])
    np.testing.assert_allclose(reference_point(Y, Y, 0.0), [-0.8, 5.4, 8.0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("constant", [0.0, -3.0, 1e16, -1e300])
def test_one_objective_that_never_changes_leaves_the_other_one_searched(constant):
    study = create_study(sampler=GPSampler(seed=1), space=BOX, directions=["minimize"] * 2)
    study.optimize(lambda t: (constant, sum((v - 0.3) ** 2 for v in t.params.values())), 30)
    assert min(trial.values[1] for trial in study.trials) < 1e-4


def test_the_reference_point_is_between_the_worst_of_the_front_and_of_all():
    front = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 2.0]])
    Y = np.concatenate([front, [[2.0, 4.0, 4.0]]])
    for reach, expected in ((0.0, [1.1, 1.1, 4.2]), (1.0, [2.2, 4.4, 4.2])):
        np.testing.assert_allclose(reference_point(Y, front, reach), expected)
    np.testing.assert_allclose(reference_point(Y, front, 0.5), [1.65, 2.75, 4.2])
    np.testing.assert_array_equal(reference_point(Y, front[:1], 0.0), reference_point(Y, Y, 1.0))


def test_visits_of_neglected_levels_are_noted():
    def f(params):
        miss = 5.0 * (params["level"] == "c")
        return params["0"] ** 2 + miss, (params["0"] - 1) ** 2 + miss

    space = {"level": Categorical([*"abc"]), "0": Float(-1, 2)}
    study = create_study(space=space, directions=["minimize"] * 2, sampler=GPSampler(), seed=1)
    study.optimize(lambda trial: f(trial.params), 40)
    noted = [
        trial.params["level"]
        for trial in study.trials
        if any(isinstance(note, dict) and NEGLECTED in note for note in trial.notes.values())
    ]
    assert noted.count("c") > 2


@pytest.mark.parametrize("m", [2, 5])
def test_no_step_goes_by_one_of_several_objectives(m):
    space = {str(j): BOX[str(j)] for j in range(2)}
    centres = np.random.default_rng(0).random((m, 2))

    def spheres(params):
        return tuple(np.sum((np.array([*params.values()]) - centres) ** 2, axis=1).tolist())

    study = run(30, f=spheres, space=space, directions=["minimize"] * m)
    for trial in study.trials:
        assert not any(any(noted(trial.notes, word)) for word in (QUADRATIC, REPEATED))


def test_the_ends_of_a_front_are_found_beyond_what_keeps_the_constraints_so_far():
    """What was worse than all feasible trials counted for nothing: 0.49 to 0.60 of about 0.65."""
    found = []
    for seed in range(5):
        study = create_study(directions=["minimize"] * 2, seed=seed)
        for _ in range(40):
            trial = study.ask()
            x, y = (trial.suggest_float(name, 1e-12, math.pi) for name in "xy")
            waves = 0.1 * math.cos(16 * math.atan2(x, y))
            trial.set_constraint("far enough", 1 + waves - x**2 - y**2)
            trial.set_constraint("near enough", (x - 0.5) ** 2 + (y - 0.5) ** 2 - 0.5)
            study.tell(trial, (x, y))
        front = [t.values for t in study.best_trials if t.feasible]
        found.append(hypervolume(np.array(front).reshape(-1, 2), np.array([1.2, 1.2])))
    assert min(found) > 0.57
