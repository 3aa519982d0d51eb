"""What every pruner must do; a new one is one more row of PRUNERS."""

import copy
import gc
import math
import pickle
import weakref
from dataclasses import replace

import numpy as np
import pytest

from bayesopt import FrozenTrial, TrialPruned, TrialState, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.pruners import (
    HyperbandPruner,
    MedianPruner,
    NopPruner,
    PatientPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
    WilcoxonPruner,
)
from bayesopt.samplers import RandomSampler

MIN, MAX = StudyDirection.MINIMIZE, StudyDirection.MAXIMIZE
COMPLETE, PRUNED, FAIL, RUNNING = (
    TrialState.COMPLETE,
    TrialState.PRUNED,
    TrialState.FAIL,
    TrialState.RUNNING,
)
PRUNERS = {
    "nop": NopPruner,
    "median": lambda: MedianPruner(n_startup_trials=1),
    "percentile": lambda: PercentilePruner(25.0, n_startup_trials=1),
    "halving": lambda: SuccessiveHalvingPruner(reduction_factor=2),
    "halving from step 1": lambda: SuccessiveHalvingPruner(1, 2),
    "hyperband": lambda: HyperbandPruner(reduction_factor=2),
    "hyperband of 20": lambda: HyperbandPruner(max_resource=20),
    "threshold": lambda: ThresholdPruner(-0.5, 0.5),
    "patient": lambda: PatientPruner(None, 2),
    "patient median": lambda: PatientPruner(MedianPruner(n_startup_trials=1), 1),
    "wilcoxon": lambda: WilcoxonPruner(p_threshold=0.3),
}


def all_but(*names):
    kept = {name: make for name, make in PRUNERS.items() if name not in names}
    return pytest.mark.parametrize("make", kept.values(), ids=kept.keys())


every = all_but()


def curve(number, steps=10, objectives=1):
    rng = np.random.default_rng(number)
    values = rng.normal(rng.normal(), 0.3, (steps, objectives))
    rows = [tuple(row) if objectives > 1 else row[0] for row in values.tolist()]
    return dict(enumerate(rows))


def trial(number, state=COMPLETE, values=None, objectives=1, **fields):
    known = curve(number, objectives=objectives) if values is None else values
    end = np.atleast_1d([*known.values()][-1]) if known else np.zeros(objectives)
    final = tuple(end.tolist()) if state is COMPLETE else None
    return FrozenTrial(number, state, values=final, intermediate_values=known, **fields)


def log_of(trials, directions=(MIN,)):
    log = Log(directions, seed=5)
    log.absorb(trials)
    return log


def decisions(pruner, history, objectives=1, numbers=range(100, 130)):
    """Whether each of some trials is pruned, at each of its steps."""
    return [
        pruner.prune(trial(number, RUNNING, dict([*known.items()][:k])), history)
        for number in numbers
        for known in [curve(number, objectives=objectives)]
        for k in range(1, len(known) + 1)
    ]


def several(n=12):
    states = [COMPLETE, PRUNED, FAIL, COMPLETE]
    return [trial(k, states[k % 4]) for k in range(n)]


@every
def test_an_empty_history_and_an_empty_trial_are_enough(make):
    history = log_of([]).view()
    assert make().prune(FrozenTrial(0, RUNNING), history) is False
    assert make().prune(trial(0, RUNNING), history) in (True, False)
    assert make().prune(FrozenTrial(50, RUNNING), log_of(several()).view()) is False


@all_but("nop")
def test_it_prunes_at_times_and_not_always(make):
    assert 0.02 < np.mean(decisions(make(), log_of(several(40)).view())) < 0.98


@every
def test_the_same_arguments_give_the_same_decision(make):
    log = log_of(several(5))
    early, pruner = log.view(), make()
    first = decisions(pruner, early)
    assert decisions(pruner, early) == first
    log.absorb([trial(k) for k in range(20, 60)])
    decisions(pruner, log.view())  # it may have kept something of the later moment
    assert decisions(pruner, early) == first == decisions(make(), early)
    assert decisions(pruner, log_of(several(5)).view()) == first


@every
def test_what_is_kept_is_what_a_new_pruner_finds(make):
    log, kept = log_of([]), make()
    for k in range(0, 40, 5):
        log.absorb(several(k + 5)[k:])
        assert decisions(kept, log.view()) == decisions(make(), log.view())


@every
def test_trial_and_history_are_left_as_they_were(make):
    history = log_of([*several(), trial(12, RUNNING)]).view()
    trials, one = history.trials, trial(30, RUNNING)
    before = copy.deepcopy((trials, one))
    make().prune(one, history)
    assert (history.trials, one) == before


@all_but("threshold")  # its bounds are in the user's units
def test_maximising_is_minimising_the_negative(make):
    def negated(one):
        values = {step: -value for step, value in one.intermediate_values.items()}
        final = None if one.values is None else (-one.values[0],)
        return replace(one, intermediate_values=values, values=final)

    down = log_of(several()).view()
    up = log_of(map(negated, several()), (MAX,)).view()
    for number in range(100, 130):
        one = trial(number, RUNNING)
        assert make().prune(one, down) == make().prune(negated(one), up)


@pytest.mark.filterwarnings("ignore:trial .* has reported NaN")
@every
def test_values_that_break_arithmetic_break_no_decision(make):
    breaking = [math.nan, math.inf, -math.inf, 1e308, -1e308, 0.0]
    broken = {step: value for step, value in enumerate(breaking)}
    values = [trial(k, values=curve(k, 6)) for k in range(4)]
    values += [replace(trial(k, values=broken), values=(0.0,)) for k in (4, 5)]
    for known in (several(), values):
        for k in range(1, 7):
            one = trial(9, RUNNING, dict([*broken.items()][:k]))
            assert make().prune(one, log_of(known).view()) in (True, False)


@all_but("threshold")  # it prunes what is too good as well
def test_who_prunes_a_trial_prunes_a_worse_one(make):
    history = log_of(several()).view()
    for number in range(100, 120):
        good = curve(number)
        bad = {step: value + 0.2 for step, value in good.items()}
        pruned = [make().prune(trial(30, RUNNING, one), history) for one in (good, bad)]
        assert pruned != [True, False]


@every
def test_a_copy_decides_the_same(make):
    history, pruner = log_of(several()).view(), make()
    expected = decisions(pruner, history)
    for other in (copy.deepcopy(pruner), pickle.loads(pickle.dumps(pruner))):
        assert decisions(other, history) == expected


@every
def test_a_log_that_is_gone_is_forgotten(make):
    pruner, log = make(), log_of(several())
    decisions(pruner, log.view(), numbers=[100])
    gone = weakref.ref(log)
    del log
    gc.collect()
    assert gone() is None


# --- several objectives


@all_but("median", "percentile", "patient median")  # they interpolate: between ranks if several
def test_one_of_two_equal_objectives_is_as_good_as_both(make):
    def doubled(one):
        values = {step: (value, value) for step, value in one.intermediate_values.items()}
        return replace(one, intermediate_values=values, values=one.values and one.values * 2)

    one, two = log_of(several()), log_of(map(doubled, several()), (MIN, MIN))
    for number in range(100, 140):
        for k in range(1, 11):
            running = trial(number, RUNNING, dict([*curve(number).items()][:k]))
            expected = make().prune(running, one.view())
            assert make().prune(doubled(running), two.view()) == expected


@all_but("threshold", "patient")  # they compare with no other trial
def test_what_nobody_dominates_is_never_pruned(make):
    """Every trial is on the front: better in one objective, worse in the other."""
    front = [
        trial(k, values={s: (k + s / 100, -k + s / 100) for s in range(10)}) for k in range(20)
    ]
    history = log_of(front, (MIN, MIN)).view()
    for x in np.linspace(-1, 20, 43):
        values = {s: (x - 0.1, -x - 0.1) for s in range(10)}
        assert not make().prune(trial(50, RUNNING, values), history)


@pytest.mark.parametrize("name", ["median", "halving from step 1", "hyperband of 20", "wilcoxon"])
def test_what_everybody_dominates_is_pruned(name):
    better = [trial(k, values={s: (k, -k) for s in range(10)}) for k in range(20)]
    history = log_of(better, (MIN, MAX)).view()
    last = trial(50, RUNNING, {s: (30.0 + s, -30.0 - s) for s in range(10)})
    assert PRUNERS[name]().prune(last, history)


@every
def test_a_whole_study_of_two_objectives_runs(make):
    study = create_study(
        sampler=RandomSampler(), pruner=make(), directions=["minimize", "maximize"], seed=1
    )

    def objective(t):
        x = t.suggest_float("x", 0, 1)
        for step in range(12):
            t.report((x + step / 100, (1 - x) ** 2 * step), step)
            if t.should_prune():
                raise TrialPruned
        return x, x

    study.optimize(objective, n_trials=15)
    assert {t.state for t in study.trials} <= {COMPLETE, PRUNED}
    assert all(len(t.values) == 2 for t in study.trials)
