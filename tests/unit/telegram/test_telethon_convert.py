"""Telegram's objects in our terms, for what the loopback server does not send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telethon.tl import types as t

from modtui.domain.messages import Media, MediaKind, SenderKind, ServiceKind
from modtui.telegram import telethon_convert as convert

GROUP = convert.GroupPeer(100, 7, linked_channel_id=200, title="Newcomers")
AT = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
SARA = t.User(9, first_name="Sara", last_name="K", username="sara", access_hash=1)
PEOPLE = convert.entities_of([SARA, t.User(10, first_name="Helper", bot=True)], [])


def raw(**fields: Any) -> t.Message:
    return t.Message(
        **(
            {"id": 5, "peer_id": t.PeerChannel(100), "date": AT, "message": "hi", "from_id": t.PeerUser(9)}
            | fields
        )
    )


def converted(**fields: Any):
    message = convert.message(raw(**fields), GROUP, PEOPLE)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("author", "kind", "number"),
    [
        (t.PeerUser(9), SenderKind.USER, 9),
        (t.PeerUser(10), SenderKind.BOT, 10),
        (t.PeerUser(404), SenderKind.USER, 404),
        (None, SenderKind.ANONYMOUS_ADMIN, 100),
        (t.PeerChannel(100), SenderKind.ANONYMOUS_ADMIN, 100),
        (t.PeerChannel(200), SenderKind.LINKED_CHANNEL, 200),
        (t.PeerChannel(300), SenderKind.CHANNEL, 300),
    ],
)
def test_senders(author: Any, kind: SenderKind, number: int) -> None:
    sender = converted(from_id=author).sender
    assert (sender.kind, sender.id) == (kind, number)


def test_names() -> None:
    assert converted().sender.name == "Sara K"
    assert converted(from_id=t.PeerUser(404)).sender.name == ""
    assert converted(from_id=None).sender.name == "Newcomers"
    assert converted(from_id=None, post_author="Night shift").sender.name == "Night shift"
    renamed = t.User(9, first_name="S", usernames=[t.Username("old"), t.Username("new", active=True)])
    assert convert.account(renamed).username == "new"
    assert convert.display_name(t.User(9, deleted=True)) == ""


@pytest.mark.parametrize(
    ("header", "reply_to", "topic"),
    [
        (t.MessageReplyHeader(reply_to_msg_id=3), 3, None),
        (t.MessageReplyHeader(reply_to_msg_id=3, reply_to_top_id=2), 3, None),
        (t.MessageReplyHeader(reply_to_msg_id=2, forum_topic=True), None, 2),
        (t.MessageReplyHeader(reply_to_msg_id=3, reply_to_top_id=2, forum_topic=True), 3, 2),
        (t.MessageReplyHeader(reply_to_msg_id=3, reply_to_peer_id=t.PeerChannel(999)), None, None),
        (t.MessageReplyHeader(reply_to_msg_id=3, reply_to_peer_id=t.PeerChannel(100)), 3, None),
        (t.MessageReplyStoryHeader(t.PeerUser(9), 1), None, None),
        (None, None, None),
    ],
)
def test_replies_and_topics(header: Any, reply_to: int | None, topic: int | None) -> None:
    message = converted(reply_to=header)
    assert (message.reply_to, message.topic_id) == (reply_to, topic)


def test_a_hidden_edit_is_no_edit() -> None:
    later = AT + timedelta(minutes=1)
    assert converted(edit_date=later).edited_at == later
    assert converted(edit_date=later, edit_hide=True).edited_at is None


def document(*attributes: Any) -> t.MessageMediaDocument:
    return t.MessageMediaDocument(document=t.Document(1, 1, b"", AT, "x/y", 4096, 2, list(attributes)))


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        (None, None),
        (t.MessageMediaEmpty(), None),
        (t.MessageMediaPhoto(), Media(MediaKind.PHOTO)),
        (document(t.DocumentAttributeFilename("form.pdf")), Media(MediaKind.FILE, "form.pdf", 4096)),
        (document(t.DocumentAttributeAudio(14, voice=True)), Media(MediaKind.VOICE, "", 4096, 14)),
        (document(t.DocumentAttributeAudio(180, title="Song")), Media(MediaKind.AUDIO, "Song", 4096, 180)),
        (document(t.DocumentAttributeVideo(8.6, 1, 1)), Media(MediaKind.VIDEO, "", 4096, 8)),
        (
            document(t.DocumentAttributeVideo(2, 1, 1), t.DocumentAttributeAnimated()),
            Media(MediaKind.ANIMATION, "", 4096, 2),
        ),
        (
            document(
                t.DocumentAttributeSticker("👍", t.InputStickerSetEmpty()), t.DocumentAttributeAnimated()
            ),
            Media(MediaKind.STICKER, "", 4096, emoji="👍"),
        ),
        (t.MessageMediaGeo(t.GeoPointEmpty()), Media(MediaKind.LOCATION)),
        (
            t.MessageMediaVenue(t.GeoPointEmpty(), "Library", "", "", "", ""),
            Media(MediaKind.LOCATION, "Library"),
        ),
        (t.MessageMediaContact("1", "A", "B", "", 9), Media(MediaKind.CONTACT, "A B", phone="1")),
        (t.MessageMediaWebPage(t.WebPageEmpty(1)), Media(MediaKind.LINK_PREVIEW)),
        (t.MessageMediaDice(3, "🎲"), Media(MediaKind.OTHER, "Dice")),
        (t.MessageMediaDocument(), Media(MediaKind.FILE)),
    ],
)
def test_media(media: Any, expected: Media | None) -> None:
    assert converted(media=media).media == expected


@pytest.mark.parametrize(
    ("action", "kind", "users"),
    [
        (t.MessageActionChatAddUser([9]), ServiceKind.JOINED, (9,)),
        (t.MessageActionChatAddUser([10, 11]), ServiceKind.ADDED, (10, 11)),
        (t.MessageActionChatJoinedByLink(1), ServiceKind.JOINED, (9,)),
        (t.MessageActionChatJoinedByRequest(), ServiceKind.JOINED_BY_REQUEST, (9,)),
        (t.MessageActionChatDeleteUser(9), ServiceKind.LEFT, (9,)),
        (t.MessageActionChatDeleteUser(10), ServiceKind.REMOVED, (10,)),
        (t.MessageActionPinMessage(), ServiceKind.PINNED, ()),
        (t.MessageActionChatEditTitle("New"), ServiceKind.TITLE_CHANGED, ()),
        (t.MessageActionChannelMigrateFrom("Old", 3), ServiceKind.MIGRATED, ()),
        (t.MessageActionScreenshotTaken(), ServiceKind.OTHER, ()),
    ],
)
def test_service_messages(action: Any, kind: ServiceKind, users: tuple[int, ...]) -> None:
    service = t.MessageService(5, t.PeerChannel(100), AT, action=action, from_id=t.PeerUser(9))
    message = convert.message(service, GROUP, PEOPLE)
    assert message is not None
    assert message.service is not None
    assert (message.service.kind, message.service.user_ids) == (kind, users)


def test_an_empty_message_is_none() -> None:
    assert convert.message(t.MessageEmpty(5, None), GROUP, {}) is None


def test_dates_are_utc_even_if_the_library_forgets_the_zone() -> None:
    assert converted(date=AT.replace(tzinfo=None)).sent_at == AT


def test_forwarded_from() -> None:
    header = t.MessageFwdHeader(AT, from_id=t.PeerUser(9))
    assert converted(fwd_from=header).forwarded_from == "Sara K"
    assert converted(fwd_from=t.MessageFwdHeader(AT, from_name="Hidden")).forwarded_from == "Hidden"
    assert converted(fwd_from=t.MessageFwdHeader(AT)).forwarded_from is None
    assert converted().forwarded_from is None


def rights(**fields: bool) -> t.ChatBannedRights:
    return t.ChatBannedRights(until_date=None, **fields)


def banned(**fields: bool) -> t.ChannelParticipantBanned:
    return t.ChannelParticipantBanned(t.PeerUser(9), 1, AT, rights(**fields))


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (
            t.ChannelAdminLogEventActionParticipantToggleBan(
                t.ChannelParticipant(9, AT), banned(view_messages=True)
            ),
            "banned",
        ),
        (
            t.ChannelAdminLogEventActionParticipantToggleBan(
                banned(view_messages=True), t.ChannelParticipantLeft(t.PeerUser(9))
            ),
            "unbanned",
        ),
        (
            t.ChannelAdminLogEventActionParticipantToggleBan(
                t.ChannelParticipant(9, AT), banned(send_messages=True)
            ),
            "muted",
        ),
        (
            t.ChannelAdminLogEventActionParticipantToggleBan(
                banned(send_messages=True), t.ChannelParticipant(9, AT)
            ),
            "unmuted",
        ),
        (t.ChannelAdminLogEventActionParticipantInvite(t.ChannelParticipant(9, AT)), "joined"),
        (t.ChannelAdminLogEventActionDeleteMessage(raw()), "deleted"),
    ],
)
def test_admin_log(action: Any, kind: str) -> None:
    line = convert.admin_event(t.ChannelAdminLogEvent(3, AT, 1, action))
    assert (line.kind, line.by, line.user_id, line.at) == (kind, 1, 9, AT)


def test_joining_and_leaving_are_by_the_member() -> None:
    for action, kind in (
        (t.ChannelAdminLogEventActionParticipantJoin(), "joined"),
        (t.ChannelAdminLogEventActionParticipantLeave(), "left"),
    ):
        line = convert.admin_event(t.ChannelAdminLogEvent(3, AT, 9, action))
        assert (line.kind, line.user_id) == (kind, 9)
