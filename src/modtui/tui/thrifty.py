"""An app that writes to its terminal only what changed there (see thrift.py)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.filter import Monochrome, NoColor
from textual.geometry import Offset

from modtui.tui.few_colours import Depth, depth_of, keeps_bold
from modtui.tui.thrift import Thrift

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual import events
    from textual.screen import Screen

LONG = 200
"""From so many characters on an update is wrapped so that the terminal shows it at once, where it can."""


class Thrifty(App[None]):
    """Mixed into our app. ``thrift`` None writes every changed region whole, as Textual does."""

    thrift: Thrift | None = None
    _cursor_written: Offset | None = None

    def fit_colours(self) -> Depth:
        """Go by what the terminal shows; returns how many colours that is."""
        depth = depth_of(
            self.console.color_system, {**os.environ, **({"NO_COLOR": "1"} if self.no_color else {})}
        )
        self.set_class(depth is not Depth.MANY, "-few-colours")
        if depth is Depth.MANY and self.console.color_system == "standard":
            self.console._color_system = ColorSystem.EIGHT_BIT
        if depth is Depth.NONE:
            # Textual's own way with NO_COLOR writes greys.
            self._filters = [*(one for one in self._filters if not isinstance(one, Monochrome)), NoColor()]
        return depth

    def watch_theme(self) -> None:
        """Bold, or not, as the theme in use can bear."""
        if self.thrift is not None:
            self.thrift.bold = keeps_bold(self.current_theme)
            self.repaint_all()

    def on_resize(self, event: events.Resize) -> None:
        """A terminal that changed its size may have moved or lost what it showed."""
        self.repaint_all()

    def refresh_css(self, animate: bool = True) -> None:
        """As Textual does; before there is a screen, a theme's colours are all there is to take over.

        It would read the whole style sheet for nobody, and once more for the first screen.
        """
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def repaint_all(self) -> None:
        """Whatever else has written to the terminal meanwhile: the next update is written whole."""
        self._cursor_written = None
        if self.thrift is not None:
            self.thrift.forget()

    def cursor_place(self) -> Offset:
        """Where the terminal's cursor belongs."""
        return self.cursor_position

    def place_cursor(self) -> None:
        """Put the terminal's cursor where it belongs, when nothing else is to be written."""
        if self._may_write and self._cursor_written is not None:
            self._write_thriftily("", self.screen.outer_size.clamp_offset(self.cursor_place()))

    @property
    def _may_write(self) -> bool:
        driver = self._driver
        return (
            self.thrift is not None
            and driver is not None
            and not driver.is_inline
            and not self.is_headless
            and self._running
            and not self._closed
            and not self._batch_count
        )

    def _write_thriftily(self, text: str, place: Offset) -> None:
        driver = self._driver
        if driver is None or not (text or place != self._cursor_written):
            return
        self._cursor_written = self._previous_cursor_position = place
        text += f"\x1b[{place.y + 1};{place.x + 1}H" if place.x else f"\x1b[{place.y + 1}H"
        is_long = len(text) > LONG
        if is_long:
            self._begin_update()
        driver.write(text)
        if is_long:
            self._end_update()
        driver.flush()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        thrift = self.thrift
        if thrift is None or not self._may_write or not isinstance(renderable, ChopsUpdate | LayoutUpdate):
            super()._display(screen, renderable)
            return
        try:
            size = screen.outer_size
            system = self.console._color_system or ColorSystem.TRUECOLOR
            text = thrift.changes(renderable, size.width, size.height, system)
            self._write_thriftily(text, size.clamp_offset(self.cursor_place()))
        except Exception as error:  # noqa: BLE001 - as Textual does: an update that fails ends the program in order
            self._handle_exception(error)
        finally:
            self.post_display_hook()
