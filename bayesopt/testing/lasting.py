"""What is there when a storage is opened once more, and what other processes may do to it."""

import multiprocessing
import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest

from bayesopt.choices import Categorical
from bayesopt.errors import NotJSON, StudyNotFound
from bayesopt.frozen import FrozenTrial
from bayesopt.storages import Storage
from bayesopt.storages.workers import Worker
from bayesopt.testing.kit import COMPLETE, DRAFT, FACTS, WAITING

Reopen = Callable[[], Storage]

_HOSTILE = ("'); DROP TABLE trial; --", '"$float', "<script>", "../../x", "%s{}\0\n", "\U0001f3b2")


class LastingTests:
    """What is there when a storage is opened once more."""

    def test_all_is_there_when_opened_again(self, storage: Storage, reopen: Reopen) -> None:
        log = storage.create(FACTS)
        log.set_attr("a", [1, float("inf"), (2, None)])
        trials = [log.new_trial(DRAFT) for _ in range(3)]
        log.put(replace(trials[2], state=COMPLETE, values=(0.1 + 0.2,), params={"x": 5e-324}))
        log.put(replace(trials[0], state=WAITING))
        again = reopen().open("s")
        assert again.facts == FACTS
        assert again.attrs() == log.attrs()
        assert again.since(0) == log.since(0)
        assert again.attempts(0) == log.attempts(0)
        [finished] = (trial for trial in again.since(0)[0] if trial.state is COMPLETE)
        again.amend(replace(finished, values=(9.0,)))
        assert log.versions(2) == again.versions(2)
        assert again.new_trial(DRAFT).number == 0
        assert log.new_trial(DRAFT).number == 3

    def test_a_deleted_study_is_not_written_to(self, storage: Storage, reopen: Reopen) -> None:
        log = storage.create(FACTS)
        trial = log.new_trial(DRAFT)
        other = reopen()
        other.delete("s")
        other.create(FACTS)
        for call in (lambda: log.new_trial(DRAFT), lambda: log.since(0)):
            with pytest.raises(StudyNotFound, match="deleted"):
                call()
        with pytest.raises(Exception, match=r"deleted|no trial"):
            log.put(replace(trial, state=COMPLETE, values=(1.0,)))
        assert list(other.open("s").since(0)[0]) == []

    def test_hostile_text_is_text(self, storage: Storage, reopen: Reopen) -> None:
        for text in _HOSTILE:
            log = storage.create(replace(FACTS, name=text))
            log.set_attr(text, text)
            log.new_trial(
                FrozenTrial(
                    -1,
                    COMPLETE,
                    params={text: text},
                    distributions={text: Categorical([text, "other"])},
                    values=(1.0,),
                    user_attrs={text: {text: text}},
                    constraints={text: 0.5},
                    error=text,
                )
            )
            again = reopen().open(text)
            assert again.attrs() == {text: text}
            assert again.since(0) == log.since(0)
        assert storage.names() == list(_HOSTILE)

    def test_what_is_no_json_is_refused_and_nothing_is_written(
        self, storage: Storage, reopen: Reopen
    ) -> None:
        log = storage.create(FACTS)
        with pytest.raises(NotJSON, match="model"):
            log.set_attr("model", reopen)
        trial = log.new_trial(DRAFT)
        with pytest.raises(NotJSON, match="model"):
            log.put(replace(trial, user_attrs={"model": reopen}))
        assert list(log.since(0)[0]) == [trial]
        assert log.attrs() == {}

    def test_choices_that_are_no_text_come_back_once_declared(
        self, storage: Storage, reopen: Reopen
    ) -> None:
        param = Categorical([len, max, (1, 2.5)])
        log = storage.create(FACTS)
        trial = FrozenTrial(-1, COMPLETE, {"f": max}, {"f": param}, values=(1.0,))
        log.new_trial(trial)
        again = reopen().open("s")
        [stranger] = again.since(0)[0]
        assert "not declared" in repr(stranger.params["f"])
        assert again.declare("f", param)
        [known] = again.since(0)[0]
        assert (known.params, known.distributions) == ({"f": max}, {"f": param})

    @pytest.mark.parametrize("method", ["fork", "spawn"])
    def test_other_processes_join(self, storage: Storage, reopen: Reopen, method: str) -> None:
        if method not in multiprocessing.get_all_start_methods():
            pytest.skip(f"no {method} here")
        log = storage.create(FACTS)
        log.new_trial(DRAFT)
        processes = multiprocessing.get_context(method)
        children = [
            processes.Process(target=_fill, args=(storage,))  # type: ignore[attr-defined]
            for _ in range(3)
        ]
        for child in children:
            child.start()
        for _ in range(5):
            log.new_trial(DRAFT)
        for child in children:
            child.join(60)
            assert child.exitcode == 0
        assert sorted(trial.number for trial in log.since(0)[0]) == list(range(21))

    def test_a_trial_of_a_process_that_was_killed_is_run_again(
        self, storage: Storage, reopen: Reopen
    ) -> None:
        log = storage.create(FACTS)
        child = multiprocessing.get_context("spawn").Process(target=_claim, args=(storage,))
        child.start()
        child.join(60)
        assert log.new_trial(DRAFT, Worker.here()) == replace(DRAFT, number=0, attempt=2)

    def test_storages_travel_to_other_processes(self, storage: Storage, reopen: Reopen) -> None:
        storage.create(FACTS)
        assert pickle.loads(pickle.dumps(storage)).names() == ["s"]


def _fill(storage: Storage) -> None:
    """Ask for five trials, in another process."""
    log = storage.open("s")
    for _ in range(5):
        trial = log.new_trial(DRAFT)
        log.put(replace(trial, state=COMPLETE, values=(1.0,)))


def _claim(storage: Storage) -> None:
    """Ask for a trial as a worker in another process, and leave it."""
    storage.open("s").new_trial(DRAFT, Worker.here())
