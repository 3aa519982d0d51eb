"""Results set right afterwards."""

import os
import sqlite3

import pytest

import bayesopt
from bayesopt import Float, TrialState, UnknownTrial, create_study
from bayesopt.errors import InvalidValue, LeaseLost, StoreError, StoreUnreachable, StudyNotFound
from bayesopt.samplers import GPSampler, RandomSampler, TPESampler


@pytest.fixture(params=["memory", "file"])
def storage(request, tmp_path):
    return None if request.param == "memory" else tmp_path / "study.db"


def studied(storage, sampler=None, n=5, **how):
    study = create_study(storage=storage, sampler=sampler or RandomSampler(), seed=1, **how)
    study.optimize(lambda trial: trial.suggest_float("x", -1, 1), n_trials=n)
    return study


def test_an_amended_value_counts_and_the_old_one_is_kept(storage):
    study = studied(storage)
    order = [t.number for t in study.history().ended()]
    old = study.trials[2]
    assert study.amend(2, -9.0).value == -9.0
    assert study.best_trial.number == 2
    assert study.best_value == -9.0
    study.amend(old, state=TrialState.FAIL)
    assert study.best_value > -9.0
    assert study.versions(2)[0].trial == old
    assert [version.trial.value for version in study.versions(2)] == [old.value, -9.0]
    assert [t.number for t in study.history().ended()] == order
    assert study.history().observe(bayesopt.Space()).Y.shape == (4, 1)


def test_others_see_amendments(tmp_path):
    study = studied(tmp_path / "study.db")
    other = bayesopt.load_study(study_name=study.study_name, storage=tmp_path / "study.db")
    before = other.history()
    study.amend(4, -9.0)
    study.discard(1)
    assert other.best_value == -9.0
    later = bayesopt.load_study(study_name=study.study_name, storage=tmp_path / "study.db")
    for one in (study, other, later):
        assert [t.number for t in one.history().ended()] == [0, 2, 3, 4]
    assert [t.number for t in before.ended()] == [0, 1, 2, 3, 4]  # a history never changes


def test_a_discarded_trial_keeps_its_number_only(storage):
    study = studied(storage)
    best = study.best_trial
    assert study.discard(best).discarded
    assert study.best_trial.number != best.number
    assert [t.number for t in study.trials] == [0, 1, 2, 3, 4]
    assert study.trials[best.number].state is TrialState.FAIL
    seen = study.history().observe(bayesopt.Space({"x": Float(-1, 1)}))
    assert (len(seen.X), len(seen.failed)) == (4, 0)
    study.amend(best.number, best.value)
    assert study.best_trial.number == best.number
    assert study.best_params == best.params


@pytest.mark.parametrize("sampler", [GPSampler, TPESampler])
def test_a_discarded_trial_changes_no_suggestion_but_by_its_absence(storage, sampler):
    """Suggestions are those of a study that opens now, and never saw the trial."""
    study = studied(storage, sampler(), n=14)
    study.discard(13)
    bayesopt.copy_study(
        from_study_name=study.study_name,
        from_storage=study_storage(study),
        to_storage=(home := bayesopt.storages.InMemoryStorage()),
    )
    copy = bayesopt.load_study(study_name=study.study_name, storage=home, sampler=sampler())
    for one in (study, copy):
        one.optimize(lambda trial: trial.suggest_float("x", -1, 1), n_trials=2)
    assert [t.params for t in study.trials] == [t.params for t in copy.trials]


def study_storage(study):
    """A storage that holds the study, whatever it is kept in."""

    class Home(bayesopt.storages.InMemoryStorage):
        def open(self, name):
            return study._log

    return Home()


def test_a_running_trial_that_is_discarded_cannot_be_told(storage):
    study = studied(storage)
    trial = study.ask()
    study.discard(trial)
    with pytest.raises(LeaseLost, match="discarded"):
        study.tell(trial, 1.0)


def test_a_loop_goes_on_when_its_trial_is_discarded(storage):
    study = studied(storage)

    def objective(trial):
        if trial.number == 6:
            study.discard(6)
        return 0.0

    study.optimize(objective, n_trials=3)
    assert [t.state.name for t in study.trials[5:]] == ["COMPLETE", "FAIL", "COMPLETE"]


def test_duplicates_are_looked_after_when_a_trial_is_discarded(storage):
    study = create_study(
        storage=storage,
        sampler=RandomSampler(),
        duplicates="avoid",
        seed=1,
        space={"k": bayesopt.Int(0, 3)},
    )
    study.optimize(lambda trial: trial.params["k"], n_trials=10)
    assert len(study.trials) == 4
    gone = study.trials[1].params
    study.discard(1)
    study.optimize(lambda trial: trial.params["k"], n_trials=10)
    assert [t.params for t in study.trials[4:]] == [gone]


def test_what_cannot_be_amended(storage):
    study = studied(storage)
    study.ask()
    with pytest.raises(InvalidValue, match="RUNNING"):
        study.amend(5, 1.0)
    with pytest.raises(InvalidValue):
        study.amend(0, "much")
    for call in (study.amend, study.discard):
        for nobody in (99, -1, "0", True):
            with pytest.raises(UnknownTrial):
                call(nobody)


def test_where_nothing_can_be_exported_to(storage, tmp_path):
    study = studied(storage)
    with pytest.raises(StoreUnreachable, match=r"none.out\.db: .*none is no folder"):
        study.export(tmp_path / "none" / "out.db")
    if os.path.isdir("/proc/self"):  # a folder in which nobody can make a file
        with pytest.raises(StoreUnreachable, match=r"^/proc/"):
            study.export("/proc/out.db")
    with pytest.raises(StoreError, match="path = ''"):
        study.export("")


def test_a_deleted_study_says_so_and_is_not_exported(tmp_path):
    study = studied(tmp_path / "study.db", study_name="s")
    bayesopt.delete_study(study_name="s", storage=tmp_path / "study.db")
    assert repr(study) == "Study('s', deleted)"
    with pytest.raises(StudyNotFound, match="deleted"):
        study.export(tmp_path / "out.db")
    assert not (tmp_path / "out.db").exists()


def test_export(storage, tmp_path):
    study = studied(storage, study_name="s")
    study.set_user_attr("é", [1])
    study.enqueue_trial({"x": 0.5})
    study.amend(1, 3.0)
    if storage is not None:
        create_study(storage=storage, study_name="another")
    study.export(tmp_path / "out.db")
    assert {p.name for p in tmp_path.iterdir()} - {"study.db", "study.db-wal", "study.db-shm"} == (
        {"out.db"} if storage is None else {"out.db", "study.db-lock"}
    )
    db = sqlite3.connect(tmp_path / "out.db")
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    assert bayesopt.get_all_study_names(tmp_path / "out.db") == ["s"]
    again = bayesopt.load_study(study_name="s", storage=tmp_path / "out.db")
    assert again.trials == study.trials
    assert again.user_attrs == study.user_attrs
    again.optimize(lambda trial: trial.suggest_float("x", -1, 1), n_trials=1)
    with pytest.raises(StoreError, match="exists"):
        study.export(tmp_path / "out.db")


@pytest.mark.parametrize("call", ["amend", "discard", "versions", "tell"])
def test_a_trial_of_another_study_is_none_of_this_one(storage, call):
    study, other = studied(storage), create_study(seed=2).ask()
    values = () if call in ("discard", "versions") else (1.0,)
    with pytest.raises(UnknownTrial, match="another study"):
        getattr(study, call)(other, *values)
    assert [trial.state for trial in study.trials] == [TrialState.COMPLETE] * 5
