"""What the log says of a study: that it was made, and how trials ended. What is warned about."""

import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bayesopt.errors import BayesoptError, NoCompleteTrial, shown, warn
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.ledger import Ledger
from bayesopt.storages import TrialLog

_logger = logging.getLogger("bayesopt")
_ENDED = {
    TrialState.COMPLETE: "is complete",
    TrialState.PRUNED: "was pruned",
    TrialState.FAIL: "failed",
}


def announce_study(log: TrialLog) -> None:
    """Say that a study has been made."""
    if _logger.isEnabledFor(logging.INFO):
        ways = ", ".join(way.name.lower() for way in log.facts.directions)
        _logger.info("%s", f"new study {shown(log.facts.name)}, to {ways}")


def announce_resumed(log: TrialLog) -> None:
    """Say that a study was there already where one was to be made."""
    _logger.info("study %s exists: going on with it", shown(log.facts.name))


def announce_trial(trial: FrozenTrial, ledger: Ledger) -> None:
    """Say what came of a trial that has been told; of one that something went wrong with, as a
    warning. Costs nothing where nobody listens.
    """
    level = logging.INFO if trial.error is None else logging.WARNING
    if _logger.isEnabledFor(level):
        best = "" if trial.state is TrialState.FAIL else _best(ledger)
        _logger.log(level, "%s", f"trial {trial.number} {_story(trial)}{best}")


def announce_ignored(trial: FrozenTrial) -> None:
    """Say that nothing is taken for a trial that has ended."""
    _logger.info("%s", f"trial {trial.number} stays as it was told before: it {_story(trial)}")


def announce_repeated(params: Mapping[str, Any]) -> None:
    """Say that nothing is enqueued, as there is such a trial."""
    _logger.info("a trial at %s is there: it is not enqueued again", shown(params))


def warn_of_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Warn of each of `names` that is none of the parameters known."""
    for name in names:
        if name not in known:
            warn(
                f"{shown(name)} is none of the study's parameters {shown([*known])}; "
                f"its value counts only if the objective suggests it"
            )


def _story(trial: FrozenTrial) -> str:
    """How the trial ended, with what, and where."""
    text = _ENDED[trial.state]
    if trial.state is TrialState.FAIL:
        lines = (trial.error or "").strip().splitlines()
        text += f" ({lines[-1]})" if lines else ""
    if trial.values is not None:
        text += f" with {_numbers(trial.values)}"
    return f"{text} at {shown(trial.params)}"


def _best(ledger: Ledger) -> str:
    """The best trial so far, if there is one objective."""
    if len(ledger.memory.directions) > 1:
        return ""
    try:
        best = ledger.best()
    except NoCompleteTrial:
        return "; none to call the best yet"
    except BayesoptError:  # the trial is told all the same, if the storage fails now
        return ""
    return f"; the best so far is trial {best.number} with {_numbers(best.values or ())}"


def _numbers(values: tuple[float, ...]) -> str:
    return f"value {values[0]!r}" if len(values) == 1 else f"values {[*values]!r}"
