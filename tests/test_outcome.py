"""An objective called, its answer checked."""

import pytest

from bayesopt import TrialPruned, TrialState, create_study
from bayesopt.outcome import evaluate
from bayesopt.samplers import RandomSampler


def outcome_of(objective, objectives=1):
    return evaluate(objective, create_study(sampler=RandomSampler()).ask(), objectives)


def test_a_number_completes():
    outcome = outcome_of(lambda trial: 3)
    assert (outcome.state, outcome.values, outcome.exception) == (
        TrialState.COMPLETE,
        (3.0,),
        None,
    )


def test_no_number_fails_with_its_reason_and_no_exception():
    outcome = outcome_of(lambda trial: "3.5")
    assert (outcome.state, outcome.values, outcome.exception) == (TrialState.FAIL, None, None)
    assert "'3.5'" in outcome.error


def test_an_exception_fails_with_its_traceback():
    def objective(trial):
        raise LookupError("lost")

    outcome = outcome_of(objective)
    assert outcome.state == TrialState.FAIL
    assert isinstance(outcome.exception, LookupError)
    assert "in objective" in outcome.error
    assert "LookupError: lost" in outcome.error


def test_pruning_is_no_failure():
    def objective(trial):
        raise TrialPruned("too slow")

    outcome = outcome_of(objective)
    assert (outcome.state, outcome.error) == (TrialState.PRUNED, "too slow")
    assert outcome.exception is None


def test_an_invalid_value_of_another_study_is_an_exception_like_any_other():
    def objective(trial):
        other = create_study(sampler=RandomSampler())
        other.tell(other.ask(), "abc")

    assert outcome_of(objective).exception is not None


@pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_is_no_exception_passes_through(raised):
    def objective(trial):
        raise raised

    with pytest.raises(raised):
        outcome_of(objective)


def test_an_exception_that_cannot_be_printed_still_fails():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError

    def objective(trial):
        raise Mute

    assert "Mute" in outcome_of(objective).error
