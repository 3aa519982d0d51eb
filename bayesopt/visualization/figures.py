"""Figures of plotly, made from plain mappings: the only module that knows the library.

plotly reads some HTML in every text; what users have named goes through `safe` first.
"""

from collections.abc import Sequence
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bayesopt.errors import shown, storable

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Trace = dict[str, Any]  # plotly's properties of one trace, with its "type"

INFEASIBLE = "#cccccc"
SCALE = "Blues"


def is_available() -> bool:
    """Whether plotly is installed."""
    return find_spec("plotly") is not None


def figure(title: str, traces: Sequence[Trace] = (), **layout: Any) -> "Figure":
    """One pair of axes under a title. Raises ImportError if plotly is missing."""
    _needed()
    from plotly.graph_objects import Figure

    return Figure(data=[*traces], layout={"title": {"text": title}, **layout})


def panels(title: str, rows: int, columns: int, **sharing: Any) -> "Figure":
    """Many pairs of axes under a title. Raises ImportError if plotly is missing."""
    _needed()
    from plotly.subplots import make_subplots

    return make_subplots(rows=rows, cols=columns, **sharing).update_layout(title_text=title)


def _needed() -> None:
    if not is_available():
        raise ImportError(
            "visualization needs plotly; install it with: pip install bayesopt[plotly]"
        )


def safe(text: Any) -> str:
    """`text` as plotly shows it letter by letter, tags and entities included."""
    plain = text if isinstance(text, str) else shown(text)
    return escape(storable(plain) or "", quote=False)


def titled(text: str) -> dict[str, Any]:
    """A title of an axis or a colour bar."""
    return {"text": safe(text)}
