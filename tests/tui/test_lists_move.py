"""A letter in a list is about the row that was seen when it was pressed, or about none (RULES 3)."""

from __future__ import annotations

import dataclasses

import pytest

from modtui.desk.private_views import PrivateAsk
from modtui.desk.views import ActionView, PlanStep
from modtui.desk.views_members import ClearLine, JoinRequestRow
from modtui.tui.screens.actions import ActionsDialog
from modtui.tui.screens.lists import OutboxDialog
from modtui.tui.screens.member_page import MemberPageDialog
from modtui.tui.screens.members import MembersDialog
from modtui.tui.screens.menu import ConfirmDialog
from modtui.tui.screens.phone_bans import PhoneBansDialog
from modtui.tui.screens.pick import Pick, PickDialog
from modtui.tui.screens.private_asks import PrivateAsksDialog
from modtui.tui.screens.raid_cards import CardsDialog
from modtui.tui.screens.record import RecordDialog
from modtui.tui.screens.requests import RequestsDialog
from modtui.tui.screens.snippet_desk import SnippetDesk
from modtui.tui.screens.triage import TriageDialog
from tests.tui.driving import driving

MOVED = "The list moved; nothing was done."


def request(desk, number, name):
    return JoinRequestRow(number, name, None, desk.now(), "", "ltr", None, ())


def action(desk, number):
    steps = (PlanStep(1, f"Ban member {number}.", "failed", "no right"),)
    return ActionView(
        f"act-{number}", "ban", "spam", number, f"Member {number}", desk.now(), "stopped", steps,
        can_undo=True, summary=f"Removed member {number}.",
    )  # fmt: skip


def card(number):
    return ClearLine(number, f"Member {number}", 3)


async def fill(d):
    """Two rows in every list."""
    desk = d.desk
    desk.requests = [request(desk, 601, "First Asker"), request(desk, 602, "Second Asker")]
    desk.unfinished = [action(desk, 1), action(desk, 2)]
    desk.asks = [PrivateAsk(n, f"Writer {n}", desk.now(), 1, "Service?") for n in (701, 702)]
    desk.alike = [
        (desk.snippets[0].snippet_id, [row.inquiry_id for row in d.screen.queue.rows[:2]]),
        (desk.snippets[1].snippet_id, [row.inquiry_id for row in d.screen.queue.rows[2:4]]),
    ]


def common(d):
    return d.screen.painter, d.screen.settings, d.desk, d.screen.zone


LISTS = {
    "phone": lambda d: PhoneBansDialog(*common(d)),
    "requests": lambda d: RequestsDialog(*common(d)),
    "actions": lambda d: ActionsDialog(*common(d)),
    "members": lambda d: MembersDialog(*common(d)),
    "record": lambda d: RecordDialog(*common(d), open_member=lambda _: None),
    "cards": lambda d: CardsDialog(*common(d), [card(501), card(502)], set()),
    "asks": lambda d: PrivateAsksDialog(*common(d)),
    "triage": lambda d: TriageDialog(*common(d)),
    "page": lambda d: MemberPageDialog(d.screen.painter, d.screen.settings, d.desk, 501, d.screen.zone),
    "complaints": lambda d: PickDialog(
        d.screen.painter, d.screen.settings, "Complaints", [Pick(1, "One"), Pick(2, "Two")], several=True
    ),
    "outbox": lambda d: OutboxDialog(d.screen.painter, d.screen.settings, d.desk),
    "faq": lambda d: SnippetDesk(*common(d)),
}


async def opened(d, name):
    await fill(d)
    dialog = LISTS[name](d)
    d.app.push_screen(dialog)
    await d.settle()
    if name == "faq":
        await d.press("5")
    d.desk.calls.clear()
    return dialog


def about_a_row(dialog):
    return [key for key, letter in dialog.letters.items() if letter.split(":")[0] not in dialog.ABOUT_NO_ROW]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("move", ["j", "down"])
async def test_a_letter_before_the_cursor_moved_does_nothing_and_says_so(name, move):
    async with driving() as d:
        dialog = await opened(d, name)
        keys = about_a_row(dialog)
        assert keys
        for key in keys:
            d.app.clear_notifications()  # the same sentence stands once
            calls = list(d.desk.calls)
            await d.press("space" if key == " " else key, apart=0)
            await d.press(move, apart=0)
            await d.wait(1)
            assert [one for one in d.notices() if one == MOVED], key
            assert d.desk.calls == calls
            assert d.app.screen is dialog
            await d.press("k")
            await d.wait(1)


@pytest.mark.parametrize("name", LISTS)
async def test_a_letter_on_a_row_that_stands_still_runs(name):
    async with driving() as d:
        dialog = await opened(d, name)
        for key in about_a_row(dialog)[:1]:
            await d.press("space" if key == " " else key)
            assert MOVED not in d.notices()


async def test_letters_about_no_row_run_though_the_cursor_moved():
    async with driving() as d:
        dialog = await opened(d, "phone")
        await d.press("a", apart=0)
        await d.press("j", apart=0)
        await d.wait(1)
        assert dialog.all_of_them
        assert MOVED not in d.notices()


async def test_a_removal_that_arrives_on_top_leaves_the_cursor_on_its_row():
    async with driving() as d:
        dialog = await opened(d, "phone")
        newest = dataclasses.replace(d.desk.banned_by_phone[0], ban_id="ban:0", member="Newest")
        await d.press("s", apart=0)
        d.desk.banned_by_phone = [newest, *d.desk.banned_by_phone]
        dialog.reload()
        await d.settle()
        await d.wait(1)
        assert d.desk.calls == [("sort_ban", "ban:1", "spam")]


async def test_a_row_that_leaves_while_its_letter_waits_is_not_replaced_by_the_next():
    async with driving() as d:
        dialog = await opened(d, "phone")
        await d.press("s", apart=0)
        d.desk.banned_by_phone = d.desk.banned_by_phone[1:]
        dialog.reload()
        await d.settle()
        await d.wait(1)
        assert d.desk.calls == []
        assert d.notices()[-1] == MOVED


async def test_a_request_that_arrives_on_top_leaves_the_cursor_on_its_row():
    async with driving() as d:
        dialog = await opened(d, "requests")
        await d.press("j")
        d.desk.requests = [request(d.desk, 600, "Newest Asker"), *d.desk.requests]
        dialog.reload()
        await d.settle()
        await d.press("a")
        assert isinstance(d.app.screen, ConfirmDialog)
        await d.wait(1)
        await d.press("y")
        assert d.desk.calls[0][:2] == ("decide_join", (602,))


async def test_an_action_that_arrives_on_top_leaves_the_cursor_on_its_row():
    async with driving() as d:
        dialog = await opened(d, "actions")
        d.desk.unfinished = [action(d.desk, 0), *d.desk.unfinished]
        dialog.reload()
        await d.settle()
        await d.press("r")
        assert d.desk.calls == [("resume", "act-1")]


async def test_a_message_taken_back_is_the_one_that_was_seen():
    async with driving() as d:
        for text in ("first one", "second one"):
            await d.press("a")
            await d.burst(text)
            await d.press("ctrl+s")
        first = d.desk.unsent[0].outbox_id
        await d.press("o")
        await d.press("c", apart=0)
        d.desk.delivered(first)
        d.app.screen.reload()
        await d.settle()
        await d.wait(1)
        assert not [call for call in d.desk.calls if call[0] == "cancel"]
        assert d.notices()[-1] == MOVED


async def test_a_question_that_joins_a_group_meanwhile_is_not_merged_unseen():
    async with driving() as d:
        dialog = await opened(d, "triage")
        snippet, ids = d.desk.alike[0]
        await d.press("=", apart=0)
        d.desk.alike = [(snippet, [*ids, d.screen.queue.rows[4].inquiry_id]), *d.desk.alike[1:]]
        dialog.spawn(dialog._reload, "triage", latest_only=True)
        await d.settle()
        await d.wait(1)
        assert not [call for call in d.desk.calls if call[0] == "merge"]
        assert d.notices()[-1] == MOVED
