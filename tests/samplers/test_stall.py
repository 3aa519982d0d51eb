"""How long nothing better has been found, and what is done about it."""

import math

import numpy as np
import pytest

from bayesopt import Float, Int, create_study, create_trial
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP
from bayesopt.samplers import GPSampler, RandomSampler
from bayesopt.samplers.auto import NOTE, OPTIMIST
from bayesopt.samplers.learning import modelled
from bayesopt.samplers.notes import OPTIMISTIC
from bayesopt.samplers.stall import LITTLE, NEXT_TO_NOTHING, SOON, Stall
from bayesopt.samplers.turns import ASIDE, TPE, falls

SPACE = {"x": Float(0, 10), "y": Float(0, 10)}


def ripples(trial):
    """Rings about (6.2, 3.1), one in each unit of distance; the lowest is the smallest."""
    r = math.hypot(trial.suggest_float("x", 0, 10) - 6.2, trial.suggest_float("y", 0, 10) - 3.1)
    return 1 - math.cos(2 * math.pi * r) + 0.1 * r


def stands_still(study):
    return Stall().has_come(study.history().common, study.history())


def suggested(study):
    """How many trials a process has suggested."""
    return sum(map(modelled, study.trials))


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.parametrize(("gain", "still"), [(1.0, False), (1e-1, False), (1e-3, True)])
def test_gains_are_compared_with_the_spread_of_the_values(direction, gain, still):
    """Values are 0 to 4, but for every third trial, which is better than all before."""
    sign = 1 if direction == "minimize" else -1

    def objective(trial):
        better = trial.number % 3 == 2
        return sign * (-gain * trial.number / SOON if better else trial.number % 5)

    study = create_study(sampler=GPSampler(seed=0), space=SPACE, direction=direction)
    while suggested(study) < SOON:
        assert not stands_still(study)
        study.optimize(objective, 1)
    assert stands_still(study) == still
    # what somebody else found is a gain too
    study.enqueue_trial({"x": 1.0, "y": 1.0})
    study.optimize(lambda trial: -100.0 * sign, 1)
    assert not stands_still(study)


@pytest.mark.parametrize(("gain", "little", "nothing"), [(1e-1, 0, 0), (3e-3, 1, 0), (1e-4, 1, 1)])
def test_what_counts_as_a_gain_can_be_given(gain, little, nothing):
    """Values as above, but without noise, which would hide gains."""
    sampler = GPSampler(seed=0, deterministic_objective=True)
    study = create_study(sampler=sampler, space=SPACE)
    while suggested(study) < SOON:
        k = len(study.trials)
        study.optimize(lambda trial, k=k: -gain * k / SOON if k % 3 == 2 else k % 5, 1)
    history = study.history()
    for least, still in ((LITTLE, little), (NEXT_TO_NOTHING, nothing)):
        assert Stall().has_come(history.common, history, SOON, least) == still


def test_a_long_bad_tail_does_not_hide_gains():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    values = iter([1e9, 1e6, 1e8, 3e3, 1e7, *np.geomspace(100.0, 1.0, 30)])
    while suggested(study) <= SOON:
        study.optimize(lambda trial: float(next(values)), 1)
    assert not stands_still(study)


def test_trials_that_are_not_feasible_gain_nothing():
    sampler = GPSampler(seed=0, constraints_func=lambda trial: [trial.number - 6.0])
    study = create_study(sampler=sampler, space=SPACE)
    while suggested(study) < SOON + 7:
        study.optimize(lambda trial: -float(trial.number), 1)
    assert stands_still(study)


@pytest.mark.parametrize("value", [1.0, math.inf, -math.inf, 1e308])
def test_equal_values_gain_nothing(value):
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    study.optimize(lambda trial: 0.0 if trial.number == 2 else 1.0, 8)
    while suggested(study) < SOON:
        study.optimize(lambda trial: 1.0, 1)
    assert stands_still(study)
    study.optimize(lambda trial: value, 1)
    assert stands_still(study) == (value > 0)


def test_trials_from_elsewhere_say_nothing_of_the_process():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    study.add_trials(
        create_trial(params={"x": 1.0, "y": 1.0}, distributions=SPACE, value=float(k))
        for k in range(50)
    )
    study.sampler = RandomSampler(seed=0)
    study.optimize(lambda trial: 100.0, 30)
    assert not stands_still(study)


def test_several_objectives_never_stall():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE, directions=["minimize"] * 2)
    study.optimize(lambda trial: (1.0, 2.0), 30)
    assert suggested(study) > SOON and not stands_still(study)


def test_every_other_trial_goes_by_optimism_then_but_not_where_an_acquisition_is_given():
    made = {}
    for name, acquisition in (("usual", None), ("given", LogEI())):
        study = create_study(sampler=GPSampler(seed=0, acquisition=acquisition))
        study.optimize(ripples, 60)
        notes = [note for trial in study.trials for note in trial.notes.values()]
        made[name] = [k for k, note in enumerate(notes) if note.get(OPTIMISTIC)]
    assert made["usual"] and not made["given"]
    first = made["usual"][0] + len(study.trials) - len(notes)
    study = create_study(sampler=GPSampler(seed=0))
    study.optimize(ripples, first)
    assert falls(ASIDE, first) and stands_still(study)


@pytest.mark.parametrize("param", [Int(0, 30), Float(0, 30, step=1)])
def test_a_search_of_finitely_many_points_leaves_a_local_minimum_too(param):
    """A hundred visits are few of 961 points."""
    ends = []
    for seed in range(3):
        study = create_study(space={"x": param, "y": param}, seed=seed)
        study.optimize(lambda trial: langermann(trial.params["x"] / 3, trial.params["y"] / 3), 80)
        ends += [trial.notes.get(NOTE, "").split(":")[-1].strip() for trial in study.trials]
    assert {str(OPTIMIST).split(":")[-1].strip(), "little gained for a while"} <= set(ends)


def langermann(x, y):
    """Five rings, of which each has waves of its own."""
    centres, heights = ((3, 5), (5, 2), (2, 1), (1, 4), (7, 9)), (1, 2, 5, 2, 3)
    away = [(x - a) ** 2 + (y - b) ** 2 for a, b in centres]
    waves = [math.exp(-r / math.pi) * math.cos(math.pi * r) for r in away]
    return -sum(height * wave for height, wave in zip(heights, waves, strict=True))


def schaffer(trial):
    """The second of Schaffer's functions, moved: waves that are the shorter the farther out."""
    x, y = trial.suggest_float("x", -50, 60), trial.suggest_float("y", -60, 50)
    return 0.5 + (math.sin(x * x - y * y) ** 2 - 0.5) / (1 + 0.001 * (x * x + y * y)) ** 2


def test_the_default_leaves_a_local_minimum():
    """Expected improvement alone stays for ever where it has found something first."""
    best, alone, turns = [], [], 0
    for seed in range(12):
        for found, sampler in ((best, None), (alone, GPSampler(acquisition=LogEI()))):
            study = create_study(sampler=sampler, seed=seed)
            study.optimize(schaffer, 100)
            found.append(study.best_value)
            if sampler is None:
                for trial in study.trials:
                    if "little gained" in trial.notes[NOTE]:
                        turns += 1
                        assert falls(TPE if "TPE" in trial.notes[NOTE] else ASIDE, trial.number)
                assert seed > 1 or study.replay().ok
    assert turns > 0
    assert np.mean(best) < 0.8 * np.mean(alone)


@pytest.mark.parametrize("seed", range(4))
def test_what_noise_alone_gains_is_no_gain(seed):
    """The least of values with noise sinks for ever, by a third of its deviation here."""
    rng = np.random.default_rng(seed)
    study = create_study(sampler=GPSampler(acquisition=LogEI(), seed=seed), space=SPACE)
    while suggested(study) < 2 * SOON:
        study.optimize(lambda trial: float(np.clip(rng.standard_normal(), -1.0, 1.0)), 1)
    study.optimize(lambda trial: -1.3, 1)
    assert stands_still(study)
    study.optimize(lambda trial: -10.0, 1)
    assert not stands_still(study)


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_noise_is_as_large_in_any_unit(scale):
    rng = np.random.default_rng(0)
    gp = GP(scale=scale)
    study = create_study(sampler=GPSampler(acquisition=LogEI(), gp=gp, seed=0), space=SPACE)
    while suggested(study) < 2 * SOON:
        study.optimize(lambda trial: float(np.clip(rng.standard_normal(), -1.0, 1.0)), 1)
    for value, still in ((-1.3, True), (-10.0, False)):
        study.optimize(lambda trial, value=value: value, 1)
        history = study.history()
        assert Stall(scale).has_come(history.common, history) == still


def test_without_noise_little_is_a_gain():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    while suggested(study) < 2 * SOON:
        study.optimize(lambda trial: max(trial.params["x"], 1.0), 1)
    study.optimize(lambda trial: 0.7, 1)
    assert not stands_still(study)
