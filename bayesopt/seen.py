"""What a suggestion saw of its study, small enough to be kept with every trial.

A trial's `seen` is a dict of JSON types:

ended : how many trials had finished, in the order of finishing; or [first, last] runs of their
    numbers in the order in which they were seen, where that is another one.
revision : up to which amendments were known.
running : runs [first, last, extra, notes, attempt] of trials that were running: how many
    parameters each had been served beyond its plan, and how many notes it had, when that was last
    recorded; extra is -1 for those that had no plan yet.
by : the mark of the settings that suggested (see `provenance`).
asked : names that `ask` was given to suggest; absent where the study knew what to suggest.
planned : names that were suggested, or taken over, at `ask`; True for all that the trial has.
had : names that an earlier attempt had values for; before : what that one saw.
apart : names that were suggested alone, but before any other that was suggested alone.
blind : names that were suggested where nothing was known of the study but its seed.
extra : how many parameters the trial has been served beyond its plan, while it runs.
unused : [space, params] as text, of what was planned and did not come about like that.
attempt : which attempt at the trial this is about, from 2.
told : a checksum of what came of the trial. amended : the same, once somebody has amended it;
    versions : how many are kept of what it was before.
added : True for a trial that was suggested elsewhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from bayesopt.checksums import added, checksum
from bayesopt.documents.labels import Declared
from bayesopt.documents.params import params_of, params_text, space_of, space_text
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.history import History, Log
from bayesopt.params import Param

Seen = dict[str, Any]


class Runs:
    """Numbers in order, as [first, last] of each run of neighbours."""

    def __init__(self) -> None:
        self.count = 0
        self.runs: list[list[int]] = []

    def extend(self, numbers: Iterable[int]) -> None:
        """Append numbers."""
        for number in numbers:
            self.count += 1
            if self.runs and self.runs[-1][1] == number - 1:
                self.runs[-1][1] = number
            else:
                self.runs.append([number, number])


_RUNS: WeakKeyDictionary[Log, Runs] = WeakKeyDictionary()


def seen(history: History, memory: Log, by: str) -> Seen:
    """What a suggestion made on `history` sees; `memory` is the study's own."""
    found: Seen = {"ended": history.finished, "revision": memory.revision, "by": by}
    if history.log is not memory:
        found["ended"] = _order(history)
    if history.pending:
        found["running"] = _standing(history.pending)
    return found


def _order(history: History) -> list[list[int]]:
    known = _RUNS.setdefault(history.log, Runs())
    if known.count > history.finished:  # a moment before the last one that was asked about
        known = _RUNS[history.log] = Runs()
    known.extend(trial.number for trial in history.ended(known.count))
    return [list(run) for run in known.runs]


def _standing(pending: Sequence[FrozenTrial]) -> list[list[int]]:
    runs: list[list[int]] = []
    for trial in pending:
        extra = -1 if trial.seen is None else trial.seen.get("extra", 0)
        stage = [extra, len(trial.notes), trial.attempt]
        if runs and runs[-1][1] == trial.number - 1 and runs[-1][2:] == stage:
            runs[-1][1] = trial.number
        else:
            runs.append([trial.number, trial.number, *stage])
    return runs


def accounted_for(trial: FrozenTrial) -> bool:
    """Whether a trial that has a result says where it comes from, and what was told of it."""
    if trial.state not in (TrialState.COMPLETE, TrialState.PRUNED):
        return True
    known = trial.seen or {}
    told = any(isinstance(known.get(key), str) for key in ("told", "amended"))
    return told and ("added" in known or bool(moments(trial)))


def expanded(runs: Iterable[Sequence[int]]) -> list[int]:
    """The numbers of [first, last, ...] runs."""
    return [number for first, last, *_ in runs for number in range(first, last + 1)]


def moments(trial: FrozenTrial) -> list[Mapping[str, Any]]:
    """What was seen at each attempt that suggested something, the last first."""
    found: list[Mapping[str, Any]] = []
    at = trial.seen
    while isinstance(at, dict):
        if "ended" in at:  # an amended trial need not have been suggested
            found.append(at)
        at = at.get("before")
    return found


class Plan(NamedTuple):
    """What was planned for a trial when it was asked for: values by name, and their parameters."""

    params: Mapping[str, Any]
    space: Mapping[str, Param]

    def beyond(self, trial: FrozenTrial, names: Iterable[str]) -> list[str]:
        """Those of `names` whose value in `trial` is another than planned, or was not planned."""
        return [
            name
            for name in names
            if name not in trial.fixed_params and not self._as_planned(trial, name)
        ]

    def _as_planned(self, trial: FrozenTrial, name: str) -> bool:
        if name not in self.params or name not in trial.params:
            return False
        planned, known = self.space.get(name), trial.distributions.get(name)
        same = planned is known or planned == known
        return same and alike(self.params[name], trial.params[name])


def alike(a: Any, b: Any) -> bool:
    """Whether two values are the same in type and to the last bit, all NaNs being one."""
    if a is b or type(a) is not type(b):
        return a is b
    return a.hex() == b.hex() if isinstance(a, float) else bool(a == b)


def with_plan(trial: FrozenTrial, plan: Plan, now: Seen, taken_over: bool) -> Seen:
    """`now`, with what was planned for `trial`, at this attempt or an earlier one."""
    found = {**now, "planned": [*plan.params]}
    if trial.attempt > 1:
        found["attempt"] = trial.attempt
    if taken_over:
        found["had"] = found["planned"]
        found["before"] = trial.seen
    return found


def under_way(trial: FrozenTrial, plan: Plan, served: Collection[str]) -> FrozenTrial:
    """`trial`, with how many of the parameters `served` go beyond its plan, so that whoever sees
    it now can say what it saw.
    """
    beyond = plan.beyond(trial, served)
    given = [name for name in served if name in trial.fixed_params and name not in plan.params]
    extra = len(beyond) + len(given)
    if trial.seen is None or extra == trial.seen.get("extra", 0):
        return trial
    lost = _lost(plan, [name for name in beyond if name in plan.params])
    return replace(trial, seen={**trial.seen, **lost, "extra": extra})


def concluded(trial: FrozenTrial, plan: Plan | None) -> Any:
    """The `seen` of `trial`, which has ended, shortened where its plan came about."""
    if trial.seen is None:
        return added(trial).seen
    found = {key: value for key, value in trial.seen.items() if key != "extra"}
    found["told"] = checksum(trial)
    if plan is None:
        return found
    lost = plan.beyond(trial, plan.params)
    if not lost and plan.params.keys() == trial.params.keys():
        found["planned"] = True
    return {**found, **_lost(plan, lost)} if lost else found


def _lost(plan: Plan, names: Sequence[str]) -> Seen:
    """What was planned for `names`, and has not come about."""
    if not names:
        return {}
    space = {name: plan.space[name] for name in names if name in plan.space}
    values = {name: plan.params[name] for name in space}
    return {"unused": [space_text(space), params_text(values, space)]}


def standing_as(trial: FrozenTrial, extra: int, notes: int, attempt: int) -> FrozenTrial:
    """`trial` as it was while it ran: see `running` above for the arguments."""
    later_first = moments(trial)
    k = next((k for k, m in enumerate(later_first) if m.get("attempt", 1) <= attempt), None)
    then = {} if k is None else later_first[k]
    old = _unused(later_first[: 0 if k is None else k + 1])
    names = then.get("planned", [])
    names = [*trial.params] if names is True else names
    fixed = trial.fixed_params
    later = [n for n in trial.params if n not in names or (n in old.space and n not in fixed)]
    later = later[: max(extra, 0)]
    params, space = {**trial.params}, {**trial.distributions}
    for name in old.space.keys() - later:
        params[name], space[name] = old.params[name], old.space[name]
    shown = [n for n in (*names, *later) if n in params] if extra >= 0 else []
    return replace(
        trial,
        state=TrialState.RUNNING,
        params={n: params[n] for n in shown} | fixed | {n: params[n] for n in later},
        distributions={name: space[name] for name in shown if name in space},
        values=None,
        intermediate_values={},
        fold_values={},
        constraints={},
        notes=dict(islice(trial.notes.items(), notes)),
        error=None,
        attempt=attempt,
        datetime_complete=None,
    )


def _unused(later_first: Iterable[Mapping[str, Any]]) -> Plan:
    """What was planned at the last of these moments and did not come about, then or later: an
    attempt takes over the plan of the one before it.
    """
    params: dict[str, Any] = {}
    space: dict[str, Param] = {}
    for moment in later_first:
        if "unused" in moment:
            declared = Declared()
            known = space_of(moment["unused"][0], declared)
            space |= known
            params |= params_of(moment["unused"][1], known, declared)
    return Plan(params, space)
