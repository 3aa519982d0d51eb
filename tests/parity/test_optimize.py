"""What `optimize` makes of whatever an objective does."""

import math
from contextlib import suppress

import pytest


def parabola(trial):
    return (trial.suggest_float("x", -1, 1) - 0.3) ** 2


@pytest.mark.parametrize("value", [math.nan, None, "text", (1.0, 2.0)])
def test_what_is_no_number_fails_the_trial_and_the_loop_goes_on(study, states, value):
    study.optimize(lambda trial: value, n_trials=3)
    assert [trial.state for trial in study.trials] == [states.FAIL] * 3
    assert all(trial.value is None for trial in study.trials)


@pytest.mark.parametrize("value", [math.inf, -math.inf, 3, True])
def test_infinities_and_whole_numbers_are_values(study, states, value):
    study.optimize(lambda trial: value, n_trials=1)
    assert study.trials[0].state == states.COMPLETE
    assert study.best_value == float(value)


def test_an_exception_fails_its_trial_and_is_raised_again(study, states):
    with pytest.raises(ZeroDivisionError):
        study.optimize(lambda trial: 1 / 0, n_trials=3)
    assert [trial.state for trial in study.trials] == [states.FAIL]


@pytest.mark.parametrize("catch", [ZeroDivisionError, (ZeroDivisionError,), [ArithmeticError]])
def test_an_exception_that_is_caught_only_fails_its_trial(study, states, catch):
    study.optimize(lambda trial: 1 / 0, n_trials=3, catch=catch)
    assert [trial.state for trial in study.trials] == [states.FAIL] * 3


def test_a_pruned_trial_is_no_failure(lib, study, states):
    def objective(trial):
        raise lib.TrialPruned("enough")

    study.optimize(objective, n_trials=2)
    assert [trial.state for trial in study.trials] == [states.PRUNED] * 2


def test_callbacks_see_the_study_and_the_finished_trial(study, states):
    seen = []
    study.optimize(parabola, n_trials=3, callbacks=[lambda s, t: seen.append((s, t))])
    assert [trial.number for _, trial in seen] == [0, 1, 2]
    assert all(s is study and t.state == states.COMPLETE for s, t in seen)


def test_stop_ends_the_loop_after_the_trial(study):
    def stop_at_three(study, trial):
        if trial.number == 2:
            study.stop()

    study.optimize(parabola, n_trials=100, callbacks=[stop_at_three])
    assert len(study.trials) == 3
    with pytest.raises(RuntimeError):
        study.stop()


def test_optimize_cannot_be_nested(study):
    def objective(trial):
        trial.study.optimize(parabola, n_trials=1)
        return 0.0

    with pytest.raises(RuntimeError):
        study.optimize(objective, n_trials=1)


def test_a_callback_for_a_number_of_trials(lib, study):
    last = lib.study.MaxTrialsCallback(4, states=(lib.trial.TrialState.COMPLETE,))
    study.optimize(parabola, n_trials=10, callbacks=[last])
    assert len(study.trials) == 4


def test_threads_share_a_study(study, states):
    study.optimize(parabola, n_trials=10, n_jobs=2)
    assert sorted(trial.number for trial in study.trials) == [*range(10)]
    assert all(trial.state == states.COMPLETE for trial in study.trials)


def test_a_timeout_of_nothing_runs_nothing(study):
    study.optimize(parabola, n_trials=5, timeout=0.0)
    assert len(study.trials) <= 1


def test_without_trials_there_is_no_best(study):
    for name in ("best_trial", "best_value", "best_params"):
        with pytest.raises(ValueError, match="No trials are completed yet"):
            getattr(study, name)
    assert study.best_trials == []


def test_callbacks_do_not_see_a_trial_whose_exception_ends_the_loop(study):
    seen = []
    for catch in ((), (ZeroDivisionError,)):
        with suppress(ZeroDivisionError):
            study.optimize(
                lambda trial: 1 / 0,
                n_trials=1,
                catch=catch,
                callbacks=[lambda study, trial: seen.append(trial.number)],
            )
    assert seen == [1]


def test_a_progress_bar_over_seconds(study, capsys):
    callbacks = [lambda study, trial: study.stop()]
    study.optimize(parabola, timeout=60, callbacks=callbacks, show_progress_bar=True)
    assert "/01:00" in capsys.readouterr().err
