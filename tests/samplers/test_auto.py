"""The default sampler: what it chooses, that it says so, and that it suggests as its parts do."""

import math
import pickle
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, TrialState, create_study, create_trial
from bayesopt.samplers import AutoSampler, GPSampler, RandomSampler
from bayesopt.samplers.auto import FIRST, GIVEN_UP, NOTE, UNLUCKY
from bayesopt.samplers.choosing import (
    CROWD,
    Case,
    Choice,
    Engine,
    Idle,
    ask_seconds,
    asking_seconds,
    decide,
)
from bayesopt.samplers.stall import LITTLE, NEXT_TO_NOTHING, Stall
from bayesopt.space import Space
from tests.samplers.resuming import resumed

BOX = Space({"x": Float(-1, 2), "y": Float(0, 5)})
DIGITS = Space({"n": Int(0, 9), "m": Int(0, 9)})
MIXED = Space({"x": Float(0, 1), "c": Categorical([*"ab"])})
CHOICES = Space({name: Categorical([*"abc"]) for name in "cd"})
WIDE = Space({f"x{k}": Float(0, 1) for k in range(4000)})
LABELS = Space({f"c{k}": Categorical(list(range(60))) for k in range(4)})


@pytest.mark.parametrize(
    ("case", "engine"),
    [
        (Case(BOX), Engine.HYPERCUBE),
        (Case(BOX, finished=3), Engine.HYPERCUBE),
        (Case(BOX, finished=3, pending=1, coming=1), Engine.GP),
        (Case(BOX, finished=3, pending=1), Engine.HYPERCUBE),
        (Case(BOX, finished=50), Engine.GP),
        (Case(BOX, finished=50, pending=16), Engine.GP),
        (Case(BOX, finished=50, pending=1000), Engine.TPE),
        (Case(LABELS, finished=50), Engine.TPE),
        (Case(WIDE, finished=50), Engine.TPE),
        (Case(BOX, finished=1000, asked=1000, seconds=1e-6), Engine.GP),
        (Case(BOX, finished=100_000, asked=100_000, seconds=1e-3), Engine.GP),
        (Case(BOX, finished=100_000, asked=100_000, seconds=1e-4), Engine.TPE),
        (Case(BOX, finished=100_000, asked=100, seconds=1e-4), Engine.GP),
        (Case(BOX, finished=100_000, asked=100_000), Engine.GP),
        (Case(BOX, finished=50, number=51, idle=Idle.A_WHILE), Engine.GP),
        (Case(BOX, finished=50, number=52), Engine.GP),
        (Case(BOX, finished=50, number=52, idle=Idle.A_WHILE), Engine.TPE),
        (Case(BOX, finished=50, number=54, idle=Idle.A_WHILE), Engine.GP),
        (Case(BOX, finished=50_000, number=52, idle=Idle.A_WHILE), Engine.GP),
        (Case(BOX, finished=50, number=52, idle=Idle.LONG), Engine.ANEW),
        (Case(BOX, finished=50_000, number=52, idle=Idle.LONG), Engine.ANEW),
        (Case(BOX, finished=50, number=54, idle=Idle.LONG), Engine.GP),
        (Case(BOX, finished=50, number=54, idle=Idle.VERY_LONG), Engine.ANEW),
        (Case(BOX, finished=50, number=55, idle=Idle.VERY_LONG), Engine.GP),
        (Case(MIXED, finished=50, number=52, idle=Idle.A_WHILE), Engine.GP),
        (Case(MIXED, finished=50, number=52, idle=Idle.VERY_LONG), Engine.GP),
        (Case(BOX, MIXED, finished=50, number=52, idle=Idle.A_WHILE), Engine.GP),
        (Case(CHOICES, finished=50, number=52, idle=Idle.A_WHILE), Engine.TPE),
        (Case(CHOICES, finished=50, number=52, idle=Idle.VERY_LONG), Engine.TPE),
        (Case(CHOICES, finished=50, number=54, idle=Idle.VERY_LONG), Engine.GP),
        (Case(DIGITS, finished=50, number=52, idle=Idle.A_WHILE), Engine.TPE),
        (Case(DIGITS, finished=50, number=52, idle=Idle.VERY_LONG), Engine.TPE),
        (Case(DIGITS, finished=10, number=52, idle=Idle.VERY_LONG), Engine.ANEW),
        (Case(DIGITS, BOX, finished=50, number=52, idle=Idle.A_WHILE), Engine.TPE),
        (Case(DIGITS, BOX, finished=50, number=52, idle=Idle.LONG), Engine.ANEW),
        (Case(BOX, LABELS, finished=50), Engine.TPE),
        (Case(BOX, WIDE, finished=50), Engine.TPE),
    ],
)
def test_what_suits(case, engine):
    assert decide(case).engine is engine


@pytest.mark.parametrize(
    ("stands", "idle"),
    [
        ([], Idle.NOT),
        ([(Idle.LONG, LITTLE)], Idle.NOT),
        ([(Idle.A_WHILE, LITTLE)], Idle.A_WHILE),
        ([(Idle.A_WHILE, LITTLE), (Idle.LONG, LITTLE), (Idle.VERY_LONG, LITTLE)], Idle.LONG),
        (
            [(Idle.A_WHILE, LITTLE), (Idle.LONG, LITTLE), (Idle.VERY_LONG, NEXT_TO_NOTHING)],
            Idle.VERY_LONG,
        ),
    ],
)
def test_how_long_a_study_has_stood_still(stands, idle, monkeypatch):
    def has_come(self, space, history, after, gain):
        return (after, gain) in stands

    monkeypatch.setattr(Stall, "has_come", has_come)
    assert AutoSampler()._idle(BOX, create_study(space=BOX).history()) == idle


def test_a_thousand_trials_of_a_fast_objective_keep_their_model():
    for d in (2, 5, 20):
        space = Space({f"x{k}": Float(0, 1) for k in range(d)})
        assert decide(Case(space, finished=1000, asked=1000, seconds=0.0)).engine is Engine.GP


def test_asks_add_up():
    # the closed form against the sum, which grows evenly up to the limit
    n = 900
    for space in (BOX, LABELS):
        summed = sum(ask_seconds(k, space) for k in range(n))
        assert asking_seconds(n, space) == pytest.approx(summed, rel=0.01)


def test_several_objectives_make_asks_dear():
    many = {"finished": 5000, "asked": 5000, "seconds": 1e-3}
    assert decide(Case(BOX, **many)).engine is Engine.GP
    assert decide(Case(BOX, **many, objectives=2)).engine is Engine.TPE


def test_choices_make_asks_dear():
    many = {"finished": 5000, "asked": 5000, "seconds": 2e-3}
    numbers = Space({f"x{k}": Float(0, 1) for k in range(10)})
    choices = Space({f"c{k}": Categorical([*"abcd"]) for k in range(10)})
    assert decide(Case(numbers, **many)).engine is Engine.GP
    assert decide(Case(choices, **many)).engine is Engine.TPE


def test_parameters_of_branches_count():
    def wide(trial):
        branch = trial.suggest_categorical("branch", ["a", "b"])
        return trial.suggest_categorical(branch, [*map(str, range(150))]) != "7"

    study = create_study(seed=0)
    study.optimize(wide, 30)
    assert study.trials[-1].notes[NOTE] == "TPE: 302 unordered choices"


def test_a_crowd_that_is_never_told_is_given_up():
    study = create_study(space=BOX, seed=0, sampler=RandomSampler())
    study.ask(CROWD + 1)
    study.sampler = AutoSampler()
    for _ in range(GIVEN_UP):
        trial = study.ask()
        assert not trial.notes[NOTE].startswith("GP")
        study.tell(trial, sum(trial.params.values()))
    assert trial.notes[NOTE] == "TPE: hundreds of running trials"
    assert study.ask().notes[NOTE].startswith("GP")


def test_first_points_are_not_called_the_models():
    """Nothing is known in range: trials from elsewhere, or such as have failed."""
    study = create_study(space=BOX, seed=0)
    far = {"x": Float(-1, 20), "y": Float(0, 5)}
    study.add_trials(
        create_trial(params={"x": x, "y": 1.0}, distributions=far, value=x)
        for x in np.linspace(10, 20, 9)
    )
    study.optimize(objective, 8)
    said = [trial.notes[NOTE] for trial in study.trials[9:]]
    modelled = ["gp-" in "".join(trial.notes) for trial in study.trials[9:]]
    assert [note == "GP: fewest evaluations" for note in said] == modelled
    assert any(modelled) and not all(modelled)


def objective(trial):
    return (trial.params["x"] - 0.3) ** 2 + trial.params["y"]


def run(n, sampler=None, **study):
    study = create_study(sampler=sampler, space=BOX, seed=3, **study)
    study.optimize(objective, n)
    return study


def test_each_trial_says_what_chose_it_and_why():
    study = run(6)
    said = [trial.notes[NOTE] for trial in study.trials]
    assert said[:4] == [str(FIRST), *["Latin hypercube: the first 4 trials"] * 3]
    assert said[4:] == [str(Choice(Engine.GP, "fewest evaluations"))] * 2


def test_the_first_trial_does_not_say_how_many_there_will_be():
    study = create_study(seed=0)
    study.optimize(lambda trial: sum(trial.suggest_float(f"x{k}", 0, 1) for k in range(6)), 8)
    said = [trial.notes[NOTE] for trial in study.trials]
    seven = "Latin hypercube: the first 7 trials"
    assert said == ["Latin hypercube: the first trials", *[seven] * 6, "GP: fewest evaluations"]


def test_visits_of_neglected_levels_say_so():
    height = {"a": 0, "b": 5, "c": 5}

    def level_and_number(trial):
        level = trial.suggest_categorical("level", [*height])
        return height[level] + trial.suggest_float("x", 0, 1) ** 2

    study = create_study(seed=1)
    study.optimize(level_and_number, 50)
    said = [trial for trial in study.trials if trial.notes[NOTE] == str(UNLUCKY)]
    worse = [trial for trial in study.trials[12:] if trial.params["level"] != "a"]
    assert all(trial.params["level"] != "a" for trial in said)
    assert len(said) > len(worse) / 2


def test_suggests_as_the_sampler_that_it_chooses():
    alone = run(12, GPSampler())
    assert [t.params for t in run(12).trials] == [t.params for t in alone.trials]


def test_a_resumed_study_goes_on_as_if_nothing_had_happened():
    whole = run(30)
    again = resumed(
        whole, 17, lambda: pickle.loads(pickle.dumps(AutoSampler())), objective, seed=3
    )
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]


def test_has_the_belief_of_its_gaussian_process():
    study = run(8)
    mean, _ = study.sampler.belief(BOX, study.history()).predict(np.full((1, 2), 0.5))
    other = GPSampler().belief(BOX, study.history()).predict(np.full((1, 2), 0.5))[0]
    assert mean == other
    assert study.sampler.warped(BOX, study.history()) == GPSampler().warped(BOX, study.history())


def test_branches_are_left_to_the_process():
    def branches(trial):
        if trial.suggest_categorical("kind", ["a", "b"]) == "a":
            return trial.suggest_float("u", 0, 1)
        return trial.suggest_float("v", 0, 1)

    study = create_study(seed=0)
    study.optimize(branches, 12)
    assert study.trials[-1].notes[NOTE] == "GP: fewest evaluations"
    planned = study.ask().relative_params
    assert planned.keys() == {"kind", "u" if planned["kind"] == "a" else "v"}


def test_failures_count_whatever_suggests():
    space = {"c": Categorical(range(250)), "x": Float(0, 1)}
    study = create_study(space=space, seed=0)
    study.optimize(lambda t: math.nan if t.params["x"] > 0.4 else t.params["c"] % 10, 60)
    assert study.trials[-1].notes[NOTE] == "TPE: 250 unordered choices"
    assert sum(trial.state is TrialState.FAIL for trial in study.trials[-30:]) < 10


def timed(study, seconds):
    """The study's trials as if each evaluation had taken so long."""
    start = datetime(2026, 1, 1)
    return [
        replace(t, datetime_start=start, datetime_complete=start + timedelta(seconds=seconds))
        for t in study.trials
    ]


@pytest.mark.parametrize(("seconds", "engine"), [(1e-5, Engine.TPE), (1.0, Engine.GP)])
def test_the_objectives_time_is_read_from_the_dates(seconds, engine):
    trials = timed(run(8), seconds)
    study = create_study(space=BOX, seed=3)
    study.add_trials(trials * 1000)
    study.add_trial(replace(trials[0], values=(-9.0,)))  # better than all
    choice = study.sampler.choice(BOX, study.history())
    assert choice.engine is engine


@pytest.mark.parametrize(("slow", "engine"), [(1, Engine.TPE), (8, Engine.GP)])
def test_the_objectives_time_is_that_of_the_first_trials_but_not_of_the_first(slow, engine):
    done = run(8)
    seconds, instants = timed(done, 1.0), timed(done, 1e-5)
    study = create_study(space=BOX, seed=3)
    study.add_trials(seconds[:slow] + instants[slow:] + instants * 1000)
    study.add_trial(replace(instants[0], values=(-9.0,)))  # better than all
    assert study.sampler.choice(BOX, study.history()).engine is engine


def test_trials_from_elsewhere_say_nothing_of_the_objectives_time():
    params = {"x": 0.0, "y": 0.0}
    study = create_study(space=BOX, seed=3)
    study.add_trials([create_trial(params=params, distributions=dict(BOX), value=0.0)] * 9000)
    study.optimize(objective, 1)
    assert study.trials[-1].notes[NOTE].startswith("GP")


def test_trials_without_dates_are_no_fast_objective():
    study = create_study(space=BOX, seed=3)
    params = {"x": 0.0, "y": 0.0}
    done = FrozenTrial(0, TrialState.COMPLETE, params, dict(BOX), (0.0,))
    study.add_trials([done] * 8000)
    assert study.sampler.choice(BOX, study.history()).engine is Engine.GP
