"""Pieces of messages and rights in Telegram's own types, the same for every viewer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from telethon.tl import types as t

from modtui.domain.formatting import Entity, Look
from modtui.domain.media_facts import Place, Poll, PollOption
from modtui.domain.messages import Media, MediaKind, Message
from modtui.telegram.world import AdminRights, Restriction

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reply_header(message: Message) -> t.MessageReplyHeader | None:
    """Answers and forum topics share one header."""
    if message.reply_to is None and message.topic_id is None:
        return None
    target = message.reply_to if message.reply_to is not None else message.topic_id
    top = message.topic_id if message.reply_to is not None else None
    return t.MessageReplyHeader(
        reply_to_msg_id=target, reply_to_top_id=top, forum_topic=message.topic_id is not None or None
    )


def admin_rights(rights: AdminRights) -> t.ChatAdminRights:
    return t.ChatAdminRights(
        change_info=rights.change_info or None,
        delete_messages=rights.delete_messages or None,
        ban_users=rights.ban_members or None,
        invite_users=rights.invite or None,
        pin_messages=rights.pin_messages or None,
        add_admins=rights.add_admins or None,
        anonymous=rights.anonymous or None,
        other=True,
    )


def banned_rights(
    *, view: bool = False, send: bool = False, until: datetime | None = None
) -> t.ChatBannedRights:
    """What is forbidden; ``until`` None is for ever."""
    writing = dict.fromkeys(
        ("send_messages", "send_media", "send_stickers", "send_gifs", "send_polls", "send_plain"),
        send or None,
    )
    return t.ChatBannedRights(until_date=until or EPOCH, view_messages=view or None, **writing)


def restricted_rights(found: Restriction) -> t.ChatBannedRights:
    if found.forbidden:
        return forbidden_rights(found.forbidden, found.until)
    return banned_rights(view=found.banned, send=True, until=found.until)


def forbidden_rights(names: frozenset[str], until: datetime | None = None) -> t.ChatBannedRights:
    """What is forbidden, by name; ``until`` None is for ever."""
    return t.ChatBannedRights(until_date=until or EPOCH, **dict.fromkeys(sorted(names), True))


def media(item: Media, number: int) -> object:
    """An attachment with made-up ids: nothing of it can be downloaded."""

    def document(mime: str, *attributes: object) -> t.Document:
        named = [t.DocumentAttributeFilename(item.name)] if item.name else []
        size = item.size or 0
        return t.Document(number, 1, b"", EPOCH, mime, size, 2, [*attributes, *named])

    seconds = item.seconds or 0
    match item.kind:
        case MediaKind.PHOTO:
            sizes = [t.PhotoSize("x", 800, 600, item.size or 0)]
            return t.MessageMediaPhoto(photo=t.Photo(number, 1, b"", EPOCH, sizes, 2))
        case MediaKind.VOICE:
            audio = t.DocumentAttributeAudio(seconds, voice=True)
            return t.MessageMediaDocument(document=document("audio/ogg", audio), voice=True)
        case MediaKind.AUDIO:
            return t.MessageMediaDocument(document=document("audio/mpeg", t.DocumentAttributeAudio(seconds)))
        case MediaKind.VIDEO:
            video = t.DocumentAttributeVideo(seconds, 640, 480)
            return t.MessageMediaDocument(document=document("video/mp4", video), video=True)
        case MediaKind.ANIMATION:
            moving = t.DocumentAttributeVideo(seconds, 320, 240), t.DocumentAttributeAnimated()
            return t.MessageMediaDocument(document=document("video/mp4", *moving))
        case MediaKind.STICKER:
            sticker = t.DocumentAttributeSticker(item.emoji or "🙂", t.InputStickerSetEmpty())
            return t.MessageMediaDocument(document=document("image/webp", sticker))
        case MediaKind.LOCATION:
            where = item.place or Place(45.4, -75.7)
            point = t.GeoPoint(where.longitude, where.latitude, 1)
            if item.name or where.address:
                return t.MessageMediaVenue(point, item.name, where.address, "", "", "")
            return t.MessageMediaGeo(point)
        case MediaKind.CONTACT:
            return t.MessageMediaContact(item.phone or "+16135550199", item.name, "", "", 0)
        case MediaKind.POLL:
            found = item.poll or Poll(item.name or "?", (PollOption("A"), PollOption("B")))
            answers = [
                t.PollAnswer(t.TextWithEntities(option.text, []), bytes([i]))
                for i, option in enumerate(found.options)
            ]
            votes = [
                t.PollAnswerVoters(bytes([i]), option.chosen or None, voters=option.votes, recent_voters=[])
                for i, option in enumerate(found.options)
                if option.votes is not None
            ]
            poll = t.Poll(
                number,
                t.TextWithEntities(found.question, []),
                answers,
                0,
                closed=found.closed or None,
                multiple_choice=found.multiple or None,
                quiz=found.quiz or None,
            )
            return t.MessageMediaPoll(poll, t.PollResults(results=votes or None, total_voters=found.voters))
        case MediaKind.LINK_PREVIEW:
            url = "https://example.org/"
            return t.MessageMediaWebPage(t.WebPage(number, url, url, 0, title=item.name or None))
        case MediaKind.FILE:
            return t.MessageMediaDocument(document=document("application/octet-stream"))
    return t.MessageMediaUnsupported()


def looks(entities: Iterable[Entity]) -> list[object]:
    """Entities as Telegram sends them."""
    made: list[object] = []
    for each in entities:
        match each.look:
            case Look.LINK:
                made.append(t.MessageEntityTextUrl(each.offset, each.length, each.url))
            case Look.MENTION:
                made.append(t.MessageEntityMentionName(each.offset, each.length, each.user_id))
            case _:
                made.append(_LOOKS[each.look](each.offset, each.length))
    return made


_LOOKS = {
    Look.BOLD: t.MessageEntityBold,
    Look.ITALIC: t.MessageEntityItalic,
    Look.UNDERLINE: t.MessageEntityUnderline,
    Look.STRIKE: t.MessageEntityStrike,
    Look.CODE: t.MessageEntityCode,
    Look.SPOILER: t.MessageEntitySpoiler,
    Look.QUOTE: t.MessageEntityBlockquote,
}
