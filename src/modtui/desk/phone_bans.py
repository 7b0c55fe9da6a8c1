"""Sorting bans that were done from phones: under the guidelines, a spam account, or neither (RULES 4, Removed)."""

from __future__ import annotations

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import shown_name
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.desk.views_members import PhoneBanRow
from modtui.domain.journal import Kind
from modtui.domain.messages import SenderKind
from modtui.domain.moderation import warnings_in_force
from modtui.domain.removals import CountedAs, PhoneBan, ban_subject
from modtui.store import derived, members
from modtui.store.phone_bans import all_phone_bans
from modtui.text.catalogue import say


class PhoneBans:
    """The moderator is asked what each was for. What they say can be said anew and taken back."""

    def __init__(self, ctx: DeskContext, undo: UndoStack) -> None:
        self._ctx = ctx
        self._undo = undo
        self._told = 0

    async def rows(self, *, all_of_them: bool = False) -> list[PhoneBanRow]:
        """Those that wait to be sorted, newest first; or all."""
        if self._ctx.chat_key is None:
            return []
        found = await all_phone_bans(self._ctx.db, self._ctx.chat())
        return [await self._row(ban) for ban in reversed(found) if all_of_them or ban.sorted is None]

    async def _row(self, ban: PhoneBan) -> PhoneBanRow:
        ctx = self._ctx
        row = await ctx.db.one("SELECT telegram_id, name FROM member WHERE ref = ?", (ban.member,))
        by = await ctx.db.one("SELECT telegram_id, name FROM member WHERE ref = ?", (ban.by,))
        wrote = await ctx.db.one(
            "SELECT count(*) FROM message INDEXED BY message_sender "
            "WHERE chat_key = ? AND sender_ref = ? AND service IS NULL",
            (ctx.chat(), ban.member),
        )
        actions = await derived.actions_of_member(ctx.db, ban.member)
        return PhoneBanRow(
            ban_id=ban_subject(ctx.chat(), ban.member, ban.at),
            at=ban.at,
            member_id=int(row[0]) if row is not None else 0,
            member=shown_name(str(row[1]) if row is not None else "", SenderKind.USER),
            by=shown_name(str(by[1]), SenderKind.USER) if by is not None else "",
            by_me=by is not None and ctx.account is not None and int(by[0]) == ctx.account.id,
            messages=int(wrote[0]) if wrote is not None else 0,
            warnings=len(warnings_in_force(actions, ban.at, ctx.settings.warning_expiry)),
            counted_as=ban.sorted.counted_as.value if ban.sorted is not None else "",
        )

    async def sort(self, ban_id: str, counted_as: str) -> str:
        """Write down what a ban was for; says so in a sentence. Raises DeskError for a ban or a kind there is not."""
        ctx = self._ctx
        found = await all_phone_bans(ctx.db, ctx.chat()) if ctx.chat_key is not None else []
        ban = next((b for b in found if ban_subject(ctx.chat(), b.member, b.at) == ban_id), None)
        if ban is None or counted_as not in set(CountedAs):
            raise DeskError(say("phone.no_such"))
        # Said anew under its first subject: a service message that is read later may move the moment a little.
        at = ban.sorted.at if ban.sorted is not None else ban.at
        event = ctx.event(
            Kind.BAN_SORTED,
            ban_subject(ctx.chat(), ban.member, at),
            {"chat": ctx.chat(), "member": ban.member, "at": at.isoformat(), "as": counted_as},
        )
        await ctx.decide(event)
        name = shown_name(await members.name_of(ctx.db, ban.member), SenderKind.USER)

        async def take_back() -> str:
            await ctx.decide(ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid}))
            ctx.changed(DeskChange(actions=True, status=True))
            return say("phone.undone", member=name)

        self._undo.push(say("undo.phone", member=name), take_back)
        ctx.changed(DeskChange(actions=True, status=True))
        return say(f"phone.sorted_{counted_as}", member=name)

    async def tell(self) -> None:
        """Say once that more of them wait than before."""
        waiting = len(await self.rows())
        if waiting > self._told:
            self._ctx.tell(say("propose.phone", count=waiting), "warning")
        self._told = waiting
