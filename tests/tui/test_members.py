"""Members, join requests, the record and what is held about one member: every flow by keys."""

from __future__ import annotations

import dataclasses
import stat
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from modtui.desk.views import Undoable
from modtui.desk.views_members import RecordEntry, RecordSource
from modtui.domain.messages import Role
from modtui.text.direction import BidiMode
from modtui.tui.paint import Painter
from modtui.tui.screens.member_lines import PageWriter
from modtui.tui.screens.member_page import MemberPageDialog
from modtui.tui.screens.members import MembersDialog
from modtui.tui.screens.my_record import MyRecordDialog
from modtui.tui.screens.raid import RaidDialog
from modtui.tui.screens.record import RecordDialog
from modtui.tui.screens.requests import RequestsDialog
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk
from tests.tui.fake_members import applicants

SIZES = [(120, 40), (80, 24)]


def with_applicants():
    desk = FakeDesk()
    desk.requests = applicants(desk.now())
    return desk


async def type_in(d, text):
    for character in text:
        await d.pilot.press("space" if character == " " else character)
    await d.settle()


async def select(d, words):
    """Go to the row that says this."""
    choices = d.app.screen.query_one("#choices")
    for index, lines in enumerate(choices._choices):
        if words in " ".join("".join(text for text, _ in line) for line in lines):
            choices.move(index - choices.index)
            await d.settle()
            return
    raise AssertionError(words)


# ---- the list


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_is_searched_and_filtered(size):
    async with driving(size=size) as d:
        await d.press("f9")
        assert isinstance(d.app.screen, MembersDialog)
        shown = d.text()
        for words in ("Omar Sample", "w1", "note", "Gone Sample", "removed", "moderator"):
            assert words in shown, words
        await d.press("2")
        shown = d.text()
        assert "Omar Sample" in shown
        assert "Silent Sample" not in shown
        await d.press("4")
        assert "Silent Sample" in d.text()
        await d.press("f")
        assert "Sara Sample" in d.text()
        await d.press("1", "/")
        await type_in(d, "gone")
        assert "Omar Sample" not in d.text()
        assert "Gone Sample" in d.text()
        await d.press("escape")
        assert isinstance(d.app.screen, MembersDialog)  # out of the line first
        await d.press("escape")
        assert d.app.screen is d.screen


@pytest.mark.parametrize("size", SIZES)
async def test_until_when_somebody_is_muted_stands_in_the_list_and_on_their_page(size):
    desk = FakeDesk()
    until = desk.now() + timedelta(days=1)
    desk.members = [
        dataclasses.replace(
            row, muted=row.member_id in (501, 502), muted_until=until if row.member_id == 501 else None
        )
        for row in desk.members
    ]
    async with driving(desk, size=size) as d:
        local = until.astimezone(ZoneInfo("America/Toronto"))
        await d.press("f9")
        assert f"muted to {local:%m-%d}" in d.text()
        assert "w1" in next(row for row in d.rows() if "Omar Sample" in row and "muted" in row)
        await d.press("enter")
        assert f"muted until {local:%Y-%m-%d %H:%M}" in " ".join(
            d.text().translate(dict.fromkeys(map(ord, "│▌"))).split()
        )


async def test_a_name_cannot_do_anything_to_the_screen():
    async with driving() as d:
        await d.press("f9")
        shown = d.text()
        assert "[b]Eve" in shown
        assert "\x1b" not in shown
        await select(d, "Eve")
        await d.press("enter")
        assert "[b]Eve" in d.text()


async def test_quick_typing_searches_and_runs_nothing():
    async with driving() as d:
        await d.press("f9")
        await d.burst("]xy omar")
        assert d.app.screen.query_text == "]xy omar"
        assert d.commands() == []


async def test_several_members_are_cleared_at_once():
    async with driving() as d:
        await d.press("f9", "space", "space")
        assert "ticked 2" in d.text()
        await d.press("]")
        assert isinstance(d.app.screen, RaidDialog)
        shown = d.text()
        assert "2 members" in shown
        assert "10 posts go for everybody" in shown
        await d.wait(1)
        await d.press("y")
        assert d.commands()[-1][0] == "carry_out_clear"
        assert d.commands()[-2][1] == (501, 502)


# ---- one member


@pytest.mark.parametrize("size", SIZES)
async def test_a_page_says_everything_and_where_it_stands(size):
    async with driving(size=size) as d:
        await d.press("f9", "enter")
        assert isinstance(d.app.screen, MemberPageDialog)
        rows = "\n".join(
            "".join(text for text, _ in line) for row in d.app.screen.page_rows for line in row.lines
        )
        for words in (
            "@omar_sample", "12 messages", "Guidelines received", "IN FORCE", "does not count",
            "waits for another moderator", "spoke on the phone", "health card", "in time", "joined",
            "dates only",
        ):  # fmt: skip
            assert words in " ".join(rows.split()), words
        assert "Omar Sample" in d.text()


async def page(d):
    await d.press("f9", "enter")
    assert isinstance(d.app.screen, MemberPageDialog)


async def test_a_page_says_who_decided_and_what_was_done_in_telegram_itself():
    desk = FakeDesk()
    page = await desk.member_page(501)
    at = page.moves[0].at
    elsewhere = RecordEntry(
        at, RecordSource.TELEGRAM, "Sara Sample", False, "Sara Sample muted Omar Sample in Telegram.", "", 501,
        "Omar Sample", None, "", kind="muted",
    )  # fmt: skip
    closed = dataclasses.replace(
        page.complaints[0], upheld=True, decided_at=at, decided_by="Sara Sample", recorded_by="Paul Sample",
        reason="He was quoting.",
    )  # fmt: skip
    actions = (dataclasses.replace(page.actions[0], by="Sara Sample"), *page.actions[1:])
    row = dataclasses.replace(page.row, removed=True, present=False)
    page = dataclasses.replace(
        page, row=row, actions=actions, elsewhere=(elsewhere,), complaints=(closed,), may_return=True
    )
    rows = PageWriter(Painter(BidiMode.VISUAL), ZoneInfo("UTC"), 160).write(page)
    shown = "\n".join("".join(text for text, _ in line) for one in rows for line in one.lines)
    assert "removed, may come back" in shown
    assert "IN FORCE" in shown
    assert "by Sara Sample" in shown.split("Complaints")[0]
    assert "Sara Sample muted Omar Sample in Telegram." in shown
    assert "by Sara Sample · recorded by Paul Sample" in shown
    assert "Why: He was quoting." in shown


async def test_a_warning_is_voided_only_with_a_reason():
    async with driving() as d:
        await page(d)
        await d.press("v")
        assert any("in force" in notice for notice in d.notices())
        await select(d, "IN FORCE")
        await d.press("v")
        await d.press("enter")
        assert d.commands() == []
        await d.press("v")
        await type_in(d, "wrong person")
        await d.press("enter")
        assert d.commands() == [("void_warning", "act-1", "wrong person")]


async def test_notes_are_written_and_deleted():
    async with driving() as d:
        await page(d)
        await d.press("n")
        await type_in(d, "called back")
        await d.press("enter")
        assert d.commands() == [("add_note", 501, "called back")]
        await select(d, "spoke on the phone")
        await d.press("d")
        await d.wait(1)
        await d.press("d")
        assert len(d.commands()) == 1
        await d.press("y")
        assert d.commands()[-1] == ("remove_note", "note-1")


async def test_a_complaint_is_recorded_and_decided():
    async with driving() as d:
        await page(d)
        await select(d, "IN FORCE")
        await d.press("c")
        await type_in(d, "unfair")
        await d.press("enter")
        assert d.commands() == [("record_complaint", 501, "unfair", "act-1")]
        await select(d, "waits for another moderator")
        await d.press("z")
        assert "Omar Sample: The warning was unfair." in d.text()  # what is being decided
        await d.press("1")
        assert "Omar Sample: The warning was unfair." in d.text()
        await type_in(d, "true")
        await d.press("enter")
        assert d.commands()[-1] == ("decide_complaint", "c-1", True, "true")


async def test_a_complaint_can_be_decided_so_that_what_it_is_about_no_longer_counts():
    import dataclasses

    desk = FakeDesk()
    desk.complaints_of = [dataclasses.replace(desk.complaints_of[0], may_void=True)]
    async with driving(desk) as d:
        await page(d)
        await select(d, "waits for another moderator")
        await d.press("z")
        assert "and what it is about no longer counts" in d.text()
        await d.press("3")
        await type_in(d, "true")
        await d.press("enter")
        assert d.commands()[-1] == ("decide_complaint", "c-1", True, "true", "void")


async def test_nobody_decides_a_complaint_about_themselves():
    import dataclasses

    desk = FakeDesk()
    desk.complaints_of = [dataclasses.replace(desk.complaints_of[0], may_review=False)]
    async with driving(desk) as d:
        await page(d)
        await select(d, "waits for another moderator")
        await d.press("z")
        assert isinstance(d.app.screen, MemberPageDialog)
        assert any("another moderator looks at it" in notice for notice in d.notices())


async def test_complaints_are_put_before_another_moderator():
    desk = FakeDesk()
    desk.complaints_waiting = desk.complaints_of
    async with driving(desk) as d:
        assert any("Complaints that wait for you: 1" in notice for notice in d.notices())
        await d.press("f3", "c")
        assert "The warning was unfair." in d.text()
        await d.press("enter")
        assert isinstance(d.app.screen, MemberPageDialog)


async def test_a_role_is_set_after_a_yes():
    async with driving() as d:
        await page(d)
        await d.press("r", "3")
        assert "Omar Sample is partner from now on" in d.text()
        assert d.app.screen.query_one(".dialog").size.height < 10  # as tall as what it says
        await d.wait(1)
        await d.press("y")
        assert d.commands() == [("set_role", 501, Role.PARTNER)]


@pytest.mark.parametrize(
    ("keys", "plan"),
    [
        (("x",), "remove:conduct:m501"), (("a",), "readmit::m501"), (("'",), "leave::m501"),
        (("[", "3"), "mute::m501"),
    ],
)  # fmt: skip
async def test_members_are_acted_on_from_their_page(keys, plan):
    async with driving() as d:
        await page(d)
        await d.press(*keys)
        await d.wait(1)
        await d.press("ctrl+s", "y")
        assert d.commands()[0][:2] == ("carry_out", plan)
        assert isinstance(d.app.screen, MemberPageDialog)


async def test_an_action_of_long_ago_is_undone_from_the_page():
    async with driving() as d:
        await page(d)
        await select(d, "IN FORCE")
        await d.press("u")
        await d.wait(1)
        await d.press("y")
        assert d.commands() == [("undo_action", "act-1")]
        assert any("cannot be brought back" in notice for notice in d.notices())


async def test_everything_on_the_page_is_in_its_menu():
    async with driving() as d:
        await page(d)
        await d.press("enter")
        shown = d.text()
        for words in (
            "write a note",
            "void the selected",
            "record a complaint",
            "set the role",
            "to hand over",
        ):
            assert words in shown, words
        await d.press("w")
        assert isinstance(d.app.screen, MyRecordDialog)


async def test_read_only_shows_and_changes_nothing():
    async with driving(FakeDesk(read_only=True)) as d:
        await page(d)
        for key in ("n", "c", "r", "x", "]", "a"):
            await d.press(key)
            assert isinstance(d.app.screen, MemberPageDialog), key
        await d.press("w")
        assert isinstance(d.app.screen, MyRecordDialog)
        assert d.commands() == []


# ---- their record


@pytest.mark.parametrize("key", ["f12", "f9", "f3"])
async def test_what_a_dialog_decided_is_taken_back_there(key):
    """The sentence that stands over the dialog says that u takes it back: there it must."""
    desk = with_applicants()
    async with driving(desk) as d:
        await d.press(key)
        above = d.app.screen
        desk.undo_stack.append(Undoable("let Huda in", desk.now() + timedelta(seconds=5)))
        await d.press("u")
        assert "Undone: let Huda in." in d.notices()
        assert d.app.screen is above


async def test_on_a_members_page_u_takes_back_what_is_not_sent_yet():
    desk = FakeDesk()
    async with driving(desk) as d:
        await page(d)
        await d.press("u")
        assert "Select one of the actions first." in d.notices()
        desk.undo_stack.append(Undoable("remove Omar", desk.now() + timedelta(seconds=5)))
        await d.press("u")
        assert "Undone: remove Omar." in d.notices()


async def test_a_page_of_nobody_closes_with_its_sentence():
    desk = FakeDesk()
    async with driving(desk) as d:
        d.app.desk_screen.open_member(424242)
        await d.settle()
        assert "Nobody of that number is known." in d.notices()
        assert d.app.screen is d.app.desk_screen


async def test_my_record_is_shown_in_their_language_and_saved_for_one_reader(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    async with driving() as d:
        await page(d)
        await d.press("w")
        assert "What is kept about you" in d.text()
        await d.press("3")
        assert "Ce que nous gardons" in d.text()
        await d.press("s", "enter")
        saved = tmp_path / "record-501-fr.txt"
        assert saved.read_text("utf-8") == "Ce que nous gardons"
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600
        saved.write_text("mine", "utf-8")
        await d.press("s", "enter")
        assert saved.read_text("utf-8") == "mine"
        assert any("written over" in notice for notice in d.notices())


@pytest.mark.parametrize("size", SIZES)
async def test_who_stands_out_is_seen_and_can_be_left_out_before_anything_goes(size):
    async with driving(size=size) as d:
        await d.press("f9", "space", "space", "]")
        assert isinstance(d.app.screen, RaidDialog)
        assert "★ since 3 Mar 2026 · 2 helpful answers" in d.text()
        await d.press("f")
        assert "2 of 2 are in the set" in d.text()
        await d.press("enter")
        assert isinstance(d.app.screen, MemberPageDialog)
        assert d.app.screen._member_id == 502  # who answered others stands first
        await d.press("escape", "space")
        assert "1 of 2 are in the set" in d.text()
        await d.press("escape")
        assert d.desk.calls[-1][:2] == ("plan_clear", (501,))
        await d.press("f", "space", "escape")
        assert d.desk.calls[-1][:2] == ("plan_clear", (501, 502))


# ---- removals from phones


@pytest.mark.parametrize("size", SIZES)
async def test_removals_from_phones_are_sorted_by_one_key_each(size):
    async with driving(size=size) as d:
        await d.press("X")
        shown = d.text()
        assert "Gone Sample" in shown
        assert "by Sara Sample" in shown
        assert "4 messages · 1 warning in force" in shown
        assert "\x1b" not in shown
        await d.press("g")
        assert d.commands() == [("sort_ban", "ban:1", "guidelines")]
        assert "Gone Sample" not in d.text()
        await d.press("s")
        assert "No removal from a phone waits" in d.text()
        await d.press("a")
        assert "under the guidelines" in d.text()
        await d.press("e")
        assert d.commands()[-1] == ("sort_ban", "ban:1", "elsewhere")


async def test_a_removal_is_not_sorted_by_quick_typing_nor_read_only():
    async with driving() as d:
        await d.press("X")
        await d.pilot.press("s", "g", "e")
        await d.settle()
        assert d.commands() == []
    async with driving(FakeDesk(read_only=True)) as d:
        await d.press("X", "g")
        assert d.commands() == []
        assert any("read" in notice.casefold() for notice in d.notices())


# ---- joining


@pytest.mark.parametrize("size", SIZES)
async def test_applicants_are_let_in_several_at_once(size):
    async with driving(with_applicants(), size=size) as d:
        assert any("3 ask to be let in" in notice for notice in d.notices())
        await d.press("f12")
        assert isinstance(d.app.screen, RequestsDialog)
        shown = d.text()
        assert "Amal Sample" in shown
        assert "Was removed on 2026-03-02." in shown
        assert "hello [red]you[/red]" in shown
        await d.press("space", "space", "a")
        assert "Let 2 in?" in d.text()
        assert "Was removed" in d.text()
        await d.wait(1)
        await d.press("a")
        assert d.commands() == []
        await d.press("y")
        assert d.commands() == [("decide_join", (601, 602), True, "", "", True)]
        assert "Amal Sample" not in d.text()


async def test_declining_takes_a_note_and_what_they_are_told():
    async with driving(with_applicants()) as d:
        await d.press("f12", "j", "d")
        await type_in(d, "removed before")
        await d.press("enter")
        await type_in(d, "Please write to us.")
        await d.press("enter")
        assert "They are told: Please write to us." in d.text()
        assert d.commands() == []
        await d.wait(1)
        await d.press("y")
        assert d.commands() == [("decide_join", (602,), False, "removed before", "Please write to us.", True)]


async def test_all_are_ticked_and_the_welcome_left_out():
    async with driving(with_applicants()) as d:
        await d.press("f12", "*", "w", "a")
        await d.wait(1)
        await d.press("y")
        assert d.commands() == [("decide_join", (601, 602, 603), True, "", "", False)]


# ---- the record


@pytest.mark.parametrize("size", SIZES)
async def test_the_record_says_who_when_why_on_what_and_how_it_ended(size):
    async with driving(size=size) as d:
        await d.press("\\")
        assert isinstance(d.app.screen, RecordDialog)
        shown = d.text()
        for words in ("Warned Omar Sample.", "by you", "conduct", "message 1007", "delivered", "third time today",
                      "removed Gone Sample in Telegram"):  # fmt: skip
            assert words in shown, words
        await d.press("/")
        await type_in(d, "third")
        assert "Gone Sample" not in d.text()
        await d.press("enter", "enter")
        assert isinstance(d.app.screen, MemberPageDialog)
