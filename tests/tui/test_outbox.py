"""What waits, under ``o``: the row under the cursor stays the message it was, and a held reply can mention instead."""

from __future__ import annotations

import dataclasses

import pytest

from modtui.desk.views import Quote, SendState
from modtui.tui.screens.lists import OutboxDialog
from tests.tui.driving import driving


async def send(d, text: str) -> str:
    await d.press("a")
    await d.burst(text)
    await d.press("ctrl+s")
    return d.desk.unsent[-1].outbox_id


async def test_a_key_goes_to_the_message_that_is_seen_whatever_leaves_meanwhile():
    async with driving() as d:
        first = await send(d, "first one")
        second = await send(d, "second one")
        await d.press("o")
        assert isinstance(d.app.screen, OutboxDialog)
        await d.press("j")
        d.desk.delivered(first)
        d.app.screen.reload()
        await d.settle()
        await d.press("c")
        assert ("cancel", second) in d.desk.calls
        assert "second one" in d.screen.composer.text


async def test_a_held_reply_can_go_out_with_a_mention():
    async with driving() as d:
        item = await send(d, "an answer")
        d.desk.failed(item, "The message it replies to was deleted.", SendState.HELD)
        await d.press("o")
        assert "m mentions instead" in d.text()
        assert "was deleted" in d.text()
        await d.press("m")
        assert d.desk.calls[-1] == ("mention_instead", item)
        assert any("with a mention" in notice for notice in d.notices())
        d.desk.fail_next = "Nobody can be mentioned here."
        await d.press("m")
        assert any("Nobody can be mentioned" in notice for notice in d.notices())


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_hint_says_that_one_held_back_leaves_at_once(size):
    async with driving(size=size) as d:
        item = await send(d, "an answer")
        await d.press("o")
        assert "r sends it now, also one held back · c takes it back · s skips a step · Esc" in d.text()
        await d.press("r")
        assert ("retry", item) in d.desk.calls


@pytest.mark.parametrize("mentioned", [False, True])
async def test_what_answered_a_message_that_is_gone_comes_back_to_that_message_where_its_draft_is(mentioned):
    async with driving() as d:
        d.desk.drafts[1] = "an answer\n\nbegun since"  # as the desk files it
        gone = Quote(1, "Huda", "(deleted)", gone=True)
        await send(d, "an answer")
        d.desk.unsent[-1] = dataclasses.replace(
            d.desk.unsent[-1], quote=None if mentioned else gone, answers=gone
        )
        await d.press("p")
        await d.burst("a post")
        await d.press("escape", "o", "c")
        assert d.screen.composer.target.message_id == 1
        assert d.screen.composer.text == "an answer\n\nbegun since"
        assert d.desk.drafts[None] == "a post"
        assert any("which was deleted" in notice for notice in d.notices())
