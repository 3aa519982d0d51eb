"""The trust region: a function of the values in the order in which they came in."""

import math
from itertools import pairwise

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, TrialState, create_study, create_trial
from bayesopt.gp import GP
from bayesopt.history import Log, StudyDirection
from bayesopt.samplers import GPSampler, TrustRegionSampler
from bayesopt.samplers.region import FRESH, LEAST, WIDEST, WIDTH, Width, proportions
from bayesopt.space import Space
from tests.samplers.resuming import resumed

BOX = {f"x{k}": Float(0, 1) for k in range(6)}


def width_of(values, d=5, direction=StudyDirection.MINIMIZE):
    """The width after trials with these values; None fails, NaN is pruned."""
    width = Width(Log((direction,), seed=0), (d, None))
    for k, value in enumerate(values):
        state = TrialState.COMPLETE
        if value is None:
            state = TrialState.FAIL
        elif math.isnan(value):
            state = TrialState.PRUNED
        values = (value,) if state is TrialState.COMPLETE else None
        width.take(FrozenTrial(k, state, values=values))
    return width


FIRST = [10.0] * FRESH


def test_three_successes_in_a_row_double_it():
    assert width_of(FIRST).side == WIDTH
    assert width_of([*FIRST, 9.0, 8.0]).side == WIDTH
    assert width_of([*FIRST, 9.0, 8.0, 7.0]).side == 2 * WIDTH
    assert width_of([*FIRST, 9.0, 8.0, 9.0, 7.0]).side == WIDTH
    assert width_of([*FIRST, *range(9, 0, -1)]).side == WIDEST


def test_as_many_failures_as_parameters_halve_it():
    assert width_of([*FIRST, *[11.0] * 4]).side == WIDTH
    assert width_of([*FIRST, *[11.0] * 5]).side == WIDTH / 2
    assert width_of([*FIRST, *[11.0] * 4, 9.0, *[11.0] * 4]).side == WIDTH
    assert width_of([*FIRST, *[None] * 5]).side == WIDTH / 2
    assert width_of([*FIRST, *[math.nan] * 50]).side == WIDTH
    assert width_of([*FIRST, *[11.0] * 4], d=2).side == WIDTH / 2  # four at least


def test_hardly_better_is_not_better():
    assert width_of([*FIRST, 9.9999, 9.9998, 9.9997]).side == WIDTH
    assert width_of([*FIRST, 9.9999, 9.9998, 9.9997]).best_row == FRESH + 2


def test_too_narrow_a_region_gives_way_to_a_new_one():
    halvings = math.floor(math.log2(WIDTH / LEAST)) + 1
    values = [*FIRST, *[11.0] * (5 * halvings)]
    width = width_of(values)
    assert (width.side, width.met, width.best_row) == (WIDTH, 0, None)
    later = width_of([*values, 30.0, 20.0, 25.0])
    assert later.best_row == len(values) + 1  # the best of the new ones, though far from 10


def test_what_breaks_a_constraint_is_no_better_than_all_before():
    width = width_of(FIRST)
    for k in range(5):
        forbidden = FrozenTrial(k, TrialState.COMPLETE, values=(-9.0 - k,), constraints={"c": 1.0})
        width.take(forbidden)
    assert (width.side, width.best_row) == (WIDTH / 2, 0)
    study = create_study(sampler=TrustRegionSampler(seed=1), space=BOX)

    def far(trial):
        trial.set_constraint("far", 0.8 - trial.params["x0"])
        return f(trial)

    study.optimize(far, 80)
    broken = [not trial.feasible for trial in study.trials]
    assert sum(broken[40:]) < 20
    assert study.best_value < 0.27  # 0.25 can be reached


def test_the_box_is_about_a_trial_that_is_still_offered():
    study = run(30, {name: Float(0, 1) for name in BOX})
    narrow = Space({name: Float(0.5, 1) for name in BOX})
    sampler, history = TrustRegionSampler(), study.history()
    belief = sampler.belief(narrow, history)
    assert sampler._within(narrow, history, belief) is None  # hardly any is, yet
    for k in range(FRESH):
        params = dict.fromkeys(BOX, 0.6 + 0.01 * k)
        study.add_trial(create_trial(params=params, distributions=BOX, value=1.0 + k))
    box = sampler._within(narrow, study.history(), belief)
    np.testing.assert_allclose(box.middle, 0.2)
    assert (box.low <= box.middle).all()
    assert (box.middle <= box.high).all()


def test_branches_have_no_box():
    study = create_study(sampler=TrustRegionSampler(seed=3))

    def branches(trial):
        kind = trial.suggest_categorical("kind", ["p", "q"])
        return trial.suggest_float(kind, 0, 1) ** 2

    study.optimize(branches, 20)
    alike = create_study(sampler=GPSampler(seed=3))
    alike.optimize(branches, 20)
    assert [t.params for t in study.trials] == [t.params for t in alike.trials]


def test_branches_have_no_box_though_the_best_trial_has_used_all_parameters():
    study = create_study(sampler=TrustRegionSampler(seed=3))

    def branches(trial):
        z = trial.suggest_float("z", 0, 1)
        more = trial.suggest_categorical("kind", ["p", "q"]) == "p"
        return z**2 + (trial.suggest_float("x", 0, 1) ** 2 if more else 2.0)

    study.optimize(branches, 25)
    alike = create_study(sampler=GPSampler(seed=3))
    alike.optimize(branches, 25)
    assert "x" in study.best_params
    assert [t.params for t in study.trials] == [t.params for t in alike.trials]


def test_directions_are_heeded():
    up = width_of([-v for v in [*FIRST, 9.0, 8.0, 7.0]], direction=StudyDirection.MAXIMIZE)
    assert up.side == 2 * WIDTH


def test_infinite_values_are_worse_than_all():
    assert width_of([math.inf] * FRESH).best_row == 0
    assert width_of([*[math.inf] * FRESH, 3.0]).best_row == FRESH


def test_sides_are_as_the_lengthscales_and_categories_are_free():
    X = np.random.default_rng(0).random((30, 3))
    X[:, 2] = np.where(X[:, 2] > 0.5, 0.75, 0.25)
    y = np.sin(9 * X[:, 0]) + 0.1 * X[:, 1]
    belief = GP().fit(X, y, categorical=[False, False, True])
    sides = proportions(belief)
    assert sides[0] * sides[1] == pytest.approx(1.0)
    assert sides[0] < sides[1]
    assert sides[2] == np.inf


def f(trial):
    return sum((v - 0.3) ** 2 for v in trial.params.values())


def run(n, space=BOX, sampler=None):
    study = create_study(sampler=sampler or TrustRegionSampler(seed=3), space=space)
    study.optimize(f, n)
    return study


def test_suggestions_lie_in_the_box(monkeypatch):
    boxes = []
    within = TrustRegionSampler._within
    monkeypatch.setattr(
        TrustRegionSampler,
        "_within",
        lambda *a: (boxes.append(within(*a)), boxes[-1])[1],
    )
    study = run(40)
    X = study.history().observe(study.space).X[-len(boxes) :]
    inside = [
        (box.low <= x).all() and (x <= box.high).all()
        for box, x in zip(boxes, X, strict=True)
        if box
    ]
    assert len(inside) > 25
    assert all(inside)
    assert study.best_value < 1e-3  # random search gets to about 0.1


def test_whole_numbers_lie_in_the_box(monkeypatch):
    boxes = {}
    within = TrustRegionSampler._within

    def told(sampler, space, history, belief):
        boxes[history.number] = within(sampler, space, history, belief)
        return boxes[history.number]

    monkeypatch.setattr(TrustRegionSampler, "_within", told)
    study = create_study(sampler=TrustRegionSampler(seed=2))

    def rosenbrock(trial):
        x = [trial.suggest_float("x0", -1, 1)]
        x += [trial.suggest_int(f"x{j}", 0, 50) / 25 - 1 for j in range(1, 5)]
        return sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairwise(x))

    study.optimize(rosenbrock, 100)
    X = study.history().observe(study.history().space()).X
    inside = [box.holds(X[[number]])[0] for number, box in boxes.items() if box]
    assert len(inside) > 50
    assert all(inside)


def test_a_resumed_study_goes_on_as_if_nothing_had_happened():
    whole = run(45)
    again = resumed(whole, 33, lambda: TrustRegionSampler(seed=3), f)
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]


def test_finite_spaces_and_several_objectives_have_no_region():
    finite = {"k": Int(0, 200), "l": Int(0, 200)}
    params = [t.params for t in run(20, finite).trials]
    assert params == [t.params for t in run(20, finite, GPSampler(seed=3)).trials]
    study = create_study(
        sampler=TrustRegionSampler(seed=3), space=BOX, directions=["minimize", "maximize"]
    )
    study.optimize(lambda t: (t.params["x0"], t.params["x1"]), 20)
    assert len(study.trials) == 20


def test_mixed_spaces_are_searched_too():
    mixed = {"x": Float(0, 1), "k": Int(1, 9), "c": Categorical(["a", "b", "c"])}
    study = create_study(sampler=TrustRegionSampler(seed=1), space=Space(mixed))
    study.optimize(
        lambda t: (t.params["x"] - 0.3) ** 2 + abs(t.params["k"] - 4) + (t.params["c"] != "b"), 40
    )
    assert study.best_value < 0.01
    assert study.best_params["c"] == "b"
