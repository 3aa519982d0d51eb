"""The command line imports what it runs and nothing else."""

import subprocess
import sys

import pytest

from bayesopt import __version__, cli


def test_only_the_chosen_command_is_imported():
    code = (
        "import sys; from bayesopt.cli import main; main(['race', '--list']);"
        "others = ('bayesopt.demos', 'matplotlib', 'sklearn');"
        "print([name for name in sys.modules if name.startswith(others)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize("words", [[], ["nix"]])
def test_unknown_commands_name_those_that_exist(words, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(words)
    assert stop.value.code == 2
    if words:
        assert "gold-mining" in capsys.readouterr().err


def test_help_and_version(capsys):
    for words in (["--help"], ["--version"], ["race", "--help"]):
        with pytest.raises(SystemExit) as stop:
            cli.main(words)
        assert stop.value.code == 0
    text = capsys.readouterr().out
    assert all(name in text for name in cli.COMMANDS) and __version__ in text


def test_missing_extra_is_named(monkeypatch, capsys):
    def main(args):
        raise ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib.figure")

    monkeypatch.setattr("bayesopt.race.command.main", main)
    assert cli.main(["race"]) == cli.FAILED
    assert "bayesopt[plot]" in capsys.readouterr().err


def test_other_missing_modules_are_not_hidden(monkeypatch):
    def main(args):
        raise ModuleNotFoundError("No module named 'nowhere'", name="nowhere")

    monkeypatch.setattr("bayesopt.race.command.main", main)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["race"])


def test_interruption_is_no_traceback(monkeypatch, capsys):
    def main(args):
        raise KeyboardInterrupt

    monkeypatch.setattr("bayesopt.race.command.main", main)
    assert cli.main(["race"]) == 130
    assert "stopped" in capsys.readouterr().err
