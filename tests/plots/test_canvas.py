import subprocess
import sys

import pytest

from bayesopt import plots


def test_importing_plots_does_not_import_matplotlib():
    code = "import bayesopt.plots, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"pip install bayesopt\[plot\]"):
        plots.plot_truth([0.0, 1.0], [0.0, 1.0])
