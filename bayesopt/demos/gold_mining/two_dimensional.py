"""Figures 10 and 13: a field instead of a strip, and why random beats grid there."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bayesopt import plots
from bayesopt.acquisition import EI
from bayesopt.demos.gold_mining import mining
from bayesopt.demos.gold_mining.gallery import PAPER, Gallery, badge, legend, slide
from bayesopt.demos.gold_mining.land import FIELD, LOPSIDED, Field, strip_of_gold
from bayesopt.demos.gold_mining.mining import SIGN, Stage
from bayesopt.demos.gold_mining.table import Table
from bayesopt.gp import GP
from bayesopt.plots import Surface, palette
from bayesopt.samplers import GPSampler, GridSampler, RandomSampler, Sampler
from bayesopt.space import FloatArray
from bayesopt.study import create_study
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DRILLS = 25
ITERATIONS = 10
SIDE = 5  # of the grid
REPEATS = 100  # of random search in figure 13
CORNER = {"east": 0.5, "north": 0.5}
PRIOR = GP(mean=2.0, scale=2.0, noise_std=0.0)
TARGET = EI(0.01)


def objective(field: Field) -> Callable[[Trial], float]:
    """The gold under a drill."""

    def gold(trial: Trial) -> float:
        east = trial.suggest_float("east", 0.0, field.side)
        north = trial.suggest_float("north", 0.0, field.side)
        return float(field.gold(np.array(east), np.array(north)))

    return gold


def bayesian(seed: int = 0) -> GPSampler:
    """Bayesian optimisation from the first drill on."""
    return GPSampler(acquisition=TARGET, gp=PRIOR, n_startup_trials=1, warp=False, seed=seed)


def grid(field: Field, seed: int = 0) -> GridSampler:
    """A lattice from edge to edge."""
    ticks = np.linspace(0.0, field.side, SIDE).tolist()
    return GridSampler({"east": ticks, "north": ticks}, seed=seed)


def drill(field: Field, sampler: Sampler) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Where 25 drills went and what they brought: east, north, gold (25,)."""
    study = create_study(direction="maximize", sampler=sampler, space=field.space)
    if isinstance(sampler, GPSampler):
        study.enqueue_trial(CORNER)
    study.optimize(objective(field), n_trials=DRILLS)
    east, north, gold = plots.evaluated(study, "east", "north")
    return east, north, gold


def field_axes(ax: "Axes", field: Field, north: bool = True) -> None:
    """Axes of a square field."""
    ax.set(xlim=(0, field.side), ylim=(0, field.side), xlabel="east (units)")
    ax.set_ylabel("north (units)" if north else "")


def draw_drills(
    ax: "Axes", drills: tuple[FloatArray, FloatArray, FloatArray], name: str, truth: Surface
) -> None:
    """The drills of one method over the true field."""
    east, north, gold = drills
    plots.plot_surface(truth, limits=(1.0, 8.0), levels=14, ax=ax)
    plots.plot_points(east, north, best=int(np.argmax(gold)), label="drills", ax=ax)
    badge(ax, name[0].upper() + name[1:], palette.METHODS[name])


def compared(runs: dict[str, tuple[FloatArray, FloatArray, FloatArray]]) -> "Figure":
    """The same field and budget, one map for each method."""
    figure = slide(f"A field of gold: the same {DRILLS} drills, three ways")
    margins = {"left": 0.055, "right": 0.89, "top": 0.84, "bottom": 0.23, "wspace": 0.12}
    panels = figure.subplots(1, len(runs), gridspec_kw=margins)
    truth = FIELD.surface()
    for ax, (name, drills) in zip(panels, runs.items(), strict=True):
        draw_drills(ax, drills, name, truth)
        field_axes(ax, FIELD, north=ax is panels[0])
        share = 100 * drills[2].max() / truth.z.max()
        text = f"best {drills[2].max():.2f} ({share:.1f} %)"
        ax.text(0.5, -0.145, text, transform=ax.transAxes, ha="center", va="top", fontsize=17)
    bar = figure.add_axes((0.91, 0.23, 0.014, 0.61))
    label = "gold content (units)"
    figure.colorbar(panels[0].collections[0], cax=bar, label=label, ticks=range(1, 9))
    legend(figure, [panels[0]])
    return figure


def map_pair(stage: Stage, limits: tuple[float, float]) -> "Figure":
    """One iteration: the posterior mean and the EI surface, the next drill on both."""
    figure = slide(f"Bayesian optimisation of a field, iteration {len(stage.values) - 1}")
    margins = {"left": 0.06, "right": 0.95, "top": 0.85, "bottom": 0.17, "wspace": 0.22}
    left, right = figure.subplots(1, 2, gridspec_kw=margins)
    mean = plots.belief_surface(stage.belief, stage.space, sign=SIGN)
    wanted = plots.score_surface(stage.score(TARGET), stage.space)
    label = "gold content (units)"
    plots.plot_surface(mean, limits=limits, label=label, ax=left)
    peak = float(wanted.z.max())
    relative = Surface(wanted.x, wanted.y, wanted.z / peak if peak > 0 else wanted.z)
    plots.plot_surface(relative, limits=(0.0, 1.0), label=f"EI / its peak ({peak:.2g})", ax=right)
    plots.plot_points(stage.column("east"), stage.column("north"), label="drills", ax=left)
    plots.plot_points(stage.column("east"), stage.column("north"), label="drills", ax=right)
    for ax, title in ((left, "posterior mean"), (right, "expected improvement")):
        if stage.next is not None:
            plots.plot_next_point(
                stage.next["east"], stage.next["north"], label="next drill", ax=ax
            )
        field_axes(ax, FIELD, north=ax is left)
        ax.set_title(title, pad=10)
    legend(figure, [left])
    return figure


def figure_10(gallery: Gallery) -> Table:
    """A 2-D land: grid, random and Bayesian optimisation, then how the last went about it."""
    runs = {
        "grid": drill(FIELD, grid(FIELD)),
        "random": drill(FIELD, RandomSampler(seed=0)),
        "Bayesian optimisation": drill(FIELD, bayesian()),
    }
    gallery.save(compared(runs), "figure-10")
    series = mining.stages(FIELD.space, objective(FIELD), bayesian(), ITERATIONS, CORNER)
    truth = FIELD.surface()
    limits = (0.0, float(np.ceil(truth.z.max())))
    gallery.series((map_pair(stage, limits) for stage in series), "figure-10")
    best = float(FIELD.surface(800).z.max())
    rows = tuple(
        (name, float(gold.max()), float(100 * gold.max() / best), reached(gold, best))
        for name, (_, _, gold) in runs.items()
    )
    return Table(
        f"After {DRILLS} drills",
        ("method", "best gold", "% of the maximum", "drills to 95 %"),
        rows,
    )


def reached(gold: FloatArray, best: float) -> str:
    """Drills until 95 % of `best` was found."""
    found = np.flatnonzero(gold >= 0.95 * best)
    return str(found[0] + 1) if len(found) else "never"


def draw_shadow(above: "Axes", below: "Axes", east: FloatArray, north: FloatArray) -> None:
    """Drills on the map, and their shadows on the coordinate that matters."""
    plots.plot_surface(LOPSIDED.surface(), ax=below)
    plots.plot_points(east, north, label="drills", ax=below)
    field_axes(below, LOPSIDED)
    edges = (-0.12, LOPSIDED.side + 0.12)
    below.set(xlim=edges, ylim=edges)
    below.set(xlabel="east: matters (units)", ylabel="north: hardly matters")
    x = np.linspace(0.0, LOPSIDED.side, 400)
    plots.plot_truth(x, strip_of_gold(x), label="gold along east", ax=above)
    plots.plot_observations(east, strip_of_gold(east), label="drills", ax=above)
    above.set(xlim=edges, ylim=(2, 9.8), yticks=(2, 4, 6, 8))
    count = len(np.unique(np.round(east, 9)))
    above.text(
        0.02,
        0.95,
        f"{count} different values",
        transform=above.transAxes,
        va="top",
        fontsize=17,
        fontweight="bold",
        bbox=PAPER,
    )


def figure_13(gallery: Gallery) -> Table:
    """One coordinate matters, the other hardly: grid repeats itself, random does not."""
    runs = {"grid": drill(LOPSIDED, grid(LOPSIDED)), "random": drill(LOPSIDED, RandomSampler(0))}
    figure = slide("Why random beats grid: 25 drills each")
    margins = {"left": 0.065, "right": 0.985, "top": 0.85, "bottom": 0.17}
    panels = figure.subplots(
        2, 2, height_ratios=(1, 1.7), gridspec_kw={**margins, "hspace": 0.12, "wspace": 0.13}
    )
    for (above, below), (name, (east, north, _)) in zip(panels.T, runs.items(), strict=True):
        draw_shadow(above, below, east, north)
        above.tick_params(labelbottom=False)
        badge(above, name[0].upper() + name[1:], palette.METHODS[name])
    panels[0, 0].set_ylabel("gold (units)")
    panels[1, 1].set_ylabel("")
    figure.align_ylabels(panels[:, 0])
    legend(figure, [panels[0, 0]])
    gallery.save(figure, "figure-13")
    many = [drill(LOPSIDED, RandomSampler(seed))[2].max() for seed in range(REPEATS)]
    return shadows(runs, many)


def shadows(
    runs: dict[str, tuple[FloatArray, FloatArray, FloatArray]], many: Sequence[float]
) -> Table:
    """The numbers of figure 13, with random search repeated."""
    rows: list[tuple[str, int | str, float]] = [
        (name, len(np.unique(np.round(east, 9))), float(gold.max()))
        for name, (east, _, gold) in runs.items()
    ]
    rows.append((f"random, mean of {len(many)} seeds", DRILLS, float(np.mean(many))))
    rows.append(("maximum of the land", "", float(LOPSIDED.surface(600).z.max())))
    return Table(f"After {DRILLS} drills", ("method", "values of east", "best gold"), tuple(rows))
