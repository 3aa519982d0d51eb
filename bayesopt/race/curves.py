"""The pictures of a race: regret against evaluations, and mean rank against evaluations."""

import re
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.plots import palette
from bayesopt.race.results import FLOOR, Results, number
from bayesopt.race.statistics import quartiles
from bayesopt.space import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The colours that these samplers have in all our pictures; others take what is left.
OWN_COLOURS = {
    "random": palette.RANDOM,
    "grid": palette.GRID,
    "active": palette.ACTIVE_LEARNING,
    "gp": palette.BAYESIAN,
    "gp:ei": palette.EI,
    "gp:pi": palette.PI,
    "gp:ucb": palette.UCB,
    "gp:gpucb": palette.GPUCB,
    "gp:thompson": palette.THOMPSON,
}
SPARE_COLOURS = (palette.BELIEF, palette.NEXT, palette.ACQUISITION, palette.OBSERVATION)
DASHES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


def file_name(problem: str) -> str:
    """Name of the picture of a problem."""
    return f"regret-{re.sub('[^A-Za-z0-9.+=-]+', '_', problem)}.png"


def draw(results: Results, out: Path) -> list[str]:
    """Write all pictures into `out`; returns their file names, the ranks last."""
    names = []
    for problem in results.problems:
        _save(_regret(results, problem), out / file_name(problem))
        names.append(file_name(problem))
    if len(results.samplers) > 1:
        _save(_ranks(results), out / "ranks.png")
        names.append("ranks.png")
    return names


def _save(figure: "Figure", path: Path) -> None:
    figure.savefig(path, dpi=150)


def _axes(title: str, label: str) -> tuple["Figure", "Axes"]:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(9.5, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=15)
    axes.set_xlabel("evaluations", fontsize=13)
    axes.set_ylabel(label, fontsize=13)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(labelsize=11)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def colours(samplers: Sequence[str]) -> list[str]:
    """A colour for each sampler: its own if nobody has it yet, else one that is left."""
    given: dict[str, str] = {}
    for name in samplers:
        own = OWN_COLOURS.get(name)
        if own is not None and own not in given.values():
            given[name] = own
    everything = [*SPARE_COLOURS, *dict.fromkeys(OWN_COLOURS.values())]
    left = cycle([c for c in everything if c not in given.values()] or everything)
    return [given[name] if name in given else next(left) for name in samplers]


def _pens(samplers: Sequence[str]) -> list[dict[str, Any]]:
    """A colour, a line style and a marker for each sampler, the same in every picture."""
    pens = zip(samplers, colours(samplers), cycle(DASHES), cycle(MARKERS), strict=False)
    return [
        {"label": name, "color": colour, "linestyle": dash, "marker": marker}
        for name, colour, dash, marker in pens
    ]


def _legend(figure: "Figure", title: str) -> None:
    """Beside the axes, where it hides no curve."""
    figure.legend(loc="outside right upper", title=title, fontsize=11, frameon=False)


def _regret(results: Results, problem: str) -> "Figure":
    optimum, known = results.optimum(problem)
    target = (
        f"the optimum {number(optimum)}" if known else f"the best value seen, {number(optimum)}"
    )
    figure, axes = _axes(problem, f"regret\n(distance to {target})")
    x = np.arange(1, results.evaluations + 1)
    curves = [results.regrets(problem, sampler) for sampler in results.samplers]
    bands = [quartiles(rows) if len(rows) else None for rows in curves]
    floor = _floor([band for band in bands if band is not None])
    alpha = 0.15 if len(curves) < 5 else 0.08
    for band, pen in zip(bands, _pens(results.samplers), strict=True):
        if band is not None:
            band = band if floor is None else np.maximum(band, floor)
            _band(axes, x, np.where(np.isfinite(band), band, np.nan), pen, alpha)
    if floor is not None:
        axes.set_yscale("log")
    if floor is not None and any(np.any(band <= floor) for band in bands if band is not None):
        axes.axhline(floor, color="0.5", linewidth=1)
        axes.annotate(" 0", (1, floor), (4, 3), textcoords="offset points", color="0.4")
    axes.set_xlim(1, max(results.evaluations, 2))
    if any(band is not None for band in bands):
        _legend(figure, f"median and quartiles,\n{_count(curves)} seeds")
    return figure


def _band(
    axes: "Axes", x: NDArray[Any], band: FloatArray, pen: dict[str, Any], alpha: float
) -> None:
    """Median and quartiles (3, T) of one sampler."""
    axes.plot(x, band[1], linewidth=2, markevery=max(1, len(x) // 8), markersize=5, **pen)
    axes.fill_between(x, band[0], band[2], color=pen["color"], alpha=alpha, linewidth=0)


def _count(curves: list[FloatArray]) -> str:
    counts = sorted({len(rows) for rows in curves})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _floor(bands: list[FloatArray]) -> float | None:
    """Where 0 is drawn on a logarithmic axis; None for a plain axis.

    A logarithm is worth it if positive regrets span more than a factor of ten. Where the median is
    infinite, nothing is drawn.
    """
    drawn = [band[:, np.isfinite(band[1])].ravel() for band in bands]
    values = np.concatenate(drawn) if drawn else np.array([])
    positive = values[np.isfinite(values) & (values > FLOOR)]
    if len(positive) == 0 or positive.max() < 10 * positive.min():
        return None
    return float(positive.min()) / 2


def _ranks(results: Results) -> "Figure":
    count = len(results.problems)
    figure, axes = _axes(
        f"Mean rank over {count} problem{'s' if count > 1 else ''} (1 is best)", "mean rank"
    )
    x = np.arange(1, results.evaluations + 1)
    for ranks, pen in zip(results.ranks, _pens(results.samplers), strict=True):
        axes.plot(x, ranks, linewidth=2, markevery=max(1, len(x) // 8), markersize=5, **pen)
    axes.set_xlim(1, max(results.evaluations, 2))
    _legend(figure, "")
    return figure
