"""The life of the shelf: read at the start, read again whenever a file changes, faults told in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from modtui.desk.context import DeskContext
from modtui.desk.shelf import Shelf
from modtui.desk.snippet_watch import FolderWatch, stamps_of
from modtui.desk.views import DeskChange
from modtui.desk.views_snippets import SnippetFault
from modtui.snippets.check import Severity, SnippetProblem
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.model import Snippet
from modtui.text.catalogue_snippets import say
from modtui.text.safe import safe_line


class SnippetLife:
    """Keeps the shelf as its files are. ``reloaded`` is called whenever it changed."""

    def __init__(self, ctx: DeskContext, shelf: Shelf, reloaded: Callable[[], None]) -> None:
        self._ctx = ctx
        self._shelf = shelf
        self._reloaded = reloaded
        self._one_at_a_time = asyncio.Lock()
        self.reads = 0
        #: Given ids of snippets whose text changed: how many members got the old one. Set by who knows.
        self.recalled: Callable[[Sequence[str]], Awaitable[int]] | None = None
        #: Given the same: whether the FAQ in the group has an older text of one of them.
        self.faq_is_behind: Callable[[Sequence[str]], Awaitable[bool]] | None = None

    async def run(self) -> None:
        """Read the snippets, then follow their files until cancelled."""
        folders = self._ctx.settings.snippet_dirs
        before = await asyncio.to_thread(stamps_of, folders)
        await self.reload()
        if not folders:
            return
        async with contextlib.aclosing(FolderWatch(folders).changes(before)) as changes:
            async for _ in changes:
                await self.reload()

    async def reload(self) -> None:
        """Read what changed, in the background; until it is done the shelf stays as it was."""
        async with self._one_at_a_time:
            old, first = self._shelf.library, self.reads == 0
            await self._shelf.load()
            self.reads += 1
            new = self._shelf.library
            self._reloaded()
            self._ctx.changed(DeskChange(queue=True))
            self._tell_faults(old, new)
            if not first:
                await self._tell_changes(old, new)

    def faults(self) -> list[SnippetFault]:
        """What is wrong with the files now, in their order."""
        return [
            SnippetFault(
                safe_line(str(one.path)),
                one.line,
                safe_line(one.sentence),
                one.severity is Severity.ERROR,
            )
            for one in self._shelf.library.problems
        ]

    def _tell_faults(self, old: SnippetLibrary, new: SnippetLibrary) -> None:
        """One sentence for what is newly wrong, however much it is."""
        known = set(old.errors)
        fresh = [problem for problem in new.errors if problem not in known]
        if fresh:
            self._ctx.tell(fault_sentence(fresh), "warning")

    async def _tell_changes(self, old: SnippetLibrary, new: SnippetLibrary) -> None:
        added = [one for one in new.by_id if one not in old.by_id]
        gone = [one for one in old.by_id if one not in new.by_id]
        changed = [one for one, snippet in new.by_id.items() if _differs(old.by_id.get(one), snippet)]
        if added or gone or changed:
            self._ctx.tell(say("snippet.reloaded", new=len(added), changed=len(changed), gone=len(gone)))
        others = [one for one in changed if old.by_id[one].version != new.by_id[one].version]
        if others and self.recalled is not None and (count := await self.recalled(others)):
            self._ctx.tell(say("snippet.recall_waits", count=count), "warning")
        if others and self.faq_is_behind is not None and await self.faq_is_behind(others):
            self._ctx.tell(say("faq.behind"), "warning")


def _differs(before: Snippet | None, now: Snippet) -> bool:
    # What was not read again is the very same object, and a shelf may hold ten thousand.
    return before is not None and before is not now and before != now


def fault_sentence(problems: Sequence[SnippetProblem]) -> str:
    """The first fault with its file and line, and how many there are besides."""
    first, more = problems[0], len(problems) - 1
    return say(
        "snippet.files_wrong" if more else "snippet.file_wrong",
        file=safe_line(first.path.name),
        line=first.line,
        sentence=safe_line(first.sentence),
        more=more,
    )
