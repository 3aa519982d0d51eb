"""The fourteen figures in order, with what to say about each."""

from collections.abc import Callable
from dataclasses import dataclass

from bayesopt.demos.gold_mining import (
    acquisitions,
    one_dimensional,
    polynomial,
    side_by_side,
    tuning,
    two_dimensional,
)
from bayesopt.demos.gold_mining.gallery import Gallery
from bayesopt.demos.gold_mining.table import Table


@dataclass(frozen=True)
class Chapter:
    """One figure.

    draw : writes its pictures and returns the numbers behind them. pictures : how many.
    sklearn : whether it needs scikit-learn.
    """

    number: int
    title: str
    caption: str
    draw: Callable[[Gallery], Table]
    pictures: int = 1
    sklearn: bool = False

    @property
    def name(self) -> str:
        """What its files begin with."""
        return f"figure-{self.number:02d}"


SERIES = 11  # ten iterations, and the figure itself

CHAPTERS = (
    Chapter(
        1,
        "The land",
        "Gold lies under a strip of land. We do not know this curve; we may drill, and each drill "
        "tells how much gold there is at one place.",
        one_dimensional.figure_1,
    ),
    Chapter(
        2,
        "The prior",
        "Before the first drill: a Gaussian process with mean 5, variance 1 and a Matérn-5/2 "
        "kernel. Any smooth curve near the band is thought possible.",
        one_dimensional.figure_2,
    ),
    Chapter(
        3,
        "The first drill",
        "One drill at x = 0.5. The belief is sure there and unchanged far away.",
        one_dimensional.figure_3,
    ),
    Chapter(
        4,
        "Active learning",
        "To know the whole land, drill where the standard deviation is greatest. Hyperparameters "
        "are learnt anew after every drill.",
        one_dimensional.figure_4,
        SERIES,
    ),
    Chapter(
        5,
        "Bayesian optimisation",
        "To find the most gold, drill where an acquisition peaks: here expected improvement with "
        "ε = 0.01, drawn as a share of its own peak because it falls by decades.",
        one_dimensional.figure_5,
        SERIES,
    ),
    Chapter(
        6,
        "Active learning beside Bayesian optimisation",
        "The same first drill and the same budget. After nine more drills active learning knows "
        "the land everywhere (its root-mean-square error is the lower one), and Bayesian "
        "optimisation has found the maximum and does not care for the rest.",
        side_by_side.figure_6,
        SERIES,
    ),
    Chapter(
        7,
        "Grid beside random search",
        "Where a drill costs ₹10 000 and the budget is ten drills: neither looks at what it "
        "finds. The belief is drawn for comparison only; it was not used to choose.",
        side_by_side.figure_7,
        SERIES,
    ),
    Chapter(
        8,
        "The acquisitions",
        "Ten iterations each of PI, EI and UCB with three settings, of GP-UCB (v = 1, δ = 1), "
        "Thompson sampling and random search. Greed stays on the first hill (UCB with a small λ); "
        "too much curiosity turns into active learning (a large ε).",
        acquisitions.figure_8,
        len(acquisitions.SHOWN) * 10 + 1,
    ),
    Chapter(
        9,
        "Max gold sensed",
        "Each seed has its own first drill, common to all methods but the grid. Bands are one "
        "standard error of the mean; dashed is the most gold there is. The table counts rupees "
        "until a drill came within 1 % of it.",
        acquisitions.figure_9,
    ),
    Chapter(
        10,
        "A field of gold",
        "Two coordinates, 25 drills. Grid and random search spread them; Bayesian optimisation "
        "visits the hills and stays on the highest. The series shows its first ten iterations: "
        "posterior mean, and expected improvement as a share of its peak.",
        two_dimensional.figure_10,
        SERIES,
    ),
    Chapter(
        11,
        "Tuning a support vector machine",
        "Noisy moons (500 points, noise 1, a fifth held out). Behind each search is the true "
        "surface over log10 γ and C; the curves are means over ten seeds, dashed is the best "
        "accuracy known. The plateau is wide: here random search is hard to beat.",
        tuning.figure_11,
        SERIES,
        sklearn=True,
    ),
    Chapter(
        12,
        "Tuning a random forest",
        "The same data; 3 to 30 trees of depth 2 to 30, whole numbers. Each of the 812 forests "
        "was fitted, which gives the true surface.",
        tuning.figure_12,
        SERIES,
        sklearn=True,
    ),
    Chapter(
        13,
        "Why random beats grid",
        "Gold depends on the east coordinate and hardly on the north one. A grid of 25 tries five "
        "different values of what matters, random search 25 (Bergstra and Bengio 2012).",
        two_dimensional.figure_13,
    ),
    Chapter(
        14,
        "The degree of a polynomial",
        "A sample of 30 noisy points; 5-fold cross-validation of degrees 1 to 15. The search "
        "looks at a few degrees and leaves the bad ones alone.",
        polynomial.figure_14,
        polynomial.FITS + 1,
    ),
)
