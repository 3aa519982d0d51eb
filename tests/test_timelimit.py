"""Evaluations that may not take longer than a limit."""

import threading
import time

import pytest

from bayesopt import TrialState
from bayesopt.outcome import Outcome
from bayesopt.timelimit import within

WELL = Outcome(TrialState.COMPLETE, (1.0,))


def test_without_a_limit_it_runs_in_this_thread():
    seen = []
    assert within(lambda: seen.append(threading.current_thread()) or WELL, None) is WELL
    assert seen == [threading.current_thread()]


def test_what_is_in_time_is_returned_or_raised():
    assert within(lambda: WELL, 60) is WELL

    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        within(interrupted, 60)


def test_what_takes_too_long_fails_and_is_told_to_stop():
    ended = threading.Event()

    def late():
        try:
            while True:
                time.sleep(0.01)
        finally:
            ended.set()

    outcome = within(late, 0.1)
    assert outcome == Outcome(TrialState.FAIL, error="timed out: it took longer than 0.1 s")
    assert ended.wait(60)
