"""The numbers behind a figure."""

from dataclasses import dataclass

Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """Rows under named columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> list[dict[str, Cell]]:
        """Each row by column, for JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def shown(cell: Cell) -> str:
    """A number with the digits that a reader wants; text as it is."""
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.4g}" if abs(cell) > 1e-12 else "0"  # what is left of 0 after rounding
