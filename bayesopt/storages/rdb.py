"""A database by its URL, as Optuna's users ask for it."""

from collections.abc import Mapping
from typing import Any

from bayesopt.errors import shown
from bayesopt.storages.base import Storage
from bayesopt.storages.urls import resolved

_LEASES = "workers renew their claims, and trials that are lost run again, by themselves; drop it"
_INSTEAD = {
    "engine_kwargs": "pass timeout= to SqliteStorage(path) or SqlStorage(url) instead, or drop it",
    "skip_compatibility_check": "what cannot be read is refused and not touched; drop it",
    "heartbeat_interval": _LEASES,
    "grace_period": _LEASES,
    "heartbeat_stale_trial_callback": _LEASES,
    "failed_trial_callback": _LEASES,
    "skip_table_creation": "tables are made only where there are none; drop it",
}


def RDBStorage(
    url: str,
    engine_kwargs: Mapping[str, Any] | None = None,
    skip_compatibility_check: bool = False,
    *,
    heartbeat_interval: int | None = None,
    grace_period: int | None = None,
    heartbeat_stale_trial_callback: Any = None,
    failed_trial_callback: Any = None,
    skip_table_creation: bool = False,
) -> Storage:
    """The storage at `url`: a SqliteStorage, a SqlStorage, or for "sqlite://" one in memory.

    url : as for `create_study(storage=...)`.
    The other arguments are Optuna's, and may be given as long as they ask for nothing.
    Raises TypeError for one that does; whatever the storage raises.
    """
    if not isinstance(url, str):
        raise TypeError(f"url = {shown(url)}; pass 'sqlite:///study.db', say")
    given = {
        "engine_kwargs": engine_kwargs,
        "skip_compatibility_check": skip_compatibility_check,
        "heartbeat_interval": heartbeat_interval,
        "grace_period": grace_period,
        "heartbeat_stale_trial_callback": heartbeat_stale_trial_callback,
        "failed_trial_callback": failed_trial_callback,
        "skip_table_creation": skip_table_creation,
    }
    for name, value in given.items():
        if value:
            raise TypeError(f"RDBStorage has no {name} = {shown(value)}: {_INSTEAD[name]}")
    return resolved(url)
