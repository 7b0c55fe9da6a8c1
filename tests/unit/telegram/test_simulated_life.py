"""What the demo's morning must have, so that whoever tries it meets every step of an inquiry's life."""

from __future__ import annotations

from modtui.domain.detection import DetectionInput, Label, detect
from modtui.domain.messages import MediaKind, ServiceKind
from modtui.telegram.gateway import Outgoing, ToGroup
from modtui.telegram.simulated_morning import ASKS_AGAIN, MORNING, Act
from modtui.telegram.simulated_people import THANKS
from modtui.telegram.simulated_script import DemoGroup
from tests.unit.telegram.test_simulated_script import HandClock, by_text, everything, play

EVERY_THANKS = {text for texts in THANKS.values() for text in texts}


async def a_morning(seconds: float = 1500) -> tuple[DemoGroup, HandClock]:
    clock = HandClock()
    group = DemoGroup(clock)
    await group.gateway.connect()
    play(group, clock, seconds)
    return group, clock


async def test_people_come_and_go_speak_and_edit_and_take_back() -> None:
    group, _ = await a_morning()
    messages = await everything(group)
    services = {message.service.kind for message in messages if message.service is not None}
    assert {ServiceKind.JOINED, ServiceKind.LEFT} <= services
    assert any(m.media is not None and m.media.kind is MediaKind.VOICE and not m.text for m in messages)
    assert any(m.edited_at is not None for m in messages)
    assert not any("محامي طلاق" in m.text for m in messages)
    acts = {beat.act for beat in MORNING}
    assert acts == set(Act)


async def test_an_urgent_message_and_a_members_wrong_answer_are_among_it() -> None:
    verdicts = {beat.key: detect(DetectionInput(beat.text)) for beat in MORNING if beat.text and beat.key}
    assert verdicts["danger"].urgent
    wrong = next(beat for beat in MORNING if beat.key == "wrong")
    assert wrong.reply_to == "drive"


async def test_some_ask_again_after_the_answer_and_say_thanks_for_the_second() -> None:
    group, clock = await a_morning(60)
    asked = by_text(await everything(group), "how long until the health card arrives")
    sent = await group.gateway.send(Outgoing(ToGroup(), "Six weeks at most.", 1, asked.id))
    play(group, clock, 30)
    again = by_text(await everything(group), ASKS_AGAIN["card_late"])
    assert (again.reply_to, again.sender.id) == (sent.message_id, asked.sender.id)
    seen = DetectionInput(again.text, reply_to_staff=True, previous_own_text=asked.text)
    assert detect(seen).label is Label.INQUIRY
    await group.gateway.send(Outgoing(ToGroup(), "Call them then.", 2, again.id))
    play(group, clock, 30)
    said = [m.text for m in await everything(group) if m.sender.id == asked.sender.id]
    assert said[-1] in EVERY_THANKS


def test_every_one_who_asks_again_is_asked_about_in_the_morning() -> None:
    keys = {beat.key for beat in MORNING}
    assert set(ASKS_AGAIN) <= keys
    for text in ASKS_AGAIN.values():
        assert detect(DetectionInput(text, reply_to_staff=True)).label is not Label.NONE, text


async def test_members_put_an_emoji_on_what_the_moderator_writes() -> None:
    group, clock = await a_morning(60)
    asked = by_text(await everything(group), "how long until the health card arrives")
    answer = await group.gateway.send(Outgoing(ToGroup(), "Six weeks at most.", 1, asked.id))
    post = await group.gateway.send(Outgoing(ToGroup(), "Job fair on Saturday (sample).", 2))
    play(group, clock, 60)
    found = {message.id: message for message in await everything(group)}
    assert sum(reaction.count for reaction in found[answer.message_id].reactions) == 1
    assert sum(reaction.count for reaction in found[post.message_id].reactions) == 2


async def test_somebody_asks_in_private_and_says_thanks_there_once_answered() -> None:
    group, clock = await a_morning(600)
    lina = group.user_id("lina")
    box = group.world.private[group.me]
    asked = [stored.message for stored in box.kept.values() if stored.author_id == lina]
    assert len(asked) == 1
    group.world.send_private(group.me, lina, "No, and nobody may keep it.")
    play(group, clock, 30)
    said = [stored.message.text for stored in box.kept.values() if stored.author_id == lina]
    assert said[-1] in EVERY_THANKS
    group.world.send_private(group.me, lina, "You are welcome.")
    play(group, clock, 60)
    assert len([stored for stored in box.kept.values() if stored.author_id == lina]) == 2
