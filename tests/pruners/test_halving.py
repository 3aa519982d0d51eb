"""Successive halving, alone and in brackets, worked out by hand."""

from dataclasses import replace

import pytest

from bayesopt import FrozenTrial, TrialState
from bayesopt.history import Log, StudyDirection
from bayesopt.pruners import HyperbandPruner, SuccessiveHalvingPruner
from bayesopt.pruners.halving import Ladder
from bayesopt.pruners.hyperband import Shares

COMPLETE, PRUNED, RUNNING = TrialState.COMPLETE, TrialState.PRUNED, TrialState.RUNNING


def trial(number, values, state=COMPLETE, **fields):
    known = dict(enumerate(values)) if isinstance(values, list) else values
    final = (0.0,) if state is COMPLETE else None
    return FrozenTrial(number, state, values=final, intermediate_values=known, **fields)


def flat(number, value, steps, state=COMPLETE):
    return trial(number, [value] * steps, state)


def log_of(*trials, seed=5):
    log = Log((StudyDirection.MINIMIZE,), seed=seed)
    log.absorb(trials)
    return log


def prunes(pruner, history, value, steps, **fields):
    return pruner.prune(replace(flat(99, value, steps, RUNNING), **fields), history)


def test_rungs_are_geometric():
    assert [Ladder(2, 3).step(k) for k in range(4)] == [2, 6, 18, 54]
    assert [Ladder(2, 3, 1).step(k) for k in range(3)] == [6, 18, 54]


def test_the_best_share_of_those_at_the_rung_goes_on():
    history = log_of(*(flat(k, float(k), 4) for k in range(7))).view()
    halving = SuccessiveHalvingPruner(2, 4)
    assert not prunes(halving, history, 9.0, 2)  # step 1: below the rung
    assert not prunes(halving, history, 0.5, 3)  # the second of 8, two are promoted
    assert prunes(halving, history, 1.5, 3)
    assert prunes(halving, history, 9.0, 3)


def test_the_first_at_a_rung_goes_on():
    assert not prunes(SuccessiveHalvingPruner(1, 4), log_of().view(), 9.0, 2)
    one = log_of(flat(0, 1.0, 2)).view()
    assert prunes(SuccessiveHalvingPruner(1, 4), one, 9.0, 2)


def test_running_trials_compete_with_what_they_have_reported():
    history = log_of(flat(0, 1.0, 2, RUNNING), flat(1, 0.0, 1, RUNNING)).view()
    halving = SuccessiveHalvingPruner(1, 2)
    assert prunes(halving, history, 2.0, 2)
    assert not prunes(halving, history, 0.5, 2)  # trial 1 is not there yet


def test_a_rung_is_judged_once():
    history = log_of(*(flat(k, float(k), 4) for k in range(7))).view()
    halving = SuccessiveHalvingPruner(2, 4)
    assert prunes(halving, history, 9.0, 5, judged=2)
    assert not prunes(halving, history, 9.0, 5, judged=3)  # the third report reached it


def test_values_are_those_at_the_rung_whenever_it_is_asked():
    history = log_of(*(trial(k, [5.0, float(k), -9.0]) for k in range(4))).view()
    halving = SuccessiveHalvingPruner(1, 4)
    assert not halving.prune(trial(9, [5.0, -0.5, 99.0], RUNNING), history)
    assert halving.prune(trial(9, [5.0, 2.5, -99.0], RUNNING), history)


def test_a_nan_at_the_rung_ends_it():
    halving = SuccessiveHalvingPruner(1, 2)
    assert halving.prune(trial(9, [1.0, float("nan")], RUNNING), log_of().view())


def test_auto_is_a_hundredth_of_the_first_complete_trial():
    log = log_of(flat(0, 0.0, 500, PRUNED), trial(1, []))
    halving = SuccessiveHalvingPruner(reduction_factor=2)
    assert halving.ladder(log.view()) is None
    assert not prunes(halving, log.view(), 9.0, 50)
    log.absorb([flat(2, 0.0, 301), flat(3, 1.0, 1000)])
    assert halving.ladder(log.view()) == Ladder(3, 2)
    assert prunes(halving, log.view(), 2.0, 4)  # trial 3 is better; 0 and 2 came too early
    assert not prunes(halving, log.view(), 0.5, 4)


def test_a_trial_pruned_at_one_rung_does_not_compete_at_the_next():
    """Its one report passes the rungs at steps 1, 2 and 4, the first of which stops it."""
    halving = SuccessiveHalvingPruner(1, 2)
    log = log_of(trial(0, {4: 0.0}), trial(1, {4: 1.0}, PRUNED))
    one = trial(9, {1: -1.0, 2: -1.0, 4: 0.5}, RUNNING, judged=2)
    assert halving.prune(one, log.view())
    log.absorb([trial(2, {4: 2.0}), trial(3, {4: 3.0})])
    assert not halving.prune(one, log.view())  # the second of 4; trial 1 is not there


# --- brackets


@pytest.mark.parametrize(
    ("resources", "sizes"),
    [
        ((1, 81, 3), (81, 34, 15, 8, 5)),  # the example of the paper, section 2.5
        ((1, 243, 3), (243, 98, 41, 18, 9, 6)),  # where log(243) / log(3) is below 5
        ((1, 1, 3), (1,)),
        ((2, 5, 2), (2, 2)),
    ],
)
def test_shares_are_those_of_the_paper(resources, sizes):
    assert Shares.of(*resources).sizes == sizes


def test_trials_are_dealt_out_by_their_shares():
    shares = Shares.of(1, 27, 3)
    dealt = [shares.bracket(7, number) for number in range(4000)]
    for k, size in enumerate(shares.sizes):
        # three standard deviations of a draw
        p = size / sum(shares.sizes)
        assert abs(dealt.count(k) - 4000 * p) < 3 * (4000 * p * (1 - p)) ** 0.5
    assert dealt != [shares.bracket(8, number) for number in range(4000)]


def test_brackets_compete_apart_and_begin_at_their_rungs():
    hyperband, shares = HyperbandPruner(1, 9, 3), Shares.of(1, 9, 3)
    by_bracket = {k: [n for n in range(99) if shares.bracket(5, n) == k] for k in range(3)}
    for k, (first, *_) in by_bracket.items():
        better = [flat(n, 0.0, 10) for n in by_bracket[k][1:4]]
        others = [flat(n, 0.0, 10) for j in by_bracket if j != k for n in by_bracket[j][:5]]
        alone, beaten = log_of(*others).view(), log_of(*others, *better).view()
        for steps in range(1, 11):
            one = flat(first, 1.0, steps, RUNNING)
            assert not hyperband.prune(one, alone)
            assert hyperband.prune(one, beaten) == (steps > 3**k)


def test_auto_waits_for_the_first_complete_trial():
    hyperband = HyperbandPruner(reduction_factor=3)
    shares = Shares.of(1, 9, 3)
    numbers = [n for n in range(99) if shares.bracket(5, n) == 0]
    log = log_of(flat(numbers[0], 0.0, 5, PRUNED))
    one = flat(numbers[3], 1.0, 2, RUNNING)
    assert not hyperband.prune(one, log.view())
    log.absorb([flat(numbers[1], 0.0, 9)])  # steps 0 to 8: a resource of 9
    assert not hyperband.prune(one, log.view())  # both came too early to compete
    log.absorb([flat(numbers[2], 0.0, 9)])
    assert hyperband.prune(one, log.view())


def test_the_ladder_of_all_brackets():
    assert HyperbandPruner(2, 50, 5).ladder(log_of().view()) == Ladder(2, 5)
