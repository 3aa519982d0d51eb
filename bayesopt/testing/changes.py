"""What has changed since a revision."""

from dataclasses import replace

from bayesopt.frozen import FrozenTrial
from bayesopt.storages import TrialLog
from bayesopt.testing.kit import COMPLETE, DRAFT, RUNNING, Sized, together


class ChangeTests(Sized):
    """What has changed since a revision."""

    def test_revisions_count_writes(self, log: TrialLog) -> None:
        changed, revision = log.since(0)
        assert (list(changed), revision) == ([], 0)
        trial = log.new_trial(DRAFT)
        assert log.since(0)[1] == 1
        log.put(trial)
        _, revision = log.since(0)
        assert revision == 2
        assert list(log.since(revision)[0]) == []
        log.set_attr("a", 1)
        assert list(log.since(revision)[0]) == []

    def test_since_gives_each_changed_trial_once_in_the_order_of_last_writes(
        self, log: TrialLog
    ) -> None:
        a, _, c = (log.new_trial(DRAFT) for _ in range(3))
        _, revision = log.since(0)
        log.put(replace(c, params={"x": 1}))
        log.put(replace(a, params={"x": 2}))
        log.put(replace(c, state=COMPLETE, values=(1.0,)))
        changed, _ = log.since(revision)
        assert [(t.number, t.state) for t in changed] == [(0, RUNNING), (2, COMPLETE)]
        assert [t.number for t in log.since(0)[0]] == [1, 0, 2]

    def test_what_is_read_while_others_write_is_complete_and_in_one_order(
        self, log: TrialLog
    ) -> None:
        """Readers that follow by revisions see the same trials finish in the same order."""
        writers, each = 4, self.sized(100)

        def write(_: int) -> None:
            for _ in range(each):
                trial = log.new_trial(DRAFT)
                log.put(replace(trial, params={"x": 0.5}))
                log.put(replace(trial, state=COMPLETE, values=(float(trial.number),)))

        def read(_: int) -> list[int]:
            known: dict[int, FrozenTrial] = {}
            finished: list[int] = []
            revision = 0
            while len(finished) < writers * each:
                changed, newest = log.since(revision)
                assert newest >= revision
                revision = newest
                for trial in changed:
                    known[trial.number] = trial
                    if trial.state == COMPLETE:
                        finished.append(trial.number)
            return finished

        orders = [o for o in together(8, lambda k: write(k) if k < writers else read(k)) if o]
        assert len(orders) == 4
        assert all(order == orders[0] for order in orders)
        assert sorted(orders[0]) == list(range(writers * each))
