"""A trial while it runs in the process of its study: what an objective holds in its hand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bayesopt.absent import absent, no_attribute
from bayesopt.created import create_trial
from bayesopt.duplicates import Watched, suggest_alone
from bayesopt.fixed import FixedTrial
from bayesopt.frozen import changed
from bayesopt.history import FrozenTrial, History, TrialState
from bayesopt.running import Running
from bayesopt.samplers.base import Suggestion
from bayesopt.seen import Plan, concluded, under_way
from bayesopt.space import Param
from bayesopt.storages.attempts import requeued
from bayesopt.suggesting import Suggests

if TYPE_CHECKING:
    from bayesopt.study import Study

BaseTrial = Suggests  # the name that Optuna's users know

__all__ = ["BaseTrial", "FixedTrial", "FrozenTrial", "Trial", "TrialState", "create_trial"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Trial(Running):
    """One evaluation in progress. Made by `Study.ask`; objectives call its `suggest_` methods.

    A parameter is served from what was enqueued, else from the joint suggestion made at `ask`,
    else (a name or range that is new) by the sampler on that parameter alone.

    facts : the trial as recorded. fixed : values that somebody enqueued. joint : the suggestion.
    history : what the suggestion knew. plan : what was recorded of the joint suggestion; None for
    a trial that was asked for elsewhere. earlier : a complete trial with the same values, where
    the study's policy for duplicates is to take over its result.
    """

    def __init__(
        self,
        study: "Study",
        facts: FrozenTrial,
        fixed: Mapping[str, Any],
        joint: Suggestion,
        history: History,
        plan: Plan | None = None,
    ) -> None:
        super().__init__(facts, fixed, joint.params, len(study.directions))
        self.study = study
        self.earlier: FrozenTrial | None = None
        self._joint = joint
        self._history = history
        self._planned_then = plan
        self._notes: dict[str, Any] = {}
        self._note(joint)

    @property
    def notes(self) -> dict[str, Any]:
        """What samplers have noted about it so far: which one suggested it and why, say."""
        return dict(self._notes)

    def __getattr__(self, name: str) -> Any:
        raise no_attribute("Trial", name)

    def _same(self, name: str, param: Param) -> Param:
        return self.study._ledger.same(name, param)

    def _suggested(self, name: str, param: Param) -> None:
        recorded = self._facts.distributions.get(name)
        if recorded is not param and recorded != param:
            self._record()

    def _alone(self, name: str, param: Param) -> Any:
        alone = self._suggest_alone(name, param)
        self._note(alone)
        return param.cast(alone.params[name])

    def _suggest_alone(self, name: str, param: Param) -> Suggestion:
        with self.study._lock:
            watched = Watched(self.study.duplicates, self.study._visited)
            sampler, known = self.study.sampler, self._planned()
            return suggest_alone(sampler, name, param, self._history, watched, known)

    def _judge(self, facts: FrozenTrial) -> bool:
        history = self.study._ledger.sync().view(self.number)
        return bool(self.study.pruner.prune(facts, history))

    def _note(self, suggestion: Suggestion) -> None:
        """Keep the notes of a suggestion, unless the trial will not evaluate what it says."""
        if suggestion.notes and self._fixed.keys().isdisjoint(suggestion.params):
            self._notes.update(suggestion.notes)

    def _record(
        self,
        drawn: Mapping[str, Any] = _NOTHING,
        known: Mapping[str, Param] = _NOTHING,
        **changes: Any,
    ) -> None:
        """Let the storage know how the trial stands now; see `_standing`."""
        facts = self._standing(drawn, known, **changes)
        self.study._ledger.log.put(facts)  # which may refuse them
        self._facts = facts

    def _standing(
        self,
        drawn: Mapping[str, Any] = _NOTHING,
        known: Mapping[str, Param] = _NOTHING,
        **changes: Any,
    ) -> FrozenTrial:
        """What is planned, values `drawn` for `known` parameters, and what has come of it."""
        facts = changed(
            self._facts,
            params={**drawn, **self._facts.params, **self._params},
            distributions={**known, **self._facts.distributions, **self._distributions},
            notes=dict(self._notes),
            **changes,
        )
        if self._planned_then is not None:
            facts = under_way(facts, self._planned_then, self._params)
        return facts

    def _absorb(
        self,
        facts: FrozenTrial,
        notes: Mapping[str, Any],
        saw: Mapping[str, Sequence[str]],
        began: datetime,
    ) -> None:
        """Take over what has come of the trial where it was evaluated.

        saw : what is to be added to what its suggestion saw.
        Raises InvalidParameter if a name has come to stand for another kind of parameter.
        """
        for name, param in facts.distributions.items():
            self._distributions[name] = self._same(name, param)
            self._params[name] = facts.params[name]
        self._notes.update(notes)
        self._facts = changed(
            self._facts,
            intermediate_values=facts.intermediate_values,
            fold_values=facts.fold_values,
            judged=facts.judged,
            user_attrs=facts.user_attrs,
            constraints=facts.constraints,
            datetime_start=began,
            seen={**(self._facts.seen or {}), **saw},
        )

    def _resume(self) -> None:
        """Take all that is recorded as suggested; for a trial that was asked for elsewhere."""
        self._distributions = dict(self._facts.distributions)
        self._params = {name: self._facts.params[name] for name in self._distributions}

    def _planned(self) -> dict[str, Any]:
        """All values that are known now."""
        return {**self._joint.params, **self._fixed, **self._params}

    def _repeat(self, earlier: FrozenTrial) -> None:
        """Take over what `earlier` has shown, and note whose it is."""
        self._params = dict(earlier.params)
        self._distributions = dict(earlier.distributions)
        self._notes["cached"] = earlier.number
        self._facts = changed(self._facts, constraints=earlier.constraints)

    def _ended(
        self, outcome: Mapping[str, Any], completed: Callable[[FrozenTrial], FrozenTrial]
    ) -> FrozenTrial:
        """The trial as a fact that will not change again.

        completed : what else there is to say of it, in the light of its result.
        """
        facts = changed(
            self._facts,
            params=dict(self._params),
            distributions=dict(self._distributions),
            notes=self._notes,
            **outcome,
        )
        facts = completed(facts)
        self._facts = changed(facts, seen=concluded(facts, self._planned_then))
        return self._facts

    def _forget(self, recorded: FrozenTrial) -> None:
        """Go back to what is recorded."""
        self._facts, self._notes = recorded, dict(recorded.notes)
        self._params, self._distributions = dict(recorded.params), dict(recorded.distributions)

    def _interrupted(self) -> FrozenTrial:
        """The trial, waiting for its next turn with all that was planned; this handle is void."""
        known = self._facts.distributions | self._distributions
        planned = self._planned()
        params = {n: v for n, v in planned.items() if n in known or n in self._fixed}
        self._facts = changed(
            requeued(self._facts),
            params=params,
            distributions={name: param for name, param in known.items() if name in params},
            notes=dict(self._notes),
        )
        return self._facts


def __getattr__(name: str) -> Any:
    raise absent("trial", name)
