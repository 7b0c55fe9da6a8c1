"""How a message of a private chat stands in its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.moments import in_words
from modtui.tui.paint import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from modtui.desk.private_views import PrivateLine
    from modtui.tui.keymap import KeyTable
    from modtui.tui.paint import Line, Painter


def chat_row(
    line: PrivateLine, name: str, painter: Painter, now: datetime, zone: tzinfo, width: int
) -> list[Line]:
    """Who and when, what it is and whether it has left; below it the words. ``width`` counts columns."""
    who = say("private_chat.me") if line.own else painter.one_line(name, width // 2)
    at = in_words(line.at, now, zone) if line.at > now else None
    local = line.at.astimezone(zone)
    waits: Line = (("  ? " + say("private_chat.waits"), "accent"),) if line.waits else ()
    kind: Line = ()
    if line.kind is not None:
        kind = (("  " + say("composer.kind", kind=say(f"kind.{line.kind.value}")), "accent"),)
    head: Line = (
        (f" {at or f'{local:%a %H:%M}'} ", "muted"),
        (who, "own" if line.own else "name"),
        *waits,
        *kind,
    )
    if line.send_state is not None and line.outbox_id is not None:
        words = say(f"feed.{line.send_state.value}") + (f": {line.send_note}" if line.send_note else "")
        room = max(width - width_of(head) - 2, 20)
        head = (*head, ("  " + painter.one_line(words, room, "ltr"), "muted"))
    text = line.text or line.media_line
    body = painter.body(text, width - 3, line.direction)
    return [head, *((("  ", "text"), (each, "text")) for each in body)]


def chat_rows(
    lines: Sequence[PrivateLine], name: str, painter: Painter, now: datetime, zone: tzinfo, width: int
) -> list[list[Line]]:
    """The messages of a chat, each as :func:`chat_row` has it."""
    return [chat_row(line, name, painter, now, zone, width) for line in lines]


def chat_hints(keys: KeyTable, *, typing: bool, unsent: bool, closed: bool) -> str:
    """The keys that count now. ``unsent``: a reply of one's own waits in the list; ``closed``: there is an opening."""
    if not typing:
        return say("private_chat.hints_unsent" if unsent else "private_chat.hints_list")
    by_id = keys.by_id
    return say(
        "private_chat.hints",
        send=by_id["send"].shown,
        later=say("private_chat.hints_later", key=by_id["send_later"].shown) if closed else "",
        kind=by_id["reply_kind"].shown,
        snippet=by_id["composer_snippets"].shown,
        attach=by_id["attach"].shown,
    )
