"""The sampler that learns from rungs."""

import math

import numpy as np
import pytest

from bayesopt import Float, FrozenTrial, Space, TrialPruned, TrialState, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.pruners import HyperbandPruner, SuccessiveHalvingPruner
from bayesopt.randomness import generator
from bayesopt.samplers import BOHBSampler, GPSampler, RandomSampler, Sampler, Suggestion

SPACE = Space({"x": Float(0, 1)})
PRUNED, COMPLETE, RUNNING = TrialState.PRUNED, TrialState.COMPLETE, TrialState.RUNNING
HYPERBAND = HyperbandPruner(1, 9, 3)  # rungs at steps 1, 3 and 9


class Recording(Sampler):
    """Suggests the middle and remembers the histories that it saw."""

    def __init__(self):
        self.seen = []

    def suggest(self, space, history, rng):
        self.seen.append(history)
        return Suggestion(space.decode([0.5] * len(space)), {"n": len(history.ended())})


def trial(number, values, state=PRUNED, **fields):
    final = (-1.0,) if state is COMPLETE else None
    known = dict(enumerate(values))
    return FrozenTrial(
        number, state, {"x": number / 16}, dict(SPACE), final, intermediate_values=known, **fields
    )


def log_of(*trials):
    log = Log((StudyDirection.MINIMIZE,), seed=5)
    log.absorb(trials)
    return log


def seen_by(log, pruner=HYPERBAND):
    base = Recording()
    suggestion = BOHBSampler(base, pruner).suggest(SPACE, log.view(), generator(5, 0))
    return base.seen[0], suggestion


def test_few_trials_are_seen_as_they_are():
    log = log_of(trial(0, [5.0, 4.0]), trial(1, [3.0]), trial(2, [2.0], COMPLETE))
    history, suggestion = seen_by(log)
    assert history == log.view()
    assert suggestion.notes == {"n": 3}


def test_values_are_those_of_the_highest_rung_that_enough_have_reached():
    trials = [trial(k, [9.0, float(k)]) for k in range(3)]
    log = log_of(*trials, trial(3, [9.0, 3.0, 2.5, 2.0]), trial(4, [9.0]))
    history, suggestion = seen_by(log)
    assert history.observe(SPACE).Y[:, 0].tolist() == [0.0, 1.0, 2.0, 3.0]
    assert suggestion.notes == {"n@1": 4}
    log.absorb([trial(5, [9.0, 8.0, 7.0, 6.0, 5.0]), trial(6, [9.0, 8.0, 7.0, 4.0])])
    history, suggestion = seen_by(log)
    seen = history.observe(SPACE)
    assert (seen.Y[:, 0].tolist(), seen.X[:, 0].tolist()) == (
        [2.0, 6.0, 4.0],
        [3 / 16, 5 / 16, 6 / 16],
    )
    assert suggestion.notes == {"n@3": 3}


def test_final_values_count_once_enough_trials_are_complete():
    log = log_of(*(trial(k, [9.0] * 10, COMPLETE) for k in range(3)))
    history, _ = seen_by(log)
    assert history == log.view()
    assert history.observe(SPACE).Y[:, 0].tolist() == [-1.0] * 3


def test_a_nan_at_the_rung_has_failed_and_running_trials_are_pending():
    trials = [trial(k, [9.0, float(k)]) for k in range(3)]
    failed = trial(5, [], TrialState.FAIL)
    log = log_of(*trials, trial(3, [1.0, math.nan]), failed, trial(4, [1.0] * 9, RUNNING))
    seen = seen_by(log)[0].observe(SPACE)
    assert len(seen.X) == 3
    assert seen.failed[:, 0].tolist() == [3 / 16, 5 / 16]
    assert seen.pending[:, 0].tolist() == [4 / 16]


def test_notes_come_back_at_their_rung_only():
    notes = {"n": 0, "n@1": 1, "n@3": 3, "n@11": 11}
    log = log_of(*(trial(k, [1.0, 1.0], notes=notes) for k in range(3)))
    history, _ = seen_by(log)
    assert list(history.noted("n")) == [1, 1, 1]


def test_unknown_rungs_leave_the_history_as_it_is():
    log = log_of(*(trial(k, [1.0, 1.0]) for k in range(9)))
    assert seen_by(log, SuccessiveHalvingPruner())[0] == log.view()
    assert seen_by(log, SuccessiveHalvingPruner(1))[0] != log.view()


def test_what_is_kept_does_not_matter():
    base = Recording()
    sampler = BOHBSampler(base, HYPERBAND)
    log = log_of()
    for k in range(12):
        log.absorb([trial(k, np.random.default_rng(k).random(1 + k % 5).tolist())])
        sampler.suggest(SPACE, log.view(), generator(5, k))
        kept, anew = base.seen[-1].observe(SPACE), seen_by(log)[0].observe(SPACE)
        np.testing.assert_array_equal(kept.X, anew.X)
        np.testing.assert_array_equal(kept.Y, anew.Y)


@pytest.mark.parametrize("base", [RandomSampler, GPSampler])
def test_a_whole_study_finds_the_minimum(base):
    def objective(t):
        x = t.suggest_float("x", 0, 1)
        for step in range(9):
            loss = (x - 0.3) ** 2 + 0.5 / (step + 1)
            t.report(loss, step)
            if t.should_prune():
                raise TrialPruned
        return loss

    study = create_study(sampler=BOHBSampler(base(), HYPERBAND), pruner=HYPERBAND, seed=1)
    study.optimize(objective, n_trials=30)
    assert {t.state for t in study.trials} == {PRUNED, COMPLETE}
    # of 30 random points the best is within 1/30 on average; a model comes much closer
    assert abs(study.best_params["x"] - 0.3) < (0.1 if base is RandomSampler else 0.01)


def test_a_rung_hides_no_point_that_has_been():
    """Of 48; a seed with which 17 of 40 trials were once repeats."""

    def steps(trial):
        value = abs(trial.suggest_int("i", 0, 11) - 7)
        value += "bcad".index(trial.suggest_categorical("c", [*"abcd"]))
        for k in range(1, 28):
            trial.report(value + 1 / k, k)
            if trial.should_prune():
                raise TrialPruned
        return value

    pruner = SuccessiveHalvingPruner(min_resource=1)
    study = create_study(sampler=BOHBSampler(GPSampler(), pruner), pruner=pruner, seed=2)
    study.optimize(steps, 40)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 40


@pytest.mark.parametrize("noted", ["note", "note@3"])
def test_what_a_trial_was_to_be_is_recalled_at_any_step(noted):
    class Planning(Recording):
        def recalled(self, notes):
            return {"x": notes["note"]}

    assert BOHBSampler(Planning(), HYPERBAND).recalled({noted: 0.5}) == {"x": 0.5}
