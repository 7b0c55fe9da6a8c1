"""What a private reply is besides its text: its kind, the snippets and the files in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind
from modtui.text.catalogue import say
from modtui.text.safe import safe_text
from modtui.tui.screens.file_keys import FileKeys
from modtui.tui.widgets.bars import LineBar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modtui.desk.api import DeskApi
    from modtui.desk.views import FilledSnippet
    from modtui.desk.views_snippets import AttachedFile
    from modtui.tui.gated import Gated
    from modtui.tui.paint import Painter
    from modtui.tui.screens.menu import Choice
    from modtui.tui.widgets.editor import Editor

KINDS = (
    ReplyKind.INFORMATION,
    ReplyKind.REFERRAL,
    ReplyKind.BOTH,
    ReplyKind.HOLDING,
    ReplyKind.ASKED_BACK,
)
"""What the key goes through, after "not said"."""


def kind_choices() -> list[Choice]:
    """What a reply can be said to be, each with its key."""
    from modtui.tui.screens.menu import Choice

    return [
        Choice(kind.value, str(number), f"{say(f'kind.{kind.value}')}: {say(f'kind.{kind.value}.long')}")
        for number, kind in enumerate(KINDS, start=1)
    ]


def put_before(editor: Editor, draft: str) -> None:
    """A draft in front of what was typed while it was read."""
    if editor.text != draft:
        editor.load_text(safe_text(draft) + editor.text)
        editor.move_cursor(editor.document.end)


class PrivateWritten:
    """Half a private reply."""

    def __init__(self) -> None:
        self.kind: ReplyKind | None = None
        self.snippet_ids: tuple[str, ...] = ()
        self.doubts: dict[str, str] = {}  # title of a snippet in the text -> why it cannot be relied on today
        self.files: tuple[AttachedFile, ...] = ()

    def next_kind(self) -> None:
        """The next kind, and after the last none."""
        kinds = (None, *KINDS)
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]

    def take(self, filled: FilledSnippet) -> None:
        """A snippet went into the text: that says what kind of answer it is."""
        before, now = self.kind, filled.reply_kind
        both = before in (ReplyKind.INFORMATION, ReplyKind.REFERRAL) and now.is_answer and now is not before
        self.kind = ReplyKind.BOTH if both else now
        self.snippet_ids = (*self.snippet_ids, filled.snippet_id)
        if filled.doubt:
            self.doubts[filled.title or filled.snippet_id] = filled.doubt

    @property
    def said(self) -> HalfWritten:
        """What is kept with its draft."""
        return HalfWritten(self.kind, self.snippet_ids)

    def take_kept(self, kept: HalfWritten, doubts: Mapping[str, str]) -> None:
        """What was kept with the draft, to what was said since."""
        said = kept.joined(self.said)
        self.kind, self.snippet_ids = said.kind, said.snippet_ids
        self.doubts |= doubts


class PrivateFiles(FileKeys):
    """What the file keys do in a private chat."""

    def __init__(
        self,
        screen: Gated,
        written: PrivateWritten,
        painter: Painter,
        desk: DeskApi,
        user_id: int,
        name: str,
        on_with_writing: Callable[[], None],
    ) -> None:
        super().__init__(screen, painter, desk)
        self._written, self._user_id, self._name = written, user_id, name
        self._on_with_writing = on_with_writing

    def holder(self) -> PrivateWritten:
        """The private reply."""
        return self._written

    def bar(self) -> LineBar:
        """The line above it."""
        return self._gated.query_one("#said-files", LineBar)

    def about(self) -> tuple[str, str, str] | None:
        """Whom it goes to."""
        return (self._name, "", "")

    def keep(self) -> Callable[[list[str]], Awaitable[None]]:
        """With the draft for this member."""
        desk, user_id = self._desk, self._user_id
        return lambda paths: desk.save_private_draft_files(user_id, paths)

    def token(self) -> object:
        """There is one private reply to a dialog."""
        return self._user_id

    def back(self) -> None:
        """On with writing."""
        self._on_with_writing()
