"""`modtui export`: the figures, or the moderation log under pseudonyms, to a file or stdout."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from modtui.commands.output_file import refuse_if_there, write_file
from modtui.commands.report_arguments import Asked, asked_for
from modtui.console import DONE, FAILED, UsageError, say
from modtui.reports.document import Document


def run(args: argparse.Namespace) -> int:
    """Write the export. Exit status 1 where rows and columns do not add up (it is written all the same)."""
    target = None if args.output in (None, "-") else Path(args.output).expanduser()
    if target is None and args.format == "xlsx" and sys.stdout.isatty():
        raise UsageError("A workbook is no text for a terminal; give it a file with -o FILE.")
    if target is not None:
        refuse_if_there(target, force=args.force)
    written, problems = asyncio.run(_export(args, for_file=target is not None))
    if target is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        write_file(target, written, force=args.force)
        say(f"Written: {target}")
    for problem in problems:
        say(f"Does not add up: {problem}")
    return FAILED if problems else DONE


async def _export(args: argparse.Namespace, *, for_file: bool) -> tuple[bytes, tuple[str, ...]]:
    async with asked_for(args) as asked:
        if args.what == "actions":
            return await _actions(asked, args.format, for_file, names=args.names)
        if args.names:
            raise UsageError("Figures name nobody: --names goes with --what actions.")
        return await _figures(asked, args.format, for_file)


async def _figures(asked: Asked, form: str, for_file: bool) -> tuple[bytes, tuple[str, ...]]:
    from modtui.reports.figures_document import figures_data, figures_document
    from modtui.reports.monthly import make_report

    report = await make_report(asked.db, asked.chat_key, asked.group, asked.period, asked.now)
    if form == "json":
        return _bytes(form, None, figures_data(report), for_file), report.problems
    return _bytes(form, figures_document(report), {}, for_file), report.problems


async def _actions(asked: Asked, form: str, for_file: bool, *, names: bool) -> tuple[bytes, tuple[str, ...]]:
    from modtui.reports import actions_document as log
    from modtui.reports.decisions import decisions_in

    actions_data, actions_document = log.actions_data, log.actions_document
    actions, zone = await log.actions_in(asked.db, asked.chat_key, asked.period)
    bans = await log.bans_in(asked.db, asked.chat_key, asked.period)
    people = await log.people_of(asked.db) if names else None
    more = await decisions_in(asked.db, asked.chat_key, asked.period)
    told = (actions, asked.group, asked.period, zone, bans, people, more)
    if form == "json":
        return _bytes(form, None, actions_data(*told), for_file), ()
    return _bytes(form, actions_document(*told), {}, for_file), ()


def _bytes(form: str, document: Document | None, data: dict[str, Any], for_file: bool) -> bytes:
    from modtui.reports import writers

    if document is None:
        return writers.to_json(data)
    if form == "xlsx":
        return writers.to_xlsx(document)
    if form == "md":
        return writers.to_markdown(document)
    return writers.to_csv(document, for_file=for_file)
