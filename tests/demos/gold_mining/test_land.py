import numpy as np
import pytest

from bayesopt.demos.gold_mining.land import FIELD, HILLS, LAND, strip_of_gold


def test_the_strip_has_two_hills_the_higher_one_near_5():
    x, gold = LAND.grid
    inner = (gold[1:-1] > gold[:-2]) & (gold[1:-1] > gold[2:])
    tops = x[1:-1][inner]
    assert len(x) == 600
    assert tops == pytest.approx([1.06, 5.12], abs=0.02)
    assert LAND.best == pytest.approx((5.1187, 8.17647), abs=1e-4)


def test_the_strip_is_the_tutorials():
    # f(3) = 2, plus half of 3; f(0) = 6 sin 3 + 2
    assert strip_of_gold(np.array([3.0, 0.0])) == pytest.approx([3.5, 6 * np.sin(3) + 2])


def test_the_field_is_highest_on_its_highest_hill():
    surface = FIELD.surface(241)
    row, column = np.unravel_index(np.argmax(surface.z), surface.z.shape)
    top = max(HILLS, key=lambda hill: hill.height)
    # the slope moves it by less than a lattice step or two
    assert (surface.x[column], surface.y[row]) == pytest.approx((top.east, top.north), abs=0.05)
