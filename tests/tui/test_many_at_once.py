"""Filters, the bell, triage, the partner sheet and private chats, on the fake desk."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from rich.cells import cell_len

from modtui.desk.private_views import PrivateAsk, PrivateLine
from modtui.desk.views import QueueGroup
from modtui.desk.views_queue import SheetQuestion
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from tests.tui.driving import driving
from tests.tui.fake_desk import FIRST_ID, MORNING, FakeDesk

FIRST, SECOND = FIRST_ID, FIRST_ID + 3


def open_ids(desk: FakeDesk) -> list[int]:
    return [row.inquiry_id for row in desk._rows() if row.state is InquiryState.OPEN]


# ---- filters and cells


async def test_the_filter_is_named_in_the_heading_and_comes_round_to_all():
    async with driving() as d:
        everybody = len(d.screen.queue.rows)
        await d.press("comma")
        assert f"of {everybody}" in d.screen.bar("queue-title").words
        for _ in range(12):
            if not d.screen.queue.filter.is_on:
                break
            assert d.screen.queue.rows
            await d.press("comma")
        assert len(d.screen.queue.rows) == everybody
        assert d.screen.bar("queue-title").words.endswith(f"5, and {everybody - 5} to check")


async def test_filtering_by_typed_words_and_back():
    async with driving() as d:
        await d.press(";")
        await d.burst("tarek")
        await d.press("enter")
        assert [row.asker for row in d.screen.queue.rows] == ["Tarek Sample"]
        assert "“tarek”" in d.screen.bar("queue-title").words
        await d.press(";")
        for _ in "tarek":
            await d.press("backspace", apart=0)
        await d.press("enter")
        assert len(d.screen.queue.rows) > 1


async def test_a_filter_that_leaves_nobody_says_how_to_get_out():
    async with driving() as d:
        await d.press(";")
        await d.burst("nobody like this")
        await d.press("enter")
        assert "Nothing with “nobody" in d.text()
        assert "; and Enter shows all" in d.text()
        await d.press("1", "enter", "escape")
        assert d.app.failures == 0


async def test_rows_that_wait_for_no_answer_do_not_look_overdue():
    desk = FakeDesk()
    desk.lay_over(FIRST, state=InquiryState.ANSWERED, group=QueueGroup.CHECK_BACK)
    async with driving(desk) as d:
        d.screen.queue.select(FIRST)
        await d.settle()
        line = next(row for row in d.rows() if "ask how it went" in row)
        assert "over" not in line.split("ask how it went")[0][-20:]
        assert "! 1 overdue" not in line


async def test_alike_and_private_rows_are_marked():
    desk = FakeDesk()
    desk.lay_over(FIRST, similar=(SECOND, SECOND + 1, SECOND + 2))
    desk.lay_over(SECOND, private=True)
    async with driving(desk) as d:
        assert "+3 alike" in d.text()
        assert "🔒" in d.text()


async def test_the_bell_rings_once_for_each_that_falls_due_soon():
    async with driving() as d:
        rung = []
        d.app.bell = lambda: rung.append(1)
        d.screen.tick()
        before = len(rung)
        d.screen.tick()
        assert len(rung) == before
        row = max(d.screen.queue.rows, key=lambda row: row.deadline.answer_by)
        d.clock.now = row.deadline.answer_by - timedelta(hours=1)
        d.screen.tick()
        d.screen.tick()
        assert len(rung) == before + 1


async def test_no_bell_when_switched_off_or_closed():
    for desk, settings in ((FakeDesk(), {"bell": False}), (FakeDesk(), {})):
        if not settings:
            desk.opens = MORNING + timedelta(days=1)
        async with driving(desk, **settings) as d:
            rung = []
            d.app.bell = lambda rung=rung: rung.append(1)
            d.screen._rung.clear()
            d.screen.tick()
            assert rung == []


# ---- triage


def alike() -> FakeDesk:
    desk = FakeDesk()
    desk.alike = [("health-card-renewal", open_ids(desk)[:3])]
    return desk


async def test_triage_sends_to_each_only_after_another_key():
    desk = alike()
    ids = desk.alike[0][1]
    async with driving(desk) as d:
        await d.press("f2")
        assert "3 x" in d.text()
        assert "The answer they share" in d.text()
        await d.press("y")
        assert d.commands() == []
        await d.press("s", apart=0)
        await d.wait(0.5)
        await d.press("y", apart=0)  # typed ahead: the yes is not armed yet
        await d.wait(0.1)
        assert d.commands() == []
        assert "3 replies" in d.text()
        await d.wait(1)
        await d.press("y")
        assert d.commands() == [("reply_to_each", tuple(ids), "health-card-renewal", None)]
        assert d.app.screen is d.screen  # empty: it leaves by itself
        assert any("no two open questions are alike any more" in notice for notice in d.notices())


async def test_triage_leaves_one_out_and_waits_for_the_opening():
    desk = alike()
    desk.opens = datetime(2026, 10, 15, 13, 0, tzinfo=UTC)
    ids = desk.alike[0][1]
    async with driving(desk) as d:
        await d.press("f2", "tab", "space", "s")
        await d.press("o")  # too soon
        await d.wait(1)
        assert d.commands() == []
        await d.press("o")
        assert d.commands() == [("reply_to_each", tuple(ids[1:]), "health-card-renewal", desk.opens)]


async def test_triage_answers_one_and_links_the_rest():
    desk = alike()
    first, *others = desk.alike[0][1]
    async with driving(desk) as d:
        await d.press("f2", "a")
        assert d.screen.composer.target.message_id == first
        assert "answers 3 questions" in d.text()
        await d.press("ctrl+s")
        assert d.commands()[0][1] == first
        assert d.desk.more_of_reply == {"also": tuple(others), "files": []}


async def test_triage_merges():
    desk = alike()
    first, second, third = desk.alike[0][1]
    async with driving(desk) as d:
        await d.press("f2", "=")
        assert d.commands() == [("merge", second, first), ("merge", third, first)]


async def test_triage_with_a_blank_is_not_sent_to_each():
    desk = alike()
    desk.alike = [("lost-passport", desk.alike[0][1])]
    async with driving(desk) as d:
        await d.press("f2", "s", "y")
        assert any("A blank in it" in notice for notice in d.notices())
        assert d.commands() == []


async def test_what_is_on_its_way_is_not_offered_again():
    desk = alike()
    desk.lay_over(desk.alike[0][1][0], sending=True)
    async with driving(desk) as d:
        await d.press("f2")
        assert "2 x" in d.text()


async def test_without_anything_alike_triage_says_so():
    async with driving() as d:
        await d.press("f2")
        assert any("No two open questions" in notice for notice in d.notices())
        assert d.app.screen is d.screen


async def test_triage_fits_a_small_terminal():
    async with driving(alike(), size=(80, 24)) as d:
        await d.press("f2")
        assert "s sends to each" in d.text()
        assert "Renew a health card" in d.text()
        assert all(cell_len(row) <= 80 for row in d.rows())


# ---- the partner sheet


def with_sheet() -> FakeDesk:
    desk = FakeDesk()
    desk.known_partners = [("Sample Legal Clinic", 2)]
    desk.sheet_questions = [
        SheetQuestion(
            1, FIRST, MORNING, MORNING - timedelta(days=1), "May my landlord keep the deposit?", "en", ""
        ),
        SheetQuestion(2, SECOND, MORNING, MORNING, "هل يحق لي مترجم؟", "ar", ""),
    ]
    return desk


async def test_what_the_partner_says_becomes_drafts_one_after_another():
    desk = with_sheet()
    async with driving(desk) as d:
        await d.press("f4")
        assert "May my landlord keep the deposit?" in d.text()
        await d.press("enter")
        await d.burst("No, he may not.")
        await d.press("ctrl+s", "enter")
        await d.burst("Yes, free of charge.")
        await d.press("escape", "escape")
        assert desk.drafts[FIRST] == "No, he may not."
        assert desk.drafts[SECOND] == "Yes, free of charge."
        assert d.app.screen is d.screen


async def test_from_the_sheet_back_into_the_reply():
    desk = with_sheet()
    async with driving(desk) as d:
        await d.press("f4", "enter")
        await d.burst("No, he may not.")
        await d.press("escape", "a")
        assert d.screen.pane == "composer"
        assert d.screen.composer.target.message_id == FIRST
        assert d.screen.composer.text == "No, he may not."


async def test_a_sourced_snippet_of_what_the_partner_said():
    desk = with_sheet()
    async with driving(desk) as d:
        await d.press("f4", "s")
        assert any("Note first" in notice for notice in d.notices())
        await d.press("enter")
        await d.burst("No, he may not.")
        await d.press("escape", "s")
        await d.burst("Deposits")
        await d.press("enter")
        assert d.commands() == [
            ("snippet_from_partner", FIRST, "Sample Legal Clinic", "No, he may not.", "Deposits")
        ]


async def test_an_empty_partner_sheet_says_how_to_fill_it():
    async with driving(size=(80, 24)) as d:
        await d.press("f4")
        assert "Nothing waits on a partner" in d.text()
        await d.press("enter", "a", "s", "escape")
        assert d.app.failures == 0
        assert d.app.screen is d.screen


# ---- private


def with_private() -> FakeDesk:
    desk = FakeDesk()
    row = desk._rows()[0]
    desk.more_rows = [
        dataclasses.replace(
            row, inquiry_id=-7, asker_id=7, asker="Huda Sample", first_line="🔒", private=True, message_id=0,
            reasons=(), draft=False,
        )
    ]  # fmt: skip
    desk.private_lines = [PrivateLine(1, False, MORNING, "Where can I find a lawyer?", waits=True)]
    return desk


async def test_a_private_question_is_read_and_answered_in_private():
    desk = with_private()
    async with driving(desk) as d:
        d.screen.queue.select(-7)
        await d.settle()
        await d.press("a")
        assert "Where can I find a lawyer?" in d.text()
        await d.press("tab")
        await d.burst("At the sample clinic.")
        await d.press("ctrl+s")
        assert ("reply_private", 7, "At the sample clinic.") in d.commands()
        assert not any(call[0] == "reply" for call in d.commands())
        assert "Where can I find a lawyer?" not in d.text()


async def test_a_private_draft_is_kept():
    desk = with_private()
    async with driving(desk) as d:
        d.screen.queue.select(-7)
        await d.settle()
        await d.press("a")
        await d.burst("Half an ans")  # quick typing goes to the private reply, never to the group's
        await d.press("escape")
        assert desk.private_drafts[7] == "Half an ans"
        assert d.screen.composer.text == ""


async def test_group_keys_on_a_private_row_are_refused_and_n_settles():
    desk = with_private()
    async with driving(desk) as d:
        d.screen.queue.select(-7)
        await d.settle()
        await d.press("w", "=", "s", "t", "e")
        assert d.commands() == []
        assert any("asked in private" in notice for notice in d.notices())
        await d.press("n")
        assert d.commands() == [("settle_private", 7)]


async def test_service_or_personal():
    desk = FakeDesk()
    desk.asks = [
        PrivateAsk(7, "Huda Sample", MORNING, 2, "Is this chat the service's, or personal?"),
        PrivateAsk(8, "Omar Sample", MORNING, 1, "Is this chat the service's, or personal?"),
    ]
    async with driving(desk) as d:
        await d.press("f6")
        assert "service's, or personal?" in d.text()
        await d.press("s", "p")
        assert d.commands() == [("choose_private", 7, True), ("choose_private", 8, False)]


async def test_answered_in_private_and_said_so_in_the_group():
    async with driving() as d:
        await d.press("t", "7", "1", "t", "8", "2")
        assert d.commands() == [
            ("point_to_private", FIRST, ReplyKind.INFORMATION, None),
            ("answered_in_private", FIRST, ReplyKind.REFERRAL),
        ]
