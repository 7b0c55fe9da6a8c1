"""A text that was on its way comes back: to what it was written for, and never into what is written to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.desk_writing import DeskWriting
    from modtui.tui.widgets.composer import Target


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
        await writing.files.fetch(number)
    await writing.save_draft()
    screen.show_composer_title()
