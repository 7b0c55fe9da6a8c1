"""Bans from phones, read from what the group told and from what moderators decided about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from modtui.domain.removals import PhoneBan, phone_bans
from modtui.store import derived, members
from modtui.store.journal import Reads

#: Telegram keeps the admin log for two days: so far back from its first start modtui asks what a ban was for.
LOG_KEPT: Final = timedelta(days=2)


async def all_phone_bans(reads: Reads, chat_key: int) -> list[PhoneBan]:
    """Every ban since modtui first looked at the group that no action explains, oldest first."""
    samples = await members.samples(reads, chat_key)
    if not samples:
        return []
    actions = [a for a in await derived.recent_actions(reads, -1) if a.chat_key == chat_key]
    told = await members.bans_told(reads, chat_key)
    sorted_bans = await members.sorted_bans(reads, chat_key)
    return phone_bans(told, actions, sorted_bans, samples[0].at - LOG_KEPT)
