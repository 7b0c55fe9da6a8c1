"""`modtui snippets import FILE`: referrals from a directory of services in HSDS 3, with a report of what happened.

On stdout the files that were written, one a line, or with `--json` the whole report; on stderr what was taken, what
was changed on the way, and what was left. Nothing that is there is written over.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from modtui.commands.common import put, put_json, refuse_if_read_only, settings
from modtui.config_load import LoadedConfig
from modtui.console import DONE, FAILED, UsageError, say
from modtui.domain.wall_time import load_zone
from modtui.snippets.glossary import samples_folder
from modtui.snippets.hsds import HsdsError, ImportReport, import_hsds
from modtui.text.counting import counted


def run(args: argparse.Namespace) -> int:
    """Write the referrals. Exit status 1 when the data cannot be read, or nothing in it could be used."""
    refuse_if_read_only(args)
    loaded = settings(args)
    folder = _folder(args, loaded)
    source = Path(args.file).expanduser()
    if not source.exists():
        raise UsageError(f"There is no {source}.")
    today = datetime.now(UTC).astimezone(load_zone(loaded.config.service.zone)).date()
    try:
        report = import_hsds(source, folder, today, args.language)
    except HsdsError as error:
        say(str(error))
        return FAILED
    except OSError as error:
        where = error.filename or folder
        say(f"{where} cannot be written ({error.strerror or error}); what was written before stays.")
        return FAILED
    files = [str(folder / "referrals" / f"{snippet.id}.yaml") for snippet in report.snippets]
    _narrate(report, folder)
    if args.json:
        put_json(
            {
                "into": str(folder),
                "files": files,
                "taken": list(report.taken),
                "changed": list(report.changed),
                "left": list(report.left),
            }
        )
    else:
        for file in files:
            put(file)
    # Everything there already is no failure: importing twice changes nothing.
    there = any("is there already" in sentence for sentence in report.left)
    return DONE if report.taken or there else FAILED


def _folder(args: argparse.Namespace, loaded: LoadedConfig) -> Path:
    """--into, or else the first of the settings' folders; never the samples. Raises UsageError."""
    chosen = args.into or next(iter(loaded.config.snippets.dirs), None)
    if chosen is None:
        raise UsageError(
            "There is no folder of your own for snippets; name one with --into, or under snippets.dirs in the settings."
        )
    folder = Path(chosen).expanduser()
    samples, real = os.path.realpath(samples_folder()), os.path.realpath(folder)
    if os.path.commonpath((samples, real)) == samples:
        raise UsageError("The samples are not written to; name a folder of your own with --into.")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder.")
    return folder


def _narrate(report: ImportReport, folder: Path) -> None:
    for heading, sentences in (("Taken", report.taken), ("Changed", report.changed), ("Left", report.left)):
        _list(heading, sentences)
    say(
        f"{counted(len(report.taken), 'referral')} written to {folder}, {counted(len(report.changed), 'change')}, "
        f"{len(report.left)} left. None counts as verified unless the data says who assured it."
    )


def _list(heading: str, sentences: Iterable[str]) -> None:
    lines = [f"  {sentence}" for sentence in sentences]
    if lines:
        say("\n".join([f"{heading}:", *lines]))
