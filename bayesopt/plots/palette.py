"""One look for every picture: what a thing is decides its colour, everywhere.

The colours keep apart for the three common kinds of colour blindness. Sources: Okabe & Ito 2008
(most of them), P. Tol's "muted" set (wine, indigo, olive).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# what is drawn along a parameter
TRUTH = "#555555"
BELIEF = "#0072B2"
OBSERVATION = "#000000"
NEXT = "#D55E00"
ACQUISITION = "#E69F00"

# ways of choosing the next point
BAYESIAN = "#882255"
ACTIVE_LEARNING = "#009E73"
GRID = "#56B4E9"
RANDOM = "#999999"
PI = "#332288"
EI = BAYESIAN  # the acquisition that stands for Bayesian optimisation where there is only one
UCB = "#A6761D"
GPUCB = "#999933"
THOMPSON = "#CC79A7"

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "active learning": ACTIVE_LEARNING,
        "Bayesian optimisation": BAYESIAN,
        "grid": GRID,
        "random": RANDOM,
        "PI": PI,
        "EI": EI,
        "UCB": UCB,
        "GP-UCB": GPUCB,
        "Thompson": THOMPSON,
    }
)

SURFACE = "viridis"  # maps of two parameters; even steps of lightness

SLIDE = (13.333, 7.5)  # inches, 16:9: a point in the figure is a point on the slide
SLIDES: Mapping[str, Any] = MappingProxyType(
    {
        "figure.figsize": SLIDE,
        "figure.dpi": 120,
        "savefig.dpi": 120,
        "font.size": 16,
        "axes.titlesize": 18,
        "axes.labelsize": 17,
        "xtick.labelsize": 15,
        "ytick.labelsize": 15,
        "legend.fontsize": 15,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 1.2,
        "svg.hashsalt": "bayesopt",  # the same picture is the same file
    }
)
"""Settings for `matplotlib.rc_context` under which figures are legible on a projector."""


def on_top_of(colour: str) -> str:
    """Black or white, whichever reads better on `colour` ("#rrggbb").

    Source: relative luminance without gamma, ITU-R BT.709.
    """
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return "black" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 else "white"
