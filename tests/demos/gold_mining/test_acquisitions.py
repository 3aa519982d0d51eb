import numpy as np
import pytest

from bayesopt.demos.gold_mining import acquisitions, mining
from bayesopt.demos.gold_mining.land import LAND


def test_the_entrants_are_the_tutorials():
    names = [acquisitions.slug(entrant.name) for entrant in acquisitions.SHOWN]
    numbered = [f"pi-{e}" for e in ("0.075", "0.3", "3")]
    numbered += [f"{name}-{e}" for name in ("ei", "ucb") for e in ("0.01", "0.3", "3")]
    assert names == [*numbered, "gp-ucb", "thompson-sampling", "random"]


def test_drills_until_found():
    best = np.array([[1.0, 3.0, 3.0], [1.0, 1.0, 1.0], [4.0, 4.0, 4.0]])
    assert acquisitions.drills_until(best, 3.0).tolist() == [2, 4, 1]


def test_too_little_curiosity_stays_on_the_first_hill():
    greedy = acquisitions.SHOWN[6]
    assert greedy.name == "UCB, λ = 0.01"
    values = mining.values(LAND, greedy.sampler(0))
    assert values.max() < 6.2  # the lower hill is 6.15 high


@pytest.mark.parametrize("entrant", acquisitions.SHOWN, ids=lambda entrant: entrant.name)
def test_what_is_shown_below_stays_within_its_limits(entrant):
    series = mining.dig(LAND, entrant.sampler(0))[:3]
    lower = entrant.lower(series)
    low, high = lower.limits
    for stage in series:
        curve = lower.curve(stage)
        assert curve.shape == LAND.grid[0].shape
        assert low <= curve.min() and curve.max() <= high
