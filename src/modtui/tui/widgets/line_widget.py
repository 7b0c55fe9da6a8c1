"""The base of every pane that draws its own lines: roles become styles here, and nothing is parsed as markup."""

from __future__ import annotations

import logging
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

from modtui.text.catalogue import say
from modtui.tui.paint import Line, padded
from modtui.tui.sturdy import Sturdy

log = logging.getLogger(__name__)

ROLES = (
    "text", "muted", "name", "staff", "own", "bot", "accent", "ok", "warn", "bad", "heading", "quote",
    "quote-name", "quote-bar", "rule", "key", "bar", "bar-focus", "deleted", "urgent", "title", "cursor",
    "selected",
)  # fmt: skip
"""What a piece of a line can be; styles.tcss says what each looks like."""


class LineWidget(Sturdy, ScrollView, inherit_bindings=False):
    """A scrollable pane whose lines are :data:`Line` values."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{role}" for role in ROLES}

    def __init__(self, **kwargs: str | None) -> None:
        super().__init__(id=kwargs.get("id"), classes=kwargs.get("classes"))
        self._styles_by_role: dict[tuple[str, bool], Style] = {}

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._styles_by_role = {}

    def role_style(self, role: str, selected: bool = False) -> Style:
        """The style of a role, on the selection's background where it is selected."""
        known = self._styles_by_role.get((role, selected))
        if known is None:
            known = self.rich_style + self.get_component_rich_style(f"line--{role}", partial=True)
            if selected:
                known += self.get_component_rich_style("line--selected", partial=True)
            self._styles_by_role[role, selected] = known
        return known

    def to_strip(self, line: Line, width: int, *, selected: bool = False) -> Strip:
        """A line as Textual draws it, exactly ``width`` cells wide."""
        segments = [
            Segment(text, self.role_style(role, selected)) for text, role in padded(line, width) if text
        ]
        return Strip(segments, width)

    def line_at(self, y: int, width: int) -> tuple[Line, bool]:
        """The line at this content line, and whether it is selected. To be overridden."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw one line; a message that cannot be drawn says so instead of taking the screen with it."""
        width = self.size.width
        try:
            line, selected = self.line_at(y + self.scroll_offset.y, width)
            return self.to_strip(line, width, selected=selected)
        except Exception:
            log.exception("a line could not be drawn")
            return self.to_strip(((say("feed.unshowable"), "bad"),), width)
