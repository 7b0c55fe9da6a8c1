"""Copying out of a text by keys: the whole of it as it was written, one of its links, one of its phone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.text.ltr_runs import ltr_runs
from modtui.text.phone_numbers import phone_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modtui.tui.gated import Gated
    from modtui.tui.paint import Painter

MOST = 30
"""Choices the dialog shows; a text with more links than that is no text to pick from."""
KEYS = "123456789"

Piece = tuple[str, str]
"""(text | link | phone | the name of a fact, its value as it is copied)."""


def pieces_of(text: str, links: Iterable[str] = ()) -> list[Piece]:
    """What can be copied out of a text, each once. ``links``: addresses that lie behind its words."""
    found: list[Piece] = [("text", text)] if text.strip() else []
    places = [text[start:end] for start, end in ltr_runs(text)]
    addresses = [
        each for each in places if "@" in each[1:] or each.lower().startswith(("http", "www.", "t.me/"))
    ]
    found += [("link", address) for address in dict.fromkeys((*addresses, *links)) if address]
    found += [("phone", number) for number in phone_numbers(text)]
    return found


def offer_to_copy(screen: Gated, painter: Painter, pieces: Sequence[Piece]) -> None:
    """Copy the only piece there is, or ask which; what was copied is said."""
    from modtui.tui.screens.menu import Choice, ChoiceDialog

    if not pieces:
        screen.modtui.tell(say("copy.nothing"), "warning")
        return
    if len(pieces) == 1:
        screen.spawn(lambda: screen.modtui.copy(pieces[0][1]), "copy")
        return
    choices = [
        Choice(str(at), KEYS[at : at + 1], painter.one_line(f"{_called(kind)}: {value}", 64, "ltr"))
        for at, (kind, value) in enumerate(pieces[:MOST])
    ]

    def chosen(answer: str | None) -> None:
        if answer is not None:
            screen.spawn(lambda: screen.modtui.copy(pieces[int(answer)][1]), "copy")

    screen.app.push_screen(ChoiceDialog(painter, screen.settings, say("copy.which"), choices), chosen)


def _called(kind: str) -> str:
    return say(f"copy.{kind}") if kind in ("text", "link", "phone") else kind
