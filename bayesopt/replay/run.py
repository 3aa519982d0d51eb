"""The replay of a study."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bayesopt.build import this_build
from bayesopt.errors import BayesoptError
from bayesopt.frozen import FrozenTrial
from bayesopt.provenance import Provenance, facts_altered, facts_kept, mark_of
from bayesopt.replay.compare import TOLERANCE, Difference, Verdict, difference
from bayesopt.replay.report import Replay, Replayed
from bayesopt.replay.suggest import Suggester
from bayesopt.replay.timeline import Timeline
from bayesopt.samplers.base import Sampler
from bayesopt.seen import accounted_for, moments
from bayesopt.settings import NotMade, brief, made, settings
from bayesopt.space import Space
from bayesopt.storages import TrialLog


def replay(log: TrialLog, sampler: Sampler | None = None) -> Replay:
    """Compute every suggestion recorded in `log` again, and compare.

    sampler : stands in for settings of which none can be made, such as somebody else's sampler.
    """
    timeline = Timeline(log)
    kept = facts_kept(log)
    makers = _Makers(Provenance(log), log.facts.space, sampler)
    suggested = [trial for trial in timeline.trials.values() if moments(trial)]
    found = {}
    for trial in sorted(suggested, key=_moment):
        found[trial.number] = _replayed(trial, timeline, makers)
    for number in timeline.trials.keys() - found.keys():
        found[number] = Replayed(number, Verdict.NOT_SUGGESTED, reason="added or enqueued")
    for number in timeline.missing:
        found[number] = Replayed(number, Verdict.ALTERED, reason="its record is missing")
    for number in found.keys() - set(timeline.missing):
        found[number] = _told(found[number], timeline, kept)
    trials = tuple(found[number] for number in sorted(found))
    altered = {
        "directions, seed or space are not what it was made with": facts_altered(log),
        "what was written last is missing": timeline.cut,
        "there is more than was counted": timeline.miscounted,
        "settings that have suggested trials are missing, or altered": kept and makers.missing,
    }
    return Replay(
        study_name=log.facts.name,
        trials=trials,
        builds=tuple(sorted(makers.builds)),
        altered="; ".join(words for words, holds in altered.items() if holds),
    )


def _moment(trial: FrozenTrial) -> tuple[bool, int, int]:
    """What views are made in the order of: moments of one kind, by how much had finished."""
    ended = moments(trial)[-1]["ended"]
    several = not isinstance(ended, int)
    count = sum(last - first + 1 for first, last in ended) if several else ended
    return several, count, trial.number


class _Makers:
    """What suggested, by its mark; and in what its build differs from this one."""

    def __init__(self, known: Provenance, space: Space | None, sampler: Sampler | None) -> None:
        self._known = known
        self._space = space
        self._given = sampler
        self._made: dict[Any, Suggester | str] = {}
        self._tolerances: dict[Any, float] = {}
        self.builds: set[str] = set()
        self.missing = False  # whether some are not there as they were kept

    def suggester(self, mark: Any) -> Suggester | str:
        """Who suggests as it did then; or why nobody can."""
        if mark not in self._made:
            self._made[mark] = self._make(mark)
        return self._made[mark]

    def tolerance(self, mark: Any) -> float:
        """To what share of a range values are compared; 0 for the last bit."""
        return self._tolerances.get(mark, 0.0)

    def _make(self, mark: Any) -> Suggester | str:
        entry = self._known.entry(mark)
        self.missing |= entry is None or mark_of(entry) != mark
        if entry is None:
            return f"no settings are kept under {mark!r}"
        now = this_build()
        other = [
            f"{name} {now[name] or '(none)'}, was {was or '(none)'}"
            for name, was in entry["build"].items()
            if now.get(name) != was
        ]
        self.builds.update(other)
        self._tolerances[mark] = TOLERANCE if other else 0.0
        try:
            return Suggester(made(entry["sampler"]), entry.get("duplicates", "allow"), self._space)
        except NotMade as error:
            given = self._given
            if given is not None and brief(settings(given)) == brief(entry["sampler"]):
                return Suggester(given, entry.get("duplicates", "allow"), self._space)
            return str(error)


def _told(found: Replayed, timeline: Timeline, kept: bool) -> Replayed:
    """`found`, unless the trial's result is another than was told.

    kept : whether whatever told of a trial has kept what it was.
    """
    reason = timeline.altered(found.number)
    if not reason and kept and not accounted_for(timeline.trials[found.number]):
        reason = "what it saw, or was told, is missing"
    return replace(found, verdict=Verdict.ALTERED, reason=reason) if reason else found


def _replayed(trial: FrozenTrial, timeline: Timeline, makers: _Makers) -> Replayed:
    number = trial.number
    problem = next((m for m in _sayings(trial, makers) if isinstance(m, str)), None)
    if problem is not None:
        return Replayed(number, Verdict.UNKNOWN, reason=problem)
    try:
        found, reason = tuple(_found(trial, timeline, makers)), ""
    except (BayesoptError, LookupError) as error:
        found, reason = (), f"cannot be suggested: {error}"
    if found or reason:
        amended = [number for m in moments(trial) for number in timeline.forgotten(m)]
        if amended:
            why = f"how trial {amended[0]} was before it was amended stayed behind with a copy"
            return Replayed(number, Verdict.UNKNOWN, reason=why)
        return Replayed(number, Verdict.DIFFERENT, found, reason=reason)
    chosen = [*_chosen(trial)]
    return Replayed(number, Verdict.SAME if chosen or not trial.params else Verdict.NOT_SUGGESTED)


def _sayings(trial: FrozenTrial, makers: _Makers) -> list[Suggester | str]:
    return [makers.suggester(moment.get("by")) for moment in moments(trial)]


def _chosen(trial: FrozenTrial) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters that were suggested, and the moment at which each was."""
    for name in trial.params:
        if name in trial.fixed_params or name not in trial.distributions:
            continue
        moment = next((m for m in moments(trial) if name not in m.get("had", ())), None)
        if moment is not None:
            yield name, moment


def _found(trial: FrozenTrial, timeline: Timeline, makers: _Makers) -> Iterator[Difference]:
    """Where the trial's parameters are not what its suggestions give."""
    for moment in moments(trial):
        names = [name for name, when in _chosen(trial) if when is moment]
        suggester = makers.suggester(moment.get("by"))
        if not names or isinstance(suggester, str):
            continue
        view = timeline.view(moment, trial.number)
        # of a trial that was taken over only what was new was suggested, one by one
        joint = suggester.left if "had" in moment else suggester.joint
        planned = joint(trial, moment, view)
        repeated = timeline.trials.get(trial.notes.get("cached", -1))
        for name in names:
            param = trial.distributions[name]
            if repeated is not None and name not in planned.params:
                expected = repeated.params[name]
            else:
                expected = suggester.value(name, trial, moment, planned, view)
            tolerance = makers.tolerance(moment.get("by"))
            told = difference(name, param, expected, trial.params[name], tolerance)
            if told is not None:
                yield told
