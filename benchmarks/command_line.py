"""The command line of a benchmark, whose help is what its module says of itself."""

import argparse


def command_line(about: str | None) -> argparse.ArgumentParser:
    """A parser that shows `about` line by line as it stands."""
    return argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawTextHelpFormatter
    )
