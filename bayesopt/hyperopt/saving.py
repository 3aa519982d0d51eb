"""Trials as JSON text, in a file.

What JSON cannot say of a document travels under a mark: times, bytes. Tuples become lists, numpy's
numbers and arrays plain ones; NaN and infinities stay.
"""

import json
import os
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from typing import Any

from bayesopt.errors import shown
from bayesopt.hyperopt.trials import Trials

_TIME = "__datetime__"
_BYTES = "__bytes__"


def save(trials: Trials, path: str | os.PathLike[str]) -> None:
    """Write all documents and attachments to `path`, whole or not at all.

    Raises TypeError where a result or an attachment is nothing that JSON can hold.
    """
    held = {
        "exp_key": trials._exp_key,
        "trials": trials._dynamic_trials,
        "attachments": trials.attachments,
    }
    target = Path(path)
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    draft.write_text(json.dumps(held, default=_plain), encoding="utf-8")
    draft.replace(target)


def load(path: str | os.PathLike[str]) -> Trials:
    """The trials that `save` has written. Raises ValueError for another file."""
    try:
        held = json.loads(Path(path).read_text(encoding="utf-8"), object_hook=_rich)
        documents, attachments = held["trials"], held["attachments"]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError):
        raise ValueError(
            f"trials_save_file = {shown(str(path))} holds no trials in JSON; pass another name "
            f"(files that Hyperopt has pickled are not read)"
        ) from None
    trials = Trials(held["exp_key"])
    trials._insert_trial_docs(documents)
    trials.attachments.update(attachments)
    trials.refresh()
    return trials


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {_TIME: value.isoformat()}
    if isinstance(value, bytes):
        return {_BYTES: b64encode(value).decode("ascii")}
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        return value.tolist()
    raise TypeError(
        f"trials_save_file holds JSON, and {shown(value)} is none; return numbers, text, lists "
        f"and dicts, or save it elsewhere and return its name"
    )


def _rich(found: dict[str, Any]) -> Any:
    if found.keys() == {_TIME}:
        return datetime.fromisoformat(found[_TIME])
    if found.keys() == {_BYTES}:
        return b64decode(found[_BYTES])
    return found
