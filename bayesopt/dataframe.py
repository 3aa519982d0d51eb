"""Trials as a pandas table."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bayesopt.frozen import FrozenTrial, TrialState

if TYPE_CHECKING:
    from pandas import DataFrame

Column = tuple[str, Any]  # the attribute, and the key within it; "" where there is none


def dataframe(
    trials: Sequence[FrozenTrial],
    attrs: Sequence[str],
    objectives: int,
    metric_names: Sequence[str] | None,
    multi_index: bool,
) -> "DataFrame":
    """One row per trial, one column per attribute, or per key of an attribute that is a mapping.

    Raises ImportError if pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "trials_dataframe needs pandas; install it with: pip install bayesopt[pandas]"
        ) from None
    if not trials:
        return pandas.DataFrame()
    attrs = ["values" if name == "value" and objectives > 1 else name for name in attrs]
    metrics = list(metric_names or (range(objectives) if "values" in attrs else [""]))
    rows = [dict(_cells(trial, attrs, metrics)) for trial in trials]
    columns = [column for name in attrs for column in _columns(name, rows, metrics)]
    table = pandas.DataFrame(
        {k: [row.get(column) for row in rows] for k, column in enumerate(columns)}
    )
    table.columns = (
        pandas.MultiIndex.from_tuples(columns)
        if multi_index
        else pandas.Index([_flat(column) for column in columns])
    )
    return table


def _cells(
    trial: FrozenTrial, attrs: Sequence[str], metrics: Sequence[Any]
) -> Iterator[tuple[Column, Any]]:
    for name in attrs:
        value, shown = getattr(trial, name), name.removeprefix("_")
        if name == "values":
            for k, metric in enumerate(metrics):
                yield (shown, metric), None if value is None else value[k]
        elif name == "value":
            yield (shown, metrics[0]), value
        elif isinstance(value, dict):
            yield from (((shown, key), inner) for key, inner in value.items())
        else:
            yield (shown, ""), value.name if isinstance(value, TrialState) else value


def _columns(name: str, rows: Sequence[dict[Column, Any]], metrics: Sequence[Any]) -> list[Column]:
    shown = name.removeprefix("_")
    if name == "values":
        return [(shown, metric) for metric in metrics]
    return sorted({column for row in rows for column in row if column[0] == shown}, key=_flat)


def _flat(column: Column) -> str:
    name, key = column
    return name if key == "" else f"{name}_{key}"
