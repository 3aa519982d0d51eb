"""`python -m bayesopt`."""

import sys

from bayesopt.cli import main

if __name__ == "__main__":  # other processes of a race import this file too
    sys.exit(main())
