import numpy as np
from matplotlib.colors import to_hex

from bayesopt import plots
from bayesopt.plots import palette

X = np.linspace(0.0, 2.0, 5)
Y = np.array([1.0, 3.0, 2.0, 5.0, 4.0])


def only(ax, label):
    (line,) = [line for line in ax.lines if line.get_label() == label]
    return line


def colour(line):
    return to_hex(line.get_color()).upper()


def test_truth(ax):
    assert plots.plot_truth(X, Y, ax=ax) is ax
    line = only(ax, "truth")
    np.testing.assert_array_equal(line.get_xydata(), np.column_stack([X, Y]))
    assert colour(line) == palette.TRUTH


def test_belief_has_its_mean_and_a_band_of_the_given_width(ax):
    std = np.linspace(0.1, 0.5, 5)
    assert plots.plot_belief(plots.Line(X, Y, std), width=2.0, ax=ax) is ax
    np.testing.assert_array_equal(only(ax, "posterior mean").get_ydata(), Y)
    (band,) = ax.collections
    assert band.get_label() == "mean ± 2 std"
    corners = {tuple(row) for row in np.round(band.get_paths()[0].vertices, 12)}
    for edge in (Y - 2 * std, Y + 2 * std):
        assert set(zip(X, np.round(edge, 12), strict=True)) <= corners


def test_observations_are_points_not_a_line(ax):
    assert plots.plot_observations(X, Y, label="drills", ax=ax) is ax
    line = only(ax, "drills")
    assert line.get_linestyle() == "None"
    np.testing.assert_array_equal(line.get_ydata(), Y)


def test_next_marks_place_and_height(ax):
    assert plots.plot_next(1.5, 4.0, ax=ax) is ax
    rule, star = ax.lines
    assert list(rule.get_xdata()) == [1.5, 1.5]
    assert star.get_xydata().tolist() == [[1.5, 4.0]]
    assert colour(rule) == colour(star) == palette.NEXT


def test_acquisition_marks_its_own_peak_unless_told(ax):
    assert plots.plot_acquisition(X, Y, ax=ax) is ax
    assert only(ax, "peak").get_xydata().tolist() == [[1.5, 5.0]]
    plots.plot_acquisition(X, Y, peak=0.75, label="again", ax=ax)
    assert ax.lines[-1].get_xydata().tolist() == [[0.75, 2.5]]


def test_each_function_makes_axes_of_its_own_if_given_none():
    from matplotlib import pyplot

    first, second = plots.plot_truth(X, Y), plots.plot_truth(X, Y)
    assert first is not second
    assert len(pyplot.get_fignums()) == 2
