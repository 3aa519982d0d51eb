"""Packages that only problems need, kept in a folder of their own.

`ioh` brings a top-level package called tests, which would hide everybody else's.
"""

import subprocess
import sys
from importlib import import_module
from typing import Any

from benchmarks.peers.machine import ROOT

FOLDER = ROOT / ".venv-problems"
NEEDED = ("ioh==0.3.22", "onnxruntime==1.31.1")


def install() -> None:
    """Raises CalledProcessError if pip refuses."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--upgrade"]
    subprocess.run([*command, "--target", str(FOLDER), *NEEDED], check=True, cwd=ROOT)


def imported(name: str) -> Any:
    """The module. Raises ModuleNotFoundError, with the command that installs it."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"{missing}; run `python -m benchmarks.peers.setup --only-problems`"
        ) from None
