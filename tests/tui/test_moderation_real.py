"""The moderation screens on the real desk and a simulated group: what Telegram is left with afterwards."""

from __future__ import annotations

import asyncio

from modtui.domain.messages import Role
from modtui.tui.app import ModtuiApp
from modtui.tui.screens.member_page import MemberPageDialog
from modtui.tui.screens.plan import PlanDialog
from modtui.tui.screens.record import RecordDialog
from modtui.tui.settings import UiSettings
from tests.tui.driving import Driver
from tests.tui.fake_desk import FakeClock
from tests.unit.desk.playing import Play, until


class RealDriver(Driver):
    """The desk's own clock stands; keys have the test's."""

    async def settle(self) -> None:
        for _ in range(4):
            await self.pilot.pause()
            await asyncio.sleep(0.02)
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()


async def test_a_member_is_deleted_removed_recorded_and_let_back_in_by_keys(tmp_path):
    play = Play(tmp_path)
    play.world.switches.join_messages = False
    bad = play.say(play.omar, "Where can I get a health card? Buy [b]phones[/b]")
    from modtui.desk.desk import Desk
    from modtui.desk.settings import DeskSettings
    from modtui.telegram.simulated import SimulatedGateway

    desk = Desk(
        play.store, SimulatedGateway(play.world, play.me, play.clock), DeskSettings(**play.settings),
        clock=play.clock,
    )  # fmt: skip
    play.desk = desk
    clock = FakeClock()
    app = ModtuiApp(desk, settings=UiSettings(monotonic=clock.monotonic, bidi="visual", draft_seconds=0.01))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        d = RealDriver(app, pilot, desk, clock)  # type: ignore[arg-type]
        await d.until(lambda: len(d.screen.feed.model) > 0)
        await play.until_read()
        await d.until(lambda: d.screen.queue.rows)
        await d.settle()

        await d.press("b")  # ban at once: delete, ban, tell
        assert isinstance(d.app.screen, PlanDialog)
        await d.until(lambda: d.app.screen.plan is not None)
        assert "Delete the post" in d.text()
        await d.wait(1)
        await d.press("y")
        await d.until(lambda: d.app.screen is d.screen)
        action = (await desk.actions())[0]
        play.clock.move(seconds=10)
        await play.until_status(action.action_id, "done")
        assert "Buy [b]phones[/b]" not in " ".join(play.group_texts)
        assert play.private_texts(play.omar)

        await d.press("\\")  # the record says so
        assert isinstance(d.app.screen, RecordDialog)
        await d.until(lambda: d.app.screen.entries)
        assert any(entry.message_id == bad for entry in d.app.screen.entries)
        assert "Omar Sample was removed" in d.text()

        await d.press("enter")  # their page, a note, a complaint, back in
        assert isinstance(d.app.screen, MemberPageDialog)
        await d.until(lambda: d.app.screen.page_rows)
        await d.press("n")
        for character in "appealed":
            await pilot.press(character)
        await d.press("enter")

        async def noted():
            return [note.text for note in (await desk.member_page(play.omar)).notes] == ["appealed"]

        await until(noted)
        await d.press("a")
        assert isinstance(d.app.screen, PlanDialog)
        await d.until(lambda: d.app.screen.plan is not None)
        await d.wait(1)
        await d.press("y")
        back = next(one for one in await desk.actions() if one.kind == "readmit")
        play.clock.move(seconds=10)
        await play.until_status(back.action_id, "done")
        await d.press("r", "3")
        await d.wait(1)
        await d.press("y")

        async def partner():
            return (await desk.member_page(play.omar)).row.role is Role.PARTNER

        await until(partner)
        await d.press("escape", "escape")

        await d.press("f3", "r")  # read only for everybody, and the key back
        await d.until(lambda: getattr(d.app.screen, "plan", None) is not None)
        await d.wait(1)
        await d.press("y")
        closed = next(one for one in await desk.actions() if one.kind == "read_only")
        play.clock.move(seconds=10)
        await play.until_status(closed.action_id, "done")
        assert (await desk.group_state()).read_only
        await d.press("o")
        await d.wait(1)
        await d.press("y")

        async def open_again():
            return not (await desk.group_state()).read_only

        await until(open_again)
        assert app.failures == 0
