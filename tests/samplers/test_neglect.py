from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, TrialState, create_study
from bayesopt.acquisition import EI, UCB, LogEI, Pointwise
from bayesopt.box import Box
from bayesopt.conditional import ConditionalSpace
from bayesopt.gp import GP
from bayesopt.history import Observations
from bayesopt.samplers import GPSampler
from bayesopt.samplers.neglect import (
    ENOUGH,
    MOST_PAIRS,
    Cell,
    Visits,
    Within,
    gain,
    neglected_cell,
    neglected_point,
)
from bayesopt.samplers.notes import NEGLECTED
from bayesopt.samplers.search import LATEST, Ground, Search
from bayesopt.space import Space

SPACE = Space({"x": Float(0, 1), "a": Categorical([*"pq"]), "b": Categorical([*"uvw"])})
P, Q = 0.25, 0.75
U, V, W = 1 / 6, 0.5, 5 / 6
NONE = np.empty((0, 3))


def observed(X, y):
    no = X[:, :0]
    return Observations(X, y[:, None], NONE, NONE, np.ones(1), no, NONE, no[:0])


CELLS = [(a, b) for a in (P, Q) for b in (U, V, W)]


def belief(pairs, height=lambda x, a, b: x):
    """After evaluations in these pairs of levels, at x spread over [0, 1]."""
    x = np.linspace(0, 1, len(pairs))
    X = np.column_stack([x, np.array(pairs)])
    y = [height(*row) for row in X]
    return GP(noise_std=0.0).fit(X, y, categorical=SPACE.categorical)


def ranked(model):
    """All points of a belief, the best first."""
    return model.X[np.argsort(model.at_data, kind="stable")]


def points(pairs):
    return np.column_stack([np.linspace(0, 1, len(pairs)), np.array(pairs)])


def test_a_level_that_was_hardly_tried_gets_every_fifth_trial():
    known = points([(P, b) for b in (U, V, W)] * 3 + [(Q, U)])
    for number in range(10, 20):
        cell = neglected_cell(Visits(SPACE, known, NONE, number), little=False)
        if number % 5:
            assert cell is None
        else:
            assert cell.columns == (1,) and cell.coordinates == (Q,)


@pytest.mark.parametrize("levels", [17, 64])
def test_one_of_many_levels_is_looked_after_too(levels):
    space = Space({"x": Float(0, 1), "c": Categorical([*range(levels)])})
    visited = np.tile((np.arange(levels - 1) + 0.5) / levels, 2)
    known = np.column_stack([np.linspace(0, 1, len(visited)), visited])
    cell = neglected_cell(Visits(space, known, np.empty((0, 2)), 10), False)
    assert cell.coordinates == ((levels - 0.5) / levels,)
    assert cell.share == 0


def test_levels_tried_alike_are_not_neglected():
    known = points(CELLS * 2)
    assert neglected_cell(Visits(SPACE, known, NONE, 20), little=False) is None
    assert neglected_cell(Visits(SPACE, known, NONE, 20), little=True) is None


def test_a_number_of_layers_that_was_hardly_tried_gets_every_fifth_trial_too():
    """It decides what else there is, and is no choice without an order."""
    params = {"layers": Int(1, 2), "first": Float(0, 1), "second": Float(0, 1)}
    known = np.full((10, 3), 0.5)
    known[:, 0], known[-1, 0] = 0.25, 0.75
    seen = known.copy()
    seen[:-1, 2] = np.nan
    space = ConditionalSpace.learnt(params, seen)
    cell = neglected_cell(Visits(space, known, NONE, 10), little=False)
    assert (cell.columns, cell.coordinates) == ((0,), (0.75,))
    assert neglected_cell(Visits(Space(params), known, NONE, 10), little=False) is None


@pytest.mark.parametrize("power", [-900, -500, 900])
def test_what_is_to_be_gained_is_the_same_in_any_unit(power):
    X, x = np.linspace(0, 1, 5)[:, None], np.array([0.4])
    y = np.array([0.3, 0.1, 0.2, 0.5, 0.4])
    expected = gain(GP().fit(X, y), x)
    assert gain(GP().fit(X, np.ldexp(y, power)), x) == np.ldexp(expected, power) > 0


def test_a_pair_never_tried_comes_first_where_little_is_left_to_gain():
    known = points([cell for cell in CELLS if cell != (Q, V)] * 3)
    cell = neglected_cell(Visits(SPACE, known, NONE, 22), little=True)
    assert cell.columns == (1, 2) and cell.coordinates == (Q, V)
    assert cell.share == 0
    assert neglected_cell(Visits(SPACE, known, NONE, 22), little=False) is None


def test_pairs_count_only_with_trials_enough_for_all_of_them():
    few = points(([(P, U), (Q, V), (P, W)] * 4)[: ENOUGH * 6 - 1])
    assert neglected_cell(Visits(SPACE, few, NONE, 22), little=True).columns == (1,)


def branches():
    """A space where `b`, which decides about `more`, is there with the first of `a` only."""
    params = {**SPACE, "b": Int(1, 3), "more": Float(0, 1)}
    X = np.column_stack([points([(P, U), (P, V), (P, W), (Q, np.nan)] * 4), np.full(16, 0.5)])
    X[X[:, 2] != W, 3] = np.nan
    space = ConditionalSpace.learnt(params, X)
    assert space.switches.tolist() == [False, True, True, False]
    return space, space.placed(X)


def test_pairs_of_choices_that_do_not_exist_together_are_left_alone():
    space, known = branches()
    cell = neglected_cell(Visits(space, known, NONE[:, [0, 0, 0, 0]], 22), little=True)
    assert cell.columns == (1,) and cell.coordinates == (Q,)


def test_what_is_inactive_belongs_to_no_cell():
    space, known = branches()
    middle = Cell((2,), (V,), 0.5)
    assert known[~space.active(known)[:, 2], 2].tolist() == [V] * 4
    assert middle.holds(known, space).tolist() == [False, True, False, False] * 4


def test_a_level_is_tried_first_in_the_best_trial_that_has_a_use_for_it():
    space, known = branches()
    untried = known[known[:, 2] != U]
    y = np.where(space.active(untried)[:, 2], 1.0 + untried[:, 0], 0.0)
    model = GP(noise_std=0.0).fit(untried, y, categorical=space.categorical)
    point = Cell((2,), (U,), 0.0).first_point(space, ranked(model), np.random.default_rng(0))
    best = untried[np.argmin(np.where(y > 0, y, np.inf))]
    assert point[:3].tolist() == [*best[:2], U]
    others = GP(noise_std=0.0).fit(known[3::4], known[3::4, 0], categorical=space.categorical)
    assert (
        Cell((2,), (U,), 0.0).first_point(space, ranked(others), np.random.default_rng(0)) is None
    )


def test_what_is_unknown_of_a_running_trial_counts_nowhere():
    known = np.vstack([points(CELLS * 2), [[0.5, Q, np.nan]]])
    assert neglected_cell(Visits(SPACE, known, NONE, 22), little=True).coordinates == (P,)


@pytest.mark.parametrize(
    "space", [{"x": Float(0, 1), "y": Float(0, 1)}, {"a": Categorical([*"pq"])}]
)
def test_without_both_choices_and_numbers_nothing_is_neglected(space):
    space = Space(space)
    known = space.snap(np.random.default_rng(0).random((3, len(space))))
    assert neglected_cell(Visits(space, known, NONE, 20), little=True) is None


@pytest.mark.parametrize("number", [22, 23])
def test_every_second_trial_goes_there_as_soon_as_little_is_left_to_gain(number):
    model = belief([cell for cell in CELLS if cell != (Q, V)] * 3)
    done = model.X[np.argmin(model.y)]
    assert gain(model, done) < 1e-4

    def answer(known):
        rng = np.random.default_rng(0)
        visits = Visits(SPACE, known, NONE, number)
        settings = ranked(model), visits, rng
        point = neglected_point(done, lambda _: done, lambda _: True, *settings)
        return (done if point is None else point).tolist()

    entered = [done[0], Q, V] if number == 22 else done.tolist()
    assert answer(model.X) == entered
    # trials that the belief does not know count as well
    assert answer(np.vstack([model.X, points(CELLS * 99)])) == done.tolist()


def test_in_a_neglected_cell_corners_are_left_alone():
    # at q the function is flat: the process knows least in the corners of the cell
    space = Space({"x": Float(0, 1), "y": Float(0, 1), "a": Categorical([*"pq"])})
    rng = np.random.default_rng(0)
    X = space.snap(np.column_stack([rng.random((20, 2)), np.repeat([P, Q], [17, 3])]))
    y = np.where(X[:, 2] == Q, 3.0, np.sum((X[:, :2] - 0.4) ** 2, axis=1))
    model = GP(noise_std=0.0).fit(X, y, categorical=space.categorical)
    seen = observed(X, y)
    ground = Ground(space, seen, seen, X, 25, rng)

    def answer(within):
        point, noted = Search(ground, model, LogEI(), LogEI(), within, False, False).best(())
        assert noted == {NEGLECTED: True}
        return point

    *numbers, level = answer(None)
    assert level == Q
    assert min(numbers) >= 1 / 8 and max(numbers) <= 7 / 8
    # a region is one already
    region = Box(np.full(3, 0.5), np.array([0.0, 0.0, 0.0]), np.array([0.1, 0.1, 1.0]))
    *numbers, level = answer(region)
    assert level == Q
    assert max(numbers) <= 0.1


def test_a_neglected_cell_is_searched_as_usual_whatever_leads_elsewhere():
    model = belief(CELLS * 3 + [(P, U)] * 30)
    wanted = []

    @dataclass(frozen=True)
    class Told(Pointwise):
        name: str

        def value(self, mean, std, best):
            wanted.append(self.name)
            return -mean

    seen = observed(model.X, model.y)
    ground = Ground(SPACE, seen, seen, model.X, 25, np.random.default_rng(0))
    Search(ground, model, Told("optimism"), Told("usual"), None, False, False).best(())
    anywhere = wanted.index("usual")
    assert {*wanted[:anywhere]} == {"optimism"} and {*wanted[anywhere:]} == {"usual"}


def test_within_a_cell_only_its_points_are_wanted():
    model = belief(CELLS * 2)
    cell = Cell((1, 2), (Q, W), 0.0)
    within = Within(UCB(1.0), cell, SPACE, np.ones(len(model.X), bool))
    score = within.on(model, np.random.default_rng(0))
    X = np.array([[0.3, *cell] for cell in CELLS])
    values = score(X)
    assert np.isfinite(values).tolist() == [cell == (Q, W) for cell in CELLS]
    assert values[-1] == UCB(1.0)(model, X, np.random.default_rng(0))[-1]


def test_within_a_cell_the_best_there_is_to_be_improved_on():
    # at q all is worse by 3 than at p: what improves on 3 there does not improve on p
    model = belief(CELLS * 3, lambda x, a, b: x + (3 if a == Q else 0))
    cell = Cell((1,), (Q,), 0.5)
    here = cell.holds(model.X, SPACE)
    X = np.array([[0.02, Q, V]])
    for reached in (np.ones(18, bool), model.at_data > np.median(model.at_data[here])):
        score = Within(EI(), cell, SPACE, reached).on(model, np.random.default_rng(0))
        expected = EI().value(*model.predict(X), model.at_data[here & reached].min())
        np.testing.assert_allclose(score(X), expected)
        assert expected > 10 * EI()(model, X, np.random.default_rng(0))


def test_what_breaks_a_constraint_is_nothing_to_be_improved_on_in_a_cell():
    """Where nothing below 4.5 can be reached, and all below that is feasible for no level."""

    def f(trial):
        x, y, level = trial.params["x"], trial.params["y"], "abcd".index(trial.params["c"])
        trial.set_constraint("far", 0.6 - x - 0.05 * level)
        return 8 * x + (y - 0.5) ** 2 + 0.3 * level

    space = {"c": Categorical([*"abcd"]), "x": Float(0, 1), "y": Float(0, 1)}
    study = create_study(sampler=GPSampler(), seed=0, space=space)
    study.optimize(f, 80)
    neglected = [
        trial.value
        for trial in study.trials
        if any(isinstance(note, dict) and NEGLECTED in note for note in trial.notes.values())
    ]
    assert len(neglected) > 10
    assert np.median(neglected) > 4


def test_a_cell_without_points_is_entered_from_the_best_point_known():
    model = belief([cell for cell in CELLS if cell != (Q, V)] * 3, lambda x, a, b: abs(x - 0.5))
    point = Cell((1, 2), (Q, V), 0.0).first_point(SPACE, ranked(model), np.random.default_rng(0))
    assert point.tolist() == [model.X[np.argmin(model.y), 0], Q, V]


def test_the_best_pair_is_found_though_its_levels_are_the_worst():
    def f(trial):
        a, b = trial.params["a"], trial.params["b"]
        bowl = 2 * ((trial.params["x"] - 0.7) ** 2 + (trial.params["y"] - 0.2) ** 2)
        if (a, b) == ("s", "w"):
            return bowl
        alone = 0.1 * "pqrs".index(a) + 0.1 * "uvw".index(b)
        return 0.5 + alone + 0.5 * (a == "s") + 0.5 * (b == "w") + bowl

    space = {
        "a": Categorical([*"pqrs"]),
        "b": Categorical([*"uvw"]),
        "x": Float(0, 1),
        "y": Float(0, 1),
    }
    found = []
    for seed in range(10):
        study = create_study(sampler=GPSampler(seed=seed), space=space)
        study.optimize(f, 60)
        found.append(study.best_value < 0.1)
    assert sum(found) >= 9


def test_a_level_that_only_fails_is_given_up_but_for_one_trial_in_ten():
    known = points([(P, b) for b in (U, V, W)] * 5 + [(Q, U)] * 4)
    lost = known[-4:]
    assert not neglected_cell(Visits(SPACE, known, lost[:2], 20), little=False).given_up
    assert neglected_cell(Visits(SPACE, known, lost, 20), little=False) is None
    more = np.concatenate([known, known[:15]])
    assert neglected_cell(Visits(SPACE, more, lost, 20), little=False).coordinates == (Q,)
    assert neglected_cell(Visits(SPACE, more, lost, 20), little=False).given_up


def test_where_a_level_only_fails_it_is_tried_anywhere():
    """A twentieth of the branch is sound, next to the wall, and holds the optimum."""
    model = belief([(P, U), (P, V), (P, W)] * 7)
    lost = points([(Q, U)] * 3)
    known = np.concatenate([model.X, lost])

    def answer(seed):
        rng = np.random.default_rng(seed)
        visits = Visits(SPACE, known, lost, 25)
        settings = ranked(model), visits, rng
        return neglected_point(model.X[0], lambda _: model.X[0], lambda _: False, *settings)

    tried = np.array([answer(seed) for seed in range(100)])
    assert np.all(tried[:, 1] == Q) and np.sum(tried[:, 0] > 0.95) >= 1


def test_of_three_libraries_the_one_that_is_broken_is_tried_in_a_tenth_of_the_trials():
    def objective(trial):
        library = trial.suggest_categorical("library", ["a", "b", "c"])
        x = trial.suggest_float("x", -5, 5)
        if library == "b":
            raise RuntimeError("not installed")
        return x * x + (library == "a")

    study = create_study(seed=0)
    study.optimize(objective, 60, catch=RuntimeError)
    assert sum(trial.state == TrialState.FAIL for trial in study.trials) <= 4 + 60 // 10


@pytest.mark.parametrize("seed", range(20))
def test_of_many_columns_and_pairs_the_rarest_cell_is_found_at_once(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 7, rng.integers(1, 5))
    choices = {f"c{k}": Categorical([*"abcdef"[:size]]) for k, size in enumerate(sizes)}
    space = Space({"x": Float(0, 1), **choices, "k": Int(0, 3)})
    known = space.snap(rng.random((rng.integers(0, 60), len(space))))
    known[rng.random(known.shape) < 0.1 * (seed % 2)] = np.nan
    failed = known[rng.random(len(known)) < 0.3]
    visits = Visits(space, known, failed, 1)
    alone = [(j,) for j in range(1, len(space))]
    for every in (alone, [*combinations(range(1, len(space)), 2), *alone]):
        shares = [visits.rarest([columns], np.inf).share for columns in every]
        found = visits.rarest(every, np.inf)
        assert found.columns == every[int(np.argmin(shares))]
        assert found.share == min(shares)
        # counted one by one
        level = np.floor(known[:, list(found.columns)] * space.levels[list(found.columns)])
        at = np.round(np.array(found.coordinates) * space.levels[list(found.columns)] - 0.5)
        used = ~np.isnan(level).any(axis=1)
        count = int(np.sum(np.all(level[used] == at, axis=1)))
        cells = int(np.prod(space.levels[list(found.columns)]))
        fair = count * cells / max(int(used.sum()), 1)
        assert found.share in (pytest.approx(fair), pytest.approx(float(cells)))


def test_of_very_many_pairs_each_trial_looks_at_a_share(monkeypatch):
    space = Space({"x": Float(0, 1), **{f"c{k}": Categorical([*"ab"]) for k in range(40)}})
    known = space.snap(np.random.default_rng(0).random((200, 41)))
    pairs = [*combinations(range(1, 41), 2)]
    shares = 1 + len(pairs) // MOST_PAIRS
    looked, real = [], Visits.rarest

    def told(visits, every, most):
        looked.append({columns for columns in every if len(columns) == 2})
        return real(visits, every, most)

    monkeypatch.setattr(Visits, "rarest", told)
    for number in range(20, 20 + 2 * shares, 2):
        neglected_cell(Visits(space, known, known[:0], number), little=True)
    assert max(map(len, looked)) <= MOST_PAIRS
    assert sum(map(len, looked)) == len(pairs)
    assert set.union(*looked) == {*pairs}


def test_of_very_many_trials_the_latest_tell_what_is_seldom_visited():
    space = Space({"c": Categorical(["a", "b"])})
    X = np.where(np.arange(LATEST + 5) < 5, 0.25, 0.75)[:, None]
    few = np.array([[0.25]])
    rows = np.empty((len(X), 0))
    seen = Observations(
        X=X,
        Y=X,
        pending=few,
        failed=few,
        signs=np.ones(1),
        C=rows,
        pruned=few[:0],
        C_pruned=rows[:0],
    )
    visits = Ground(space, seen, seen, X[:0], 0, np.random.default_rng(0)).visits
    assert len(visits.known) == LATEST + 2
    assert np.sum(visits.known == 0.25) == 2
    assert visits.failed.tolist() == [[0.25]]
