"""How much effort a search may make."""

import pytest

from bayesopt.samplers.search import MANY, affordable


def test_one_model_of_few_trials_is_searched_as_ever():
    assert affordable(1, 4) == affordable(1, 300) == affordable(1, MANY) == 1.0


@pytest.mark.parametrize(("models", "rows"), [(1, 600), (3, 346), (5, 346)])
def test_the_dearer_a_point_the_fewer_are_looked_at(models, rows):
    share = affordable(models, rows)
    assert 0 < share < 1
    assert share * models * rows**2 == pytest.approx(MANY**2)
