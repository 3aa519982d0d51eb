"""The command `demo`."""

import argparse
import os
from importlib import import_module
from pathlib import Path

from bayesopt.demos import gold_mining
from bayesopt.demos.gold_mining.command import text, writable
from bayesopt.demos.tuning import page
from bayesopt.demos.tuning.comparison import EVALUATIONS, SEEDS, compare

NEEDED = ("sklearn", "matplotlib", "PIL")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = (
        "Tune a scikit-learn model by grid, random and Bayesian search at the same budget, then "
        "draw the figures of the gold-mining tutorial."
    )
    add = parser.add_argument
    add("--out", type=Path, default=Path("out/demo"), metavar="DIR", help="default out/demo")
    add("--evaluations", type=_count, default=EVALUATIONS, metavar="N", help="of each run")
    add("--seeds", type=_count, default=SEEDS, metavar="N", help="runs of each method")
    add("--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="processes")
    add("--no-gold", action="store_true", help="leave the gold-mining figures out")


def _count(text: str) -> int:
    """A whole number of at least 1, or an error that argparse shows."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return int(text)


def main(args: argparse.Namespace) -> int:
    """Run the demonstration and say where to look. Returns the exit code.

    Raises InvalidParameter if `--out` cannot be written to, ModuleNotFoundError if scikit-learn
    or what the pictures need is missing.
    """
    folder = writable(args.out)
    for package in NEEDED:
        import_module(package)  # before the work, not after it
    print(f"{page.TITLE}: 3 methods x {args.seeds} seeds x {args.evaluations} evaluations")
    report = compare(evaluations=args.evaluations, seeds=args.seeds, jobs=args.jobs, progress=True)
    print("", text(page.table(report)), "", *page.notes(report), sep="\n", flush=True)
    where = page.write(report, folder, link=not args.no_gold)
    code = 0 if args.no_gold else dig(folder)
    print(f"Open {where}")
    return code


def dig(folder: Path) -> int:
    """Draw the gold-mining figures into the folder; returns the exit code."""
    print("\nGold mining: the figures of the tutorial", flush=True)
    parser = argparse.ArgumentParser()
    gold_mining.add_arguments(parser)
    return gold_mining.main(parser.parse_args(["--out", str(folder)]))
