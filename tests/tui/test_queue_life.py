"""Every step of an inquiry's life by its key, on the fake desk."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from modtui.desk.views import QueueGroup
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.messages import Role
from modtui.tui.keys import BY_ID
from tests.tui.driving import driving
from tests.tui.fake_desk import FIRST_ID, MORNING, FakeDesk

FIRST, SECOND = FIRST_ID, FIRST_ID + 3
"""The two most pressing inquiries of the morning, in the queue's order."""


def desk_with(inquiry_id: int = FIRST, **fields: object) -> FakeDesk:
    desk = FakeDesk()
    desk.lay_over(inquiry_id, **fields)
    return desk


async def select(d, inquiry_id: int) -> None:
    d.screen.set_focus(d.screen.queue)
    d.screen.queue.select(inquiry_id)
    await d.settle()


async def test_merging_offers_those_alike_first_and_narrows_as_one_types():
    desk = FakeDesk()
    async with driving(desk) as d:
        last = [row for row in d.screen.queue.rows if row.state is InquiryState.OPEN][-1].inquiry_id
        desk.lay_over(FIRST, similar=(last,))
        await d.settle()
        await d.press("=")
        assert d.app.screen.shown[0].id == last
        assert "alike" in d.text()
        await d.press("enter")
        assert d.commands() == [("merge", FIRST, last)]
        assert any("u takes it back" in notice for notice in d.notices())


async def test_merging_by_typing_a_name():
    async with driving() as d:
        await d.press("=")
        await d.burst("tarek")
        assert [pick.head for pick in d.app.screen.shown] == ["Tarek Sample"]
        await d.press("enter")
        assert d.commands()[0][:2] == ("merge", FIRST)


async def test_leaving_a_chooser_changes_nothing():
    async with driving() as d:
        for key in ("=", "f", "s", "z", "l"):
            await d.press(key, "escape")
        assert d.commands() == []


async def test_urgent_opens_the_card_and_its_contact_goes_into_the_reply():
    async with driving() as d:
        await d.press("e")
        assert d.commands() == [("urgent", FIRST, True)]
        for words in ("call 911", "verified 2026-10-01", "person on duty (sample protocol)", "Your protocol"):
            assert words in d.text()
        await d.press("enter")
        assert "call 911" in d.screen.composer.text
        assert d.screen.composer.target.inquiry_id == FIRST
        assert [call[0] for call in d.commands()] == ["urgent"]


async def test_an_urgent_one_is_taken_off_from_its_card():
    async with driving(desk_with(urgent=True, group=QueueGroup.URGENT)) as d:
        await d.press("e")
        assert d.commands() == []
        await d.press("x")
        assert d.commands() == [("urgent", FIRST, False)]


async def test_without_emergency_notices_the_card_says_so():
    desk = FakeDesk()

    async def none(use, message_id):
        return []

    desk.notices = none
    async with driving(desk) as d:
        await d.press("e")
        assert "No emergency notice is among your snippets" in d.text()
        assert "Answer at once" in d.text()


@pytest.mark.parametrize(
    ("key", "kind", "words"),
    [("holding", ReplyKind.HOLDING, "looking into it"), ("ask_back", ReplyKind.ASKED_BACK, "tell us more")],
)
async def test_a_notice_is_a_draft_with_its_kind(key, kind, words):
    async with driving() as d:
        await d.press(BY_ID[key].keys[0])
        assert words in d.screen.composer.text
        assert d.commands() == []
        await d.press("ctrl+s")
        assert d.commands()[0][1:4:2] == (FIRST, kind)


async def test_waiting_on_a_new_partner_with_a_reminder():
    async with driving() as d:
        await d.press("f")
        await d.burst("Northside Clinic")
        await d.press("enter")
        assert "Remind when?" in d.text()
        await d.press("1")
        assert d.commands()[0][:3] == ("partner", FIRST, "Northside Clinic")
        assert timedelta(minutes=59) < d.commands()[0][3] - MORNING < timedelta(minutes=62)


async def test_a_known_partner_is_offered_and_needs_no_reminder():
    desk = FakeDesk()
    desk.known_partners = [("Sample Legal Clinic", 2)]
    async with driving(desk) as d:
        await d.press("f")
        assert "2 waiting" in d.text()
        await d.press("enter", "0")
        assert d.commands() == [("partner", FIRST, "Sample Legal Clinic", None)]
        assert "with a partner" in d.text()
        await d.press("full_stop")
        assert d.commands()[-1] == ("resume", FIRST)


async def test_snoozing_to_tomorrow_morning_in_the_services_zone():
    async with driving() as d:
        await d.press("s")
        assert "Its deadline has passed" in d.text()
        await d.press("escape", "j", "s")
        assert "Answer by" in d.text()
        await d.press("3")
        assert d.commands() == [("snooze", SECOND, datetime(2026, 10, 15, 13, 0, tzinfo=UTC))]


async def test_snoozing_to_a_time_that_is_typed():
    async with driving() as d:
        await d.press("s", "t")
        await d.burst("16:45")
        await d.press("enter")
        assert d.commands() == [("snooze", FIRST, datetime(2026, 10, 14, 20, 45, tzinfo=UTC))]


async def test_a_time_that_makes_no_sense_is_explained_and_asked_again():
    async with driving() as d:
        await d.press("s", "t")
        await d.burst("soonish")
        await d.press("enter")
        assert any("Write a time to come" in notice for notice in d.notices())
        assert d.commands() == []


async def test_what_the_desk_refuses_is_told():
    async with driving() as d:
        await d.press("s", "t")
        await d.burst("2026-12-24")
        await d.press("enter")
        assert any("Never past its deadline" in notice for notice in d.notices())


async def test_the_next_opening_is_offered_while_closed():
    desk = FakeDesk()
    desk.opens = datetime(2026, 10, 15, 13, 30, tzinfo=UTC)
    async with driving(desk) as d:
        await d.press("s")
        assert "at the next opening" in d.text()
        assert "Thu 09:30" in d.text()


async def test_checking_back_and_not_any_more():
    async with driving() as d:
        await d.press("z", "3")
        assert d.commands() == [("check_back", FIRST, datetime(2026, 10, 21, 13, 0, tzinfo=UTC))]
        await d.press("z", "0")
        assert d.commands()[-1] == ("check_back", FIRST, None)


async def test_a_possible_follow_up_is_decided_by_one_key():
    fields = {
        "state": InquiryState.ANSWERED,
        "group": QueueGroup.POSSIBLE,
        "maybe_follow_up": FIRST + 5,
    }
    async with driving(desk_with(**fields)) as d:
        await select(d, FIRST)
        assert "asks again?" in d.text()
        await d.press("m")
        await d.press("n")
        assert d.commands() == [("settle_follow_up", FIRST, True), ("settle_follow_up", FIRST, False)]


async def test_a_later_cycle_needs_no_reply_by_the_same_key():
    async with driving(desk_with(cycle=2)) as d:
        await d.press("n")
        assert d.commands() == [("settle_follow_up", FIRST, False)]


async def test_a_message_of_the_asker_becomes_a_follow_up():
    desk = FakeDesk()
    asker = desk._item(FIRST)
    late = desk.arrives(asker.name, "and for my wife?")
    desk.change_item(late.message_id, sender_id=asker.sender_id)
    async with driving(desk) as d:
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(late.message_id)
        await d.settle()
        await d.press("+")
        assert d.commands() == [("mark_follow_up", FIRST, late.message_id)]


async def test_a_members_answer_is_shown_and_confirmed_with_thanks():
    answer = next(item.message_id for item in FakeDesk().items if item.name == "Amina Sample")
    async with driving(
        desk_with(SECOND, member_answer=answer, state=InquiryState.TO_VERIFY, group=QueueGroup.TO_VERIFY)
    ) as d:
        await select(d, SECOND)
        assert "What a member answered" in d.text()
        assert any("You can call 211" in row and "│" not in row for row in d.rows()) or "Amina" in d.text()
        await d.press("c", "1")
        composer = d.screen.composer
        assert composer.target.message_id == answer
        assert "this is right" in composer.text
        assert "confirms a member's answer" in d.text()
        await d.press("ctrl+s")
        assert d.commands()[0][1] == answer
        assert d.desk.more_of_reply == {"inquiry_id": SECOND, "files": []}


async def test_what_settles_a_members_answer_is_not_lost_with_the_draft():
    answer = FIRST + 7
    async with driving(desk_with(SECOND, member_answer=answer)) as d:
        await select(d, SECOND)
        await d.press("c", "2", "escape")
        await select(d, FIRST)
        await d.press("1", "escape")
        await select(d, SECOND)
        await d.press("c", "escape")
        assert d.screen.composer.target.message_id == FIRST
        d.screen.actions.writing.open(dataclasses.replace(d.screen.composer.target, message_id=answer))
        await d.settle()
        assert d.screen.composer.target.settles == SECOND
        assert "one point has changed" in d.screen.composer.text


async def test_candidates_are_proposed_and_linked_with_their_kind():
    desk = FakeDesk()
    staff = next(item for item in desk.items if item.role.is_staff)
    desk.candidates = [staff]
    async with driving(desk) as d:
        assert "Perhaps the answer; l links it" in d.text()
        await d.press("l", "enter", "2")
        assert d.commands() == [("link", staff.message_id, (FIRST,), ReplyKind.REFERRAL)]


async def test_one_staff_message_is_linked_to_several():
    desk = FakeDesk()
    said = desk.arrives("Layla Sample", "To both of you: the office opens at nine.")
    desk.change_item(said.message_id, role=Role.MODERATOR)
    async with driving(desk) as d:
        d.screen.set_focus(d.screen.feed)
        d.screen.feed.select(said.message_id)
        await d.settle()
        await d.press("l", "space", "j", "space", "enter", "0")
        call = d.commands()[0]
        assert call[:2] == ("link", said.message_id)
        assert len(call[2]) == 2
        assert call[3] is None


async def test_linking_a_members_message_is_explained():
    async with driving() as d:
        d.screen.set_focus(d.screen.feed)
        plain = next(i for i in d.desk.items if not i.inquiry_id and not i.role.is_staff and not i.service)
        d.screen.feed.select(plain.message_id)
        await d.settle()
        await d.press("l")
        assert any("Select a staff message" in notice for notice in d.notices())


async def test_everything_is_in_the_menu_with_its_key():
    async with driving(size=(120, 60)) as d:
        await d.press("enter")
        for words in (
            "merge",
            "urgent",
            "holding reply",
            "wait on a partner",
            "snooze",
            "check back",
            "link",
        ):
            assert words in d.text(), words
        assert "confirm or correct what a member answered" not in d.text()


async def test_the_keys_work_by_position_on_an_arabic_layout():
    async with driving() as d:
        d.send("ث")  # the E of a Latin keyboard
        await d.settle()
        await d.wait(1)
        assert d.commands() == [("urgent", FIRST, True)]


async def test_read_only_refuses_every_step():
    async with driving(FakeDesk(read_only=True)) as d:
        await d.press("=", "f", "s", "z", "full_stop", "l", "c", "r", "-")
        assert d.commands() == []
        assert d.app.screen is d.screen


async def test_marking_and_dismissing_say_so_and_the_hints_follow_the_row():
    async with driving() as d:
        possible = next(row for row in d.screen.queue.rows if row.group is QueueGroup.POSSIBLE)
        await select(d, possible.inquiry_id)
        assert d.screen.bar("hints").words.startswith("m inquiry")
        await d.press("m")
        assert any("its clock runs" in notice for notice in d.notices())
        assert not d.screen.bar("hints").words.startswith("m inquiry")
        await d.press("n")
        assert any("No inquiry" in notice for notice in d.notices())


async def test_naming_the_first_partner_says_what_to_type():
    async with driving() as d:
        await d.press("f")
        assert "Type a name, then Enter." in d.text()


async def test_what_was_answered_on_another_day_stands_last_and_is_still_corrected():
    desk = desk_with(SECOND, state=InquiryState.ANSWERED_UNCONFIRMED, group=QueueGroup.ASSUMED)
    async with driving(desk, size=(120, 60)) as d:
        await select(d, SECOND)
        assert d.screen.queue.rows[-1].inquiry_id == SECOND
        assert "Counted as information: t corrects" in d.text()
        await d.press("t", "2")
        assert d.commands() == [("tag", SECOND, ReplyKind.REFERRAL)]


async def test_a_long_state_never_runs_into_the_countdown():
    desk = desk_with(
        SECOND, state=InquiryState.TO_VERIFY, group=QueueGroup.TO_VERIFY, asker="Sample Name" * 3
    )
    async with driving(desk) as d:
        await select(d, SECOND)
        left, right = (
            "".join(text for text, _ in d.screen.detail._lines[0]).split("…")[-1],
            d.screen.queue._shown[SECOND][0],
        )
        assert left.startswith(" ")
        assert left.strip().endswith(right)


async def test_why_the_first_question_was_found_is_not_said_of_its_follow_up():
    desk = desk_with(SECOND, cycle=2)
    async with driving(desk) as d:
        await select(d, SECOND)
        assert "because it" not in d.text()
        assert "a follow-up question" in d.text()
