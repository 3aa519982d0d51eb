"""Checksums of what came of trials, kept with them: no result is altered unnoticed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

from bayesopt.documents.params import params_text, space_text
from bayesopt.errors import NotJSON
from bayesopt.frozen import FrozenTrial

_RESULT = 8  # digits of a checksum


def checksum(trial: FrozenTrial) -> str:
    """What tells what came of a trial from what was altered: `_RESULT` digits of its result, and
    as many of its error, its attempt and the values that no sampler gave it.
    """
    result = (
        int(trial.state),
        None if trial.values is None else [*map(float, trial.values)],
        _plain(trial.intermediate_values),
        _plain(trial.constraints),
    )
    more = trial.error, trial.attempt, _given(trial)
    return _digits(result) + (_NO_MORE if more == (None, 1, "") else _digits(more))


def _digits(facts: tuple[Any, ...]) -> str:
    return f"{crc32(repr(facts).encode(errors='backslashreplace')):0{_RESULT}x}"


_NO_MORE = _digits((None, 1, ""))  # as of most trials


def _given(trial: FrozenTrial) -> str:
    """The values that were added or enqueued, and their parameters, as storages write them."""
    added = "added" in (trial.seen or ())
    if not (added or trial.fixed_params):
        return ""
    names = trial.params.keys() if added else trial.fixed_params.keys() & trial.params.keys()
    known = {name: trial.distributions[name] for name in names if name in trial.distributions}
    try:
        return params_text({name: trial.params[name] for name in names}, known) + space_text(known)
    except NotJSON:  # a kind of parameter that only memory holds
        return ""


def _plain(values: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    """As storages give them back: floats of numpy as those of Python."""
    if not values:
        return []
    found = sorted(values.items())
    return [(key, float(value) if isinstance(value, float) else value) for key, value in found]


def added(trial: FrozenTrial) -> FrozenTrial:
    """`trial`, which was suggested elsewhere; once it has ended, with a checksum of its result."""
    if not trial.state.is_finished():
        return replace(trial, seen=None)
    trial = replace(trial, seen={"added": True})
    return replace(trial, seen={"added": True, "told": checksum(trial)})


def amended(trial: FrozenTrial, known: FrozenTrial) -> FrozenTrial:
    """`trial`, the amended form of `known`, with a checksum of what it is now."""
    found = {**(trial.seen or {}), "amended": checksum(trial)}
    if known.state.is_finished():  # then a version of it is kept
        found["versions"] = _versions(known) + 1
    return replace(trial, seen=found)


def _versions(trial: FrozenTrial) -> int:
    count = (trial.seen or {}).get("versions", 0)
    return count if isinstance(count, int) else 0


def incomplete(trial: FrozenTrial, versions: Sequence[FrozenTrial]) -> bool:
    """Whether one of the versions of what a trial was before it was amended is missing.

    Older builds did not count them: then none is missed.
    """
    count = _versions(trial)
    return count > len(versions) or not {*range(count)} <= {*map(_versions, versions)}


def untrue(trial: FrozenTrial, amendments: int) -> str:
    """What of a trial that was amended so often is not what was told of it last, in words.

    Older builds summed up less, and kept no checksum of amendments: there what they amended is
    taken as it is.
    """
    known = trial.seen or {}
    told = known.get("amended", None if amendments else known.get("told"))
    found = checksum(trial)
    if told is None or told in (found, found[:_RESULT]):
        return ""
    if str(told)[:_RESULT] == found[:_RESULT]:
        return "its error, its attempt or a value that was given for it is not what it was"
    return f"its result {trial.values} ({trial.state.name}) is not the one that was told"
