"""Figures 6 and 7: two ways of spending the same ten drills, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import TYPE_CHECKING

from bayesopt import plots
from bayesopt.demos.gold_mining import mining
from bayesopt.demos.gold_mining.gallery import PAPER, Gallery, badge, legend, slide
from bayesopt.demos.gold_mining.land import COSTLY, LAND, Strip
from bayesopt.demos.gold_mining.mining import DRILLS, Stage
from bayesopt.demos.gold_mining.one_dimensional import draw_stage, strip_axes
from bayesopt.demos.gold_mining.table import Table
from bayesopt.plots import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARGINS = {
    "left": 0.065,
    "right": 0.985,
    "top": 0.86,
    "bottom": 0.165,
    "hspace": 0.36,
    "wspace": 0.15,
}


@dataclass(frozen=True)
class Way:
    """One way of choosing drills, and what came of it, iteration by iteration."""

    name: str
    motto: str
    series: Sequence[Stage]

    @property
    def colour(self) -> str:
        """The method's colour."""
        return palette.METHODS[self.name]

    def errors(self, land: Strip) -> list[float]:
        """RMSE after each drill, in units of gold."""
        return [mining.error(stage, land) for stage in self.series]

    def bests(self, land: Strip) -> list[float]:
        """Most gold found after each drill."""
        return [stage.best for stage in self.series]


def draw_way(ax: "Axes", way: Way, land: Strip, iteration: int) -> None:
    """One method's belief after `iteration` chosen drills, with its numbers."""
    stage = way.series[iteration]
    if len(stage.values) == DRILLS:
        stage = replace(stage, next=None)  # the budget is spent
    draw_stage(ax, stage, land)
    strip_axes(ax, land)
    name = way.name[0].upper() + way.name[1:]
    badge(ax, f"{name}: {way.motto}", way.colour)
    share = 100 * stage.best / land.best[1]
    ax.text(
        0.02,
        0.975,
        f"RMSE {mining.error(stage, land):.2f}\nbest gold {stage.best:.2f} ({share:.1f} %)",
        transform=ax.transAxes,
        va="top",
        linespacing=1.3,
        zorder=8,
        bbox=PAPER,
    )


def draw_race(
    ax: "Axes", ways: Sequence[Way], curve: Callable[[Way], list[float]], upto: int
) -> None:
    """A number of each method against drills, up to iteration `upto`."""
    for way in ways:
        plots.plot_progress(
            curve(way)[: upto + 1], label=way.name, colour=way.colour, marker="o", ax=ax
        )
    ax.set(xlim=(0.7, DRILLS + 0.3), xticks=range(1, DRILLS + 1))


def side_by_side(title: str, ways: Sequence[Way], land: Strip, iteration: int) -> "Figure":
    """Both beliefs above; below, how well each knows the land and how much gold it has."""
    drills = f"{iteration + 1} drill{'s' if iteration else ''}"
    figure = slide(f"{title}: iteration {iteration}, {drills}")
    above, below = figure.subplots(2, 2, height_ratios=(2.0, 1), gridspec_kw=MARGINS)
    for ax, way in zip(above, ways, strict=True):
        draw_way(ax, way, land, iteration)
    above[1].set_ylabel("")
    draw_race(below[0], ways, lambda way: way.errors(land), iteration)
    most = max(max(way.errors(land)) for way in ways)
    least = min(min(way.bests(land)) for way in ways)
    below[0].set(ylabel="RMSE", ylim=(0, 1.12 * most))
    draw_race(below[1], ways, lambda way: way.bests(land), iteration)
    below[1].axhline(land.best[1], color=palette.TRUTH, linestyle=(0, (4, 1.6)), linewidth=2)
    below[1].set(ylabel="best gold", ylim=(floor(least), 8.7))
    below[1].legend(loc="lower right", borderaxespad=0.0)
    price = f" (₹{land.price:,} each)".replace(",", " ") if land.price else ""
    for ax in below:
        ax.set_xlabel(f"drills made{price}")
    figure.align_ylabels([above[0], below[0]])
    legend(figure, above)
    return figure


def draw_series(
    gallery: Gallery, name: str, title: str, ways: Sequence[Way], land: Strip
) -> Table:
    """Every iteration as a frame, the last as the figure, and the numbers."""
    figures = [side_by_side(title, ways, land, k) for k in range(DRILLS)]
    gallery.series(figures, name)
    gallery.save(figures[-1], name)
    rows = tuple(
        (
            way.name,
            k,
            float(stage.column("x")[-1]),
            mining.error(stage, land),
            stage.best,
            (k + 1) * land.price,
        )
        for way in ways
        for k, stage in enumerate(way.series)
    )
    columns = ("method", "iteration", "x", "RMSE", "best gold", "rupees spent")
    kept = len(columns) if land.price else len(columns) - 1
    return Table("Iteration by iteration", columns[:kept], tuple(row[:kept] for row in rows))


def figure_6(gallery: Gallery) -> Table:
    """Active learning against Bayesian optimisation."""
    ways = (
        Way("active learning", "know the land", mining.dig(LAND, mining.active_learning())),
        Way("Bayesian optimisation", "find the gold", mining.dig(LAND, mining.bayesian())),
    )
    return draw_series(gallery, "figure-06", "Two ways to drill", ways, LAND)


def figure_7(gallery: Gallery) -> Table:
    """Grid against random search at the same budget, where drills cost money."""
    ways = (
        Way("grid", "evenly, whatever we find", mining.dig(COSTLY, mining.grid(COSTLY), None)),
        Way("random", "anywhere", mining.dig(COSTLY, mining.random(seed=1))),
    )
    return draw_series(gallery, "figure-07", "Drilling without a model", ways, COSTLY)
