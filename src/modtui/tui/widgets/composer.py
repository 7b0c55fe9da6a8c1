"""The reply box: several lines, its target in sight, a draft that is never lost."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from modtui.domain.formatting import parse, plain, utf16_length
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.splitting import LIMIT, MOST_LOOKS, looks_lost, split
from modtui.text.catalogue import say
from modtui.text.safe import safe_text
from modtui.tui.keys import BY_ID
from modtui.tui.widgets.formatting_editor import FormattingEditor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events

    from modtui.desk.views import FilledSnippet
    from modtui.desk.views_snippets import AttachedFile

COMPLETING = frozenset({"up", "down", "enter", "tab"})
"""Keys that a list of members takes while it is open; every other key is text."""

ASKS = (
    "send_later", "reply_kind", "other_side", "in_step", "editor", "attach", "detach", "preview", "schedule",
)  # fmt: skip
"""Keys that the screen answers, wherever one writes."""

TELEGRAM_LIMIT = LIMIT
"""Characters one message may have, counted as Telegram counts: UTF-16 code units."""

COUNTED_AT_ONCE = 2 * LIMIT
"""Characters of a text that is counted with every key; a longer one is counted beside the keys, at a pause."""
PAUSE_SECONDS = 0.3

_PLACEHOLDER = re.compile(r"(?<!\{)\{([a-z_]+(?:[:|][^{}\n]*)?)\}(?!\})")


@dataclass(frozen=True, slots=True)
class Count:
    """How long a typed text is as Telegram counts it, without the signs that it does not see, and in how many messages."""

    text: str
    length: int
    parts: int


def counted(text: str) -> Count:
    """Count a typed text; of a megabyte this takes a second or two."""
    formatted = parse(text.strip())
    return Count(text, utf16_length(formatted.text), len(split(formatted)))


@dataclass(frozen=True, slots=True)
class Target:
    """What the reply answers: a message, or (``message_id`` None) the group in a new post."""

    message_id: int | None
    name: str = ""
    line: str = ""
    inquiry_id: int | None = None
    settles: int | None = None  # the inquiry that a reply to a member's answer confirms or corrects
    also: tuple[int, ...] = ()  # further inquiries that the same message answers


class Composer(FormattingEditor):
    """A TextArea whose every key is text; it never sends by accident."""

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding(",".join(BY_ID["send"].keys), "send", show=False, priority=True, id="send"),
        Binding(",".join(BY_ID["leave"].keys), "leave", show=False, priority=True, id="leave"),
        Binding(
            ",".join(BY_ID["composer_snippets"].keys),
            "snippets",
            show=False,
            priority=True,
            id="composer_snippets",
        ),
        *(
            Binding(",".join(BY_ID[key].keys), f"ask('{key}')", show=False, priority=True, id=key)
            for key in ASKS
        ),
    ]

    class Send(Message):
        """The moderator wants this sent."""

    class Leave(Message):
        """Back to the list; the draft stays."""

    class Edited(Message):
        """The text changed: save the draft soon."""

    class Asked(Message):
        """One of the composer's other keys."""

        def __init__(self, key_id: str) -> None:
            super().__init__()
            self.key_id = key_id

    class Completing(Message):
        """A key for the list of members that is open above the text."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class WantsSnippets(Message):
        """Open the snippet picker over the text."""

    def __init__(self, *, visual: bool, send_key: str, id: str = "composer") -> None:
        placeholder = say("composer.placeholder", send=send_key)
        super().__init__(visual=visual, id=id, placeholder=placeholder)
        self.completing = False  # a list of members is open: it takes some keys
        self.target: Target | None = None
        self.kind: ReplyKind | None = None
        self.snippet_ids: tuple[str, ...] = ()
        self.begun_unanswered = False  # nobody had answered what it answers when writing began
        self.doubts: dict[str, str] = {}  # title of a snippet in the text -> why it cannot be relied on today
        self.files: tuple[AttachedFile, ...] = ()  # leave with it
        self._count = Count("", 0, 1)
        self._counting = False

    # ---- what it holds

    def open(self, target: Target, text: str) -> None:
        """Write to this target, going on from its draft."""
        self.target = target
        self.kind, self.snippet_ids, self.doubts, self.files = None, (), {}, ()
        self.put_text(text)

    def put_text(self, text: str) -> None:
        """Replace the text and put the cursor at its end."""
        with self.prevent(TextArea.Changed):
            self.load_text(safe_text(text))
        self.move_cursor(self.document.end)

    def change_text(self, text: str) -> None:
        """Put another text in place of the whole; Ctrl+Z gives the one before back."""
        self.history.checkpoint()
        self.replace(safe_text(text), (0, 0), self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()
        self.move_cursor(self.document.end)

    def insert_text(self, text: str) -> None:
        """Insert at the cursor, made safe first."""
        self.insert(safe_text(text))

    def insert_snippet(self, filled: FilledSnippet) -> None:
        """Insert a snippet's text and remember what kind of answer that makes."""
        if self.text.strip() and not self.text.endswith(("\n", " ")):
            self.insert("\n")
        self.insert(plain(safe_text(filled.text)))  # a snippet's text is meant as it stands
        before, now = self.kind, filled.reply_kind
        if before in (ReplyKind.INFORMATION, ReplyKind.REFERRAL) and now.is_answer and now is not before:
            self.kind = ReplyKind.BOTH
        else:
            self.kind = now
        self.snippet_ids = (*self.snippet_ids, filled.snippet_id)
        if filled.doubt:
            self.doubts[filled.title or filled.snippet_id] = filled.doubt
        self.files = (*self.files, *(file for file in filled.attachments if file not in self.files))
        self.select_placeholder()

    def insert_into_post(self, filled: FilledSnippet) -> None:
        """Insert a snippet's text and files. A post answers nobody: it has no kind, and is no use of the snippet."""
        self.insert_text(plain(safe_text(filled.text)))
        doubts = {filled.title or filled.snippet_id: filled.doubt} if filled.doubt else {}
        self.use_in_post(filled.snippet_id, doubts)
        self.files = (*self.files, *(file for file in filled.attachments if file not in self.files))
        self.select_placeholder()

    def use_in_post(self, snippet_id: str, doubts: Mapping[str, str]) -> None:
        """A post has a snippet's text in it, which cannot be relied on where ``doubts`` says so."""
        self.snippet_ids = (*self.snippet_ids, snippet_id)
        self.doubts |= doubts

    def select_placeholder(self) -> bool:
        """Select the first placeholder that still stands, so that typing replaces it; False when there is none."""
        match = _PLACEHOLDER.search(self.text)
        if match is None:
            return False
        self.selection = Selection(_location(self.text, match.start()), _location(self.text, match.end()))
        return True

    def clear_all(self) -> None:
        """Nothing written, nobody addressed."""
        self.target = None
        self.kind, self.snippet_ids, self.doubts, self.files = None, (), {}, ()
        self.begun_unanswered = False
        self.put_text("")

    @property
    def count(self) -> Count | None:
        """How long it is; None while a long text is not counted yet (:meth:`count_soon`)."""
        text = self.text
        if self._count.text != text:
            if len(text) > COUNTED_AT_ONCE:
                return None
            self._count = counted(text)
        return self._count

    async def count_soon(self) -> bool:
        """Count a long text beside the keys, once they pause. False when that is under way already."""
        if self._counting:
            return False
        self._counting = True
        try:
            while self.count is None:
                text = self.text
                await asyncio.sleep(PAUSE_SECONDS)
                if self.text == text:
                    self._count = await asyncio.to_thread(counted, text)
        finally:
            self._counting = False
        return True

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Placeholders that still stand in the text, as the moderator sees them."""
        return tuple(dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(self.text)))

    def objection(self) -> str | None:
        """Why this cannot be sent, in a sentence; None when it can."""
        if not parse(self.text).text.strip() and not self.files:
            return say("composer.empty")
        if self.unresolved:
            return say("composer.unresolved", names=", ".join(self.unresolved))
        written = parse(self.text.strip())
        return looks_lost(split(written)) if len(written.entities) > MOST_LOOKS else None

    @property
    def is_too_long(self) -> bool:
        """Whether it takes more than one message. Asked when it is to leave: it waits for the count."""
        if self.count is None:
            self._count = counted(self.text)
        return self._count.length > TELEGRAM_LIMIT

    # ---- keys

    async def _on_key(self, event: events.Key) -> None:
        if self.completing and event.key in COMPLETING:
            event.stop()
            event.prevent_default()
            self.post_message(self.Completing(event.key))

    def put_mention(self, written: str, start: tuple[int, int]) -> None:
        """A member in place of what was typed to find them, as one step of undo."""
        self.history.checkpoint()
        result = self.replace(written + " ", start, self.cursor_location, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        self.history.checkpoint()

    def action_send(self) -> None:
        """Ask the screen to send."""
        self.post_message(self.Send())

    def action_leave(self) -> None:
        """Back to the list; a list of members that is open is put away first."""
        if self.completing:
            self.post_message(self.Completing("escape"))
            return
        self.post_message(self.Leave())

    def action_ask(self, key_id: str) -> None:
        """What the key says, by the screen."""
        self.post_message(self.Asked(key_id))

    def action_snippets(self) -> None:
        """The picker, from inside the text."""
        self.post_message(self.WantsSnippets())

    def on_text_area_selection_changed(self) -> None:
        """The cursor went elsewhere: an open list of members may no longer be about this."""
        if self.completing:
            self.post_message(self.Completing("moved"))

    def on_text_area_changed(self) -> None:
        """Tell the screen, which saves the draft a moment later."""
        self.post_message(self.Edited())


def _location(text: str, index: int) -> tuple[int, int]:
    """(row, column) of a place in the text."""
    return text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)
