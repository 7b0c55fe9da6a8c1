"""Finding the configured group: by id, @name, link or title."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from telethon import TelegramClient
from telethon.tl import functions, types

from modtui.telegram.gateway import BasicGroupRefused, GroupMigrated, GroupNotFound
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_link import TelethonLink

_LINK = re.compile(r"^(?:https?://)?(?:www\.)?(?:t|telegram)\.(?:me|dog)/(.+?)/?$", re.IGNORECASE)
_NAME = re.compile(r"^@?([A-Za-z][A-Za-z0-9_]{3,31})$")
_MARK = 1_000_000_000_000  # -100... ids
_DIALOGS_SECONDS = 90.0  # an account in thousands of chats lists them in many requests

UPGRADE = (
    "This is a basic group, which modtui cannot moderate: turn it into a supergroup first (in Telegram: "
    "Edit group, Chat history for new members, Visible). modtui then follows it by itself."
)
A_CHANNEL = "This is a channel, not a group."
NOT_IN_IT = "Your account is not in the configured group; join it first."
NOT_FOUND = "Your account is in no group called {word}."
AMBIGUOUS = "Your account is in several groups called {word}: put one of these ids in the config: {ids}."


def _is_member(chat: Any) -> bool:
    return not getattr(chat, "left", False) and not isinstance(
        chat, types.ChannelForbidden | types.ChatForbidden
    )


def _judge(chat: Any) -> GroupPeer:
    """The chat as our group, or why it cannot be."""
    if isinstance(chat, types.Chat):
        raise BasicGroupRefused(UPGRADE)
    if not _is_member(chat) or not isinstance(chat, types.Channel):
        raise GroupNotFound(NOT_IN_IT)
    if not chat.megagroup:
        raise GroupNotFound(A_CHANNEL)
    return GroupPeer(chat.id, chat.access_hash, title=chat.title or "")


async def _ours(link: TelethonLink, chat: Any) -> GroupPeer:
    """The chat as our group; a basic group that was upgraded leads to what it became, as Telegram itself says."""
    moved = getattr(chat, "migrated_to", None)
    if not isinstance(moved, types.InputChannel):
        return _judge(chat)
    try:
        became = (await link.request(functions.channels.GetChannelsRequest([moved]))).chats
    except GroupNotFound:
        became = []
    if not became or not _is_member(became[0]):
        raise GroupMigrated(moved.channel_id)
    group = _judge(became[0])
    group.upgraded_from = chat.id
    return group


async def find_group(link: TelethonLink, group: int | str) -> GroupPeer:
    """The configured group as requests need it.

    ``group``: a bare id, the same with Telegram's ``-100`` in front, ``@name``, a ``t.me`` link
    (also an invite link of a group the account is in), or the exact title.
    Raises GroupNotFound, BasicGroupRefused, GroupMigrated, NotConnected.
    """
    word = str(group).strip()
    if re.fullmatch(r"-?\d+", word):
        return await _by_id(link, int(word))
    if match := _LINK.match(word):
        return await _by_link(link, match.group(1))
    if word.startswith("@") and (name := _NAME.match(word)):
        return await _ours(link, await _by_name(link, name.group(1)))
    return await _in_dialogs(link, lambda chat: _title(chat) == word.casefold(), word)


def _title(chat: Any) -> str:
    return str(getattr(chat, "title", "") or "").strip().casefold()


async def _by_id(link: TelethonLink, number: int) -> GroupPeer:
    bare = -number - _MARK if number < -_MARK else abs(number)
    known = link.session.get_entity_rows_by_id(-_MARK - bare, exact=True)
    if known is not None:
        request = functions.channels.GetChannelsRequest([types.InputChannel(bare, known[1])])
        try:
            chats = (await link.request(request)).chats
        except GroupNotFound:
            chats = []  # the cached access may be stale: look properly
        if chats:
            return await _ours(link, chats[0])
    return await _in_dialogs(link, lambda chat: chat.id == bare, str(number))


async def _by_name(link: TelethonLink, name: str) -> Any:
    answer = await link.request(functions.contacts.ResolveUsernameRequest(name))
    if not answer.chats:
        raise GroupNotFound(NOT_FOUND.format(word=f"@{name}"))
    return answer.chats[0]


async def _by_link(link: TelethonLink, path: str) -> GroupPeer:
    parts = path.split("?")[0].split("/")
    if parts[0] == "c" and len(parts) > 1 and parts[1].isdigit():
        return await _by_id(link, int(parts[1]))
    invite = parts[0][1:] if parts[0].startswith("+") else parts[1] if parts[0] == "joinchat" else ""
    if not invite:
        return await _ours(link, await _by_name(link, parts[0]))
    answer = await link.request(functions.messages.CheckChatInviteRequest(invite))
    if not isinstance(answer, types.ChatInviteAlready):
        raise GroupNotFound(NOT_IN_IT)
    return await _ours(link, answer.chat)


async def _in_dialogs(link: TelethonLink, wanted: Callable[[Any], bool], word: str) -> GroupPeer:
    async def look(client: TelegramClient) -> list[Any]:
        return [
            dialog.entity
            async for dialog in client.iter_dialogs(ignore_migrated=False)
            if isinstance(dialog.entity, types.Channel | types.Chat) and wanted(dialog.entity)
        ]

    found = await link.call(look, timeout=_DIALOGS_SECONDS)
    # A migrated basic group and the supergroup it became have the same title: the supergroup is meant.
    groups = [chat for chat in found if isinstance(chat, types.Channel) and chat.megagroup] or found
    if not groups:
        raise GroupNotFound(NOT_FOUND.format(word=word))
    if len(groups) > 1:
        raise GroupNotFound(AMBIGUOUS.format(word=word, ids=", ".join(str(chat.id) for chat in groups)))
    return await _ours(link, groups[0])
