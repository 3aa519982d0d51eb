"""What computes here: versions and processor, on which the last bits of a number depend."""

import os
import platform
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

_FEATURES = ("avx", "avx2", "fma", "avx512f")  # what numpy, BLAS and our core choose loops by


@cache
def this_build() -> dict[str, str]:
    """Versions of what computes, and the processor it runs on. Equal builds compute equal bits.

    core : a checksum of the compiled modules. cpu : the model.
    features : those of its instruction sets that loops are chosen by.
    """
    packages = {name: _version(name) for name in ("bayesopt", "numpy", "scipy")}
    known = _processor()
    flags = known.get("flags", "").split()
    return packages | {
        "core": _core(),
        "machine": f"{platform.system()} {platform.machine()}",
        "cpu": known.get("model name", platform.processor()),
        "features": " ".join(name for name in _FEATURES if name in flags),
        "threads": os.environ.get("OMP_NUM_THREADS", ""),  # sums are parted among them
    }


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to import

    try:
        return version(name)
    except PackageNotFoundError:  # a source tree on the path
        return "unknown"


def _core() -> str:
    found = find_spec("bayesopt._core.gp")
    if found is None or found.origin is None:
        return "unknown"
    here = Path(found.origin)
    modules = sorted(here.parent.glob(f"*{here.suffix}"))
    return f"{crc32(b''.join(path.read_bytes() for path in modules)):08x}"


def _processor() -> dict[str, str]:
    """What the system says of its first processor; nothing where it does not."""
    try:
        first = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0]
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}
