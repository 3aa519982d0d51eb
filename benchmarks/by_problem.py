"""Benchmarks that are kept problem by problem, so that they can be stopped and gone on with."""

import json
from collections.abc import Callable, Mapping, Sequence

from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS

Found = dict[str, dict[str, list[float]]]  # by problem, by what is compared: one number per seed


def markdown(columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    """A table with one column of row names and one each for `columns`, numbers to the right."""
    lines = [f"| | {' | '.join(columns)} |", f"| --- |{' ---: |' * len(columns)}"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(row)} |" for name, row in rows.items())])


def accumulate(
    name: str,
    about: str | None,
    problems: Sequence[str],
    play: Callable[[str], dict[str, list[float]]],
    page: Callable[[Found], str],
) -> Found:
    """Play the problems that the command line names and results/`name`.json lacks.

    page : the result as Markdown, written after each problem. Returns all that is known.
    """
    parser = command_line(about)
    parser.add_argument("--problems", nargs="+", choices=problems, default=problems)
    parser.add_argument("--fresh", action="store_true")
    args = parser.parse_args()
    path = RESULTS / f"{name}.json"
    found: Found = {} if args.fresh or not path.exists() else json.loads(path.read_text())
    for problem in args.problems:
        if problem not in found:
            found[problem] = play(problem)
            path.write_text(json.dumps(found) + "\n")
            (RESULTS / f"{name}.md").write_text(page(found))
    return found
