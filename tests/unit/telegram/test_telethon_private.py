"""Private chats as Telegram's own types tell of them: short updates, service messages, long lists of chats."""

from datetime import UTC, datetime, timedelta

from telethon.tl import types

from modtui.telegram.event_queue import EventQueue
from modtui.telegram.gateway_private import PrivateSeen
from modtui.telegram.telethon_private import TelethonPrivate, private_seen

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
ME, OMAR = 1, 100


def message(id, peer, *, out=False, at=NOW):
    return types.Message(id=id, peer_id=peer, message="words", date=at, out=out, from_id=None)


def test_a_short_update_tells_as_much_as_a_long_one():
    """Telegram sends plain private messages in a shorter form."""
    short = types.UpdateShortMessage(id=9, user_id=OMAR, message="words", pts=1, pts_count=1, date=NOW)
    long = types.UpdateNewMessage(message(9, types.PeerUser(OMAR)), 1, 1)
    assert private_seen(short, ME) == private_seen(long, ME) == PrivateSeen(OMAR, NOW, 9)
    assert private_seen(types.UpdateNewMessage(message(9, types.PeerUser(OMAR), out=True), 1, 1), ME).outgoing


def test_what_is_no_private_chat_with_somebody_is_passed_over():
    basic_group = types.UpdateNewMessage(message(9, types.PeerChat(5)), 1, 1)
    myself = types.UpdateNewMessage(message(9, types.PeerUser(ME), out=True), 1, 1)
    telegram = types.UpdateNewMessage(message(9, types.PeerUser(777000)), 1, 1)
    called = types.MessageService(
        id=9, peer_id=types.PeerUser(OMAR), date=NOW, action=types.MessageActionPhoneCall(1)
    )
    for update in (basic_group, myself, telegram, types.UpdateNewMessage(called, 1, 1)):
        assert private_seen(update, ME) is None


def user(id, **more):
    return types.User(id=id, access_hash=id, first_name=f"Sample {id}", **more)


def dialog(id, top, **more):
    return types.Dialog(
        peer=types.PeerUser(id),
        top_message=top,
        read_inbox_max_id=0,
        read_outbox_max_id=0,
        unread_count=1,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        notify_settings=types.PeerNotifySettings(),
        **more,
    )


class FakeLink:
    """A list of chats in pages of three, the newest first; one of long ago is pinned above them all."""

    def __init__(self, count):
        self.requests = []
        self.chats = [(1000 + n, 500 - n, NOW - timedelta(days=n)) for n in range(count)]
        self.pinned = (999, 7, NOW - timedelta(days=300))

    async def request(self, request):
        if type(request).__name__ == "GetParticipantRequest":
            return types.channels.ChannelParticipant(types.ChannelParticipant(1, NOW), [], [])
        self.requests.append((request.offset_date, request.offset_id))
        first = not request.offset_id
        rest = [chat for chat in self.chats if first or chat[1] < request.offset_id]
        page = ([self.pinned] if first else []) + rest[:3]
        return types.messages.DialogsSlice(
            count=99,
            dialogs=[dialog(who, top, pinned=(who == 999) or None) for who, top, _ in page],
            messages=[message(top, types.PeerUser(who), at=at) for who, top, at in page],
            chats=[],
            users=[user(who) for who, _, _ in page],
        )


class Gateway(TelethonPrivate):
    def __init__(self, link):
        self._link, self._events, self._members = link, EventQueue(), {}

    def _peer(self):
        return type("Peer", (), {"channel": types.InputChannel(1, 1)})()

    async def _person(self, user_id, seen_in):
        return types.InputPeerUser(user_id, user_id)


async def test_a_long_list_of_chats_is_read_as_far_back_as_asked_and_no_further():
    link = FakeLink(40)
    chats = await Gateway(link).private_chats(since=NOW - timedelta(days=7))
    assert [chat.user_id for chat in chats] == [1000 + n for n in range(8)]
    assert len(link.requests) == 3


async def test_a_short_list_ends_by_itself():
    link = FakeLink(4)
    assert len(await Gateway(link).private_chats(since=NOW - timedelta(days=90))) == 4
