"""The base of every pane that draws its own lines: roles become styles here, and nothing is parsed as markup."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from modtui.text.catalogue import say
from modtui.tui.paint import Line, padded
from modtui.tui.roles import look_style, role_styles
from modtui.tui.sturdy import Sturdy

IN_PLAIN = str.maketrans(
    {"▌": ">", "▸": " ", "─": " ", "│": " ", "█": " ", "░": " ", "●": "x", "○": "-", "·": "-"}
)
"""The signs of our lines that the plain mode does without, one for one."""

_SEPARATOR = re.compile(r"(?<=\S) · ")

_NO_LINE = Style(underline=False)

log = logging.getLogger(__name__)


class _OwnLines(StylesCache):
    """Takes a pane's lines as they are where it has neither border nor padding: a quarter of the time of a page."""

    framed = True

    def render_line(self, *args: Any, **kwargs: Any) -> Strip:
        """Textual's way round the line, or the line (which comes from the eighth of its arguments)."""
        if self.framed or kwargs or len(args) < 8:
            return super().render_line(*args, **kwargs)
        line: Strip = args[7](args[1])
        return line


class LineWidget(Sturdy, ScrollView, inherit_bindings=False):
    """A scrollable pane whose lines are :data:`Line` values."""

    def __init__(self, **kwargs: str | None) -> None:
        super().__init__(id=kwargs.get("id"), classes=kwargs.get("classes"))
        self._styles_by_role: dict[tuple[str, bool], Style] = {}
        self._styles_cache = self._own_lines = _OwnLines()

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._styles_by_role = {}
        styles = self.styles
        plain = getattr(self.app, "plain", False)  # its lines have no style of their own
        self._own_lines.framed = bool(styles.gutter or styles.tint.a or styles.opacity != 1.0 or plain)

    def hold(self, lines: int) -> None:
        """Say how many lines there are to scroll through.

        The whole screen is laid out anew only where the scroll bar comes or goes: a burst changes this every frame.
        """
        size = Size(self.size.width, lines)
        height = self.container_size.height
        bar = lines > height or self.styles.overflow_y == "scroll"
        if not height or self.styles.is_auto_height or bar != self.show_vertical_scrollbar:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    def role_style(self, role: str, selected: bool = False) -> Style:
        """The style of a role, on the selection's background where it is selected."""
        known = self._styles_by_role.get((role, selected))
        if known is None:
            styles = self._theme_styles()
            known = self.rich_style + (styles[role] if role in styles else look_style(role, styles))
            if selected:
                known += styles["selected"]
            self._styles_by_role[role, selected] = known
        return known

    def _theme_styles(self) -> dict[str, Style]:
        return _styles_of(self.app.theme, tuple(self.app.theme_variables.items()))

    def bidi_changed(self, *, visual: bool) -> None:
        """The painter puts right-to-left text another way now: draw it again."""
        self.refresh()

    def to_strip(self, line: Line, width: int, *, selected: bool = False) -> Strip:
        """A line as Textual draws it, exactly ``width`` cells wide."""
        if getattr(self.app, "plain", False):
            words = (_SEPARATOR.sub(",  ", text).translate(IN_PLAIN) for text, _ in padded(line, width))
            return Strip([Segment(text) for text in words if text], width)
        segments: list[Segment] = []
        for text, role in padded(line, width):
            style = self.role_style(role, selected)
            if style.underline and text != text.strip(" "):
                segments += _underlined(text, style)
            elif text:
                segments.append(Segment(text, style))
        return Strip(segments, width)

    def cursor_line(self) -> int:
        """The line of its content that is selected or being read: where a screen reader begins."""
        return self.scroll_offset.y

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


def _underlined(text: str, style: Style) -> list[Segment]:
    """The line stands under the words, not under the blanks round them."""
    words = text.strip(" ")
    before, _, after = text.partition(words) if words else (text, "", "")
    bare = style + _NO_LINE
    return [Segment(part, worn) for part, worn in ((before, bare), (words, style), (after, bare)) if part]


@lru_cache(maxsize=8)
def _styles_of(theme: str, variables: tuple[tuple[str, str], ...]) -> dict[str, Style]:
    """Once per theme, for all panes."""
    return role_styles(dict(variables))
