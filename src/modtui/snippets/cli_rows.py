"""What `modtui snippets list|search|suggest|check|new|import` show, as plain data; printing is the command line's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from modtui.snippets.check import Severity, SnippetProblem
from modtui.snippets.glossary import load_glossary
from modtui.snippets.hsds import ImportReport, import_hsds
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.load import load_library
from modtui.snippets.model import Kind, Snippet, Use
from modtui.snippets.search import SearchIndex
from modtui.snippets.write import id_from, write_new

Row = dict[str, Any]

_TO_WRITE = "{ask:the text of this snippet}"
_NEW = "Write the texts, then add who verified them:\nverified: {date: 2026-10-01, by: ..., source: ...}"


@dataclass(frozen=True, slots=True)
class OpenSnippets:
    """A folder of snippets that was read, with its index and everything wrong in it."""

    library: SnippetLibrary
    index: SearchIndex
    problems: tuple[SnippetProblem, ...]


def open_snippets(root: Path, cache: Path | None = None) -> OpenSnippets:
    """Read a folder and its glossary and index them; with `cache` (a file) the index is kept for the next time.

    A cache that cannot be written is passed over: it only saves time. Never raises for what lies in the folder.
    """
    library = load_library(root)
    glossary, wrong = load_glossary((root,))
    index = SearchIndex.load(cache, library, glossary) if cache is not None else None
    if index is None:
        index = SearchIndex.build(library, glossary)
        if cache is not None:
            try:
                index.save(cache)
            except OSError:
                cache = None
    return OpenSnippets(library, index, (*library.problems, *wrong))


def list_rows(
    library: Iterable[Snippet], today: date, stale_after: timedelta, kind: Kind | None = None
) -> list[Row]:
    """A row for each snippet: id, kind, use, title, languages of the body, standing, verified, expires, path."""
    rows: list[Row] = []
    for snippet in library:
        if kind is not None and snippet.kind is not kind:
            continue
        expires = snippet.expires_on(stale_after)
        rows.append(
            {
                "id": snippet.id,
                "kind": snippet.kind.value,
                "use": snippet.use.value if snippet.use else None,
                "title": snippet.title_for(None),
                "languages": list(snippet.body),
                "standing": snippet.standing(today, stale_after).value,
                "verified": snippet.verified.date.isoformat() if snippet.verified else None,
                "expires": expires.isoformat() if expires else None,
                "version": snippet.version,
                "path": str(snippet.path) if snippet.path else None,
            }
        )
    return rows


def search_rows(index: SearchIndex, query: str, limit: int = 10, kind: Kind | None = None) -> list[Row]:
    """`{"id", "score", "title"}` for each snippet found, the best first."""
    return [
        {"id": hit.id, "score": hit.score, "title": hit.title} for hit in index.search(query, limit, kind)
    ]


def suggest_rows(index: SearchIndex, message: str, language: str | None = None, limit: int = 3) -> list[Row]:
    """`{"id", "score", "title", "why"}` for each snippet that may answer a message, the best first."""
    return [
        {"id": one.id, "score": one.score, "title": index.title_of(one.id, language), "why": list(one.why)}
        for one in index.suggest(message, language, limit)
    ]


def read_queries(text: str) -> list[str]:
    """The queries of a file, one a line; a line that is a JSON string is read as one (it can hold line ends).

    An empty line is an empty query, so that answers stay line for line.
    """
    queries: list[str] = []
    for line in text.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\n").split("\n"):
        query = line
        if line.lstrip().startswith('"'):
            try:
                said = json.loads(line)
            except ValueError:
                said = None
            query = said if isinstance(said, str) else line
        queries.append(query)
    return queries if text else []


def check_rows(problems: Iterable[SnippetProblem]) -> list[Row]:
    """`{"path", "line", "severity", "sentence"}` for each thing wrong, errors before warnings."""
    ordered = sorted(problems, key=lambda one: (one.severity is Severity.WARNING, str(one.path), one.line))
    return [
        {"path": str(one.path), "line": one.line, "severity": one.severity.value, "sentence": one.sentence}
        for one in ordered
    ]


def new_snippet(root: Path, kind: Kind, title: str, language: str = "en", use: Use | None = None) -> Path:
    """Write a new snippet file to be filled in, with an id made of the title, and return its path.

    Its body asks for the text, so it cannot be sent by accident. Raises `ValueError` for a notice without a use or
    an empty title, and `OSError`.
    """
    if not title.strip():
        raise ValueError("A snippet needs a title.")
    if kind is Kind.NOTICE and use is None:
        raise ValueError(f"A notice needs a use: one of {', '.join(Use)}.")
    taken = set(load_library(root).by_id) if root.is_dir() else set()
    snippet = Snippet(
        id=id_from(title, taken),
        kind=kind,
        use=use if kind is Kind.NOTICE else None,
        title={language: " ".join(title.split())},
        body={language: _TO_WRITE},
        organization="to be written" if kind is Kind.REFERRAL else "",
    )
    return write_new(snippet, root, _NEW)


def import_rows(source: Path, root: Path, today: date, language: str = "en", replace: bool = False) -> Row:
    """`{"taken", "changed", "left"}`, a list of sentences each. Raises `HsdsError`, `OSError`."""
    report: ImportReport = import_hsds(source, root, today, language, replace)
    return {"taken": list(report.taken), "changed": list(report.changed), "left": list(report.left)}
