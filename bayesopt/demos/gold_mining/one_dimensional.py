"""Figures 1 to 5: the land, the prior, the first drill, active learning, Bayesian optimisation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bayesopt import plots
from bayesopt.acquisition import EI, Acquisition
from bayesopt.demos.gold_mining import mining
from bayesopt.demos.gold_mining.gallery import Gallery, legend, slide
from bayesopt.demos.gold_mining.land import LAND, Strip
from bayesopt.demos.gold_mining.table import Table
from bayesopt.plots import palette
from bayesopt.space import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from bayesopt.demos.gold_mining.mining import Stage
    from bayesopt.gp import Posterior

PLACE = "position on the strip, x (strip units)"
GOLD = "gold content (units)"
GOLD_LIMITS = (1.0, 10.0)
ONE_PANEL = {"left": 0.07, "right": 0.98, "top": 0.88, "bottom": 0.2}
TWO_PANELS = {"left": 0.085, "right": 0.98, "top": 0.89, "bottom": 0.175, "hspace": 0.13}


@dataclass(frozen=True)
class Lower:
    """What is shown below a belief: a curve over the strip.

    curve : values (m,) at one stage. limits : of its axis, the same for a whole series.
    note : what to write beside the peak.
    """

    curve: Callable[["Stage"], FloatArray]
    label: str
    limits: tuple[float, float]
    note: Callable[["Stage"], str] = lambda stage: ""


def strip_axes(ax: "Axes", land: Strip = LAND, label: bool = True) -> None:
    """Axes of gold over the strip."""
    ax.set(xlim=(land.low - 0.13, land.high + 0.13), ylim=GOLD_LIMITS)
    ax.set_ylabel(GOLD)
    if label:
        ax.set_xlabel(PLACE)


def draw_stage(ax: "Axes", stage: "Stage", land: Strip = LAND) -> None:
    """Belief, truth, drills so far and the next one."""
    plots.plot_belief(stage.line(), ax=ax)
    plots.plot_truth(*land.grid, ax=ax)
    plots.plot_observations(stage.column("x"), stage.values, label="drills", ax=ax)
    if stage.next is not None:
        x, mean = stage.next["x"], stage.line()
        height = float(np.interp(x, mean.x, mean.mean))
        plots.plot_next(x, height, label="next drill", ax=ax)


def draw_lower(ax: "Axes", stage: "Stage", lower: Lower) -> None:
    """The curve that decides the next drill, its peak marked."""
    x, _ = plots.along(stage.space)
    peak = None if stage.next is None else stage.next["x"]
    curve = lower.curve(stage)
    plots.plot_acquisition(x, curve, peak=peak, floor=lower.limits[0], ax=ax)
    if peak is not None:
        plots.plot_next(peak, ax=ax)
    ax.set_title(lower.note(stage), loc="right", fontsize=15, pad=4)
    ax.set(xlabel=PLACE, ylabel=lower.label, ylim=lower.limits)


def two_panels(
    stage: "Stage", lower: Lower, title: str, name: str, colour: str, land: Strip = LAND
) -> "Figure":
    """One iteration: the belief above, what it makes the method want below."""
    figure = slide(f"{title}, iteration {len(stage.values) - 1}")
    above, below = figure.subplots(
        2, 1, sharex=True, height_ratios=(2.1, 1), gridspec_kw=TWO_PANELS
    )
    draw_stage(above, stage, land)
    strip_axes(above, land, label=False)
    badge_at_right(figure, name, colour)
    draw_lower(below, stage, lower)
    figure.align_ylabels([above, below])
    legend(figure, [above, below], 7)
    return figure


def badge_at_right(figure: "Figure", text: str, colour: str) -> None:
    """The method's name on its colour, in the corner of a slide."""
    figure.text(
        0.975,
        0.967,
        text,
        ha="right",
        va="top",
        fontweight="bold",
        color=palette.on_top_of(colour),
        bbox={"facecolor": colour, "edgecolor": "none", "boxstyle": "round,pad=0.35"},
    )


def relative(acquisition: Acquisition, name: str) -> Lower:
    """An acquisition as a share of its own peak: EI and PI fall by decades as drills are made."""

    def peak_of(stage: "Stage") -> tuple[FloatArray, float]:
        values = plots.score_line(stage.score(acquisition), stage.space)[1]
        return values, float(values.max())

    def curve(stage: "Stage") -> FloatArray:
        values, peak = peak_of(stage)
        return values / peak if peak > 0 else values

    def note(stage: "Stage") -> str:
        return f"peak {peak_of(stage)[1]:.2g}"

    return Lower(curve, f"{name} / peak", (0.0, 1.15), note)


def absolute(acquisition: Acquisition, name: str, series: Sequence["Stage"]) -> Lower:
    """An acquisition in its own unit, with limits that hold the whole series."""

    def curve(stage: "Stage") -> FloatArray:
        return plots.score_line(stage.score(acquisition), stage.space)[1]

    return Lower(curve, name, spanning([curve(stage) for stage in series]))


def spanning(curves: Sequence[FloatArray]) -> tuple[float, float]:
    """Limits that hold all curves, with room for a marker at the top."""
    low, high = float(np.min(curves)), float(np.max(curves))
    return low - 0.04 * (high - low), high + 0.14 * (high - low)


def doubt(series: Sequence["Stage"]) -> Lower:
    """The standard deviation of the belief."""
    high = max(float(stage.line().std.max()) for stage in series)
    return Lower(lambda stage: stage.line().std, "std (gold)", (0.0, 1.15 * high))


def figure_1(gallery: Gallery) -> Table:
    """The land."""
    figure = slide("The land: how much gold lies where?")
    ax = figure.subplots(gridspec_kw=ONE_PANEL)
    plots.plot_truth(*LAND.grid, label="gold content, unknown to the miner", ax=ax)
    x, gold = LAND.best
    ax.annotate(
        f"most gold: {gold:.2f} at x = {x:.2f}",
        (x, gold),
        (x - 0.2, gold + 1.0),
        ha="center",
        arrowprops={"arrowstyle": "->", "lw": 1.6},
    )
    strip_axes(ax)
    legend(figure, [ax])
    gallery.save(figure, "figure-01")
    return Table("The land", ("x of the maximum", "most gold"), ((x, gold),))


def figure_2(gallery: Gallery) -> Table:
    """The prior: what is believed before the first drill."""
    prior = mining.PRIOR.fit(np.empty((0, 1)), np.empty(0))
    figure = slide("The prior: before the first drill")
    ax = figure.subplots(gridspec_kw=ONE_PANEL)
    plots.plot_belief(plots.belief_line(prior, LAND.space), label="prior mean", ax=ax)
    plots.plot_truth(*LAND.grid, ax=ax)
    strip_axes(ax)
    legend(figure, [ax])
    gallery.save(figure, "figure-02")
    return learnt("Before any drill", prior)


def figure_3(gallery: Gallery) -> Table:
    """The posterior after the first drill."""
    stage = mining.dig(LAND, mining.bayesian())[0]
    figure = slide("The posterior: after the first drill, at x = 0.5")
    ax = figure.subplots(gridspec_kw=ONE_PANEL)
    plots.plot_belief(stage.line(), ax=ax)
    plots.plot_truth(*LAND.grid, ax=ax)
    plots.plot_observations(stage.column("x"), stage.values, label="drills", ax=ax)
    strip_axes(ax)
    legend(figure, [ax])
    gallery.save(figure, "figure-03")
    return learnt("After the first drill", stage.belief)


def learnt(title: str, belief: "Posterior") -> Table:
    """What is believed of the function as a whole."""
    numbers = belief.hyperparameters
    length = numbers.lengthscales[0] * (LAND.high - LAND.low)
    row = (float(mining.PRIOR.mean or 0.0), float(numbers.variance), length)
    return Table(title, ("mean", "variance", "lengthscale, strip units"), (row,))


def figure_4(gallery: Gallery) -> Table:
    """Active learning: the next drill goes where the belief is least sure."""
    series = mining.dig(LAND, mining.active_learning())
    lower = doubt(series)
    figures = [
        two_panels(
            s, lower, "Drill where we know least", "active learning", palette.ACTIVE_LEARNING
        )
        for s in series
    ]
    gallery.series(figures, "figure-04")
    gallery.save(figures[-1], "figure-04")
    return drills_of(series)


def figure_5(gallery: Gallery) -> Table:
    """Bayesian optimisation: the next drill goes where the acquisition peaks."""
    series = mining.dig(LAND, mining.bayesian())
    lower = relative(EI(0.01), "EI")
    figures = [
        two_panels(s, lower, "Drill where we hope for most", "EI, ε = 0.01", palette.BAYESIAN)
        for s in series
    ]
    gallery.series(figures, "figure-05")
    gallery.save(figures[-1], "figure-05")
    return drills_of(series)


def drills_of(series: Sequence["Stage"]) -> Table:
    """Where each drill went, what it brought, and what was known after it."""
    rows = tuple(
        (
            k,
            float(stage.column("x")[-1]),
            float(stage.values[-1]),
            stage.best,
            mining.error(stage, LAND),
        )
        for k, stage in enumerate(series)
    )
    return Table("Drill by drill", ("iteration", "x", "gold", "best gold", "RMSE"), rows)
