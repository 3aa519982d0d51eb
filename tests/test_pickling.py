"""Studies in memory can be copied and pickled, and go on as if nothing had happened."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from bayesopt import create_study, pruners, samplers
from bayesopt.lock import Lock

KINDS = {
    "random": samplers.RandomSampler,
    "tpe": samplers.TPESampler,
    "gp": samplers.GPSampler,
    "cma-es": samplers.CmaEsSampler,
    "nsga-ii": lambda: samplers.NSGAIISampler(population_size=4),
    "qmc": samplers.QMCSampler,
    "auto": samplers.AutoSampler,
    "active": samplers.ActiveLearningSampler,
    "grid": lambda: samplers.GridSampler({"x": [k / 20 for k in range(20)]}),
    "fixed": lambda: samplers.PartialFixedSampler({"y": 1}, samplers.RandomSampler()),
    "bohb": lambda: samplers.BOHBSampler(samplers.TPESampler(), pruners.HyperbandPruner()),
}


def objective(trial):
    return (trial.suggest_float("x", 0, 1) - 0.3) ** 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("again", [copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copy_goes_on_as_the_study_does(kind, again):
    study = create_study(sampler=KINDS[kind](), seed=3)
    study.optimize(objective, n_trials=12)
    other = again(study)
    for one in (study, other):
        one.optimize(objective, n_trials=3)
    assert [trial.params for trial in other.trials] == [trial.params for trial in study.trials]
    other.optimize(objective, n_trials=1)
    assert len(study.trials) == 15


@pytest.mark.parametrize("again", [copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copy_of_a_study_in_a_file_is_the_same_study(tmp_path, again):
    study = create_study(storage=tmp_path / "s.db", sampler=samplers.TPESampler(), seed=3)
    study.optimize(objective, n_trials=5)
    other = again(study)
    other.optimize(objective, n_trials=5)
    study.optimize(objective, n_trials=5)
    alone = create_study(sampler=samplers.TPESampler(), seed=3)
    alone.optimize(objective, n_trials=15)
    for one in (study, other):
        assert [trial.params for trial in one.trials] == [trial.params for trial in alone.trials]
    assert study.replay().ok


@pytest.mark.parametrize("again", [copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copied_lock_is_open(again):
    lock = Lock()
    with lock, ThreadPoolExecutor(1) as other:
        assert not other.submit(lock.acquire, blocking=False).result()
        assert other.submit(again(lock).acquire, blocking=False).result()
