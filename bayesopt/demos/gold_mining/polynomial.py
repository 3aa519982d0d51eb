"""Figure 14: which degree of polynomial, and how many fits a search saves."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bayesopt import plots
from bayesopt.acquisition import EI
from bayesopt.demos.gold_mining import mining
from bayesopt.demos.gold_mining.gallery import Gallery, legend, slide
from bayesopt.demos.gold_mining.mining import Stage
from bayesopt.demos.gold_mining.table import Table
from bayesopt.gp import GP
from bayesopt.plots import palette
from bayesopt.samplers import GPSampler
from bayesopt.space import FloatArray, Int, Space
from bayesopt.study import create_study
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DEGREES = 15
POINTS = 30
NOISE = 0.25
FOLDS = 5
FITS = 7
SEEDS = 10
SPACE = Space({"degree": Int(1, DEGREES)})
PRIOR = GP(mean=0.0, scale=0.7)  # an error of about 1, the size of the signal, give or take
LIMITS = (-2.2, 1.8)


def signal(x: FloatArray) -> FloatArray:
    """What is to be found, on [-1, 1]."""
    wave: FloatArray = np.sin(1.3 * np.pi * x) + 0.4 * x
    return wave


@cache
def sample() -> tuple[FloatArray, FloatArray]:
    """A small noisy sample x, y (30,)."""
    rng = np.random.default_rng(0)
    x = np.linspace(-1.0, 1.0, POINTS)
    return x, signal(x) + NOISE * rng.standard_normal(POINTS)


def fitted(x: FloatArray, y: FloatArray, degree: int) -> np.polynomial.Polynomial:
    """The polynomial of least squares."""
    return np.polynomial.Polynomial.fit(x, y, degree, domain=[-1, 1])


@cache
def log_error(degree: int) -> float:
    """log10 of the mean squared error of 5-fold cross-validation."""
    x, y = sample()
    fold = np.arange(POINTS) % FOLDS
    errors = [
        fitted(x[fold != k], y[fold != k], degree)(x[fold == k]) - y[fold == k]
        for k in range(FOLDS)
    ]
    return float(np.log10(np.mean(np.concatenate(errors) ** 2)))


def objective(trial: Trial) -> float:
    """The error of the degree that a trial asks for."""
    return log_error(trial.suggest_int("degree", 1, DEGREES))


def sampler(seed: int = 0) -> GPSampler:
    """Bayesian optimisation from the third fit on."""
    return GPSampler(acquisition=EI(), gp=PRIOR, n_startup_trials=2, warp=False, seed=seed)


def fits_until_best(seed: int) -> int:
    """Fits until a search first tries the best degree."""
    study = create_study(sampler=sampler(seed), space=SPACE)
    study.optimize(objective, n_trials=DEGREES)
    (degrees, _) = plots.evaluated(study, "degree")
    return int(np.flatnonzero(degrees == best_degree())[0]) + 1


def best_degree() -> int:
    """The degree of least error."""
    return 1 + int(np.argmin([log_error(degree) for degree in range(1, DEGREES + 1)]))


def draw_errors(ax: "Axes", stage: Stage) -> None:
    """Belief, truth and looks over the degrees."""
    degrees = np.arange(1, DEGREES + 1)
    line = plots.belief_line(stage.belief, SPACE)
    plots.plot_belief(line, ax=ax)
    errors = [log_error(int(degree)) for degree in degrees]
    plots.plot_truth(degrees, errors, label="error of every degree", ax=ax)
    plots.plot_observations(stage.column("degree"), stage.values, label="degrees tried", ax=ax)
    if stage.next is not None:
        degree = stage.next["degree"]
        height = float(np.interp(degree, line.x, line.mean))
        plots.plot_next(degree, height, label="next degree", ax=ax)
    ax.set(xlim=(0.6, DEGREES + 0.4), xticks=range(1, DEGREES + 1, 2), ylim=LIMITS)
    ax.set(xlabel="degree of the polynomial", ylabel="log10 of cross-validated squared error")


def draw_fits(ax: "Axes", tried: list[int]) -> None:
    """The sample, and the polynomial of the best degree tried."""
    x, y = sample()
    grid = np.linspace(-1.0, 1.0, 300)
    best = min(tried, key=log_error)
    plots.plot_truth(grid, signal(grid), label="signal", ax=ax)
    ax.plot(x, y, "o", color=palette.RANDOM, markersize=9, label="sample")
    label = f"degree {best}, best so far"
    ax.plot(grid, fitted(x, y, best)(grid), color=palette.BAYESIAN, linewidth=3, label=label)
    ax.set(xlim=(-1.03, 1.03), ylim=(-2.2, 2.2), xlabel="x (units)", ylabel="y (units)")
    ax.legend(loc="upper left", handlelength=1.6)


def degree_slide(stage: Stage) -> "Figure":
    """One iteration: the search on the left, what it has found on the right."""
    count = len(stage.values)
    figure = slide(f"Which degree? After {count} of {DEGREES} possible fits")
    margins = {"left": 0.08, "right": 0.985, "top": 0.88, "bottom": 0.19, "wspace": 0.2}
    left, right = figure.subplots(1, 2, width_ratios=(1.3, 1), gridspec_kw=margins)
    draw_errors(left, stage)
    draw_fits(right, [int(degree) for degree in stage.column("degree")])
    legend(figure, [left])
    return figure


def figure_14(gallery: Gallery) -> Table:
    """Polynomial degree by cross-validation."""
    series = mining.stages(SPACE, objective, sampler(), FITS, direction="minimize")
    figures = [degree_slide(stage) for stage in series]
    gallery.series(figures, "figure-14")
    gallery.save(figures[-1], "figure-14")
    needed = [fits_until_best(seed) for seed in range(SEEDS)]
    rows = (
        ("every degree", best_degree(), float(DEGREES), 0.0),
        (
            f"Bayesian optimisation, mean of {SEEDS} seeds",
            best_degree(),
            float(np.mean(needed)),
            DEGREES - float(np.mean(needed)),
        ),
    )
    return Table(
        "Fits until the best degree is found", ("method", "degree", "fits", "saved"), rows
    )
