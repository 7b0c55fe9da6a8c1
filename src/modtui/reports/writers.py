"""Documents as bytes: CSV, Markdown, XLSX; data as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, Final

from modtui.reports.document import Cell, Document, Table, harmless, rows_of

#: Excel reads a CSV file in the machine's old code page unless it begins with this, and Arabic is garbage then.
#: Every other reader of files skips it. On stdout, where programs read, it would stick to the first heading.
BYTE_ORDER_MARK: Final = "\ufeff".encode()


def to_csv(document: Document, *, for_file: bool) -> bytes:
    """The tables under each other (RFC 4180, UTF-8), a blank line and the heading before all but the first.

    So a program that reads up to the first blank line has the data alone.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
    for number, table in enumerate(document.tables):
        if number:
            writer.writerow([])
            writer.writerow([table.title])
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows_of(table))
    return (BYTE_ORDER_MARK if for_file else b"") + text.getvalue().encode()


def to_json(data: dict[str, Any]) -> bytes:
    """Indented JSON, Arabic readable."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def to_markdown(document: Document) -> bytes:
    """Headings and tables. The data table stands on its side: a column for each period is easier to read."""
    parts = [f"# {_plain(harmless(document.title))}"]
    for number, table in enumerate(document.tables):
        if number and not table.rows:
            continue
        rows = rows_of(table)
        if not number and len(table.rows) <= 14 and len(table.columns) > 10:
            rows = [list(column) for column in zip(*rows, strict=True)]
        parts += ["", f"## {_plain(table.title)}", "", *_markdown_table(rows)]
    return ("\n".join(parts) + "\n").encode()


def _markdown_table(rows: Sequence[Sequence[Cell]]) -> list[str]:
    numeric = [all(isinstance(row[n], int | float | None) for row in rows[1:]) for n in range(len(rows[0]))]
    lines = ["| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + "|".join(" ---: " if right else " --- " for right in numeric) + "|")
    return lines


def _plain(cell: Cell) -> str:
    """A cell that Markdown does not take for markup."""
    if cell is None:
        return "–"
    if not isinstance(cell, str):
        return str(cell)
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~" else c for c in " ".join(cell.split()))


def to_xlsx(document: Document) -> bytes:
    """A workbook with a sheet for each table. Numbers are numbers, text is never a formula."""
    import xlsxwriter

    stream = io.BytesIO()
    # Nothing is guessed: not formulas, not links, not numbers in text.
    safe = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(stream, safe) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for table in document.tables:
            _sheet(book.add_worksheet(table.title), table, bold, wrapped)
    return stream.getvalue()


def _sheet(sheet: Any, table: Table, bold: Any, wrapped: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(table.columns) - 1, 16)
    if table.title in ("Notes", "Basis", "Definitions"):
        sheet.set_column(len(table.columns) - 1, len(table.columns) - 1, 90)
    for y, row in enumerate(rows_of(table)):
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(y, x, cell, wrapped if y else bold)
            elif cell is not None:
                sheet.write_number(y, x, cell)
