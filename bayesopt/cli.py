"""The command line: `python -m bayesopt COMMAND`.

A command is a module with `add_arguments(parser)` and `main(args)`, which returns an exit code or
None. Only the module of the chosen command is imported. To add one: a module and a row here.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from bayesopt import __version__
from bayesopt.errors import BayesoptError

COMMANDS = {
    "worker": ("bayesopt.worker", "run trials of a study that many workers share"),
    "doctor": ("bayesopt.doctor", "look at a file of studies and say what is wrong with it"),
    "replay": ("bayesopt.replay.command", "compute a study's suggestions again and compare"),
    "import": ("bayesopt.exchange.command", "copy a study from another form, Optuna's say"),
    "export": ("bayesopt.exchange.command", "copy a study to JSON lines, CSV or Optuna"),
    "race": ("bayesopt.race.command", "compare samplers and acquisitions on problems"),
    "gold-mining": (
        "bayesopt.demos.gold_mining",
        "draw the figures of the gold-mining tutorial",
    ),
    "demo": (
        "bayesopt.demos.tuning",
        "tune a scikit-learn model by grid, random and GP search",
    ),
}
EXTRAS = {
    "optuna": "optuna",
    "matplotlib": "plot",
    "PIL": "plot",
    "sklearn": "sklearn",
    "tqdm": "progress",
}
FAILED, INTERRUPTED = 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Errors of ours are one line, not a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    command = _parser(words).parse_args(words[:1]).command
    module = import_module(COMMANDS[command][0])
    parser = Parser(words, prog=f"python -m bayesopt {command}")
    module.add_arguments(parser)
    args = parser.parse_args(words[1:])
    try:
        return int(module.main(args) or 0)
    except BayesoptError as error:
        print(f"error: {repeated(str(error), words)}", file=sys.stderr)
        return FAILED
    except ModuleNotFoundError as missing:
        extra = EXTRAS.get((missing.name or "").partition(".")[0])
        if extra is None:
            raise
        print(f"error: {missing}; pip install 'bayesopt[{extra}]'", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # whoever read our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return INTERRUPTED


class Parser(argparse.ArgumentParser):
    """A parser whose complaints repeat no password from the command line.

    words : the command line.
    """

    def __init__(self, words: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self._words = words

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and exit."""
        super().error(repeated(message, self._words))


def repeated(message: str, words: Sequence[str]) -> str:
    """`message` without the passwords of URLs, mistyped ones too, that `words` hold."""
    from bayesopt.storages.addresses import without_password

    given = [part for word in words for part in (word, word.partition("=")[2])]
    for word in sorted(given, key=len, reverse=True):
        for form in (word, repr(word)[1:-1]):
            message = message.replace(form, without_password(form)) if form else message
    return message


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    lines = [f"  {name:12} {about}" for name, (_, about) in COMMANDS.items()]
    parser = Parser(
        words,
        prog="python -m bayesopt",
        description="Bayesian optimisation with a compiled core.",
        epilog="commands:\n" + "\n".join(lines) + "\n\nCOMMAND --help shows its options.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bayesopt {__version__}")
    parser.add_argument("command", metavar="COMMAND", choices=COMMANDS)
    return parser
