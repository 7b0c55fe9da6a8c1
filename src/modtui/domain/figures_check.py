"""Rows, columns and the grand total check themselves (RULES 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from modtui.domain.figures import Figures
from modtui.domain.figures_table import DEFINITIONS, POST_TYPES, Unit

Counts = Mapping[str, int]

#: whole -> the parts that make it up, in every row
_SUMS: Final[Mapping[str, tuple[str, ...]]] = {
    "total": ("inquiries", "information", "referrals", "posts"),
    "posts": tuple(f"posts_{kind}" for kind in POST_TYPES),
    "inquiries": ("met", "missed", "pending", "withdrawn"),
}
_ADDITIVE: Final = tuple(d.code for d in DEFINITIONS if d.additive and d.unit is Unit.COUNT)


def check_figures(rows: Sequence[Figures], whole: Figures) -> tuple[str, ...]:
    """What does not add up between the months and their total, in sentences; empty when all does."""
    table = [(row.period.label, _counts(row)) for row in rows]
    return check_sums(table, ("total", _counts(whole)), _SUMS, _ADDITIVE)


def check_sums(
    rows: Sequence[tuple[str, Counts]],
    total: tuple[str, Counts],
    sums: Mapping[str, Iterable[str]],
    additive: Iterable[str],
) -> tuple[str, ...]:
    """Check each row's sums and each column's. `rows` and `total` are (label, numbers by column)."""
    wrong = []
    for label, row in (*rows, total):
        for whole, parts in sums.items():
            names = list(parts)
            added = sum(row[part] for part in names)
            if added != row[whole]:
                wrong.append(f"{label}: {whole} is {row[whole]}, but {' + '.join(names)} make {added}.")
    for column in additive:
        added = sum(row[column] for _, row in rows)
        if added != total[1][column]:
            wrong.append(f"{column}: the rows make {added}, but the total says {total[1][column]}.")
    return tuple(wrong)


def _counts(figures: Figures) -> dict[str, int]:
    return {f.code: int(f.value or 0) for f in figures if f.definition.unit is Unit.COUNT}
