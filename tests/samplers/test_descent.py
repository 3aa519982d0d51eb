"""Trials that go where a quadratic function through the best ones is least."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, create_study, create_trial
from bayesopt.acquisition import LogEI
from bayesopt.history import Observations
from bayesopt.quadratic import ENOUGH, coefficients
from bayesopt.samplers import GPSampler, TrustRegionSampler
from bayesopt.samplers.auto import BELOW, NOTE
from bayesopt.samplers.descent import (
    BEST,
    IDLE,
    LONGEST,
    MOST_PARAMETERS,
    Descent,
    Outcomes,
    Tries,
    known_to,
    point,
)
from bayesopt.samplers.notes import AFTER, QUADRATIC
from bayesopt.samplers.region import FRESH
from bayesopt.samplers.search import Ground
from bayesopt.samplers.turns import ASIDE, LEVEL
from bayesopt.space import Space
from tests.samplers.resuming import resumed
from tests.test_quadratic import askew

SPACE = {f"x{j}": Float(-2, 2) for j in range(4)}
VALLEY = askew(4, 1e4)


def valley(trial):
    """Least at (0.3, ..., 0.3), and a hundred times as wide along as across."""
    x = np.array([trial.params[name] for name in SPACE]) - 0.3
    return float(x @ VALLEY @ x)


def steps(study):
    """The trials that are steps."""
    return [trial for trial in study.trials if known_to(trial) is not None]


def test_a_valley_across_the_axes_is_followed_to_its_end():
    reached = {"usual": [], "LogEI": []}
    for seed in range(6):
        for name, acquisition in (("usual", None), ("LogEI", LogEI())):
            sampler = GPSampler(acquisition=acquisition, seed=seed)
            study = create_study(sampler=sampler, space=SPACE)
            study.optimize(valley, 60)
            reached[name].append(math.log10(study.best_value))
            assert bool(steps(study)) == (acquisition is None)
    assert np.median(reached["usual"]) < np.median(reached["LogEI"]) - 3


def test_a_step_says_what_it_is():
    study = create_study(seed=1, space=SPACE)
    study.optimize(valley, 60)
    said = [trial for trial in study.trials if trial.notes[NOTE] == str(BELOW)]
    assert said == steps(study)
    assert said[0].number > ENOUGH * coefficients(4)
    assert study.replay().ok


def test_maximising_is_the_same():
    studies = [create_study(seed=1, space=SPACE, direction=d) for d in ("minimize", "maximize")]
    for study, sign in zip(studies, (1, -1), strict=True):
        study.optimize(lambda trial, sign=sign: sign * valley(trial), 45)
    assert steps(studies[1])
    assert studies[0].best_params == studies[1].best_params


def test_a_resumed_study_goes_on_as_if_nothing_had_happened():
    whole = create_study(sampler=GPSampler(seed=3), space=SPACE)
    whole.optimize(valley, 45)
    assert steps(whole)
    again = resumed(whole, 25, lambda: GPSampler(seed=3), valley)
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]


def ended(value, **note):
    """A trial with this value."""
    trial = create_trial(params=dict.fromkeys(SPACE, 0.0), distributions=SPACE, value=value)
    return replace(trial, notes={"gp": note})


def tries(*values, after=None):
    """A trial and steps with these values, of which each knew the one before.

    after : instead, how many trials all of them knew.
    """
    trials = [ended(0.0)]
    for k, value in enumerate(values):
        trials.append(ended(value, **{QUADRATIC: True, AFTER: k + 1 if after is None else after}))
    return trials


def known(trials):
    """How steps among them have ended."""
    outcomes = Outcomes(create_study(space=SPACE).history().log, None)
    for trial in trials:
        outcomes.take(trial)
    return Tries.of(outcomes.all(), np.ones(len(trials), dtype=bool))


def waits(trials, values):
    """How many other trials, which have these values, end before the next step."""
    for k, value in enumerate(values):
        if known(trials).ready:
            return k
        trials.append(ended(value))
    return math.inf


def test_the_more_steps_were_in_vain_the_longer_the_next_one_waits():
    assert known(tries(-1.0)).ready
    assert known(tries(1.0, 1.0, 1.0)).in_vain == 3
    assert known(tries(1.0, 1.0, -1.0)).in_vain == 0
    better = [-float(k) for k in range(1, 30)]
    assert [waits(tries(*[1.0] * k), better) for k in (1, 2, 3, 20)] == [2, 4, 8, LONGEST]


def test_where_others_find_nothing_either_no_step_waits():
    trials = tries(*[1.0] * 20)
    assert waits(trials, [-1.0] + [0.0] * 30) == 1 + IDLE < LONGEST
    trials.append(ended(1.0, **{QUADRATIC: True, AFTER: 30}))
    assert known(trials).ready
    trials.append(ended(-2.0))
    assert not known(trials).ready


def test_steps_that_ran_together_count_once():
    assert known(tries(*[1.0] * 6, after=1)).in_vain == 1
    assert known(tries(1.0, -1.0, 1.0, 1.0, after=1)).in_vain == 0


def rugged(trial):
    """Nothing but ripples."""
    x = np.array([trial.params[name] for name in SPACE])
    return float(np.sum(np.sin(37 * x)) + np.sin(300 * np.sum(x)))


def test_where_nothing_is_smooth_steps_are_few():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    study.optimize(rugged, 100)
    assert 0 < len(steps(study)) < 15


def bowls(trial):
    """Choices in the way, a whole number, and numbers that exist in one branch only."""
    kind = trial.suggest_categorical("kind", ["a", "b", "c"])
    x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 1e-4, 1, log=True)
    value = {"a": 0.0, "b": 0.3, "c": 1.0}[kind] + (x - 0.7 + 0.2 * math.log10(y)) ** 2
    if kind == "a":
        value += 10 * (trial.suggest_float("z", 0, 1) - x) ** 2 + (x - 0.3) ** 2
    return value + (trial.suggest_int("n", 1, 100) - 42) ** 2 / 1e4


def test_choices_and_branches_stay_as_they_are():
    study = create_study(seed=0)
    study.optimize(bowls, 100)
    best, kinds = math.inf, []
    found = {trial.number for trial in steps(study)}
    assert found
    for trial in study.trials:
        if trial.number in found:
            assert trial.params.keys() == study.best_trial.params.keys()
            assert trial.params["kind"] == kinds[-1]
        if trial.value < best:
            best = trial.value
            kinds.append(trial.params["kind"])
    points = [tuple(trial.params.items()) for trial in study.trials]
    assert len(set(points)) == len(points)
    assert best - 0.08 < 1e-8


def banana(trial):
    """Rosenbrock's function; two of three kinds are worse."""
    x, y = trial.suggest_float("x", -2, 2), trial.suggest_float("y", -2, 2)
    worse = {"a": 0, "b": 300, "c": 600}[trial.suggest_categorical("kind", ["a", "b", "c"])]
    return worse + 100 * (y - x**2) ** 2 + (1 - x) ** 2


def test_neglected_levels_keep_their_turn():
    study = create_study(seed=4)
    study.optimize(banana, 60)
    found = [trial.number for trial in steps(study)]
    assert len(found) > 10
    assert all(number % LEVEL for number in found)


def test_trials_of_other_choices_do_not_lead_astray():
    """Each choice has its minimum elsewhere, and there they are nearly equal."""
    least = {"a": 0.2, "b": 0.8}
    space = {"kind": Categorical(["a", "b"]), "x": Float(0, 1)}
    study = create_study(space=space)
    for kind, x in itertools.product(least, np.linspace(0.05, 0.95, 7).tolist()):
        value = (x - least[kind]) ** 2 + 0.001 * (kind == "b")
        params = {"kind": kind, "x": x}
        study.add_trial(create_trial(params=params, distributions=space, value=value))
    history = study.history()
    step = point(history.space(), history.observe(history.space()), None)
    assert step is not None
    assert history.space().decode(step) == {"kind": "a", "x": pytest.approx(0.2)}


@pytest.mark.parametrize("real", [False, True])
def test_whole_numbers_are_no_place_to_go_twice(real):
    space = {f"n{j}": Int(-30, 30) for j in range(3)} | ({"x": Float(0, 1)} if real else {})
    middle = np.array([7.0, -7.0, 20.0])

    def objective(trial):
        n = np.array([trial.params[f"n{j}"] for j in range(3)]) - middle
        return float(n @ askew(3, 100.0) @ n + (n[0] + trial.params.get("x", 0.0)) ** 2)

    study = create_study(sampler=GPSampler(seed=2), space=space)
    study.optimize(objective, 60)
    assert steps(study)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 60
    assert [study.best_params[f"n{j}"] for j in range(3)] == middle.tolist()


def in_a_bowl():
    """Where to look for the point of the trial after 15 in a bowl, and the history."""
    space = {"x": Float(0, 1), "y": Float(0, 1)}
    study = create_study(space=space)
    rng = np.random.default_rng(0)
    for x, y in rng.random((15, 2)).tolist():
        value = (x - 0.3) ** 2 + (y - 0.6) ** 2
        study.add_trial(create_trial(params={"x": x, "y": y}, distributions=space, value=value))
    history = study.history()
    seen = history.observe(history.space())
    met = np.empty((0, 2))
    return Ground(history.space(), seen, seen, met, history.number, rng), history


def test_where_no_trial_goes_no_step_leads():
    ground, history = in_a_bowl()
    step = Descent().next(ground, history)
    assert step == pytest.approx([0.3, 0.6])
    for met in (step, [step[0], np.nan], [np.nan, step[1]]):
        assert Descent().next(replace(ground, met=np.array([met])), history) is None
    for met in ([step[0], 0.1], [0.1, np.nan]):
        assert Descent().next(replace(ground, met=np.array([met])), history) is not None


@pytest.mark.parametrize("group", ["failed", "pruned", "pending"])
def test_where_a_trial_has_been_no_step_leads(group):
    ground, history = in_a_bowl()
    step = Descent().next(ground, history)
    for been, avoided in ((step, True), (1 - step, False)):
        seen = replace(ground.seen, **{group: been[None]})
        assert (Descent().next(replace(ground, seen=seen), history) is None) == avoided


def test_from_the_minimum_no_step_leads_back():
    """In a corner all coordinates are the same to the last bit."""
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    study.optimize(lambda trial: sum((x + 3) ** 2 for x in trial.params.values()), 41)
    assert set(study.best_params.values()) == {-2}
    history = study.history()
    assert history.number % ASIDE
    again = study.sampler.suggest(history.space(), history, np.random.default_rng(0)).params
    assert again != study.best_params


@pytest.mark.parametrize("width", [4, 16])
def test_steps_of_a_batch_lead_to_different_places(width):
    study = create_study(sampler=GPSampler(seed=5), space=SPACE)
    together = []
    for _ in range(96 // width):
        batch = study.ask(width)
        running = {trial.number for trial in steps(study)}
        together.append(sum(trial.number in running for trial in batch))
        for trial in batch:
            study.tell(trial, valley(trial) + 0.01 * math.sin(50 * trial.params["x0"]))
    assert max(together) > 1
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 96
    assert study.replay().ok


def test_after_a_step_in_vain_none_runs_beside_another():
    study = create_study(sampler=GPSampler(seed=5), space=SPACE)
    alone = 0
    for _ in range(12):
        before = known(study.trials)
        batch = {trial.number for trial in study.ask(8)}
        together = sum(trial.number in batch for trial in steps(study))
        if before.in_vain:
            assert together <= 1
            alone += together
        for number in batch:
            study.tell(number, valley(study.trials[number]) + math.sin(400 * number))
    assert alone


def seen_of(space, X, y):
    """What is seen of a study with these points (n, d) of the cube and their values."""
    none = np.empty((0, len(space)))
    return Observations(X, y[:, None], none, none, np.ones(1), X[:, :0], none, none[:, :0])


UNITS = Space({"x": Float(0, 1), "y": Float(0, 1)})


def test_a_step_that_ends_beside_a_running_trial_is_none():
    ground, _ = in_a_bowl()
    step = point(UNITS, ground.seen, None)
    for away, found in ((0.001, False), (0.1, True)):
        seen = replace(ground.seen, pending=(step + away)[None])
        assert (point(UNITS, seen, np.random.default_rng(0)) is not None) == found


def test_of_very_many_trials_the_best_count():
    rng = np.random.default_rng(0)
    early, late = rng.random((BEST, 2)), rng.random((60, 2))
    y = np.concatenate(
        [10 + np.sum((early - 0.2) ** 2, axis=1), np.sum((late - 0.7) ** 2, axis=1)]
    )
    step = point(UNITS, seen_of(UNITS, np.concatenate([early, late]), y), None)
    assert step == pytest.approx([0.7, 0.7], abs=0.05)


def test_trials_out_of_range_do_not_count():
    X = np.random.default_rng(0).random((60, 2)) * 2
    outside = np.any(X > 1, axis=1)
    y = np.where(outside, np.sum((X - 1.6) ** 2, axis=1) - 10, np.sum((X - 0.4) ** 2, axis=1))
    assert point(UNITS, seen_of(UNITS, X, y), None) == pytest.approx([0.4, 0.4])


def test_what_has_one_value_only_does_not_count_as_a_parameter():
    space = Space({"x": Float(0, 1), "n": Int(3, 3), "y": Float(0, 1)})
    X = np.insert(np.random.default_rng(0).random((9, 2)), 1, 0.5, axis=1)
    step = point(space, seen_of(space, X, np.sum((X - 0.6) ** 2, axis=1)), None)
    assert step == pytest.approx([0.6, 0.5, 0.6])


def layers(trial):
    """A whole number says how many other parameters there are; three are best."""
    n = trial.suggest_int("n", 1, 3)
    x = [trial.suggest_float(f"x{j}", 0, 1) for j in range(n)]
    return (3 - n) / 10 + sum((v - 0.3 - 0.2 * j) ** 2 for j, v in enumerate(x))


def test_trials_with_other_parameters_do_not_count():
    """Where a number says which there are, all of its values but one have others."""
    study = create_study(sampler=GPSampler(seed=0))
    study.optimize(layers, 70)
    found = steps(study)
    assert found
    best = min(study.trials[: found[-1].number], key=lambda trial: trial.value)
    assert found[-1].params.keys() == best.params.keys()
    assert study.best_value < 1e-8


def test_no_step_with_several_objectives_or_in_a_region():
    bowls = create_study(sampler=GPSampler(seed=0), space=SPACE, directions=["minimize"] * 2)
    bowls.optimize(lambda trial: (valley(trial), -trial.params["x0"]), 40)
    region = create_study(sampler=TrustRegionSampler(seed=0), space=SPACE)
    region.optimize(valley, 40)
    assert not steps(bowls)
    assert not [t for t in steps(region) if t.number >= FRESH]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_noise_is_not_stepped_on(seed):
    rng = np.random.default_rng(seed)
    study = create_study(sampler=GPSampler(seed=seed), space=SPACE)
    study.optimize(lambda trial: math.sqrt(valley(trial)) + 100 * rng.standard_normal(), 60)
    assert not steps(study)


@pytest.mark.parametrize("most", [-0.5, 0.5])
def test_constraints_are_kept(most):
    """Without them the minimum is where x0 = 0.3: if that is forbidden, no step leads there."""

    def objective(trial):
        trial.set_constraint("c", trial.params["x0"] - most)
        return valley(trial)

    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    study.optimize(objective, 80)
    assert bool(steps(study)) == (most > 0.3)
    assert all(trial.params["x0"] <= most for trial in steps(study))
    assert study.best_params["x0"] <= most


def test_failed_trials_are_no_place_to_go_to():
    def objective(trial):
        if trial.params["x0"] > -0.5:
            raise ArithmeticError
        return valley(trial)

    study = create_study(sampler=GPSampler(seed=1), space=SPACE)
    study.optimize(objective, 80, catch=(ArithmeticError,))
    assert steps(study)
    assert study.best_params["x0"] <= -0.5
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 80


@pytest.mark.parametrize("scale", [2.0**-1000, 2.0**1000])
def test_values_of_any_size_do(scale):
    studies = [create_study(sampler=GPSampler(seed=1), space=SPACE) for _ in range(2)]
    for study, unit in zip(studies, (1.0, scale), strict=True):
        study.optimize(lambda trial, unit=unit: unit * valley(trial), 36)
    assert steps(studies[0])
    assert steps(studies[0])[0].params == steps(studies[1])[0].params


def test_infinite_values_do_no_harm():
    study = create_study(sampler=GPSampler(seed=1), space=SPACE)
    study.optimize(lambda t: math.inf if t.params["x0"] > 1 else valley(t), 50)
    assert steps(study)
    assert study.best_value < 1.0


def test_many_parameters_are_left_to_the_process():
    space = {f"x{j}": Float(0, 1) for j in range(MOST_PARAMETERS + 1)}
    rng = np.random.default_rng(0)
    study = create_study(sampler=GPSampler(seed=1), space=space)
    X = rng.random((2 * coefficients(len(space)), len(space)))
    study.add_trials(
        [
            create_trial(
                params=dict(zip(space, x.tolist(), strict=True)),
                distributions=space,
                value=float(np.sum((x - 0.5) ** 2)),
            )
            for x in X
        ]
    )
    study.optimize(lambda trial: sum((x - 0.5) ** 2 for x in trial.params.values()), 4)
    assert not steps(study)


def test_as_many_trials_are_looked_at_as_many_parameters_need():
    space = Space({f"x{j}": Float(-1, 1) for j in range(10)})
    study = create_study()
    rng = np.random.default_rng(0)
    for x in rng.uniform(-1, 1, (150, 10)).tolist():
        params = dict(zip(space, x, strict=True))
        value = sum((u - 0.2) ** 2 for u in x)
        study.add_trial(create_trial(params=params, distributions=dict(space), value=value))
    x = point(space, study.history().observe(space), None)
    assert x is not None
    np.testing.assert_allclose(x, 0.6, atol=1e-3)
