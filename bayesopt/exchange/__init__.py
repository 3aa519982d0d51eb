"""Studies to and from other forms: JSON lines, CSV, Optuna's storages."""

from bayesopt.exchange.contents import Contents, contents, written
from bayesopt.exchange.csv import from_csv, to_csv
from bayesopt.exchange.jsonl import from_jsonl, to_jsonl

__all__ = ["Contents", "contents", "from_csv", "from_jsonl", "to_csv", "to_jsonl", "written"]
