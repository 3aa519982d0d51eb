"""`python -m bayesopt replay STORAGE`: is every suggestion what its sampler gives?"""

import argparse

from bayesopt.studies import load_study

DIFFERENT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The storage, and which of its studies."""
    parser.add_argument("storage", help="a file such as study.db, or a URL")
    parser.add_argument("--study", metavar="NAME", help="not needed where there is one only")


def main(args: argparse.Namespace) -> int:
    """Print what the replay shows; 1 if a trial is different or altered."""
    report = load_study(study_name=args.study, storage=args.storage).replay()
    print(report)
    return 0 if report.ok else DIFFERENT
