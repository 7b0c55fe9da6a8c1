"""Every gateway: bold, italic, links and mentions go out and come back at the places Telegram counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from modtui.domain.formatting import Entity, Look, parse
from modtui.telegram.gateway import GatewayError, MessageSeen, Outgoing, ToGroup, ToUser
from modtui.telegram.gateway_media import OutgoingFile
from tests.contract.stages import Stage, next_of

GROUP = ToGroup()
TYPED = "🇨🇦 **مرحباً 🎉** و__مائل__، [the form](https://x.example/a_(b)) هنا"


async def read(stage: Stage, message_id: int):
    return (await stage.gateway.by_id([message_id]))[message_id]


async def test_what_was_typed_arrives_as_it_looks(connected: Stage) -> None:
    formatted = parse(TYPED)
    sent = await connected.gateway.send(Outgoing(GROUP, formatted.text, 7, entities=formatted.entities))
    stored = connected.world.message(connected.omar, sent.message_id)
    assert (stored.text, stored.entities) == (formatted.text, formatted.entities)
    assert {e.look for e in stored.entities} == {Look.BOLD, Look.ITALIC, Look.LINK}
    message = await read(connected, sent.message_id)
    assert (message.text, message.entities) == (formatted.text, formatted.entities)
    event = await next_of(connected.gateway, MessageSeen)
    assert event.message.entities == formatted.entities


async def test_a_repeat_is_the_same_message_with_its_looks(connected: Stage) -> None:
    formatted = parse("**once**")
    outgoing = Outgoing(GROUP, formatted.text, 9, entities=formatted.entities)
    assert await connected.gateway.send(outgoing) == await connected.gateway.send(outgoing)


async def test_a_member_is_mentioned_by_id_and_an_unknown_person_by_words(connected: Stage) -> None:
    connected.world.post(connected.omar, "hello")
    await connected.gateway.recent(10)
    formatted = parse(f"[عمر](tg://user?id={connected.omar}) and [nobody](tg://user?id=987654)")
    sent = await connected.gateway.send(Outgoing(GROUP, formatted.text, 11, entities=formatted.entities))
    message = connected.world.message(connected.me, sent.message_id)
    assert message.text == "عمر and nobody"
    assert message.entities == (Entity(Look.MENTION, 0, 3, user_id=connected.omar),)


async def test_private_messages_look_too(connected: Stage) -> None:
    said = connected.world.post(connected.omar, "hello").id
    formatted = parse("**note**")
    await connected.gateway.send(
        Outgoing(ToUser(connected.omar, said), formatted.text, 13, entities=formatted.entities)
    )
    assert connected.world.history(connected.omar, peer=connected.me)[0].entities == formatted.entities


@pytest.mark.parametrize("private", [False, True])
async def test_a_caption_looks_as_it_was_typed_in_the_group_and_in_private(
    connected: Stage, tmp_path: Path, private: bool
) -> None:
    said = connected.world.post(connected.omar, "hello").id
    path = tmp_path / "form.pdf"
    path.write_bytes(b"%PDF-1.7 sample")
    formatted = parse(TYPED)
    to = ToUser(connected.omar, said) if private else GROUP
    sent = await connected.gateway.send_file(
        Outgoing(to, formatted.text, 19, entities=formatted.entities),
        OutgoingFile(path, "form.pdf", "application/pdf"),
    )
    if private:
        stored = connected.world.history(connected.omar, peer=connected.me)[0]
    else:
        stored = connected.world.message(connected.omar, sent.message_id)
        assert (await read(connected, sent.message_id)).entities == formatted.entities
    assert stored.media is not None
    assert (stored.text, stored.entities) == (formatted.text, formatted.entities)


async def test_an_edit_that_changes_only_the_looks(connected: Stage) -> None:
    posted = connected.world.post(connected.me, "at 5").id
    entities = parse("at **5**").entities
    edited = await connected.gateway.edit(posted, "at 5", entities)
    assert (edited.text, edited.entities) == ("at 5", entities)
    assert edited.edited_at is not None
    again = await connected.gateway.edit(posted, "at 5", entities)
    assert again.entities == entities
    assert (await connected.gateway.edit(posted, "at 5")).entities == ()


async def test_the_schedule_keeps_the_looks(connected: Stage) -> None:
    formatted = parse("**tomorrow** at 9")
    at = connected.world.now() + timedelta(hours=2)
    planned = await connected.gateway.schedule(
        Outgoing(GROUP, formatted.text, 15, entities=formatted.entities), at
    )
    assert planned.entities == formatted.entities
    assert [p.entities for p in await connected.gateway.scheduled()] == [formatted.entities]


async def test_what_others_wrote_in_looks_nobody_types_here(connected: Stage) -> None:
    looks = tuple(Entity(look, 0, 4) for look in (Look.CODE, Look.STRIKE, Look.UNDERLINE))
    said = connected.world.post(connected.omar, "code", entities=looks).id
    assert {e.look for e in (await read(connected, said)).entities} == {e.look for e in looks}


async def test_entities_outside_the_text_are_refused(connected: Stage) -> None:
    message = Outgoing(GROUP, "abc", 17, entities=(Entity(Look.BOLD, 1, 9),))
    with pytest.raises(GatewayError):
        await connected.gateway.send(message)
    assert (await connected.gateway.send(replace(message, entities=()))).message_id
