"""What the README and docs/ show: code is run, commands are checked, links lead somewhere."""

import doctest
import os
import pkgutil
import re
import shlex
import subprocess
import sys
from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import bayesopt
from bayesopt import cli

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
EXAMPLES = sorted(ROOT.glob("docs/examples/*.py"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
MODULES = [
    info.name
    for info in pkgutil.walk_packages(bayesopt.__path__, "bayesopt.")
    if not info.name.startswith("bayesopt._core") and not info.name.endswith("__main__")
]

ENGINES = {"dask": "distributed", "ray": "ray", "spark": "pyspark"}  # what their modules need

pytestmark = pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive:UserWarning")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Whatever is written goes into a folder of its own, and no window opens."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")


def blocks(page, language):
    """The fenced code of that language, with the number of the line it begins on."""
    text = page.read_text()
    for match in BLOCK.finditer(text):
        if match[1] == language:
            yield text.count("\n", 0, match.start()) + 2, match[2]


def commands(page):
    """The lines of its shell blocks, each as a list of words."""
    for _, text in blocks(page, "sh"):
        for line in text.replace("\\\n", " ").splitlines():
            if words := shlex.split(line, comments=True):
                yield words


def run(page):
    """All its Python blocks, one after another."""
    names = {"__name__": "__main__"}
    for line, text in blocks(page, "python"):
        # as many empty lines before it as on the page: tracebacks then point at the page
        exec(compile("\n" * (line - 1) + text, str(page), "exec"), names)


@every_page
def test_python_blocks_run_in_order(page):
    run(page)


def test_pages_that_keep_studies_can_be_followed_in_one_folder():
    readme = ROOT / "README.md"
    linked = dict.fromkeys(ROOT / page for page in LINK.findall(readme.read_text()))
    for page in (readme, *(page for page in linked if page.suffix == ".md")):
        if any("study_name=" in text for _, text in blocks(page, "python")):
            run(page)


@every_page
def test_every_block_has_a_language(page):
    assert {match[1] for match in BLOCK.finditer(page.read_text())} <= {"python", "sh", "text"}


@every_page
def test_commands_exist_and_take_their_options(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for words in commands(page):
        if words[0] == "make":
            assert set(words[1:]) <= targets, words
        elif words[:3] == ["python", "-m", "bayesopt"]:
            parser = ArgumentParser()
            import_module(cli.COMMANDS[words[3]][0]).add_arguments(parser)
            parser.parse_args(words[4:])  # exits if it is refused
        elif words[:2] == ["python", "-m"]:
            ours = (ROOT / words[2].replace(".", "/")).with_suffix(".py")
            assert ours.exists() or find_spec(words[2]), words
        elif words[0] == "python":
            assert (ROOT / words[1]).is_file(), words
        else:
            assert words[0] in ("git", "pip", "cd", ".ci/run"), f"nobody checks {words}"


@every_page
def test_races_that_are_shown_can_be_run(page):
    for words in commands(page):
        if words[1:4] == ["-m", "bayesopt", "race"]:
            assert cli.main(words[3:]) == 0, words


@every_page
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.name)
def test_examples_run_and_draw(script, tmp_path):
    env = {**os.environ, "PYTHONWARNINGS": "error::DeprecationWarning:bayesopt"}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert [*tmp_path.glob("*.png")], "each example ends in one figure"


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    _, family, *rest = name.split(".")
    if "sql" in rest:
        pytest.importorskip("sqlalchemy", reason="bayesopt[sql] is not installed")
    if rest and (family == "integrations" or rest[0] in (*ENGINES, "optuna")):
        pytest.importorskip(ENGINES.get(rest[0], rest[0]))
    results = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0
