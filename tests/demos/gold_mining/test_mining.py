from itertools import pairwise

import numpy as np
import pytest

from bayesopt.acquisition import EI, Thompson
from bayesopt.demos.gold_mining import mining
from bayesopt.demos.gold_mining.land import LAND


@pytest.fixture(scope="module")
def bayesian():
    return mining.dig(LAND, mining.bayesian())


@pytest.fixture(scope="module")
def learning():
    return mining.dig(LAND, mining.active_learning())


def test_bayesian_optimisation_finds_the_maximum_within_ten_drills(bayesian):
    assert len(bayesian) == 10
    assert bayesian[-1].best > 0.999 * LAND.best[1]


def test_active_learning_knows_the_land_better(bayesian, learning):
    assert mining.error(learning[-1], LAND) < 0.5 * mining.error(bayesian[-1], LAND)
    assert mining.error(learning[-1], LAND) < 0.15  # of a land that spans 5 units of gold


def test_bayesian_optimisation_has_more_gold_than_active_learning(bayesian, learning):
    assert bayesian[-1].best > learning[-1].best


def test_the_first_drill_is_the_common_one(bayesian, learning):
    assert bayesian[0].column("x").tolist() == learning[0].column("x").tolist() == [0.5]


def test_each_stage_says_where_the_next_one_drills(bayesian):
    for now, then in pairwise(bayesian):
        assert now.next["x"] == then.column("x")[-1]


@pytest.mark.parametrize("acquisition", [EI(0.01), Thompson()])
def test_the_acquisition_shown_is_the_one_that_chose(acquisition):
    series = mining.dig(LAND, mining.bayesian(acquisition))
    for stage in series[:6]:
        score = stage.score(acquisition)
        U = np.linspace(0.0, 1.0, 2001)[:, None]
        chosen = score(LAND.space.encode([stage.next]))[0]
        span = np.ptp(score(U))
        # the search may miss the peak by what a thousandth of the curve's height amounts to
        assert chosen > score(U).max() - 1e-3 * span


def test_the_belief_goes_through_the_drills_in_units_of_gold(bayesian):
    line = bayesian[-1].line()
    near = np.interp(bayesian[-1].column("x"), line.x, line.mean)
    np.testing.assert_allclose(near, bayesian[-1].values, atol=1e-2)


def test_a_grid_has_nothing_left_to_ask_for():
    series = mining.dig(LAND, mining.grid(LAND), None)
    assert series[-1].next is None
    assert sorted(series[-1].column("x")) == pytest.approx(np.linspace(0, 6, 10))


def test_values_are_those_of_the_stages(bayesian):
    values = mining.values(LAND, mining.bayesian())
    np.testing.assert_array_equal(values, bayesian[-1].values)
