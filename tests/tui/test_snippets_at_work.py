"""Composing from a snippet, sending later or knowingly, and snippets at work, on the fake desk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from modtui.desk.views_snippets import AskedOften, Blank, FaqStatus, RecallRow, SnippetFault, SnippetUsage
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from tests.tui.driving import driving
from tests.tui.fake_desk import FIRST_ID, MORNING, FakeDesk

FIRST, SECOND = FIRST_ID, FIRST_ID + 3


def open_ids(desk: FakeDesk) -> list[int]:
    return [row.inquiry_id for row in desk._rows() if row.state is InquiryState.OPEN]


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


@pytest.mark.parametrize("key", ["ctrl+g", "ctrl+l"])
async def test_a_key_for_the_other_language_says_that_there_is_none(key):
    async with driving() as d:
        await d.press("a")
        await d.burst("h")
        await d.press(key)
        assert any("no other language" in notice for notice in d.notices())


async def test_every_key_in_the_other_language_is_the_reply_boxs():
    async with driving() as d:
        await d.press("1", "ctrl+l")
        other = d.screen.other_side.editor
        assert d.screen.focused is other
        before, target = len(d.desk.calls), d.screen.composer.target
        text = other.text
        for key, title in {"ctrl+o": "Picker", "f5": "PreviewDialog", "ctrl+f": "AskPath"}.items():
            await d.press(key)
            assert type(d.app.screen).__name__ == title
            await d.press("escape")
            assert d.app.screen is d.screen
            d.screen.set_focus(other)
            await d.settle()
        await d.press("ctrl+t", "f4", "ctrl+n", "ctrl+r")
        assert [call[0] for call in d.desk.calls[before:] if call[0] != "save_draft"] == []
        assert other.text == text
        assert d.screen.composer.target == target
        assert d.screen.composer.kind is not None
        await d.press("ctrl+b")
        assert other.text == "****" + text  # signs for this text, as in the reply box


@pytest.mark.parametrize("before", [["a"], ["1", "ctrl+l"]])
async def test_a_key_about_the_selected_message_says_so_while_one_writes(before):
    async with driving() as d:
        await d.press(*before, "f8")
        assert d.app.screen is d.screen
        assert any("F8 is about the selected message" in notice for notice in d.notices())
        await d.press("escape", "escape", "f8")
        assert d.app.screen is not d.screen


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
        assert d.app.screen.query_one("#asked").display  # what is asked stands over the field
        assert d.app.screen.query_one("#asked").words == "date of the appointment"
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
        assert desk.more_of_reply == {"override_stale": True, "files": []}


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("closed", [True, False])
async def test_the_reply_boxs_keys_fit_its_line_the_one_for_files_too(size, closed):
    desk = FakeDesk()
    desk.opens = datetime(2026, 10, 15, 13, 0, tzinfo=UTC) if closed else None
    async with driving(desk, size=size) as d:
        await d.press("1")
        hints = d.rows()[-1]
        for words in ("Ctrl+S send", "Ctrl+O snippets", "Ctrl+F file", "Esc keep it", "F1 help"):
            assert words in hints
        assert ("Ctrl+T later" in hints) is closed


async def test_closed_a_reply_can_wait_for_the_opening():
    desk = FakeDesk()
    desk.opens = datetime(2026, 10, 15, 13, 0, tzinfo=UTC)
    async with driving(desk) as d:
        await d.press("1")
        assert "Ctrl+T later" in d.rows()[-1]
        await d.press("ctrl+t")
        assert desk.more_of_reply == {"send_at": desk.opens, "files": []}
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


async def test_only_referrals_are_written_out_and_any_text_is_copied(monkeypatch):
    async def none(text, environ=None):
        return False

    monkeypatch.setattr("modtui.tui.clipboard.copy_with_tool", none)
    async with driving() as d:
        copied = []
        d.app.copy_to_clipboard = copied.append
        await d.press("slash")
        await d.burst("renew")
        await d.press("ctrl+y")
        assert copied == [d.app.screen.choice.body]
        await d.press("ctrl+r")
        assert any("Only a referral" in notice for notice in d.notices())


async def test_what_the_faq_in_the_group_is_made_of_is_ticked_already():
    desk = FakeDesk()
    one = desk.snippets[0].snippet_id
    desk.faq_there["ar"] = FaqStatus((5,), desk.now(), "ar", True, (one,), (one,))
    async with driving(desk) as d:
        await d.press("f7", "5")
        assert [row.count("[x]") for row in d.rows() if "[x]" in row] == [1]
        assert "Changed since: 1 of its texts" in d.text()
        await d.press("l")  # there is none in English: what is ticked stays to begin with
        await d.press("p")
        await d.wait(1)
        await d.press("y")
        assert d.commands()[-1][:2] == ("publish_faq", (one,))


async def test_notices_are_no_questions_and_a_title_is_asked_for_with_the_right_hint():
    desk = FakeDesk()
    usage = [SnippetUsage("a", "Library card", 2, (("2026-10", 2),), kind="answer")]
    usage.append(SnippetUsage("b", "A member was removed", 0, (), kind="notice"))

    async def snippet_usage():
        return usage

    desk.snippet_usage = snippet_usage
    async with driving(desk) as d:
        await d.press("f7", "4")
        assert "A member was removed" in d.text()
        assert "sent 2x · 2026-10: 2" in d.text()
        await d.press("5")
        assert "Library card" in d.text()
        assert "A member was removed" not in d.text()
        await d.press("escape")
        said = next(item for item in desk.items if item.role.is_staff and not item.service)
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(said.message_id)
        await d.settle()
        await d.press("f8")
        assert "Enter makes it" in d.text()
