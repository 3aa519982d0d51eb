"""What a measurement says about where it was taken, and how libraries are held to one thread."""

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def hold_to_one_thread() -> None:
    """Start this process anew with one-thread settings: BLAS reads them only while it loads."""
    if any(os.environ.get(name) != "1" for name in ONE_THREAD):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | ONE_THREAD)


def describe() -> dict[str, str]:
    """CPU, system, Python, date and the commit of this project."""
    return {
        "cpu": cpu(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": commit(),
    }


def commit() -> str:
    """The commit of this work tree; `-dirty` where tracked files differ from it, results aside."""
    tree = ["git", "-C", str(ROOT)]
    others = ["--", ".", f":(exclude){RESULTS.relative_to(ROOT)}"]
    name, changed = (
        subprocess.run([*tree, *words], capture_output=True, text=True, check=False).stdout.strip()
        for words in (
            ["describe", "--always", "--abbrev=12"],
            ["status", "--porcelain", "--untracked-files=no", *others],
        )
    )
    return f"{name}-dirty" if changed else name


def cpu() -> str:
    """Model of the processor and number of cores."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    fields = dict(re.findall(r"^(.*?)\s*: (.*)$", text, re.MULTILINE))
    known = [fields.get(key, "?") for key in ("model name", "cpu family", "model")]
    return "{} (family {}, model {}), {} cores".format(*known, os.cpu_count())


def sentence() -> str:
    """The same as one line of prose."""
    facts = describe()
    where = f"{facts['cpu']}, {facts['system']}, Python {facts['python']}"
    return f"{where}; {facts['date']}, commit {facts['commit']}"
