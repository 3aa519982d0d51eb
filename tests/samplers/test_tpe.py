"""The tree-structured Parzen estimator: splits, groups, running trials, and nothing forgotten."""

import math
import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import bayesopt
from bayesopt import Categorical, Float, FrozenTrial, Int, Space, TrialState, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.outputs import finite
from bayesopt.pareto import choose, ranks
from bayesopt.randomness import generator
from bayesopt.samplers import PartialFixedSampler, RandomSampler, TPESampler
from bayesopt.samplers.patterns import Patterns
from bayesopt.samplers.ranking import Ranking
from bayesopt.samplers.tpe import HYPEROPT, OPTUNA, Recipe

MINIMIZE, MAXIMIZE = StudyDirection.MINIMIZE, StudyDirection.MAXIMIZE
SPACE = Space(
    {
        "c": Categorical(["a", "b", "c"]),
        "x": Float(-5, 10),
        "k": Int(1, 7),
        "lr": Float(1e-6, 1, log=True),
        "o": Categorical(["s", "m", "l"], ordered=True),
        "u": Int(1, 1000, log=True),
        "s": Float(0, 1, step=0.25),
    }
)
WAYS = {
    "joint": lambda: TPESampler(n_startup_trials=5),
    "independent": lambda: TPESampler(n_startup_trials=5, multivariate=False),
    "grouped": lambda: TPESampler(n_startup_trials=5, group=True),
    "hyperopt": lambda: TPESampler(n_startup_trials=5, recipe=HYPEROPT),
}
every = pytest.mark.parametrize("make", WAYS.values(), ids=WAYS.keys())


def trial(number, value=None, state=TrialState.COMPLETE, space=SPACE, **facts):
    params = space.decode(generator(1, number, "params").random(len(space)))
    if value is None:
        value = float(generator(1, number, "value").normal())
    values = (value,) if state == TrialState.COMPLETE else None
    return FrozenTrial(number, state, params, dict(space), values, **facts)


def log_of(trials, directions=(MINIMIZE,)):
    log = Log(directions, seed=5)
    log.absorb(trials)
    return log


def suggest(sampler, history, space=SPACE):
    return sampler.suggest(space, history, generator(5, history.number)).params


def good_of(trials, recipe=OPTUNA, directions=(MINIMIZE,)):
    log = log_of(trials, directions)
    ranking = Ranking(log, recipe)
    ranking.follow(log.view())
    return sorted(log.finished[place].number for place in ranking.good)


# --- the split


@pytest.mark.parametrize("kind", ["one front", "anywhere", "grid", "unbounded"])
@pytest.mark.parametrize("m", [2, 3])
def test_with_several_objectives_the_good_ones_are_those_of_all_trials_at_every_time(kind, m):
    rng = np.random.default_rng(m)
    Y = rng.integers(0, 9, (120, m)) / 7 if kind == "grid" else rng.random((120, m))
    if kind == "one front":
        Y[:, 0] = -Y[:, 1:].sum(axis=1)
    if kind == "unbounded":
        Y[60, 1] = np.inf
    trials = [trial(n, 0.0) for n in range(len(Y))]
    trials = [replace(t, values=tuple(y)) for t, y in zip(trials, Y.tolist(), strict=True)]
    log = Log((MINIMIZE,) * m, seed=5)
    ranking = Ranking(log, OPTUNA)
    begun = 0
    for n in (1, 2, 30, 31, 32, 33, 41, 59, 60, 61, 62, 90, 91, 120):
        log.absorb(trials[begun:n])
        ranking.follow(log.view())
        values = np.column_stack([finite(y) for y in Y[:n].T])
        assert ranking.good == frozenset(choose(values, OPTUNA.good(n, m)))
        begun = n


def test_a_trial_behind_the_good_ones_of_two_objectives_asks_for_no_choice(monkeypatch):
    x = np.linspace(0, 1, 200)
    trials = [replace(trial(n, 0.0), values=(u, 1 - u)) for n, u in enumerate(x.tolist())]
    log = log_of(trials, (MINIMIZE, MINIMIZE))
    sampler = TPESampler(n_startup_trials=5)
    suggest(sampler, log.view())
    made = []
    monkeypatch.setattr("bayesopt.pareto.ranks", lambda Y: made.append(len(Y)) or ranks(Y))
    monkeypatch.setattr("bayesopt.samplers.ranking.Steps", lambda *_: made.append(0))
    for n in range(200, 206):
        log.absorb([replace(trial(n, 0.0), values=(0.9, 0.9))])
        suggest(sampler, log.view())
    assert made == []


def test_how_many_are_good():
    assert [OPTUNA.good(n) for n in (0, 1, 10, 11, 249, 1000)] == [0, 1, 1, 2, 25, 25]
    assert OPTUNA.good(1000, objectives=2) == 100
    assert [HYPEROPT.good(n) for n in (0, 1, 16, 17, 100, 10**6)] == [0, 1, 1, 2, 3, 25]
    assert [Recipe(fraction=0.5, power=0.0).good(n) for n in (0, 1, 9)] == [0, 1, 1]


def test_the_best_are_good_in_either_direction():
    values = [3.0, 1.0, math.inf, -2.0, 5.0, -math.inf, 0.0, 4.0, 9.0, 8.0, 7.0]
    trials = [trial(k, value) for k, value in enumerate(values)]
    assert good_of(trials) == [3, 5]
    assert good_of(trials, directions=(MAXIMIZE,)) == [2, 8]


def test_the_first_of_equals_are_good():
    assert good_of([trial(k, 1.0) for k in range(30)]) == [0, 1, 2]


def test_pruned_trials_rank_below_complete_ones_by_how_far_they_came():
    def pruned(number, reports):
        return trial(number, state=TrialState.PRUNED, intermediate_values=reports)

    trials = [
        pruned(0, {}),
        pruned(1, {1: 0.0}),
        pruned(2, {1: 0.0, 7: 9.0}),
        pruned(3, {7: 8.0}),
        pruned(4, {7: math.nan}),
        trial(5, 1e9),
        trial(6, state=TrialState.FAIL),
    ]
    order = [good_of(trials, Recipe(fraction=k / 6 - 1e-9)) for k in range(1, 7)]
    assert order == [[5], [3, 5], [2, 3, 5], [2, 3, 4, 5], [1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]]
    assert 2 in good_of(trials, Recipe(fraction=0.3), directions=(MAXIMIZE,))


def test_with_several_objectives_fronts_are_good():
    rng = np.random.default_rng(0)
    Y = rng.random((40, 2))
    Y[[3, 17, 29, 31]] = [[-1.0, 0.5], [-0.5, 0.0], [0.0, -0.5], [0.5, -1.0]]
    trials = [replace(trial(k), values=tuple(map(float, y))) for k, y in enumerate(Y)]
    assert good_of(trials, directions=(MINIMIZE, MINIMIZE)) == [3, 17, 29, 31]
    flipped = [replace(t, values=(-t.values[0], t.values[1])) for t in trials]
    assert good_of(flipped, directions=(MAXIMIZE, MINIMIZE)) == [3, 17, 29, 31]
    infinite = [*trials, replace(trial(40), values=(math.inf, -math.inf))]
    assert len(good_of(infinite, directions=(MINIMIZE, MINIMIZE))) == 5


# --- a pure function of the log


@every
def test_following_a_log_gives_what_a_new_sampler_gives(make):
    """Moves of single trials, bandwidths that stop shrinking, and good trials that turn bad."""
    follower, trials = make(), []
    for k in range(260):
        state = TrialState.FAIL if k % 17 == 5 else TrialState.COMPLETE
        trials.append(trial(k, -float(k) if k % 5 == 0 else None, state=state))
    log = log_of(trials[:3])
    for k in range(3, 260):
        log.absorb([trials[k]])
        if k % 11 == 0 or 95 < k < 112:
            assert suggest(follower, log.view()) == suggest(make(), log.view()), k


@every
def test_older_histories_and_other_logs_give_what_they_gave(make):
    sampler = make()
    log = log_of([trial(k) for k in range(40)])
    old = log.view()
    first = suggest(sampler, old)
    log.absorb([trial(k) for k in range(40, 60)])
    second = suggest(sampler, log.view())
    other = log_of([trial(k) for k in range(100, 130)]).view()
    assert suggest(sampler, other) == suggest(make(), other)
    assert suggest(sampler, old) == first
    assert suggest(sampler, log.view()) == second


@every
def test_a_resumed_study_is_an_uninterrupted_one(make):
    def objective(t):
        c = t.suggest_categorical("c", ["a", "b"])
        x = t.suggest_float("x", -1, 1) if c == "a" else t.suggest_int("n", 1, 9)
        return x**2 + t.suggest_float("lr", 1e-3, 1, log=True)

    storage = bayesopt.storages.InMemoryStorage()
    whole = create_study(sampler=make(), seed=3)
    whole.optimize(objective, n_trials=40)
    create_study(sampler=make(), seed=3, storage=storage, study_name="s").optimize(
        objective, n_trials=17
    )
    again = bayesopt.load_study(sampler=make(), storage=storage, study_name="s")
    again.optimize(objective, n_trials=23)
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]


def test_an_interruption_leaves_nothing_half_done(monkeypatch):
    from bayesopt.samplers import densities

    sampler, log = WAYS["joint"](), log_of([trial(k) for k in range(50)])
    running = [trial(k, state=TrialState.RUNNING) for k in range(50, 53)]
    suggest(sampler, log.view())
    log.absorb(running)

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(densities, "best", interrupt)
        with pytest.raises(KeyboardInterrupt):
            suggest(sampler, log.view())
    assert suggest(sampler, log.view()) == suggest(WAYS["joint"](), log.view())


def test_ranges_that_change_all_the_time_are_forgotten():
    sampler, history = TPESampler(n_startup_trials=0), log_of([trial(0)]).view()
    for k in range(600):
        space = Space({"x": Float(-5, 10 + k)})
        assert -5 <= suggest(sampler, history, space)["x"] <= 10 + k
    assert len(sampler._densities) <= 512


def test_a_sampler_travels_without_what_it_remembers():
    sampler, history = WAYS["joint"](), log_of([trial(k) for k in range(50)]).view()
    first = suggest(sampler, history)
    assert suggest(pickle.loads(pickle.dumps(sampler)), history) == first


# --- what it proposes


def test_startup_trials_are_uniform():
    log = log_of([trial(k) for k in range(9)])
    history = log.view()
    params = suggest(TPESampler(), history)
    assert params == SPACE.decode(generator(5, history.number).random(len(SPACE)))
    log.absorb([trial(9, state=TrialState.FAIL)])  # does not count
    assert suggest(TPESampler(), log.view()) == SPACE.decode(generator(5, 10).random(len(SPACE)))


def test_nothing_observed_draws_from_the_prior():
    values = [suggest(TPESampler(n_startup_trials=0), log_of([]).view())["x"]]
    assert all(-5 <= x <= 10 for x in values)


@every
@pytest.mark.parametrize(
    ("name", "target"), [("x", 4.0), ("k", 6), ("lr", 1e-4), ("c", "b"), ("o", "m"), ("s", 0.75)]
)
def test_proposals_gather_where_values_are_good(make, name, target):
    def distance(params):
        if isinstance(target, str):
            return float(params[name] != target)
        a, b = params[name], target
        return abs(math.log10(a / b)) if name == "lr" else abs(a - b)

    trials = [replace(t, values=(distance(t.params),)) for t in map(trial, range(400))]
    log = log_of(trials)
    found = []
    for number in range(400, 430):
        history = replace(log.view(), number=number)
        found.append(distance(suggest(make(), history)))
    random = np.mean([t.values[0] for t in trials])
    assert np.mean(found) < 0.5 * random


def test_parameters_are_proposed_together():
    """Good where x = y: joint draws stay near the diagonal, independent ones cannot."""
    space = Space({"x": Float(0, 1), "y": Float(0, 1)})
    trials = [trial(k, space=space) for k in range(300)]
    trials = [replace(t, values=(abs(t.params["x"] - t.params["y"]),)) for t in trials]
    log = log_of(trials)

    def off(sampler):
        points = [suggest(sampler, replace(log.view(), number=k), space) for k in range(300, 360)]
        return np.mean([abs(p["x"] - p["y"]) for p in points])

    assert off(TPESampler()) < 0.5 * off(TPESampler(multivariate=False))


def test_running_trials_keep_others_away():
    space = Space({"x": Float(0, 1)})
    trials = [trial(k, space=space) for k in range(40)]
    trials = [replace(t, values=(abs(t.params["x"] - 0.5),)) for t in trials]
    running = [
        FrozenTrial(100 + k, TrialState.RUNNING, {"x": 0.5}, dict(space)) for k in range(30)
    ]
    log = log_of([*trials, *running])

    def near(sampler):
        views = [replace(log.view(), number=k) for k in range(200, 240)]
        return np.mean([abs(suggest(sampler, view, space)["x"] - 0.5) < 0.02 for view in views])

    assert near(TPESampler()) < near(TPESampler(constant_liar=False))


def test_asked_ahead_knows_of_what_runs():
    study = create_study(sampler=TPESampler(), seed=1, space={"x": Float(0, 1)})
    study.optimize(lambda t: t.params["x"] ** 2, n_trials=30)
    alone = create_study(sampler=TPESampler(constant_liar=False), seed=1, space={"x": Float(0, 1)})
    alone.optimize(lambda t: t.params["x"] ** 2, n_trials=30)

    def spread(study):
        return np.std([t.params["x"] for t in study.ask(20)])

    assert spread(study) > spread(alone)


def test_ranges_that_changed_since():
    wide = Space({"x": Float(-10, 10), "c": Categorical(["a", "b", "z"])})
    log = log_of([trial(k, space=wide) for k in range(60)])
    narrow = Space({"x": Float(-1, 1), "c": Categorical(["b", "a"])})
    for make in WAYS.values():
        params = suggest(make(), log.view(), narrow)
        assert -1 <= params["x"] <= 1 and params["c"] in ("a", "b")


# --- groups


def conditional(t):
    if t.suggest_categorical("kind", ["linear", "forest"]) == "linear":
        return math.log(t.suggest_float("C", 1e-3, 1e3, log=True)) ** 2
    return abs(t.suggest_int("depth", 1, 30) - 9) + t.suggest_float("share", 0, 1)


def test_groups_are_what_occurs_together():
    every = {name: Float(0, 1) for name in "abcde"}
    used = ["abc", "abd", "ab", "e", "cd"]
    trials = [
        trial(k, space=Space({name: every[name] for name in names}))
        for k, names in enumerate(used)
    ]
    log = log_of(trials)
    patterns = Patterns(log)
    patterns.follow(log.view())
    groups = {frozenset(space) for space in patterns.spaces(Space())}
    assert groups == {frozenset("ab"), frozenset("c"), frozenset("d"), frozenset("e")}
    new = Space({"new": Float(0, 1)})
    assert patterns.spaces(new) == [new]
    assert Space({"a": Float(0, 2)}) in patterns.spaces(Space({"a": Float(0, 2)}))


def test_groups_are_proposed_whole():
    study = create_study(sampler=TPESampler(group=True), seed=1)
    study.optimize(conditional, n_trials=40)
    history = study.history()
    params = study.sampler.suggest(history.space(), history, generator(1, 40)).params
    assert params.keys() == {"kind", "C", "depth", "share"}
    fixed = PartialFixedSampler({"kind": "linear"}, study.sampler)
    assert fixed.suggest(history.space(), history, generator(1, 40)).params["kind"] == "linear"


@every
def test_conditional_parameters(make):
    study = create_study(sampler=make(), seed=4)
    study.optimize(conditional, n_trials=80)
    assert all(t.state is TrialState.COMPLETE for t in study.trials)
    assert study.best_value < 1.0


@every
def test_several_objectives(make):
    """Binh and Korn's two: late trials lie on better fronts than random ones."""

    def objective(t):
        x, y = t.suggest_float("x", 0, 5), t.suggest_float("y", 0, 3)
        return 4 * x**2 + 4 * y**2, -((x - 5) ** 2) - (y - 5) ** 2

    def late(sampler):
        study = create_study(sampler=sampler, seed=4, directions=["minimize", "maximize"])
        study.optimize(objective, n_trials=100)
        return np.array([t.values for t in study.trials[50:]]) * [1.0, -1.0]

    front = ranks(np.concatenate([late(make()), late(RandomSampler())]))
    assert np.mean(front[:50]) < np.mean(front[50:])


# --- arguments


def test_arguments_that_make_no_sense():
    with pytest.raises(ValueError, match="n_startup_trials = -1"):
        TPESampler(n_startup_trials=-1)
    with pytest.raises(ValueError, match="n_ei_candidates = 0"):
        TPESampler(n_ei_candidates=0)
    with pytest.raises(ValueError, match="group=True needs multivariate=True"):
        TPESampler(group=True, multivariate=False)


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ({"fraction": -1}, "fraction = -1; pass a number above 0 and up to 1"),
        ({"fraction": 5}, "fraction = 5; pass a number above 0 and up to 1"),
        ({"fraction": math.nan}, "fraction = nan; pass a number above 0 and up to 1"),
        ({"power": "a"}, "power = 'a'; pass a number from 0 to 1"),
        ({"power": math.inf}, "power = inf; pass a number from 0 to 1"),
        ({"power": -0.5}, r"power = -0\.5; pass a number from 0 to 1"),
        ({"most": -3}, "most = -3; pass 1 or more"),
        ({"most": 2.5}, r"most = 2\.5; pass 1 or more"),
        ({"joint": "x"}, "joint = 'x'; pass True or False"),
        ({"failures": "x"}, "failures = 'x'; pass True or False"),
        ({"parzen": None}, "parzen = None is none; pass a Parzen"),
    ],
    ids=str,
)
def test_recipes_that_make_no_sense_are_refused(argument, says):
    with pytest.raises((TypeError, ValueError), match=says):
        Recipe(**argument)


def test_the_seed_is_the_studys():
    study = create_study(sampler=TPESampler(seed=11))
    assert study.history().seed == 11


def test_tpe_loads_no_scipy():
    code = """
import sys, bayesopt
from bayesopt.samplers import TPESampler
study = bayesopt.create_study(sampler=TPESampler(), directions=["minimize", "minimize"])
study.optimize(lambda t: (t.suggest_float("x", 0, 1), t.suggest_int("k", 1, 9)), n_trials=20)
study = bayesopt.create_study(sampler=TPESampler())
study.optimize(lambda t: t.suggest_float("x", 0, 1) + t.suggest_int("k", 1, 9), n_trials=20)
sys.exit("scipy" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
