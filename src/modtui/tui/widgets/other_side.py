"""The snippet's other language beside the reply: read along, edited, and marked when one of them falls behind."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import TextArea

from modtui.text.catalogue import say
from modtui.text.safe import safe_text
from modtui.tui.keys import BY_ID
from modtui.tui.widgets.bars import LineBar
from modtui.tui.widgets.composer import ASKS, Composer
from modtui.tui.widgets.formatting_editor import FormattingEditor

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from modtui.desk.views_snippets import BothLanguages


TWO_LANGUAGES = "-two-languages"
"""The screen's class while both stand there: notices keep off them."""


class OtherText(FormattingEditor):
    """The other language's text; its keys are the reply box's."""

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("escape", "ask('other_side')", show=False, priority=True),
        *(
            Binding(",".join(BY_ID[key].keys), f"ask('{key}')", show=False, priority=True, id=key)
            for key in ASKS
        ),
        Binding(
            ",".join(BY_ID["composer_snippets"].keys),
            "snippets",
            show=False,
            priority=True,
            id="composer_snippets",
        ),
        Binding(",".join(BY_ID["send"].keys), "send", show=False, priority=True, id="send"),
    ]

    def action_ask(self, key_id: str) -> None:
        """As in the reply box."""
        self.post_message(Composer.Asked(key_id))

    def action_snippets(self) -> None:
        """As in the reply box: into the reply."""
        self.post_message(Composer.WantsSnippets())

    def action_send(self) -> None:
        """As in the reply box: what stands there is sent, not this."""
        self.post_message(Composer.Send())


class OtherSide(Vertical):
    """Hidden until a snippet that has another language stands in the reply box."""

    def __init__(self, *, visual: bool, in_step: str = BY_ID["in_step"].shown) -> None:
        """``in_step``: how the key is called that says the two are in step."""
        super().__init__(id="other-side")
        self._in_step = in_step
        self._visual = visual
        self.both: BothLanguages | None = None
        self.display = False

    def compose(self) -> ComposeResult:
        """A heading that says which language, and its text."""
        yield LineBar("other-title")
        yield OtherText(visual=self._visual, id="other-text")

    @property
    def editor(self) -> OtherText:
        """The text."""
        return self.query_one(OtherText)

    def put(self, both: BothLanguages, language: str, text: str) -> None:
        """Show the language that is not in the reply box. ``language`` and ``text`` are what stands there."""
        if both.other is not None and both.other.language == language:
            both = dataclasses.replace(both, mine=both.other, other=both.mine)
        if both.other is None:
            self.clear()
            return
        self.both = dataclasses.replace(
            both, mine=dataclasses.replace(both.mine, text=text, original=text), agreed=False
        )
        with self.editor.prevent(TextArea.Changed):
            self.editor.load_text(safe_text(both.other.text))
        self.display = True
        self.screen.add_class(TWO_LANGUAGES)
        self.show_title()

    def clear(self) -> None:
        """Nothing to show beside the reply."""
        self.both = None
        self.display = False
        if self.is_attached:
            self.screen.remove_class(TWO_LANGUAGES)

    def mine_edited(self, text: str) -> None:
        """What stands in the reply box was typed in."""
        if self.both is not None:
            self.both = self.both.with_edit(self.both.mine.language, text)
            self.show_title()

    def in_step(self) -> None:
        """A person says that both match as they are."""
        if self.both is not None:
            self.both = self.both.in_step()
            self.show_title()

    @property
    def mine_is_behind(self) -> str:
        """The language of the reply when it no longer says what the other side says; empty while it does."""
        both = self.both
        return both.mine.language if both is not None and both.out_of_step == both.mine.language else ""

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The other side was typed in."""
        event.stop()
        if self.both is not None and self.both.other is not None:
            self.both = self.both.with_edit(self.both.other.language, self.editor.text)
            self.show_title()
            self.post_message(Composer.Edited())

    def show_title(self) -> None:
        """The language, and whether it is behind."""
        both = self.both
        if both is None or both.other is None:
            return
        language = both.other.language
        if both.out_of_step == language:
            words = say("sides.behind_other", language=language, key=self._in_step)
            self.query_one("#other-title", LineBar).put(((words, "warn"),))
        else:
            self.query_one("#other-title", LineBar).put(((say("sides.other", language=language), "heading"),))
