"""Ranges that depend on other values."""

from collections import Counter

import pytest

from bayesopt import Float, Int, create_study
from bayesopt.samplers import GPSampler
from bayesopt.samplers.meant import MEANT, Meant
from bayesopt.space import Space


def below(trial):
    a = trial.suggest_float("a", 0, 1)
    return (a - 0.65) ** 2 + (trial.suggest_float("b", 0, a) - 0.35) ** 2


def test_what_cannot_come_about_is_not_suggested_again_and_again():
    def objective(trial):
        n = trial.suggest_int("n", 2, 10)
        k = trial.suggest_int("k", 1, n - 1)
        return (n - 7) ** 2 + (k - 3) ** 2 + (trial.suggest_float("x", 0, 1) - 0.4) ** 2

    for seed in range(3):
        study = create_study(seed=seed)
        study.optimize(objective, 60)
        assert max(Counter(tuple(t.params.values()) for t in study.trials).values()) <= 3
        assert study.best_value < 1e-3


def test_a_range_that_follows_another_value_is_searched_to_the_end():
    for seed in range(3):
        study = create_study(seed=seed)
        study.optimize(below, 40)
        assert study.best_value < 1e-5
        assert study.replay().ok


def test_only_numbers_whose_range_has_changed_are_noted():
    study = create_study(sampler=GPSampler(seed=0))
    study.optimize(below, 12)
    (note,) = (n for n in study.trials[-1].notes.values() if MEANT in n)
    assert note[MEANT].keys() == {"b"}
    study = create_study(sampler=GPSampler(seed=0), space={"x": Float(0, 1)})
    study.optimize(lambda trial: trial.params["x"], 12)
    assert not any(MEANT in note for note in study.trials[-1].notes.values())


def test_what_was_meant_in_vain_is_known_until_then():
    study = create_study(sampler=GPSampler(seed=0))
    study.optimize(below, 30)
    history, space = study.history(), Space({"a": Float(0, 1), "b": Float(0, 1)})
    missed = Meant().missed(space, history)
    assert len(missed) and (missed[:, 1] > missed[:, 0]).all()
    earlier = study.trials[0]
    assert len(Meant().missed(space, history.where(lambda t: t.number == earlier.number))) == 0


@pytest.mark.parametrize("value", [3, 4])
def test_an_enqueued_value_is_no_miss(value):
    study = create_study(sampler=GPSampler(seed=0), space={"k": Int(1, 9), "x": Float(0, 1)})
    study.enqueue_trial({"k": value})
    study.optimize(lambda trial: trial.params["k"] + trial.params["x"], 10)
    assert len(Meant().missed(study.space, study.history())) == 0
