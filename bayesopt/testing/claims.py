"""Whose a trial is, and what happens when a worker dies; amendments."""

import time
from dataclasses import replace

import pytest

from bayesopt.errors import AlreadyTold, InvalidValue, LeaseLost, UnknownTrial
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.storages import Ending, TrialLog, Worker
from bayesopt.testing.kit import COMPLETE, DRAFT, WAITING, away


class ClaimTests:
    """Whose a trial is, and what happens when a worker dies; amendments."""

    def test_attempts_count(self, log: TrialLog) -> None:
        trial = log.new_trial(DRAFT)
        assert trial.attempt == 1
        log.put(replace(trial, state=WAITING))
        again = log.new_trial(DRAFT)
        assert (again.number, again.attempt) == (0, 2)
        log.put(replace(again, state=COMPLETE, values=(1.0,)))
        assert [(a.attempt, a.ending, a.worker) for a in log.attempts(0)] == [
            (1, Ending.INTERRUPTED, None),
            (2, Ending.COMPLETE, None),
        ]

    def test_a_trial_that_waits_on_keeps_its_attempts(self, log: TrialLog) -> None:
        waiting = replace(log.new_trial(DRAFT), state=WAITING)
        log.put(waiting)
        log.put(replace(waiting, user_attrs={"a": 1}))
        assert [a.ending for a in log.attempts(0)] == [Ending.INTERRUPTED]

    def test_a_trial_asked_by_hand_is_never_taken_away(self, log: TrialLog) -> None:
        log.new_trial(DRAFT)
        assert log.new_trial(DRAFT, away(0.0)).number == 1

    def test_the_trial_of_a_dead_worker_is_run_again(self, log: TrialLog) -> None:
        dead = Worker.here()
        mine = log.new_trial(DRAFT, dead)
        log.put(replace(mine, params={"x": 1.0}, intermediate_values={0: 1.0}))
        dead.stop()
        again = log.new_trial(DRAFT, Worker.here())
        assert again == replace(mine, params={"x": 1.0}, attempt=2)
        with pytest.raises(LeaseLost, match="attempt 2"):
            log.put(replace(mine, state=COMPLETE, values=(1.0,)))
        log.put(replace(again, state=COMPLETE, values=(2.0,)))
        assert [(a.attempt, a.ending) for a in log.attempts(0)] == [
            (1, Ending.LOST),
            (2, Ending.COMPLETE),
        ]
        assert log.attempts(0)[0].worker == str(dead)

    def test_the_trials_of_dead_workers_can_be_taken_back(self, log: TrialLog) -> None:
        dead, alive = Worker.here(), Worker.here()
        mine = [log.new_trial(DRAFT, worker) for worker in (dead, alive, None, away(0.0))]
        log.take_back()
        dead.stop()
        log.take_back()
        assert [
            (t.number, t.state.name) for t in sorted(log.since(0)[0], key=lambda t: t.number)
        ] == [
            (0, "WAITING"),
            (1, "RUNNING"),
            (2, "RUNNING"),
            (3, "WAITING"),
        ]
        assert [a.ending for a in log.attempts(mine[0].number)] == [Ending.LOST]

    def test_on_another_host_a_claim_holds_as_long_as_its_lease(self, log: TrialLog) -> None:
        log.new_trial(DRAFT, away(3600.0))
        short = log.new_trial(DRAFT, away(0.0))
        assert log.new_trial(DRAFT).number == short.number

    def test_claims_are_renewed(self, log: TrialLog) -> None:
        kept, lost = away(1.0, "kept"), away(0.5, "lost")
        log.new_trial(DRAFT, kept)
        log.new_trial(DRAFT, lost)
        for _ in range(4):
            time.sleep(0.4)
            log.renew(kept)
        assert [log.new_trial(DRAFT, away(60.0)).number for _ in range(2)] == [1, 2]

    def test_what_comes_late_counts_if_nobody_has_taken_the_trial(self, log: TrialLog) -> None:
        late = log.new_trial(DRAFT, away(0.0))
        log.new_trial(FrozenTrial(-1, WAITING))
        other = log.new_trial(DRAFT, away(60.0))
        assert other.number == 0  # taken; but the next one only waits
        log.put(replace(other, state=WAITING))
        log.put(replace(other, state=COMPLETE, values=(3.0,)))
        assert log.attempts(0)[-1].ending is Ending.COMPLETE
        with pytest.raises(AlreadyTold):
            log.put(replace(late, state=COMPLETE, values=(1.0,)))

    def test_a_trial_that_is_lost_three_times_fails(self, log: TrialLog) -> None:
        trials = [log.new_trial(DRAFT, away(0.0)) for _ in range(4)]
        assert [(t.number, t.attempt) for t in trials] == [(0, 1), (0, 2), (0, 3), (1, 1)]
        [lost] = [t for t in log.since(0)[0] if t.number == 0]
        assert lost.state == TrialState.FAIL
        assert (lost.error or "").startswith("lost")
        assert lost.datetime_complete is not None
        assert [a.ending for a in log.attempts(0)] == [Ending.LOST] * 3
        with pytest.raises(LeaseLost):
            log.put(replace(trials[2], state=COMPLETE, values=(1.0,)))

    def test_what_is_amended_keeps_its_place_and_its_history(self, log: TrialLog) -> None:
        a, b = log.new_trial(DRAFT), log.new_trial(DRAFT)
        ended = [replace(t, state=COMPLETE, values=(float(t.number),)) for t in (b, a)]
        for trial in ended:
            log.put(trial)
        _, revision = log.since(0)
        better = replace(ended[0], values=(5.0,))
        log.amend(better)
        log.amend(replace(better, values=(6.0,)))
        assert [t.values for t in log.since(revision)[0]] == [(6.0,)]
        assert [t.number for t in log.since(0)[0]] == [1, 0]
        versions = log.versions(1)
        assert [v.trial for v in versions] == [ended[0], better]
        assert [v.revision for v in versions] == [revision + 1, revision + 2]
        assert log.versions(0) == []

    def test_only_what_has_finished_is_amended(self, log: TrialLog) -> None:
        running = log.new_trial(DRAFT)
        with pytest.raises(InvalidValue, match="RUNNING"):
            log.amend(replace(running, state=COMPLETE, values=(1.0,)))
        log.put(replace(running, state=COMPLETE, values=(1.0,)))
        with pytest.raises(InvalidValue, match="RUNNING"):
            log.amend(running)
        for call in (log.versions, log.attempts):
            with pytest.raises(UnknownTrial):
                call(9)
