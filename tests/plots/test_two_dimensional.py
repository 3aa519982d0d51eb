import numpy as np
import pytest

from bayesopt import Float, Int, Space, plots
from bayesopt.acquisition import UCB
from bayesopt.gp import GP

SPACE = Space({"a": Float(0.0, 4.0), "b": Int(1, 3)})


@pytest.fixture
def belief():
    return GP().fit([[0.1, 0.5], [0.7, 0.2], [0.4, 0.9]], [1.0, 2.0, 0.0])


@pytest.fixture
def surface():
    return plots.Surface(np.arange(3.0), np.arange(2.0), np.array([[0.0, 1, 2], [3, 4, 5]]))


def test_belief_surface_has_a_row_for_each_value_of_the_second_parameter(belief):
    surface = plots.belief_surface(belief, SPACE, sign=-1.0, points=5)
    np.testing.assert_allclose(surface.x, [0, 1, 2, 3, 4])
    assert surface.y.tolist() == [1, 2, 3]
    assert surface.z.shape == (3, 5)
    # a = 3 is 0.75 of its range, b = 2 the middle one of three cells
    np.testing.assert_allclose(surface.z[1, 3], -belief.predict([[0.75, 0.5]])[0][0])


def test_score_surface_is_the_score(belief):
    score = UCB(2.0).on(belief, np.random.default_rng(0))
    surface = plots.score_surface(score, SPACE, points=5)
    np.testing.assert_allclose(surface.z[2, 0], score(np.array([[0.0, 5 / 6]]))[0])


def test_a_surface_needs_two_parameters():
    with pytest.raises(ValueError, match="two parameters"):
        plots.lattice(Space({"a": Float(0, 1)}))


def test_contours_lie_between_the_limits(ax, surface):
    assert plots.plot_surface(surface, limits=(1.0, 4.0), levels=3, ax=ax) is ax
    (filled,) = ax.collections
    assert filled.levels.tolist() == [1.0, 2.0, 3.0, 4.0]


def test_a_flat_surface_can_be_drawn(ax):
    flat = plots.Surface(np.arange(3), np.arange(3), np.full((3, 3), 7.0))
    assert plots.plot_surface(flat, ax=ax).collections


def test_a_labelled_surface_has_a_bar(ax, surface):
    plots.plot_surface(surface, label="gold", ax=ax)
    assert [other.get_ylabel() for other in ax.figure.axes] == ["", "gold"]


def test_cells_hold_the_values(ax, surface):
    assert plots.plot_cells(surface, limits=(0.0, 9.0), label="accuracy", ax=ax) is ax
    (tiles,) = ax.collections
    np.testing.assert_array_equal(tiles.get_array(), surface.z)
    assert tiles.get_clim() == (0.0, 9.0)


def test_points_ring_the_best(ax):
    assert plots.plot_points([1.0, 2.0], [3.0, 4.0], best=1, ax=ax) is ax
    dots, *rings = ax.lines
    assert dots.get_xydata().tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert {tuple(ring.get_xydata()[0]) for ring in rings} == {(2.0, 4.0)}
    assert ax.get_legend_handles_labels()[1] == ["observations", "best"]


def test_next_point(ax):
    assert plots.plot_next_point(1.0, 2.0, ax=ax) is ax
    assert ax.lines[0].get_xydata().tolist() == [[1.0, 2.0]]
