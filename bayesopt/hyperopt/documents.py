"""Trials as documents: dictionaries of the shape that Hyperopt's users read and write.

A document holds its number 'tid', its 'state', the 'result' of the objective, and in 'misc' the
values that were tried: 'vals' maps each label to a list of one value, or of none where the
parameter took no part; 'idxs' likewise to the number of the trial.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bayesopt.hyperopt.exceptions import InvalidTrial

Document = dict[str, Any]
Columns = dict[str, list[Any]]

STATUS_NEW = "new"
STATUS_RUNNING = "running"
STATUS_SUSPENDED = "suspended"
STATUS_OK = "ok"
STATUS_FAIL = "fail"
STATUS_STRINGS = (STATUS_NEW, STATUS_RUNNING, STATUS_SUSPENDED, STATUS_OK, STATUS_FAIL)

JOB_STATE_NEW = 0
JOB_STATE_RUNNING = 1
JOB_STATE_DONE = 2
JOB_STATE_ERROR = 3
JOB_STATE_CANCEL = 4
JOB_STATES = [
    JOB_STATE_NEW,
    JOB_STATE_RUNNING,
    JOB_STATE_DONE,
    JOB_STATE_ERROR,
    JOB_STATE_CANCEL,
]
JOB_VALID_STATES = {JOB_STATE_NEW, JOB_STATE_RUNNING, JOB_STATE_DONE}

_COMMAND = ("domain_attachment", "FMinIter_Domain")
_KEYS = ("tid", "spec", "result", "misc", "state", "exp_key")
_MISC_KEYS = ("tid", "idxs", "vals")


def utcnow() -> datetime:
    """The time in UTC, to the millisecond, without a zone."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def new_document(tid: int, result: Any, misc: Any, spec: Any = None, key: Any = None) -> Document:
    """A trial that waits for its evaluation. key : of the experiment it belongs to."""
    return {
        "state": JOB_STATE_NEW,
        "tid": tid,
        "spec": spec,
        "result": result,
        "misc": misc,
        "exp_key": key,
        "owner": None,
        "version": 0,
        "book_time": None,
        "refresh_time": None,
    }


def new_misc(tid: int, values: Mapping[str, Any], labels: Iterable[str]) -> Document:
    """What is tried: `values` by label, of all the `labels` that there are."""
    return {
        "tid": tid,
        "cmd": _COMMAND,
        "workdir": None,
        "idxs": {label: [tid] if label in values else [] for label in labels},
        "vals": {label: [values[label]] if label in values else [] for label in labels},
    }


def checked(document: Any, key: Any) -> Document:
    """`document` itself. Raises InvalidTrial unless it is one, of the experiment `key`."""
    if not isinstance(document, dict):
        raise InvalidTrial("a trial is a dict, not this", document)
    for name in _KEYS:
        if name not in document:
            raise InvalidTrial(f"trial without {name!r}", document)
    misc = document["misc"]
    for name in _MISC_KEYS:
        if name not in misc:
            raise InvalidTrial(f"trial without {name!r} in its 'misc'", document)
    if document["tid"] != misc["tid"]:
        raise InvalidTrial(f"'tid' is {document['tid']}, in 'misc' {misc['tid']}", document)
    if document["exp_key"] != key:
        raise InvalidTrial(f"'exp_key' is {document['exp_key']!r}, not {key!r}", document)
    return document


def spec_from_misc(misc: Mapping[str, Any]) -> dict[str, Any]:
    """The values that take part, by label."""
    return {label: values[0] for label, values in misc["vals"].items() if len(values)}


def miscs_to_idxs_vals(
    miscs: Sequence[Mapping[str, Any]], keys: Iterable[str] | None = None
) -> tuple[Columns, Columns]:
    """Label by label, the numbers of the trials that used it, and the values they had."""
    labels = [*keys] if keys is not None else [*dict.fromkeys(k for m in miscs for k in m["vals"])]
    idxs: Columns = {label: [] for label in labels}
    vals: Columns = {label: [] for label in labels}
    for misc in miscs:
        for label in labels:
            idxs[label].extend(misc["idxs"].get(label, ()))
            vals[label].extend(misc["vals"].get(label, ()))
    return idxs, vals


def miscs_update_idxs_vals(
    miscs: Sequence[Document], idxs: Mapping[str, Any], vals: Mapping[str, Any]
) -> Sequence[Document]:
    """Set what each of `miscs` tries, from values given label by label."""
    by_tid = {misc["tid"]: misc for misc in miscs}
    for misc in miscs:
        misc["idxs"] = {label: [] for label in idxs}
        misc["vals"] = {label: [] for label in idxs}
    for label in idxs:
        for tid, value in zip(idxs[label], vals[label], strict=True):
            by_tid[tid]["idxs"][label] = [tid]
            by_tid[tid]["vals"][label] = [value]
    return miscs
