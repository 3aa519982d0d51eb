"""A compiled core of other sources is refused, before it is called wrongly."""

import shutil
from pathlib import Path

import pytest

from bayesopt import _core
from bayesopt._core import built, sources

HERE = Path(_core.__file__).parent
compiled_here = pytest.mark.skipif(
    not (HERE / "built.pyx").exists(), reason="an installed package has no sources beside it"
)


@compiled_here
def test_the_core_is_of_the_sources_beside_it():
    assert sources.digest(HERE) == built.SOURCES


@compiled_here
@pytest.mark.parametrize("change", ["gp.pyx", "kernel.pxd", "tiles.h", "new.h"])
def test_sources_that_have_changed_since_are_named(tmp_path, change):
    copy = shutil.copytree(HERE, tmp_path / "core")
    sources.check(copy)
    with (copy / change).open("a") as file:
        file.write("\n")
    with pytest.raises(ImportError, match="is of other sources than those beside it; build it"):
        sources.check(copy)


@compiled_here
def test_a_core_built_before_there_was_this_check_is_refused(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(sources, "import_module", missing)
    with pytest.raises(ImportError, match="of other sources"):
        sources.check(HERE)


def test_an_installed_core_has_nothing_to_be_compared_with(tmp_path):
    sources.check(tmp_path)
