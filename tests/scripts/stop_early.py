"""Callbacks: print every improvement, stop when there is none for a while, never run too many."""

import logging
import sys

import bayesopt as optuna
from bayesopt.study import MaxTrialsCallback
from bayesopt.trial import TrialState


class StopWhenTrialKeepBeingWorseCallback:
    def __init__(self, threshold: int):
        self.threshold = threshold
        self._count = 0

    def __call__(self, study: optuna.study.Study, trial: optuna.trial.FrozenTrial) -> None:
        if study.best_trial.number == trial.number:
            self._count = 0
            print(f"trial {trial.number} improves to {trial.value:.4f} at {trial.params}")
        else:
            self._count += 1
        if self._count >= self.threshold:
            study.stop()


def objective(trial):
    x = trial.suggest_float("x", -10, 10)
    if trial.number == 3:
        raise ValueError("the machine was not reachable")
    return (x - 2) ** 2


if __name__ == "__main__":
    optuna.logging.get_logger("optuna").addHandler(logging.StreamHandler(sys.stdout))
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study()
    study.optimize(
        objective,
        n_trials=100,
        catch=(ValueError,),
        callbacks=[
            StopWhenTrialKeepBeingWorseCallback(10),
            MaxTrialsCallback(30, states=(TrialState.COMPLETE,)),
        ],
    )
    failed = study.get_trials(deepcopy=False, states=[TrialState.FAIL])
    complete = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    print(f"{len(complete)} complete, {len(failed)} failed, best {study.best_value:.4f}")
    assert [trial.number for trial in failed] == [3]
    assert len(complete) <= 30
