"""A text that was on its way comes back: to what it was written for, and never into what is written to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say

if TYPE_CHECKING:
    from modtui.desk.views import CameBack
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.desk_writing import DeskWriting
    from modtui.tui.widgets.composer import Target


def into_the_box(screen: DeskView, writing: DeskWriting, back: CameBack) -> None:
    """A text came back to what is being written: it stands in front, at once, or the next key would save over it.

    What came back to another target waits in that one's draft.
    """
    composer = screen.composer
    begun, target = composer.text, composer.target
    number = target.message_id if target is not None else None
    if number != back.target or (target is None and not begun):
        return
    if back.text.strip() and back.text.strip() not in begun:
        composer.change_text(f"{back.text}\n\n{begun}" if begun.strip() else back.text)
        if begun.strip():
            screen.modtui.tell(say("composer.came_back"))

    async def rest() -> None:
        await writing.fetch_rest(number)
        screen.show_composer_title()

    screen.spawn(rest, "open")


async def take_back(screen: DeskView, writing: DeskWriting, target: Target, text: str) -> None:
    """Open what it was written for, with the text in front of what was begun meanwhile.

    The desk has put an answer's text into its target's draft; what stands in the box already is not read again.
    """
    composer, number = screen.composer, target.message_id
    stood = composer.target is not None and composer.target.message_id == number
    try:
        await writing.turn_to(target)
    finally:  # whatever becomes of the drafts, this text is not lost
        now = composer.target
        if now is None or now.message_id != number:  # somebody went elsewhere meanwhile
            draft = await screen.desk.draft(number)
            if text.strip() not in draft:
                await screen.desk.save_draft(number, f"{text}\n\n{draft}" if draft else text)
        elif (stood or number is None) and text.strip() not in composer.text:
            begun = composer.text
            composer.change_text(f"{text}\n\n{begun}" if begun.strip() else text)
    if stood:
        await writing.fetch_rest(number)
    await writing.save_draft()
    screen.show_composer_title()
