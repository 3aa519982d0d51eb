"""`python -m bayesopt doctor study.db`: look at a file of studies, and say what is wrong."""

import argparse
from pathlib import Path

from bayesopt.storages.sqlite.checkup import Grade, examined


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.description = "Look at a file of studies; nothing is changed. Exit code 1 if it is bad."
    parser.add_argument("path", type=Path, help="the file, such as study.db")


def main(args: argparse.Namespace) -> int:
    """Print what is found; 1 if anything is wrong."""
    wrong = False
    for finding in examined(args.path.absolute()):
        print(f"{finding.grade.value:6}{finding.text}")
        wrong = wrong or finding.grade is Grade.WRONG
    return int(wrong)
