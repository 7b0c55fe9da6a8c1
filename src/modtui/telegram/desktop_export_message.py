"""One message of Telegram Desktop's export in our own terms. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from modtui.domain.messages import (
    Media,
    MediaKind,
    Message,
    Sender,
    SenderKind,
    ServiceEvent,
    ServiceKind,
)

_MEDIA_TYPES = {
    "sticker": MediaKind.STICKER,
    "video_message": MediaKind.VIDEO,
    "video_file": MediaKind.VIDEO,
    "voice_message": MediaKind.VOICE,
    "animation": MediaKind.ANIMATION,
    "audio_file": MediaKind.AUDIO,
}
_ACTIONS = {
    "join_group_by_link": ServiceKind.JOINED,
    "join_group_by_request": ServiceKind.JOINED_BY_REQUEST,
    "pin_message": ServiceKind.PINNED,
    "migrate_to_supergroup": ServiceKind.MIGRATED,
    "migrate_from_group": ServiceKind.MIGRATED,
}
# Ids of 2020: the kind of peer in the bits above the id.
_KIND_SHIFT = 32
_OLD_USER, _OLD_CHAT, _OLD_CHANNEL = 0, 1, 2


class Malformed(ValueError):
    """An entry without an id or a date."""


def _utc(raw: Mapping[str, Any], name: str, zone: ZoneInfo) -> datetime | None:
    """A moment by its Unix time, or by its local date where there is none (2020); the first if it came twice."""
    stamp = raw.get(f"{name}_unixtime")
    try:
        if stamp is not None:
            return datetime.fromtimestamp(int(stamp), UTC)
        local = datetime.fromisoformat(str(raw[name]))
        local = local if local.tzinfo is not None else local.replace(tzinfo=zone)
        return local.astimezone(UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def _edited(raw: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    moment = _utc(raw, "edited", zone)
    return moment if moment is not None and moment.year > 1970 else None  # 2020: 1970 means never


def _peer(given: Any) -> tuple[str, int] | None:
    """("user" | "channel" | "chat", bare id) of "user123", or of an integer of 2020."""
    if isinstance(given, bool) or given is None:
        return None
    if isinstance(given, int):
        kinds = {_OLD_USER: "user", _OLD_CHAT: "chat", _OLD_CHANNEL: "channel"}
        kind = kinds.get(given >> _KIND_SHIFT)
        return (kind, given & ((1 << _KIND_SHIFT) - 1)) if kind and given > 0 else None
    for kind in ("user", "channel", "chat"):
        digits = str(given).removeprefix(kind)
        if digits != str(given) and digits.isascii() and digits.isdigit():
            return kind, int(digits)
    return None


def _sender(name: Any, peer: Any, chat_id: int | None, signature: Any) -> Sender:
    shown = str(name or "")
    found = _peer(peer)
    if found is None:
        return Sender(SenderKind.UNKNOWN, None, shown)
    kind, number = found
    if kind == "user":
        return Sender(SenderKind.USER, number, shown)
    if number == chat_id:
        return Sender(SenderKind.ANONYMOUS_ADMIN, number, str(signature or shown))
    return Sender(SenderKind.CHANNEL, number, shown)


def plain_text(text: Any) -> str:
    """The text of a message: a string, or a list of strings and of formatted pieces."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(
            piece if isinstance(piece, str) else str(piece.get("text") or "")
            for piece in text
            if isinstance(piece, str | dict)
        )
    return ""


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _media(raw: Mapping[str, Any]) -> Media | None:
    seconds = _whole(raw.get("duration_seconds"))
    size = _whole(raw.get("file_size"))
    if (kind := raw.get("media_type")) is not None:
        name = str(raw.get("file_name") or raw.get("title") or "")
        return Media(_MEDIA_TYPES.get(str(kind), MediaKind.OTHER), name, size, seconds)
    if "photo" in raw:
        return Media(MediaKind.PHOTO, size=_whole(raw.get("photo_file_size")))
    if "file" in raw:
        return Media(MediaKind.FILE, str(raw.get("file_name") or ""), size)
    if isinstance(poll := raw.get("poll"), dict):
        return Media(MediaKind.POLL, plain_text(poll.get("question")))
    if isinstance(contact := raw.get("contact_information"), dict):
        names = (str(contact.get(part) or "") for part in ("first_name", "last_name"))
        return Media(MediaKind.CONTACT, " ".join(name for name in names if name))
    if "location_information" in raw:
        return Media(MediaKind.LOCATION, str(raw.get("place_name") or ""))
    if raw.get("type") == "unsupported":
        return Media(MediaKind.OTHER)
    return None


def _service(raw: Mapping[str, Any]) -> ServiceEvent:
    """What happened. Members are exported by name only: an id is known just where the actor is the one."""
    action = str(raw.get("action") or "")
    peer = _peer(raw.get("actor_id"))
    actor = (peer[1],) if peer is not None and peer[0] == "user" else ()
    members = [str(name) for name in raw.get("members") or () if name is not None]
    alone = bool(members) and members == [str(raw.get("actor"))]
    match action:
        case "invite_members":
            if alone:
                return ServiceEvent(ServiceKind.JOINED, actor)
            return ServiceEvent(ServiceKind.ADDED, text=", ".join(members))
        case "remove_members":
            if alone:
                return ServiceEvent(ServiceKind.LEFT, actor)
            return ServiceEvent(ServiceKind.REMOVED, text=", ".join(members))
        case "edit_group_title":
            return ServiceEvent(ServiceKind.TITLE_CHANGED, text=str(raw.get("title") or ""))
        case "join_group_by_link" | "join_group_by_request":
            return ServiceEvent(_ACTIONS[action], actor)
        case _:
            kind = _ACTIONS.get(action, ServiceKind.OTHER)
            return ServiceEvent(kind, text=action if kind is ServiceKind.OTHER else "")


def convert(raw: Any, chat_id: int | None, zone: ZoneInfo) -> Message:
    """A message of the export. ``chat_id``: the group's own, to know its anonymous admins.

    ``zone``: of the computer that exported, for dates without Unix time. Raises Malformed.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), int):
        raise Malformed
    sent_at = _utc(raw, "date", zone)
    if sent_at is None:
        raise Malformed
    reply_to = raw.get("reply_to_message_id")
    if not isinstance(reply_to, int) or raw.get("reply_to_peer_id") is not None:
        reply_to = None
    if raw.get("type") == "service":
        pinned = raw.get("message_id")
        return Message(
            id=raw["id"],
            sender=_sender(raw.get("actor"), raw.get("actor_id"), chat_id, None),
            sent_at=sent_at,
            text=plain_text(raw.get("text")),
            reply_to=pinned if isinstance(pinned, int) else reply_to,
            service=_service(raw),
        )
    forwarded = raw.get("forwarded_from")
    return Message(
        id=raw["id"],
        sender=_sender(raw.get("from"), raw.get("from_id"), chat_id, raw.get("author")),
        sent_at=sent_at,
        text=plain_text(raw.get("text")),
        reply_to=reply_to,
        edited_at=_edited(raw, zone),
        media=_media(raw),
        forwarded_from=str(forwarded) if forwarded else None,
    )
