"""Acting on posts and members from the desk: every key, its dialog, and what reaches the desk."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from modtui.desk.views import ActionView, PlanStep
from modtui.desk.views_members import IncidentPost, LedgerRow
from modtui.domain.membership import EventKind, Move
from modtui.tui.screens.actions import ActionsDialog
from modtui.tui.screens.group import GroupDialog
from modtui.tui.screens.menu import ChoiceDialog
from modtui.tui.screens.plan import PlanDialog
from modtui.tui.screens.raid import RaidDialog
from tests.tui.driving import driving
from tests.tui.fake_desk import FIRST_ID, FakeDesk
from tests.tui.fake_members import HOSTILE

SIZES = [(120, 40), (80, 24)]


def first(calls, name):
    return next(call for call in calls if call[0] == name)


# ---- one post, one member


@pytest.mark.parametrize("size", SIZES)
async def test_d_deletes_the_post_only_after_showing_it(size):
    async with driving(size=size) as d:
        await d.press("d")
        assert isinstance(d.app.screen, PlanDialog)
        shown = d.text()
        assert "Delete this post of" in shown
        assert "OHIP" in shown
        assert "Step of delete" in shown
        assert d.commands() == []
        await d.press("d")  # the same key again is no yes
        assert d.commands() == []
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[0][:2] == ("carry_out", f"delete::{FIRST_ID}")


async def test_b_opens_the_ban_which_needs_its_own_yes():
    async with driving() as d:
        await d.press("b")
        assert "at once: offensive" in d.text()
        await d.press("j", "j")  # the fake's third category is the offensive one
        await d.press("b", "ctrl+s")
        assert d.commands() == []
        await d.wait(1)
        await d.press("y")
        assert d.commands()[0][1] == f"ban:offensive:{FIRST_ID}"


async def test_a_ban_cannot_be_typed_ahead():
    async with driving() as d:
        await d.press("b", apart=0.5)
        await d.pilot.press("y")
        await d.wait(0.5)
        await d.wait(1)
        assert d.commands() == []


async def test_lam_alef_opens_no_ban():
    async with driving() as d:
        await d.press("ﻻ")
        assert d.app.screen is d.screen
        await d.press("لا"[0], apart=0.005)
        await d.press("ا")
        assert d.app.screen is d.screen


async def test_a_mute_lasts_as_long_as_chosen():
    async with driving() as d:
        now = d.desk.now()
        await d.press("[")
        assert "For how long" in d.text()
        await d.press("2")
        day = (now + timedelta(days=1)).strftime("%d %b")
        assert day in d.text()
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[0][:2] == ("carry_out", f"mute::{FIRST_ID}")


async def test_leaving_on_request_asks_once():
    async with driving() as d:
        await d.press("'")
        assert "asked to leave" in d.text()
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands() == []
        await d.wait(1)
        await d.press("y")
        assert d.commands()[0][1] == f"leave::{FIRST_ID}"


async def test_every_action_is_in_the_menu():
    async with driving(size=(120, 50)) as d:
        await d.press("enter")
        assert isinstance(d.app.screen, ChoiceDialog)
        shown = d.text()
        for words in (
            "delete this post only", "ban at once", "mute the member", "asks to leave", "delete all posts",
            "everything about who wrote this", "join requests", "slow mode", "resume, skip, undo", "the record:",
        ):  # fmt: skip
            assert words in shown, words


async def test_nothing_of_it_works_read_only():
    desk = FakeDesk(read_only=True)
    async with driving(desk) as d:
        for key in ("d", "b", "[", "]", "'"):
            await d.press(key)
            assert d.app.screen is d.screen
        assert d.commands() == []


# ---- the plan's incident and notice


async def test_posts_of_the_incident_can_be_ticked_and_go_along():
    desk = FakeDesk()
    now = desk.now()
    desk.incident = (
        IncidentPost(11, now, "Buy my sample [b]phones[/b]", "ltr", True),
        IncidentPost(12, now, "هواتف للبيع", "rtl", False),
    )
    async with driving(desk) as d:
        await d.press("w")
        shown = d.text()
        assert "Same incident?" in shown
        assert "[x] Buy my sample [b]" in shown
        assert "And with it: “Buy my sample [b]phones[/b]”" in shown
        assert shown.count("And with it") == 1
        await d.press("tab", "j", "space")
        assert d.text().count("And with it") == 2
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[0][0] == "carry_out"
        assert desk.more_of_action["posts"] == (11, 12)


async def test_ticking_is_confirmed_anew():
    desk = FakeDesk()
    desk.incident = (IncidentPost(11, desk.now(), "again", "ltr", True),)
    async with driving(desk) as d:
        await d.press("w", "tab")
        await d.press("space", apart=0.45)
        await d.pilot.press("ctrl+s")
        await d.settle()
        assert d.commands() == []
        await d.wait(1)
        await d.press("ctrl+s")
        assert desk.more_of_action["posts"] == ()


async def test_the_group_is_told_only_when_wanted():
    async with driving() as d:
        await d.press("x")
        assert "A post was removed (sample)." in d.text()
        await d.wait(1)
        await d.press("y")
        assert d.desk.more_of_action["group_notice"] is None
        await d.press("x", "ctrl+g")
        await d.wait(1)
        await d.press("y")
        assert d.desk.more_of_action["group_notice"] == "A post was removed (sample)."


# ---- after a raid


@pytest.mark.parametrize("size", SIZES)
async def test_clearing_is_counted_first_and_confirmed(size):
    async with driving(size=size) as d:
        await d.press("tab", "tab", "k")
        d.desk.posts_of[d.screen.feed.item.sender_id] = 4
        who = d.screen.feed.item.sender_id
        await d.press("]")
        assert isinstance(d.app.screen, RaidDialog)
        assert "4 posts go for everybody" in d.text()
        assert "cannot be brought back" in d.text()
        hour = first(d.commands(), "plan_clear")
        assert hour[1] == (who,)
        await d.press("3")
        assert d.commands()[-1] == ("plan_clear", (who,), None, False, None)
        await d.press("x", "c")
        assert d.commands()[-1][3:] == (True, "conduct")
        await d.wait(1)
        assert "deletes 4 posts and removes" in d.text()
        await d.press("]")
        assert not [call for call in d.commands() if call[0] == "carry_out_clear"]
        await d.wait(1)
        await d.press("y")
        assert d.commands()[-1][0] == "carry_out_clear"
        assert d.app.screen is d.screen


async def test_another_span_is_confirmed_anew():
    async with driving() as d:
        await d.press("tab", "tab", "k")
        d.desk.posts_of[d.screen.feed.item.sender_id] = 4
        await d.press("]")
        await d.press("2", apart=0.41)
        await d.pilot.press("y")
        await d.wait(0.41)
        await d.wait(1)
        assert not [call for call in d.commands() if call[0] == "carry_out_clear"]


# ---- the whole group


@pytest.mark.parametrize("size", SIZES)
async def test_slow_mode_read_only_and_the_key_back(size):
    desk = FakeDesk()
    async with driving(desk, size=size) as d:
        await d.press("f3")
        assert isinstance(d.app.screen, GroupDialog)
        assert "Everybody may write." in d.text()
        await d.press("s", "3")
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[-1][1] == "slow_mode:30:g"
        await d.press("r")
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[-1][1] == "slow_mode:30:g"  # read only needs its yes
        await d.wait(1)
        await d.press("y")
        assert d.commands()[-1][1] == "read_only::g"
        await d.press("o")
        assert "What was allowed before" in d.text()
        await d.press("o")
        assert d.commands()[-1][0] == "carry_out"
        await d.wait(1)
        await d.press("y")
        assert d.commands()[-1] == ("open_group",)


async def test_the_guidelines_text_can_be_changed_and_the_newcomers_welcomed():
    async with driving() as d:
        await d.press("f3", "g")
        assert "Text of guidelines (sample)." in d.text()
        await d.press("tab", apart=0.1)
        d.app.screen.query_one("#plan-text").text = "Be kind."
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[-1] == ("carry_out", "guidelines::g", "Be kind.")
        assert "not welcomed yet: 2" in d.text()
        await d.press("w")
        await d.wait(1)
        await d.press("ctrl+s")
        assert d.commands()[-1][1] == "welcome:2:g"


async def test_newcomers_welcomed_in_private_come_one_after_another():
    desk = FakeDesk()
    desk.welcomes_in_private = True
    async with driving(desk) as d:
        await d.press("f3", "w")
        for _ in range(2):
            await d.wait(1)
            await d.press("ctrl+s")
        assert [command[1] for command in d.commands()] == ["welcome:502:g", "welcome:503:g"]
        assert type(d.app.screen).__name__ == "GroupDialog"  # nobody is left


async def test_the_reminder_proposes_and_posts_nothing():
    import dataclasses

    desk = FakeDesk()
    desk.state = dataclasses.replace(desk.state, remind_guidelines=True)
    async with driving(desk) as d:
        assert any("guidelines again" in notice for notice in d.notices())
        assert d.commands() == []


# ---- actions that stopped


def stopped(now):
    steps = (
        PlanStep(1, "Delete the post.", "done"),
        PlanStep(2, "Tell the member in private.", "failed", "they take no private messages"),
        PlanStep(3, "Ban the member."),
    )
    return ActionView(
        "act-9", "remove", "conduct", 501, "Omar Sample", now, "stopped", steps,
        can_undo=True, summary="Removing Omar Sample stopped.",
    )  # fmt: skip


async def test_why_an_action_stopped_is_read_whole_in_a_small_terminal():
    desk = FakeDesk()
    why = "Telegram limits this account from writing to people it does not know"
    one = stopped(desk.now())
    steps = (one.steps[0], dataclasses.replace(one.steps[1], note=why), *one.steps[2:])
    summary = f"Removing Omar Sample stopped: {why}. Resume, skip the step, or undo."
    desk.unfinished = [dataclasses.replace(one, steps=steps, summary=summary)]
    async with driving(desk, size=(80, 24)) as d:
        await d.press("O")
        inside = [row.partition("│")[2].rpartition("│")[0].replace("▌", " ") for row in d.text().splitlines()]
        shown = " ".join(" ".join(inside).split())
        assert summary in shown
        assert f"({why})" in shown


@pytest.mark.parametrize("size", SIZES)
async def test_a_stopped_action_is_shown_step_by_step_and_can_be_skipped(size):
    desk = FakeDesk()
    desk.unfinished = [stopped(desk.now())]
    async with driving(desk, size=size) as d:
        await d.press("O")
        assert isinstance(d.app.screen, ActionsDialog)
        shown = d.text()
        assert "STOPPED" in shown
        assert "they take no private messages" in shown
        assert "✓ 1. Delete the post." in shown
        await d.press("s")
        assert "Leave this step out" in d.text()
        await d.press("s")
        assert d.commands() == []
        await d.wait(1)
        await d.press("y")
        assert d.commands() == [("skip", "act-9", 2)]


async def test_resuming_and_undoing():
    desk = FakeDesk()
    desk.unfinished = [stopped(desk.now()), stopped(desk.now())]
    async with driving(desk) as d:
        await d.press("O", "r")
        assert d.commands() == [("resume", "act-9")]
        await d.press("u")
        assert d.commands() == [("resume", "act-9")]
        await d.wait(1)
        await d.press("y")
        assert d.commands()[-1] == ("undo_action", "act-9")
        assert any("cannot be brought back" in notice for notice in d.notices())


async def test_an_error_is_one_sentence_and_the_dialog_stays():
    desk = FakeDesk()
    async with driving(desk) as d:
        await d.press("'")
        desk.fail_next = "Your account has no right to ban."
        await d.wait(1)
        await d.press("y")
        assert isinstance(d.app.screen, PlanDialog)
        assert any("no right to ban" in notice for notice in d.notices())


# ---- who came and went


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_months_ledger_says_who_came_and_what_nobody_can_explain(size):
    desk = FakeDesk()
    now = desk.now()
    came = Move("r", EventKind.ADDED, now, first=True, by="s")
    desk.came_and_went = [LedgerRow(now, 601, HOSTILE, came, "Layla Sample")]
    async with driving(desk=desk, size=size) as d:
        await d.press("f3", "m")
        shown = d.text()
        assert "Members: 120 at the beginning, 122 at the end" in shown
        assert "1 joined" in shown
        assert "Not explained: 1 more member than what was told comes to." in shown
        assert "was added by Layla Sample" in shown
        assert "\x1b" not in shown
        await d.press("p")
        assert "Nobody came or went." in d.text()
        await d.press("n")
        assert "was added by Layla Sample" in d.text()
        await d.press("n")
        assert "This is the newest month." in d.notices()
