"""What is kept of logs equals what is made anew."""

import copy
import gc
import pickle
import weakref

import pytest

from bayesopt import FrozenTrial, TrialState
from bayesopt.history import Log, StudyDirection
from bayesopt.kept import Kept


class Numbers:
    """Counts how often trials are taken in."""

    taken = 0

    def __init__(self, log, key):
        self.key = key
        self.numbers = []

    def take(self, trial):
        if trial.number == 13:
            raise ArithmeticError
        Numbers.taken += 1
        self.numbers.append(trial.number)


@pytest.fixture(autouse=True)
def _from_zero():
    Numbers.taken = 0


def log_of(*numbers):
    log = Log((StudyDirection.MINIMIZE,), seed=1)
    absorb(log, *numbers)
    return log


def absorb(log, *numbers):
    log.absorb(FrozenTrial(k, TrialState.COMPLETE, values=(0.0,)) for k in numbers)


def numbers(kept, history, key=None):
    with kept.at(history, key) as state:
        assert state.key == key
        return list(state.numbers)


def test_each_trial_is_taken_in_once():
    log, kept = log_of(3, 1), Kept(Numbers)
    for k in (7, 2, 9):
        absorb(log, k)
        numbers(kept, log.view())
    assert numbers(kept, log.view()) == [3, 1, 7, 2, 9]
    assert Numbers.taken == 5


def test_an_earlier_moment_is_made_anew_and_loses_nothing():
    log, kept = log_of(0, 1), Kept(Numbers)
    early = log.view()
    absorb(log, 2)
    assert numbers(kept, log.view()) == [0, 1, 2]
    assert numbers(kept, early) == [0, 1]
    assert numbers(kept, log.view()) == [0, 1, 2]
    assert Numbers.taken == 5


def test_who_goes_on_behind_takes_each_trial_in_once_too():
    log, kept = log_of(0, 1, 2, 3), Kept(Numbers)
    behind = log.view()
    for k in (4, 5, 6):
        absorb(log, k)
        assert numbers(kept, log.view()) == [*range(k + 1)]
        assert numbers(kept, behind) == [*range(k)]
        behind = log.view()
    assert Numbers.taken == 7 + 6


def test_logs_and_keys_are_kept_apart():
    kept, one, two = Kept(Numbers), log_of(1), log_of(2)
    for _ in range(2):
        for key in ((), (0,)):
            assert numbers(kept, one.view(), key) == [1]
            assert numbers(kept, two.view(), key) == [2]
    assert Numbers.taken == 4


def test_many_keys_push_out_those_used_longest_ago():
    kept, log = Kept(Numbers), log_of(1)
    for key in range(200):
        numbers(kept, log.view(), key)
        numbers(kept, log.view(), 0)
    assert len(kept._states[log]) == Kept._keys_kept
    assert Numbers.taken == 200


def test_a_log_that_is_gone_is_forgotten():
    kept, log = Kept(Numbers), log_of(1)
    numbers(kept, log.view())
    gone = weakref.ref(log)
    del log
    gc.collect()
    assert gone() is None
    assert len(kept._states) == 0


def test_what_a_trial_has_broken_is_made_anew():
    kept, log = Kept(Numbers), log_of(1, 13, 2)
    for times in (1, 2):
        with pytest.raises(ArithmeticError):
            numbers(kept, log.view())
        assert Numbers.taken == times
        assert len(kept._states) == 0


def test_what_is_looked_at_when_an_interruption_comes_is_made_anew():
    kept, log = Kept(Numbers), log_of(1, 2)
    with pytest.raises(KeyboardInterrupt), kept.at(log.view()) as state:
        state.numbers.append(99)
        raise KeyboardInterrupt
    assert numbers(kept, log.view()) == [1, 2]


def test_copies_begin_empty():
    kept, log = Kept(Numbers), log_of(1)
    numbers(kept, log.view())
    for other in (copy.deepcopy(kept), pickle.loads(pickle.dumps(kept))):
        assert len(other._states) == 0
        assert numbers(other, log.view()) == [1]
