"""Slides, and the files they become: PNG, SVG and animated GIF."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bayesopt.plots import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from PIL.Image import Image

FRAME_MS = 900
LAST_FRAME_MS = 3000
PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2.0}  # under text
GIF_SIZE = (960, 540)
GIF_COLOURS = 200


@contextmanager
def slides() -> Iterator[None]:
    """The settings under which slides are drawn; everybody else's stay as they are.

    Raises ModuleNotFoundError if matplotlib or pillow is missing.
    """
    import matplotlib
    import PIL  # noqa: F401 - to know now, not after a minute

    settings: Any = dict(palette.SLIDES)
    with matplotlib.rc_context(settings):
        yield


def slide(title: str) -> "Figure":
    """An empty slide with its title."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=palette.SLIDE)
    figure.text(0.02, 0.977, title, fontsize=23, fontweight="bold", va="top", ha="left")
    return figure


def legend(figure: "Figure", axes: Sequence["Axes"], columns: int = 6) -> None:
    """One legend for all axes, below them: each label once."""
    entries: dict[str, Any] = {}
    for ax in axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            entries.setdefault(label, handle)
    figure.legend(
        handles=list(entries.values()),
        labels=list(entries),
        loc="lower center",
        ncols=columns,
        bbox_to_anchor=(0.5, 0.0),
        columnspacing=1.6,
        handletextpad=0.6,
    )


def badge(ax: "Axes", text: str, colour: str) -> None:
    """A title on the method's colour."""
    ax.set_title(
        text,
        color=palette.on_top_of(colour),
        fontweight="bold",
        pad=14,
        bbox={"facecolor": colour, "edgecolor": "none", "boxstyle": "round,pad=0.35"},
    )


@dataclass(frozen=True)
class Gallery:
    """A folder of pictures.

    svg : whether each picture is written as SVG too. tick : called after each picture.
    """

    folder: Path
    svg: bool = False
    tick: Callable[[], None] = lambda: None

    def save(self, figure: "Figure", name: str) -> "Image":
        """Write one slide as `name`.png (and .svg)."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        width, height = canvas.get_width_height()
        image = Image.frombuffer("RGBA", (width, height), canvas.buffer_rgba()).convert("RGB")
        image.save(path)
        if self.svg:
            figure.savefig(path.with_suffix(".svg"), metadata={"Date": None})
        self.tick()
        return image

    def series(self, figures: Iterable["Figure"], name: str) -> None:
        """Write one slide per iteration into the folder `name`, and all of them as `name`.gif."""
        from PIL.Image import Quantize

        images = [
            self.save(figure, f"{name}/iteration-{number}")
            for number, figure in enumerate(figures)
        ]
        # an octree keeps the colours of small things, such as the star of the next drill
        way = Quantize.FASTOCTREE
        frames = [image.resize(GIF_SIZE).quantize(GIF_COLOURS, way) for image in images]
        frames[0].save(
            self.folder / f"{name}.gif",
            save_all=True,
            append_images=frames[1:],
            duration=[FRAME_MS] * (len(frames) - 1) + [LAST_FRAME_MS],
            loop=0,
        )
