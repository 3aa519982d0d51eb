"""How trials get their numbers, and waiting ones their turn."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from bayesopt.choices import Categorical
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.space import Float
from bayesopt.storages import TrialLog, Worker
from bayesopt.testing.kit import COMPLETE, DRAFT, RUNNING, WAITING, Sized, together


class NumberTests(Sized):
    """How trials get their numbers, and waiting ones their turn."""

    def test_numbers_count_up_from_zero(self, log: TrialLog) -> None:
        assert log.next_number() == 0
        assert [log.new_trial(DRAFT).number for _ in range(5)] == [0, 1, 2, 3, 4]
        assert log.next_number() == 5

    def test_a_trial_is_kept_as_it_is(self, log: TrialLog) -> None:
        full = FrozenTrial(
            number=-1,
            state=COMPLETE,
            params={"x": 0.1 + 0.2, "c": None, "é": True},
            distributions={
                "x": Float(0, 1),
                "c": Categorical([None, 1]),
                "é": Categorical([1, True]),
            },
            values=(float("inf"),),
            intermediate_values={3: 0.5, 1: float("-inf")},
            user_attrs={"why": ["a", 1.5]},
            notes={"n": 3},
            datetime_start=datetime(2024, 1, 2, 3, 4, 5, 678901),
            datetime_complete=datetime(2024, 1, 2, 3, 4, 6),
        )
        kept = log.new_trial(full)
        assert kept == replace(full, number=0)
        assert list(log.since(0)[0]) == [kept]
        assert kept.params["é"] is True

    def test_a_running_draft_starts_the_lowest_waiting_trial(self, log: TrialLog) -> None:
        for x in (0.1, 0.2, 0.3):
            log.new_trial(FrozenTrial(-1, WAITING, {"x": x}, user_attrs={"x": x}))
        first = log.new_trial(DRAFT)
        assert first == FrozenTrial(
            0,
            RUNNING,
            {"x": 0.1},
            user_attrs={"x": 0.1},
            datetime_start=DRAFT.datetime_start,
            attempt=1,
        )
        log.put(replace(first, state=WAITING))  # interrupted
        assert [log.new_trial(DRAFT).number for _ in range(5)] == [0, 1, 2, 3, 4]

    def test_a_planned_trial_begins_under_its_number_or_not_at_all(self, log: TrialLog) -> None:
        planned = replace(DRAFT, number=0, attempt=1, params={"x": 0.5}, notes={"n": 3})
        assert log.begin(planned)
        assert not log.begin(planned)
        assert not log.begin(replace(planned, number=2))
        assert list(log.since(0)[0]) == [planned]
        assert log.next_number() == 1

    def test_a_planned_trial_begins_if_it_is_the_one_that_waits(self, log: TrialLog) -> None:
        dead = Worker.here()
        log.new_trial(DRAFT, dead)
        given: dict[str, Any] = {
            "params": {"x": 0.5},
            "fixed_params": {"x": 0.5},
            "user_attrs": {"a": 1},
        }
        log.new_trial(FrozenTrial(-1, WAITING, **given))
        dead.stop()
        new = replace(DRAFT, number=2, attempt=1)
        second = replace(new, number=1, **given)
        again = replace(new, number=0, attempt=2)
        assert not log.begin(second)
        assert [t.state for t in log.since(0)[0]] == [WAITING] * 2  # taken back all the same
        assert log.begin(again)
        assert not log.begin(replace(second, user_attrs={}))
        assert not log.begin(replace(second, fixed_params={"x": 0.75}))
        assert not log.begin(new)
        assert log.begin(second)
        assert log.begin(new)
        assert sorted(log.since(0)[0], key=lambda t: t.number) == [again, second, new]

    def test_sixteen_threads_begin_planned_trials(self, log: TrialLog) -> None:
        each = self.sized(60)

        def claim(k: int) -> list[FrozenTrial]:
            begun: list[FrozenTrial] = []
            while len(begun) < each:
                number = log.next_number()
                mine = replace(DRAFT, number=number, attempt=1, notes={"of": k, "n": number})
                begun += [mine] if log.begin(mine) else []
            return begun

        begun = [trial for some in together(16, claim) for trial in some]
        assert sorted(t.number for t in begun) == list(range(16 * each))
        by_number = {t.number: t for t in log.since(0)[0]}
        assert all(by_number[t.number] == t for t in begun)

    def test_other_drafts_leave_waiting_trials_alone(self, log: TrialLog) -> None:
        log.new_trial(FrozenTrial(-1, WAITING))
        assert log.new_trial(FrozenTrial(-1, COMPLETE, values=(1.0,))).number == 1
        assert log.new_trial(FrozenTrial(-1, WAITING)).number == 2

    def test_a_waiting_trial_that_ended_otherwise_is_not_started(self, log: TrialLog) -> None:
        waiting = log.new_trial(FrozenTrial(-1, WAITING))
        log.put(replace(waiting, state=TrialState.FAIL))
        assert log.new_trial(DRAFT).number == 1

    def test_sixteen_threads_get_distinct_numbers(self, log: TrialLog) -> None:
        each = self.sized(200)
        numbers = together(16, lambda k: [log.new_trial(DRAFT).number for _ in range(each)])
        assert sorted(n for some in numbers for n in some) == list(range(16 * each))
        assert all(some == sorted(some) for some in numbers)

    def test_sixteen_threads_claim_each_waiting_trial_once(self, log: TrialLog) -> None:
        each = self.sized(60)
        waiting = 16 * each * 5 // 6
        for k in range(waiting):
            log.new_trial(FrozenTrial(-1, WAITING, {"k": k}))
        claimed = together(16, lambda _: [log.new_trial(DRAFT) for _ in range(each)])
        trials = [t for some in claimed for t in some]
        assert Counter(t.number for t in trials) == dict.fromkeys(range(16 * each), 1)
        assert all(t.params == {"k": t.number} for t in trials if t.number < waiting)
