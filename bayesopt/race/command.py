"""`python -m bayesopt race`: the race from a shell."""

import argparse
import os
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from bayesopt.errors import InvalidParameter
from bayesopt.race import entrants
from bayesopt.race.engine import AnyProblem, Plan, race
from bayesopt.race.problems import Objective, Problem, listing, problem
from bayesopt.race.report import text
from bayesopt.race.results import Results
from bayesopt.race.runs import RunFile, kept_in

EVALUATIONS, SEEDS = 50, 20
ABOUT = """Race samplers and acquisitions on named problems.

Every run is kept as a line of OUT/runs.jsonl when it ends; call again to go on where it stopped,
or with more seeds, samplers or problems. The report is OUT/report.md with a picture per problem.
With --out alone, the last race in that folder is continued."""
EXAMPLES = """examples:
  python -m bayesopt race --problems branin hartmann-6 --samplers gp gp:ei random --out out/race
  python -m bayesopt race --problems rosenbrock-5+noise svm-digits --samplers gp sobol --seeds 5
  python -m bayesopt race --objective mymodule:train --direction maximize --samplers gp random
  python -m bayesopt race --list"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = ABOUT, EXAMPLES
    add = parser.add_argument
    add("--problems", nargs="+", metavar="NAME", help="problems by name")
    add(
        "--objective",
        nargs="+",
        metavar="MODULE:FUNCTION",
        help="functions of a Trial, or Problems, besides or instead of named ones",
    )
    add(
        "--direction",
        choices=("minimize", "maximize"),
        help="which way the functions of --objective go (default minimize)",
    )
    add(
        "--samplers",
        nargs="+",
        metavar="NAME",
        help="samplers; the first is compared with. grid needs declared parameters: it cannot "
        "race on functions of a Trial",
    )
    add("--evaluations", type=int, metavar="N", help=f"per run (default {EVALUATIONS})")
    add("--seeds", type=int, metavar="N", help=f"runs of each pair (default {SEEDS})")
    add("--out", type=Path, default=Path("out/race"), metavar="DIR", help="default out/race")
    add(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes; 0: in this one",
    )
    add("--report-only", action="store_true", help="make no runs, write the report again")
    add("--list", action="store_true", help="list problems, samplers and acquisitions")


def main(args: argparse.Namespace) -> int:
    """Run the race and report. Returns the exit code: 1 if a run failed, 130 after Ctrl-C."""
    if args.list:
        print(f"problems\n{listing()}\nsamplers\n{entrants.listing()}")
        return 0
    plan = _plan(args)
    if args.report_only:
        with kept_in(args.out):
            results = plan.results(RunFile(args.out / "runs.jsonl").read())
    else:
        try:
            results = _raced(plan, args)
        except KeyboardInterrupt:
            print(f"\nstopped; the same command goes on: --out {args.out}", file=sys.stderr)
            return 130
    print(text(results))
    with kept_in(args.out):
        results.report(args.out)
    print(f"Report and curves: {args.out / 'report.md'}")
    return 1 if results.failures else 0


def _plan(args: argparse.Namespace) -> Plan:
    """What was asked for, completed by what the folder's last race was."""
    _check(args)
    last = Plan.read(args.out)
    named = [*(args.problems or []), *(args.objective or [])]
    if last is None and not (named and args.samplers):
        raise InvalidParameter(
            "name --problems (or --objective) and --samplers; --list shows what there is"
        )
    old = last or Plan((), (), EVALUATIONS, tuple(range(SEEDS)))
    maximized = tuple(args.objective or ()) if args.direction == "maximize" else ()
    return Plan(
        tuple(named) or old.problems,
        tuple(args.samplers or old.samplers),
        old.evaluations if args.evaluations is None else args.evaluations,
        old.seeds if args.seeds is None else tuple(range(args.seeds)),
        maximized if named else old.maximized,
    )


def _check(args: argparse.Namespace) -> None:
    for option in ("evaluations", "seeds"):
        number = getattr(args, option)
        if number is not None and number < 1:
            raise InvalidParameter(f"--{option} {number}; pass a whole number of at least 1")
    if args.direction and not args.objective:
        raise InvalidParameter(
            "--direction is only for --objective: named problems have their own, and a race that "
            "is continued keeps its own; leave it out"
        )


def _raced(plan: Plan, args: argparse.Namespace) -> Results:
    return race(
        [_problem(name, name in plan.maximized) for name in plan.problems],
        plan.samplers,
        evaluations=plan.evaluations,
        seeds=plan.seeds,
        out=args.out,
        jobs=args.jobs,
        progress=True,
    )


def _problem(name: str, maximize: bool) -> AnyProblem:
    return load_objective(name, maximize) if ":" in name else problem(name)


def load_objective(name: str, maximize: bool) -> AnyProblem:
    """What `module:name` stands for, found from the current folder as well.

    A function of a Trial becomes an Objective. A Problem stays one, under the name given here; its
    parameters are declared, so that grids and other libraries can race on it too.
    Raises InvalidParameter if there is no such module or name, or if a Problem that is minimised
    is to be maximised.
    """
    module, _, attribute = name.partition(":")
    try:
        function = getattr(import_module(module), attribute)
    except ModuleNotFoundError as missing:
        raise InvalidParameter(
            f"objective {name!r}: {missing}; name an importable module"
        ) from None
    except AttributeError:
        raise InvalidParameter(f"objective {name!r}: {module} has no {attribute!r}") from None
    if isinstance(function, Problem):
        if maximize and not function.maximize:
            raise InvalidParameter(
                f"objective {name!r} is a Problem, which says itself that it is minimised; leave "
                f"out --direction or declare it with maximize=True"
            )
        return replace(function, name=name)
    if not callable(function):
        raise InvalidParameter(f"objective {name!r} is no function of a Trial")
    return Objective(name, function, maximize)
