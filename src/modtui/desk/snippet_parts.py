"""The parts of a running desk that have to do with snippets, wired to each other."""

from __future__ import annotations

from collections.abc import Callable

from modtui.desk.context import DeskContext
from modtui.desk.faq_keeper import FaqKeeper
from modtui.desk.shelf import Shelf
from modtui.desk.snippet_files import SnippetFiles
from modtui.desk.snippet_life import SnippetLife
from modtui.desk.snippet_records import SnippetRecords
from modtui.desk.undo import UndoStack


class SnippetParts:
    """Keeping the shelf, writing to it, what the journal knows of it, and the FAQ."""

    def __init__(
        self, ctx: DeskContext, shelf: Shelf, undo: UndoStack, shelf_changed: Callable[[], None]
    ) -> None:
        self.life = SnippetLife(ctx, shelf, shelf_changed)
        self.files = SnippetFiles(ctx, shelf)
        self.records = SnippetRecords(ctx, shelf, undo)
        self.faq = FaqKeeper(ctx, shelf, undo)
        self.life.recalled = self.records.recalled
        self.life.faq_is_behind = self.faq.behind
