"""Studies by name, and their attributes."""

from dataclasses import replace

import pytest

from bayesopt.errors import DuplicatedStudyError, StudyNotFound
from bayesopt.samplers.random import RandomSampler
from bayesopt.storages import Storage, TrialLog
from bayesopt.study import Study, create_study
from bayesopt.testing.kit import COMPLETE, DRAFT, FACTS, together


class NameTests:
    """Studies by name, and their attributes."""

    def test_studies_by_name(self, storage: Storage) -> None:
        log = storage.create(FACTS)
        log.new_trial(DRAFT)
        storage.create(replace(FACTS, name="t"))
        assert storage.names() == ["s", "t"]
        opened = storage.open("s")
        assert opened.facts == FACTS
        assert [t.number for t in opened.since(0)[0]] == [0]
        assert list(storage.open("t").since(0)[0]) == []
        storage.delete("s")
        assert storage.names() == ["t"]

    def test_names_that_are_taken_or_missing(self, storage: Storage) -> None:
        storage.create(FACTS)
        with pytest.raises(DuplicatedStudyError, match="load_if_exists"):
            storage.create(FACTS)
        for call in (storage.open, storage.delete):
            with pytest.raises(StudyNotFound, match="'z'"):
                call("z")
            with pytest.raises(KeyError):
                call("z")

    @pytest.mark.parametrize("name", ["", " ", "é 漢字 🎲", "a\0b", "a/b", "'; drop", "x" * 10**6])
    def test_any_text_is_a_name(self, storage: Storage, name: str) -> None:
        storage.create(replace(FACTS, name=name))
        assert storage.open(name).facts.name == name
        assert storage.names() == [name]

    def test_one_of_many_creates(self, storage: Storage) -> None:
        def create(k: int) -> int | None:
            try:
                return storage.create(replace(FACTS, seed=k)).facts.seed
            except DuplicatedStudyError:
                return None

        winners = [seed for seed in together(16, create) if seed is not None]
        assert len(winners) == 1
        assert storage.open("s").facts.seed == winners[0]

    def test_sixteen_threads_load_or_create_one_study(self, storage: Storage) -> None:
        def study(_: int) -> Study:
            made = create_study(
                storage=storage, study_name="s", load_if_exists=True, sampler=RandomSampler()
            )
            made.optimize(lambda t: t.suggest_float("x", 0, 1), n_trials=5)
            return made

        studies = together(16, study)
        assert len(storage.names()) == 1
        for one in studies:
            assert [t.number for t in one.trials] == list(range(80))
            assert all(t.state == COMPLETE for t in one.trials)

    def test_attributes(self, log: TrialLog) -> None:
        log.set_attr("a", [1, "é", None])
        log.set_attr("a", 2)
        log.set_attr("b", {"c": 0.1})
        attrs = log.attrs()
        assert attrs == {"a": 2, "b": {"c": 0.1}}
        attrs.clear()
        assert log.attrs() == {"a": 2, "b": {"c": 0.1}}
