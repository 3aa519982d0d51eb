"""How trials are replaced and end."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from bayesopt.errors import AlreadyTold, UnknownTrial
from bayesopt.frozen import TrialState
from bayesopt.samplers.random import RandomSampler
from bayesopt.storages import Storage, TrialLog
from bayesopt.study import create_study
from bayesopt.testing.kit import COMPLETE, DRAFT, WAITING, Sized


class ResultTests(Sized):
    """How trials are replaced and end."""

    def test_put_replaces(self, log: TrialLog) -> None:
        trial = log.new_trial(DRAFT)
        log.put(replace(trial, params={"x": 0.5}))
        log.put(replace(trial, params={"x": 0.25}))
        assert [t.params for t in log.since(0)[0]] == [{"x": 0.25}]

    @pytest.mark.parametrize("end", [COMPLETE, TrialState.FAIL, TrialState.PRUNED])
    def test_what_has_ended_stays_as_it_is(self, log: TrialLog, end: TrialState) -> None:
        trial = log.new_trial(DRAFT)
        ended = replace(trial, state=end, values=(1.0,) if end == COMPLETE else None)
        log.put(ended)
        for again in (ended, trial, replace(trial, state=WAITING)):
            with pytest.raises(AlreadyTold, match="trial 0"):
                log.put(again)
        assert list(log.since(0)[0]) == [ended]

    @pytest.mark.parametrize("number", [-1, 1, 10**9])
    def test_unknown_numbers(self, log: TrialLog, number: int) -> None:
        log.new_trial(DRAFT)
        with pytest.raises(UnknownTrial, match=str(number)):
            log.put(replace(DRAFT, number=number))

    def test_of_two_tellers_one_wins_a_thousand_times(self, log: TrialLog) -> None:
        trials = [log.new_trial(DRAFT) for _ in range(self.sized(1000))]
        barrier = threading.Barrier(2, timeout=30)

        def tell_all(who: int) -> list[Any]:
            won = []
            for trial in trials:
                barrier.wait()
                try:
                    log.put(replace(trial, state=COMPLETE, values=(float(who),)))
                    won.append(trial.number)
                except AlreadyTold:
                    pass
            return won

        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(tell_all, range(2)))
        assert sorted(won[0] + won[1]) == list(range(len(trials)))
        told = {t.number: t.value for t in log.since(0)[0]}
        assert [n for n, who in told.items() if who == 0.0] == sorted(won[0])

    def test_of_two_handles_that_tell_one_wins_a_thousand_times(self, storage: Storage) -> None:
        study = create_study(storage=storage, sampler=RandomSampler(), seed=1)
        trials = [study.ask() for _ in range(self.sized(1000))]
        barrier = threading.Barrier(2, timeout=30)

        def tell_all(who: int) -> list[Any]:
            won = []
            for trial in trials:
                barrier.wait()
                with suppress(AlreadyTold):
                    won.append(study.tell(trial, float(who)))
            return won

        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(tell_all, range(2)))
        assert sorted((*won[0], *won[1]), key=lambda t: t.number) == study.trials
        assert {t.value for t in won[0]} <= {0.0}
        assert {t.value for t in won[1]} <= {1.0}
