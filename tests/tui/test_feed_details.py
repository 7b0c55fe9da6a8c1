"""What hangs on messages, and joins and leaves folded into one line."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from modtui.desk.views import FeedItem
from modtui.domain.kinds import MediaKind, Role, ServiceKind
from modtui.domain.media_facts import Place, Poll, PollOption, Reaction
from modtui.domain.messages import Media
from modtui.text.direction import BidiMode
from modtui.tui.feed_folds import folded
from modtui.tui.feed_lines import FeedLayout, feed_height, feed_lines
from modtui.tui.feed_model import FeedModel
from modtui.tui.paint import Painter, width_of
from tests.tui.driving import driving
from tests.tui.fake_desk import FakeDesk

NOW = datetime(2026, 10, 14, 14, 0, tzinfo=UTC)
HOSTILE = "[b]x\x1b]2;owned\x07\u202eabc"


def item(number: int, **fields: object) -> FeedItem:
    base = FeedItem(number, 5, "Omar Sample", Role.MEMBER, NOW + timedelta(seconds=number), "")
    return dataclasses.replace(base, **fields)  # type: ignore[arg-type]


def joins(number: int, kind: ServiceKind = ServiceKind.JOINED) -> FeedItem:
    return item(number, service=f"Member {number} {kind.value}", service_kind=kind)


def words(shown: FeedItem, width: int = 80) -> str:
    layout = FeedLayout(width, UTC, date(2026, 10, 14))
    lines = feed_lines(shown, item(1), layout, Painter(BidiMode.VISUAL))
    assert {width_of(line) for line in lines} == {width}
    assert len(lines) == feed_height(shown, item(1), layout, Painter(BidiMode.VISUAL, ordered=False))
    return "\n".join("".join(text for text, _ in line) for line in lines)


@pytest.mark.parametrize(
    ("media", "said"),
    [
        (Media(MediaKind.VOICE, seconds=12), "[voice note 0:12]"),
        (Media(MediaKind.FILE, name="form.pdf", size=120_000), "[file form.pdf 120 kB]"),
        (Media(MediaKind.STICKER, emoji="😀"), "[sticker 😀]"),
        (Media(MediaKind.CONTACT, name="Omar", phone="+1 555 0100"), "[contact Omar +1 555 0100]"),
        (Media(MediaKind.LOCATION, place=Place(43.65, -79.38, "1 Sample Street")), "1 Sample Street 43.65000, -79.38000"),
        (Media(MediaKind.PHOTO), "[photo]"),
    ],
)  # fmt: skip
def test_attachments_say_what_they_are(media, said):
    assert said in words(item(2, media=media))


def test_a_poll_shows_votes_and_one_of_an_unknown_kind_its_question():
    poll = Poll(
        "Which day?", (PollOption("Monday", 3, True), PollOption("Friday", None)), voters=3, closed=True
    )
    shown = words(item(2, media=Media(MediaKind.POLL, poll=poll)))
    assert "Which day?" in shown
    assert "●   3  Monday" in shown
    assert "○   ?  Friday" in shown
    assert "3 voted, closed" in shown
    assert "Only this" in words(item(2, media=Media(MediaKind.POLL, poll=Poll("Only this"))))
    many = Poll("Many", tuple(PollOption(f"option {n}", n) for n in range(30)))
    assert "18 more" in words(item(2, media=Media(MediaKind.POLL, poll=many)))


def test_reactions_pins_and_topics():
    reactions = (Reaction("👍", 3, own=True), Reaction("", 2))
    shown = words(item(2, text="hello", reactions=reactions, pinned=True, topic_id=7, topic="Housing"))
    assert "👍 3*" in shown
    assert "[emoji] 2" in shown
    assert "pinned" in shown
    assert "# Housing" in shown


@pytest.mark.parametrize("width", [30, 50, 80])
def test_hostile_details_keep_to_their_lines(width):
    poll = Poll(HOSTILE, (PollOption(HOSTILE * 20, 3),))
    shown = words(
        item(
            2, text="ok", media=Media(MediaKind.POLL, name=HOSTILE, phone=HOSTILE, emoji=HOSTILE, poll=poll),
            reactions=(Reaction(HOSTILE, 3),), topic_id=3, topic=HOSTILE,
        ),
        width,
    )  # fmt: skip
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_three_joins_take_one_line_and_removals_their_own():
    model = FeedModel(lambda shown, previous: 1, 100)
    model.replace_all([item(1), *(joins(n) for n in (2, 3)), item(4)])
    assert model.height == 4
    model.extend([joins(5), joins(6), joins(7, ServiceKind.LEFT), joins(8, ServiceKind.REMOVED), item(9)])
    assert model.height == 7
    head = model.index_of(5)
    assert head is not None
    assert model.shown(head).service == "2 joined, 1 left: Omar Sample"
    assert model.shown_key(7) == 5
    assert model.step(head, 1) == model.index_of(8)
    assert model.step(model.index_of(8) or 0, -1) == head
    assert [model.at_line(line) for line in (4, 5)] == [(head, 0), (model.index_of(8), 0)]
    model.extend([joins(10), joins(11), joins(12)])
    assert model.step(model.index_of(9) or 0, 10) == model.index_of(10)


def test_a_fold_says_who_as_far_as_the_line_goes():
    came = [joins(2), joins(3, ServiceKind.ADDED), joins(4, ServiceKind.LEFT)]
    named = [
        dataclasses.replace(one, name=name) for one, name in zip(came, ("Lina", "Paul", "رنا"), strict=True)
    ]
    shown = folded(named)
    assert shown.service == f"2 joined, 1 left: Lina, {came[1].service}, رنا"
    assert "2 joined, 1 left: Lina" in words(shown)
    assert "…" in words(shown, 30)


def test_a_heading_ends_a_run():
    model = FeedModel(lambda shown, previous: 2 if shown.message_id == 4 else 1, 100)
    model.replace_all([joins(n) for n in range(1, 8)])
    assert model.height == 1 + 2  # three before midnight, four after it
    assert model.shown_key(3) == 1
    assert model.shown_key(7) == 4


async def test_joins_fold_while_they_arrive_and_the_cursor_stays():
    async with driving(FakeDesk()) as driver:
        feed = driver.screen.feed
        for number in range(2):
            driver.desk.arrives(
                f"New {number}", "", service=f"New {number} joined", service_kind=ServiceKind.JOINED
            )
        await driver.until(lambda: "New 1 joined" in driver.text())
        feed.select(driver.desk.items[-1].message_id)
        driver.desk.arrives("New 2", "", service="New 2 joined", service_kind=ServiceKind.JOINED)
        await driver.until(lambda: "3 joined" in driver.text())
        await driver.settle()
        assert "New 1 joined" not in driver.text()
        assert feed.selected == driver.desk.items[-3].message_id
        assert feed.new_below == 0
        feed.move(-1)
        assert feed.selected == driver.desk.items[-4].message_id
