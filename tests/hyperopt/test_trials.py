"""Trials as documents."""

import copy

import numpy as np
import pytest

from bayesopt import TrialState
from bayesopt.hyperopt import Trials, fmin, hp, rand
from bayesopt.hyperopt.base import miscs_to_idxs_vals, miscs_update_idxs_vals


def document(tid, x=0.5, loss=1.0, state=2, **others):
    return {
        "state": state,
        "tid": tid,
        "spec": None,
        "result": {"status": "ok", "loss": loss},
        "misc": {
            "tid": tid,
            "cmd": None,
            "workdir": None,
            "idxs": {"x": [tid]},
            "vals": {"x": [x]},
        },
        "exp_key": None,
        "owner": None,
        "version": 0,
        "book_time": None,
        "refresh_time": None,
        **others,
    }


def test_what_there_is_to_read(library):
    trials = library.trials_from_docs([document(0), document(1, x=0.25, loss=-2.0)])
    assert len(trials) == len(trials.trials) == len([*trials]) == 2
    assert trials.tids == [0, 1]
    assert trials.losses() == [1.0, -2.0]
    assert trials.statuses() == ["ok", "ok"]
    assert trials.specs == [None, None]
    assert trials.results[1]["loss"] == -2.0
    assert trials.miscs[1]["vals"] == {"x": [0.25]}
    assert trials.vals == {"x": [0.5, 0.25]}
    assert trials.idxs == {"x": [0, 1]}
    assert trials.best_trial["tid"] == 1
    assert trials.argmin == {"x": 0.25}
    assert trials.average_best_error() == -2.0


def test_documents_count_after_a_refresh(library):
    trials = library.Trials()
    assert trials.insert_trial_docs([document(0), document(1, state=3)]) == [0, 1]
    assert len(trials) == 0
    assert trials.count_by_state_synced([0, 1, 2, 3]) == 0
    trials.refresh()
    assert len(trials) == 1  # errors stay apart
    assert trials.count_by_state_synced(3) == 0
    assert trials.count_by_state_synced([2, 3]) == 1
    assert trials.count_by_state_synced(2, trials.trials * 2) == 2
    assert trials.count_by_state_unsynced(3) == 1
    assert trials.count_by_state_unsynced([2, 3]) == 2
    trials.delete_all()
    assert len(trials) == 0


@pytest.mark.parametrize("wrong", [{"tid": 7}, {"exp_key": "other"}])
def test_documents_that_are_no_trials(library, wrong):
    with pytest.raises(library.exceptions.InvalidTrial):
        library.Trials().insert_trial_doc({**document(0), **wrong})
    incomplete = document(0)
    del incomplete["misc"]
    with pytest.raises((library.exceptions.InvalidTrial, KeyError)):
        library.Trials().insert_trial_doc(incomplete)


def test_experiments_are_told_apart(library):
    trials = library.trials_from_docs([document(0, exp_key="a")], exp_key="a")
    assert len(trials) == 1
    assert len(trials.view(exp_key="b")) == 0
    assert len(trials.view()) == 1


def test_new_documents_wait(library):
    trials = library.Trials()
    misc = document(0)["misc"]
    (doc,) = trials.new_trial_docs([0], [None], [{"status": "new"}], [misc])
    assert doc["state"] == library.JOB_STATE_NEW
    trials.insert_trial_doc(doc)
    library.fmin(
        lambda x: x,
        library.hp.uniform("x", 0, 1),
        algo=library.rand.suggest,
        max_evals=1,
        trials=trials,
        rstate=np.random.default_rng(1),
        show_progressbar=False,
    )
    assert trials.losses()[0] == 0.5
    assert trials.trials[0]["state"] == library.JOB_STATE_DONE


def test_columns_of_values():
    miscs = [{"tid": 3}, {"tid": 4}]
    miscs_update_idxs_vals(miscs, {"x": [3, 4], "y": [4]}, {"x": [1, 2], "y": [5]})
    assert miscs[0] == {"tid": 3, "idxs": {"x": [3], "y": []}, "vals": {"x": [1], "y": []}}
    assert miscs_to_idxs_vals(miscs) == ({"x": [3, 4], "y": [4]}, {"x": [1, 2], "y": [5]})


def test_losses_with_a_variance_are_not_averaged():
    trials = Trials()
    trials.insert_trial_doc(
        document(0, result={"status": "ok", "loss": 1.0, "loss_variance": 0.1, "true_loss": 2.0})
    )
    trials.refresh()
    with pytest.raises(NotImplementedError, match="loss_variance"):
        trials.average_best_error()


def test_numbers_are_not_given_twice():
    trials = Trials()
    trials.insert_trial_docs([document(0), document(1, state=3)])
    assert trials.new_trial_ids(2) == [2, 3]
    assert trials.new_trial_ids(1) == [4]


# --- the study behind


def searched(n=6, fn=lambda x: x, trials=None):
    trials = Trials() if trials is None else trials
    fmin(fn, hp.uniform("x", 0, 1), rand.suggest, n, trials=trials, rstate=1, verbose=False)
    return trials


def test_the_study_follows_the_documents():
    def fn(x):
        return {"status": "fail"} if x < 0.3 else {"status": "ok", "loss": x}

    trials = searched(fn=fn)
    study = trials.study
    assert [t.values and t.values[0] for t in study.trials] == trials.losses()
    assert study.best_params == trials.argmin
    failed = [t.state is TrialState.FAIL for t in study.trials]
    assert failed == [s == "fail" for s in trials.statuses()]


def test_documents_of_others_reach_the_study():
    trials = Trials()
    trials.insert_trial_docs([document(0, x=0.125, loss=-5.0), document(1, state=3)])
    trials.refresh()
    searched(3, trials=trials)
    assert trials.study.best_params == {"x": 0.125}
    assert len(trials.study.trials) == 4  # three, and one that raised


def test_another_space_begins_another_study():
    trials = searched(4)
    first = trials.study
    space = {"x": hp.uniform("x", 0, 1), "y": hp.uniform("y", 0, 1)}
    fmin(lambda p: p["y"], space, rand.suggest, 6, trials=trials, verbose=False)
    assert trials.study is not first
    assert [len(t.params) for t in trials.study.trials] == [1] * 4 + [2] * 2


def test_no_study_before_a_search():
    with pytest.raises(RuntimeError, match="run fmin"):
        _ = Trials().study


def test_copies_go_their_own_way():
    trials = searched(3)
    other = copy.deepcopy(trials)
    searched(5, trials=other)
    assert (len(trials), len(other)) == (3, 5)
    assert len(trials.study.trials) == 3


def test_deleted_trials_are_forgotten():
    trials = searched(3)
    trials.delete_all()
    searched(2, trials=trials)
    assert len(trials.study.trials) == 2
    assert trials.tids == [0, 1]
