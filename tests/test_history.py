"""Trials in numbers, as samplers see them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, Space, TrialState
from bayesopt.history import Log, StudyDirection

MIN, MAX = StudyDirection.MINIMIZE, StudyDirection.MAXIMIZE
COMPLETE, FAIL = TrialState.COMPLETE, TrialState.FAIL
X01 = Float(0, 1)
SPACE = Space({"x": X01})


def trial(number, x=None, value=None, state=COMPLETE, param=X01, **fields):
    params, used = ({}, {}) if x is None else ({"x": x}, {"x": param})
    values = None if value is None else tuple(np.atleast_1d(value))
    return FrozenTrial(number, state, params, used, values, **fields)


def log_of(*trials, directions=(MIN,)):
    log = Log(directions, seed=7)
    log.absorb(trials)
    return log


def test_an_empty_history_has_shapes():
    history = log_of(directions=(MIN, MAX)).view()
    seen = history.observe(SPACE)
    assert (seen.X.shape, seen.Y.shape) == ((0, 1), (0, 2))
    assert (seen.pending.shape, seen.failed.shape) == ((0, 1), (0, 1))
    assert (len(history), history.number, history.seed) == (0, 0, 7)
    assert len(history.space()) == 0
    assert history.trials == []


def test_observations_have_their_places():
    history = log_of(
        trial(0, 0.25, 5.0),
        trial(1, 0.5, state=FAIL),
        trial(2, 0.75, state=TrialState.RUNNING),
        trial(3, 1.0, state=TrialState.PRUNED),
        trial(4, 0.9, state=TrialState.WAITING),
        trial(5, 0.0, -math.inf),
    ).view(number=6)
    seen = history.observe(SPACE)
    assert seen.X.tolist() == [[0.25], [0.0]]
    assert seen.Y.tolist() == [[5.0], [-math.inf]]
    assert seen.failed.tolist() == [[0.5]]
    assert seen.pending.tolist() == [[0.75]]
    assert seen.pruned.tolist() == [[1.0]]
    assert seen.known[:, 0].tolist() == [0.25, 0.0, 0.5, 1.0, 0.75]
    assert len(history) == 5  # waiting ones are nobody's business
    assert [t.number for t in history.trials] == [0, 1, 2, 3, 5]


def test_lower_is_better_inside():
    seen = log_of(trial(0, 0.5, (1.0, 2.0)), directions=(MIN, MAX)).view().observe(SPACE)
    assert seen.Y.tolist() == [[1.0, -2.0]]
    assert seen.signs.tolist() == [1.0, -1.0]


def test_a_view_does_not_see_what_comes_later():
    log = log_of(trial(0, 0.0, 0.0, notes={"k": 0}), trial(1, 0.5, state=TrialState.RUNNING))
    early = log.view()
    before = early.observe(SPACE)
    X, Y = before.X.copy(), before.Y.copy()
    for number in range(2, 200):  # enough to outgrow the first buffers
        log.absorb([trial(number, 0.5, 1.0, notes={"k": number})])
        log.view().observe(SPACE)
    log.absorb([trial(1, 0.5, 9.0), trial(300, 0.5, state=FAIL)])
    after = early.observe(SPACE)
    for seen in (before, after):
        np.testing.assert_array_equal(seen.X, X)
        np.testing.assert_array_equal(seen.Y, Y)
        assert seen.pending.tolist() == [[0.5]]
        assert len(seen.failed) == 0
    assert list(early.noted("k")) == [0]
    assert len(early) == 2
    assert len(early.trials) == 2
    assert len(log.view().observe(SPACE).X) == 200


def test_nobody_can_write_to_what_all_share():
    seen = log_of(trial(0, 0.5, 1.0), trial(1, 0.5, state=FAIL)).view().observe(SPACE)
    for shared in (seen.X, seen.failed):
        with pytest.raises(ValueError, match="read-only"):
            shared[0, 0] = 3.0


def test_rows_are_in_the_order_of_finishing():
    log = log_of(*(trial(k, state=TrialState.RUNNING) for k in range(3)))
    for number in (2, 0, 1):
        log.absorb([trial(number, number / 4, float(number))])
    assert log.view().observe(SPACE).Y[:, 0].tolist() == [2.0, 0.0, 1.0]
    assert [t.number for t in log.view().trials] == [0, 1, 2]


def test_pending_trials_are_in_the_order_of_their_numbers_without_the_one_asking():
    running = [trial(k, k / 4, state=TrialState.RUNNING) for k in (3, 0, 2, 1)]
    log = log_of(*running)
    assert [t.number for t in log.view(2).pending] == [0, 1, 3]
    assert log.view().at(2) == log.view(2)


def test_a_widened_range_re_encodes_old_values():
    log = log_of(trial(0, 0.5, 0.0), trial(1, 3.0, 0.0, param=Float(0, 4)))
    assert log.view().space() == Space({"x": Float(0, 4)})
    assert log.view().observe(log.view().space()).X[:, 0].tolist() == [0.125, 0.75]
    assert log.view().observe(SPACE).X[:, 0].tolist() == [0.5, 3.0]
    logarithmic = Space({"x": Float(0.5, 8, log=True)})
    np.testing.assert_allclose(
        log.view().observe(logarithmic).X[:, 0], [0, math.log(6) / math.log(16)]
    )


def test_appended_choices_keep_old_values():
    old, new = Categorical(["a", "b"]), Categorical(["c", "b", "a"])
    log = log_of(trial(0, "b", 0.0, param=old))
    assert log.view().observe(Space({"x": old})).X[:, 0].tolist() == [0.75]
    log.absorb([trial(1, "c", 0.0, param=new), trial(2, "a", 0.0, param=old)])
    np.testing.assert_allclose(
        log.view().observe(Space({"x": new})).X[:, 0], [3 / 6, 1 / 6, 5 / 6]
    )
    seen = log.view().observe(Space({"x": old})).X[:, 0]
    np.testing.assert_array_equal(seen, [0.75, np.nan, 0.25])


def test_choices_that_equal_each_other_stay_apart():
    old, new = Categorical([True, False]), Categorical([True, False, 1, 0.0])
    log = log_of(trial(0, True, 0.0, param=old), trial(1, 1, 0.0, param=new))
    log.absorb([trial(2, 0.0, 0.0, param=new)])
    seen = log.view().observe(Space({"x": new})).X[:, 0]
    assert seen.tolist() == [0.125, 0.625, 0.875]


def test_a_nan_choice_is_found_again():
    param = Categorical([math.nan, 1.0])
    log = log_of(trial(0, float("nan"), 0.0, param=param), trial(1, 1.0, 0.0, param=param))
    assert log.view().observe(Space({"x": param})).X[:, 0].tolist() == [0.25, 0.75]


def test_trials_without_the_parameter_are_nan():
    log = log_of(trial(0, 0.5, 0.0), trial(1, value=1.0))
    log.absorb([trial(2, 0.25, 0.0)])
    np.testing.assert_array_equal(log.view().observe(SPACE).X[:, 0], [0.5, np.nan, 0.25])
    assert len(log.view().space()) == 0
    assert log.view().observe(Space()).X.shape == (3, 0)


def test_a_value_of_another_kind_is_no_value():
    labels = Categorical(["a", "b"])
    log = log_of(trial(0, 0.7, 0.0), trial(1, "b", 0.0, param=labels))
    np.testing.assert_array_equal(log.view().observe(SPACE).X[:, 0], [0.7, np.nan])
    seen = log.view().observe(Space({"x": labels})).X[:, 0]
    np.testing.assert_array_equal(seen, [np.nan, 0.75])


def test_the_common_space_is_what_every_complete_trial_used():
    both = {"x": X01, "k": Int(0, 3)}
    log = log_of(FrozenTrial(0, COMPLETE, {"x": 0.1, "k": 1}, both, (0.0,)))
    assert log.view().space() == Space(both)
    log.absorb([trial(1, 0.5, state=FAIL), trial(2, state=TrialState.RUNNING)])
    assert log.view().space() == Space(both)
    early = log.view()
    log.absorb([trial(3, 0.5, 0.0)])
    assert log.view().space() == SPACE
    assert early.space() == Space(both)


def test_many_spaces_in_turn_give_the_same_numbers():
    log = log_of(*(trial(k, k / 32, 0.0) for k in range(32)))
    expected = np.arange(32) / 32
    for _ in range(2):
        for high in range(1, 20):  # more spaces than are kept
            seen = log.view().observe(Space({"x": Float(0, high)}))
            np.testing.assert_allclose(seen.X[:, 0], expected / high)
        log.absorb([trial(len(expected), 0.0, 0.0)])
        expected = np.append(expected, 0.0)


def test_notes_come_latest_finished_first():
    log = log_of(*(trial(k, state=TrialState.RUNNING) for k in range(4)))
    for number, notes in ((2, {"a": "two"}), (0, {}), (3, {"a": "three", "b": 1})):
        log.absorb([trial(number, 0.5, 0.0, notes=notes)])
    log.absorb([trial(1, state=FAIL, notes={"a": "one"})])
    assert list(log.view().noted("a")) == ["one", "three", "two"]
    assert list(log.view().noted("b")) == [1]
    assert list(log.view().noted("c")) == []
    assert list(log.view().noted("a", after=2)) == ["one", "three"]
    assert list(log.view().noted("a", after=4)) == []


def test_where_keeps_order_moment_and_directions():
    log = log_of(*(trial(k, state=TrialState.RUNNING) for k in range(6)), directions=(MAX,))
    for number in (5, 1, 3):
        log.absorb([trial(number, number / 8, float(number))])
    odd = log.view(9).where(lambda t: t.number in (0, 1, 5))
    log.absorb([trial(0, 0.0, 0.0)])
    seen = odd.observe(SPACE)
    assert seen.Y[:, 0].tolist() == [-5.0, -1.0]
    assert [t.number for t in odd.pending] == [0]
    assert (odd.number, odd.seed) == (9, 7)


def test_where_keeps_the_seed_of_who_asks():
    history = replace(log_of(trial(0, 0.5, 1.0)).view(), own_seed=3)
    assert history.where(lambda t: True).seed == 3


def test_a_log_taken_in_at_once_equals_one_taken_in_step_by_step():
    rng = np.random.default_rng(0)
    trials = [trial(k, x, x) for k, x in enumerate(rng.random(50))]
    steps = log_of()
    for one in trials:
        steps.absorb([one])
        steps.view().observe(SPACE)
    at_once = log_of(*trials).view().observe(SPACE)
    np.testing.assert_array_equal(steps.view().observe(SPACE).X, at_once.X)
    np.testing.assert_array_equal(steps.view().observe(SPACE).Y, at_once.Y)
