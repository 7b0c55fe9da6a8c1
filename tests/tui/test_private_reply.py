"""A private reply says what it is, waits for the opening, takes snippets and files along."""

import dataclasses
from pathlib import Path

import pytest
from textual.widgets import Input

from modtui.desk.views_snippets import AttachedFile, Blank
from modtui.domain.formatting import Entity, Look
from modtui.domain.inquiry_states import ReplyKind
from tests.tui.driving import driving
from tests.tui.test_many_at_once import with_private

MAP = AttachedFile("map.pdf", "/snippets/map.pdf", size=120_000)


async def opened(d):
    d.screen.queue.select(-7)
    await d.settle()
    await d.press("a", "tab")


def private_replies(d):
    return [call for call in d.commands() if call[0] == "reply_private"]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_kind_is_said_with_a_key_and_seen(size):
    async with driving(with_private(), size=size) as d:
        await opened(d)
        await d.burst("We are looking into it.")
        for _ in range(4):
            await d.press("ctrl+r")
        assert "as holding" in d.text()
        assert "Where can I find a lawyer?" in d.text()
        await d.press("ctrl+s")
        assert private_replies(d) == [("reply_private", 7, "We are looking into it.")]
        assert d.desk.more_of_private["kind"] is ReplyKind.HOLDING
        assert d.desk.more_of_private["send_at"] is None


async def test_bold_and_links_are_kept_and_a_snippet_stays_as_it_is_written():
    desk = with_private()
    desk.snippets = [dataclasses.replace(one, body="Ask for **Layla**") for one in desk.snippets]
    async with driving(desk) as d:
        await opened(d)
        await d.press("ctrl+b")
        await d.burst("Come")
        d.app.screen.editor.move_cursor(d.app.screen.editor.document.end)
        await d.burst(" at nine ")
        await d.press("ctrl+o", "enter", "ctrl+s")
        assert private_replies(d) == [("reply_private", 7, "Come at nine Ask for **Layla**")]
        assert d.desk.more_of_private["entities"] == (Entity(Look.BOLD, 0, 4),)


async def test_it_leaves_at_the_next_opening():
    desk = with_private()
    desk.opens = None
    async with driving(desk) as d:
        await opened(d)
        await d.burst("Come at nine.")
        await d.press("ctrl+t")
        assert private_replies(d) == []
        assert any("The service is open" in said for said in d.notices())
        desk.opens = d.desk.now().replace(hour=23)
        await d.press("ctrl+t")
        assert d.desk.more_of_private["send_at"] == desk.opens
        assert any("leaves at" in said for said in d.notices())


async def test_a_snippet_comes_filled_with_its_kind_and_file():
    desk = with_private()
    for choice in desk.snippets:
        desk.attachments[choice.snippet_id] = (MAP,)
    async with driving(desk) as d:
        await opened(d)
        await d.press("ctrl+o")
        await d.press("enter")
        assert "with: map.pdf, 120 kB" in d.text()
        assert "as information" in d.text()
        await d.press("ctrl+s")
        more = d.desk.more_of_private
        assert more["kind"] is ReplyKind.INFORMATION
        assert len(more["snippet_ids"]) == 1
        assert more["files"] == [Path("/snippets/map.pdf")]


async def test_its_blanks_are_asked_for():
    desk = with_private()
    for choice in desk.snippets:
        desk.blanks[choice.snippet_id] = (Blank("ask:day", "day"),)
    async with driving(desk) as d:
        await opened(d)
        await d.press("ctrl+o")
        await d.press("enter")
        assert "  day  " in d.text()
        d.app.screen.query_one(Input).value = "Friday"
        await d.press("enter")
        assert d.app.screen.editor.text


async def test_one_not_in_order_needs_a_key_of_its_own():
    desk = with_private()
    for choice in desk.snippets:
        desk.doubts[choice.snippet_id] = "stale since 2026-01-01"
    async with driving(desk) as d:
        await opened(d)
        await d.press("ctrl+o")
        await d.press("enter")
        assert "not in order" in d.text()
        await d.press("ctrl+s")
        assert private_replies(d) == []
        assert "stale since 2026-01-01" in d.text()
        await d.press("y")
        assert len(private_replies(d)) == 1
        assert d.desk.more_of_private["override_stale"] is True


async def test_a_file_is_put_to_it_kept_and_taken_off(tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(b"x" * 3000)
    desk = with_private()
    async with driving(desk) as d:
        await opened(d)
        await d.press("ctrl+f")
        d.app.screen.query_one(Input).value = str(path)
        await d.press("enter")
        assert "with: form.pdf, 3 kB" in d.text()
        assert desk.private_paths[7] == [str(path)]
        await d.press("escape")
        await opened(d)
        assert "with: form.pdf" in d.text()
        await d.press("ctrl+n")
        assert "with: form.pdf" not in d.text()
        assert desk.private_paths[7] == []


async def test_what_the_last_reply_was_is_said_with_a_key():
    async with driving(with_private()) as d:
        d.screen.queue.select(-7)
        await d.settle()
        await d.press("a", "t", "4")
        assert ("tag_private", 7, ReplyKind.HOLDING) in d.commands()
        assert any("u takes it back" in said for said in d.notices())
