"""The study behind a search: documents in, suggestions out."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from numpy.random import Generator

from bayesopt.created import create_trial
from bayesopt.errors import SpaceExhausted
from bayesopt.history import History, TrialState
from bayesopt.hyperopt.documents import (
    JOB_STATE_DONE,
    JOB_STATE_NEW,
    JOB_STATE_RUNNING,
    STATUS_OK,
    Document,
    spec_from_misc,
)
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.expressions import Draw, unfold
from bayesopt.randomness import generator
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.samplers.random import RandomSampler
from bayesopt.space import Space
from bayesopt.study import Study


class Seeded(Sampler):
    """Suggests as `sampler` does, with random numbers that follow from `seed` for each trial.

    Where a finite space is exhausted it starts again, at random: `fmin` evaluates as often as it
    was told to.
    """

    def __init__(self, sampler: Sampler, seed: int) -> None:
        self._sampler = sampler
        self._seed = seed

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """Values for every parameter of `space`."""
        own = generator(self._seed, history.number, repr(space.names))
        history = replace(history, own_seed=self._seed)
        try:
            return self._sampler.suggest(space, history, own)
        except SpaceExhausted:
            return RandomSampler().suggest(space, history, own)


class Mirror:
    """A study that follows the documents of a search, so that samplers can learn from them.

    domain : whose parameters count. documents : a list that others append to, and whose entries
    they change, until they have ended. seed : the study's.
    """

    def __init__(self, domain: Domain, documents: Sequence[Document], seed: int) -> None:
        self.params = {label: draw.param for label, draw in domain.params.items()}
        self.study = Study(space=domain.space, sampler=RandomSampler(), seed=seed)
        self._numbers: dict[int, int] = {}  # of trials that are running in the study, by tid
        self._documents = documents
        self._read = 0
        self._open: list[Document] = []
        self._samplers: dict[Hashable, Sampler] = {}

    def serves(self, domain: Domain, documents: Sequence[Document]) -> bool:
        """Whether the study is about the domain's parameters, and follows these documents."""
        if documents is not self._documents or len(documents) < self._read:
            return False
        return self.params == {label: draw.param for label, draw in domain.params.items()}

    def follow(self) -> None:
        """Tell the study what has come of the documents since the last time."""
        self._open.extend(self._documents[self._read :])
        self._read = len(self._documents)
        waiting = [doc for doc in self._open if doc["state"] in (JOB_STATE_NEW, JOB_STATE_RUNNING)]
        if len(waiting) < len(self._open):
            still = {id(doc) for doc in waiting}
            for document in self._open:
                if id(document) not in still:
                    self._settle(document)
        self._open = waiting

    def _settle(self, document: Document) -> None:
        loss = _loss(document)
        state = TrialState.FAIL if loss is None else TrialState.COMPLETE
        number = self._numbers.pop(document["tid"], None)
        if number is not None:
            self.study.tell(number, loss, state)
            return
        tried = spec_from_misc(document["misc"])
        known = {label: param for label, param in self.params.items() if label in tried}
        self.study.add_trial(
            create_trial(
                state=state,
                value=loss,
                params={label: tried[label] for label in known},
                distributions=known,
            )
        )

    def sampler(self, make: Callable[..., Sampler], **settings: Hashable) -> Sampler:
        """`make(**settings)`; the same object each time, as its caches are worth keeping."""
        key = make, tuple(sorted(settings.items()))
        if key not in self._samplers:
            self._samplers[key] = make(**settings)
        return self._samplers[key]

    def ask(self, tid: int, domain: Domain, sampler: Sampler) -> dict[str, Any]:
        """What trial `tid` should try: values by label, of the parameters that take part."""
        self.study.sampler = sampler
        trial = self.study.ask()

        def suggest(draw: Draw) -> Any:
            return trial.suggest(draw.label, draw.param)

        unfold(domain.expr, suggest)
        self._numbers[tid] = trial.number
        return trial.params


def _loss(document: Document) -> float | None:
    """The loss of a trial that went well; None where there is none."""
    result = document["result"]
    if document["state"] != JOB_STATE_DONE or result.get("status") != STATUS_OK:
        return None
    loss = float(result["loss"])
    return None if loss != loss else loss
