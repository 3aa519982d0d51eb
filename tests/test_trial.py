"""A trial while it runs."""

from datetime import datetime

import pytest

from bayesopt import (
    AlreadyTold,
    Categorical,
    Float,
    Int,
    InvalidParameter,
    TrialState,
    create_study,
)
from bayesopt.samplers import RandomSampler, Sampler, Suggestion
from bayesopt.storages import InMemoryStorage


class Recording(Sampler):
    """Suggests the middle of everything and remembers what it was asked for."""

    def __init__(self, leave_out=()):
        self.asked = []
        self.leave_out = leave_out

    def suggest(self, space, history, rng):
        self.asked.append((tuple(space), history.number, len(history.pending)))
        joint = space.without(self.leave_out) if len(space) > 1 else space
        return Suggestion(joint.decode([0.5] * len(joint)), {"n": len(self.asked)})


def new_trial(**arguments):
    return create_study(**{"sampler": RandomSampler(), "seed": 1, **arguments}).ask()


def test_a_running_trial_tells_what_its_sampler_noted():
    study = create_study(seed=1, space={"x": Float(0, 1)})
    trial = study.ask()
    assert trial.notes == study.trials[0].notes
    assert trial.notes["auto"].startswith("Latin hypercube")
    trial.notes.clear()
    assert trial.notes


def test_each_kind_of_suggestion_has_its_type_and_range():
    trial = new_trial()
    assert -1 <= trial.suggest_float("x", -1, 1) <= 1
    assert 1e-5 <= trial.suggest_float("lr", 1e-5, 1e-1, log=True) <= 1e-1
    assert trial.suggest_float("s", 0, 1, step=0.25) in (0.0, 0.25, 0.5, 0.75, 1.0)
    assert type(trial.suggest_int("k", 1, 5)) is int
    assert trial.suggest_int("even", 0, 10, step=2) % 2 == 0
    assert 1 <= trial.suggest_int("n", 1, 1000, log=True) <= 1000
    assert trial.suggest_categorical("c", [None, "a", 3]) in (None, "a", 3)
    assert list(trial.params) == ["x", "lr", "s", "k", "even", "n", "c"]
    assert trial.distributions["even"] == Int(0, 10, step=2)


def test_the_same_name_gives_the_same_value():
    trial = new_trial()
    first = trial.suggest_float("x", -1, 1)
    assert trial.suggest_float("x", -1, 1) == first
    with pytest.warns(RuntimeWarning, match="'x' is .* its value stays"):  # as Optuna does
        assert trial.suggest_float("x", 5, 6) == first


def test_one_name_one_kind_within_a_trial():
    trial = new_trial()
    trial.suggest_float("x", -1, 1)
    with pytest.raises(InvalidParameter, match=r"'x' is Float\(.*not Int\(.*rename"):
        trial.suggest_int("x", -1, 1)


def test_what_a_trial_shows_is_a_copy():
    trial = new_trial()
    x = trial.suggest_float("x", -1, 1)
    trial.params["x"] = 3
    trial.distributions.clear()
    trial.user_attrs["a"] = 1
    assert (trial.params, trial.user_attrs) == ({"x": x}, {})
    assert trial.distributions == {"x": Float(-1, 1)}
    assert isinstance(trial.datetime_start, datetime)
    assert repr(trial) == f"Trial(number=0, params={{'x': {x}}})"


def test_user_attrs_are_kept():
    study = create_study(sampler=RandomSampler())
    trial = study.ask()
    trial.set_user_attr("loss", [1, 2])
    trial.set_user_attr("seed", 3)
    assert study.trials[0].user_attrs == trial.user_attrs == {"loss": [1, 2], "seed": 3}
    assert study.tell(trial, 1.0).user_attrs == {"loss": [1, 2], "seed": 3}


def test_an_ended_trial_gives_nothing_new():
    study = create_study(sampler=RandomSampler())
    trial = study.ask()
    x = trial.suggest_float("x", -1, 1)
    study.tell(trial, 1.0)
    assert trial.suggest_float("x", -1, 1) == x
    with pytest.raises(AlreadyTold, match="trial 0"):
        trial.suggest_float("y", -1, 1)
    with pytest.raises(AlreadyTold, match="trial 0"):
        trial.set_user_attr("a", 1)
    assert study.trials[0].params == {"x": x}


# --- where values come from


def both(trial):
    return trial.suggest_float("x", 0, 1) + trial.suggest_int("k", 0, 4)


def test_known_names_come_from_one_joint_suggestion():
    sampler = Recording()
    study = create_study(sampler=sampler)
    study.optimize(both, n_trials=3)
    assert [names for names, *_ in sampler.asked] == [
        *((), ("x",), ("k",)),  # nothing is known yet
        *(("x", "k"), ("x", "k")),
    ]
    assert study.trials[2].notes == {"n": 5}


def test_new_names_and_those_left_out_are_asked_for_alone():
    sampler = Recording(leave_out=("k",))
    study = create_study(sampler=sampler, space={"x": Float(0, 1), "k": Int(0, 4)})
    trial = study.ask()
    trial.suggest_float("new", 0, 1)
    assert [names for names, *_ in sampler.asked] == [("x", "k"), ("k",), ("new",)]
    assert {number for _, number, _ in sampler.asked} == {0}


def test_a_changed_range_is_asked_for_alone_only_if_it_excludes_the_suggestion():
    sampler = Recording()
    study = create_study(sampler=sampler)
    study.optimize(lambda t: t.suggest_float("x", 0, 1), n_trials=1)
    sampler.asked.clear()
    trial = study.ask()
    assert trial.suggest_float("x", 0, 2) == 0.5
    assert [names for names, *_ in sampler.asked] == [("x",)]
    trial = study.ask()
    assert trial.suggest_float("x", 4, 8) == 6.0
    assert study.trials[2].params == {"x": 6.0}
    assert study.trials[2].distributions == {"x": Float(4, 8)}


def test_the_trial_that_asks_is_not_pending_for_itself():
    sampler = Recording()
    study = create_study(sampler=sampler)
    study.optimize(both, n_trials=2)
    assert {pending for *_, pending in sampler.asked} == {0}
    study.ask()
    study.ask()
    assert sampler.asked[-1][-1] == 1


def test_single_values_bypass_the_sampler():
    sampler = Recording()
    study = create_study(sampler=sampler, space={"x": Float(2, 2), "c": Categorical(["a"])})
    assert study.ask().params == {"x": 2.0, "c": "a"}
    assert all(len(names) == 0 for names, *_ in sampler.asked)


def test_names_that_come_and_go():
    study = create_study(sampler=RandomSampler(), seed=1)

    def objective(trial):
        kind = trial.suggest_categorical("kind", ["a", "b"])
        return trial.suggest_float(f"x_{kind}", 0, 1)

    study.optimize(objective, n_trials=30)
    assert list(study.history().space()) == ["kind"]
    for trial in study.trials:
        assert set(trial.params) == {"kind", f"x_{trial.params['kind']}"}
        assert trial.params.keys() == trial.distributions.keys()
    assert {len(t.params) for t in study.trials} == {2}


def test_what_is_planned_is_in_the_storage_at_once():
    study = create_study(sampler=RandomSampler(), seed=1)
    study.optimize(both, n_trials=1)
    trial = study.ask()
    running = study.trials[1]
    assert running.state == TrialState.RUNNING
    assert running.params.keys() == {"x", "k"}
    assert trial.params == {}  # not suggested yet
    study.tell(trial, 1.0)
    assert study.trials[1].params == {}  # and never suggested


def test_notes_of_a_suggestion_that_was_overridden_are_dropped():
    study = create_study(sampler=Recording(), space={"x": Float(0, 1), "k": Int(0, 4)})
    study.enqueue_trial({"x": 0.25})
    study.tell(study.ask(), 1.0)
    study.tell(study.ask(), 1.0)
    assert [t.notes for t in study.trials] == [{}, {"n": 2}]


def test_one_name_one_kind_among_running_trials():
    storage = InMemoryStorage()
    one = create_study(storage=storage, study_name="s", sampler=RandomSampler())
    first, second = one.ask(2)
    first.suggest_float("x", 0, 1)
    with pytest.raises(InvalidParameter, match=r"'x' is Float\(.*cannot become Categorical"):
        second.suggest_categorical("x", ["a", "b"])
    one.tell(first, 1.0)
    one.tell(second, second.suggest_float("x", 0, 1))
    assert one.history().observe(one.history().space()).X.shape == (2, 1)
