"""Figures 11 and 12: acquisitions and random search tune two real classifiers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bayesopt import plots
from bayesopt.acquisition import EI, GPUCB, PI
from bayesopt.demos.gold_mining.classifiers import FOREST, SVM, Task
from bayesopt.demos.gold_mining.gallery import Gallery, badge, legend, slide
from bayesopt.demos.gold_mining.table import Table
from bayesopt.plots import Surface, palette
from bayesopt.samplers import GPSampler, RandomSampler, Sampler
from bayesopt.space import FloatArray
from bayesopt.study import create_study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FITS = 20
SEEDS = 10
SHOWN = 2  # fits between two frames

SAMPLERS: Mapping[str, Callable[[int], Sampler]] = {
    "PI": lambda seed: GPSampler(acquisition=PI(0.01), seed=seed),
    "EI": lambda seed: GPSampler(acquisition=EI(0.0), seed=seed),
    "GP-UCB": lambda seed: GPSampler(acquisition=GPUCB(), seed=seed),
    "random": lambda seed: RandomSampler(seed=seed),
}


@dataclass(frozen=True)
class Run:
    """Studies of one sampler on one task.

    x, y : (FITS,) values of the two parameters in the first study. accuracy : (SEEDS, FITS).
    """

    x: FloatArray
    y: FloatArray
    accuracy: FloatArray

    @property
    def best(self) -> FloatArray:
        """Best accuracy so far (SEEDS, FITS)."""
        return plots.best_so_far(self.accuracy, maximize=True)


def tune(task: Task, sampler: Callable[[int], Sampler]) -> Run:
    """Ten studies that differ in their seeds."""
    studies = []
    for seed in range(SEEDS):
        study = create_study(direction="maximize", sampler=sampler(seed), space=task.space)
        study.optimize(task.objective, n_trials=FITS)
        studies.append(plots.evaluated(study, *task.space))
    x, y, _ = studies[0]
    return Run(x, y, np.array([accuracy for _, _, accuracy in studies]))


def draw_map(ax: "Axes", surface: Surface, run: Run, name: str, fits: int, tiles: bool) -> None:
    """Where the first study has looked so far, over the true surface."""
    (plots.plot_cells if tiles else plots.plot_surface)(surface, ax=ax)
    best = int(np.argmax(run.accuracy[0, :fits]))
    plots.plot_points(run.x[:fits], run.y[:fits], best=best, label="fits", ax=ax)
    badge(ax, name, palette.METHODS[name])
    ax.title.set_fontsize(16)


def tuning_slide(task: Task, surface: Surface, runs: Mapping[str, Run], fits: int) -> "Figure":
    """Four maps, and the best accuracy against fits."""
    figure = slide(f"{task.title}: {fits} fits")
    ratios = (1, 1, 0.05, 0.42, 1.35)
    margins = {"left": 0.06, "right": 0.985, "top": 0.83, "bottom": 0.17}
    cells = figure.add_gridspec(2, 5, width_ratios=ratios, hspace=0.36, wspace=0.13, **margins)
    tiles = all(task.space.levels > 0)
    first, second = task.space.names
    maps = []
    for k, (name, run) in enumerate(runs.items()):
        row, column = divmod(k, 2)
        ax = figure.add_subplot(cells[row, column])
        draw_map(ax, surface, run, name, fits, tiles)
        ax.tick_params(labelbottom=row == 1, labelleft=column == 0)
        ax.set(xlabel=first if row == 1 else "", ylabel=second if column == 0 else "")
        maps.append(ax)
    bar = figure.add_subplot(cells[:, 2])
    figure.colorbar(maps[0].collections[0], cax=bar, format="%.2f")
    bar.set_title("accuracy", fontsize=15, pad=10)
    curves = figure.add_subplot(cells[:, 4])
    draw_curves(curves, surface, runs, fits)
    legend(figure, [maps[0]])
    return figure


def draw_curves(ax: "Axes", surface: Surface, runs: Mapping[str, Run], fits: int) -> None:
    """Mean best accuracy of all studies up to so many fits."""
    for name, run in runs.items():
        colour = palette.METHODS[name]
        plots.plot_progress(run.best[:, :fits], label=name, colour=colour, ax=ax)
    low = min(float(run.best[:, 3].mean()) for run in runs.values())
    high = max(float(surface.z.max()), *(float(run.best.max()) for run in runs.values()))
    ax.axhline(high, color=palette.TRUTH, linestyle=(0, (4, 1.6)), linewidth=2)
    span = high - low
    limits = (low - 0.5 * span, high + 0.1 * span)
    ax.set(xlim=(0.5, FITS + 0.5), ylim=limits, xticks=range(5, FITS + 1, 5))
    ax.set(xlabel="fits", ylabel=f"best held-out accuracy (mean of {SEEDS} seeds)")
    ax.legend(loc="lower right")


def draw_task(gallery: Gallery, task: Task, name: str) -> Table:
    """The series, the figure and the numbers of one task."""
    runs = {method: tune(task, sampler) for method, sampler in SAMPLERS.items()}
    surface = task.surface()
    counts = range(SHOWN, FITS + 1, SHOWN)
    gallery.series((tuning_slide(task, surface, runs, fits) for fits in counts), name)
    gallery.save(tuning_slide(task, surface, runs, FITS), name)
    rows = tuple(
        (
            method,
            float(run.best[:, 4].mean()),
            float(run.best[:, 9].mean()),
            float(run.best[:, -1].mean()),
            float(run.best[:, -1].std()),
        )
        for method, run in runs.items()
    )
    columns = ("method", "after 5 fits", "after 10", f"after {FITS}", "std over seeds")
    return Table(f"Best held-out accuracy, mean of {SEEDS} seeds", columns, rows)


def figure_11(gallery: Gallery) -> Table:
    """A support vector machine: log10 gamma and C."""
    return draw_task(gallery, SVM, "figure-11")


def figure_12(gallery: Gallery) -> Table:
    """A random forest: trees and depth, as whole numbers."""
    return draw_task(gallery, FOREST, "figure-12")
