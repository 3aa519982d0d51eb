"""What suggestions see is written down small, and read back as it was."""

import pytest

from bayesopt import Float, FrozenTrial, Int, TrialState
from bayesopt.checksums import checksum
from bayesopt.history import Log, StudyDirection
from bayesopt.seen import (
    Plan,
    Runs,
    alike,
    concluded,
    expanded,
    seen,
    standing_as,
    under_way,
    with_plan,
)

RUNNING, COMPLETE = TrialState.RUNNING, TrialState.COMPLETE
WIDE, NARROW = Int(1, 9), Int(1, 5)


def finished(number, **more):
    return FrozenTrial(number, COMPLETE, values=(1.0,), **more)


def test_numbers_in_runs():
    runs = Runs()
    runs.extend([0, 1, 2, 5, 4])
    runs.extend([5, 6])
    assert runs.runs == [[0, 2], [5, 5], [4, 6]]
    assert runs.count == 7
    assert expanded(runs.runs) == [0, 1, 2, 5, 4, 5, 6]


def test_running_trials_of_one_stage_are_one_run():
    log = Log((StudyDirection.MINIMIZE,), 1)
    told = {"extra": 2}
    log.absorb([finished(0), finished(1)])
    log.absorb(FrozenTrial(k, RUNNING, attempt=1, seen=told, notes={"a": 1}) for k in (2, 3, 5))
    log.absorb([FrozenTrial(6, RUNNING, attempt=1)])
    found = seen(log.view(7), log, "mark")
    assert found == {
        "ended": 2,
        "revision": 0,
        "by": "mark",
        "running": [[2, 3, 2, 1, 1], [5, 5, 2, 1, 1], [6, 6, -1, 0, 1]],
    }


def test_a_history_in_another_order_is_told_by_numbers():
    log, other = (Log((StudyDirection.MINIMIZE,), 1) for _ in range(2))
    other.absorb([finished(1), finished(0), finished(2)])
    assert seen(other.view(3), log, "mark")["ended"] == [[1, 1], [0, 0], [2, 2]]
    other.absorb([finished(3)])
    assert seen(other.view(4), log, "mark")["ended"] == [[1, 1], [0, 0], [2, 3]]


def planned_trial(attempt=1):
    """A trial with x and k planned, of which k went another way, and y came later."""
    plan = Plan({"x": 0.25, "k": 8}, {"x": Float(0, 1), "k": WIDE})
    first = FrozenTrial(4, RUNNING, params=dict(plan.params), distributions=dict(plan.space))
    now = with_plan(first, plan, {"ended": 0, "revision": 0, "by": "m"}, False)
    last = FrozenTrial(
        4,
        RUNNING,
        params={"x": 0.25, "k": 3, "y": 0.5},
        distributions={"x": Float(0, 1), "k": NARROW, "y": Float(0, 1)},
        notes={"a": 1, "b": 2},
        attempt=attempt,
        seen=now,
    )
    return plan, under_way(last, plan, last.params)


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize(
    ("extra", "params"),
    [
        (-1, {}),
        (0, {"x": 0.25, "k": 8}),
        (1, {"x": 0.25, "k": 3}),
        (2, {"x": 0.25, "k": 3, "y": 0.5}),
    ],
)
def test_a_trial_is_shown_as_it_stood(extra, params, ended):
    plan, trial = planned_trial()
    assert trial.seen["extra"] == 2
    if ended:
        trial = finished(
            4, params=trial.params, distributions=trial.distributions, seen=trial.seen
        )
        trial = finished(
            4, params=trial.params, distributions=trial.distributions, seen=concluded(trial, plan)
        )
        assert "extra" not in trial.seen
    then = standing_as(trial, extra, 1, 1)
    assert then.params == params
    assert then.distributions.keys() == params.keys()
    assert then.distributions.get("k", WIDE) == (WIDE if extra <= 0 else NARROW)
    assert (then.state, then.values) == (RUNNING, None)


def test_notes_come_in_the_order_in_which_they_were_made():
    _, trial = planned_trial()
    assert standing_as(trial, 2, 1, 1).notes == {"a": 1}


def test_a_plan_that_came_about_takes_no_room():
    plan = Plan({"x": 0.25}, {"x": Float(0, 1)})
    trial = finished(0, params={"x": 0.25}, distributions={"x": Float(0, 1)}, seen={"ended": 0})
    assert concluded(trial, plan) == {"ended": 0, "planned": True, "told": checksum(trial)}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (float("nan"), float("nan"), True),
        (0.5, 0.5, True),
        (1, 1.0, False),
        (True, 1, False),
        (0.0, -0.0, False),
        ("a", "b", False),
    ],
)
def test_values_alike(a, b, same):
    assert alike(a, b) is same


def test_a_plan_that_a_later_attempt_took_over_and_let_go_is_known_of_the_first():
    space = {"x": Float(0, 1)}
    first = {"ended": 0, "planned": ["x"]}
    lost = concluded(
        FrozenTrial(
            3,
            TrialState.FAIL,
            attempt=2,
            seen={**first, "attempt": 2, "had": ["x"], "before": first},
        ),
        Plan({"x": 0.25}, space),
    )
    trial = FrozenTrial(3, TrialState.FAIL, attempt=2, seen=lost)
    assert standing_as(trial, 0, 0, attempt=1).params == {"x": 0.25}
