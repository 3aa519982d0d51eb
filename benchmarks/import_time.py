"""What `import bayesopt` costs over `import numpy`, what it drags in, and how big the wheel is.

    python -m benchmarks.import_time

Builds the wheel, unpacks it into a folder of its own and measures that copy, in fresh
interpreters. Written to benchmarks/results/import_time.md. Exit code 1 if scipy was imported
where it must not be.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.peers.machine import RESULTS, ROOT, hold_to_one_thread, sentence

INTERPRETERS = 15

TIMED_IMPORT = """
import json, sys, time
start = time.perf_counter()
import {module}
ms = 1e3 * (time.perf_counter() - start)
print(json.dumps([ms, len(sys.modules)]))
"""

AFTER_IMPORT = """
import sys
import bayesopt
print(int("scipy" in sys.modules))
"""

AFTER_ASKS = """
import sys
import bayesopt
study = bayesopt.create_study(sampler=bayesopt.samplers.RandomSampler(seed=0))
for _ in range(5):
    trial = study.ask({"x": bayesopt.Float(0.0, 1.0)})
    study.tell(trial, trial.params["x"])
print(int("scipy" in sys.modules))
"""


@dataclass(frozen=True)
class Cost:
    """Import times in milliseconds, one of each fresh interpreter, and modules loaded."""

    times: tuple[float, ...]
    modules: int


def build(folder: Path) -> Path:
    """The wheel of this work tree, in `folder`."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(pip, check=True)
    (wheel,) = folder.glob("bayesopt-*.whl")
    return wheel


def unpack(wheel: Path, folder: Path) -> None:
    """Install the wheel alone, bytecode compiled, as pip does for a user."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
    subprocess.run([*pip, str(wheel)], check=True)


def fresh(code: str, folder: Path) -> str:
    """Output of `code` in a new interpreter that sees the unpacked wheel before all else."""
    return subprocess.run(
        [sys.executable, "-P", "-c", code],
        env=os.environ | {"PYTHONPATH": str(folder)},
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def costs(modules: list[str], folder: Path) -> dict[str, Cost]:
    """Import times, the modules taking turns; the first turn only warms the disk cache."""
    turns = [
        {m: json.loads(fresh(TIMED_IMPORT.format(module=m), folder)) for m in modules}
        for _ in range(INTERPRETERS + 1)
    ][1:]
    return {m: Cost(tuple(turn[m][0] for turn in turns), turns[0][m][1]) for m in modules}


def page(found: dict[str, Cost], wheel: Path, installed: int, loads_scipy: dict[str, bool]) -> str:
    numpy, ours = (median(found[m].times) for m in ("numpy", "bayesopt"))
    lines = [
        "# Import and install\n",
        f"Machine: {sentence()}; numpy {version('numpy')}. No random numbers matter here.\n",
        "To reproduce: `python -m benchmarks.import_time`\n",
        f"| ms, {INTERPRETERS} fresh interpreters | median | smallest | largest | modules |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(_line(m, cost) for m, cost in found.items()),
        f"| bayesopt over numpy | {ours - numpy:.1f} | | | |\n",
        "| | scipy imported |",
        "| --- | --- |",
        *(f"| {when} | {'yes' if loaded else 'no'} |" for when, loaded in loads_scipy.items()),
        f"\nWheel `{wheel.name}`: {wheel.stat().st_size / 1e3:.0f} kB;"
        f" installed without bytecode: {installed / 1e3:.0f} kB.\n",
    ]
    return "\n".join(lines)


def _line(module: str, cost: Cost) -> str:
    times = cost.times
    numbers = f"{median(times):.1f} | {min(times):.1f} | {max(times):.1f} | {cost.modules}"
    return f"| `import {module}` | {numbers} |"


def installed_size(folder: Path) -> int:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files if "__pycache__" not in path.parts)


def main() -> int:
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as site:
        wheel = build(Path(made))
        unpack(wheel, Path(site))
        found = costs(["numpy", "bayesopt"], Path(site))
        loads_scipy = {
            "after `import bayesopt`": fresh(AFTER_IMPORT, Path(site)).strip() == "1",
            "after 5 asks of RandomSampler": fresh(AFTER_ASKS, Path(site)).strip() == "1",
        }
        text = page(found, wheel, installed_size(Path(site)), loads_scipy)
    (RESULTS / "import_time.md").write_text(text)
    print(text)
    return int(any(loads_scipy.values()))


if __name__ == "__main__":
    hold_to_one_thread()
    sys.exit(main())
