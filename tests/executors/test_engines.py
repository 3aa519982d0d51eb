"""Every engine, really run: among many trials one raises, one hangs and one takes its worker
along; the study goes on, and is the one that a single process would have made.
"""

import multiprocessing
import os
import shutil
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec

import pytest

from bayesopt import Categorical, Float, TrialState, create_study
from bayesopt.samplers import RandomSampler

# declared, as what is suggested together otherwise depends on which trials are complete
SPACE = {"x": Float(-1, 1), "branch": Categorical(["short", "long"])}
TRIALS, RAISES, HANGS, DIES = 200, 20, 40, 60


def missing(engine):
    """Why the engine cannot be run here; None if it can."""
    needs = {"dask": "distributed", "ray": "ray", "spark": "pyspark"}
    if engine in needs and not find_spec(needs[engine]):
        return f"{needs[engine]} is not installed: pip install bayesopt[{engine}]"
    if engine == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "Spark needs Java: apt-get install default-jre-headless"
    return None


def pool():
    """The pool of the standard library, whose workers all end when one dies."""
    return ProcessPoolExecutor(2, multiprocessing.get_context("forkserver"))


def eventful(dies):
    def objective(trial):
        value = trial.suggest_float("x", -1, 1)
        if trial.suggest_categorical("branch", ["short", "long"]) == "long":
            value += trial.suggest_float("y", 0, 1)
        if trial.number == RAISES:
            raise LookupError("of no use")
        if trial.number == HANGS:
            time.sleep(600)
        if trial.number == DIES and dies:
            os._exit(3)
        trial.set_user_attr("double", 2 * value)
        trial.set_constraint("c", value - 1)
        trial.report(value, 3)
        return value**2

    return objective


def drawn_alone():
    study = create_study(sampler=RandomSampler(), seed=5, space=SPACE)
    study.optimize(eventful(False), n_trials=TRIALS, catch=LookupError, trial_timeout=0.5)
    return [(t.params, t.values, t.user_attrs, t.intermediate_values) for t in study.trials]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine", ["threads", "processes", "pool", "dask", "ray", "spark"])
def test_the_study_goes_on_whatever_a_trial_does(engine):
    if reason := missing(engine):
        pytest.skip(reason)
    dies = engine != "threads"  # it would take us along
    study = create_study(sampler=RandomSampler(), seed=5, space=SPACE)
    study.optimize(
        eventful(dies),
        n_trials=TRIALS,
        executor=pool if engine == "pool" else engine,
        width=2,
        catch=LookupError,
        trial_timeout=3,
    )
    failed = {t.number: t.error for t in study.trials if t.state == TrialState.FAIL}
    assert [t.number for t in study.trials] == list(range(TRIALS))
    assert set(failed) == ({RAISES, HANGS, DIES} if dies else {RAISES, HANGS})
    assert "LookupError: of no use" in failed[RAISES]
    assert "in objective" in failed[RAISES]
    assert failed[HANGS] == "timed out: it took longer than 3 s"
    assert not dies or failed[DIES].startswith("lost: its worker died at each of 3 attempts")
    assert Counter(t.state for t in study.trials)[TrialState.COMPLETE] == TRIALS - len(failed)
    alone = drawn_alone()
    for t in study.trials:
        if t.number not in (HANGS, DIES):  # nothing of them has come back
            assert (t.params, t.values, t.user_attrs, t.intermediate_values) == alone[t.number]
