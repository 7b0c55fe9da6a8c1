"""Before a text leaves: what needs a key of its own, a stale or unverified snippet, or a message that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.text.safe import safe_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modtui.tui.gated import Gated
    from modtui.tui.paint import Painter


def ask_about_doubts(
    screen: Gated,
    painter: Painter,
    doubts: Mapping[str, str],
    written: Callable[[], object],
    then: Callable[[bool], None],
    *,
    logged: bool = True,
) -> None:
    """Go on with True once it is confirmed, at once with False where nothing is in doubt, else not at all.

    ``doubts`` is title -> why; ``written`` gives what is to leave: if it changed meanwhile the answer was about another
    text. ``logged``: the log will say that it was sent knowingly.
    """
    from modtui.tui.screens.menu import ConfirmDialog

    if not doubts:
        then(False)
        return
    sentences = [say("doubt.line", title=one, doubt=doubt) for one, doubt in doubts.items()]
    sentences += [say("doubt.log")] if logged else []
    asked_about = written()

    def answered(yes: bool | None) -> None:
        if yes and written() == asked_about:
            then(True)

    title, confirm = say("doubt.title"), say("doubt.confirm")
    screen.app.push_screen(ConfirmDialog(painter, screen.settings, title, sentences, confirm), answered)


def ask_to_mention(
    screen: Gated, painter: Painter, name: str, written: Callable[[], object], then: Callable[[], None]
) -> None:
    """What it answers was deleted: go on once it is confirmed that it mentions the member instead."""
    from modtui.tui.screens.menu import ConfirmDialog

    asked_about = written()

    def answered(yes: bool | None) -> None:
        if yes and written() == asked_about:
            then()

    sentence = say("mention.ask", name=safe_line(name, 40))
    title, confirm = say("mention.ask_title"), say("mention.ask_yes")
    screen.app.push_screen(ConfirmDialog(painter, screen.settings, title, [sentence], confirm), answered)
