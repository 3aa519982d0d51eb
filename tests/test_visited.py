"""The tree of where trials have been."""

from dataclasses import replace

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, create_trial
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.history import Log
from bayesopt.space import Space
from bayesopt.visited import Visited

MIXED = Categorical([1, 1.0, True, float("nan")])
K = Int(0, 2)


def log_of(*trials):
    """A log of trials that have finished, from (params, distributions)."""
    log = Log((StudyDirection.MINIMIZE,), 0)
    log.absorb(create_trial(value=0.0, params=p, distributions=d) for p, d in trials)
    return log


def test_nothing_is_covered_at_first():
    log = log_of()
    with Visited(log).at(log.view()) as moment:
        assert not moment.covers({})
        assert moment.complete({}) is None


def test_choices_of_different_types_are_different_points():
    log = log_of(*(({"c": c}, {"c": MIXED}) for c in MIXED.choices[:3]))
    with Visited(log).at(log.view()) as moment:
        assert [moment.covers({"c": c}) for c in MIXED.choices] == [True, True, True, False]


def test_a_moment_knows_only_what_had_finished():
    log = log_of(*(({"k": k}, {"k": K}) for k in (0, 1)))
    earlier = log.view()
    log.absorb([create_trial(value=0.0, params={"k": 2}, distributions={"k": K})])
    visited = Visited(log)
    with visited.at(log.view()) as moment:
        assert moment.covers({})
    with visited.at(earlier) as moment:
        assert not moment.covers({})
        assert not moment.covers({"k": 2})
        assert moment.complete({"k": 2}) is None


@pytest.mark.parametrize("given", [{}, {"k": 1}, {"b": 0}])
def test_free_values_lead_where_no_trial_has_been(given):
    b = Int(0, 1)
    points = [(k, x) for k in range(3) for x in range(2) if (k, x) != (1, 0)]
    log = log_of(*(({"k": k, "b": x}, {"k": K, "b": b}) for k, x in points))
    space = Space({"k": K, "b": b})
    with Visited(log).at(log.view()) as moment:
        free = moment.free(space, given, np.random.default_rng(0))
        assert {**given, **free} == {"k": 1, "b": 0}
        assert moment.free(space, {"k": 0}, np.random.default_rng(0)) == {}


def test_the_order_of_parameters_does_not_matter():
    b = Float(0, 1)
    log = log_of(
        ({"k": 0, "b": 0.5}, {"k": K, "b": b}),
        ({"b": 0.5, "k": 1}, {"b": b, "k": K}),
    )
    with Visited(log).at(log.view()) as moment:
        assert moment.covers({"b": 0.5, "k": 1})
        assert moment.covers({"b": 0.5, "k": 0})
        assert not moment.covers({"b": 0.5})


def test_an_objective_that_asks_for_less_than_before_ends_earlier():
    one = {"k": Int(0, 0)}
    log = log_of(({"k": 0, "b": 1}, {**one, "b": K}), ({"k": 0}, one))
    with Visited(log).at(log.view()) as moment:
        assert moment.covers({})


def test_a_running_trial_leaves_no_trace():
    """It may do something else than planned, and others may not know of it."""
    log = log_of(({"k": 0}, {"k": K}))
    visited, view = Visited(log), log.view()
    further = {"k": K, "b": Int(0, 1)}
    running = FrozenTrial(1, TrialState.RUNNING, {"k": 0, "b": 1}, further)
    other = FrozenTrial(2, TrialState.RUNNING, {"k": 2}, {"k": K})
    with visited.at(replace(view, pending=(running, other))) as moment:
        assert not moment.covers({"k": 0})
        assert moment.covers({"k": 0, "b": 1})
        assert moment.covers({"k": 2})
    with visited.at(view) as moment:
        assert moment.covers({"k": 0})
        assert not moment.covers({"k": 2})


def test_an_earlier_moment_is_as_if_nothing_had_come_after():
    """Though the objective asks for something else by then."""
    log = log_of(({}, {}), ({"k": 1}, {"k": K}))
    earlier = log.view()
    log.absorb([create_trial(value=0.0, params={}, distributions={})])
    visited = Visited(log)
    with visited.at(log.view()) as moment:
        assert not moment.covers({"k": 1})  # nobody is asked for k any more
    with visited.at(earlier) as moment:
        assert moment.covers({"k": 1})
        assert not moment.covers({"k": 2})
