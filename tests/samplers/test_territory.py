"""What is suggested together where parameters exist only in branches."""

import numpy as np
import pytest

import bayesopt
from bayesopt import TrialState
from bayesopt.conditional import ConditionalSpace
from bayesopt.randomness import generator
from bayesopt.samplers import (
    AutoSampler,
    GPSampler,
    PartialFixedSampler,
    RandomSampler,
    TrustRegionSampler,
)
from bayesopt.samplers.notes import PLAN, plan_of
from bayesopt.samplers.territory import NEWCOMERS, Territory
from bayesopt.space import Categorical, Float, Space


def told(branches):
    """What is known of trials that went these ways, each with a parameter of its own."""
    study = bayesopt.create_study(sampler=GPSampler(), seed=0)
    for branch in branches:
        trial = study.ask()
        trial.suggest_float("always", 0, 1)
        trial.suggest_float(branch, 0, 1)
        study.tell(trial, 1.0)
    return study.history()


def test_a_branch_that_was_seen_once_is_planned_for():
    history = told("abcbb")
    assert Territory().of(history.space(), history).keys() == {"always", "a", "b", "c"}


def test_of_names_that_never_come_back_only_the_newest_are_planned_for():
    names = [f"x{k}" for k in range(NEWCOMERS + 10)]
    history = told(names)
    space = Territory().of(history.space(), history)
    assert space.keys() == {"always", *names[10:]}


@pytest.mark.parametrize("sampler", [GPSampler, AutoSampler])
@pytest.mark.parametrize("name", [lambda k: f"x{k % 3}", lambda k: f"x{k // 2}"])
def test_trials_need_not_have_anything_in_common(sampler, name):
    study = bayesopt.create_study(sampler=sampler(), seed=1)
    study.optimize(lambda trial: trial.suggest_float(name(trial.number), 0, 1), n_trials=30)
    assert all(trial.params.keys() == {name(trial.number)} for trial in study.trials)
    assert study.replay().ok


def test_the_best_of_three_branches_is_found_though_another_looked_better_at_first():
    """Branch a is best by far where its number is right, and was first seen where it is not."""

    def objective(trial):
        branch = trial.suggest_categorical("branch", ["a", "b", "c"])
        x = trial.suggest_float(branch, 0, 1)
        return {"a": 0.0, "b": 0.5, "c": 0.8}[branch] + 4 * (x - 0.2) ** 2

    for seed in range(5):
        study = bayesopt.create_study(sampler=GPSampler(), seed=seed)
        for branch, x in (("a", 0.9), ("b", 0.3), ("b", 0.25), ("c", 0.3), ("b", 0.2)):
            study.enqueue_trial({"branch": branch, branch: x})
        study.optimize(objective, n_trials=30)
        assert study.best_value < 0.05


@pytest.mark.parametrize("sampler", [GPSampler, TrustRegionSampler])
def test_what_is_planned_for_all_is_no_model_for_one_that_asks_alone(sampler):
    """Of the trials that the first knows, the second has to leave out those without a value."""
    study = bayesopt.create_study(sampler=RandomSampler(), seed=0)
    study.optimize(
        lambda trial: trial.suggest_float("x", 0, 1) if trial.number % 3 else 1.0, n_trials=9
    )
    history, alone = study.history(), Space({"x": bayesopt.Float(0, 1)})
    used, fresh = sampler(), sampler()
    used.suggest(Space(), history, generator(0, 9))
    values = [one.suggest(alone, history, generator(0, 9)).params for one in (used, fresh)]
    assert values[0] == values[1]


def branching(trial):
    """Which of two parameters there is, a choice decides."""
    z, kind = trial.suggest_float("z", 0, 1), trial.suggest_categorical("kind", ["a", "b"])
    return z + (trial.suggest_float(kind, 0, 1) - 0.3) ** 2


@pytest.mark.parametrize("sampler", [GPSampler, AutoSampler, TrustRegionSampler])
@pytest.mark.parametrize("before", [0, 12])  # trials in which nothing is held fixed
def test_branches_are_planned_for_beside_what_is_held_fixed(sampler, before):
    study = bayesopt.create_study(sampler=sampler(), seed=1)
    study.optimize(branching, n_trials=before)
    study.sampler = PartialFixedSampler({"z": 0.5}, sampler())
    study.optimize(branching, n_trials=20 - before)
    assert all(trial.params["z"] == 0.5 for trial in study.trials[before:])
    assert {*plan_of(study.trials[-1].notes)} == {"kind", "a", "b"}
    history = study.history()
    suggested = study.sampler.suggest(history.space(), history, generator(1, 20)).params
    assert suggested.keys() == {"z", "kind", suggested["kind"]}
    assert study.replay().ok


@pytest.mark.parametrize("sampler", [GPSampler, AutoSampler])
def test_branches_that_other_values_of_what_is_held_fixed_have_led_to_are_not(sampler):
    study = bayesopt.create_study(sampler=sampler(), seed=1)
    study.optimize(branching, n_trials=12)
    study.sampler = PartialFixedSampler({"kind": "b"}, sampler())
    study.optimize(branching, n_trials=8)
    assert all(trial.params.keys() == {"z", "kind", "b"} for trial in study.trials[12:])
    history = study.history()
    suggested = study.sampler.suggest(history.space(), history, generator(1, 20)).params
    assert suggested.keys() == {"z", "kind"}


def test_trials_whose_values_were_taken_over_are_planned_around():
    """Their notes hold more than plans."""

    def objective(trial):
        branch = trial.suggest_categorical("branch", ["a", "b"])
        return trial.suggest_int(branch, 0, 3)

    study = bayesopt.create_study(sampler=GPSampler(), seed=0, duplicates="cache")
    for _ in range(4):
        study.optimize(objective, n_trials=6, n_jobs=2, deterministic=True)
    assert all(trial.state is bayesopt.TrialState.COMPLETE for trial in study.trials)


def test_what_was_planned_tells_which_branch_a_trial_was_in_that_ended_before_it():
    study = bayesopt.create_study(sampler=GPSampler(seed=0))
    for k in range(12):
        trial = study.ask()
        if k in (9, 11):
            study.tell(trial, state=TrialState.FAIL if k == 9 else TrialState.PRUNED)
            continue
        branch = trial.suggest_categorical("branch", ["a", "b"])
        study.tell(trial, trial.suggest_float(branch, 0, 1))
    history, territory = study.history(), Territory()
    space = territory.of(history.space(), history)
    seen = territory.seen(space, history)
    for rows, number in ((seen.failed, 9), (seen.pruned, 11)):
        notes = study.trials[number].notes.values()
        (plan,) = (n[PLAN] for n in notes if isinstance(n, dict) and PLAN in n)
        active = space.active(np.array([[plan[name] for name in space.names]]))
        assert not active.all()
        assert np.isnan(rows).tolist() == active.tolist()
    # at an earlier moment the later one is not known
    earlier = history.where(lambda trial: trial.number < 11)
    assert [len(territory.seen(space, earlier).failed), len(earlier.pruned)] == [1, 0]


def test_choices_no_longer_offered_are_told_apart():
    study = bayesopt.create_study(seed=0)
    for name in "abcdcb":
        study.add_trial(
            bayesopt.create_trial(
                params={"c": name}, distributions={"c": Categorical([*"abcd"])}, value=1.0
            )
        )
    history = study.history()
    X = Territory().seen(Space({"c": Categorical([*"ax"])}), history).X[:, 0]
    assert X[0] == 0.25 and np.all(X[1:] > 1)
    assert len(set(X.tolist())) == 4 and X[1] == X[5] and X[2] == X[4]


def used(*orders):
    """What trials say that asked for parameters in these orders."""
    study = bayesopt.create_study()
    for order in orders:
        space = {name: Float(0, 1) for name in order}
        params = dict.fromkeys(order, 0.5)
        study.add_trial(bayesopt.create_trial(params=params, distributions=space, value=1.0))
    history = study.history()
    return [*Territory().of(history.space(), history).names]


@pytest.mark.parametrize(
    ("orders", "names"),
    [
        (["rac", "rbc", "rbc", "ra"], "rabc"),  # b decides, too, whether c is asked for
        (["rc", "rac", "rba", "rb"], "rbac"),
        (["rab", "rba", "rc"], "rcab"),  # a and b contradict each other: as they were first used
        (["ra", "ra", "rb", "rb"], "rab"),
    ],
)
def test_what_is_asked_for_first_comes_first(orders, names):
    assert used(*orders) == [*names]


def test_what_decides_is_found_though_it_was_first_seen_after_what_it_decides():
    """y is asked for where a is 1 or b is 1, and b appears late."""

    def objective(trial):
        if trial.suggest_categorical("root", ["a", "b"]) == "a":
            on = trial.suggest_int("a", 0, 1)
        else:
            on = trial.suggest_int("b", 0, 1)
        return trial.suggest_float("y", 0, 1) if on else 1.0

    study = bayesopt.create_study(sampler=RandomSampler(seed=0))
    study.enqueue_trial({"root": "a", "a": 1})
    study.optimize(objective, 60)
    history = study.history()
    space = Territory().of(history.space(), history)
    assert space.names == ("root", "a", "b", "y")
    rule = space.rules[3]
    assert rule.columns() == {1, 2}


def test_of_one_moment_branches_are_learnt_once(monkeypatch):
    learnt = []
    real = ConditionalSpace.learnt

    def counting(params, X, broken=None):
        learnt.append(len(X))
        return real(params, X, broken)

    monkeypatch.setattr(ConditionalSpace, "learnt", counting)
    territory, history, later = Territory(), told("aabb"), told("abbab")
    learnt.clear()
    first = territory.of(history.space(), history)
    assert territory.of(history.space(), history) is first
    assert territory.of(history.space(), later) is not first
    assert learnt == [4, 5]


@pytest.mark.parametrize("sampler", [AutoSampler, GPSampler])
def test_a_parameter_that_is_added_in_mid_study_is_searched_as_if_it_had_been_there(sampler):
    """Old trials without it made rules up, and values near them contradict: 1e-4 at best."""
    found = []
    for seed in range(5):
        study = bayesopt.create_study(sampler=sampler(), seed=seed)
        study.optimize(lambda trial: (trial.suggest_float("x", 0, 1) - 0.3) ** 2 + 0.25, 12)
        study.optimize(
            lambda trial: (
                (trial.suggest_float("x", 0, 1) - 0.3) ** 2
                + (trial.suggest_float("y", 0, 1) - 0.3) ** 2
            ),
            16,
        )
        found.append(study.best_value)
    assert np.median(found) < 1e-8
