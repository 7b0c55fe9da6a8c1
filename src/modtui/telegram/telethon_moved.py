"""Participant updates: Telegram itself says that somebody came or went. Pure: no request is made here.

Only a supergroup's are ours (UpdateChannelParticipant): basic groups are refused, and the numbers of a basic
group's UpdateChatParticipant are counted apart from supergroups', so that the same number is another group.
"""

from __future__ import annotations

from typing import Any

from telethon.tl import types

from modtui.domain.membership import EventKind
from modtui.telegram.gateway_events import MemberMoved
from modtui.telegram.telethon_convert import Entities, GroupPeer, display_name, utc

_OUTSIDE = (types.ChannelParticipantLeft, type(None))


def member_moved(update: Any, group: GroupPeer, entities: Entities) -> MemberMoved | None:
    """An UpdateChannelParticipant as a coming or going of the group; None for another group or another change."""
    if update.channel_id != group.id:
        return None
    was_in, is_in = _is_in(update.prev_participant), _is_in(update.new_participant)
    at = utc(update.date)
    if was_in == is_in or at is None:
        return None
    by = update.actor_id if update.actor_id != update.user_id else None
    user = entities.get(update.user_id)
    return MemberMoved(
        user_id=update.user_id,
        kind=_arrival(update.invite, by) if is_in else _departure(by),
        at=at,
        by=by,
        number=update.qts,
        name=display_name(user),
        by_name=display_name(entities.get(by)) if by is not None else "",
        is_bot=bool(getattr(user, "bot", False)),
    )


def _is_in(participant: Any) -> bool:
    if isinstance(participant, _OUTSIDE):
        return False
    if isinstance(participant, types.ChannelParticipantBanned):
        # Who is muted stays in; who left and is still muted, or is banned, is out.
        return not (participant.left or participant.banned_rights.view_messages)
    return True


def _arrival(invite: Any, by: int | None) -> EventKind:
    asked = isinstance(invite, types.ChatInvitePublicJoinRequests) or getattr(invite, "request_needed", False)
    if asked:
        return EventKind.JOINED_BY_REQUEST
    return EventKind.JOINED if by is None else EventKind.ADDED


def _departure(by: int | None) -> EventKind:
    return EventKind.LEFT if by is None else EventKind.BANNED_ELSEWHERE
