"""What has broken Gaussian process samplers elsewhere, one test for each.

Beside this file: many writers of one store (storages), derivatives (test_acquisition, test_gp),
extending against factoring again (test_posterior), difficult values and signs (test_gp here).
"""

import math
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import numpy as np
import pytest

from bayesopt import (
    Categorical,
    Float,
    Int,
    SpaceExhausted,
    TrialPruned,
    TrialState,
    create_study,
    create_trial,
)
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP
from bayesopt.maximize import maximize
from bayesopt.outputs import Warp, shortening
from bayesopt.samplers import GPSampler
from bayesopt.score import Constant
from bayesopt.space import Space

SQUARE = {"x": Float(0, 1), "y": Float(0, 1)}


def run(f, n, space=SQUARE, seed=0, **study):
    study = create_study(sampler=GPSampler(seed=seed), space=space, **study)
    study.optimize(lambda trial: f(**trial.params), n)
    return study


def distinct(study):
    return len({tuple(trial.params.values()) for trial in study.trials})


@pytest.mark.parametrize("evaluations", [1, 2, 3, 7])
def test_an_aborted_fit_keeps_the_best_it_has_seen(evaluations):
    rng = np.random.default_rng(0)
    X = rng.random((20, 3))
    gp = GP()
    table = gp._data(X, np.sin(6 * X[:, 0]), None)
    start = gp._cold(table)[0]
    first, _, _ = gp._ascend(table, start, 1)
    value, _, found = gp._ascend(table, start, evaluations)
    again, _, _ = gp._ascend(table, found, 1)
    assert value <= first
    assert again == pytest.approx(value, rel=1e-9)  # the value is that of what is returned


@pytest.mark.parametrize(
    "space",
    [
        {"x": Float(0, 1)},
        {"k": Int(0, 3), "c": Categorical(["a", "b"])},
        {"k": Int(0, 99999), "c": Categorical([*"abcdefgh"])},
        {"one": Int(3, 3)},
        {"one": Categorical(["a"]), "x": Float(0, 1)},
    ],
    ids=["one number", "few points", "many points", "one point", "one level"],
)
def test_an_acquisition_that_is_the_same_everywhere_still_gives_a_point(space):
    space, rng = Space(space), np.random.default_rng(0)
    X = space.snap(rng.random((3, len(space))))
    belief = GP().fit(X, [1.0, 2.0, 3.0], categorical=space.categorical)
    point = maximize(Constant(1.0), belief, space, rng, avoid=X[:1])
    np.testing.assert_array_equal(space.snap(point[None])[0], point)
    assert space.size == 1 or not (point == X[0]).all()


@pytest.mark.parametrize("values", [np.zeros(300), np.linspace(0, 1, 300)])
def test_crowded_points_without_noise_have_a_factor(values):
    X = 0.5 + 1e-4 * np.random.default_rng(0).random((300, 2))
    mean, std = GP(noise_std=0.0).fit(X, values).predict(np.array([[0.5, 0.5], [0.9, 0.1]]))
    assert np.isfinite(mean).all() and np.all(std >= 0)


@pytest.mark.parametrize(
    "f",
    [lambda x0, **_: x0, lambda **_: 1.0, lambda x0, **_: math.sin(20 * x0)],
    ids=["linear", "constant", "one of twenty"],
)
def test_endless_lengthscales_do_not_end_exploration(f):
    study = run(f, 25, {f"x{j}": Float(0, 1) for j in range(20)})
    X = study.space.encode([trial.params for trial in study.trials])
    apart = np.abs(X[:, None] - X).max(axis=2)[~np.eye(len(X), dtype=bool)]
    assert apart.min() > 1e-6


def test_log_ei_has_a_slope_far_from_everything():
    mean, std = np.array([1e8, 1e3, 1e-12]), np.ones(3)
    by_mean, by_std = LogEI().slopes(mean, std, 0.0)
    assert np.isfinite(LogEI().value(mean, std, 0.0)).all()
    assert np.all(by_mean < 0) and np.all(by_std > 0) and np.isfinite([by_mean, by_std]).all()


def test_a_space_of_twelve_points_is_exhausted_after_twelve():
    space = {"k": Int(0, 2), "c": Categorical(["a", "b"]), "s": Categorical([1, 2])}
    study = create_study(sampler=GPSampler(seed=0), space=space, duplicates="avoid")
    for _ in range(12):
        trial = study.ask()
        study.tell(trial, float(trial.params["k"]))
    assert distinct(study) == 12
    with pytest.raises(SpaceExhausted):
        study.ask()


def test_a_finite_space_is_tried_through_before_a_point_comes_twice():
    space = {"k": Int(0, 2), "c": Categorical(["a", "b"]), "s": Categorical([1, 2])}
    for seed in range(3):
        assert distinct(run(lambda k, c, s: float(k), 12, space, seed)) == 12


def test_half_of_the_space_fails():
    last = [
        math.isnan(trial.value or math.nan)
        for seed in range(3)
        for trial in run(
            lambda x, y: math.nan if x < 0.5 else (x - 0.6) ** 2 + (y - 0.3) ** 2, 50, seed=seed
        ).trials[-30:]
    ]
    assert np.mean(last) < 0.25


def test_an_optimum_at_the_edge_of_what_fails_is_approached_from_the_good_side():
    def over_the_edge(x, y):
        return math.nan if x > 0.5 else (x - 0.6) ** 2 + (y - 0.3) ** 2

    studies = [run(over_the_edge, 60, seed=seed) for seed in range(5)]
    lost = [trial for s in studies for trial in s.trials[-30:] if trial.state == TrialState.FAIL]
    assert len(lost) < 0.25 * 5 * 30
    assert sum(trial.params["x"] > 0.55 for trial in lost) < 0.1 * 5 * 30
    assert all(study.best_value < 0.01 + 1e-3 for study in studies)


@pytest.mark.parametrize(
    "first", [lambda t: t.suggest_float("a", 0, 9), lambda t: t.suggest_int("a", 0, 9)]
)
def test_failures_before_the_last_parameter_is_known_count(first):
    def objective(trial):
        a = first(trial)
        if a > 5:
            raise RuntimeError("too much memory")
        return (a - 7) ** 2 + trial.suggest_float("b", -5, 5) ** 2

    best = []
    for seed in range(8):
        study = create_study(seed=seed)
        study.optimize(objective, 50, catch=RuntimeError)
        assert sum(trial.state == TrialState.FAIL for trial in study.trials[-30:]) < 10
        best.append(study.best_value)
    assert max(best) < 4.02
    assert np.mean(best) < 4.01


def test_failures_before_a_branch_is_known_count():
    def objective(trial):
        kind, n = trial.suggest_categorical("kind", ["a", "b"]), trial.suggest_int("n", 1, 4)
        if kind == "b" and n > 2:
            raise RuntimeError("too much memory")
        names = [f"u{k}" for k in range(n)] if kind == "b" else ["w"]
        return sum((trial.suggest_float(name, 0, 1) - 0.3) ** 2 for name in names) - n / 10

    for seed in range(4):
        study = create_study(seed=seed)
        study.optimize(objective, 60, catch=RuntimeError)
        assert sum(trial.state == TrialState.FAIL for trial in study.trials[-30:]) < 8


def test_a_constraint_of_infinity_is_broken():
    def objective(trial):
        x, y = trial.suggest_float("x", -5, 5), trial.suggest_float("y", -5, 5)
        trial.set_constraint("fits", math.inf if x > 0 else x - 5)
        return (x - 1) ** 2 + y**2

    study = create_study(seed=0)
    study.optimize(objective, 50)
    assert sum(not trial.feasible for trial in study.trials[-30:]) < 20
    assert study.best_value < 1.1


def test_points_of_branches_are_not_suggested_again():
    def objective(trial):
        kind = trial.suggest_categorical("kind", ["a", "b", "c"])
        if kind == "a":
            return trial.suggest_int("x", 0, 9) + trial.suggest_int("x2", 0, 9) / 2
        if kind == "b":
            return 1 + trial.suggest_int("y", 0, 9) + trial.suggest_int("z", 0, 9)
        return trial.suggest_int("w", 0, 9) - 0.5

    for seed in range(3):
        study = create_study(seed=seed)
        study.optimize(objective, 40)
        later = {tuple(trial.params.items()) for trial in study.trials[8:]}
        assert len(later) == 32


def test_a_study_recovers_from_failures_at_the_start():
    calls = []

    def f(x, y):
        calls.append(x)
        return math.nan if len(calls) <= 12 else x + y

    study = run(f, 30)
    assert study.best_value < 0.1


def bowl(x, y):
    return (x - 0.3) ** 2 + (y - 0.6) ** 2


@pytest.mark.parametrize("glitch", [math.inf, 1e12, math.nan])
def test_one_bad_value_whatever_the_parameters_does_no_harm(glitch):
    for seed in range(4):
        calls = []

        def f(x, y, calls=calls):
            calls.append(x)
            return glitch if len(calls) == 7 else bowl(x, y)

        # without it 30 trials end at 4e-8 in the median of 20 seeds, 4e-7 at worst
        assert run(f, 30, seed=seed).best_value < 1e-6


def test_failures_that_come_by_chance_are_borne():
    found = []
    for seed in range(5):
        chance = np.random.default_rng(1000 + seed)
        flaky = lambda x, y, z, c=chance: (  # noqa: E731
            math.nan if c.random() < 0.3 else bowl(x, y) + 3 * (z - 0.6) ** 2
        )
        found.append(run(flaky, 40, {**SQUARE, "z": Float(0, 1)}, seed).best_value)
    assert np.median(found) < 1e-3  # avoided as if they were a border: 0.01 to 1


@pytest.mark.parametrize("edge", [1.0, 0.4])
def test_what_is_pruned_without_a_report_is_avoided(edge):
    def objective(trial):
        x, y = trial.params["x"], trial.params["y"]
        if x + y > edge:
            raise TrialPruned
        return (x - 0.2) ** 2 + (y - 0.1) ** 2

    for seed in range(3):
        study = create_study(space=SQUARE, seed=seed)
        study.optimize(objective, 40)
        assert study.best_value < 1e-4
        assert sum(trial.state is TrialState.PRUNED for trial in study.trials[-20:]) <= 6


def test_points_that_were_pruned_are_not_suggested_again():
    def objective(trial):
        if trial.params["i"] % 2:
            raise TrialPruned
        return abs(trial.params["i"] - 6)

    for seed in range(4):
        study = create_study(space={"i": Int(0, 11)}, seed=seed)
        study.optimize(objective, 12)
        assert distinct(study) == 12


def test_a_better_point_out_of_reach_leaves_something_to_look_for():
    def f(lowest):
        return lambda t: (
            (t.suggest_float("x", lowest, 10) - 2) ** 2 + (t.suggest_float("y", 0, 10) - 6) ** 2
        )

    narrowed = create_study(seed=0)
    narrowed.optimize(f(0), 20)
    narrowed.optimize(f(5), 15)
    assert min(trial.value for trial in narrowed.trials[20:]) < 9 + 1e-3
    enqueued = create_study(seed=0)
    enqueued.enqueue_trial({"x": 2.0, "y": 6.0})
    enqueued.optimize(f(5), 20)
    assert sorted(trial.value for trial in enqueued.trials)[1] < 9 + 1e-3


@pytest.mark.filterwarnings("ignore:'x' = .* is outside:UserWarning")
@pytest.mark.parametrize("x", [1e12, 1e140, -1e300])
@pytest.mark.parametrize("end", [0.5, -3.0, 1e300, TrialState.FAIL])
def test_a_trial_very_far_beyond_the_range_does_no_harm(x, end):
    ended = {"state": end} if end is TrialState.FAIL else {"value": end}
    study = create_study(seed=3, space={"x": Float(0, 1), "y": Float(0, 1)})
    wide = {"x": Float(-1e301, 1e301), "y": Float(0, 1)}
    study.add_trial(create_trial(params={"x": x, "y": 0.5}, distributions=wide, **ended))
    study.enqueue_trial({"x": x / 2})
    study.ask()  # goes on running
    study.optimize(lambda t: (t.suggest_float("x", 0, 1) - 0.3) ** 2 + t.params["y"] ** 2, 25)
    assert min(trial.value for trial in study.trials[2:]) < 1e-3


def test_a_range_narrowed_by_many_orders_of_magnitude_is_searched():
    def f(high):
        return lambda t: abs(t.suggest_float("x", 0, high) / high - 0.3)

    study = create_study(seed=0)
    study.optimize(f(1.0), 12)
    study.optimize(f(1e-140), 25)
    assert min(trial.value for trial in study.trials[12:]) < 1e-2


def test_what_is_known_beyond_the_range_leads_the_first_asks():
    beyond = {"x": Float(0, 30)}
    found = []
    for seed in range(6):
        study = create_study(seed=seed)
        study.add_trials(
            create_trial(params={"x": x}, distributions=beyond, value=(x - 7) ** 2)
            for x in np.linspace(12, 20, 12).tolist()
        )
        study.optimize(lambda trial: (trial.suggest_float("x", 0, 10) - 7) ** 2, 4)
        found.append(study.best_value)
    assert np.median(found) < 0.05  # of four blind trials 0.3


def test_what_was_learnt_of_a_wide_range_does_not_hold_in_a_narrow_one_for_long():
    def bowl_within(reach):
        def f(trial):
            x, y = (trial.suggest_float(name, -reach, reach) for name in "xy")
            return (x - 1) ** 2 + (y - 3) ** 2

        return f

    found = []
    for seed in range(24):
        study = create_study(seed=seed)
        study.optimize(bowl_within(100), 10)
        study.optimize(bowl_within(5), 10)
        found.append(min(trial.value for trial in study.trials[10:]))
    assert sum(value > 1 for value in found) <= 2  # of 24 six, that stayed at a wall


def test_far_worse_values_where_nothing_is_offered_drown_nothing():
    def f(trial):
        lr = trial.suggest_float(
            "lr", *((0.1, 10) if trial.number < 20 else (1e-5, 0.1)), log=True
        )
        miss = (math.log10(lr) + 3) ** 2 * (1 if lr < 0.1 else 20)
        return miss + 0.3 * abs(trial.suggest_int("d", 1, 12) - 9)

    found = []
    for seed in range(5):
        study = create_study(seed=seed)
        study.optimize(f, 40)
        found.append(study.best_value)
    assert np.median(found) < 0.02  # with them 3 to 4, by chance 0.3


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: min(100 * bowl(x, y), 2.0),
        lambda x, y: -max(0.0, 1 - 20 * bowl(x, y)),
        lambda x, y: -max(0.0, 1 - 20 * abs(x - 0.37)),
    ],
    ids=["clipped", "bump", "ridge"],
)
def test_a_search_finds_its_way_off_a_plateau(f):
    best = [run(f, 60, seed=seed).best_value for seed in range(6)]
    blind = [
        min(f(*point) for point in np.random.default_rng(seed).random((60, 2)))
        for seed in range(6)
    ]
    assert max(best) < np.median(blind)


def test_a_plateau_is_covered_not_its_corners():
    study = run(lambda x, y: 1.0, 60)
    cells = {(int(10 * t.params["x"]), int(10 * t.params["y"])) for t in study.trials}
    assert len(cells) > 35  # 45 by chance; 9 in the corners and the middle


@pytest.mark.filterwarnings("error")
def test_values_near_the_largest_float_are_values():
    study = run(lambda x, y: 1e308 * math.tanh(bowl(8 * x, 8 * y) - 20), 30)
    assert study.best_value < 0
    assert len(run(lambda x, y: 1e300, 30).trials) == 30


@pytest.mark.parametrize(
    "far",
    [
        lambda y, n: math.exp(40 * y),
        lambda y, n: 1e12 if n == 7 else y,
        lambda y, n: math.inf if n == 7 else y,
        lambda y, n: 1e12 * (y > 0.3) + y,
    ],
    ids=["exponential", "one outlier", "one infinity", "wall"],
)
def test_heavy_tails_hide_nothing(far):
    def regret(seed):
        number = iter(range(30))
        found = run(lambda x, y: far(bowl(x, y), next(number)), 30, seed=seed)
        return bowl(**found.best_params)

    assert np.median([regret(seed) for seed in range(6)]) < 1e-6  # it goes up to 0.85


def least(tail, seed):
    """Of a bowl in four parameters, of which the sampler is told what `tail` makes of it."""
    rng = np.random.default_rng(seed)
    centre, bowls = rng.uniform(0.25, 0.75, 4), []

    def f(trial):
        x = [trial.suggest_float(f"x{j}", 0, 1) for j in range(4)]
        bowls.append(float(np.sum(np.square(x - centre))))
        return float(tail(bowls[-1]))

    create_study(sampler=GPSampler(seed=seed)).optimize(f, 60)
    return min(bowls)


@pytest.mark.parametrize("tail", [lambda u: math.exp(40 * u), lambda u: u**5], ids=["exp", "u5"])
def test_a_heavy_tail_among_the_best_half_hides_nothing_either(tail):
    """Before values were warped any deeper than to the median the exponential of a bowl in four
    parameters ended at 1e-3 in the median, the power at 7e-3.
    """

    assert np.median([least(tail, seed) for seed in range(20, 25)]) < 1e-4


@pytest.mark.parametrize(
    "tail",
    [lambda u: -math.exp(-100 * u), lambda u: -((u + 1e-3) ** -4)],
    ids=["likelihood", "power"],
)
def test_a_heavy_tail_of_good_values_hides_nothing(tail):
    """Before such values were modelled on a logarithmic scale, these ended at 4e-6 and 1e-4."""
    assert np.median([least(tail, seed) for seed in range(20, 25)]) < 1e-6


def test_shortening_leaves_a_long_good_tail_as_it_is():
    y = -np.exp(4 * np.random.default_rng(0).random(40))
    assert shortening(y) == Warp()


def test_shortening_does_no_harm_where_the_good_tail_is_the_long_one():
    def regret(warp, seed):
        study = create_study(sampler=GPSampler(warp=warp), space=SQUARE, seed=seed)
        study.optimize(lambda trial: rare_peak(**trial.params), 30)
        return 1.0 + study.best_value

    def rare_peak(x, y):
        return -math.exp(-40 * ((x - 0.3) ** 2 + (y - 0.6) ** 2))

    seeds = range(8)
    shortened, plain = ([regret(warp, seed) for seed in seeds] for warp in (True, False))
    assert np.median(shortened) < max(1e-4, 3 * np.median(plain))


def test_a_level_that_is_worse_on_average_may_hold_the_optimum():
    def f(level, x, y):
        bowl = 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
        if level != "d":
            return {"a": 0.3, "b": 0.4, "c": 0.5}[level] + bowl
        return 1.5 - 1.5 * math.exp(-((x - 0.8) ** 2 + (y - 0.3) ** 2) / 0.25)

    space = {"level": Categorical([*"abcd"]), **SQUARE}
    found = [run(f, 80, space, seed).best_params["level"] == "d" for seed in range(20)]
    assert sum(found) >= 18


@pytest.mark.parametrize(
    ("names", "height"),
    [
        ("x", lambda x: math.floor(8 * x)),
        ("x", lambda x: math.floor(16 * (x - 0.3) ** 2)),
        ("xy", lambda x, y: math.floor(8 * ((x - 0.3) ** 2 + (y - 0.6) ** 2))),
        ("xy", lambda x, y: math.floor(8 * x) + math.floor(8 * y)),
    ],
    ids=["stairs", "steps of a bowl", "steps of a bowl in two", "stairs in two"],
)
def test_no_step_has_more_than_five_trials_in_a_row(names, height):
    """Not even the lowest, which could go down farther within."""
    space = {name: Float(0, 1) for name in names}
    for seed in range(4):
        trials = run(height, 40, space, seed).trials
        steps = groupby(tuple(int(8 * value) for value in t.params.values()) for t in trials)
        assert max(len([*same]) for _, same in steps) <= 5


def test_no_step_is_visited_again_and_again():
    """Of 144 steps of random heights: without looking after plateaus the 40 trials of a run are
    on 16, in the mean, and 18 of them on one.
    """
    heights = np.random.default_rng(0).random((12, 12))

    def step(x, y):
        return min(int(12 * x), 11), min(int(12 * y), 11)

    visits = []
    for seed in range(8):
        study = run(lambda x, y: heights[step(x, y)], 40, seed=seed)
        visits.append(Counter(step(**trial.params) for trial in study.trials))
    assert np.mean([len(each) for each in visits]) > 19
    assert np.mean([max(each.values()) for each in visits]) < 15


@pytest.mark.parametrize("shared", [True, False])
def test_the_same_history_gives_the_same_bits_from_many_threads(shared):
    study = run(lambda x, y: x + math.sin(5 * y), 12)
    space, history, sampler = study.space, study.history(), GPSampler()

    def ask(_):
        asked = sampler if shared else GPSampler()
        return asked.suggest(space, history, np.random.default_rng(5)).params

    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(ask, range(16))]
    assert all(answer == answers[0] for answer in answers)


ASKING = """
import time
import numpy as np
from bayesopt import Float, create_study
from bayesopt.samplers import GPSampler

space = {f"x{j}": Float(0, 1) for j in range(6)}
study = create_study(sampler=GPSampler(seed=0), space=space)
study.optimize(lambda trial: sum(np.square([*trial.params.values()]) - 0.3), 8)
rng = np.random.default_rng(0)
for x in rng.random((250, 6)):
    params = dict(zip(space, x.tolist()))
    study.enqueue_trial(params)
study.optimize(lambda trial: float(np.sin(5 * np.array([*trial.params.values()])).sum()), 250)
before = time.process_time(), time.thread_time()
for _ in range(10):
    study.tell(study.ask(), rng.random())
print((time.process_time() - before[0]) / (time.thread_time() - before[1]))
"""


def test_no_other_thread_works_while_a_trial_is_asked_for():
    # the threads of a linear algebra library wait busily: an ask cost a hundred times its CPU
    free = {name: x for name, x in os.environ.items() if not name.endswith("_NUM_THREADS")}
    said = subprocess.run(
        [sys.executable, "-c", ASKING], env=free, capture_output=True, text=True, check=True
    )
    assert float(said.stdout) < 1.3


def test_trials_that_are_never_told_do_not_draw_others_to_them():
    study = run(lambda x, y: x + y, 8)
    study.ask(20)
    study.ask(5)
    X = study.space.encode([trial.params for trial in study.history().pending])
    assert len(X) == 25 and np.isfinite(X).all()
    apart = np.abs(X[:, None] - X).max(axis=2)[~np.eye(25, dtype=bool)]
    assert apart.min() > 1e-6


def test_the_order_of_levels_means_nothing():
    def best(levels):
        study = run(
            lambda c, x: "abcd".index(c) % 3 + (x - 0.4) ** 2,
            30,
            {"c": Categorical([*levels]), "x": Float(0, 1)},
        )
        return study.best_value

    assert all(best(levels) < 1e-3 for levels in ("abcd", "dbca", "cadb"))
