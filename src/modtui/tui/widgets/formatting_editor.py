"""An editor whose text may be bold, italic or a link: the keys that put the signs round what is selected."""

from __future__ import annotations

import re
from typing import ClassVar

from textual.binding import Binding
from textual.widgets.text_area import Selection

from modtui.tui.keys import BY_ID
from modtui.tui.widgets.editor import Editor, Location

SIGNS = {"bold": "**", "italic": "__"}
_ADDRESS = re.compile(r"https?://\S+")
_BLANK_ADDRESS = "https://"


class FormattingEditor(Editor):
    """What the signs mean is in :mod:`modtui.domain.formatting`."""

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        *(
            Binding(",".join(BY_ID[key].keys), f"wrap('{key}')", show=False, priority=True, id=key)
            for key in ("bold", "italic")
        ),
        Binding(",".join(BY_ID["web_link"].keys), "link", show=False, priority=True, id="web_link"),
    ]

    def action_wrap(self, key_id: str) -> None:
        """Put the sign round the selection, or take it off; with nothing selected, round the cursor."""
        sign = SIGNS[key_id]
        start, end = sorted(self.selection)
        text = self.get_text_range(start, end)
        before, after = self._next_to(start, end, len(sign))
        if text and before == after == sign:
            outer = ((start[0], start[1] - len(sign)), (end[0], end[1] + len(sign)))
            self._put(text, *outer, 0)
        elif len(text) > 2 * len(sign) and text.startswith(sign) and text.endswith(sign):
            self._put(text[len(sign) : -len(sign)], start, end, 0)
        else:
            inner = text.strip()
            lead = text[: len(text) - len(text.lstrip())] if inner else ""
            tail = text[len(lead) + len(inner) :]
            self._put(f"{lead}{sign}{inner}{sign}{tail}", start, end, len(lead) + len(sign), len(inner))

    def action_link(self) -> None:
        """A link behind the selected words; a selected address gets words before it."""
        start, end = sorted(self.selection)
        text = self.get_text_range(start, end)
        if _ADDRESS.fullmatch(text.strip()):
            self._put(f"[]({text.strip()})", start, end, 1, 0)
        elif text:
            self._put(f"[{text}]({_BLANK_ADDRESS})", start, end, len(text) + 3, len(_BLANK_ADDRESS))
        else:
            self._put(f"[]({_BLANK_ADDRESS})", start, end, 1, 0)

    def _next_to(self, start: Location, end: Location, length: int) -> tuple[str, str]:
        """So many characters right before and right behind a stretch."""
        first, last = self.document.get_line(start[0]), self.document.get_line(end[0])
        return first[max(start[1] - length, 0) : start[1]], last[end[1] : end[1] + length]

    def _put(self, text: str, start: Location, end: Location, select: int, length: int | None = None) -> None:
        """Replace a stretch as one step of undo, and select a part of what is new (None: all of it)."""
        self.history.checkpoint()
        self.replace(text, start, end, maintain_selection_offset=False)
        self.history.checkpoint()
        last = len(text) if length is None else select + length
        self.selection = Selection(_moved(start, text[:select]), _moved(start, text[:last]))


def _moved(start: Location, text: str) -> Location:
    """Where a text that begins at ``start`` ends."""
    rows = text.count("\n")
    return (start[0] + rows, len(text) - text.rfind("\n") - 1 if rows else start[1] + len(text))
