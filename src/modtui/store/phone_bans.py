"""Bans from phones, read from what the group told and from what moderators decided about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from modtui.domain.membership import Report
from modtui.domain.removals import PhoneBan, deeds, phone_bans
from modtui.store import derived, members
from modtui.store.journal import Reads
from modtui.store.phone_lines import hands_of, undone_actions

#: Telegram keeps the admin log for two days: so far back from its first start modtui asks what a ban was for.
LOG_KEPT: Final = timedelta(days=2)


async def all_phone_bans(reads: Reads, chat_key: int) -> list[PhoneBan]:
    """Every ban since modtui first looked at the group that no action explains, oldest first."""
    samples = await members.samples(reads, chat_key)
    if not samples:
        return []
    told = [await _by_a_person(reads, report) for report in await members.bans_told(reads, chat_key)]
    if not told:
        return []
    hands, undone = await hands_of(reads), await undone_actions(reads)
    known = {accounts: await _refs(reads, accounts) for accounts in {*hands.values(), frozenset[int]()}}
    ours = [
        deed
        for action in await derived.recent_actions(reads, -1)
        if action.chat_key == chat_key
        for deed in deeds(action, known[hands[action.action_id]], undone.get(action.action_id, (None, 0))[0])
    ]
    sorted_bans = await members.sorted_bans(reads, chat_key)
    return phone_bans(told, ours, sorted_bans, samples[0].at - LOG_KEPT)


async def _refs(reads: Reads, accounts: frozenset[int]) -> frozenset[str]:
    """Empty where one of them is not known: then anybody may have done it."""
    refs = [await members.ref_of(reads, account) for account in accounts]
    return frozenset() if None in refs else frozenset(str(ref) for ref in refs)


async def _by_a_person(reads: Reads, report: Report) -> Report:
    """Who did it, unless that is the group itself: an anonymous admin may be anybody."""
    row = await reads.one("SELECT kind FROM member WHERE ref = ?", (report.by,)) if report.by else None
    return report if row is not None and row[0] == "user" else replace(report, by=None)
