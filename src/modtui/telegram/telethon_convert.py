"""From Telegram's objects to domain terms. Pure: no request is made here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from telethon import utils
from telethon.tl import types

from modtui.domain.messages import (
    Account,
    GroupInfo,
    Media,
    MediaKind,
    Member,
    Message,
    OwnRights,
    Sender,
    SenderKind,
    ServiceEvent,
    ServiceKind,
)
from modtui.telegram import telethon_media_facts as facts
from modtui.telegram.gateway import AdminEvent
from modtui.telegram.telethon_looks import from_telegram

Entities = Mapping[int, Any]  # by marked peer id: users, channels, chats


@dataclass(slots=True)
class GroupPeer:
    """The group as requests need it: its id, its access, and which channel is its own."""

    id: int  # bare
    access_hash: int
    linked_channel_id: int | None = None
    title: str = ""
    upgraded_from: int | None = None  # found by the id of the basic group it was before
    peer: Any = field(init=False)  # InputPeerChannel
    channel: Any = field(init=False)  # InputChannel

    def __post_init__(self) -> None:
        self.peer = types.InputPeerChannel(self.id, self.access_hash)
        self.channel = types.InputChannel(self.id, self.access_hash)


def entities_of(users: Iterable[Any], chats: Iterable[Any]) -> dict[int, Any]:
    """Users and chats of an answer by their marked id."""
    return {utils.get_peer_id(entity): entity for entity in (*users, *chats)}


def utc(moment: datetime | None) -> datetime | None:
    """Telegram's date as timezone-aware UTC."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def display_name(entity: Any) -> str:
    """The name Telegram shows: first and last name, or a title; empty for a deleted account."""
    if entity is None:
        return ""
    if isinstance(entity, types.User):
        return " ".join(part for part in (entity.first_name, entity.last_name) if part)
    return str(getattr(entity, "title", "") or "")


def _username(entity: Any) -> str | None:
    name = getattr(entity, "username", None)
    if name:
        return str(name)
    for other in getattr(entity, "usernames", None) or ():
        if other.active:
            return str(other.username)
    return None


def account(user: Any) -> Account:
    """The account that is logged in."""
    return Account(id=user.id, name=display_name(user), username=_username(user), phone=user.phone)


def _channel_sender(channel_id: int, entity: Any, group: GroupPeer, signature: str) -> Sender:
    if channel_id == group.id:
        kind, name = SenderKind.ANONYMOUS_ADMIN, signature or group.title
    elif channel_id == group.linked_channel_id:
        kind, name = SenderKind.LINKED_CHANNEL, display_name(entity)
    else:
        kind, name = SenderKind.CHANNEL, display_name(entity)
    return Sender(kind, channel_id, name, _username(entity))


def sender(raw: Any, group: GroupPeer, entities: Entities) -> Sender:
    """Who wrote a message of the group (or of a private chat, where only the peer is named)."""
    peer = raw.from_id or (raw.peer_id if isinstance(raw.peer_id, types.PeerUser) else None)
    if isinstance(peer, types.PeerUser):
        user = entities.get(peer.user_id)
        kind = SenderKind.BOT if getattr(user, "bot", False) else SenderKind.USER
        return Sender(kind, peer.user_id, display_name(user), _username(user))
    signature = getattr(raw, "post_author", None) or ""
    channel_id = peer.channel_id if isinstance(peer, types.PeerChannel) else group.id
    return _channel_sender(
        channel_id, entities.get(utils.get_peer_id(peer)) if peer else None, group, signature
    )


def _thread(raw: Any, group: GroupPeer) -> tuple[int | None, int | None]:
    """(reply_to, topic_id). A forum message always "replies" to its topic's first message: no reply."""
    header = raw.reply_to
    if not isinstance(header, types.MessageReplyHeader):
        return None, None
    other = header.reply_to_peer_id
    if other is not None and not (isinstance(other, types.PeerChannel) and other.channel_id == group.id):
        return None, None
    if not header.forum_topic:
        return header.reply_to_msg_id, None
    topic = header.reply_to_top_id or header.reply_to_msg_id
    is_real_reply = header.reply_to_top_id is not None and header.reply_to_msg_id != topic
    return (header.reply_to_msg_id if is_real_reply else None), topic


def _document(document: Any) -> Media:
    kind, name, seconds, emoji = MediaKind.FILE, "", None, ""
    for attribute in getattr(document, "attributes", None) or ():
        if isinstance(attribute, types.DocumentAttributeFilename):
            name = attribute.file_name
        elif isinstance(attribute, types.DocumentAttributeAudio):
            kind = MediaKind.VOICE if attribute.voice else MediaKind.AUDIO
            seconds, name = int(attribute.duration), name or attribute.title or ""
        elif isinstance(attribute, types.DocumentAttributeSticker):
            kind, emoji = MediaKind.STICKER, attribute.alt or ""
        elif isinstance(attribute, types.DocumentAttributeAnimated) and kind is not MediaKind.STICKER:
            kind = MediaKind.ANIMATION
        elif isinstance(attribute, types.DocumentAttributeVideo):
            seconds = int(attribute.duration)
            if kind is MediaKind.FILE:
                kind = MediaKind.VIDEO
    return Media(kind, name, getattr(document, "size", None), seconds, emoji)


def media(raw: Any) -> Media | None:
    """What hangs on a message, or None."""
    match raw:
        case None | types.MessageMediaEmpty():
            return None
        case types.MessageMediaPhoto():
            return facts.photo(raw)
        case types.MessageMediaDocument():
            return _document(raw.document)
        case types.MessageMediaPoll():
            return facts.poll(raw)
        case types.MessageMediaGeo() | types.MessageMediaGeoLive() | types.MessageMediaVenue():
            return facts.place(raw)
        case types.MessageMediaContact():
            return facts.contact(raw)
        case types.MessageMediaWebPage():
            return Media(MediaKind.LINK_PREVIEW, str(getattr(raw.webpage, "title", None) or ""))
        case _:
            return Media(MediaKind.OTHER, type(raw).__name__.removeprefix("MessageMedia"))


def _service(raw: Any) -> ServiceEvent:
    action = raw.action
    author = raw.from_id.user_id if isinstance(raw.from_id, types.PeerUser) else None
    alone = (author,) if author is not None else ()
    match action:
        case types.MessageActionChatAddUser():
            ids = tuple(action.users)
            return ServiceEvent(ServiceKind.JOINED if ids == alone else ServiceKind.ADDED, ids)
        case types.MessageActionChatJoinedByLink():
            return ServiceEvent(ServiceKind.JOINED, alone)
        case types.MessageActionChatJoinedByRequest():
            return ServiceEvent(ServiceKind.JOINED_BY_REQUEST, alone)
        case types.MessageActionChatDeleteUser():
            kind = ServiceKind.LEFT if author == action.user_id else ServiceKind.REMOVED
            return ServiceEvent(kind, (action.user_id,))
        case types.MessageActionPinMessage():
            return ServiceEvent(ServiceKind.PINNED)
        case types.MessageActionChatEditTitle():
            return ServiceEvent(ServiceKind.TITLE_CHANGED, text=action.title)
        case types.MessageActionChatMigrateTo() | types.MessageActionChannelMigrateFrom():
            return ServiceEvent(ServiceKind.MIGRATED, text=str(getattr(action, "title", "") or ""))
        case _:
            return ServiceEvent(ServiceKind.OTHER, text=type(action).__name__.removeprefix("MessageAction"))


def _forwarded_from(header: Any, entities: Entities) -> str | None:
    if header is None:
        return None
    if header.from_id is not None:
        name = display_name(entities.get(utils.get_peer_id(header.from_id)))
        if name:
            return name
    return str(header.from_name or header.post_author or "") or None


def message(raw: Any, group: GroupPeer, entities: Entities) -> Message | None:
    """A Telegram message in domain terms; None for an empty (deleted) one."""
    if not isinstance(raw, types.Message | types.MessageService) or raw.date is None:
        return None
    reply_to, topic_id = _thread(raw, group)
    sent_at = utc(raw.date)
    assert sent_at is not None
    if isinstance(raw, types.MessageService):
        return Message(
            id=raw.id,
            sender=sender(raw, group, entities),
            sent_at=sent_at,
            reply_to=reply_to,
            topic_id=topic_id,
            service=_service(raw),
            outgoing=bool(raw.out),
        )
    return Message(
        id=raw.id,
        sender=sender(raw, group, entities),
        sent_at=sent_at,
        text=raw.message or "",
        reply_to=reply_to,
        topic_id=topic_id,
        # A hidden edit is no edit: Telegram uses it for reactions and counters.
        edited_at=None if raw.edit_hide else utc(raw.edit_date),
        media=media(raw.media),
        album_id=raw.grouped_id,
        forwarded_from=_forwarded_from(raw.fwd_from, entities),
        outgoing=bool(raw.out),
        reactions=facts.reactions(raw.reactions),
        pinned=bool(raw.pinned),
        entities=from_telegram(raw.message or "", raw.entities),
    )


def member(participant: Any, user: Any) -> Member:
    """A participant of the group."""
    admin = isinstance(participant, types.ChannelParticipantAdmin | types.ChannelParticipantCreator)
    return Member(
        id=user.id,
        name=display_name(user),
        username=_username(user),
        is_bot=bool(user.bot),
        is_admin=admin,
        is_deleted_account=bool(user.deleted),
        language=user.lang_code,
        joined_at=utc(getattr(participant, "date", None)),
    )


def group_info(channel: Any, full: Any) -> GroupInfo:
    """The group and what this account may do in it."""
    rights, creator = channel.admin_rights, bool(channel.creator)
    return GroupInfo(
        id=channel.id,
        title=channel.title or "",
        members=full.participants_count,
        is_forum=bool(channel.forum),
        rights=OwnRights(
            delete_messages=creator or bool(rights and rights.delete_messages),
            ban_members=creator or bool(rights and rights.ban_users),
            pin_messages=creator or bool(rights and rights.pin_messages),
            invite=creator or bool(rights and rights.invite_users),
            is_admin=creator or rights is not None,
        ),
        slow_mode_seconds=int(full.slowmode_seconds or 0),
        linked_channel_id=full.linked_chat_id,
    )


def _participant_id(participant: Any) -> int | None:
    peer = getattr(participant, "peer", None)
    if peer is not None:
        return getattr(peer, "user_id", None) or getattr(peer, "channel_id", None)
    return getattr(participant, "user_id", None)


def _ban_kind(before: Any, after: Any) -> str:
    def shut_out(participant: Any) -> bool:
        return isinstance(participant, types.ChannelParticipantBanned) and bool(
            participant.banned_rights.view_messages
        )

    if shut_out(after):
        return "banned"
    if shut_out(before):
        return "unbanned"
    if isinstance(after, types.ChannelParticipantBanned):
        return "muted"
    return "unmuted" if isinstance(before, types.ChannelParticipantBanned) else "other"


def admin_event(event: Any, users: Mapping[int, Any] = MappingProxyType({})) -> AdminEvent:
    """A line of the admin log; ``users`` by id are those that came with it."""
    action, kind, user_id, message_id, by = event.action, "other", None, None, event.user_id
    match action:
        case types.ChannelAdminLogEventActionDeleteMessage():
            kind, message_id = "deleted", action.message.id
            user_id = getattr(getattr(action.message, "from_id", None), "user_id", None)
        case types.ChannelAdminLogEventActionParticipantToggleBan():
            kind = _ban_kind(action.prev_participant, action.new_participant)
            user_id = _participant_id(action.new_participant)
        case (
            types.ChannelAdminLogEventActionParticipantJoin()
            | types.ChannelAdminLogEventActionParticipantJoinByInvite()
        ):
            kind, user_id = "joined", event.user_id
        case types.ChannelAdminLogEventActionParticipantJoinByRequest():
            kind, user_id, by = "approved", event.user_id, action.approved_by
        case types.ChannelAdminLogEventActionParticipantInvite():
            kind, user_id = "joined", _participant_id(action.participant)
        case types.ChannelAdminLogEventActionParticipantLeave():
            kind, user_id = "left", event.user_id
        case types.ChannelAdminLogEventActionParticipantToggleAdmin():
            user_id = _participant_id(action.new_participant)
            if isinstance(action.new_participant, types.ChannelParticipantAdmin):
                kind = "promoted"
    at = utc(event.date)
    assert at is not None
    names = [display_name(users.get(number or 0)) for number in (user_id, by)]
    return AdminEvent(event.id, at, by, kind, user_id, message_id, *names)
