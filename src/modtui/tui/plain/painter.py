"""Text for the plain mode: logical order unless told otherwise, and everything begins at the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.direction import BidiMode
from modtui.tui.paint import Painter

if TYPE_CHECKING:
    from collections.abc import Sequence


class PlainPainter(Painter):
    """A screen reader wants the letters in the order they were written; ``visual`` is for eyes on a bad line."""

    signs = False

    def __init__(self, setting: str) -> None:
        """``setting``: auto for logical order as it is; visual and terminal as in the other mode."""
        mode = BidiMode.VISUAL if setting == "visual" else BidiMode.TERMINAL
        super().__init__(mode, ordered=setting != "auto")

    def cell(self, text: str, width: int, direction: str | None = None, *, right: bool | None = None) -> str:
        """One line of exactly ``width`` cells, from the left."""
        return super().cell(text, width, direction, right=False)

    def body(self, text: str, width: int, direction: str | None = None) -> Sequence[str]:
        """A whole text as lines, from the left and not filled up."""
        return [line.strip(" ") for line in super().body(text, width, direction)]
