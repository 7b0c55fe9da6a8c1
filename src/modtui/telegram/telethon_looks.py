"""How texts look, between Telegram's entities and ours. Pure.

What Telegram marks by itself (addresses, phone numbers, ``@names``, hashtags) is no formatting and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from telethon.tl import types

from modtui.domain.formatting import Entity, Look, normalised

_LOOKS: Final[dict[type[Any], Look]] = {
    types.MessageEntityBold: Look.BOLD,
    types.MessageEntityItalic: Look.ITALIC,
    types.MessageEntityTextUrl: Look.LINK,
    types.MessageEntityMentionName: Look.MENTION,
    types.MessageEntityUnderline: Look.UNDERLINE,
    types.MessageEntityStrike: Look.STRIKE,
    types.MessageEntityCode: Look.CODE,
    types.MessageEntityPre: Look.CODE,
    types.MessageEntitySpoiler: Look.SPOILER,
    types.MessageEntityBlockquote: Look.QUOTE,
}
_PLAIN: Final = {Look.BOLD: types.MessageEntityBold, Look.ITALIC: types.MessageEntityItalic}


def from_telegram(text: str, raw: Iterable[Any] | None) -> tuple[Entity, ...]:
    """The entities of a received message; kinds nobody here knows are plain text."""
    if not raw:
        return ()
    found = [
        Entity(look, each.offset, each.length, str(getattr(each, "url", "") or ""), _user(each))
        for each in raw
        if (look := _LOOKS.get(type(each))) is not None
    ]
    return normalised(text, found)


def _user(entity: Any) -> int:
    return int(entity.user_id) if isinstance(entity, types.MessageEntityMentionName) else 0


def to_telegram(entities: Iterable[Entity], people: Mapping[int, Any]) -> list[Any]:
    """Entities to send. ``people``: how requests name those mentioned; a mention of another is left out."""
    made: list[Any] = []
    for entity in entities:
        if entity.look is Look.LINK:
            made.append(types.MessageEntityTextUrl(entity.offset, entity.length, entity.url))
        elif entity.look is Look.MENTION:
            peer = people.get(entity.user_id)
            if isinstance(peer, types.InputPeerUser):
                who: Any = types.InputUser(peer.user_id, peer.access_hash)
            elif isinstance(peer, types.InputPeerUserFromMessage):
                who = types.InputUserFromMessage(peer.peer, peer.msg_id, peer.user_id)
            else:
                continue
            made.append(types.InputMessageEntityMentionName(entity.offset, entity.length, who))
        elif entity.look in _PLAIN:
            made.append(_PLAIN[entity.look](entity.offset, entity.length))
    return made
