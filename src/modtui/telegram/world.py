"""A small Telegram in memory: people, a group, private chats, history, rights.

Pure: no I/O, no asyncio, the clock and the randomness are handed in. The demo's gateway
(:mod:`modtui.telegram.simulated`) and the tests' loopback server both stand on it, so
that what one suite shows of the one holds for the other. Refusals are
:class:`WorldError` with Telegram's own error names; whatever nobody has verified of the
real server is a :class:`WorldSwitches` field.

Typical use::

    world = World(clock)
    sara = world.add_user("Sara", phone="+16135550100")
    omar = world.add_user("Omar", language="ar")
    world.add_group("Newcomers", creator=sara.id)
    world.join(omar.id)
    question = world.post(omar.id, "Where do I get a health card?")
    world.post(sara.id, "At ServiceOntario.", reply_to=question.id)
"""

from __future__ import annotations

from modtui.telegram.world_base import Box, Group
from modtui.telegram.world_feed import WorldFeed
from modtui.telegram.world_types import (
    AdminLogEntry,
    AdminRights,
    BoxKey,
    Change,
    GroupKind,
    JoinRequest,
    Membership,
    MembershipEvent,
    MessageEvent,
    RequestsEvent,
    Restriction,
    Stored,
    User,
    WorldError,
    WorldEvent,
    WorldSwitches,
)

__all__ = [
    "AdminLogEntry",
    "AdminRights",
    "Box",
    "BoxKey",
    "Change",
    "Group",
    "GroupKind",
    "JoinRequest",
    "Membership",
    "MembershipEvent",
    "MessageEvent",
    "RequestsEvent",
    "Restriction",
    "Stored",
    "User",
    "World",
    "WorldError",
    "WorldEvent",
    "WorldSwitches",
]


class World(WorldFeed):
    """The whole of it: see :mod:`modtui.telegram.world_base`, ``world_messages``,
    ``world_members`` and ``world_feed``.

    Operations: ``add_user``, ``add_group``, ``join``, ``leave``, ``request_join``, ``decide_request``,
    ``post``, ``post_as_channel``, ``edit``, ``delete``, ``delete_all_of``, ``pin``, ``send_private``,
    ``edit_private``, ``delete_private``, ``ban``, ``unban``, ``mute``, ``kick``, ``promote``, ``demote``, ``set_slow_mode``,
    ``set_read_only``, ``delete_account``, ``migrate``,
    ``react``, ``vote``, ``add_topic``, ``unpin``, ``schedule``, ``unschedule``, ``post_due``, ``post_file``.
    Readings, each as one account sees it: ``history``,
    ``message``, ``members``, ``member``, ``group_info``, ``own_rights``, ``account``, ``admin_log``,
    ``is_banned``, ``restriction``, ``private_peers``, ``since``, ``find_user``. Events: ``subscribe``.
    """
