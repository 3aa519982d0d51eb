"""One HTML page that holds all pictures and numbers: no scripts, nothing fetched."""

import base64
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from bayesopt.demos.gold_mining.chapters import Chapter
from bayesopt.demos.gold_mining.table import Table, shown

TITLE = "Gold mining: Bayesian optimisation in fourteen figures"
STYLE = """
body { font: 18px/1.55 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem;
       color: #222; background: #fff }
h1, h2 { line-height: 1.2 } section { margin: 3rem 0 } figure { margin: 1rem 0 }
img { max-width: 100%; height: auto; border: 1px solid #ddd }
.many { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: .6rem }
.table { overflow-x: auto; max-height: 26rem } table { border-collapse: collapse; font-size: 16px }
caption { text-align: left; font-weight: 600; padding: .3rem 0 }
td, th { padding: .2rem .9rem .2rem 0; border-bottom: 1px solid #ddd; text-align: left }
td.number { text-align: right; font-variant-numeric: tabular-nums }
"""
SOURCE = (
    "After A. Agnihotri and N. Batra, “Exploring Bayesian Optimization”, Distill, 2020. "
    "Every picture is drawn by bayesopt's public plotting functions from a real run."
)


def write(folder: Path, drawn: Sequence[tuple[Chapter, Table]]) -> Path:
    """Write index.html and numbers.json beside the pictures; returns the page's path."""
    numbers = {
        chapter.name: {"title": chapter.title, "table": table.title, "rows": table.records()}
        for chapter, table in drawn
    }
    text = json.dumps(numbers, indent=1, ensure_ascii=False)
    (folder / "numbers.json").write_text(text + "\n", encoding="utf-8")
    page = folder / "index.html"
    page.write_text(html(folder, drawn), encoding="utf-8")
    return page


def html(folder: Path, drawn: Sequence[tuple[Chapter, Table]]) -> str:
    """The page."""
    sections = [section(folder, chapter, table) for chapter, table in drawn]
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(TITLE)}</title><style>{STYLE}</style></head>"
    )
    body = "\n".join([f"<h1>{escape(TITLE)}</h1><p>{escape(SOURCE)}</p>", *sections])
    return f"{head}\n<body>\n{body}\n</body></html>\n"


def section(folder: Path, chapter: Chapter, table: Table) -> str:
    """One figure: title, caption, the picture, its series, its numbers."""
    still = picture(folder / f"{chapter.name}.png", chapter.title)
    series = sorted(folder.glob(f"{chapter.name}*.gif"))
    moving = "".join(picture(path, f"{chapter.title}: {path.stem}") for path in series)
    grid = "many" if len(series) > 1 else "one"
    return (
        f'<section id="{chapter.name}"><h2>{chapter.number}. {escape(chapter.title)}</h2>'
        f"<p>{escape(chapter.caption)}</p>\n{still}"
        + (f'<div class="{grid}">{moving}</div>' if series else "")
        + f"{rows(table)}</section>"
    )


def picture(path: Path, text: str) -> str:
    """An image with its data in it."""
    kind = path.suffix.removeprefix(".")
    data = base64.b64encode(path.read_bytes()).decode()
    return f'<figure><img alt="{escape(text)}" src="data:image/{kind};base64,{data}"></figure>\n'


def rows(table: Table) -> str:
    """A table."""
    head = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
    lines = []
    for row in table.rows:
        cells = [
            f"<td>{escape(cell)}</td>"
            if isinstance(cell, str)
            else f'<td class="number">{shown(cell)}</td>'
            for cell in row
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    body = "\n".join(lines)
    return (
        f'<div class="table"><table><caption>{escape(table.title)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )
