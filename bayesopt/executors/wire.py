"""What travels to workers and back, as bytes."""

import hashlib
import pickle
from importlib.util import find_spec
from typing import Any

from bayesopt.errors import shown

_INSTALL = "install cloudpickle with: pip install bayesopt[process], or "


class Unsendable(TypeError):
    """An objective, or something that it holds, that cannot be sent to another process."""


def dumps(value: Any) -> bytes:
    """`value` as bytes; lambdas and functions of a notebook too, where cloudpickle is installed.

    Raises whatever pickling raises.
    """
    try:
        import cloudpickle
    except ImportError:
        return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    packed: bytes = cloudpickle.dumps(value)
    return packed


def loads(packed: bytes) -> Any:
    """What `dumps` has packed. Only for bytes of this very run: whoever writes them runs code."""
    return pickle.loads(packed)


def packed(value: Any, what: str, owner: Any) -> bytes:
    """`dumps`, for what a user has given. Raises Unsendable, which says what to do."""
    try:
        return dumps(value)
    except Exception as raised:
        missing = find_spec("cloudpickle") is None
        raise Unsendable(
            f"{what} {shown(owner)} cannot be sent to another process ({raised}); "
            f"{_INSTALL if missing else ''}define it at the top of a module, without locks and "
            f"open files; executor='threads' sends nothing"
        ) from raised


def key_of(packed: bytes) -> str:
    """A name for these bytes that no others have."""
    return hashlib.sha256(packed).hexdigest()
