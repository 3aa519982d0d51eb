"""`python -m bayesopt doctor study.db`: look at a file of studies, and say what is wrong."""

import argparse
from pathlib import Path

from bayesopt.errors import shown
from bayesopt.storages.addresses import file_of, without_password
from bayesopt.storages.sqlite.checkup import Grade, examined


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.description = "Look at a file of studies; nothing is changed. Exit code 1 if it is bad."
    parser.add_argument("storage", help="the file, such as study.db or sqlite:///study.db")


def main(args: argparse.Namespace) -> int:
    """Print what is found; 1 if anything is wrong."""
    wrong = False
    path = file_of(args.storage)
    if path is None:
        url = shown(without_password(args.storage))
        print(f"{Grade.WRONG.value:6}{url} is no file: doctor looks at those only")
        return 1
    for finding in examined(Path(path).absolute()):
        print(f"{finding.grade.value:6}{finding.text}")
        wrong = wrong or finding.grade is Grade.WRONG
    return int(wrong)
