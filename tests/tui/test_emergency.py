"""The emergency card: verified contacts, then the protocol; numbers copied, the crisis answer sent at once."""

from __future__ import annotations

import dataclasses

import pytest

from modtui.desk.views import QueueGroup
from modtui.domain.inquiry_states import ReplyKind
from tests.tui import fake_queue
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk
from tests.tui.test_queue_life import FIRST, desk_with

ENGLISH = "1. Call the person on duty: 613-555-0100.\n2. Stay with the member."
LONG = "\n".join(f"{number}. Step of a long protocol." for number in range(1, 60))


def urgent(*protocol: tuple[str, str]) -> FakeDesk:
    desk = desk_with(urgent=True, group=QueueGroup.URGENT)
    desk.protocol_texts = list(protocol)
    return desk


async def test_no_notice_lies_over_the_keys_of_the_card():
    async with driving(urgent(("en", ENGLISH))) as d:
        d.app.tell("Something that was told a moment ago.")
        await d.press("e")
        assert d.notices() == []
        assert "Ctrl+S sends the selected answer" in d.text()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_contacts_come_first_then_the_protocol_of_the_settings(size):
    async with driving(urgent(("ar", "اتصل بالمناوب"), ("en", ENGLISH)), size=size) as d:
        await d.press("e")
        text = d.text()
        assert text.index("call 911") < text.index("Your protocol") < text.index("person on duty: 613")
        assert "sample protocol" not in text  # the settings go before a notice
        assert "Ctrl+S sends" in text
        assert "Esc closes" in text


async def test_the_protocol_in_its_other_language():
    async with driving(urgent(("en", ENGLISH), ("fr", "Appelez la personne de garde."))) as d:
        await d.press("e")
        assert "garde" not in d.text()
        await d.press("ctrl+l")
        assert "garde" in d.text()
        await d.press("ctrl+l")
        assert "person on duty: 613" in d.text()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_long_protocol_is_scrolled_and_leaves_the_contacts_in_sight(size):
    async with driving(urgent(("en", LONG)), size=size) as d:
        await d.press("e")
        assert "PgDn more" in d.text()
        assert "call 911" in d.text()
        for _ in range(30):
            await d.press("pagedown")
        assert "59. Step" in d.text()
        assert "Esc closes" in d.text()


async def test_without_any_protocol_the_card_says_where_one_would_come_from(monkeypatch):
    monkeypatch.setitem(fake_queue.NOTICES, "emergency", fake_queue.NOTICES["emergency"][:1])
    async with driving(urgent()) as d:
        await d.press("e")
        assert "emergency.protocol in the settings" in d.text()
        assert "Answer at once" in d.text()


async def test_a_number_is_copied():
    async with driving(urgent(("en", ENGLISH))) as d:
        copied = []

        async def copy(text):
            copied.append(text)

        d.app.copy = copy
        await d.press("e", "ctrl+y")
        assert "Copy which number?" in d.text()
        await d.press("2")
        assert copied == ["613-555-0100"]
        assert "Your protocol" in d.text()  # the card is still there


async def test_the_crisis_answer_is_sent_as_it_stands_once_the_card_was_seen():
    async with driving(urgent(("en", ENGLISH))) as d:
        await d.press("e")
        await d.press("ctrl+s", apart=0)
        assert d.commands() == []  # the card has only just come up
        await d.wait(2)
        await d.press("ctrl+s")
        call = d.commands()[0]
        assert call[:2] == ("reply", FIRST)
        assert "call 911" in call[2]
        assert call[3] is ReplyKind.INFORMATION


async def test_a_draft_that_stands_there_is_read_over_first():
    desk = urgent(("en", ENGLISH))
    desk.drafts[FIRST] = "I am calling you"
    async with driving(desk) as d:
        await d.press("e")
        await d.wait(2)
        await d.press("ctrl+s")
        assert d.commands() == []
        assert "I am calling you" in d.screen.composer.text
        assert "call 911" in d.screen.composer.text
        assert any("draft" in notice for notice in d.notices())


async def test_a_doubtful_answer_asks_first():
    desk = urgent(("en", ENGLISH))
    filled = desk.fill_snippet

    async def doubtful(snippet_id, **more):
        return dataclasses.replace(await filled(snippet_id, **more), doubt="not verified since 2025")

    desk.fill_snippet = doubtful
    async with driving(desk) as d:
        await d.press("e")
        await d.wait(2)
        await d.press("ctrl+s")
        assert d.commands() == []
        assert "Send it all the same?" in d.text()
