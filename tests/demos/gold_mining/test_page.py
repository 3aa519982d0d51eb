import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bayesopt.demos.gold_mining import CHAPTERS, page
from bayesopt.demos.gold_mining.command import draw
from bayesopt.demos.gold_mining.gallery import slide
from bayesopt.demos.gold_mining.table import Table

TABLE = Table("Numbers", ("method", "gold"), (("EI <1>", 8.17654321), ("grid", 5.0)))


class Reader(HTMLParser):
    """What a browser would meet."""

    def __init__(self):
        super().__init__()
        self.tags, self.sources, self.sections = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        self.sources += [attributes[key] for key in ("src", "href") if key in attributes]
        if tag == "section":
            self.sections.append(attributes["id"])


def one_picture(name):
    def drawn(gallery):
        gallery.save(slide(name), name)
        return TABLE

    return drawn


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All fourteen chapters with an empty slide each, and a page about them."""
    folder = tmp_path_factory.mktemp("page")
    chapters = [replace(c, draw=one_picture(c.name), pictures=1) for c in CHAPTERS]
    drawn, _ = draw(chapters, folder)
    page.write(folder, drawn)
    return folder


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


def test_the_page_holds_all_fourteen_figures_in_order(text):
    reader = Reader()
    reader.feed(text)
    assert reader.sections == [f"figure-{k:02d}" for k in range(1, 15)]
    assert reader.tags.count("img") == 14


def test_the_page_fetches_nothing_and_runs_nothing(text):
    reader = Reader()
    reader.feed(text)
    assert all(source.startswith("data:image/") for source in reader.sources)
    assert not {"script", "link", "iframe", "object"} & set(reader.tags)
    assert not re.search(r"https?://|@import|url\(", text)


def test_the_page_prints_the_numbers(text):
    assert text.count("EI &lt;1&gt;") == 14
    assert "8.177" in text


def test_numbers_are_there_in_full_as_json(folder):
    numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    assert list(numbers) == [chapter.name for chapter in CHAPTERS]
    assert numbers["figure-06"]["rows"][0] == {"method": "EI <1>", "gold": 8.17654321}


def test_series_of_a_chapter_are_shown_too(folder):
    (folder / "figure-03-x.gif").write_bytes(b"GIF89a")
    shown = page.section(folder, CHAPTERS[2], TABLE)
    assert shown.count("<img") == 2
    assert "data:image/gif;base64," in shown
