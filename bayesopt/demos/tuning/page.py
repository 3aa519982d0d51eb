"""The comparison as a table, as a picture and as a page."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bayesopt import plots
from bayesopt.demos.gold_mining.gallery import slides
from bayesopt.demos.gold_mining.page import STYLE, picture, rows
from bayesopt.demos.gold_mining.table import Table
from bayesopt.demos.tuning.comparison import YARDSTICK, Report, Row
from bayesopt.demos.tuning.digits import FOLDS, IMAGES, SPACE
from bayesopt.plots import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Tuning a classifier of handwritten digits"
COLOURS = {
    "grid search": palette.GRID,
    "random search": palette.RANDOM,
    "Bayesian optimisation": palette.BAYESIAN,
}
LINK = '<p><a href="index.html">Gold mining: how the search thinks, in fourteen figures</a></p>'


def table(report: Report) -> Table:
    """What each method came to, as text that readers compare."""
    return Table(
        f"{report.evaluations} evaluations a run, {report.seeds} runs of each method",
        (
            "method",
            "best log loss: median [range]",
            f"evaluations to reach {report.target:.4f}",
            "sampler, s a run",
            "in all, s a run",
        ),
        tuple(_cells(row, report.target) for row in report.rows),
    )


def _cells(row: Row, target: float) -> tuple[str, ...]:
    low, middle, high = np.quantile(row.scores, [0.0, 0.5, 1.0])
    return (
        row.method,
        f"{middle:.4f} [{low:.4f}, {high:.4f}]",
        _reached(row, target),
        f"{np.mean(row.sampler_seconds):.2f}",
        f"{np.mean(row.seconds):.1f}",
    )


def _reached(row: Row, target: float) -> str:
    """The median over all runs, those counted as endless that did not get there."""
    first = row.reached(target)
    median, evaluations = float(np.median(first)), row.best.shape[1]
    shown = f"{median:.0f}" if np.isfinite(median) else f"not in {evaluations}"
    return f"{shown} ({np.isfinite(first).sum()} of {len(first)} runs)"


def notes(report: Report) -> list[str]:
    """What a reader has to know of the table."""
    return [
        f"Kernel logistic regression from scikit-learn on {IMAGES} images, "
        f"{len(SPACE)} parameters: {', '.join(SPACE)}.",
        f"Log loss of {FOLDS}-fold cross-validation, lower is better; "
        f"{report.untuned:.4f} with scikit-learn's defaults.",
        f"{report.target:.4f} is what {YARDSTICK} comes to in the whole budget (median).",
        f"The grid is the coarsest even one with {report.evaluations} points or more, visited in "
        f"shuffled order.",
    ]


def draw(report: Report) -> "Figure":
    """Best so far against evaluations, at slide size under `slides()`."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

    figure = Figure(layout="constrained")
    ax = figure.add_subplot(title=TITLE, yscale="log")
    for row in report.rows:
        plots.plot_progress(row.best, label=row.method, colour=COLOURS[row.method], ax=ax)
    ax.axhline(report.untuned, color=palette.TRUTH, linestyle="--", linewidth=2)
    ax.annotate(
        "scikit-learn's defaults",
        (report.evaluations, report.untuned),
        (-6, 6),
        textcoords="offset points",
        color=palette.TRUTH,
        ha="right",
    )
    ax.set(
        xlim=(1, max(report.evaluations, 2)),
        xlabel="evaluations",
        ylabel="best log loss so far (cross-validated)",
    )
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.legend(title=f"mean and standard error over {report.seeds} seeds")
    return figure


def write(report: Report, folder: Path, *, link: bool) -> Path:
    """Write `tuning.png` and `tuning.html`, which holds its picture; returns the page's path.

    link : whether to refer to the gold-mining page beside it.
    """
    image = folder / "tuning.png"
    with slides():
        draw(report).savefig(image)
    page = folder / "tuning.html"
    page.write_text(html(report, image, LINK if link else ""), encoding="utf-8")
    return page


def html(report: Report, image: Path, link: str) -> str:
    """The page."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(TITLE)}</title><style>{STYLE}</style></head>\n"
        f"<body>\n<h1>{escape(TITLE)}</h1>\n{rows(table(report))}\n"
        f"<p>{'<br>'.join(escape(note) for note in notes(report))}</p>\n"
        f"{picture(image, 'best log loss against evaluations')}{link}\n</body></html>\n"
    )
