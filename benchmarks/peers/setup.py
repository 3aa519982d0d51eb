"""Make the environment that holds the peers, and put bayesopt into it.

    python -m benchmarks.peers.setup                     # everything, into .venv-peers
    python -m benchmarks.peers.setup --only-bayesopt     # after a change of compiled sources

torch goes first and alone: what is installed after it then finds it, and asks for no other build.
"""

import argparse
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.peers.machine import ROOT

ENVIRONMENT = ROOT / ".venv-peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
BUILD_TOOLS = ("setuptools>=77", "wheel", "Cython>=3.1,<4")
PYTHON = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def pip(*args: str) -> None:
    subprocess.run([str(PYTHON), "-m", "pip", "install", "-q", *args], check=True, cwd=ROOT)


def install_peers() -> None:
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    first, *_ = REQUIREMENTS.read_text().split()
    pip(first)
    pip("-r", str(REQUIREMENTS))


def install_bayesopt() -> None:
    """Editable, as for development: the work tree's own package would hide a regular copy."""
    pip(*BUILD_TOOLS)
    pip("--no-build-isolation", "--no-deps", "-e", ".")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only-bayesopt", action="store_true")
    if not parser.parse_args().only_bayesopt:
        install_peers()
    install_bayesopt()


if __name__ == "__main__":
    main()
