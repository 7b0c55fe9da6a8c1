"""The terminal interface as one Textual app: it composes, and keeps what every screen shares."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.text import Text
from textual import events
from textual.app import SystemCommand
from textual.binding import Binding
from textual.theme import BUILTIN_THEMES

from modtui.desk.errors import DeskError
from modtui.text.catalogue import name_keys, say
from modtui.text.direction import BidiMode
from modtui.text.safe import safe_line, safe_text
from modtui.tui.few_colours import Depth, fitted
from modtui.tui.gated import Gated
from modtui.tui.gone_terminal import LOOK_S, outliving, terminal_there
from modtui.tui.paint import Painter
from modtui.tui.screens.desk_screen import DeskScreen
from modtui.tui.settings import UiSettings
from modtui.tui.staged_notices import StagedNotices
from modtui.tui.sturdy import Sturdy
from modtui.tui.terminal import CLEAR, SHOW_CURSOR, bidi_mode, on_the_way_in, on_the_way_out
from modtui.tui.themes import THEMES, missing_variables
from modtui.tui.thrift import Thrift
from modtui.tui.thrifty import Thrifty
from modtui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.driver import Driver
    from textual.geometry import Offset
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from modtui.desk.api import DeskApi

log = logging.getLogger(__name__)

NOTICE_SECONDS = 6
PLAIN_CSS = Path(__file__).parent / "plain" / "plain.tcss"


class ModtuiApp(Sturdy, Thrifty):
    """The desk on the screen. ``desk`` is started when the screen is up and stopped on the way out."""

    TITLE = "modtui"
    CSS_PATH = Path(__file__).with_name("styles.tcss")
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar = [Binding("ctrl+q", "quit", show=False, priority=True)]

    def __init__(self, desk: DeskApi, *, settings: UiSettings | None = None) -> None:
        self.settings = settings or UiSettings()
        plain = self.settings.plain
        super().__init__(css_path=[self.CSS_PATH, PLAIN_CSS] if plain else None)
        self.desk = desk
        self.plain = plain
        self.said = ""  # what was told last, in the plain mode
        self._staged = StagedNotices(self)
        self.bidi = bidi_mode(self.settings.bidi, os.environ)
        self.painter = Painter(self.bidi)
        if plain:
            from modtui.tui.plain.painter import PlainPainter

            self.painter = PlainPainter(self.settings.bidi)
            self.bidi = self.painter.mode
            self.animation_level = "none"
        self.thrift = Thrift(colour=not plain)
        self.failures = 0
        self._typed_early: list[events.Key | events.Paste] | None = []
        self._handed_over = self._terminal_is_gone = False
        self.set_keymap(self.settings.keys.for_textual())
        name_keys({key.id: key.shown for key in self.settings.keys.rows})
        depth = self.fit_colours()
        for theme in (*THEMES, *(() if depth is Depth.MANY else BUILTIN_THEMES.values())):
            self.register_theme(fitted(theme, depth))
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else THEMES[0].name
        self.watch_theme()

    def get_driver_class(self) -> type[Driver]:
        """Textual's, that outlives its terminal."""
        return outliving(super().get_driver_class(), self.terminal_gone, self._stops)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Textual's own themes can be chosen too, and lack what our styles name."""
        return missing_variables(self.current_theme)

    def get_default_screen(self) -> Screen[Any]:
        """The desk is the only screen that is always there."""
        if self.plain:
            from modtui.tui.plain.desk import PlainDesk

            return PlainDesk(self.desk, self.settings, self.painter, zone_of)
        return DeskScreen(self.desk, self.settings, self.painter, zone_of)

    @property
    def desk_screen(self) -> DeskScreen:
        """The desk, under whatever dialog is open."""
        return next(screen for screen in self.screen_stack if isinstance(screen, DeskScreen))

    # ---- life

    def on_load(self) -> None:
        """Before the first paint: who reorders right-to-left text."""
        self.set_class(self.bidi.value == "terminal", "-guarded")
        self.set_class(self.plain, "-plain")

    def on_mount(self) -> None:
        """Tell the terminal to keep its hands off right-to-left text where we reorder it."""
        self._write(on_the_way_in(self.bidi) + (SHOW_CURSOR if self.plain else ""))
        if not self.is_headless and terminal_there(self._driver):
            self.set_interval(LOOK_S, self._look_for_terminal)
        if self.settings.ask_bidi and not self.plain:
            self.ask_which_reads()
        # At once: a moment later the terminal is no longer ours to write to.
        self.app_suspend_signal.subscribe(
            self, lambda _: self._write(on_the_way_out(self.bidi)), immediate=True
        )
        self.app_resume_signal.subscribe(self, lambda _: self._come_back(), immediate=True)

    async def on_unmount(self) -> None:
        """Leave nothing unsaved, and the terminal as it was."""
        self._write(on_the_way_out(self.bidi))
        await self.desk.stop()

    def _come_back(self) -> None:
        """After another program, or after the shell: what stands on the terminal is not ours any more."""
        self._write(on_the_way_in(self.bidi) + (SHOW_CURSOR if self.plain else ""))
        self.repaint_all()
        for screen in self.screen_stack:
            screen.refresh()

    def _stops(self) -> None:
        """The system stops the program: the terminal is the shell's, with its own reordering."""
        self._write(on_the_way_out(self.bidi))

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """Leave, giving the terminal its reordering back."""
        self._write(on_the_way_out(self.bidi))
        super().exit(*args, **kwargs)

    def _write(self, sequence: str) -> None:
        driver = self._driver
        if sequence and driver is not None and not self.is_headless and not self._handed_over:
            driver.write(sequence)
            driver.flush()

    @contextmanager
    def handed_over(self) -> Iterator[None]:
        """Leave the terminal to another program, and draw nothing; the desk goes on.

        Raises SuspendNotSupported where there is no terminal to hand over.
        """
        failed: BaseException | None = None
        with self.suspend(), self.batch_update():
            self._handed_over = True
            try:
                yield
            except BaseException as error:  # noqa: BLE001 - raised again once the terminal is ours
                failed = error
            self._handed_over = False
        if failed is not None:
            raise failed

    def _look_for_terminal(self) -> None:
        if not terminal_there(self._driver):
            self.terminal_gone()

    def terminal_gone(self) -> None:
        """Nobody sees the desk any more and no signal said so: leave as on a hang-up, once."""
        if self._terminal_is_gone or self._handed_over or self._exit or not self._running:
            return
        from modtui.tui.hangup import HUNG_UP, write_to_nobody

        self._terminal_is_gone = True
        write_to_nobody()
        self.exit(return_code=HUNG_UP)

    def bell(self) -> None:
        """The terminal's bell, while the terminal is ours."""
        if not self._handed_over:
            super().bell()

    def cursor_place(self) -> Offset:
        """Where the terminal's cursor belongs: in the plain mode on what is selected or being read."""
        if not self.plain:
            return self.cursor_position
        from modtui.tui.plain.cursor import cursor_of

        return cursor_of(self.screen)

    # ---- who puts Arabic in order

    def ask_which_reads(self) -> None:
        """Ask in which line Arabic reads correctly here, and go by the answer from then on."""
        from modtui.tui.screens.which_reads import WhichReads

        self._reorder(BidiMode.VISUAL)  # so that exactly one of the lines can be right
        self.push_screen(WhichReads(self.painter, self.settings), self._which_reads)

    def _which_reads(self, answer: str | None) -> None:
        mode = BidiMode(answer) if answer in ("visual", "terminal") else self.bidi
        self._reorder(mode)
        if mode is not self.bidi:
            self._adopt(mode)
        if answer is None:
            self.tell(say("reads.asked_later"))
            return
        try:
            if self.settings.keep_bidi is not None:
                self.settings.keep_bidi(answer)
        except OSError as error:
            self.tell(say("reads.not_kept", why=error.strerror or type(error).__name__), "warning")
            return
        kept = "reads.kept" if self.settings.keep_bidi is not None else "reads.used"
        self.tell(say("reads.neither_told" if answer == "neither" else kept))

    def _adopt(self, mode: BidiMode) -> None:
        from modtui.tui.widgets.editor import Editor

        self.bidi = mode
        self.painter.adopt(mode)
        self.set_class(mode is BidiMode.TERMINAL, "-guarded")
        for widget in self.desk_screen.walk_children():
            if isinstance(widget, LineWidget | Editor):
                widget.bidi_changed(visual=mode is BidiMode.VISUAL)
        self.desk_screen.show_all()
        self.desk_screen.refresh()

    def _reorder(self, mode: BidiMode) -> None:
        """Tell the terminal who reorders from now on, and draw everything anew."""
        self._write(on_the_way_in(mode) or on_the_way_out(BidiMode.VISUAL) + CLEAR)
        self.repaint_all()
        for screen in self.screen_stack:
            screen.refresh()

    # ---- keys

    async def on_event(self, event: events.Event) -> None:
        """Every key and paste passes the screen's gate first. Before the first frame they wait for it."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if self._typed_early is not None:
                self._typed_early.append(event)
            else:
                await self._take_input(event)
            return
        await super().on_event(event)

    async def _take_input(self, event: events.Key | events.Paste) -> None:
        screen = self.screen
        if not (isinstance(screen, Gated) and screen.take_input(event)):
            await super().on_event(event)

    async def take_what_was_typed_early(self) -> None:
        """The first frame is drawn: what was typed before it counts now, in its order, with the times it came at."""
        while self._typed_early:
            await self._take_input(self._typed_early.pop(0))
        self._typed_early = None

    def action_help_quit(self) -> None:
        """Ctrl+C, which ends other programs: said where everything is said, with the key in use."""
        self.tell(say("error.ctrl_c", key=self.settings.keys.by_id["quit"].shown))

    async def action_quit(self) -> None:
        """The same way out as ``q``, with its question."""
        self.desk_screen.actions.do_quit(self.desk_screen.key_context(0))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: themes, and every action of the desk."""
        yield SystemCommand("Theme", "change the colours", self.action_change_theme)
        if not self.plain:
            yield SystemCommand(say("reads.palette"), say("reads.palette_help"), self.ask_which_reads)
        if isinstance(screen, DeskScreen):
            from modtui.tui.screens.desk_actions import MENU

            selection = screen.key_context(0)
            for key_id in MENU:
                key = self.settings.keys.by_id[key_id]
                yield SystemCommand(
                    f"{key.words} ({key.shown})",
                    say(f"keys.group.{key.group}"),
                    lambda key=key: screen.run_key(key, selection),
                )

    async def copy(self, text: str) -> None:
        """To the clipboard: by the system's tool, else by the terminal. The text is made safe first."""
        from modtui.tui.clipboard import copy_with_tool, in_tmux

        clean = safe_text(text)
        by_tool = await copy_with_tool(clean)
        if not by_tool:
            self.copy_to_clipboard(clean)
            self._write(in_tmux(clean, os.environ))
        lines = clean.strip().split("\n")
        told = say("copy.done" if by_tool else "copy.done_terminal", value=safe_line(lines[0], limit=60))
        more = say("copy.more_lines", count=len(lines)) if len(lines) > 1 else ""
        self.tell(told + more)

    # ---- telling

    def tell(self, sentence: str, severity: SeverityLevel | str = "information") -> None:
        """Show one sentence for a while. It may hold names: made safe, never markup."""
        level: SeverityLevel = "information"
        if severity in ("warning", "error"):
            level = "warning" if severity == "warning" else "error"
        shown = safe_line(sentence, limit=400)
        if self.plain:
            self.say_plainly(shown)
            return
        shown = self.shown(shown)
        for earlier in [one for one in self._notifications if one.message == shown]:
            self._unnotify(earlier, refresh=False)  # said again it stands once, and lasts from now
        self.notify(shown, severity=level, timeout=NOTICE_SECONDS, markup=False)

    @property
    def staged(self) -> StagedNotices:
        """Sentences about what is about to happen."""
        return self._staged

    def say_plainly(self, shown: str) -> None:
        """The plain mode's one line of what was said last."""
        self.said = shown
        for screen in self.screen_stack:
            if isinstance(screen, Gated):
                screen.show_said()

    def withdraw(self, sentence: str) -> None:
        """Take a notice off the screen: it is not true any more."""
        shown = self.shown(sentence)
        for notice in [one for one in self._notifications if one.message == shown]:
            self._unnotify(notice)

    def shown(self, sentence: str) -> str:
        """A sentence as its notice holds it."""
        if sentence.isascii():
            return sentence
        # Wrapped here, before names in it are reordered; our sentences run left to right.
        lines = self.painter.body(sentence, max(min(52, self.size.width // 2 - 6), 20), "ltr")
        return "\n".join(line.rstrip() for line in lines)

    def put_aside(self, text: str) -> None:
        """Keep what is too long to be written here, and say where."""
        from modtui.tui.put_aside import kept_in_file

        try:
            path = kept_in_file(self.desk.private_folder(), text, self.desk.now())
        except OSError as error:
            self.tell(say("aside.not_kept", length=len(text), why=error.strerror or ""), "error")
            return
        self.tell(say("aside.kept", length=len(text), path=path), "warning")

    def tell_desktop(self, due: int, urgent: int, reminders: int) -> None:
        """A notification of the desktop's, where the terminal passes it on: counts only."""
        from modtui.tui.desktop_note import desktop_note

        self._write(desktop_note(due, urgent, os.environ, reminders))

    def report_failure(self, error: BaseException) -> None:
        """A mistake of ours in a handler: one sentence, the log has the rest, the program goes on."""
        if isinstance(error, DeskError):
            self.tell(str(error), "error")
            return
        self.failures += 1
        log.error("unexpected: %s", type(error).__name__, exc_info=error)
        self.tell(say("error.unexpected", what=safe_line(type(error).__name__)), "error")

    def _fatal_error(self) -> None:
        """The program cannot go on: one sentence on the screen, the rest in the log, no member's text on either."""
        error = sys.exc_info()[1]
        log.critical("fatal: %s", type(error).__name__, exc_info=error)
        self._write(on_the_way_out(self.bidi))
        sentence = say("error.fatal", what=safe_line(type(error).__name__))
        self._exit_renderables.append(Text(sentence))
        self._close_messages_no_wait()


def zone_of(name: str) -> tzinfo:
    """The service's zone by its IANA name; UTC when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
