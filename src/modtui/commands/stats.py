"""`modtui stats`: the figures to read in the terminal, and how each is counted."""

from __future__ import annotations

import argparse
import asyncio

from modtui.commands.common import put, put_json
from modtui.commands.report_arguments import asked_for
from modtui.console import DONE, FAILED, UsageError, say
from modtui.domain.figures import Figure, say_duration
from modtui.domain.figures_table import DEFINITIONS, DEFINITIONS_VERSION, MAIN, Unit, find_definition
from modtui.reports.monthly import Report

_MOST_MONTHS = 12


def run(args: argparse.Namespace) -> int:
    """Print the figures, or the definition of one; exit status 1 where they do not add up."""
    if args.explain is not None:
        return _explain(args.explain, as_json=args.json)
    report = asyncio.run(_report(args))
    if args.json:
        from modtui.reports.figures_document import figures_data

        put_json(figures_data(report))
    else:
        for line in lines(report):
            put(line)
    for problem in report.problems:
        say(f"Does not add up: {problem}")
    return FAILED if report.problems else DONE


async def _report(args: argparse.Namespace) -> Report:
    from modtui.reports.monthly import make_report

    async with asked_for(args) as asked:
        return await make_report(asked.db, asked.chat_key, asked.group, asked.period, asked.now)


def _explain(words: str, *, as_json: bool) -> int:
    definition = find_definition(words)
    if definition is None:
        titles = "; ".join(known.title for known in DEFINITIONS)
        raise UsageError(f"There is no column {words!r}; there are: {titles}.")
    if as_json:
        put_json(
            {
                "code": definition.code,
                "title": definition.title,
                "unit": definition.unit.value,
                "how": definition.how,
                "definitions_version": DEFINITIONS_VERSION,
            }
        )
    else:
        put(f"{definition.title} (definitions, version {DEFINITIONS_VERSION})")
        put(definition.how)
    return DONE


def lines(report: Report) -> list[str]:
    """The report as lines: Table 6's columns for each month, then the rest of the whole period, then the notes."""
    from modtui.reports.figures_document import say_policy

    told = [
        f"{report.group}, {report.period.label} ({report.period.first_day} to {report.period.last_day})",
        "",
    ]
    rows = [(row.period.label, row) for row in report.rows[-_MOST_MONTHS:]]
    if len(report.rows) > 1:
        rows.append(("Total", report.whole))
    if len(report.rows) > _MOST_MONTHS:
        told.insert(1, f"The last {_MOST_MONTHS} months; `modtui export` has all of them.")
    heads = ["", *(d.title for d in DEFINITIONS if d.code in MAIN)]
    table = [[label, *(show(row.figures[code]) for code in MAIN)] for label, row in rows]
    told += _aligned([heads, *table])
    told += ["", "Beside them:"]
    beside = [[f"  {f.definition.title}", show(f)] for f in report.whole if f.code not in MAIN]
    told += _aligned(beside)
    notes = [f"  {f.definition.title}: {f.note}" for f in report.whole if f.note]
    told += ["", "Notes:", *notes] if notes else []
    told += ["", f"Zone {report.zone.key}; definitions, version {DEFINITIONS_VERSION}."]
    told += [f"The standard: {say_policy(policy)}." for policy in report.policies]
    told.append("How a column is counted: modtui stats --explain COLUMN")
    return told


def show(figure: Figure) -> str:
    """A figure to read: a number, a percentage, a duration, or a dash for nothing to count it from."""
    if figure.value is None:
        return "-"
    if figure.definition.unit is Unit.SHARE:
        return f"{100 * figure.value:.1f} %"
    return say_duration(figure.value) if figure.definition.unit is Unit.SECONDS else str(figure.value)


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if not n else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
