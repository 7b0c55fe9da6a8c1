"""A private reply that has not left: under ``o`` and in its chat it is sent at once or taken back, never to the group."""

from __future__ import annotations

import pytest

from modtui.desk.private_views import PrivateLine
from modtui.desk.views import FeedItem
from modtui.domain.messages import Role
from modtui.domain.outgoing import SendState
from tests.tui.driving import driving
from tests.tui.test_many_at_once import MORNING, with_private

NOTE = "until Mon 09:00; c takes it back"


def with_unsent():
    desk = with_private()
    desk.unsent_private = [
        FeedItem(
            0, 1, "You", Role.MODERATOR, MORNING, "private reply to Huda Sample", own=True,
            outbox_id="p1", send_state=SendState.QUEUED, send_note="held back until Mon 09:00",
            private_to="Huda Sample",
        )
    ]  # fmt: skip
    desk.private_lines.append(
        PrivateLine(
            0, True, MORNING, desk.private_words, outbox_id="p1", send_state=SendState.QUEUED, send_note=NOTE
        )
    )
    return desk


async def test_the_outbox_lists_it_without_its_words_and_takes_it_back_to_its_own_chat():
    async with driving(with_unsent()) as d:
        await d.press("o")
        assert "private reply to Huda Sample" in d.text()
        assert d.desk.private_words not in d.text()
        await d.press("c")
        assert ("cancel", "p1") in d.desk.calls
        assert any("private reply to Huda Sample again" in said for said in d.notices())
        assert d.screen.composer.text == ""


async def test_the_outbox_sends_it_at_once():
    async with driving(with_unsent()) as d:
        await d.press("o", "r")
        assert ("retry", "p1") in d.desk.calls


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_chat_names_a_key_that_takes_it_back_there(size):
    async with driving(with_unsent(), size=size) as d:
        d.screen.queue.select(-7)
        await d.settle()
        await d.press("a")
        assert NOTE in d.text()
        assert "r sends it now · c takes it back · Tab writes · o older · Esc" in d.text()
        await d.press("tab")
        await d.burst("and another thing")
        await d.press("tab")
        await d.press("c")
        assert ("cancel", "p1") in d.desk.calls
        assert d.app.screen.editor.text == f"{d.desk.private_words}\n\nand another thing"
        assert NOTE not in d.text()


async def test_the_chat_sends_it_at_once_and_leaves_others_alone():
    async with driving(with_unsent()) as d:
        d.screen.queue.select(-7)
        await d.settle()
        await d.press("a", "r")
        assert ("retry", "p1") in d.desk.calls
        await d.press("up", "c")
        assert not any(call[0] == "cancel" for call in d.desk.calls)
        assert any("that has not left" in said for said in d.notices())
