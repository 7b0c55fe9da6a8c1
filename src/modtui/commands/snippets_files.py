"""`modtui snippets list|check|new`: the files themselves."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from modtui.commands.common import put, put_json, refuse_if_read_only, settings
from modtui.config_load import LoadedConfig
from modtui.console import DONE, FAILED, UsageError, say
from modtui.domain.wall_time import load_zone
from modtui.snippets.check import Severity, SnippetProblem
from modtui.snippets.glossary import load_glossary, samples_folder
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.load import load_library, parse_snippet
from modtui.snippets.model import Kind, Standing
from modtui.text.counting import counted

FOLDERS = {Kind.ANSWER: "answers", Kind.REFERRAL: "referrals", Kind.NOTICE: "notices"}

_FORM = """\
id: {id}
kind: {kind}
{use}title:
  en: "{id}"
  ar: ""
  fr: ""
# What people call it, in any language.
aliases: []
tags: []
# {{first_name|friend}} and {{ask:date of the appointment}} are filled in before sending.
body:
  en: |
    Write the answer here.
# Who checked it, when, and where: a page, or a call and to whom. Without it the snippet counts as unverified.
# verified: {{date: {today}, by: ..., source: "https://..."}}
"""
_REFERRAL = """\
organization: "The organisation's name"
phone: ""
address: ""
hours: ""
languages: []
eligibility: ""
url: ""
"""


def run_list(args: argparse.Namespace) -> int:
    """One line a snippet: id, kind, whether it can be relied on, title."""
    loaded = settings(args)
    library = snippet_library(args, loaded)
    stale_after, today = loaded.config.snippets.stale_after, _today(loaded)
    rows: list[dict[str, Any]] = []
    for snippet in library:
        expires = snippet.expires_on(stale_after)
        rows.append(
            {
                "id": snippet.id,
                "kind": snippet.kind.value,
                "use": snippet.use.value if snippet.use else None,
                "title": dict(snippet.title),
                "tags": list(snippet.tags),
                "verified": snippet.verified.date.isoformat() if snippet.verified else None,
                "expires": expires.isoformat() if expires else None,
                "standing": snippet.standing(today, stale_after).value,
            }
        )
    if args.json:
        put_json(rows)
    else:
        width = max((len(row["id"]) for row in rows), default=0)
        for snippet, row in zip(library, rows, strict=True):
            put(f"{row['id']:{width}}  {row['kind']:8}  {row['standing']:10}  {snippet.title_for(None)}")
    narrate_faults(library)
    return DONE


def run_check(args: argparse.Namespace) -> int:
    """Every fault of every file, the glossary's too, on stdout; exit status 1 if one of them must be mended."""
    loaded = settings(args)
    library = snippet_library(args, loaded)
    _, wrong = load_glossary(_folders(args, loaded))
    problems = [*library.problems, *wrong]
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    stale_after, today = loaded.config.snippets.stale_after, _today(loaded)
    not_fresh: dict[Standing, list[str]] = {Standing.STALE: [], Standing.UNVERIFIED: []}
    for snippet in library:
        if (standing := snippet.standing(today, stale_after)) in not_fresh:
            not_fresh[standing].append(snippet.id)
    if args.json:
        put_json(
            {
                "snippets": len(library),
                "problems": [_as_data(problem) for problem in problems],
                "stale": not_fresh[Standing.STALE],
                "unverified": not_fresh[Standing.UNVERIFIED],
            }
        )
    else:
        for problem in problems:
            put(str(problem))
        for standing, ids in not_fresh.items():
            for snippet_id in ids:
                put(f"{snippet_id}: {standing.value}")
        say(
            f"{counted(len(library), 'snippet')}, {counted(len(errors), 'error')}, "
            f"{counted(len(problems) - len(errors), 'warning')}, "
            f"{len(not_fresh[Standing.STALE])} stale, {len(not_fresh[Standing.UNVERIFIED])} unverified."
        )
    return FAILED if errors else DONE


def run_new(args: argparse.Namespace) -> int:
    """Write a file to fill in, and print its path. Nothing that is there is written over."""
    refuse_if_read_only(args)
    loaded = settings(args)
    folders = [Path(folder) for folder in args.dir or loaded.config.snippets.dirs]
    if not folders:
        raise UsageError(
            "There is no folder of your own for snippets; name one with --dir, or in the settings."
        )
    kind = Kind(args.kind)
    path = folders[0] / FOLDERS[kind] / f"{args.id}.yaml"
    text = _FORM.format(
        id=args.id,
        kind=kind.value,
        use="use: post\n" if kind is Kind.NOTICE else "",
        today=_today(loaded).isoformat(),
    ) + (_REFERRAL if kind is Kind.REFERRAL else "")
    _, problems = parse_snippet(text.encode(), path, kind)
    if faults := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise UsageError(faults[0].sentence)
    if folders[0].is_dir() and args.id in snippet_library(args, loaded).by_id:
        raise UsageError(f"There is a snippet {args.id} already.")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already, and stays as it is.") from None
    put(str(path))
    return DONE


def snippet_library(args: argparse.Namespace, loaded: LoadedConfig) -> SnippetLibrary:
    """The snippets of --dir, or of the settings' folders, or else the samples. Of two with one id the first counts."""
    libraries = [load_library(folder) for folder in _folders(args, loaded)]
    if len(libraries) == 1:
        return libraries[0]
    return SnippetLibrary.of(
        (snippet for library in libraries for snippet in library),
        (problem for library in libraries for problem in library.problems),
    )


def _folders(args: argparse.Namespace, loaded: LoadedConfig) -> list[Path]:
    chosen = [Path(folder).expanduser() for folder in args.dir or loaded.config.snippets.dirs]
    for folder in chosen if args.dir else ():
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder; name one that holds snippets.")
    return chosen or [samples_folder()]


def narrate_faults(library: SnippetLibrary) -> None:
    """Say on stderr that files were left out, where to look."""
    if library.errors:
        say(f"{counted(len(library.errors), 'fault')} in the files; `modtui snippets check` names where.")


def _as_data(problem: SnippetProblem) -> dict[str, Any]:
    return {
        "path": str(problem.path),
        "line": problem.line,
        "severity": problem.severity.value,
        "message": problem.sentence,
    }


def _today(loaded: LoadedConfig) -> date:
    """Today where the service is."""
    return datetime.now(UTC).astimezone(load_zone(loaded.config.service.zone)).date()
