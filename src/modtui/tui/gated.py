"""A screen whose printable keys pass the key gate before they do anything (RULES 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.screen import Screen

from modtui.tui.key_gate import KeyGate, Verdict
from modtui.tui.sturdy import Sturdy

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.worker import WorkType

    from modtui.tui.host import Host
    from modtui.tui.keys import Key
    from modtui.tui.settings import UiSettings
    from modtui.tui.widgets.editor import Editor


class Gated(Sturdy, Screen[Any]):
    """Give keys a meaning in :meth:`key_for`, run them in :meth:`run_key`, and take text in :meth:`take_text`."""

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self.settings = settings
        self.gate: KeyGate[Any] = KeyGate(settings.burst_seconds, settings.settle_seconds)

    @property
    def modtui(self) -> Host:
        """The app, as far as screens know it."""
        return cast("Host", self.app)

    # ---- the plain mode

    @on(events.Mount)
    def keep_what_was_said(self) -> None:
        """In the plain mode every screen shows what was said last."""
        if self.settings.plain:
            from modtui.tui.plain.bars import SaidBar

            self.mount(SaidBar(self.modtui.painter))
            self.call_later(self.show_said)

    def on_idle(self) -> None:
        """In the plain mode the cursor follows what is selected even where nothing is drawn."""
        if self.settings.plain:
            self.modtui.place_cursor()

    def show_said(self) -> None:
        """Show what was said last."""
        from modtui.tui.plain.bars import SaidBar

        for bar in self.query(SaidBar):
            bar.put(self.modtui.said)

    # ---- to be given by each screen

    def key_for(self, name: str, character: str | None) -> Key | None:
        """What a key means here."""
        raise NotImplementedError

    def run_key(self, key: Key, context: Any) -> None:
        """Do it. ``context`` is what :meth:`key_context` said when the key was pressed."""
        raise NotImplementedError

    def key_context(self, at: float) -> Any:
        """What a key pressed now is about."""
        return at

    def take_text(self, text: str) -> None:
        """Typed quickly or pasted: it is text, not a command."""
        raise NotImplementedError

    def restore(self, context: Any) -> None:
        """Take back what moving keys did since."""

    def waiting_changed(self) -> None:
        """Keys began or ceased to wait: the hint line may say so."""

    def spawn(
        self, work: Callable[[], Coroutine[Any, Any, Any]], group: str, *, latest_only: bool = False
    ) -> None:
        """Do something that waits; an error becomes a sentence. ``latest_only`` overtakes what is under way."""

        async def guarded() -> None:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - told to the moderator and logged
                self.modtui.report_failure(error)

        task: WorkType[None] = guarded
        self.run_worker(task, group=group, exclusive=latest_only, exit_on_error=False)

    # ---- the gate itself

    def time_of(self, event: events.Event | None = None) -> float:
        """When a key arrived (or what time it is), in seconds."""
        if self.settings.monotonic is not None:
            return self.settings.monotonic()
        if event is not None:
            return event.time
        from time import monotonic

        return monotonic()

    def on_editor_too_much(self, message: Editor.TooMuch) -> None:
        """More was pasted than can be written."""
        self.modtui.put_aside(message.text)

    @property
    def is_typing(self) -> bool:
        """Whether keys are text for the focused widget anyway."""
        from textual.widgets import Input, TextArea  # behind the first frame, which has neither

        return isinstance(self.focused, Input | TextArea)

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """Handle a key or paste before Textual does; False leaves it to Textual."""
        if self.is_typing:
            return False
        if isinstance(event, events.Paste):
            self.gate.clear()
            self.take_text(event.text)
            return True
        at = self.time_of(event)
        if self.gate.waiting or self.gate.deadline is not None:
            self._carry_out(self.gate.poll(at))
            if self.app.screen is not self or self.is_typing:
                return False
        character = event.character if event.is_printable else None
        if character is None:
            if self.gate.deadline is None:
                return False
            if event.key == "escape":
                self.gate.clear()
                self.waiting_changed()
                return True
            if event.key != "enter":
                return False
            character = "\n"
        key = self.key_for(event.key, character if character != "\n" else None)
        self._carry_out(self.gate.press(key, character, at, self.key_context(at)))
        self._set_alarm(at)
        return True

    def poll_gate(self) -> None:
        """Run what has waited long enough."""
        if self.app.screen is not self:
            self.gate.clear()
            return
        now = self.time_of()
        self._carry_out(self.gate.poll(now))
        self._set_alarm(now)

    def _set_alarm(self, now: float) -> None:
        deadline = self.gate.deadline
        self.waiting_changed()
        if deadline is not None and self.settings.monotonic is None:
            self.set_timer(max(deadline - now, 0.001), self._ring)

    def _ring(self) -> None:
        # Through the app's queue: keys that arrived before the deadline are seen before it.
        self.app.call_later(self.poll_gate)

    def _carry_out(self, verdict: Verdict[Any]) -> None:
        for key, context in verdict.run:
            self.run_key(key, context)
        if verdict.restore is not None:
            self.restore(verdict.restore)
        if verdict.text is not None:
            self.take_text(verdict.text)
