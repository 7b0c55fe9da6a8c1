"""Whether a reply may leave with these snippets in it: in order or knowingly overridden, its files there (issue 3, 4)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from modtui.desk.errors import DeskError
from modtui.desk.views_snippets import AttachedFile
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.model import Snippet, Standing
from modtui.text.catalogue_snippets import say
from modtui.text.safe import safe_line


@dataclass(frozen=True, slots=True)
class SnippetUse:
    """What a reply uses. ``rows`` is what the journal keeps of it; ``files`` leave with it, each once."""

    snippets: tuple[Snippet, ...]
    rows: tuple[dict[str, object], ...]
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelved:
    """What judging needs of a shelf: the snippets, where they lie, and how long a verification holds."""

    library: SnippetLibrary
    folders: tuple[Path, ...]
    stale_after: timedelta

    def use(
        self,
        snippet_ids: Sequence[str],
        today: date,
        *,
        override_stale: bool = False,
        with_files: bool = True,
    ) -> SnippetUse:
        """The snippets of a reply, each once; one that left the shelf meanwhile is not counted.

        Raises DeskError for a stale or unverified one without ``override_stale``, and, where their files are to
        leave too, for a missing one.
        """
        snippets, rows, files = [], [], []
        for snippet_id in dict.fromkeys(snippet_ids):
            snippet = self.library.by_id.get(snippet_id)
            if snippet is None:
                continue
            doubt = self.doubt(snippet, today)
            title = safe_line(snippet.title_for(None))
            if doubt and not override_stale:
                raise DeskError(say("snippet.needs_override", title=title, standing=doubt))
            for file in self.attachments(snippet) if with_files else ():
                if file.missing:
                    raise DeskError(say("snippet.file_missing", title=title, name=file.name))
                files.append(Path(file.path))
            snippets.append(snippet)
            rows.append(
                {
                    "id": snippet.id,
                    "version": snippet.version,
                    "stale": bool(doubt),
                    "overridden": bool(doubt) and override_stale,
                }
            )
        return SnippetUse(tuple(snippets), tuple(rows), tuple(dict.fromkeys(files)))

    def doubt(self, snippet: Snippet, today: date) -> str:
        """Why a snippet cannot be relied on today, in words; empty when it is in order."""
        match snippet.standing(today, self.stale_after):
            case Standing.STALE:
                since = snippet.expires_on(self.stale_after)
                return say("snippet.standing_stale", since=since.isoformat() if since else "?")
            case Standing.UNVERIFIED:
                return say("snippet.standing_unverified")
            case _:
                return ""

    def doubts(self, snippet_ids: Sequence[str], today: date) -> dict[str, str]:
        """Title -> why it cannot be relied on today, of those that cannot; one that left the shelf says nothing."""
        found = {}
        for snippet in (self.library.by_id.get(one) for one in snippet_ids):
            if snippet is not None and (doubt := self.doubt(snippet, today)):
                found[safe_line(snippet.title_for(None))] = doubt
        return found

    def attachments(self, snippet: Snippet) -> tuple[AttachedFile, ...]:
        """The files a snippet names; one outside the snippets' folders counts as missing."""
        if snippet.path is None:
            return tuple(AttachedFile(safe_line(name), "", True) for name in snippet.attachments)
        roots = [os.path.realpath(folder) for folder in self.folders]
        found = []
        for name in snippet.attachments:
            real = os.path.realpath(snippet.path.parent / name)
            inside = any(os.path.commonpath((root, real)) == root for root in roots)
            there = inside and os.path.isfile(real)
            found.append(
                AttachedFile(
                    safe_line(os.path.basename(name), 120),
                    real,
                    not there,
                    os.path.getsize(real) if there else 0,
                )
            )
        return tuple(found)
