"""Each point once, or its earlier value, or whatever the sampler says."""

import time

import numpy as np
import pytest

import bayesopt
from bayesopt import Categorical, Float, Int, SpaceExhausted, TrialState, create_study, samplers
from bayesopt.created import create_trial
from bayesopt.duplicates import _FEW, Duplicates
from bayesopt.pruners import HyperbandPruner
from bayesopt.samplers import (
    BOHBSampler,
    GPSampler,
    GridSampler,
    PartialFixedSampler,
    QMCSampler,
    RandomSampler,
    Sampler,
    Suggestion,
)
from bayesopt.storages import InMemoryStorage

SPACE = {"a": Int(0, 1), "b": Categorical(["x", "y"]), "one": Int(5, 5), "c": Int(2, 3, log=True)}


class Stubborn(Sampler):
    """Suggests the first value of everything."""

    def suggest(self, space, history, rng):
        return Suggestion(space.decode([0.0] * len(space)))


ALL = [RandomSampler, QMCSampler, GPSampler, Stubborn]
if "TPESampler" in samplers.__all__:
    ALL.append(samplers.TPESampler)


EVERY = {kind.__name__: kind for kind in ALL} | {
    "one by one": lambda: samplers.TPESampler(multivariate=False, n_startup_trials=3),
    "BOHB": lambda: BOHBSampler(GPSampler(), HyperbandPruner(1, 9)),
    "active": samplers.ActiveLearningSampler,
    "anneal": samplers.anneal.AnnealSampler,
    "auto": samplers.AutoSampler,
}


def eight(trial):
    """An objective with eight points, one value each."""
    a, c = trial.suggest_int("a", 0, 1), trial.suggest_int("c", 2, 3, log=True)
    b = trial.suggest_categorical("b", ["x", "y"])
    return 4 * a + 2 * (b == "y") + c + trial.suggest_int("one", 5, 5)


def points(study):
    return [(t.params["a"], t.params["b"], t.params["c"]) for t in study.trials]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("space", [SPACE, None], ids=["declared", "as it runs"])
@pytest.mark.parametrize("n_trials", [None, 8, 30])
def test_avoid_visits_each_point_once_and_stops(kind, space, n_trials):
    study = create_study(sampler=kind(), space=space, seed=1, duplicates="avoid")
    study.optimize(eight, n_trials=n_trials)
    assert len(study.trials) == 8
    assert len(set(points(study))) == 8
    with pytest.raises(SpaceExhausted):
        study.ask()


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("space", [SPACE, None], ids=["declared", "as it runs"])
def test_cache_serves_earlier_values(kind, space):
    calls = []

    def counted(trial):
        calls.append(trial.number)
        return eight(trial)

    study = create_study(sampler=kind(), space=space, seed=1, duplicates="cache")
    study.optimize(counted, n_trials=20)
    assert calls == [*range(8)]
    assert len(set(points(study)[:8])) == 8
    for trial in study.trials[8:]:
        earlier = study.trials[trial.notes["cached"]]
        assert trial.state is TrialState.COMPLETE
        assert (trial.params, trial.values) == (earlier.params, earlier.values)
        assert trial.distributions == earlier.distributions


def test_cache_without_a_limit_ends_when_nothing_is_new():
    study = create_study(sampler=RandomSampler(), space=SPACE, seed=1, duplicates="cache")
    study.optimize(eight)
    assert len(study.trials) == 8


def test_cache_serves_what_is_enqueued_again_constraints_included():
    study = create_study(sampler=RandomSampler(seed=1), duplicates="cache")

    def objective(trial):
        trial.set_constraint("c", 1.0)
        return trial.suggest_float("x", 0, 1)

    for x in (0.5, 0.5, 0.25):
        study.enqueue_trial({"x": x})
    study.optimize(objective, n_trials=3)
    assert [trial.notes for trial in study.trials] == [{}, {"cached": 0}, {}]
    assert study.trials[1].constraints == {"c": 1.0}


def test_a_trial_asked_for_by_hand_knows_the_earlier_one():
    study = create_study(sampler=RandomSampler(seed=1), duplicates="cache")
    study.tell(study.ask({"k": Int(0, 1)}), 3.0)
    study.tell(study.ask({"k": Int(0, 1)}), 4.0)
    trial = study.ask({"k": Int(0, 1)})
    assert trial.earlier.params == trial.params
    assert study.tell(trial, trial.earlier.values).value in (3.0, 4.0)


def test_allow_is_the_default_and_repeats():
    study = create_study(sampler=RandomSampler(seed=1), space=SPACE)
    study.optimize(eight, n_trials=40)
    assert study.duplicates is Duplicates.ALLOW
    assert len(study.trials) == 40
    assert all("cached" not in trial.notes for trial in study.trials)


def test_running_trials_are_not_suggested_again():
    study = create_study(sampler=RandomSampler(), space=SPACE, seed=2, duplicates="avoid")
    assert len({tuple(trial.params.items()) for trial in study.ask(8)}) == 8
    with pytest.raises(SpaceExhausted):
        study.ask()


def test_threads_visit_each_point_once():
    study = create_study(sampler=RandomSampler(), space=SPACE, seed=2, duplicates="avoid")
    study.optimize(eight, n_jobs=3)
    assert len(points(study)) == len(set(points(study))) == 8


def test_failed_points_are_not_tried_again():
    study = create_study(sampler=RandomSampler(), space={"k": Int(0, 3)}, duplicates="avoid")
    study.optimize(lambda trial: float("nan"))
    assert sorted(trial.params["k"] for trial in study.trials) == [0, 1, 2, 3]


def branching(trial):
    """Three points: left; right 0; right 1."""
    if trial.suggest_categorical("side", ["left", "right"]) == "left":
        return 0.0
    return 1.0 + trial.suggest_int("deeper", 0, 1)


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("ends", ["avoid", "cache"])
def test_every_branch_is_visited_once(kind, ends):
    study = create_study(sampler=EVERY[kind](), seed=1, duplicates=ends)
    study.optimize(branching, n_trials=30 if ends == "avoid" else None)
    assert sorted(map(str, (t.params for t in study.trials))) == [
        "{'side': 'left'}",
        "{'side': 'right', 'deeper': 0}",
        "{'side': 'right', 'deeper': 1}",
    ]


def failing(trial):
    trial.suggest_int("k", 0, 7)
    return float("nan")


def pruned(trial):
    trial.suggest_int("k", 0, 7)
    raise bayesopt.TrialPruned


def within(low, high):
    return lambda trial: trial.suggest_int("k", low, high)


def narrowing(trial):
    return trial.suggest_int("k", 0, 7 if trial.number < 4 else 3)


def widening(trial):
    return trial.suggest_int("k", 0, 7 if trial.number > 1 else 3)


def dependent(trial):
    return trial.suggest_int("k", 0, trial.suggest_int("n", 0, 3))  # 10 points


WHOLE = {failing: 8, pruned: 8, widening: 8, dependent: 10, within(0, 7): 8}


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("ends", ["avoid", "cache"])
@pytest.mark.parametrize("objective", WHOLE)
def test_every_point_is_visited_once_however_it_ends(kind, ends, objective):
    study = create_study(sampler=EVERY[kind](), seed=1, duplicates=ends)
    study.optimize(objective, callbacks=[bayesopt.study.MaxTrialsCallback(40, states=None)])
    seen = [tuple(trial.params.items()) for trial in study.trials]
    assert len(seen) == len(set(seen)) == WHOLE[objective]


def layered(trial):
    """45 points: five of k; 3, 9 and 27 of one to three numbers; one of nothing."""
    side = trial.suggest_categorical("side", ["left", "right", "middle"])
    if side == "left":
        return trial.suggest_int("k", 0, 4)
    if side == "middle":
        return 2.5
    return sum(trial.suggest_int(f"u{i}", 0, 2) for i in range(trial.suggest_int("n", 1, 3)))


def broken(trial):
    """34 points, of which the 24 of one branch fail, are pruned, or both."""
    if trial.suggest_categorical("side", ["left", "right"]) == "left":
        return trial.suggest_int("k", 0, 9) / 3
    deep, wide = trial.suggest_int("deep", 0, 5), trial.suggest_int("wide", 0, 3)
    if deep % 2:
        raise bayesopt.TrialPruned
    return float("nan") if wide % 2 or deep < 4 else float(wide)


BRANCHES = {branching: 3, layered: 45, broken: 34, dependent: 10, narrowing: 4}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", [samplers.AutoSampler, GPSampler])
@pytest.mark.parametrize("objective", BRANCHES)
def test_a_process_visits_each_point_once_without_being_told(kind, objective, seed):
    study = create_study(sampler=kind(seed=seed))
    study.optimize(objective, n_trials=BRANCHES[objective])
    assert len({tuple(trial.params.items()) for trial in study.trials}) == BRANCHES[objective]
    assert study.replay().ok
    study.optimize(objective, n_trials=2)  # where nothing is new, anything goes
    assert len(study.trials) == BRANCHES[objective] + 2


@pytest.mark.parametrize("others", [(6, 6), (10, 10, 10)])  # a small space, and a large one
def test_after_many_trials_no_point_is_suggested_twice_either(others):
    """By TPE, which has settled for the best level of the first parameter."""
    space = {f"c{j}": Categorical([*range(k)]) for j, k in enumerate((190, *others))}
    rng = np.random.default_rng(0)
    study = create_study(seed=0)
    for _ in range(_FEW):
        params = {name: int(rng.integers(param.levels)) for name, param in space.items()}
        study.add_trial(
            create_trial(params=params, distributions=space, value=float(params["c0"]))
        )

    def best_is_zero(trial):
        params = {name: trial.suggest_categorical(name, p.choices) for name, p in space.items()}
        return float(params["c0"])

    study.optimize(best_is_zero, 150)
    points = [tuple(trial.params.values()) for trial in study.trials]
    assert len({*points[_FEW:]}) == 150
    assert not {*points[:_FEW]} & {*points[_FEW:]}
    assert all("auto" in trial.notes for trial in study.trials[_FEW:])


def test_branches_of_many_trials_are_not_gone_through():
    """The common part of a conditional space is small; what hangs below it is not."""
    study = create_study(seed=0)
    branches = [{"c": Categorical([*"pq"]), f"x{c}": Float(0, 1)} for c in "pq"]
    for k in range(_FEW + 1):
        used, value = branches[k % 2], k / _FEW
        params = dict(zip(used, ("pq"[k % 2], value), strict=True))
        study.add_trial(create_trial(params=params, distributions=used, value=value))
    study.ask()
    assert study._visited._finished == 0


def test_points_outside_the_space_take_no_place():
    study = create_study(sampler=RandomSampler(), duplicates="avoid", seed=1)
    study.enqueue_trial({"k": 99})
    with pytest.warns(UserWarning, match="outside"):
        study.optimize(within(0, 7))
    assert sorted(trial.params["k"] for trial in study.trials) == [*range(8), 99]
    study = create_study(sampler=RandomSampler(), duplicates="avoid", seed=1)
    study.optimize(narrowing)
    later = {trial.params["k"] for trial in study.trials}
    assert {0, 1, 2, 3} <= later
    assert len(study.trials) == len(later)


def test_points_added_from_a_wider_study_take_no_place():
    study = create_study(
        sampler=RandomSampler(), duplicates="avoid", seed=1, space={"k": Int(0, 7)}
    )
    wide = {"k": Int(0, 20)}
    for k in range(8, 16):
        study.add_trial(bayesopt.create_trial(value=1.0, params={"k": k}, distributions=wide))
    study.optimize(within(0, 7))
    assert sorted(trial.params["k"] for trial in study.trials[8:]) == [*range(8)]


def test_what_is_held_fixed_stays_so():
    sampler = PartialFixedSampler({"a": 1}, RandomSampler())
    study = create_study(sampler=sampler, duplicates="avoid", seed=1)
    study.optimize(lambda trial: trial.suggest_int("a", 0, 2) + trial.suggest_int("k", 0, 1))
    assert sorted((t.params["a"], t.params["k"]) for t in study.trials) == [(1, 0), (1, 1)]


@pytest.mark.parametrize(
    ("x", "others"), [(Float(0, 1), 0), (Int(0, 2**16), _FEW + 1)], ids=["endless", "large"]
)
def test_what_is_held_fixed_stays_so_where_a_sampler_repeats_itself(x, others):
    class Set(Stubborn):
        distinct = True

    space = {"x": x, "z": Int(0, 3)}
    study = create_study(sampler=PartialFixedSampler({"z": 2}, Set()), seed=1)
    for k in range(others):
        params = {"x": k, "z": 1}
        study.add_trial(create_trial(params=params, distributions=space, value=1.0))
    study.optimize(lambda trial: sum(trial.suggest(name, p) for name, p in space.items()), 6)
    points = [(trial.params["x"], trial.params["z"]) for trial in study.trials[others:]]
    assert {z for _, z in points} == {2}
    assert len({*points}) == 6


def test_what_is_enqueued_in_part_leads_to_a_new_point():
    study = create_study(sampler=RandomSampler(), duplicates="avoid", seed=1)
    for _ in range(3):
        study.enqueue_trial({"a": 1})
    study.optimize(lambda trial: trial.suggest_int("a", 0, 1) + trial.suggest_int("k", 0, 2))
    seen = [(trial.params["a"], trial.params["k"]) for trial in study.trials]
    assert {a for a, _ in seen[:3]} == {1}
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize("space", [{"k": Int(0, 3)}, None], ids=["declared", "as it runs"])
def test_cache_waits_for_the_value_of_a_running_trial(space):
    calls = []

    def slow(trial):
        k = trial.suggest_int("k", 0, 3)
        calls.append(k)
        time.sleep(0.02)
        return k

    study = create_study(sampler=RandomSampler(), space=space, seed=1, duplicates="cache")
    study.optimize(slow, n_trials=16, n_jobs=8)
    assert sorted(calls) == [0, 1, 2, 3]
    assert len(study.trials) == 16


@pytest.mark.parametrize("kind", EVERY)
def test_threads_visit_each_point_once_though_the_space_is_not_declared(kind):
    study = create_study(sampler=EVERY[kind](), seed=2, duplicates="avoid")
    study.optimize(eight, n_jobs=4)
    assert len(points(study)) == len(set(points(study))) == 8


def test_a_grid_counts_what_was_enqueued_and_serves_cached_values():
    study = create_study(sampler=GridSampler({"x": [1, 2, 3]}, seed=1), duplicates="cache")
    study.enqueue_trial({"x": 2})
    study.optimize(lambda trial: trial.suggest_int("x", 0, 9), n_trials=6)
    xs = [trial.params["x"] for trial in study.trials]
    assert sorted(xs[:3]) == [1, 2, 3]
    assert ["cached" in trial.notes for trial in study.trials] == [False] * 3 + [True] * 3


def test_a_grid_keeps_to_its_own_points():
    grid = GridSampler({"x": [1, 2, 3]}, seed=1)
    study = create_study(sampler=grid, duplicates="avoid")
    study.enqueue_trial({"x": 2})
    study.optimize(lambda trial: trial.suggest_int("x", 0, 9))
    assert sorted(trial.params["x"] for trial in study.trials) == [1, 2, 3]


def test_avoiding_is_reproducible_and_resumable():
    def run(*parts):
        storage = bayesopt.storages.InMemoryStorage()
        for n_trials in parts:
            study = create_study(
                sampler=RandomSampler(),
                space=SPACE,
                seed=5,
                study_name="s",
                storage=storage,
                load_if_exists=True,
                duplicates="avoid",
            )
            study.optimize(eight, n_trials=n_trials)
        return points(study)

    assert run(8) == run(3, 4, 1)


def test_a_choice_can_be_appended():
    study = create_study(sampler=RandomSampler(seed=1), duplicates="avoid")
    choices = ["a", "b"]

    def objective(trial):
        return "abc".index(trial.suggest_categorical("c", choices))

    study.optimize(objective)
    choices.append("c")
    study.enqueue_trial({"c": "c"})
    study.optimize(objective)
    assert sorted(trial.params["c"] for trial in study.trials) == ["a", "b", "c"]


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind is not Stubborn])
def test_an_appended_choice_is_suggested(kind):
    study = create_study(sampler=kind(), seed=1)
    study.optimize(lambda t: len(t.suggest_categorical("c", ["a", "bb"])), n_trials=5)
    study.optimize(lambda t: 4 - len(t.suggest_categorical("c", ["a", "bb", "ccc"])), n_trials=12)
    assert "ccc" in [trial.params["c"] for trial in study.trials]
    assert study.best_params == {"c": "a"}


@pytest.mark.parametrize("wrong", ["never", "", 1])
def test_policies_that_do_not_exist(wrong):
    with pytest.raises(ValueError, match="'allow', 'avoid' or 'cache'"):
        create_study(duplicates=wrong)


# --- the policy of a study, from one program to the next


@pytest.mark.parametrize("policy", ["avoid", "cache"])
def test_a_study_that_is_opened_again_keeps_its_policy(policy, tmp_path):
    where = {"study_name": "s", "storage": tmp_path / "s.db"}
    bayesopt.create_study(**where, duplicates=policy).ask()
    assert bayesopt.load_study(**where).duplicates is Duplicates(policy)
    assert bayesopt.create_study(**where, load_if_exists=True).duplicates is Duplicates(policy)
    assert bayesopt.load_study(**where, duplicates="allow").duplicates is Duplicates.ALLOW


def test_a_policy_can_be_assigned_by_name():
    study = bayesopt.create_study(sampler=RandomSampler(seed=1))
    study.duplicates = "avoid"
    study.optimize(lambda trial: trial.suggest_int("k", 0, 7))
    assert sorted(trial.params["k"] for trial in study.trials) == [*range(8)]
    with pytest.raises(ValueError, match="duplicates = 'foo'"):
        study.duplicates = "foo"


def test_an_objective_with_more_choices_than_an_exhausted_study_is_warned_of():
    study = bayesopt.create_study(seed=1, duplicates="avoid")
    study.optimize(lambda trial: len(trial.suggest_categorical("k", ["a", "b"])))
    with pytest.warns(UserWarning, match="no trial was run.*enqueue_trial"):
        study.optimize(lambda trial: len(trial.suggest_categorical("k", ["a", "b", "c", "d"])))
    study.enqueue_trial({"k": "c"})
    study.optimize(lambda trial: len(trial.suggest_categorical("k", ["a", "b", "c", "d"])))
    assert sorted(trial.params["k"] for trial in study.trials) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("kept", [lambda folder: folder / "s.db", lambda _: InMemoryStorage()])
def test_what_a_study_is_made_with_holds_before_its_first_trial(tmp_path, kept):
    where = {"study_name": "s", "storage": kept(tmp_path)}
    bayesopt.create_study(
        **where, sampler=RandomSampler(seed=1), pruner=HyperbandPruner(), duplicates="avoid"
    )
    again = bayesopt.load_study(**where)
    assert type(again.sampler) is RandomSampler
    assert type(again.pruner) is HyperbandPruner
    assert again.duplicates is Duplicates.AVOID


def test_what_is_enqueued_in_part_is_filled_up_with_what_is_new():
    """Also where there is a continuous parameter, if it is the one that is given."""
    for seed in range(5):
        study = create_study(seed=seed)

        def objective(trial):
            return (trial.suggest_float("x", 0, 1) - 0.3) ** 2 + trial.suggest_int("n", 0, 4)

        study.optimize(objective, 8)
        for _ in range(4):
            study.enqueue_trial({"x": study.best_params["x"]})
        study.optimize(objective, 4)
        assert len({tuple(trial.params.items()) for trial in study.trials}) == 12
