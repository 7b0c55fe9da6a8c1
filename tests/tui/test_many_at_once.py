"""Filters, the bell, triage, the partner sheet, private chats and snippets at work, on the fake desk."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from rich.cells import cell_len

from modtui.desk.private_views import PrivateAsk, PrivateLine
from modtui.desk.views import QueueGroup
from modtui.desk.views_queue import SheetQuestion
from modtui.desk.views_snippets import AskedOften, Blank, RecallRow, SnippetFault
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
        assert d.screen.bar("queue-title").words.endswith(str(everybody))


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
        assert "Nothing here" in d.text()
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
        assert d.desk.more_of_reply == {"also": tuple(others)}


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


# ---- composing


async def test_the_other_language_stands_beside_and_falls_behind_when_one_is_edited():
    async with driving() as d:
        d.screen.queue.select(next(r.inquiry_id for r in d.screen.queue.rows if r.language == "en"))
        await d.settle()
        await d.press("1")
        side = d.screen.other_side
        assert side.display
        assert side.both.out_of_step is None
        await d.burst(" More.")
        assert side.both.out_of_step == "ar"
        assert "out of step" in d.text()
        await d.press("ctrl+g")
        assert side.both.out_of_step is None
        await d.press("ctrl+l")
        await d.burst("!")
        assert side.both.other.edited
        await d.press("escape")
        assert d.screen.pane == "composer"
        await d.press("ctrl+s")
        assert d.commands()[0][2].endswith("More.")
        assert not side.display


async def test_the_other_language_fits_a_small_terminal():
    async with driving(size=(80, 24)) as d:
        await d.press("1")
        assert d.screen.other_side.display
        assert d.screen.queue.size.height >= 3 or d.screen.detail.size.height >= 3
        assert all(cell_len(row) <= 80 for row in d.rows())


async def test_blanks_are_asked_one_by_one():
    desk = FakeDesk()
    desk.blanks["lost-passport"] = (
        Blank("ask:date of the appointment", "date of the appointment"),
        Blank("ask:office", "which office", "any"),
    )
    async with driving(desk) as d:
        await d.press("2")
        assert "1 of 2" in d.text()
        await d.press("enter")  # it cannot be left empty
        assert "1 of 2" in d.text()
        await d.burst("2026-11-01")
        await d.press("enter")
        assert "which office" in d.text()
        assert "empty: any" in d.text()
        await d.press("enter")
        assert "2026-11-01" in d.screen.composer.text
        await d.press("ctrl+s")
        assert "{" not in d.commands()[1][2]


async def test_blanks_left_stay_in_the_text_and_block_sending():
    desk = FakeDesk()
    desk.blanks["lost-passport"] = (Blank("ask:date of the appointment", "date of the appointment"),)
    async with driving(desk) as d:
        await d.press("2", "escape", "ctrl+s")
        assert d.commands() == []
        assert "{ask:date of the appointment}" in d.screen.composer.text


async def test_a_stale_snippet_needs_a_key_of_its_own():
    desk = FakeDesk()
    desk.doubts["health-card-renewal"] = "stale since 2026-09-01"
    async with driving(desk) as d:
        await d.press("1")
        assert "not in order" in d.text()
        await d.press("ctrl+s")
        assert "stale since 2026-09-01" in d.text()
        assert d.commands() == []
        await d.press("y")
        assert d.commands()[0][0] == "reply"
        assert desk.more_of_reply == {"override_stale": True}


async def test_closed_a_reply_can_wait_for_the_opening():
    desk = FakeDesk()
    desk.opens = datetime(2026, 10, 15, 13, 0, tzinfo=UTC)
    async with driving(desk) as d:
        await d.press("1")
        assert "Ctrl+T send at opening" in d.rows()[-1]
        await d.press("ctrl+t")
        assert desk.more_of_reply == {"send_at": desk.opens}
        assert any("Thu 09:00" in notice for notice in d.notices())


async def test_open_it_is_not_put_off():
    async with driving() as d:
        await d.press("1", "ctrl+t")
        assert d.commands() == []
        assert any("Ctrl+S sends it now" in notice for notice in d.notices())


async def test_a_typed_reply_may_say_what_it_is_before_or_after():
    async with driving() as d:
        await d.press("a")
        await d.burst("Go to the sample office.")
        await d.press("ctrl+r", "ctrl+r")
        assert "as referral" in d.text()
        await d.press("ctrl+s")
        assert d.commands()[0][3] is ReplyKind.REFERRAL
        await d.press("a")
        await d.burst("Bring your passport.")
        await d.press("ctrl+s")
        assert d.commands()[1][3] is None
        assert any("t says what it was" in notice for notice in d.notices())


# ---- snippets at work


async def test_a_recall_becomes_a_correction_in_the_reply():
    desk = FakeDesk()
    desk.recall_rows = [
        RecallRow(FIRST, "health-card-renewal", "Renew a health card", "Omar", "How?", MORNING, 5, "v1", "v2")
    ]
    async with driving(desk) as d:
        await d.press("f7")
        assert "changed since" in d.text()
        await d.press("enter")
        assert "it costs 5 dollars" in d.screen.composer.text
        await d.press("escape", "f7", "n")
        assert d.commands() == [("settle_recall", FIRST, "health-card-renewal")]
        assert "Nobody was sent a text that has changed" in d.text()


async def test_faults_name_file_and_line():
    desk = FakeDesk()
    desk.faults = [SnippetFault("answers/card.yaml", 7, "The date 2026-13-01 is none.")]
    async with driving(desk) as d:
        await d.press("f7", "2")
        assert "answers/card.yaml, line 7" in d.text()
        assert "2026-13-01" in d.text()


async def test_what_is_asked_often_becomes_a_snippet():
    desk = FakeDesk()
    desk.often = [AskedOften((1, 2, 3), "Where is the pool?", "en", ("pool",), 55)]
    async with driving(desk) as d:
        await d.press("f7", "3")
        assert "asked 3 times" in d.text()
        await d.press("enter")
        await d.burst("The pool")
        await d.press("enter")
        assert d.commands() == [("snippet_from_message", 55, "The pool")]


async def test_the_faq_is_previewed_and_published_by_a_key_of_its_own():
    desk = FakeDesk()
    async with driving(desk) as d:
        await d.press("f7", "5", "p")
        assert any("Tick what belongs" in notice for notice in d.notices())
        await d.press("space", "l", "p")
        assert "Questions and answers" in d.text()
        assert d.commands() == []
        await d.wait(1)
        await d.press("y")
        assert d.commands() == [("publish_faq", ("health-card-renewal",), "en", False)]


async def test_a_blocked_faq_is_not_published():
    desk = FakeDesk()
    desk.faq_blocked = ("A blank is left.",)
    async with driving(desk) as d:
        await d.press("f7", "5", "space", "p", "y")
        assert "A blank is left." in d.text()
        assert d.commands() == []


async def test_a_snippet_of_a_given_answer():
    async with driving() as d:
        said = next(item for item in d.desk.items if item.role.is_staff and not item.service)
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(said.message_id)
        await d.settle()
        await d.press("f8")
        await d.burst("Opening hours")
        await d.press("enter")
        assert d.commands() == [("snippet_from_message", said.message_id, "Opening hours")]


async def test_one_field_is_copied_and_all_facts_are_composed(monkeypatch):
    async def none(text, environ=None):
        return False

    monkeypatch.setattr("modtui.tui.clipboard.copy_with_tool", none)
    async with driving() as d:
        copied = []
        d.app.copy_to_clipboard = copied.append
        await d.press("slash")
        await d.burst("english")
        await d.press("ctrl+y", "1")
        assert copied == ["555-0123"]
        await d.press("f8")
        assert d.commands() == [("verify", "english-classes")]
        await d.press("ctrl+r")
        assert "Phone: 555-0123" in d.screen.composer.text


async def test_only_referrals_have_facts():
    async with driving() as d:
        await d.press("slash")
        await d.burst("renew")
        await d.press("ctrl+y", "ctrl+r")
        assert any("only referrals" in notice for notice in d.notices())
        assert any("Only a referral" in notice for notice in d.notices())
