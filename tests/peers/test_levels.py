from itertools import product

import numpy as np
import pytest

from benchmarks.level_oracle import alike, solved_knowing
from benchmarks.level_problems import GRIDS, MIXTURES, Effects, HiddenPair, Landscape, Well
from benchmarks.levels import ENTRANTS, MISSING, NEVER, missing, page, played
from benchmarks.peers.problems.landscapes import MIXED


@pytest.mark.parametrize("name", GRIDS)
def test_one_point_of_a_grid_solves_it(name):
    riddle = GRIDS[name](7)
    levels = [range(param.levels) for param in riddle.space.values()]
    values = [riddle.function(dict(zip(riddle.space, x, strict=True))) for x in product(*levels)]
    assert np.sum(np.array(values) < riddle.target) == 1


def test_effects_have_the_size_that_is_said():
    variances = [Effects((4,) * 4, (1.0, 0.5), k).table.var() for k in range(100)]
    # four alone and six pairs, less what is the same for all of 4 or 16 values
    expected = 4 * 3 / 4 + 6 * 0.25 * 15 / 16
    assert np.mean(variances) == pytest.approx(expected, rel=0.1)  # standard error 3 %


def test_a_hidden_pair_solves_and_no_other_can():
    riddle = MIXTURES["hidden pair"](3)
    floors, centres = HiddenPair(3).drawn
    solved = []
    for a, b in product(range(4), repeat=2):
        params = {"c0": a, "c1": b, "x0": centres[a, 0], "x1": centres[a, 1]}
        assert riddle.function(params) == floors[a, b]
        solved.append(floors[a, b] < riddle.target)
    assert sum(solved) == 1


@pytest.mark.parametrize("name", [name for name in MIXTURES if "well" in name])
def test_only_the_level_with_the_well_solves(name):
    riddle = MIXTURES[name](4)
    drawn: Well = riddle.function
    centres, _, special = drawn.drawn
    for level, centre in enumerate(centres):
        params = {"c0": level} | {f"x{j}": x for j, x in enumerate(centre)}
        assert (riddle.function(params) < riddle.target) == (level == special)


@pytest.mark.parametrize("name", [name for name in MIXED if f"landscape {name}" in MIXTURES])
def test_only_the_best_levels_of_a_landscape_solve(name):
    riddle = MIXTURES[f"landscape {name}"](5)
    drawn: Landscape = riddle.function
    offsets = [drawn.offset(each) for each in product(*map(range, drawn.shape.levels))]
    assert sum(offset < riddle.target for offset in offsets) == 1


def test_the_page_counts_what_was_solved_in_time():
    riddle = GRIDS["6 x 4, each alone"](7)
    after, best = played(riddle, ENTRANTS["random"], 0, 30)
    assert 1 <= after <= NEVER
    assert (missing(riddle, best) < 1e-8) == (after < NEVER)
    runs = {sampler: [10.0, 30.0, float(NEVER), float(NEVER)] for sampler in ENTRANTS}
    ends = {sampler + MISSING: [0.0, 0.0, 0.5, 1.0] for sampler in ENTRANTS}
    text = page({"6 x 4, each alone": runs | ends, "hidden pair": runs})
    assert "| 6 x 4, each alone | 0.3750 | 0.3750 | 0.3750 |" in text
    assert "| 6 x 4, each alone | 25 / 50 / 50 |" in text
    assert "| hidden pair | 75 / 50 / 50 / 50 |" in text


def test_nothing_played_is_no_table():
    assert page({}).count("None played yet.") == 2


def test_knowing_the_covariance_is_to_know_it():
    effects = Effects((4, 4, 4), (1.0, 0.5), 0)
    grid = np.array(list(product(range(4), repeat=3)))
    tables = [Effects((4, 4, 4), (1.0, 0.5), k).table.ravel() for k in range(4000)]
    # products of 4000 pairs of values that vary by 3.75: a standard error of 0.06 to 0.09
    found = np.array(tables).T @ np.array(tables) / len(tables)
    np.testing.assert_allclose(found, alike(effects, grid, grid), atol=0.45)


def test_who_knows_the_covariance_finds_the_best_of_choices_that_act_alone():
    riddles = [GRIDS["6 x 4, each alone"](k) for k in range(5)]
    assert all(solved_knowing(riddle, k, 40) <= 40 for k, riddle in enumerate(riddles))
