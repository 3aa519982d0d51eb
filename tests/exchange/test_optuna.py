"""Studies to and from Optuna, and back: nothing is lost on the way."""

import math
from dataclasses import fields

import pytest

from bayesopt import Categorical, TrialState, create_study, create_trial
from bayesopt.errors import DuplicatedStudyError, InvalidParameter
from bayesopt.exchange import contents
from bayesopt.priors import Normal
from bayesopt.replay import Verdict
from bayesopt.samplers import TPESampler
from bayesopt.storages import InMemoryStorage

optuna = pytest.importorskip("optuna", reason="pip install bayesopt[parity]")

from bayesopt.exchange.optuna import from_optuna, loaded, opened, to_optuna  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.ERROR)
STORAGES = {
    "memory": lambda folder: None,
    "rdb": lambda folder: f"sqlite:///{folder}/optuna.db",
    "journal": lambda folder: f"{folder}/journal.log",
}
everywhere = pytest.mark.parametrize("place", STORAGES.values(), ids=STORAGES.keys())


def objective(trial):
    x = trial.suggest_float("x", -5, 10) / 3
    rate = trial.suggest_float("rate", 1e-6, 1, log=True)
    k = trial.suggest_int("k", 1, 9, step=2)
    c = trial.suggest_categorical("c", ["a", None, 1, 1.5, True])
    trial.report(math.inf, 0)
    trial.report(x / 7, 3)
    trial.set_user_attr("note", {"a": [1, None, "x'); DROP TABLE"]})
    if trial.number % 4 == 2:
        raise (optuna.TrialPruned if isinstance(trial, optuna.Trial) else RuntimeError)
    return math.inf if trial.number == 5 else x + rate + k + (c == "a")


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")
@everywhere
def test_an_optuna_study_becomes_ours(place, tmp_path):
    theirs = optuna.create_study(
        storage=opened(place(tmp_path)),
        study_name="old",
        direction="maximize",
        sampler=optuna.samplers.RandomSampler(seed=1),
    )
    theirs.set_metric_names(["gain"])
    theirs.set_user_attr("why", "because")
    theirs.optimize(objective, n_trials=8)
    theirs.enqueue_trial({"x": 0.5})
    running = theirs.ask()
    running.suggest_float("x", -5, 10)
    theirs.enqueue_trial({"x": 0.25})
    ours = from_optuna(theirs, tmp_path / "ours.db")
    assert (ours.study_name, ours.metric_names) == ("old", ["gain"])
    assert ours.user_attrs == {"why": "because"}
    assert ours.direction == 2
    for trial, other in zip(ours.trials, theirs.trials, strict=True):
        assert trial.state.name == other.state.name
        assert trial.values == other.values
        assert trial.intermediate_values == other.intermediate_values
        assert trial.user_attrs == other.user_attrs
        assert trial.datetime_start == other.datetime_start
        assert trial.datetime_complete == other.datetime_complete
        if trial.state is not TrialState.WAITING:
            assert repr(trial.params) == repr(other.params)
    assert ours.best_value == theirs.best_value
    assert ours.ask().params == {}
    assert ours.trials[9].fixed_params == {"x": 0.25}
    ours.optimize(objective, n_trials=2, catch=RuntimeError)


@everywhere
def test_our_study_comes_back_from_optuna_as_it_was(place, tmp_path):
    study = create_study(study_name="s", seed=4, sampler=TPESampler(n_startup_trials=4))
    study.set_user_attr("why", "because")
    study.enqueue_trial({"x": 0.5, "c": True})
    first = study.ask()
    study.optimize(objective, n_trials=9, catch=RuntimeError)
    study.tell(first, 1 / 3)
    study.enqueue_trial({"x": 0.5})
    theirs = to_optuna(study, place(tmp_path), "copy")
    assert [t.value for t in theirs.trials] == [t.value for t in study.trials]
    assert [repr(t.params) for t in theirs.trials[:-1]] == [
        repr(t.params) for t in study.trials[:-1]
    ]
    theirs.optimize(objective, n_trials=1)
    again = from_optuna(theirs, study_name="s")
    before, after = contents(study), contents(again)
    assert after.facts == before.facts
    assert repr(after.attrs) == repr(before.attrs)
    for trial, other in zip(study.trials[:-1], again.trials, strict=False):
        mine, its = ([repr(getattr(t, f.name)) for f in fields(t)] for t in (trial, other))
        assert its == mine
    assert len(again.trials) == len(study.trials)
    assert again.replay().count(Verdict.SAME) == 10


def test_several_objectives_and_constraints():
    study = create_study(directions=["minimize", "maximize"])
    for k in range(3):
        trial = study.ask()
        trial.set_constraint("c", k - 1.5)
        trial.report((1.0, 2.0), 1)
        study.tell(trial, (trial.suggest_float("x", 0, 1), k))
    theirs = to_optuna(study)
    assert [t.values for t in theirs.best_trials] == [list(t.values) for t in study.best_trials]
    again = from_optuna(theirs)
    assert again.trials == study.trials
    assert [t.intermediate_values for t in again.trials] == [{1: (1.0, 2.0)}] * 3


def test_what_optuna_has_changed_counts():
    study = create_study()
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    theirs = to_optuna(study)
    other = optuna.create_study()
    changed = theirs.trials[1]
    changed.value = 7.0
    other.add_trials([theirs.trials[0], changed])
    assert [t.value for t in from_optuna(other).trials] == [study.trials[0].value, 7.0]


@pytest.mark.parametrize(
    "param", [Normal(0, 1), Categorical([(1, 2), "a"])], ids=["normal", "tuple"]
)
def test_a_parameter_that_optuna_lacks_is_named_and_nothing_written(param, tmp_path):
    study = create_study(study_name="s")
    value = param.from_unit(0.5)
    study.add_trial(create_trial(value=1.0, params={"p": value}, distributions={"p": param}))
    with pytest.raises(InvalidParameter, match=r"'p' is .* JSON lines"):
        to_optuna(study, f"sqlite:///{tmp_path}/optuna.db")
    assert not [*tmp_path.iterdir()]


def test_names_that_are_taken(tmp_path):
    url, storage = f"sqlite:///{tmp_path}/optuna.db", InMemoryStorage()
    study = create_study(study_name="s", storage=storage)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    theirs = to_optuna(study, url)
    with pytest.raises(DuplicatedStudyError):
        to_optuna(study, url)
    with pytest.raises(DuplicatedStudyError):
        from_optuna(theirs, storage)
    assert len(loaded(url, "s").trials) == 2


@pytest.mark.parametrize("given", ["sqlite:///old.db", None, create_study()])
def test_what_is_no_study_of_optuna(given):
    with pytest.raises(TypeError, match=r"study = .*; pass what optuna.load_study"):
        from_optuna(given)
