"""What the screen says stays true: of what is not read yet, of what was taken back, of whom a line is about."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from modtui.desk.views import ActionView
from modtui.domain.kinds import ServiceKind
from modtui.tui.screens.member_page import MemberPageDialog
from modtui.tui.screens.plan import PlanDialog
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk

# ---- what is not read yet


class SlowDesk(FakeDesk):
    """Its store is busy until ``ready`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = asyncio.Event()

    async def actions(self, **more):
        await self.ready.wait()
        return await super().actions(**more)

    async def member_list(self, *args, **more):
        await self.ready.wait()
        return await super().member_list(*args, **more)

    async def member_page(self, member_id):
        await self.ready.wait()
        return await super().member_page(member_id)

    async def record(self, *args, **more):
        await self.ready.wait()
        return await super().record(*args, **more)

    async def phone_bans(self, **more):
        await self.ready.wait()
        return await super().phone_bans(**more)

    async def group_state(self):
        await self.ready.wait()
        return await super().group_state()


@pytest.mark.parametrize(
    ("key", "none"),
    [
        ("O", "No actions"),
        ("f9", "Nothing"),
        ("\\", "Nothing"),
        ("X", "No removal"),
        ("V", "Nothing"),
        ("f3", "not welcomed yet"),
    ],
)
async def test_a_list_says_that_it_is_being_read_until_it_is(key, none):
    desk = SlowDesk()
    desk.ready.set()
    async with driving(desk) as d:
        desk.ready.clear()
        desk.unfinished = []
        await d.pilot.press(key)
        await d.pilot.pause()
        d.clock.advance(1)
        d.app.screen.poll_gate()
        await d.until(lambda: d.app.screen is not d.screen)
        for _ in range(5):
            await d.pilot.pause()
        assert "Being read" in d.text()
        assert none not in d.text()
        desk.ready.set()
        await d.settle()
        assert "Being read" not in d.text()


# ---- what was taken back


class StagingDesk(FakeDesk):
    """Says of a warning what the real desk says."""

    async def carry_out(self, plan_id, **more):
        view: ActionView = await super().carry_out(plan_id, **more)
        return dataclasses.replace(view, summary=f"The warning to {view.member} goes out in a few seconds.")


@pytest.mark.parametrize("plain", [False, True])
async def test_what_was_taken_back_is_not_said_to_go_out(plain):
    async with driving(StagingDesk(), plain=plain) as d:
        said = lambda: d.app.said if plain else " ".join(d.notices())  # noqa: E731
        await d.press("w")
        await d.wait(1)
        await d.press("ctrl+s")
        assert "goes out in a few seconds" in said()
        await d.press("u")
        assert "Undone" in said()
        assert "goes out" not in said()


async def test_what_has_begun_is_not_said_to_go_out():
    async with driving(StagingDesk()) as d:
        await d.press("w")
        await d.wait(1)
        await d.press("ctrl+s")
        assert "goes out in a few seconds" in " ".join(d.notices())
        d.clock.advance(6)
        d.screen.show_undo()
        assert "goes out" not in " ".join(d.notices())


# ---- whom a line is about


async def on_a_joined_line(d):
    await d.press("tab", "tab", "G")
    d.desk.arrives(
        "Omar Sample", "", service="Omar Sample joined", service_kind=ServiceKind.JOINED, names=501
    )
    await d.settle()
    while d.screen.feed.item is None or d.screen.feed.item.names is None:
        await d.press("k")


async def test_the_member_that_a_joined_line_names_is_opened_from_it():
    async with driving() as d:
        await on_a_joined_line(d)
        await d.press("w")
        assert d.app.screen is d.screen
        assert any("V opens the page of the member it names" in said for said in d.notices())
        await d.press("V")
        assert isinstance(d.app.screen, MemberPageDialog)
        assert "Omar Sample" in d.rows()[3] + d.text()
        assert d.app.screen.page.row.member_id == 501


async def test_a_line_that_names_nobody_opens_nobody():
    async with driving() as d:
        await d.press("tab", "tab", "G")
        d.desk.arrives("Sara Sample", "", service="Sara pinned a message", service_kind=ServiceKind.PINNED)
        await d.settle()
        while d.screen.feed.item is None or d.screen.feed.item.service_kind is not ServiceKind.PINNED:
            await d.press("k")
        await d.press("V")
        assert d.app.screen is d.screen
        assert "Nobody wrote this line: j and k select a message." in d.notices()


# ---- where a text goes


@pytest.mark.parametrize("private", [True, False])
async def test_a_welcome_says_whether_it_is_posted_or_sent_in_private(private):
    desk = FakeDesk()
    desk.welcomes_in_private = private
    async with driving(desk) as d:
        await d.press("f3", "w")
        assert isinstance(d.app.screen, PlanDialog)
        assert ("Private message" in d.text()) is private
        assert ("What is posted in the group" in d.text()) is not private
