"""Worker processes one by one."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

import pytest

from bayesopt import TrialState, create_study
from bayesopt.executors.begin import limit_threads
from bayesopt.executors.processes import Processes
from bayesopt.samplers import RandomSampler
from bayesopt.storages import Ending
from bayesopt.timelimit import TimedOut


@pytest.fixture(params=["loky", "standard library"])
def processes(request, monkeypatch):
    if request.param == "loky":
        pytest.importorskip("loky")
    else:
        monkeypatch.setitem(sys.modules, "loky", None)
    with Processes(2) as executor:
        yield executor
        executor.shutdown(wait=True, cancel_futures=True)


def test_a_process_is_used_again(processes):
    pids = {processes.submit(os.getpid).result(60) for _ in range(4)}
    assert len(pids) == 1
    assert os.getpid() not in pids


def test_one_that_dies_leaves_the_others_alone(processes):
    other = processes.submit(time.sleep, 0.5)
    with pytest.raises(BrokenExecutor):
        processes.submit(os._exit, 3).result(60)
    assert other.result(60) is None
    assert processes.submit(abs, -3).result(60) == 3


def test_one_that_has_died_while_idle_is_replaced(processes):
    pid = processes.submit(os.getpid).result(60)
    os.kill(pid, signal.SIGKILL)
    for _ in range(600):  # until its executor has noticed; calls that come before that are lost
        try:
            assert processes.submit(abs, -3).result(60) == 3
            break
        except BrokenExecutor:
            time.sleep(0.05)
    assert processes.submit(os.getpid).result(60) != pid


def test_a_call_that_takes_too_long_ends_with_its_process(processes):
    processes.limit = 1.0
    pid = processes.submit(os.getpid).result(60)
    late, other = processes.submit(time.sleep, 600), processes.submit(abs, -3)
    with pytest.raises(TimedOut):
        late.result(60)
    assert other.result(60) == 3
    assert processes.submit(os.getpid).result(60) != pid


def test_an_exception_comes_back(processes):
    with pytest.raises(ValueError, match="invalid literal"):
        processes.submit(int, "three").result(60)


def test_workers_share_the_processors(processes):
    counted = processes.submit(os.getenv, "OMP_NUM_THREADS").result(60)
    assert counted == os.environ.get("OMP_NUM_THREADS", str(max(os.cpu_count() // 2, 1)))


def test_what_the_environment_says_holds(monkeypatch):
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    limit_threads(7)
    assert os.environ["MKL_NUM_THREADS"] == "3"
    assert os.environ["OMP_NUM_THREADS"] == "7"


@pytest.mark.parametrize("hidden", ["", "sys.modules['loky'] = None"], ids=["any", "without loky"])
def test_workers_end_with_their_driver(tmp_path, hidden):
    script = tmp_path / "driver.py"
    script.write_text(
        "import os, signal, sys, time\n"
        f"{hidden}\n"
        "from bayesopt.executors.processes import Processes\n"
        "if __name__ == '__main__':\n"
        "    executor = Processes(1)\n"
        "    print(executor.submit(os.getpid).result(60), flush=True)\n"
        "    executor.submit(time.sleep, 600)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=90)
    worker = int(done.stdout)
    for _ in range(600):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")


def ends_its_process(trial):
    time.sleep(0.2)
    os._exit(1)


def test_a_pool_that_stays_broken_costs_no_further_attempts():
    study = create_study(sampler=RandomSampler(), seed=1)
    with ProcessPoolExecutor(2) as pool:
        for _ in range(4):
            with pytest.raises(RuntimeError, match="broken"):
                study.optimize(ends_its_process, n_trials=2, executor=pool, width=2)
    assert all(trial.state is TrialState.WAITING for trial in study.trials)
    assert all(
        sum(attempt.ending is Ending.LOST for attempt in study._log.attempts(trial.number)) <= 1
        for trial in study.trials
    )
