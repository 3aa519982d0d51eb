"""The extension modules of bayesopt._core and their compiler flags."""

import os
import runpy
import shutil
import sys
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, find_packages, setup

DEBUG = os.environ.get("BAYESOPT_DEBUG", "") not in ("", "0")
CORE = Path("_core")
INCLUDE = Path("build", "cyinc")


def stage_declarations() -> None:
    """Copy _core/*.pxd to where `cimport bayesopt._core.x` looks: Cython ignores package_dir."""
    target = INCLUDE / "bayesopt" / "_core"
    target.mkdir(parents=True, exist_ok=True)
    for package in (target, target.parent):
        (package / "__init__.pxd").touch()
    for source in CORE.glob("*.pxd"):
        copy = target / source.name
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            shutil.copyfile(source, copy)


def flags() -> list[str]:
    """Optimise without changing a sum: no -ffast-math; no -march, loops choose when loaded."""
    if sys.platform == "win32":
        return ["/O2", "/fp:precise"]
    level = ["-O1", "-g"] if DEBUG else ["-O3", "-g0"]
    loops = ["-fno-math-errno", "-fno-trapping-math", "-fopenmp-simd"]
    return [*level, *loops, "-Wno-unused-function"]  # each module uses some of the headers


def extensions() -> list[Extension]:
    headers = [*CORE.glob("*.h"), *CORE.glob("*.pxd")]
    sources = sorted(CORE.glob("*.pyx"))
    digest = runpy.run_path(str(CORE / "sources.py"))["digest"](CORE)
    return [
        Extension(
            f"bayesopt._core.{source.stem}",
            [str(source)],
            include_dirs=[str(CORE)],
            define_macros=[("BAYESOPT_SOURCES", f"{digest}ULL")],  # for built.pyx, which tells it
            extra_compile_args=flags(),
            depends=sorted(map(str, headers + sources * (source.stem == "built"))),
        )
        for source in sources
    ]


stage_declarations()
setup(
    packages=[*find_packages(include=["bayesopt", "bayesopt.*"]), "bayesopt._core"],
    package_dir={"bayesopt._core": str(CORE)},
    ext_modules=cythonize(
        extensions(),
        build_dir="build/cython-debug" if DEBUG else "build/cython",
        include_path=[str(INCLUDE)],
        compiler_directives={
            "language_level": 3,
            "boundscheck": DEBUG,
            "wraparound": DEBUG,
            "initializedcheck": DEBUG,
            "cdivision": not DEBUG,
            "allow_none_for_extension_args": False,
            "freethreading_compatible": True,
        },
    ),
)
