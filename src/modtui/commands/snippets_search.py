"""`modtui snippets search|suggest`: which snippets fit a few words, or a member's whole message.

With `--json` and one query a list of {"id", "score", "title"} is printed; with `--queries` one such list a line.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from modtui.commands.common import put, put_json, queries, read_lines, settings
from modtui.commands.snippets_files import narrate_faults, snippet_library
from modtui.console import DONE, UsageError
from modtui.snippets.glossary import load_glossary
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.search import SearchIndex
from modtui.snippets.suggest import suggest

Finder = Callable[[str], list[dict[str, Any]]]

MOST_BYTES = 1_000_000
"""Of a message on stdin; a Telegram message is 4096 characters at most."""


def run_search(args: argparse.Namespace) -> int:
    """Find snippets by a few words; the best first."""
    library, index = _index(args)

    def find(query: str) -> list[dict[str, Any]]:
        return [
            {"id": hit.id, "score": round(hit.score, 4), "title": hit.title}
            for hit in index.search(query, limit=args.limit)
        ]

    if args.queries is not None and args.query:
        raise UsageError("Write a query, or --queries with a file, but not both.")
    if args.queries is not None:
        return _each(queries(read_lines(args.queries)), find)
    if not args.query:
        raise UsageError("Write what to look for, or --queries with a file of such.")
    return _one(find(" ".join(args.query)), library, args)


def run_suggest(args: argparse.Namespace) -> int:
    """Find snippets that answer a member's message; the best first, none where nothing fits."""
    library, index = _index(args)

    def find(message: str) -> list[dict[str, Any]]:
        return [
            {
                "id": found.id,
                "score": round(found.score, 4),
                "title": library.by_id[found.id].title_for(None),
                "why": list(found.why),
            }
            for found in suggest(index, message, limit=args.limit)
        ]

    if args.queries is not None:
        return _each(queries(read_lines(args.queries)), find)
    return _one(find(sys.stdin.read(MOST_BYTES)), library, args)


def _index(args: argparse.Namespace) -> tuple[SnippetLibrary, SearchIndex]:
    if args.limit < 1:
        raise UsageError("--limit is a number of at least 1.")
    loaded = settings(args)
    library = snippet_library(args, loaded)
    narrate_faults(library)
    glossary, _ = load_glossary([Path(folder) for folder in args.dir or loaded.config.snippets.dirs])
    return library, SearchIndex.build(library, glossary)


def _each(asked: Iterable[str], find: Finder) -> int:
    for query in asked:
        put_json(find(query))
        sys.stdout.flush()  # whoever asks line by line waits for the answer
    return DONE


def _one(found: list[dict[str, Any]], library: SnippetLibrary, args: argparse.Namespace) -> int:
    if args.json:
        put_json(found)
        return DONE
    width = max((len(row["id"]) for row in found), default=0)
    for row in found:
        kind = library.by_id[row["id"]].kind.value
        put(f"{row['id']:{width}}  {kind:8}  {row['score']:.2f}  {row['title']}")
        for reason in row.get("why", ()):
            put(f"{'':{width}}  - {reason}")
    return DONE
