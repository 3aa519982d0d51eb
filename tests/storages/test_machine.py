"""All storages against one model, by random sequences of what can be done to a log.

BAYESOPT_NIGHTLY=1 makes the sequences longer, many more, and different each time.
"""

import os
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bayesopt.errors import AlreadyTold, InvalidValue, LeaseLost, UnknownTrial
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.storages import Ending, InMemoryStorage, Worker
from bayesopt.storages.sqlite import SqliteStorage
from bayesopt.storages.urls import resolved
from bayesopt.testing.kit import DRAFT, FACTS

RUNNING, WAITING, FAIL = TrialState.RUNNING, TrialState.WAITING, TrialState.FAIL
ENDS = (TrialState.COMPLETE, TrialState.PRUNED, FAIL)
NIGHTLY = bool(os.environ.get("BAYESOPT_NIGHTLY"))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
PARAMS = st.dictionaries(TEXTS, st.floats(allow_nan=False), max_size=2)
NUMBERS = st.integers(0, 40)
_names = count()


def ended(trial, state, value=1.0):
    return replace(trial, state=state, values=(value,) if state is TrialState.COMPLETE else None)


def timeless(trial):
    """Without what only clocks know."""
    return replace(trial, datetime_complete=None)


class Machine(RuleBasedStateMachine):
    """A log, and what it should hold.

    trials : by number. place : by number, the revision that orders it. past : by number, how
    earlier attempts ended. runners : by number, the worker of a running trial that has one.
    """

    storage = None

    def __init__(self):
        super().__init__()
        self.log = self.storage.create(replace(FACTS, name=f"machine {next(_names)}"))
        self.trials, self.place, self.past, self.runners = {}, {}, {}, {}
        self.attrs, self.revision = {}, 0
        self.followed, self.seen = {}, 0  # by a reader that asks for what has changed

    # --- the model

    def write(self, trial):
        self.revision += 1
        known = self.trials.get(trial.number)
        if known is None or not known.state.is_finished():
            self.place[trial.number] = self.revision
        self.trials[trial.number] = trial

    def next_started(self, worker):
        waiting = [n for n, t in self.trials.items() if t.state is WAITING]
        if waiting:
            known = self.trials[min(waiting)]
            moved = replace(known, state=RUNNING, datetime_start=DRAFT.datetime_start)
            expected = replace(moved, attempt=known.attempt + 1)
        else:
            expected = replace(DRAFT, number=len(self.trials), attempt=1)
        self.runners.pop(expected.number, None)
        if worker is not None:
            self.runners[expected.number] = worker
        self.write(expected)
        return expected

    def waiting_again(self, number):
        known = self.trials[number]
        return replace(known, state=WAITING, datetime_start=None, intermediate_values={})

    def of(self, number, *states):
        """A trial in one of those states; None if there is none."""
        found = [n for n in sorted(self.trials) if self.trials[n].state in states]
        return self.trials[found[number % len(found)]] if found else None

    # --- what can be done

    @rule(worked=st.booleans())
    def ask(self, worked):
        worker = Worker.here() if worked else None
        assert self.log.new_trial(DRAFT, worker) == self.next_started(worker)

    @rule(params=PARAMS)
    def enqueue(self, params):
        draft = FrozenTrial(-1, WAITING, params)
        expected = replace(draft, number=len(self.trials))
        assert self.log.new_trial(draft) == expected
        self.write(expected)

    @rule(state=st.sampled_from(ENDS), params=PARAMS)
    def add(self, state, params):
        draft = ended(FrozenTrial(-1, RUNNING, params), state)
        expected = replace(draft, number=len(self.trials))
        assert self.log.new_trial(draft) == expected
        self.write(expected)

    @rule(number=NUMBERS, params=PARAMS, text=TEXTS, step=st.integers(0, 3))
    def record(self, number, params, text, step):
        known = self.of(number, RUNNING)
        if known is not None:
            shown = {step: 0.5}
            trial = replace(
                known, params=params, user_attrs={text: text}, intermediate_values=shown
            )
            self.log.put(trial)
            self.write(trial)

    @rule(number=NUMBERS, state=st.sampled_from(ENDS), value=st.floats(), text=TEXTS)
    def tell(self, number, state, value, text):
        known = self.of(number, RUNNING, WAITING)
        if known is not None:
            trial = replace(ended(known, state, value if value == value else 0.0), error=text)
            self.log.put(trial)
            past = self.past.get(known.number)
            if past and past[-1][0] == trial.attempt:
                past.pop()  # it went on after all
            self.write(trial)

    @rule(number=NUMBERS)
    def interrupt(self, number):
        known = self.of(number, RUNNING, WAITING)
        if known is not None:
            trial = self.waiting_again(known.number)
            self.log.put(trial)
            if known.state is RUNNING:
                ending = (known.attempt, Ending.INTERRUPTED)
                self.past.setdefault(known.number, []).append(ending)
            self.write(trial)

    @precondition(lambda self: self.runners)
    @rule(number=NUMBERS)
    def die(self, number):
        running = [n for n in sorted(self.runners) if self.trials[n].state is RUNNING]
        if not running:
            return
        known = self.trials[running[number % len(running)]]
        self.runners.pop(known.number).stop()
        past = self.past.setdefault(known.number, [])
        past.append((known.attempt, Ending.LOST))
        lost = sum(ending is Ending.LOST for _, ending in past)
        again = self.waiting_again(known.number)
        given_up = replace(
            known, state=FAIL, error=f"lost: its worker died at each of {lost} attempts"
        )
        self.write(again if lost < 3 else given_up)
        assert self.log.new_trial(DRAFT) == self.next_started(None)

    @rule(number=NUMBERS, value=st.floats(allow_nan=False))
    def amend(self, number, value):
        known = self.of(number, *ENDS)
        if known is not None:
            trial = ended(known, TrialState.COMPLETE, value)
            self.log.amend(trial)
            self.write(trial)
            assert timeless(self.log.versions(known.number)[-1].trial) == timeless(known)

    @rule(key=TEXTS, value=st.one_of(TEXTS, st.floats(allow_nan=False), st.none()))
    def set_attr(self, key, value):
        self.log.set_attr(key, value)
        self.attrs[key] = value

    # --- what is refused

    @rule(number=NUMBERS, state=st.sampled_from((RUNNING, WAITING, *ENDS)))
    def tell_again(self, number, state):
        known = self.of(number, *ENDS)
        if known is not None:
            with pytest.raises(AlreadyTold):
                self.log.put(ended(known, state))

    @rule(number=NUMBERS, state=st.sampled_from(ENDS))
    def tell_late(self, number, state):
        known = self.of(number, RUNNING, WAITING)
        if known is not None and known.attempt > 1:
            with pytest.raises(LeaseLost):
                self.log.put(replace(ended(known, state), attempt=known.attempt - 1))

    @rule(number=NUMBERS)
    def amend_early(self, number):
        known = self.of(number, RUNNING, WAITING)
        if known is not None:
            with pytest.raises(InvalidValue):
                self.log.amend(ended(known, FAIL))

    @rule(beyond=st.integers(0, 3))
    def ask_for_none(self, beyond):
        with pytest.raises(UnknownTrial):
            self.log.put(replace(DRAFT, number=len(self.trials) + beyond))

    # --- what is always so

    @invariant()
    def it_holds_what_it_should(self):
        trials, revision = self.log.since(0)
        order = sorted(self.trials, key=self.place.__getitem__)
        assert [timeless(t) for t in trials] == [timeless(self.trials[n]) for n in order]
        assert revision == self.revision
        assert self.log.attrs() == self.attrs

    @invariant()
    def who_follows_sees_the_same(self):
        changed, self.seen = self.log.since(self.seen)
        self.followed.update({t.number: timeless(t) for t in changed})
        assert self.followed == {n: timeless(t) for n, t in self.trials.items()}

    def teardown(self):
        for number, past in self.past.items():
            known = [(a.attempt, a.ending) for a in self.log.attempts(number)]
            assert known[: len(past)] == past
        self.storage.delete(self.log.facts.name)


def run(storage, examples):
    machine = type("Machine", (Machine,), {"storage": storage})
    how = settings(
        max_examples=examples * (20 if NIGHTLY else 1),
        stateful_step_count=100 if NIGHTLY else 30,
        derandomize=not NIGHTLY,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=how)


def test_memory():
    run(InMemoryStorage(), 100)


@pytest.mark.timeout(0 if NIGHTLY else 120)
def test_sqlite(tmp_path):
    run(SqliteStorage(tmp_path / "study.db", durable=False), 40)


@pytest.mark.timeout(0 if NIGHTLY else 240)
def test_server(url):
    run(resolved(url), 15)
