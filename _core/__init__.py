"""The compiled core: float64 arrays in, float64 arrays out."""

from pathlib import Path

from bayesopt._core.sources import check

check(Path(__file__).parent)
