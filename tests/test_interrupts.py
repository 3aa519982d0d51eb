"""Ctrl-C wherever a study in memory may be: nothing is lost, and what is kept stays true.

BAYESOPT_NIGHTLY=1 makes it every line for models too.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bayesopt
from bayesopt import TrialState, create_study
from bayesopt.samplers import GPSampler, NSGAIISampler, RandomSampler, TPESampler

STEP = 1 if os.environ.get("BAYESOPT_NIGHTLY") else 11  # lines from one to the next
KEEPING = ("columns", "history", "kept", "ledger", "visited", "storages/memory")
FILES = {str(Path(bayesopt.__file__).parent / f"{name}.py") for name in KEEPING}


class Interrupting:
    """Interrupts at the `line`-th line that is run in modules that keep something."""

    def __init__(self, line):
        self.left = line

    def __enter__(self):
        self._before = sys.gettrace()
        sys.settrace(self._call)

    def __exit__(self, *raised):
        sys.settrace(self._before)

    def _call(self, frame, event, arg):
        return self._line if frame.f_code.co_filename in FILES else None

    def _line(self, frame, event, arg):
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self._line


def objective(trial):
    return trial.suggest_float("x", 0, 1) + trial.suggest_int("k", 0, 9)


def begun(make, duplicates):
    study = create_study(seed=1, sampler=make(), duplicates=duplicates)
    study.optimize(objective, n_trials=11)
    return study


def small():
    return NSGAIISampler(population_size=4)


MAKE = {"random": RandomSampler, "TPE": TPESampler, "NSGA-II": small, "GP": GPSampler}


def interrupt_at_every_line(make, duplicates, step):
    whole = begun(make, duplicates)
    whole.optimize(objective, n_trials=3)
    line, interrupted = 1, True
    while interrupted:
        study, interrupted = begun(make, duplicates), False
        try:
            with Interrupting(line):
                study.optimize(objective, n_trials=1)
        except KeyboardInterrupt:
            interrupted = True
        complete = study.get_trials(states=[TrialState.COMPLETE])
        study.optimize(objective, n_trials=14 - len(complete))
        assert [trial.params for trial in study.trials] == [trial.params for trial in whole.trials]
        assert study.replay().ok
        line += step
    return line


@pytest.mark.parametrize("duplicates", ["allow", "avoid"])
@pytest.mark.parametrize("sampler", MAKE)
def test_interruptions_at_every_line(sampler, duplicates):
    # by itself: CPython 3.11 traces for ever where a thread that sleeps is to raise something, as
    # one does whose trial has timed out
    words = [sys.executable, "-m", "tests.test_interrupts", sampler, duplicates]
    done = subprocess.run(
        words, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


if __name__ == "__main__":
    name, policy = sys.argv[1:]
    print(interrupt_at_every_line(MAKE[name], policy, STEP if name == "GP" else 1))
