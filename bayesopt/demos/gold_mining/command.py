"""The command `gold-mining`."""

import argparse
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bayesopt.demos.gold_mining import page
from bayesopt.demos.gold_mining.chapters import CHAPTERS, Chapter
from bayesopt.demos.gold_mining.gallery import Gallery, slides
from bayesopt.demos.gold_mining.table import Table, shown
from bayesopt.demos.progress import progress
from bayesopt.errors import InvalidParameter

PRINTED = ("figure-06", "figure-09")  # tables that the terminal shows too


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = (
        "Draw the fourteen figures of the gold-mining tutorial, from real runs: PNG, animated "
        "GIF, numbers.json and one self-contained page, index.html."
    )
    add = parser.add_argument
    add("--out", type=Path, default=Path("out/gold-mining"), metavar="DIR", help="the folder")
    add("--format", choices=("png", "svg"), default="png", help="svg: PNG and SVG of each picture")
    add(
        "--only",
        type=int,
        nargs="+",
        choices=[chapter.number for chapter in CHAPTERS],
        metavar="N",
        help="figures to draw, 1 to 14; all unless given",
    )


def main(args: argparse.Namespace) -> int:
    """Draw, and say where to look. Returns the exit code.

    Raises InvalidParameter if `--out` cannot be written to, ModuleNotFoundError if matplotlib,
    pillow or (figures 11 and 12) scikit-learn is missing.
    """
    chapters = [c for c in CHAPTERS if args.only is None or c.number in args.only]
    if any(chapter.sklearn for chapter in chapters):
        import_module("sklearn")  # before the work, not in the midst of it
    folder = writable(args.out)
    drawn, seconds = draw(chapters, folder, svg=args.format == "svg")
    where = page.write(folder, drawn)
    for chapter, table in drawn:
        if chapter.name in PRINTED:
            print(f"\nFigure {chapter.number}. {chapter.title}\n{text(table)}")
    slowest = sorted(zip(seconds, chapters, strict=True), key=lambda pair: -pair[0])[:3]
    spent = ", ".join(f"figure {chapter.number} {time:.0f} s" for time, chapter in slowest)
    print(f"\n{sum(seconds):.0f} s in all, most of it: {spent}.\nOpen {where}")
    return 0


def draw(
    chapters: Sequence[Chapter], folder: Path, *, svg: bool = False
) -> tuple[list[tuple[Chapter, Table]], list[float]]:
    """Draw some figures into a folder; their numbers, and the seconds each took."""
    drawn, seconds = [], []
    with slides(), progress(sum(c.pictures for c in chapters), "picture") as told:
        gallery = Gallery(folder, svg, told.step)
        for chapter in chapters:
            told.begin(f"figure {chapter.number}: {chapter.title}")
            start = time.perf_counter()
            drawn.append((chapter, chapter.draw(gallery)))
            seconds.append(time.perf_counter() - start)
    return drawn, seconds


def writable(out: Path) -> Path:
    """`out` as a folder that exists and takes files. Raises InvalidParameter if it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as refused:
        raise InvalidParameter(
            f"--out {out}: {refused.strerror}; name a folder that can be written to"
        ) from None
    return out


def text(table: Table) -> str:
    """A table for a terminal."""
    lines = [table.columns, *(tuple(shown(cell) for cell in row) for row in table.rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(table.columns))]
    padded = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([table.title, *padded])
