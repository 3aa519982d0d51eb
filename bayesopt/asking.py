"""How a trial comes to be: claimed or numbered, planned by the sampler, recorded."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from bayesopt.asof import AsOf
from bayesopt.duplicates import Duplicates, Watched, suggest_jointly
from bayesopt.errors import SpaceExhausted, StoreError
from bayesopt.frozen import changed
from bayesopt.history import FrozenTrial, History, TrialState
from bayesopt.samplers.base import Suggestion
from bayesopt.seen import Plan, seen, with_plan
from bayesopt.space import Param, Space
from bayesopt.storages import Worker
from bayesopt.storages.attempts import started
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from bayesopt.study import Study

_DRAFT = FrozenTrial(-1, TrialState.RUNNING)
_ROUNDS = 100  # plans for a number that somebody else gets, before any number will do
_FEW = 8  # the same where two trials may have one plan, but had better not


class _Ask(NamedTuple):
    """One call of `ask_one`, and the trial that is to come of it."""

    study: "Study"
    declared: Mapping[str, Param] | None
    worker: Worker | None
    as_of: AsOf | None
    draft: FrozenTrial


def ask_one(
    study: "Study",
    declared: Mapping[str, Param] | None = None,
    worker: Worker | None = None,
    as_of: AsOf | None = None,
) -> Trial:
    """The next trial of `study`, with the `declared` parameters suggested.

    worker : who runs it, so that others can have it if that one dies; None if by hand.
    as_of : what it may know of the study; all, if None.
    A trial that waits comes first. Raises SpaceExhausted if there is none, nor any point left.
    """
    with study._lock:
        draft = changed(_DRAFT, datetime_start=datetime.now())
        ask = _Ask(study, declared, worker, as_of, draft)
        moment = _moment(ask)
        try:
            trial = _begin(ask, *moment)
            for name, param in (declared or study.space or {}).items():
                trial.suggest(name, param)
            if study.duplicates is Duplicates.CACHE:
                trial.earlier = _earlier(study, trial)
            # how long an evaluation takes must not depend on how long it was thought about
            trial._facts = changed(trial._facts, datetime_start=datetime.now())
            study._asked[trial.number] = trial
            return trial
        except BaseException as raised:
            for facts in _begun(study, draft):
                study._ledger.log.put(_abandoned(facts, raised))
            raise


def _moment(ask: _Ask) -> tuple[Space, History]:
    """The space, and what the next trial may know. Raises SpaceExhausted if there is no point."""
    study = ask.study
    memory = study._ledger.sync()
    history = memory.view() if ask.as_of is None else _history(study, ask.as_of)
    space = _known_space(study, ask.declared, history)
    if not memory.waiting and _exhausted(study, space, history) and not _taken_back(study):
        raise SpaceExhausted("every point of the space has been suggested; widen it, or stop")
    return space, history


def _taken_back(study: "Study") -> bool:
    """Whether a trial waits now whose worker is gone: it may be at the last point there was."""
    study._ledger.log.take_back()
    return bool(study._ledger.sync().waiting)


def _begin(ask: _Ask, space: Space, history: History) -> Trial:
    """The next trial, planned and recorded.

    Where its number is likely to be the one that comes next, or each trial is to know all others,
    it is planned for that number before it is claimed, so that one write does for both.
    """
    study, distinct = ask.study, _distinct(ask.study)
    for _ in range(_FEW if _may_repeat(study) else _ROUNDS):
        waiting = study._ledger.memory.waiting
        if ask.as_of is not None or not (distinct or (study._foreseen and not waiting)):
            break
        trial = _planned_first(ask, space, history)
        if trial is not None:
            return trial
        space, history = _moment(ask)
    facts = study._ledger.log.new_trial(ask.draft, ask.worker)
    study._foreseen = facts.number == history.number
    return _planned_then(ask, facts)


def _may_repeat(study: "Study") -> bool:
    """Whether two trials may have one plan."""
    return study.duplicates is Duplicates.ALLOW and study.sampler.repeats


def _distinct(study: "Study") -> bool:
    """Whether no two trials are to have one plan, and so each must know the others'."""
    return study.sampler.distinct or not _may_repeat(study)


def _planned_first(ask: _Ask, space: Space, history: History) -> Trial | None:
    """The next trial; None, and none begun, if somebody else has got the one foreseen.

    What cannot be planned, or not recorded, is left to fail under its number.
    """
    study, log = ask.study, ask.study._ledger.log
    facts = _expected(ask, history)
    try:
        trial = _plan(study, facts, space.free, history.at(facts.number), ask.declared)
        if _distinct(study):
            return trial if log.begin(trial._facts, ask.worker) else None
        claimed = log.new_trial(trial._facts, ask.worker)
    except StoreError:
        raise
    except Exception:
        if log.begin(facts, ask.worker):
            raise
        study._foreseen = False
        return None
    study._foreseen = claimed.number == facts.number
    if claimed.seen is trial._facts.seen:
        return trial
    return _planned_then(ask, claimed)


def _expected(ask: _Ask, history: History) -> FrozenTrial:
    """The trial that comes next, as it seems: the first that waits, or a new one."""
    memory = ask.study._ledger.memory
    if memory.waiting:
        return started(memory.trials[min(memory.waiting)], ask.draft)
    return changed(ask.draft, number=history.number, attempt=1)


def _planned_then(ask: _Ask, facts: FrozenTrial) -> Trial:
    """The trial that has been recorded as `facts`, planned with what is known by now."""
    if ask.as_of is None:
        history = ask.study._ledger.sync().view(facts.number)
    else:
        history = ask.as_of.view(facts.number)
    space = _known_space(ask.study, ask.declared, history)
    trial = _plan(ask.study, facts, space.free, history, ask.declared)
    ask.study._ledger.log.put(trial._facts)
    if ask.as_of is not None:
        ask.as_of.remember(trial._facts)
    return trial


def _begun(study: "Study", draft: FrozenTrial) -> list[FrozenTrial]:
    """The trial that `draft` has become, if it has: an interruption may have hidden its number."""
    running = study._ledger.sync().view().pending
    mine = [trial for trial in running if trial.datetime_start == draft.datetime_start]
    for trial in mine:
        study._asked.pop(trial.number, None)
    return mine


def upcoming(study: "Study") -> int:
    """The number of the trial that comes next."""
    memory = study._ledger.sync()
    return min(memory.waiting, default=len(memory.trials))


def _history(study: "Study", as_of: AsOf | None) -> History:
    """What the next trial may know."""
    memory = study._ledger.sync()
    return memory.view() if as_of is None else as_of.follow(memory).view(upcoming(study))


def nothing_new(study: "Study", as_of: AsOf | None = None) -> bool:
    """Whether all that the study's policy lets be suggested has been, `as_of` the next trial."""
    with study._lock:
        history = _history(study, as_of)
        space = _known_space(study, None, history).free
        return _covered(study, history) or study.sampler.exhausted(space, history)


def better_wait(study: "Study", as_of: AsOf | None = None) -> bool:
    """Whether the next trial should wait for one that is running, lest it be the same.

    That is while it is not known what parameters there are, and where its value is to be taken
    over from a trial that has none yet.
    """
    if study.duplicates is Duplicates.ALLOW:
        return False
    unknown = study.space is None and not _history(study, as_of).finished
    return unknown or (study.duplicates is Duplicates.CACHE and nothing_new(study, as_of))


def _covered(study: "Study", history: History) -> bool:
    if study.duplicates is Duplicates.ALLOW or not study.sampler.repeats:
        return False
    with study._visited.at(history) as moment:
        return moment.covers(study.sampler.fixed)


def _earlier(study: "Study", trial: Trial) -> FrozenTrial | None:
    """A complete trial that `trial` can only repeat, if there is one."""
    planned = trial._planned()
    with study._visited.at(trial._history) as moment:
        return moment.complete(planned) if moment.covers(planned) else None


def _exhausted(study: "Study", space: Space, history: History) -> bool:
    if study.sampler.exhausted(space, history):
        return study.duplicates is not Duplicates.CACHE or not history.counts[0]
    return study.duplicates is Duplicates.AVOID and _covered(study, history)


def _known_space(study: "Study", declared: Mapping[str, Param] | None, history: History) -> Space:
    if declared is not None:
        return Space({name: study._ledger.same(name, p) for name, p in declared.items()})
    return history.space() if study.space is None else study.space


def _abandoned(facts: FrozenTrial, raised: BaseException) -> FrozenTrial:
    """A trial that could not be asked for has failed; an interrupted one gets another turn."""
    if isinstance(raised, Exception):
        return replace(facts, state=TrialState.FAIL, error=repr(raised))
    return replace(facts, state=TrialState.WAITING, datetime_start=None)


def _plan(
    study: "Study",
    facts: FrozenTrial,
    space: Space,
    history: History,
    asked: Mapping[str, Param] | None,
) -> Trial:
    """Ask the sampler for all that is known to be needed; nothing is recorded yet."""
    enqueued, planned = _split(facts)
    known: dict[str, Param] = {}
    taken_over = bool(planned or facts.notes)
    if taken_over:  # interrupted earlier, and so planned already
        recalled = study.sampler.recalled(facts.notes)
        joint = Suggestion({**recalled, **planned}, facts.notes)
    elif enqueued and space and enqueued.keys() >= space.keys():
        joint = Suggestion({})
    else:
        watched = Watched(study.duplicates, study._visited)
        joint = suggest_jointly(study.sampler, space, history, watched, enqueued)
        # with all that it holds: whoever takes the trial over is to go on with the whole plan
        offered = {**space, **history.log.params, **space}  # those of `space` come first
        known = {name: param for name, param in offered.items() if name in joint.params}
    drawn = {name: joint.params[name] for name in known}
    plan = Plan(planned or drawn, facts.distributions if planned else known)
    now = seen(history, study._ledger.memory, study._mark())
    if asked is not None:
        now["asked"] = [*asked]
    trial = Trial(study, facts, enqueued, joint, history, plan)
    trial._facts = trial._standing(drawn, known, seen=with_plan(facts, plan, now, taken_over))
    return trial


def _split(facts: FrozenTrial) -> tuple[dict[str, Any], dict[str, Any]]:
    """The params of a trial that waited: those that somebody enqueued, those once suggested."""
    planned = {
        name: facts.params[name]
        for name, param in facts.distributions.items()
        if name not in facts.fixed_params and param.contains(facts.params[name])
    }
    enqueued = {name: value for name, value in facts.params.items() if name not in planned}
    return enqueued, planned
