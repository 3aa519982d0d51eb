"""Which sources the compiled modules are of: those of others, called wrongly, would crash."""

from hashlib import blake2b
from importlib import import_module
from pathlib import Path


def files(folder: Path) -> list[Path]:
    """All that the modules in `folder` are compiled from."""
    return sorted(path for kind in ("pyx", "pxd", "h") for path in folder.glob(f"*.{kind}"))


def digest(folder: Path) -> int:
    """64 bits that tell the sources in `folder` from others."""
    found = blake2b(digest_size=8)
    for path in files(folder):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return int.from_bytes(found.digest(), "big")


def check(folder: Path) -> None:
    """Raise ImportError if there are sources in `folder`, and its modules are of others.

    An installed package has none: its Python code and its modules came together.
    """
    if not (folder / "built.pyx").exists():
        return
    try:
        built = import_module("bayesopt._core.built").SOURCES
    except ModuleNotFoundError:  # not built, or before there was this check
        built = None
    if built != digest(folder):
        raise ImportError(
            f"the compiled core in {folder} is of other sources than those beside it; build it "
            f"again: `make build`, or `pip install -e .`"
        )
