"""A report as tables, and as data for programs. Definitions, policy and clock travel with it (RULES 4)."""

from __future__ import annotations

from typing import Any

from modtui.domain.figures import Figure, Figures
from modtui.domain.figures_table import DEFINITIONS, DEFINITIONS_VERSION, MAIN, Definition, Unit
from modtui.domain.policy import ServicePolicy
from modtui.reports.document import Cell, Document, Table
from modtui.reports.monthly import Report
from modtui.text.counting import counted
from modtui.text.safe import safe_line

_BESIDE = tuple(definition for definition in DEFINITIONS if definition.code not in MAIN)
_COLUMNS: tuple[Definition, ...] = (*(d for d in DEFINITIONS if d.code in MAIN), *_BESIDE)


def figures_document(report: Report) -> Document:
    """The figures, the notes to them, what they rest on, and the definitions."""
    rows = [_row(row.period.label, row) for row in report.rows]
    if len(rows) > 1:  # of one month alone, whoever adds up the column would count it twice
        rows.append(_row("Total", report.whole))
    figures = Table(
        "Figures", ("Period", "From", "To", *(_heading(definition) for definition in _COLUMNS)), tuple(rows)
    )
    definitions = tuple((definition.title, definition.how) for definition in _COLUMNS)
    return Document(
        f"{report.group}: {report.period.label}",
        (
            figures,
            Table("Notes", ("Period", "Column", "Note"), tuple(_notes(report))),
            Table("Basis", ("What", "Value"), tuple(basis(report))),
            Table("Definitions", ("Column", "How it is counted"), definitions),
        ),
    )


def basis(report: Report) -> list[tuple[Cell, ...]]:
    """What the figures rest on, in words."""
    told: list[tuple[Cell, ...]] = [
        ("Group", report.group),
        ("Period", f"{report.period.first_day} to {report.period.last_day}"),
        ("Zone", report.zone.key),
        ("Counted at", report.counted_at.astimezone(report.zone).isoformat(timespec="seconds")),
        ("Definitions", f"version {DEFINITIONS_VERSION}"),
    ]
    told.extend(("Service policy", say_policy(policy)) for policy in report.policies)
    if report.detectors:
        told.append(("Detection", f"detector v{', v'.join(report.detectors)}"))
    told.append(("Checks", " ".join(report.problems) or "rows and columns add up"))
    return told


def say_policy(policy: ServicePolicy) -> str:
    """A policy's promise in one line."""
    hours = policy.target.total_seconds() / 3600
    return f"{counted(hours, 'hour')} on the clock {policy.clock.value}, zone {policy.zone} (policy {policy.version})"


def figures_data(report: Report) -> dict[str, Any]:
    """The report in plain JSON types: counts as integers, shares from 0 to 1, durations in seconds."""
    return {
        "what": "figures",
        "definitions_version": DEFINITIONS_VERSION,
        "group": safe_line(report.group),
        "period": _period_data(report.whole),
        "zone": report.zone.key,
        "counted_at": report.counted_at.isoformat(),
        "policies": [
            {
                "version": policy.version,
                "clock": policy.clock.value,
                "target_hours": policy.target.total_seconds() / 3600,
                "zone": policy.zone,
            }
            for policy in report.policies
        ],
        "detectors": list(report.detectors),
        "rows": [_row_data(row) for row in report.rows],
        "total": _row_data(report.whole),
        "checks": {"ok": not report.problems, "problems": list(report.problems)},
        "definitions": [
            {"code": d.code, "title": d.title, "unit": d.unit.value, "additive": d.additive, "how": d.how}
            for d in _COLUMNS
        ],
    }


def _period_data(row: Figures) -> dict[str, str]:
    return {
        "label": row.period.label,
        "from": row.period.first_day.isoformat(),
        "to": row.period.last_day.isoformat(),
    }


def _row_data(row: Figures) -> dict[str, Any]:
    return {
        "period": _period_data(row),
        "figures": {d.code: _rounded(row.figures[d.code], hours=False) for d in _COLUMNS},
        "notes": {figure.code: figure.note for figure in row if figure.note},
    }


def _row(label: str, row: Figures) -> tuple[Cell, ...]:
    cells = (_rounded(row.figures[d.code], hours=True) for d in _COLUMNS)
    return (label, row.period.first_day.isoformat(), row.period.last_day.isoformat(), *cells)


def _rounded(figure: Figure, *, hours: bool) -> Cell:
    if figure.value is None or figure.definition.unit is Unit.COUNT:
        return figure.value
    if figure.definition.unit is Unit.SHARE:
        return round(figure.value, 4)
    return round(figure.value / 3600, 2) if hours else round(figure.value, 3)


def _heading(definition: Definition) -> str:
    unit = {Unit.COUNT: "", Unit.SHARE: " (share)", Unit.SECONDS: " (hours)"}[definition.unit]
    return definition.title + unit


def _notes(report: Report) -> list[tuple[Cell, ...]]:
    rows = [(row.period.label, row) for row in report.rows]
    if len(report.rows) > 1:
        rows.append(("Total", report.whole))
    return [(label, f.definition.title, f.note) for label, row in rows for f in row if f.note]
