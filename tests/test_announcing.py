"""What the log says, and that it costs nothing where nobody listens."""

import logging

import pytest

from bayesopt import (
    TrialPruned,
    TrialState,
    create_study,
    get_all_study_summaries,
    load_study,
)
from bayesopt.ledger import Ledger
from bayesopt.logging import disable_default_handler, enable_default_handler
from bayesopt.samplers import RandomSampler


@pytest.fixture
def said(caplog):
    """What was logged since the last time it was asked."""
    caplog.set_level(logging.INFO, logger="bayesopt")

    def texts():
        found = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return found

    return texts


def new_study(**arguments):
    return create_study(**{"sampler": RandomSampler(), "study_name": "hill", **arguments})


def test_a_new_study_is_announced_and_one_that_is_gone_on_with(said, tmp_path):
    new_study(storage=tmp_path / "a.db", directions=["minimize", "maximize"])
    assert said() == ["new study 'hill', to minimize, maximize"]
    new_study(storage=tmp_path / "a.db", load_if_exists=True)
    assert said() == ["study 'hill' exists: going on with it"]
    load_study(study_name="hill", storage=tmp_path / "a.db")
    get_all_study_summaries(storage=tmp_path / "a.db")
    assert said() == []


@pytest.mark.parametrize(("direction", "best"), [("minimize", 1), ("maximize", 2)])
def test_a_trial_is_shown_with_the_best_so_far(said, direction, best):
    study = new_study(direction=direction)
    said()
    values = [2.0, 0.5, 4.0]
    for k, value in enumerate(values):
        study.enqueue_trial({"k": k})
        study.optimize(lambda t, value=value: t.suggest_int("k", 0, 9) * 0 + value, n_trials=1)
    assert said()[-1] == (
        f"trial 2 is complete with value 4.0 at {{'k': 2}}; "
        f"the best so far is trial {best} with value {values[best]}"
    )


def test_trials_that_fail_or_are_pruned(said):
    def objective(trial):
        if trial.number == 0:
            raise ValueError("no data")
        trial.report(3.0, 1)
        raise TrialPruned

    study = new_study()
    said()
    study.optimize(objective, n_trials=2, catch=ValueError)
    assert said() == [
        "trial 0 failed (ValueError: no data) at {}",
        "trial 1 was pruned with value 3.0 at {}; none to call the best yet",
    ]
    study.tell(study.ask(), state=TrialState.FAIL)
    assert said() == ["trial 2 failed at {}"]


def test_what_goes_wrong_is_a_warning(caplog):
    caplog.set_level(logging.WARNING, logger="bayesopt")
    study = new_study()
    study.optimize(lambda trial: float("nan"), n_trials=1)
    study.tell(study.ask(), state=TrialState.FAIL)  # somebody says so: nothing to warn about
    study.tell(study.ask(), 1.0)
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("trial 0 failed (objective value is NaN")


def test_what_is_not_taken(said):
    study = new_study()
    study.enqueue_trial({"x": 0.5})
    said()
    study.enqueue_trial({"x": 0.5}, skip_if_exists=True)
    assert said() == ["a trial at {'x': 0.5} is there: it is not enqueued again"]
    trial = study.ask()
    study.tell(trial, 1.0)
    said()
    study.tell(trial, 2.0, skip_if_finished=True)
    assert said() == ["trial 0 stays as it was told before: it is complete with value 1.0 at {}"]


def test_the_handler_writes_to_what_is_the_error_stream_now(capsys, monkeypatch):
    monkeypatch.setattr(logging.getLogger("bayesopt"), "level", logging.INFO)
    enable_default_handler()
    try:
        new_study()
        assert "new study 'hill'" in capsys.readouterr().err
    finally:
        disable_default_handler()


def test_several_objectives(said):
    study = new_study(directions=["minimize", "maximize"])
    said()
    study.tell(study.ask(), [1.0, 2.0])
    assert said() == ["trial 0 is complete with values [1.0, 2.0] at {}"]


def test_nothing_is_looked_up_where_nobody_listens(monkeypatch):
    def never(ledger):
        raise AssertionError("the best trial was looked up")

    monkeypatch.setattr(Ledger, "best", never)
    study = new_study()
    study.tell(study.ask(), 1.0)
    assert study.trials[0].value == 1.0
