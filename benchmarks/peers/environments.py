"""The environments that hold the peers: those whose needs conflict live apart."""

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.machine import ROOT

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Environment:
    """One environment.

    folder : its name in the root of the project. steps : arguments of pip, in order.
    """

    folder: str
    steps: tuple[tuple[str, ...], ...]

    @property
    def path(self) -> Path:
        return ROOT / self.folder

    @property
    def python(self) -> Path:
        """Its interpreter."""
        windows = sys.platform == "win32"
        return self.path / ("Scripts/python.exe" if windows else "bin/python")

    @property
    def made(self) -> bool:
        """Whether it is there."""
        return self.python.exists()

    def pip(self, *args: str) -> None:
        """Raises CalledProcessError if pip refuses."""
        command = [str(self.python), "-m", "pip", "install", "-q", *args]
        subprocess.run(command, check=True, cwd=ROOT)

    def make(self) -> None:
        """Create what is missing and install everything."""
        if not self.made:
            venv.create(self.path, with_pip=True)
        for step in self.steps:
            self.pip(*step)


# torch first and alone: what comes after it then finds it, and asks for no other build
PEERS = Environment(".venv-peers", (("torch==2.13.0",), ("-r", str(HERE / "requirements.txt"))))
HEBO = Environment(
    ".venv-hebo",
    (
        ("torch==2.13.0",),
        ("-r", str(HERE / "requirements-hebo.txt")),
        ("--no-build-isolation", "pymoo==0.6.0", "numpy==1.24.4"),
        ("--no-build-isolation", "GPy", "numpy==1.24.4"),
        ("--no-deps", "HEBO==0.3.6"),  # it asks for a torch of its own
    ),
)
SMAC = Environment(
    ".venv-smac", (("setuptools<81", "wheel", "swig"), ("smac==2.4.1", "numpy==2.4.6"))
)
