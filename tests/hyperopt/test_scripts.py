"""Scripts of the kind found in tutorials: they differ from Hyperopt's by their imports only."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[1] / "scripts").glob("hyperopt_*.py"))
NEEDS = {"hyperopt_mlflow.py": ("mlflow", "sqlalchemy", "sklearn"), "hyperopt_conditional.py": ()}


@pytest.mark.parametrize("package", ["hyperopt", "bayesopt.hyperopt"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_the_script_runs(script, package, tmp_path):
    for name in (*NEEDS.get(script.name, ("sklearn",)), package):
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install bayesopt[parity]")
    text = script.read_text()
    theirs = re.sub(r"^from bayesopt\.hyperopt", f"from {package}", text, flags=re.MULTILINE)
    assert "bayesopt" not in theirs.replace(f"from {package}", "")
    copy = tmp_path / script.name
    copy.write_text(theirs)
    env = {
        **os.environ,
        "MLFLOW_TRACKING_URI": (tmp_path / "runs").as_uri(),
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, str(copy)], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "done"


def test_there_are_scripts():
    assert len(SCRIPTS) >= 4
