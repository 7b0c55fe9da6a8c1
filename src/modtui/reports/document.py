"""What every format is written from: tables of plain cells, and the one place that makes text cells harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from modtui.text.safe import safe_text

Cell: TypeAlias = str | int | float | None

# The wide forms are read as formulas too, by spreadsheets set to an East Asian language.
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, column titles and rows of cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Tables in order; the first is the data, the others say how it came about."""

    title: str
    tables: tuple[Table, ...]


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula (RULES 6.6): text is disarmed, numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    text = safe_text(cell, newlines=False)
    return f"'{text}" if cell.startswith(_STARTS_A_FORMULA) or text.startswith(_STARTS_A_FORMULA) else text


def rows_of(table: Table) -> list[Sequence[Cell]]:
    """Titles and rows, harmless: the only way cells reach a file."""
    return [[harmless(cell) for cell in row] for row in (table.columns, *table.rows)]
