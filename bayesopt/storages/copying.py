"""A log written again, in another storage."""

from dataclasses import replace

from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.storages.base import TrialLog


def copy_log(old: TrialLog, new: TrialLog) -> None:
    """Write all trials and attributes of `old` to the empty log `new`.

    They finish there in the same order; earlier attempts and versions are left behind.
    """
    for key, value in old.attrs().items():
        new.set_attr(key, value)
    trials, _ = old.since(0)
    written = [*map(alone, trials)]
    for trial in sorted(written, key=lambda trial: trial.number):
        # a draft that runs would take the place of one that waits
        new.new_trial(replace(trial, state=TrialState.WAITING))
    for trial in written:  # in the order in which they finished: samplers may go by it
        if trial.state is not TrialState.WAITING:
            new.put(trial)


def alone(trial: FrozenTrial) -> FrozenTrial:
    """`trial` without its earlier versions: their count goes with them."""
    if not (isinstance(trial.seen, dict) and "versions" in trial.seen):
        return trial
    seen = {key: value for key, value in trial.seen.items() if key != "versions"}
    return replace(trial, seen=seen)
