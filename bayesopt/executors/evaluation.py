"""What a worker does: evaluate one trial and send back what came of it."""

import time
from dataclasses import replace
from typing import Any

from bayesopt.executors.remote import Program, RemoteTrial, Report, Task
from bayesopt.executors.wire import dumps, loads
from bayesopt.frozen import TrialState
from bayesopt.outcome import Outcome, evaluate
from bayesopt.timelimit import within

_KEPT = 4  # programs that a worker remembers: those of loops that share an executor
_programs: dict[str, Program] = {}


def evaluate_packed(key: str, program: bytes | None, task: bytes) -> bytes | None:
    """The packed Report on a packed Task; None if the program of that key is not known here.

    It raises nothing that the objective raises, so that no engine has a reason to try again.
    """
    if key not in _programs:
        if program is None:
            return None
        _programs[key] = loads(program)
        while len(_programs) > _KEPT:
            _programs.pop(next(iter(_programs)))
    unpacked: Task = loads(task)
    return _packed(report_on(unpacked, _programs[key]), unpacked)


def report_on(task: Task, program: Program) -> Report:
    """Evaluate the trial."""
    trial = RemoteTrial(task, program)
    begun = time.monotonic()

    def call() -> Outcome:
        return evaluate(program.objective, trial, len(program.directions))

    interruption: str | None = None
    args: tuple[int | str | None, ...] = ()
    try:
        outcome = within(call, task.limit)
    except (KeyboardInterrupt, SystemExit) as raised:
        outcome = Outcome(TrialState.WAITING)
        interruption, args = type(raised).__name__, tuple(map(_plain, raised.args))
    return Report(
        outcome,
        trial.ended(),
        time.monotonic() - begun,
        used=tuple(trial.used),
        blind=tuple(trial.blind),
        unjudged=trial.unjudged,
        notes=trial.notes,
        interruption=interruption,
        interruption_args=args,
    )


def _plain(value: Any) -> int | str | None:
    """An exit code as it is, anything else as text: `sys.exit` prints that."""
    return value if value is None or isinstance(value, int | str) else str(value)


def _packed(report: Report, task: Task) -> bytes:
    raised = report.outcome.exception
    report = replace(
        report,
        outcome=replace(report.outcome, exception=None),
        raised=raised is not None,
        exception=None if raised is None else _sendable(raised),
    )
    try:
        return dumps(report)
    except Exception as refused:
        error = f"what came of the trial cannot be sent back: {refused}"
        outcome = Outcome(TrialState.FAIL, error=error)
        return dumps(Report(outcome, task.facts, report.seconds))


def _sendable(raised: Exception) -> bytes | None:
    """The exception packed; None for those that do not survive it, as some do not."""
    try:
        packed = dumps(raised)
        loads(packed)
    except Exception:
        return None
    return packed


class RemoteError(RuntimeError):
    """What an objective raised in a worker, as text: it could not be sent as it was."""


def unpacked_exception(report: Report) -> Exception | None:
    """What the objective raised in the worker; None if it raised nothing."""
    if not report.raised:
        return report.outcome.exception
    try:
        raised = None if report.exception is None else loads(report.exception)
    except Exception:
        raised = None
    return raised if isinstance(raised, Exception) else RemoteError(report.outcome.error)
