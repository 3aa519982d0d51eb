"""Make the environments that hold the peers, and put bayesopt into the first.

    python -m benchmarks.peers.setup                     # everything
    python -m benchmarks.peers.setup --only-problems     # enough to race ours alone
    python -m benchmarks.peers.setup --only-bayesopt     # after a change of compiled sources

`.venv-peers` holds most of them and bayesopt, `.venv-hebo` and `.venv-smac` one each,
`.venv-problems` what the problems of the race need. A peer that cannot be installed is named at
the end, with the reason; the others are there all the same.
"""

import subprocess
import sys

from benchmarks.command_line import command_line
from benchmarks.peers.environments import HEBO, PEERS, SMAC
from benchmarks.peers.problems import packages

BUILD_TOOLS = ("setuptools>=77", "wheel", "Cython>=3.1,<4")


def install_bayesopt() -> None:
    """Editable, as for development: the work tree's own package would hide a regular copy."""
    PEERS.pip(*BUILD_TOOLS)
    PEERS.pip("--no-build-isolation", "--no-deps", "-e", ".")


def install_peers() -> list[str]:
    """All environments; the reasons of those that cannot be made."""
    failed = []
    for environment in (PEERS, HEBO, SMAC):
        try:
            environment.make()
        except subprocess.CalledProcessError as refused:
            failed.append(f"{environment.folder}: {refused}; pip's own message stands above")
    return failed


def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("--only-bayesopt", action="store_true")
    parser.add_argument("--only-problems", action="store_true")
    args = parser.parse_args()
    failed: list[str] = []
    if not args.only_bayesopt:
        packages.install()
    if not (args.only_bayesopt or args.only_problems):
        failed = install_peers()
    if not args.only_problems:
        install_bayesopt()
    print("\n".join(failed), end="\n" if failed else "", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
