"""What is taken back goes to what it was written for, and never into what somebody is writing to another."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from modtui.desk.errors import TargetGoneError
from modtui.desk.views import Quote
from modtui.desk.views_feed import ScheduledView
from modtui.tui.screens.menu import ConfirmDialog
from modtui.tui.screens.private_chat import PrivateChat
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk
from tests.tui.test_outbox import send

REPLY = "Dear Huda, your answer is"
POST = "A workshop on Saturday"


class Drafting(FakeDesk):
    """As the desk does: what is taken out of the outbox is in its target's draft, before what was begun."""

    async def cancel(self, outbox_id: str) -> str:
        item = next(item for item in self.unsent if item.outbox_id == outbox_id)
        target = item.quote.message_id if item.quote is not None else None
        text = await super().cancel(outbox_id)
        begun = self.drafts.get(target, "")
        self.drafts[target] = f"{text}\n\n{begun}" if begun else text
        return text


@pytest.mark.parametrize("kind", [FakeDesk, Drafting])
async def test_a_post_taken_out_of_the_outbox_does_not_land_in_a_reply(kind):
    async with driving(kind()) as d:
        await d.press("p")
        await d.burst(POST)
        await d.press("ctrl+s", "4")
        assert d.desk.unsent[-1].text == POST
        await d.press("a")
        await d.burst(REPLY)
        replied_to = d.screen.composer.target.message_id
        await d.press("escape", "o", "c")
        assert d.screen.composer.target.message_id is None
        assert d.screen.composer.text == POST
        assert d.desk.drafts[replied_to] == REPLY
        assert d.desk.drafts[None] == POST


async def test_a_scheduled_post_taken_out_does_not_land_in_a_reply():
    async with driving() as d:
        d.desk.schedule = [ScheduledView(9, d.desk.now() + timedelta(hours=3), POST, "ltr")]
        await d.press("a")
        await d.burst(REPLY)
        replied_to = d.screen.composer.target.message_id
        await d.press("escape", "ctrl+k", "enter")
        assert d.screen.composer.target.message_id is None
        assert d.screen.composer.text == POST
        assert d.desk.drafts[replied_to] == REPLY


@pytest.mark.parametrize("kind", [FakeDesk, Drafting])
async def test_a_reply_taken_back_stands_before_what_was_begun_to_the_same_message(kind):
    async with driving(kind()) as d:
        await send(d, "first one")
        await d.press("a")
        await d.burst("begun since")
        target = d.screen.composer.target.message_id
        d.desk.unsent[-1] = dataclasses.replace(d.desk.unsent[-1], quote=Quote(target, "Huda", "When?"))
        await d.press("escape", "o", "c")
        assert d.screen.composer.target.message_id == target
        assert d.screen.composer.text == "first one\n\nbegun since"
        assert d.desk.drafts[target] == "first one\n\nbegun since"


async def test_a_private_draft_stands_before_what_was_typed_while_it_was_read():
    async with driving() as d:
        read, saved = asyncio.Event(), []

        async def slow(user_id):
            await read.wait()
            return "the draft of before, "

        async def save(user_id, text, half=None):
            saved.append(text)

        d.desk.private_draft, d.desk.save_private_draft = slow, save
        screen = PrivateChat(d.screen.painter, d.screen.settings, d.desk, 5, "X", d.screen.zone)
        d.app.push_screen(screen)
        await d.pilot.pause()
        screen.take_text("typed at once")
        await d.pilot.pause()
        read.set()
        await d.settle()
        assert screen.editor.text == "the draft of before, typed at once"
        await screen._open()  # read again, as after a key that changed something: nothing is doubled
        assert screen.editor.text == "the draft of before, typed at once"
        await d.press("escape")
        await d.settle()
        assert saved[-1:] == ["the draft of before, typed at once"]


class GoneMeanwhile(FakeDesk):
    """What is answered was deleted while the answer was written."""

    async def reply(self, message_id, text, *, mention=False, **more):
        if not mention:
            raise TargetGoneError("That message was deleted.")
        return await super().reply(message_id, text, mention=mention, **more)


async def test_a_reply_to_what_was_deleted_meanwhile_goes_out_with_a_mention_at_a_key_of_its_own():
    async with driving(GoneMeanwhile()) as d:
        await d.press("a")
        await d.burst(REPLY)
        await d.press("ctrl+s")
        await d.until(lambda: isinstance(d.app.screen, ConfirmDialog))
        assert "What this answers was deleted" in d.text()
        await d.press("escape")
        assert d.screen.composer.text == REPLY
        assert not d.desk.unsent
        await d.press("ctrl+s")
        await d.until(lambda: isinstance(d.app.screen, ConfirmDialog))
        await d.wait(2)
        await d.press("y")
        assert d.desk.unsent[-1].text == REPLY
        assert d.desk.more_of_reply["mention"] is True
        assert d.screen.composer.text == ""
