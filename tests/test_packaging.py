"""What is published works: the sdist builds a wheel, and the wheel works alone.

To save what belongs to others: the build uses the tools of this environment (no isolation), and
the fresh environment sees its numpy and scipy through a .pth file. Paths in such a file are only
appended to sys.path, so this environment's own bayesopt stays unseen.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEFT_OVER = (".*", "build", "dist", "out", "*.so", "*.pyd", "*.egg-info", "__pycache__")
SOURCES = {str(p.relative_to(ROOT)) for p in (ROOT / "_core").glob("*.p[yx]*")}
SOURCES |= {str(p.relative_to(ROOT)) for p in (ROOT / "_core").glob("*.h")}
OTHERS = {"setup.py", "pyproject.toml", "LICENSE", "README.md", "Makefile", "docs/concepts.md"}

PROGRAM = """
import importlib, json, pkgutil, sys
import bayesopt, bayesopt._core
from bayesopt.samplers import GPSampler

study = bayesopt.create_study(sampler=GPSampler(), seed=1)
study.optimize(lambda trial: (trial.suggest_float("x", -1, 1) - 0.3) ** 2, n_trials=15)
core = [info.name for info in pkgutil.iter_modules(bayesopt._core.__path__)]
homes = [importlib.import_module(f"bayesopt._core.{name}").__file__ for name in core]
print(json.dumps([study.best_value, core, [bayesopt.__file__, *homes], sys.prefix]))
"""


def run(*words, cwd):
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([*map(str, words)], cwd=cwd, env=alone, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def sdist_of(source, folder):
    """What `python -m build --sdist` does, without its isolation."""
    folder.mkdir()
    hook = "import sys; from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])"
    run(sys.executable, "-c", hook, folder, cwd=source)
    return next(folder.glob("bayesopt-*.tar.gz"))


def wheel_of(sdist, folder):
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    run(sys.executable, "-m", "pip", "wheel", *offline, "-w", folder, sdist, cwd=folder.parent)
    return next(folder.glob("bayesopt-*.whl"))


def fresh_environment(folder, wheel):
    """Its interpreter."""
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    into = ("--no-deps", "--no-index", "--no-compile")
    run(sys.executable, "-m", "pip", "--python", python, "install", *into, wheel, cwd=folder)
    (site,) = folder.glob("lib/python*/site-packages")
    lent = {str(Path(import_module(name).__file__).parents[1]) for name in ("numpy", "scipy")}
    (site / "lent.pth").write_text("\n".join(sorted(lent)))
    return python


def check_sdist(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= SOURCES | OTHERS, f"missing: {sorted((SOURCES | OTHERS) - names)}"
    generated = [name for name in names if name.endswith((".c", ".so", ".pyd", ".pyc"))]
    assert not generated


def check_wheel(wheel):
    assert wheel.stat().st_size < 2e6
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"bayesopt", next(top for top in tops if top.endswith(".dist-info"))}
    assert "bayesopt/py.typed" in names
    unneeded = [name for name in names if name.endswith((".c", ".pyx", ".pyc"))]
    unneeded += [name for name in names if "tests" in Path(name).parts]
    assert not unneeded


def check_installed(python, elsewhere):
    report = run(python, "-c", PROGRAM, cwd=elsewhere)
    best, core, files, prefix = json.loads(report)
    assert best < 1e-5  # of fifteen trials on a parabola; one random search in twenty gets there
    assert {Path(name).stem for name in SOURCES if name.endswith(".pyx")} == {*core} - {"sources"}
    assert all(file.startswith(prefix) for file in files), files
    assert run(python, "-m", "bayesopt", "--version", cwd=elsewhere).startswith("bayesopt ")


@pytest.mark.timeout(600)  # it compiles everything once more
@pytest.mark.skipif(sys.platform == "win32", reason="looks for bin/python")
def test_a_wheel_made_from_the_sdist_works_alone(tmp_path):
    skip = shutil.ignore_patterns(*LEFT_OVER)
    source = shutil.copytree(ROOT, tmp_path / "source", ignore=skip)
    sdist = sdist_of(source, tmp_path / "sdist")
    check_sdist(sdist)
    wheel = wheel_of(sdist, tmp_path / "wheel")
    check_wheel(wheel)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    check_installed(fresh_environment(tmp_path / "fresh", wheel), elsewhere)
