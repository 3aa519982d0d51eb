"""What it costs to import bayesopt and to start, what that drags in, and how big the wheel is.

    python -m benchmarks.import_time

Builds the wheel from a copy of the sources, installs it into a folder of its own and measures
that, in fresh interpreters. Written to benchmarks/results/import_time.md. Exit code 1 if scipy
was imported where it must not be.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, ROOT, hold_to_one_thread, sentence

INTERPRETERS = 15

NUMPY = "import numpy"
IMPORT = "import bayesopt"
STUDY = f"{IMPORT}; study = bayesopt.create_study(sampler=bayesopt.samplers.%s(seed=0))"
FIVE_ASKS = """
for _ in range(5):
    trial = study.ask({"x": bayesopt.Float(0.0, 1.0)})
    study.tell(trial, trial.params["x"])
"""
CASES = {
    "`import numpy`": NUMPY,
    "`import bayesopt` (its names load when first used)": IMPORT,
    "the same, and a study with RandomSampler": STUDY % "RandomSampler",
    "the same, and 5 asks and tells": STUDY % "RandomSampler" + FIVE_ASKS,
    "a study with GPSampler, and 5 asks and tells": STUDY % "GPSampler" + FIVE_ASKS,
}
WITHOUT_SCIPY = [IMPORT, STUDY % "RandomSampler", STUDY % "RandomSampler" + FIVE_ASKS]

START = "import sys, time; start = time.perf_counter()\n"
REPORT = """
import json
print(json.dumps([1e3 * (time.perf_counter() - start), len(sys.modules), "scipy" in sys.modules]))
"""


@dataclass(frozen=True)
class Cost:
    """Milliseconds of each fresh interpreter, modules loaded, whether scipy is among them."""

    times: tuple[float, ...]
    modules: int
    scipy: bool


def build(folder: Path) -> Path:
    """The wheel of this work tree; built from a copy, so that nothing left over gets in."""
    skip = shutil.ignore_patterns(".*", "build", "*.so", "*.egg-info", "out", "__pycache__")
    source = shutil.copytree(ROOT, folder / "source", ignore=skip)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(source)]
    subprocess.run(pip, check=True)
    (wheel,) = folder.glob("bayesopt-*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> None:
    """The wheel alone, bytecode compiled, as pip does for a user."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
    subprocess.run([*pip, str(wheel)], check=True)


def fresh(code: str, folder: Path) -> tuple[float, int, bool]:
    """Run `code` in a new interpreter that sees the installed wheel before all else."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", START + code + REPORT],
        env=os.environ | {"PYTHONPATH": str(folder)},
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    ms, modules, scipy = json.loads(done.stdout)
    return ms, modules, scipy


def costs(folder: Path) -> dict[str, Cost]:
    """All cases, taking turns; the first turn only warms the disk cache."""
    warm, *turns = (
        {label: fresh(code, folder) for label, code in CASES.items()}
        for _ in range(INTERPRETERS + 1)
    )
    return {
        label: Cost(tuple(turn[label][0] for turn in turns), *warm[label][1:]) for label in CASES
    }


def page(found: dict[str, Cost], wheel: Path, installed: int) -> str:
    numpy = median(found["`import numpy`"].times)
    lines = [
        "# Import and install\n",
        f"Machine: {sentence()}; numpy {version('numpy')}, scipy {version('scipy')}; seed 0.\n",
        "To reproduce: `python -m benchmarks.import_time`\n",
        f"Milliseconds inside {INTERPRETERS} fresh interpreters, from before the first import.\n",
        "| | median | smallest | largest | over numpy | modules | scipy loaded |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
        *(_line(label, cost, numpy) for label, cost in found.items()),
        f"\nWheel `{wheel.name}`: {wheel.stat().st_size / 1e3:.0f} kB;"
        f" installed, without bytecode: {installed / 1e3:.0f} kB.\n",
    ]
    return "\n".join(lines)


def _line(label: str, cost: Cost, numpy: float) -> str:
    ms = [median(cost.times), min(cost.times), max(cost.times)]
    numbers = [*(f"{t:.1f}" for t in ms), f"{ms[0] - numpy:+.1f}", str(cost.modules)]
    return f"| {' | '.join([label, *numbers, 'yes' if cost.scipy else 'no'])} |"


def installed_size(folder: Path) -> int:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files if "__pycache__" not in path.parts)


def main() -> int:
    command_line(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as site:
        wheel = build(Path(made))
        install(wheel, Path(site))
        found = costs(Path(site))
        text = page(found, wheel, installed_size(Path(site)))
    (RESULTS / "import_time.md").write_text(text)
    print(text)
    heavy = [
        label for label, code in CASES.items() if code in WITHOUT_SCIPY and found[label].scipy
    ]
    if heavy:
        print("scipy must not be loaded by:", "; ".join(heavy), file=sys.stderr)
    return int(bool(heavy))


if __name__ == "__main__":
    hold_to_one_thread()
    sys.exit(main())
