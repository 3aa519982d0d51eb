"""`python -m bayesopt worker STORAGE MODULE:FUNCTION`: one of many that work on a study.

Each worker asks, evaluates and tells by itself; they share nothing but the storage. One that dies
loses nothing: another takes its trial over.
"""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from bayesopt.errors import BayesoptError, counted, shown
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.logging import enable_default_handler
from bayesopt.storages.addresses import without_password
from bayesopt.studies import load_study
from bayesopt.study import Study

_HOPELESS = 10  # trials that fail from the start on, before a worker gives up


class ObjectiveNotFound(BayesoptError, ImportError):
    """A module, or a function in it, that is not there."""


def _number(
    kind: type[int] | type[float], good: Callable[[float], bool], wanted: str
) -> Callable[[str], float]:
    """Reads a number from the command line; argparse reports what is not good."""

    def read(text: str) -> float:
        try:
            number = kind(text)
        except ValueError:
            number = None
        if number is None or not good(number):
            raise argparse.ArgumentTypeError(f"{shown(without_password(text))}; pass {wanted}")
        return number

    return read


COUNT = _number(int, lambda n: n >= 0, "a whole number, 0 or more")
SECONDS = _number(float, lambda s: s >= 0, "seconds, 0 or more")
LIMIT = _number(float, lambda s: s > 0, "seconds, above 0")
JOBS = _number(int, lambda n: n >= 1 or n == -1, "1 or more, or -1 for all processors")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The study, the objective, and when to stop."""
    parser.add_argument("storage", help="a file such as study.db, or a URL")
    parser.add_argument("objective", metavar="MODULE:FUNCTION", help="such as train:objective")
    parser.add_argument("--study", metavar="NAME", help="not needed where there is one only")
    parser.add_argument("--n-trials", type=COUNT, metavar="N", help="stop after N of its trials")
    parser.add_argument("--timeout", type=SECONDS, metavar="S", help="begin none after S seconds")
    parser.add_argument(
        "--trial-timeout", type=LIMIT, metavar="S", help="fail trials that take longer than that"
    )
    parser.add_argument("--n-jobs", type=JOBS, default=1, metavar="K", help="trials at once (1)")


class NothingWorks(BayesoptError):
    """An objective that has failed in every trial of a worker."""


class Heard:
    """Stops the worker if the first `_HOPELESS` trials all fail."""

    def __init__(self) -> None:
        self.failed = 0
        self.other = 0

    def __call__(self, study: Study, trial: FrozenTrial) -> None:
        """Hear of a trial that has ended here."""
        if trial.state is not TrialState.FAIL:
            self.other += 1
            return
        self.failed += 1
        if not self.other and self.failed >= _HOPELESS:
            study.stop()

    def check(self) -> None:
        """Raise NothingWorks if all trials have failed."""
        if self.failed and not self.other:
            raise NothingWorks(
                f"{_each(self.failed)} of this worker failed; mend the objective, whose errors "
                f"are above and in the study"
            )


def main(args: argparse.Namespace) -> None:
    """Run trials until there is a reason to stop; those that raise have failed, and no more.

    What goes wrong is written to the error stream.

    Raises NothingWorks if all of its own have.
    """
    heard = Heard()
    objective = found(args.objective)
    study = load_study(study_name=args.study, storage=args.storage)
    before = _finished(study)
    enable_default_handler()
    study.optimize(
        objective,
        n_trials=args.n_trials,
        timeout=args.timeout,
        n_jobs=args.n_jobs,
        trial_timeout=args.trial_timeout,
        catch=Exception,
        callbacks=[heard],
    )
    ended = counted(_finished(study) - before, "trial")
    print(f"study {study.study_name}: {ended} ended meanwhile, by all workers")
    heard.check()


def _each(trials: int) -> str:
    return "the only trial" if trials == 1 else f"all {trials} trials"


def _finished(study: Study) -> int:
    return len(study._ledger.sync().finished)


def found(place: str) -> Any:
    """The function at "module:function", looked for in the current folder first.

    Raises ObjectiveNotFound.
    """
    module, _, name = place.partition(":")
    if not all(part.isidentifier() for part in [*module.split("."), *name.split(".")]):
        given = shown(without_password(place))  # in the place of the storage it may be a URL
        raise ObjectiveNotFound(f"objective = {given}; write module:function")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        thing: Any = import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name is None or not f"{module}.".startswith(f"{missing.name}."):
            raise  # the module is there, and wants another one
        raise ObjectiveNotFound(
            f"no module {missing.name!r}; start the worker in its folder, or install it"
        ) from None
    for part in name.split("."):
        if not hasattr(thing, part):
            raise ObjectiveNotFound(f"module {module!r} has no {name!r}; write module:function")
        thing = getattr(thing, part)
    if not callable(thing):
        raise ObjectiveNotFound(f"{place} is {shown(thing)}, which cannot be called with a trial")
    return thing
