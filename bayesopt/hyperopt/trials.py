"""All trials of a search, as documents."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from bayesopt.hyperopt.documents import (
    JOB_STATE_DONE,
    JOB_VALID_STATES,
    STATUS_OK,
    Columns,
    Document,
    checked,
    miscs_to_idxs_vals,
    new_document,
    spec_from_misc,
)
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.exceptions import AllTrialsFailed
from bayesopt.hyperopt.mirror import Mirror
from bayesopt.study import Study


class Attachments:
    """What is attached to one trial, by name."""

    def __init__(self, trials: "Trials", trial: Document) -> None:
        self._all = trials.attachments
        self._key = f"ATTACH::{trial['tid']}::"

    def __contains__(self, name: str) -> bool:
        return self._key + name in self._all

    def __getitem__(self, name: str) -> Any:
        return self._all[self._key + name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._all[self._key + name] = value

    def __delitem__(self, name: str) -> None:
        del self._all[self._key + name]


class Trials:
    """All trials of a search: waiting, running and done; those that raised are kept apart.

    exp_key : if given, only documents that carry it count.
    """

    asynchronous = False

    def __init__(self, exp_key: Any = None, refresh: bool = True) -> None:
        self._exp_key = exp_key
        self._ids: set[int] = set()
        self._dynamic_trials: list[Document] = []
        self._trials: list[Document] = []
        self._head = self._kept = 0  # documents that have ended, and how many of them count
        self._mirror: Mirror | None = None
        self.attachments: dict[str, Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_mirror": None}  # it is made again when it is needed

    # --- looking

    def __iter__(self) -> Iterator[Document]:
        return iter(self._trials)

    def __len__(self) -> int:
        return len(self._trials)

    @property
    def trials(self) -> list[Document]:
        """The documents, as of the last `refresh`."""
        return self._trials

    @property
    def tids(self) -> list[int]:
        """Their numbers."""
        return [trial["tid"] for trial in self._trials]

    @property
    def specs(self) -> list[Any]:
        """Their specifications: None, as `miscs` hold the values."""
        return [trial["spec"] for trial in self._trials]

    @property
    def results(self) -> list[Document]:
        """What the objective returned, each a dict."""
        return [trial["result"] for trial in self._trials]

    @property
    def miscs(self) -> list[Document]:
        """What was tried, each a dict with 'vals'."""
        return [trial["misc"] for trial in self._trials]

    @property
    def idxs_vals(self) -> tuple[Columns, Columns]:
        """`idxs` and `vals`."""
        return miscs_to_idxs_vals(self.miscs)

    @property
    def idxs(self) -> Columns:
        """By label, the numbers of the trials that used it."""
        return self.idxs_vals[0]

    @property
    def vals(self) -> Columns:
        """By label, the values that were tried."""
        return self.idxs_vals[1]

    def losses(self) -> list[float | None]:
        """Of each trial; None where there is none."""
        return [result.get("loss") for result in self.results]

    def statuses(self) -> list[str]:
        """Of each trial."""
        return [result["status"] for result in self.results]

    @property
    def best_trial(self) -> Document:
        """The document with the lowest loss, the first of equals. Raises AllTrialsFailed."""
        good = [t for t in self._trials if t["result"]["status"] == STATUS_OK]
        good = [t for t in good if not np.isnan(t["result"]["loss"])]
        if not good:
            raise AllTrialsFailed(
                f"none of {len(self)} trials has returned a loss; look at `results`"
            )
        return min(good, key=lambda trial: float(trial["result"]["loss"]))

    @property
    def argmin(self) -> dict[str, Any]:
        """The values of the best trial by label; for choices the number of the option."""
        return spec_from_misc(self.best_trial["misc"])

    def average_best_error(self) -> float:
        """The 'true_loss' (else the loss) of the trial with the lowest loss.

        Raises NotImplementedError where results carry a 'loss_variance'.
        """
        if any(result.get("loss_variance") for result in self.results):
            raise NotImplementedError("losses with a 'loss_variance' are not averaged here")
        best = self.best_trial["result"]
        return float(best.get("true_loss", best["loss"]))

    @property
    def study(self) -> Study:
        """The study behind the search, for plots and the like. RuntimeError before `fmin`."""
        if self._mirror is None:
            raise RuntimeError("there is no study yet; run fmin(..., trials=...) first")
        self._mirror.follow()
        return self._mirror.study

    def trial_attachments(self, trial: Document) -> Attachments:
        """What is attached to `trial`, by name; assignable."""
        return Attachments(self, trial)

    def count_by_state_unsynced(self, arg: int | Iterable[int]) -> int:
        """How many documents are in this state, or in one of these."""
        key = self._exp_key
        counted = (t for t in self._dynamic_trials if key is None or t["exp_key"] == key)
        return self.count_by_state_synced(arg, counted)

    def count_by_state_synced(
        self, arg: int | Iterable[int], trials: Iterable[Document] | None = None
    ) -> int:
        """How many of `trials`, by default those as of the last `refresh`, are in such a state."""
        states = {arg} if isinstance(arg, int) else set(arg)
        counted = self._trials if trials is None else trials
        return sum(trial["state"] in states for trial in counted)

    # --- writing

    def refresh(self) -> None:
        """Let `trials` and what derives from it follow the documents."""
        self._head = self._kept = 0
        self.follow()

    def follow(self) -> None:
        """`refresh`, but for documents that had ended the last time: they have not changed."""
        documents, key = self._dynamic_trials, self._exp_key
        trials = self._trials[: self._kept]
        ended = True
        for trial in documents[self._head :]:
            ended = ended and trial["state"] >= JOB_STATE_DONE
            if trial["state"] in JOB_VALID_STATES and (key is None or trial["exp_key"] == key):
                trials.append(trial)
            if ended:
                self._head, self._kept = self._head + 1, len(trials)
        self._trials = trials

    def view(self, exp_key: Any = None, refresh: bool = True) -> "Trials":
        """The same documents, of the experiment `exp_key` only."""
        view = type(self)(exp_key)
        view._ids, view._dynamic_trials = self._ids, self._dynamic_trials
        view.attachments = self.attachments
        if refresh:
            view.refresh()
        return view

    def insert_trial_doc(self, doc: Document) -> int:
        """Take in a document; `refresh` makes it count. Raises InvalidTrial."""
        return self.insert_trial_docs([doc])[0]

    def insert_trial_docs(self, docs: Iterable[Document]) -> list[int]:
        """Take in documents; `refresh` makes them count. Raises InvalidTrial."""
        return self._insert_trial_docs([checked(doc, self._exp_key) for doc in docs])

    def _insert_trial_docs(self, docs: Iterable[Document]) -> list[int]:
        """Take in documents that are known to be fine."""
        new = [*docs]
        tids = [doc["tid"] for doc in new]
        self._dynamic_trials.extend(new)
        self._ids.update(tids)
        return tids

    def new_trial_ids(self, n: int) -> list[int]:
        """The next `n` numbers."""
        first = len(self._ids)
        ids = [*range(first, first + n)]
        self._ids.update(ids)
        return ids

    def new_trial_docs(
        self,
        tids: Sequence[int],
        specs: Sequence[Any],
        results: Sequence[Any],
        miscs: Sequence[Any],
    ) -> list[Document]:
        """Documents of trials that wait, not yet taken in."""
        rows = zip(tids, specs, results, miscs, strict=True)
        return [
            new_document(t, result, misc, spec, self._exp_key) for t, spec, result, misc in rows
        ]

    def delete_all(self) -> None:
        """Forget everything."""
        self._dynamic_trials, self.attachments, self._mirror = [], {}, None
        self._ids.clear()
        self.refresh()

    def mirror(self, domain: Domain, seed: int) -> Mirror:
        """The study that follows these documents, for the domain's parameters.

        seed : the study's, if there is none yet.
        """
        documents = self._dynamic_trials
        if self._mirror is None or not self._mirror.serves(domain, documents):
            self._mirror = Mirror(domain, documents, seed)
        self._mirror.follow()
        return self._mirror

    def fmin(
        self,
        fn: Any,
        space: Any,
        algo: Any = None,
        max_evals: int | None = None,
        timeout: float | None = None,
        loss_threshold: float | None = None,
        **others: Any,
    ) -> Any:
        """`fmin` with these trials, quiet unless `verbose`; arguments as there."""
        from bayesopt.hyperopt.fmin import fmin

        others = {"verbose": False, **others, "trials": self}
        return fmin(fn, space, algo, max_evals, timeout, loss_threshold, **others)


def trials_from_docs(docs: Iterable[Document], validate: bool = True, **kwargs: Any) -> Trials:
    """Trials that hold `docs`; other arguments as for Trials."""
    trials = Trials(**kwargs)
    if validate:
        trials.insert_trial_docs(docs)
    else:
        trials._insert_trial_docs(docs)
    trials.refresh()
    return trials
