"""Whether failures are believed to depend on the parameters."""

import math
from itertools import groupby

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, TrialState, create_study, create_trial
from bayesopt.samplers import GPSampler
from bayesopt.samplers.notes import HEEDED
from bayesopt.samplers.territory import Territory
from bayesopt.samplers.trust import AGAIN, LATEST, PATIENCE, SIDE, Trust
from bayesopt.space import Space


def heeded(study):
    """Whether failures were reckoned with, and how the trial ended; of trials that say so."""
    notes = (
        (note[HEEDED], trial.value is not None)
        for trial in study.trials
        for note in trial.notes.values()
        if isinstance(note, dict) and HEEDED in note
    )
    return [*notes]


def run(f, n, seed=0):
    space = {"x": Float(0, 1), "y": Float(0, 1)}
    study = create_study(sampler=GPSampler(seed=seed), space=space)
    study.optimize(lambda trial: f(**trial.params), n)
    return study


def test_without_failures_nothing_is_noted():
    assert heeded(run(lambda x, y: x + y, 8)) == []


def test_a_border_is_heeded_after_a_few_tries():
    said = heeded(run(lambda x, y: math.nan if x > 0.5 else (x - 0.7) ** 2 + y, 60))
    assert len(said) > 40
    assert np.mean([heeding for heeding, _ in said[-30:]]) > 0.8


def test_failures_by_chance_are_ignored_half_of_the_time():
    chance = np.random.default_rng(0)
    said = heeded(run(lambda x, y: math.nan if chance.random() < 0.3 else x * y, 60))
    ignoring = [not heeding for heeding, _ in said]
    assert np.mean(ignoring) > 0.3


def test_only_the_latest_trials_count():
    study = run(lambda x, y: math.nan if x > 0.5 else (x - 0.7) ** 2 + y, 40)
    trust, history = Trust(), study.history()
    for arm in (True, False):
        ends = [well for heeding, well in heeded(study) if heeding is arm]
        assert trust.latest(arm, history.space(), history).tolist() == ends[-LATEST:]


def test_a_trial_whose_value_was_told_for_what_goes_wrong_did_not_go_well():
    study = run(lambda x, y: 9.0 if x > 0.5 else (x - 0.7) ** 2 + y, 40)
    history = study.history()
    for arm in (True, False):
        ends = [
            trial.value < 9
            for trial in study.trials
            for note in trial.notes.values()
            if isinstance(note, dict) and note.get(HEEDED) is arm
        ]
        assert Trust().latest(arm, history.space(), history).tolist() == ends[-LATEST:]
    said = [heeding for heeding, _ in heeded(study)]
    assert np.mean(said[-20:]) > 0.7


def in_a_ball(d, radius):
    """A slope that can be evaluated only within a ball about 0.5."""

    def f(trial):
        x = np.array([trial.suggest_float(f"x{j}", 0, 1) for j in range(d)]) - 0.5
        return float(x[0]) if np.sum(x**2) < radius**2 else math.nan

    return f


@pytest.mark.parametrize(("d", "radius"), [(3, 0.15), (8, 0.4)])
def test_after_failures_in_a_row_trials_stay_close_to_what_went_well(d, radius):
    """Up to 120 of 160 failed one after another, and nothing more was gained."""
    for seed in range(3):
        study = create_study(seed=seed)
        study.enqueue_trial({f"x{j}": 0.5 for j in range(d)})
        study.optimize(in_a_ball(d, radius), 120)
        runs = [
            len([*same]) for bad, same in groupby(t.value is None for t in study.trials) if bad
        ]
        assert max(runs) < 25
        assert study.best_value < -0.8 * radius


def test_the_box_is_about_the_best_and_halves():
    space = Space({"x": Float(0, 1), "n": Int(0, 99), "c": Categorical([*"ab"]), "m": Int(0, 3)})
    study = create_study(space=space)
    params = {"x": 0.6, "n": 49, "c": "a", "m": 1}
    better = {"params": {**params, "x": 0.3}, "distributions": space, "value": 0.0}
    study.add_trial(create_trial(**better, constraints={"broken": 1.0}))
    study.add_trial(create_trial(params=params, distributions=space, value=1.0))
    study.add_trial(create_trial(params={**params, "x": 0.1}, distributions=space, value=2.0))
    fail = create_trial(params=params, distributions=space, state=TrialState.FAIL)
    widths = []
    for _ in range(PATIENCE + 2 * AGAIN + 1):
        history = study.history()
        box = Trust().box(history.observe(space), space, history)
        if box is not None:
            np.testing.assert_allclose(box.middle, space.encode([params])[0])
            widths.append(box.high - box.low)
        study.add_trial(fail)
    halves = np.repeat(SIDE * 0.5 ** np.arange(3), AGAIN)[: len(widths)]
    assert len(widths) == 2 * AGAIN + 1
    np.testing.assert_allclose([width[0] for width in widths], halves)
    np.testing.assert_allclose([width[1] for width in widths], halves)
    assert all(width[2] == 1 for width in widths)
    assert all(width[3] == 0.5 for width in widths)  # the next level to each side
    study.add_trial(create_trial(params=params, distributions=space, value=3.0))
    history = study.history()
    assert Trust().box(history.observe(space), space, history) is None


def test_the_box_stays_in_the_branch_of_the_best():
    own = {"a": {"x": Float(0, 1)}, "b": {"y": Float(0, 1)}}
    kinds = Categorical([*"ab"])
    study = create_study()

    def add(kind, value, u):
        name = next(iter(own[kind]))
        state = TrialState.FAIL if value is None else TrialState.COMPLETE
        params = {"kind": kind, name: u}
        space = {"kind": kinds, **own[kind]}
        study.add_trial(create_trial(params=params, distributions=space, value=value, state=state))

    for k in range(6):
        add("ab"[k % 2], 1.0 + k, 0.2 + k / 20)
    for k in range(PATIENCE):
        add("a", None, 0.5 + k / 20)
    history = study.history()
    territory = Territory()
    space = territory.of(history.space(), history)
    box = Trust().box(territory.seen(space, history), space, history)
    point = {"kind": "a", "x": 0.2, "y": 0.9}
    assert box.holds(space.encode([point]))[0]
    assert not box.holds(space.encode([{**point, "kind": "b"}]))[0]
    assert not box.holds(space.encode([{**point, "x": 0.4}]))[0]


def test_where_nothing_went_well_there_is_no_box():
    space = Space({"x": Float(0, 1)})
    study = create_study(space=space)
    for k in range(2 * PATIENCE):
        study.add_trial(
            create_trial(params={"x": k / 20}, distributions=space, state=TrialState.FAIL)
        )
    history = study.history()
    assert Trust().box(history.observe(space), space, history) is None
