"""A mention that must not be lost: by whom the member is known, and what is said when nobody knows them."""

import pytest
from telethon.tl import types

from modtui.domain.formatting import Entity, Look
from modtui.telegram.gateway import GatewayError, MemberGone, ToUser
from modtui.telegram.telethon_feed import TelethonFeed

OMAR, SARA = 100, 101
MENTIONS = (Entity(Look.MENTION, 0, 4, user_id=OMAR), Entity(Look.MENTION, 5, 4, user_id=SARA))


class Feed(TelethonFeed):
    """Knows people by a message of theirs only."""

    async def _person(self, user_id, seen_in):
        if seen_in is None:
            raise MemberGone
        return types.InputPeerUserFromMessage(types.InputPeerChannel(5, 5), seen_in, user_id)


async def test_the_one_that_is_needed_is_known_by_the_message_given():
    (sent,) = await Feed()._entities(MENTIONS, ToUser(OMAR, 7))
    assert (sent.user_id.user_id, sent.user_id.msg_id) == (OMAR, 7)


async def test_without_it_nothing_is_sent_and_others_go_as_words():
    with pytest.raises(GatewayError, match="c takes the reply back") as told:
        await Feed()._entities(MENTIONS, ToUser(OMAR))
    assert told.value.code == "mention-lost"
    assert await Feed()._entities(MENTIONS) == []
