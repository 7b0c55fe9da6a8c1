"""A half-written reply's kind, snippets and warnings are there again after a crash, and what comes back loses nothing."""

from __future__ import annotations

import contextlib

import pytest

from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import ReplyKind
from modtui.telegram.simulated import SimulatedGateway
from modtui.tui.app import ModtuiApp
from modtui.tui.settings import UiSettings
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk
from tests.tui.test_private_reply import opened, with_private
from tests.unit.desk.playing import WHERE, Play, until


async def test_after_a_crash_the_kind_the_snippet_and_its_warning_are_there_again_and_are_sent():
    before = FakeDesk()
    before.doubts["health-card-renewal"] = "stale since 2026-09-01"
    async with driving(before) as d:
        await d.press("1")  # a snippet into the reply; nothing closes the box: the program dies here
        target = d.screen.composer.target.message_id
        assert before.drafts[target]
    after = FakeDesk()
    after.doubts, after.drafts, after.halves = before.doubts, before.drafts, before.halves
    async with driving(after) as d:
        await d.press("a")
        assert "not in order" in d.text()
        assert d.screen.composer.kind is ReplyKind.INFORMATION
        await d.press("ctrl+s")
        assert "stale since 2026-09-01" in d.text()
        await d.press("y")
        (reply,) = d.commands()
        assert (reply[1], reply[3], reply[4]) == (target, ReplyKind.INFORMATION, ("health-card-renewal",))


async def test_a_kind_said_beforehand_is_kept_with_a_typed_text():
    before = FakeDesk()
    async with driving(before) as d:
        await d.press("a")
        await d.burst("ask at the office")
        await d.press("ctrl+r", "ctrl+r")
        target = d.screen.composer.target.message_id
    assert before.halves[target].kind is ReplyKind.REFERRAL
    after = FakeDesk()
    after.drafts, after.halves = before.drafts, before.halves
    async with driving(after) as d:
        await d.press("a")
        assert d.screen.composer.kind is ReplyKind.REFERRAL


async def test_in_private_too():
    desk = with_private()
    for choice in desk.snippets:
        desk.doubts[choice.snippet_id] = "stale since 2026-01-01"
    async with driving(desk) as d:
        await opened(d)
        await d.press("ctrl+o")
        await d.press("enter")
        assert desk.private_halves[7].snippet_ids
    again = with_private()
    again.doubts, again.private_drafts, again.private_halves = (
        desk.doubts, desk.private_drafts, desk.private_halves,
    )  # fmt: skip
    async with driving(again) as d:
        await opened(d)
        assert "not in order" in d.text()
        assert d.app.screen.written.said == desk.private_halves[7]


async def test_a_draft_that_takes_long_to_read_is_not_saved_over_by_what_is_typed_meanwhile():
    desk = FakeDesk()
    async with driving(desk) as d:
        await d.press("a")
        asked = d.screen.composer.target
        target = asked.message_id
        await d.press("escape", "p")
        desk.drafts[target] = "half an answer, "
        desk.halves[target] = HalfWritten(ReplyKind.HOLDING)
        reads = desk.draft

        async def slowly(number):
            await d.pilot.pause(0.2)
            return await reads(number)

        desk.draft = slowly
        d.screen.actions.writing.open(asked)
        d.screen.composer.insert_text("x")
        await d.until(lambda: "half an answer" in d.screen.composer.text)
        await d.settle()
        assert desk.drafts[target] == "half an answer, x"
        assert d.screen.composer.kind is ReplyKind.HOLDING


# ---- a post


@pytest.mark.parametrize("key", ["ctrl+s", "f4"])
async def test_a_snippet_that_cannot_be_relied_on_asks_before_a_post_too(key):
    desk = FakeDesk()
    for choice in desk.snippets:
        desk.doubts[choice.snippet_id] = "stale since 2026-09-01"
    async with driving(desk) as d:
        await d.press("p", "ctrl+o", "enter")
        assert "not in order" in d.text()
        await d.press(key)
        assert "stale since 2026-09-01" in d.text()
        assert ("written to the log" in d.text()) is (key == "ctrl+s")  # what Telegram posts is in no log
        await d.press("escape")
        assert d.commands() == []
        await d.press(key, "y")
        assert "monthly figures" in d.text()
        await d.press("4")
        if key == "ctrl+s":
            (post,) = d.commands()
            assert post[1] is None
            assert desk.more_of_reply["override_stale"] is True


# ---- undone beside what has been begun


@contextlib.asynccontextmanager
async def for_real(tmp_path):
    play = Play(tmp_path)
    asked = play.say(play.omar, WHERE)
    gateway = SimulatedGateway(play.world, play.me, play.clock)
    desk = play.desk = Desk(play.store, gateway, DeskSettings(**play.settings), clock=play.clock)
    app = ModtuiApp(desk, settings=UiSettings(bidi="visual", draft_seconds=0.01))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(lambda: len(app.desk_screen.queue.rows) == 1, 15)
        gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        yield desk, app, pilot, asked


async def test_an_undone_reply_stands_before_what_was_begun_to_the_same_message(tmp_path):
    async with for_real(tmp_path) as (desk, app, pilot, asked):
        composer = app.desk_screen.composer
        await pilot.press("a")
        await until(lambda: composer.target is not None)
        await desk.reply(asked, "at the office", kind=ReplyKind.REFERRAL)
        composer.insert_text("and bring")
        await desk.undo()
        composer.insert_text(" your passport")  # typed on at once
        await until(lambda: composer.kind is ReplyKind.REFERRAL)
        assert composer.text == "at the office\n\nand bring your passport"

        async def saved():
            return await desk.draft(asked) == composer.text

        await until(saved)
        assert any(
            "in front of what you had begun" in one.message.replace("\n", " ") for one in app._notifications
        )


async def test_an_undone_reply_does_not_come_into_what_is_written_to_somebody_else(tmp_path):
    async with for_real(tmp_path) as (desk, app, pilot, asked):
        composer = app.desk_screen.composer
        await pilot.press("p")
        await until(lambda: composer.target is not None)
        composer.insert_text("a post")
        await desk.reply(asked, "at the office", kind=ReplyKind.REFERRAL)
        await desk.undo()
        await pilot.pause(0.1)
        assert composer.text == "a post"
        assert await desk.draft(asked) == "at the office"
        assert await desk.draft_half(asked) == HalfWritten(ReplyKind.REFERRAL)
