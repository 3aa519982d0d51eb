"""Ranges that change in the middle of a study, and trials from beyond them."""

from dataclasses import replace

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, Space, TrialState, create_study, create_trial
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP
from bayesopt.samplers import AutoSampler, GPSampler, search
from bayesopt.samplers import gp as sampling
from bayesopt.samplers.auto import NOTE, UNKNOWN
from bayesopt.samplers.descent import Descent, Outcomes, Tries
from bayesopt.samplers.grown import RECENT, unexplored
from bayesopt.samplers.notes import AFTER, QUADRATIC
from bayesopt.samplers.search import Ground
from bayesopt.samplers.stall import SOON, Stall
from bayesopt.samplers.tasks import task_of
from bayesopt.samplers.territory import Territory

WIDE, NARROW = Space({"x": Float(0, 40)}), Space({"x": Float(0, 10)})


def complete(value, space, **params):
    return create_trial(params=params, distributions=dict(space), value=value)


def history_of(*trials):
    study = create_study()
    study.add_trials(trials)
    return study.history()


# what is known from beyond a range takes no point away within it


@pytest.mark.parametrize("seed", range(3))
def test_a_corner_next_to_what_was_known_before_is_suggested_with_two_objectives(seed):
    """(6, 6) is better than all others in both."""

    def f(lowest):
        def objective(trial):
            a, b = trial.suggest_int("a", lowest, 20), trial.suggest_int("b", lowest, 20)
            return a + b / 100, b + a / 100

        return objective

    study = create_study(directions=["minimize"] * 2, seed=seed)
    study.optimize(f(0), 15)
    study.optimize(f(6), 8)
    assert {"a": 6, "b": 6} in [trial.params for trial in study.trials[15:]]


@pytest.mark.parametrize("seed", range(3))
def test_no_level_is_taken_for_one_that_was_withdrawn(seed):
    worth = {"a": 3.0, "b": 2.0, "c": 1.0, "d": 4.0}

    def f(m, n):
        return worth[m] + 0.1 * (n - 3) ** 2

    before = Space({"m": Categorical([*"abcd"]), "n": Int(0, 9)})
    study = create_study(space=Space({"m": Categorical([*"abc"]), "n": Int(0, 9)}), seed=seed)
    study.add_trials(complete(f("d", n), before, m="d", n=n) for n in range(10))
    study.optimize(lambda trial: f(**trial.params), 9)
    assert study.best_params == {"m": "c", "n": 3}


def test_the_first_value_of_a_range_is_suggested_though_values_below_it_are_known():
    study = create_study(space={"n": Int(5, 20)}, sampler=GPSampler(acquisition=LogEI(), seed=0))
    study.add_trials(complete(n, Space({"n": Int(0, 20)}), n=n) for n in range(5))
    study.optimize(lambda trial: float(trial.params["n"]), 4)
    assert 5 in [trial.params["n"] for trial in study.trials[5:]]


# a range that has grown


@pytest.mark.parametrize("kind", [Float, Int])
def test_an_optimum_far_beyond_the_old_range_is_found_sooner_than_afresh(kind):
    def f(high):
        def objective(trial):
            suggest = trial.suggest_float if kind is Float else trial.suggest_int
            n, x = suggest("n", 0, high), trial.suggest_float("x", 0, 1)
            return (n - 31) ** 2 / 50 + 4 * (x - 0.3) ** 2

        return objective

    better = 0
    for seed in range(6):
        widened, fresh = create_study(seed=seed), create_study(seed=seed)
        widened.optimize(f(10), 12)
        widened.optimize(f(40), 6)
        fresh.optimize(f(40), 6)
        better += widened.best_value < fresh.best_value
    assert better >= 5  # 0 before


def test_a_range_is_unexplored_until_no_trial_leaves_half_of_it_empty():
    old = [complete(0.0, NARROW, x=x) for x in (1.0, 4.0, 7.0, 10.0)]
    lost = create_trial(state=TrialState.FAIL, params={"y": 1}, distributions={"y": Int(0, 3)})
    begun = create_trial(state=TrialState.PRUNED, params={"x": 29.0}, distributions=dict(WIDE))
    wide = [complete(0.0, WIDE, x=1 + k / 2) for k in range(2 * RECENT)]

    def gap(*trials, space=WIDE):
        history = history_of(*trials)
        X = unexplored(space, history.observe(space), history, np.random.default_rng(0))
        return X if X is None else pytest.approx([X.min(), X.max()], abs=0.02)

    assert gap(*old) == [0.25, 1.0]
    assert gap(*old, lost) == [0.25, 1.0]
    assert gap(*old, complete(1.0, WIDE, x=35.0)) == [0.25, 0.875]
    assert gap(*old, complete(1.0, WIDE, x=29.0)) is None
    assert gap(*old, space=NARROW) is None
    assert gap(*old, space=Space({"x": Float(0, 20)})) is None
    assert gap(*old, space=Space({"x": Float(8, 9)})) is None  # known from both sides
    assert gap(complete(0.0, WIDE, x=1.0)) is None  # it has always been as wide
    assert gap(*old, begun) is None
    assert gap(complete(0.0, WIDE, x=1.0), *old) == [0.25, 1.0]
    assert gap(wide[0], *old, complete(1.0, WIDE, x=35.0)) == [0.25, 0.875]
    assert gap(*old, *wide) == [0.4125, 1.0]
    assert gap() is None


def test_what_has_not_grown_is_as_in_the_best_trial_that_is_still_offered():
    before = Space({"x": Float(0, 1), "y": Float(0, 10), "z": Float(0, 10)})
    now = Space({"x": Float(0, 10), "y": Float(0, 5), "z": Float(0, 10)})
    history = history_of(
        complete(3.0, before, x=0.2, y=1.0, z=1.0),
        complete(1.0, before, x=0.4, y=9.0, z=9.0),
        complete(2.0, before, x=0.6, y=4.0, z=3.0),
    )
    X = unexplored(now, history.observe(now), history, np.random.default_rng(0))
    assert np.all(X[:, 2] == 0.3)
    assert np.ptp(X[:, 1]) > 0.9  # this has changed, too
    assert X[:, 0].min() > 0.06
    seen = history.observe(now)
    broken = replace(seen, C=np.array([[0.0], [0.0], [1.0]]))
    assert np.all(unexplored(now, broken, history, np.random.default_rng(0))[:, 2] == 0.1)
    partly = replace(seen, X=np.where([[False], [False], [True]], [np.nan, 0.8, 0.3], seen.X))
    assert np.all(unexplored(now, partly, history, np.random.default_rng(0))[:, 2] == 0.1)


def test_what_is_drawn_are_values_within_the_range_that_is_to_be_explored():
    before = Space({"x": Float(0, 100), "n": Int(0, 9)})
    now = Space({"x": Float(10, 20), "n": Int(0, 39)})
    # nothing is known within x's range, but about it
    history = history_of(*(complete(x, before, x=x, n=n) for x, n in ((9.0, 1), (90.0, 9))))
    X = unexplored(now, history.observe(now), history, np.random.default_rng(0))
    np.testing.assert_array_equal(X, now.snap(X))
    assert X[:, 1].min() > 0.23


def test_trials_that_wait_and_those_that_failed_explore_too():
    study = create_study(space=WIDE, seed=0)
    study.add_trials(complete(x, NARROW, x=x) for x in (1.0, 4.0, 7.0, 10.0))

    def explores():
        study.ask()
        return study.trials[-1].notes[NOTE] == str(UNKNOWN)

    assert [explores() for _ in range(3)] == [True, True, False]
    for trial in study.trials[4:]:
        study.tell(trial.number, state=TrialState.FAIL)
    assert not explores()


def test_choices_are_not_unexplored():
    few, many = (Space({"c": Categorical([*text])}) for text in ("ab", "abcdefgh"))
    history = history_of(*(complete(1.0, few, c=c) for c in "ab"))
    rng = np.random.default_rng(0)
    assert unexplored(many, history.observe(many), history, rng) is None


# a range that has shrunk, with the best trial outside


def test_a_standstill_is_of_trials_that_are_still_offered():
    study = create_study(sampler=GPSampler(seed=0))
    study.optimize(lambda trial: 0.01 * trial.suggest_float("x", 0, 10), 10)
    study.add_trial(complete(-100.0, NARROW, x=0.0))
    study.optimize(lambda trial: -trial.number + 0 * trial.suggest_float("x", 5, 10), SOON + 4)
    history = study.history()
    assert Stall().has_come(NARROW, history)
    assert not Stall().has_come(Space({"x": Float(5, 10)}), history)


def test_after_a_withdrawal_nothing_stands_still_before_anything_was_tried():
    study = create_study(space=WIDE, sampler=GPSampler(seed=0))
    study.optimize(lambda trial: 0.0 if trial.number < 5 else 1.0 + trial.number % 3, SOON + 10)
    assert Stall().has_come(WIDE, study.history())
    assert not Stall().has_come(Space({"x": Float(50, 60)}), study.history())


def test_what_is_no_longer_offered_is_nothing_that_a_step_must_beat():
    outside = complete(-9.0, NARROW, x=1.0)
    inside = complete(4.0, NARROW, x=9.0)
    step = replace(complete(3.0, NARROW, x=8.0), notes={"gp": {QUADRATIC: True, AFTER: 2}})
    history = history_of(outside, inside, step)
    outcomes = Outcomes(history.log, None)
    for trial in history.trials:
        outcomes.take(trial)
    for space, in_vain in ((NARROW, 1), (Space({"x": Float(5, 10)}), 0)):
        tries = Tries.of(outcomes.all(), history.offered(space))
        assert tries.in_vain == in_vain


def test_ranges_that_depend_on_values_do_not_make_steps_walk_all_trials_again(monkeypatch):
    taken, take = [], Outcomes.take
    monkeypatch.setattr(Outcomes, "take", lambda *a: (taken.append(a[1].number), take(*a)))
    study = create_study(sampler=GPSampler(seed=0))

    def f(trial):
        x = trial.suggest_float("x", 0, 1)
        return x + trial.suggest_float("y", 0, 1 + trial.number % 7)

    study.optimize(f, 30)
    assert taken == sorted({*taken}) and len(taken) > 20


def test_a_step_that_found_the_best_of_what_is_offered_is_followed_by_another():
    before = Space({"x": Float(0, 1), "y": Float(0, 1)})
    now = Space({"x": Float(0.5, 1), "y": Float(0, 1)})
    rng = np.random.default_rng(0)

    def bowl(x, y):
        return complete((x - 0.3) ** 2 + (y - 0.6) ** 2, before, x=x, y=y)

    inside = [bowl(*xy) for xy in rng.uniform((0.5, 0.0), 1.0, (15, 2)).tolist()]
    step = replace(bowl(0.501, 0.58), notes={"gp": {QUADRATIC: True, AFTER: 16}})
    history = history_of(bowl(0.3, 0.6), *inside, step)
    seen = history.observe(now)
    ground = Ground(now, seen, seen, np.empty((0, 2)), history.number, rng)
    assert Descent().next(ground, history) == pytest.approx([0.0, 0.6])
    seen = history.observe(before)
    ground = replace(ground, space=before, seen=seen, active=seen)
    assert Descent().next(ground, history) is None


def test_choices_that_were_withdrawn_are_not_offered():
    before, now = Space({"c": Categorical([*"abc"])}), Space({"c": Categorical([*"ac"])})
    history = history_of(*(complete(1.0, before, c=c) for c in "abca"))
    assert history.offered(now).tolist() == [True, False, True, True]


def branching(trial, kinds):
    """The best of each branch is at 0.3; they follow one another by 0.1."""
    kind = trial.suggest_categorical("kind", [*kinds])
    return (trial.suggest_float(f"x{kind}", 0, 1) - 0.3) ** 2 + 0.1 * "cab".index(kind)


@pytest.mark.parametrize("sampler", [GPSampler, AutoSampler])
@pytest.mark.parametrize("first", ["abc", "c"])
def test_a_branch_can_be_withdrawn(sampler, first):
    study = create_study(sampler=sampler(), seed=1)
    study.optimize(lambda trial: branching(trial, first), 20)
    study.optimize(lambda trial: branching(trial, "ab"), 20)
    assert {trial.params["kind"] for trial in study.trials[20:]} == {"a", "b"}
    history = study.history()
    space = Territory().of(history.space().free, history)
    asked = GPSampler().suggest(history.space().free, history, np.random.default_rng(0)).params
    assert asked.keys() in ({"kind", "xa"}, {"kind", "xb"})
    still = [trial.params["kind"] != "c" for trial in study.trials]
    assert history.offered(space).tolist() == still
    assert study.replay().ok


def test_a_range_that_has_grown_in_a_branch_is_explored():
    def f(trial, high):
        kind = trial.suggest_categorical("kind", ["a", "b"])
        return (trial.suggest_float("x", 0, high) - 30) ** 2 / 100 if kind == "a" else 20.0

    for seed in range(5):
        study = create_study(sampler=GPSampler(), seed=seed)
        study.optimize(lambda trial: f(trial, 10), 16)
        study.optimize(lambda trial: f(trial, 40), 3)
        assert max(trial.params.get("x", 0) for trial in study.trials) > 20


def test_a_range_that_has_grown_where_the_best_trial_is_not_leads_to_its_branch():
    def f(trial, high):
        kind = trial.suggest_categorical("kind", ["a", "b"])
        return 30 - trial.suggest_float("x", 0, high) if kind == "a" else 0.0

    study = create_study(sampler=GPSampler(), seed=1)
    study.optimize(lambda trial: f(trial, 10), 16)
    study.enqueue_trial({"kind": "a", "x": 5.0})
    study.optimize(lambda trial: f(trial, 40), 1)  # the range becomes known
    study.optimize(lambda trial: f(trial, 40), 1)
    assert study.trials[-1].params["kind"] == "a"
    assert study.trials[-1].params["x"] > 10


def test_the_search_looks_closely_about_the_best_within_the_range(monkeypatch):
    asked, real = [], search.maximize

    def listening(*args, near, **others):
        asked.append(near)
        return real(*args, near=near, **others)

    monkeypatch.setattr(search, "maximize", listening)
    study = create_study(space={"x": Float(5, 10)}, sampler=GPSampler(seed=0))
    study.add_trials(complete((x - 2) ** 2, NARROW, x=x) for x in (0.5, 1.0, 2.0, 3.0, 6.0, 8.0))
    study.ask()
    np.testing.assert_allclose(asked[0], [[0.2], [0.6]])


def test_what_is_to_be_improved_on_is_the_best_that_is_still_offered():
    now = Space({"x": Float(5, 10)})
    history = history_of(*(complete((x - 2) ** 2, NARROW, x=x) for x in (1.0, 2.0, 6.0, 8.0)))
    seen = history.observe(now)
    model = GP().fit(seen.X, seen.Y[:, 0])
    task = task_of(model, (), model, seen, now)
    assert task.belief.best == pytest.approx(model.at_data[2])
    np.testing.assert_array_equal(task.ranked, seen.X[[2, 3, 1, 0]])
    beyond = Space({"x": Float(11, 12)})
    seen = history.observe(beyond)
    model = GP().fit(seen.X, seen.Y[:, 0])
    assert task_of(model, (), model, seen, beyond).belief.best == np.min(model.at_data)


# what was learnt from beyond


def test_what_was_learnt_far_away_holds_no_longer_than_four_trials():
    box = Space({"x": Float(0, 1), "y": Float(0, 1)})
    wide = Space({"x": Float(0, 1000), "y": Float(0, 1)})
    study = create_study(space=box, sampler=GPSampler(seed=0))
    study.add_trials(complete(1e3 + k, wide, x=100.0 + 50 * k, y=k / 15) for k in range(15))
    study.optimize(lambda trial: abs(trial.params["x"] - 0.6) + trial.params["y"], 6)
    study.ask()
    (note,) = study.trials[-1].notes.values()
    assert note["n"] <= 6 and note["scratch"] <= 6


# nothing but failures


def test_where_nothing_ever_ended_well_an_ask_learns_from_some_of_the_trials(monkeypatch):
    sizes = []
    real = sampling.without_values

    def counting(X, space):
        sizes.append(len(X))
        return real(X, space)

    monkeypatch.setattr(sampling, "without_values", counting)
    study = create_study(space=WIDE, sampler=GPSampler(seed=0))
    lost = {"distributions": dict(WIDE), "state": TrialState.FAIL}
    study.add_trials(create_trial(params={"x": k / 20}, **lost) for k in range(400))
    study.ask()
    assert max(sizes) < 200
