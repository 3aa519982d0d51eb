"""The commands of benchmarks: what they answer before anything is run."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "benchmarks").rglob("*.py")
    if "command_line(" in path.read_text() and "__main__" in path.read_text()
)


@pytest.mark.parametrize("path", COMMANDS, ids=str)
def test_asked_for_help_a_benchmark_says_what_it_does_and_runs_nothing(path):
    module = ".".join(path.with_suffix("").parts)
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert f"python -m {module}" in done.stdout
    assert done.stderr == ""


def test_every_page_of_results_has_its_command():
    """That of the sources: a module that writes pages and takes no arguments has a help, too."""
    writers = [
        path
        for path in (ROOT / "benchmarks").glob("*.py")
        if "RESULTS /" in path.read_text() and "__main__" in path.read_text()
    ]
    assert len(writers) > 5
    assert {path.relative_to(ROOT) for path in writers} <= {*COMMANDS}
