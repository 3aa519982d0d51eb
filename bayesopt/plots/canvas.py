"""Where pictures are drawn: the axes that a caller passes, else new ones."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def axes(ax: "Axes | None") -> "Axes":
    """`ax`, or the axes of a new pyplot figure. Raises ImportError if matplotlib is missing."""
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError(
            "plots need matplotlib; install it with: pip install bayesopt[plot]"
        ) from None
    new: Axes = pyplot.subplots(layout="constrained")[1]
    return new
