"""Searches whose trials run side by side: by threads here, which are quick, and once by Spark."""

import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from bayesopt.hyperopt import STATUS_OK, SparkTrials, fmin, hp, rand, tpe
from bayesopt.hyperopt.exceptions import AllTrialsFailed

SPACE = {
    "x": hp.uniform("x", -1, 1),
    "k": hp.choice("k", [{"c": 1}, {"c": hp.uniform("c", 2, 3)}]),
}


@pytest.fixture
def in_threads(monkeypatch):
    monkeypatch.setattr(
        SparkTrials, "executor", lambda trials: ThreadPoolExecutor(trials.parallelism)
    )


def loss(point):
    return point["x"] ** 2 + point["k"]["c"]


def searched(fn=loss, parallelism=3, max_evals=30, algo=tpe.suggest, **arguments):
    trials = SparkTrials(parallelism=parallelism, **arguments)
    best = fmin(fn, SPACE, algo, max_evals, trials=trials, rstate=1, verbose=False)
    return trials, best


def test_so_many_at_once(in_threads):
    now, most, lock = 0, 0, threading.Lock()

    def fn(point):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return loss(point)

    trials = SparkTrials(parallelism=3)
    executed = _unpacked(fn)
    best = fmin(executed, SPACE, tpe.suggest, 30, trials=trials, rstate=1, verbose=False)
    assert len(trials) == 30
    assert most == 3
    assert best == trials.argmin
    assert trials.best_trial["result"]["status"] == STATUS_OK


_kept = {}


def _unpacked(fn):
    """`fn` by a name, as what closes over a lock cannot be packed."""
    _kept["fn"] = fn
    return _call


def _call(point):
    return _kept["fn"](point)


def test_trials_that_raise_have_failed_and_the_search_goes_on(in_threads):
    def fn(point):
        if point["x"] < 0:
            raise LookupError("of no use")
        return {"loss": point["x"], "status": "ok", "attachments": {"note": b"kept"}}

    trials, best = searched(fn, algo=rand.suggest)
    assert best["x"] >= 0
    raised = [t for t in trials._dynamic_trials if t["state"] == 3]
    assert raised
    assert "LookupError: of no use" in raised[0]["misc"]["error"][1]
    assert len(trials) + len(raised) == 30
    assert trials.trial_attachments(trials.trials[0])["note"] == b"kept"
    with pytest.raises(AllTrialsFailed):
        searched(_always_raising, max_evals=3)


def _always_raising(point):
    raise LookupError


def test_a_time_limit_cancels_what_runs(in_threads):
    begun = time.monotonic()
    trials, _ = searched(_slow, timeout=1.0, max_evals=1000)
    assert time.monotonic() - begun < 60
    ended = [t["state"] for t in trials._dynamic_trials]
    assert 2 in ended
    assert 3 in ended
    assert "cancelled" in trials._dynamic_trials[-1]["misc"]["error"][1]


def _slow(point):
    time.sleep(0.2)
    return loss(point)


def test_a_loss_threshold_stops(in_threads):
    trials, best = searched(loss_threshold=1.5, max_evals=500)
    assert loss({"x": best["x"], "k": {"c": best.get("c", 1)}}) < 1.5
    assert len(trials) < 500


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"parallelism": 0}, "parallelism = 0"), ({"timeout": -1}, "timeout = -1")],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        SparkTrials(**arguments)


@pytest.mark.timeout(240)
def test_on_spark():
    if not find_spec("pyspark"):
        pytest.skip("pyspark is not installed: pip install bayesopt[spark]")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java: apt-get install default-jre-headless")

    def fn(point):
        return {"loss": point["x"] ** 2, "status": "ok", "pid": os.getpid()}

    trials, best = searched(fn, parallelism=2, max_evals=12)
    assert len(trials) == 12
    assert os.getpid() not in {result["pid"] for result in trials.results}
    assert best == trials.argmin
