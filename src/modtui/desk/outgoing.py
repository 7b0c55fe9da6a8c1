"""A row of the outbox as the gateway is to send it."""

from __future__ import annotations

from modtui.domain.formatting import Look
from modtui.store.outbox import OutboxItem
from modtui.telegram.gateway import Outgoing, ToGroup, ToUser


def outgoing(item: OutboxItem) -> Outgoing:
    """To the group or to one member, as a reply, with its looks."""
    to = ToGroup() if item.to_user is None else ToUser(item.to_user, item.seen_in)
    return Outgoing(to, item.text or "", item.random_id, item.reply_to, item.entities, _must_mention(item))


def _must_mention(item: OutboxItem) -> ToUser | None:
    """Who a reply mentions in place of their message that is gone, where only an id says who that is."""
    if item.instead_of is None or not item.entities or item.entities[0].look is not Look.MENTION:
        return None
    return ToUser(item.entities[0].user_id, item.seen_in)
