"""Triage on the real desk and a simulated group: two who ask the same are answered, each in their own thread."""

from __future__ import annotations

from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.snippets.glossary import samples_folder
from modtui.telegram.simulated import SimulatedGateway
from modtui.tui.app import ModtuiApp
from modtui.tui.screens.triage import TriageDialog
from modtui.tui.settings import UiSettings
from tests.unit.desk.playing import Play, until

WHERE = "Where can I get a health card?"


async def test_one_answer_goes_to_each_of_two_who_ask_the_same(tmp_path):
    play = Play(tmp_path)
    first = play.say(play.omar, WHERE)
    second = play.say(play.sara, WHERE + " Please")
    told = DeskSettings(**{**play.settings, "snippet_dirs": (samples_folder(),)})
    gateway = SimulatedGateway(play.world, play.me, play.clock)
    play.desk = desk = Desk(play.store, gateway, told, clock=play.clock)
    app = ModtuiApp(desk, settings=UiSettings(bidi="visual", arming_seconds=0.0))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:

        async def screen_until(true):
            await until(true, 15)
            await pilot.pause()

        await screen_until(lambda: len(app.desk_screen.queue.rows) == 2)
        await screen_until(lambda: "+1 alike" in words(app))
        await pilot.press("f2")
        await screen_until(lambda: isinstance(app.screen, TriageDialog) and app.screen.groups)
        await screen_until(lambda: "Please" in words(app))
        await pilot.press("s")
        await screen_until(lambda: getattr(app.screen, "summary", ""))
        assert "2 replies" in words(app)
        assert play.replies_to(first) == []
        await pilot.press("y")
        await screen_until(lambda: play.replies_to(first) and play.replies_to(second))
        await screen_until(lambda: app.screen is app.desk_screen)
        await screen_until(lambda: not app.desk_screen.queue.rows)
        assert len(play.replies_to(first)) == len(play.replies_to(second)) == 1
        assert await play.state(first) == await play.state(second) == "answered"
        assert app.failures == 0
    assert await play.verified() == []


def words(app: ModtuiApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
