"""Values with which trials ended."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, Space, TrialState, create_study, load_study
from bayesopt.created import create_trial
from bayesopt.ends import LATEST, Ends, identity
from bayesopt.samplers import GPSampler

X, K, Y = Float(-5, 5), Categorical(["a", "b", 1, True]), Int(0, 9)
SPACE = Space({"x": X, "k": K, "y": Y})
FAIL, PRUNED, COMPLETE = TrialState.FAIL, TrialState.PRUNED, TrialState.COMPLETE


def ended(state, **params):
    value = 1.0 if state is COMPLETE else None
    declared = {name: SPACE.get(name, Int(3, 3)) for name in params}
    return create_trial(state=state, value=value, params=params, distributions=declared)


def history_of(*trials):
    study = create_study(seed=0)
    for trial in trials:
        study.add_trial(trial)
    return study._ledger.sync().view()


@pytest.mark.parametrize("state", [FAIL, PRUNED, COMPLETE])
def test_the_same_values_end_where_a_trial_ended_whatever_is_planned_beside_them(state):
    history = history_of(ended(state, x=5.0, k="b"))
    assert Ends().at({"x": 5.0, "k": "b", "y": 3}, history)
    assert not Ends().at({"x": 5.0, "k": "a", "y": 3}, history)
    assert not Ends().at({"x": 5.0}, history)  # whatever it will be


def test_nothing_ends_where_a_trial_went_on_or_before_anything_was_asked_for():
    early, beyond = ended(FAIL, x=5.0), ended(FAIL, x=5.0, k="b")
    assert Ends().at({"x": 5.0, "k": "a"}, history_of(early))
    assert not Ends().at({"x": 5.0, "k": "a"}, history_of(early, beyond))
    assert Ends().at({"x": 5.0, "k": "b"}, history_of(early, beyond))
    assert not Ends().at({"x": 5.0, "k": "a"}, history_of(ended(FAIL)))


def test_values_are_told_apart_as_choices_are():
    history = history_of(ended(FAIL, k=1))
    assert Ends().at({"k": 1, "x": 0.0}, history)
    assert not Ends().at({"k": True, "x": 0.0}, history)


def test_a_parameter_with_one_value_is_known():
    history = history_of(ended(FAIL, x=5.0, one=3))
    assert Ends().at({"x": 5.0, "y": 3}, history)


def test_a_parameter_that_has_more_values_by_now_is_not_known():
    later = create_trial(value=1.0, params={"one": 4}, distributions={"one": Int(3, 9)})
    history = history_of(ended(FAIL, x=5.0, one=3), later)
    assert not Ends().at({"x": 5.0, "y": 3}, history)
    assert Ends().at({"x": 5.0, "y": 3, "one": 3}, history)


def test_what_is_no_value_of_a_parameter_is_no_other_value_either():
    assert identity(X, "5.0") is None
    assert identity(X, Fraction(1, 2)) == 0.5
    assert identity(K, "z") is None


def test_an_earlier_moment_knows_no_more_than_it_did():
    ends, history = Ends(), history_of(ended(FAIL, x=5.0), ended(FAIL, x=4.0))
    assert ends.at({"x": 4.0, "y": 1}, history)
    before = history.log.view(0)
    object.__setattr__(before, "finished", 1)
    assert not ends.at({"x": 4.0, "y": 1}, before)


def test_dead_ends_are_points_with_nan_for_what_was_not_asked_for():
    history = history_of(
        ended(FAIL, x=5.0, k="b"),
        ended(PRUNED, x=0.0),
        ended(FAIL, x=2.0),
        ended(COMPLETE, x=2.0, k="a", y=1),  # so 2.0 alone is none
        ended(COMPLETE, x=3.0),
        ended(FAIL, x=1.0, k="a", y=0),  # nothing was left to ask for
        ended(FAIL),
    )
    found = Ends().dead(SPACE, history)
    np.testing.assert_array_equal(found, [[1.0, 1.5 / 4, np.nan], [0.5, np.nan, np.nan]])


def test_what_went_on_with_other_parameters_or_was_pruned_later_is_no_dead_end():
    other = {"x": X, "z": Int(0, 9)}
    history = history_of(
        create_trial(state=FAIL, params={"x": 1.0, "z": 2}, distributions=other),
        ended(FAIL, x=2.0),
        ended(PRUNED, x=2.0, k="a", y=1),
    )
    assert len(Ends().dead(SPACE, history)) == 0


def test_dead_ends_are_the_latest_and_none_of_values_no_longer_offered():
    history = history_of(*(ended(FAIL, x=k / 100) for k in range(LATEST + 9)))
    assert len(Ends().dead(SPACE, history)) == LATEST
    narrowed = Space({"x": X, "k": Categorical(["a"]), "y": Y})
    assert len(Ends().dead(narrowed, history_of(ended(FAIL, x=1.0, k="b")))) == 0


def deep_and_wide(trial):
    """Fails for large products, before the last parameter is asked for."""
    depth = trial.suggest_int("depth", 1, 12)
    width = trial.suggest_categorical("width", [64, 128, 256, 512])
    if depth * width > 2000:
        raise MemoryError
    lr = trial.suggest_float("lr", 1e-5, 1e-1, log=True)
    return -(depth * width / 2000) + 0.1 * abs(np.log10(lr) + 3)


def beyond_a_border(trial):
    """Fails where x is best, before what is asked for in one branch only."""
    x, k = trial.suggest_float("x", -5, 5), trial.suggest_categorical("k", ["a", "b", "c"])
    if x > 4:
        raise MemoryError
    return (x - 5) ** 2 + 0.1 * ord(k) - (2 + trial.suggest_float("y", 0, 1) if k == "b" else 0)


@pytest.mark.parametrize("objective", [deep_and_wide, beyond_a_border])
@pytest.mark.parametrize("seed", [3, 5])
def test_no_point_is_evaluated_twice_by_default(objective, seed):
    study = create_study(seed=seed)
    study.optimize(objective, n_trials=60, catch=MemoryError)
    counts = Counter(tuple(trial.params.items()) for trial in study.trials)
    assert max(counts.values()) == 1
    assert sum(trial.state is FAIL for trial in study.trials) > 3


def test_a_study_that_went_elsewhere_is_suggested_again_bit_by_bit(tmp_path):
    address = f"sqlite:///{tmp_path / 'study.db'}"
    study = create_study(study_name="s", storage=address, seed=5)
    study.optimize(beyond_a_border, n_trials=30, catch=MemoryError)
    load_study(study_name="s", storage=address).optimize(
        beyond_a_border, n_trials=10, catch=MemoryError
    )
    assert load_study(study_name="s", storage=address).replay().ok
    whole = create_study(seed=5)
    whole.optimize(beyond_a_border, n_trials=40, catch=MemoryError)
    resumed = load_study(study_name="s", storage=address)
    assert [t.params for t in whole.trials] == [t.params for t in resumed.trials]


def test_where_a_level_is_a_dead_end_the_sampler_is_asked_once(monkeypatch):
    """Also where parameters exist in one branch only, and for the sake of neglected levels."""
    asked = []
    suggest = GPSampler.suggest

    def counting(self, space, history, rng):
        asked.append(history.number)
        return suggest(self, space, history, rng)

    monkeypatch.setattr(GPSampler, "suggest", counting)

    def objective(trial):
        if trial.suggest_categorical("c", ["a", "b", "d"]) == "b":
            raise ArithmeticError
        value = (trial.suggest_float("x", 0, 1) - 0.3) ** 2 + (trial.params["c"] == "d")
        if trial.suggest_categorical("kind", ["p", "q"]) == "p":
            return value + trial.suggest_float("y", 0, 1)
        return value + trial.suggest_float("z", 0, 1) ** 2 / 2

    study = create_study(seed=2)
    study.optimize(objective, 60, catch=ArithmeticError)
    assert sum(trial.params["c"] == "b" for trial in study.trials) == 1
    late = [number for number in asked if number > 20]
    assert len(late) < 1.5 * len(set(late))
