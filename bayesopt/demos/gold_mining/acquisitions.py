"""Figures 8 and 9: the acquisitions one by one, and which of them senses the most gold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bayesopt import plots
from bayesopt.acquisition import EI, GPUCB, PI, UCB, Acquisition, Thompson
from bayesopt.demos.gold_mining import mining
from bayesopt.demos.gold_mining.gallery import PAPER, Gallery, badge, legend, slide
from bayesopt.demos.gold_mining.land import COSTLY, LAND
from bayesopt.demos.gold_mining.mining import DRILLS, Stage
from bayesopt.demos.gold_mining.one_dimensional import (
    Lower,
    absolute,
    draw_stage,
    relative,
    strip_axes,
    two_panels,
)
from bayesopt.demos.gold_mining.table import Table
from bayesopt.plots import palette
from bayesopt.samplers import Sampler
from bayesopt.space import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEEDS = 10
FOUND = 0.99  # of the most gold there is
STYLES = ("-", "--", ":")


@dataclass(frozen=True)
class Entrant:
    """One way of choosing drills.

    family : gives the colour. variant : its place in the family, gives the line style.
    sampler : made from a seed. lower : what to show below the belief, given the whole series.
    first : whether it begins with the common first drill.
    """

    name: str
    family: str
    sampler: Callable[[int], Sampler]
    lower: Callable[[Sequence[Stage]], Lower] | None = None
    variant: int = 0
    first: bool = True

    @property
    def colour(self) -> str:
        """The family's colour."""
        return palette.METHODS[self.family]


def _of(
    family: str, symbol: str, make: Callable[[float], Acquisition], numbers: Sequence[float]
) -> list[Entrant]:
    """The members of one family of acquisitions."""
    return [
        _entrant(f"{family}, {symbol} = {number:g}", family, make(number), k)
        for k, number in enumerate(numbers)
    ]


def _entrant(name: str, family: str, acquisition: Acquisition, variant: int = 0) -> Entrant:
    def lower(series: Sequence[Stage]) -> Lower:
        if isinstance(acquisition, EI | PI):
            return relative(acquisition, family)
        label = "drawn gold" if isinstance(acquisition, Thompson) else family
        return absolute(acquisition, label, series)

    return Entrant(name, family, lambda seed: mining.bayesian(acquisition, seed), lower, variant)


def _uniform(series: Sequence[Stage]) -> Lower:
    """Random search wants every place alike."""
    points = len(LAND.grid[0])
    density = 1 / (LAND.high - LAND.low)
    return Lower(lambda stage: np.full(points, density), "density", (0.0, 2 * density))


SHOWN = (
    *_of("PI", "ε", PI, (0.075, 0.3, 3)),
    *_of("EI", "ε", EI, (0.01, 0.3, 3)),
    *_of("UCB", "λ", UCB, (0.01, 0.3, 3)),
    _entrant("GP-UCB", "GP-UCB", GPUCB(v=1.0, delta=1.0)),
    _entrant("Thompson sampling", "Thompson", Thompson()),
    Entrant("random", "random", mining.random, _uniform),
)
COMPARED = (
    *SHOWN,
    Entrant("grid", "grid", lambda seed: mining.grid(LAND, seed=seed), first=False),
    Entrant("active learning", "active learning", mining.active_learning),
)


def slug(name: str) -> str:
    """A file name of an entrant's: "PI, ε = 0.075" is pi-0.075."""
    known = name.lower().replace("ε", "").replace("λ", "")
    return "-".join("".join(c if c.isalnum() or c in ".-" else " " for c in known).split())


def draw_final(ax: "Axes", entrant: Entrant, stage: Stage) -> None:
    """Where an entrant's ten drills went, small."""
    draw_stage(ax, stage)
    strip_axes(ax, label=False)
    ax.set_ylabel("")
    badge(ax, entrant.name, entrant.colour)
    ax.text(
        0.03,
        0.96,
        f"best {stage.best:.2f}",
        transform=ax.transAxes,
        va="top",
        bbox=PAPER,
        zorder=8,
    )


def overview(series: Sequence[tuple[Entrant, Sequence[Stage]]]) -> "Figure":
    """The last iteration of each."""
    figure = slide("The acquisitions after ten drills")
    margins = {"left": 0.06, "right": 0.985, "top": 0.86, "bottom": 0.165}
    panels = figure.subplots(
        3, 4, sharex=True, sharey=True, gridspec_kw={**margins, "hspace": 0.45, "wspace": 0.09}
    )
    for ax, (entrant, stages) in zip(panels.T[:3].reshape(-1), series[:9], strict=True):
        draw_final(ax, entrant, stages[-1])
    for ax, (entrant, stages) in zip(panels.T[3], series[9:], strict=True):
        draw_final(ax, entrant, stages[-1])
    for ax in panels.reshape(-1):
        ax.set(xticks=range(7), yticks=(2, 4, 6, 8))
        ax.title.set_fontsize(15)
    figure.supxlabel("position on the strip, x (strip units)", y=0.07, fontsize=17)
    figure.supylabel("gold content (units)", x=0.005, fontsize=17)
    legend(figure, [panels[0, 0]], 6)
    return figure


def figure_8(gallery: Gallery) -> Table:
    """Ten iterations of each acquisition."""
    rows = []
    everything = []
    for entrant in SHOWN:
        series = mining.dig(LAND, entrant.sampler(0))
        assert entrant.lower is not None
        lower = entrant.lower(series)
        figures = (
            two_panels(s, lower, entrant.family, entrant.name, entrant.colour) for s in series
        )
        gallery.series(figures, f"figure-08-{slug(entrant.name)}")
        everything.append((entrant, series))
        rows.append((entrant.name, series[-1].best, mining.error(series[-1], LAND)))
    gallery.save(overview(everything), "figure-08")
    return Table("After ten drills", ("acquisition", "best gold", "RMSE"), tuple(rows))


def sensed(entrant: Entrant) -> FloatArray:
    """Most gold (10 seeds, 10 drills) found so far; each seed has its own first drill."""
    firsts = [
        float(np.random.default_rng(seed).uniform(LAND.low, LAND.high)) for seed in range(SEEDS)
    ]
    runs = [
        mining.values(LAND, entrant.sampler(seed), first if entrant.first else None)
        for seed, first in enumerate(firsts)
    ]
    return plots.best_so_far(runs, maximize=True)


def drills_until(best: FloatArray, target: float) -> FloatArray:
    """Drills (s,) until `target` was found by each run of `best` (s, n); n + 1 if it was not."""
    reached = best >= target
    drills = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, best.shape[1] + 1)
    counts: FloatArray = drills.astype(float)
    return counts


def comparison(runs: Sequence[tuple[Entrant, FloatArray]]) -> "Figure":
    """Four panels: each family, and the rest with the best known of them."""
    figure = slide(f"Max gold sensed: mean and standard error of {SEEDS} seeds")
    margins = {"left": 0.065, "right": 0.985, "top": 0.88, "bottom": 0.1}
    panels = figure.subplots(
        2, 2, sharex=True, sharey=True, gridspec_kw={**margins, "hspace": 0.17, "wspace": 0.07}
    )
    families = (("PI", "random"), ("EI", "random"), ("UCB", "random"))
    for ax, family in zip(panels.reshape(-1), families, strict=False):
        draw_compared(ax, [run for run in runs if run[0].family in family])
    rest = [run for run in runs if run[0].family not in ("PI", "UCB") and run[0].variant == 0]
    draw_compared(panels[1, 1], rest)
    for ax in panels[1]:
        ax.set_xlabel("drilled sites (₹10 000 each)")
    for ax in panels[:, 0]:
        ax.set_ylabel("max gold sensed (units)")
    return figure


def draw_compared(ax: "Axes", runs: Sequence[tuple[Entrant, FloatArray]]) -> None:
    """Mean curves with their bands, and the most gold there is."""
    ax.axhline(LAND.best[1], color=palette.TRUTH, linestyle=(0, (4, 1.6)), linewidth=2)
    for entrant, best in runs:
        style = STYLES[entrant.variant]
        plots.plot_progress(
            best, label=entrant.name, colour=entrant.colour, linestyle=style, ax=ax
        )
    ax.set(xlim=(0.8, DRILLS + 0.2), xticks=range(1, DRILLS + 1), ylim=(4.6, 8.4))
    ax.legend(loc="lower right", borderaxespad=0.0, labelspacing=0.2)


def figure_9(gallery: Gallery) -> Table:
    """Max gold sensed against drilled sites."""
    runs = [(entrant, sensed(entrant)) for entrant in COMPARED]
    gallery.save(comparison(runs), "figure-09")
    return Table(
        f"Over {SEEDS} seeds; found = within 1 % of the most gold, {DRILLS + 1} drills if never",
        (
            "method",
            "best gold, mean",
            "std",
            "runs that found it",
            "drills until, mean",
            "rupees until, mean",
        ),
        tuple(row(entrant, best) for entrant, best in runs),
    )


def row(entrant: Entrant, best: FloatArray) -> tuple[str, float, float, int, float, int]:
    """The numbers of one entrant's runs (s, n)."""
    drills = drills_until(best, FOUND * LAND.best[1])
    final = best[:, -1]
    return (
        entrant.name,
        float(final.mean()),
        float(final.std()),
        int(np.sum(drills <= DRILLS)),
        float(drills.mean()),
        round(float(drills.mean()) * COSTLY.price),
    )
