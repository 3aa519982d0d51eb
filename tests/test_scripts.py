"""Scripts as tutorials have them: they differ from what runs on Optuna by their import lines.

Those of Hyperopt's users are tested in tests/hyperopt.
"""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("[!h]*.py"))


def run(text, folder):
    """The script's output, run from a folder of its own."""
    script = folder / "script.py"
    script.write_text(text)
    done = subprocess.run(
        [sys.executable, str(script)], cwd=folder, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def for_optuna(text):
    """The script as it was before its import lines were changed."""
    text = text.replace("import bayesopt as optuna", "import optuna")
    return re.sub(r"^from bayesopt(\.\w+)? import", r"from optuna\1 import", text, flags=re.M)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_runs(script, tmp_path):
    assert run(script.read_text(), tmp_path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
@pytest.mark.skipif(find_spec("optuna") is None, reason="pip install bayesopt[parity]")
def test_it_is_a_script_of_optunas(script, tmp_path):
    text = for_optuna(script.read_text())
    assert "bayesopt" not in text
    assert run(text, tmp_path)
