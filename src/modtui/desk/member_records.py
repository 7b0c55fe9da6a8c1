"""What a moderator writes down about a member: roles, notes, voided warnings, complaints (RULES 2 and 3)."""

from __future__ import annotations

from modtui.desk import complaints
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.feed_model import shown_name
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.desk.views_members import ComplaintView, MemberNote
from modtui.domain.journal import Event, Kind, action_subject, effective, member_subject, note_subject
from modtui.domain.messages import Role, SenderKind
from modtui.store import derived, journal, members
from modtui.text.catalogue import say
from modtui.text.safe import safe_text


class MemberRecords:
    """Decisions about people that nothing is sent for. Each can be undone; nothing is deleted."""

    def __init__(self, ctx: DeskContext, undo: UndoStack) -> None:
        self._ctx = ctx
        self._undo = undo

    async def _known(self, member_id: int) -> tuple[str, str]:
        ref = await members.ref_of(self._ctx.db, member_id)
        if ref is None:
            raise DeskError(say("desk.unknown_sender"))
        return ref, shown_name(await members.name_of(self._ctx.db, ref), SenderKind.USER)

    async def set_role(self, member_id: int, role: Role) -> None:
        """What somebody is from now on; it holds until it is set again here, whatever the configuration says.

        Raises DeskError for one's own role and for bots, which are bots.
        """
        ctx = self._ctx
        ref, name = await self._known(member_id)
        if ctx.account is not None and member_id == ctx.account.id:
            raise DeskError(say("desk.own_role"))
        if role is Role.BOT:
            raise DeskError(say("desk.no_such_kind"))
        payload = {
            "member": ref,
            "role": role.value,
            "since": ctx.clock().isoformat(),
            "by_hand": True,
        }
        event = ctx.event(Kind.ROLE_SET, member_subject(ref), payload)
        await ctx.decide(event)
        self._undoable(say("undo.role", member=name, role=role.value), event, say("desk.undone_role"))
        ctx.changed(DeskChange(queue=True, status=True, actions=True))

    # ---- notes

    async def add_note(self, member_id: int, text: str) -> None:
        """A note that stays on this machine (RULES 5). Raises DeskError without words."""
        ref, name = await self._known(member_id)
        if not text.strip():
            raise DeskError(say("desk.reason_needed"))
        event = self._ctx.event(Kind.MEMBER_NOTED, note_subject(ref), {"member": ref})
        await self._with_text(event, text)
        self._undoable(say("undo.note", member=name), event, say("desk.undone_note"))

    async def remove_note(self, note_id: str) -> None:
        """Take a note back and delete its words."""
        ctx = self._ctx
        row = await ctx.db.one(
            "SELECT subject FROM journal WHERE uuid = ? AND kind = ?", (note_id, Kind.MEMBER_NOTED.value)
        )
        if row is None:
            raise DeskError(say("desk.unknown_sender"))
        async with ctx.db.transaction() as tx:
            await ctx.write(tx, ctx.event(Kind.UNDONE, str(row[0]), {"of": note_id}))
            await tx.execute("DELETE FROM journal_private WHERE uuid = ?", (note_id,))
        ctx.changed(DeskChange(actions=True))

    async def notes(self, ref: str) -> list[MemberNote]:
        """The notes on one member, newest first."""
        events = effective(await journal.of_subject(self._ctx.db, note_subject(ref)))
        return [
            MemberNote(e.uuid, e.at, await journal.private_text(self._ctx.db, e.uuid, "text") or "")
            for e in reversed(events)
            if e.kind == Kind.MEMBER_NOTED
        ]

    # ---- warnings

    async def void_warning(self, action_id: str, reason: str) -> None:
        """A warning, a note or a removal no longer counts; the row stays, and so does a ban.

        Raises DeskError without a reason.
        """
        ctx = self._ctx
        action = await derived.action(ctx.db, action_id)
        if action is None or not action.can_be_voided:
            raise DeskError(say("desk.nothing_to_void"))
        if not reason.strip():
            raise DeskError(say("desk.reason_needed"))
        event = ctx.event(Kind.WARNING_VOIDED, action_subject(action_id), {})
        await self._with_text(event, reason)
        posts = await members.newest_ids(ctx.db, ctx.chat(), action.member, members.SHOWN)
        ctx.changed(DeskChange(changed_messages=posts))
        name = shown_name(await members.name_of(ctx.db, action.member), SenderKind.USER)
        what = "" if action.warning else f"_{action.kind.value}"
        self._undoable(say(f"undo.void{what}", member=name), event, say(f"desk.undone_void{what}"))

    # ---- complaints

    async def record_complaint(self, member_id: int, text: str, action_id: str | None) -> str:
        """A member complains; returns the complaint's id."""
        ref, _ = await self._known(member_id)
        return await complaints.record(self._ctx, ref, text, action_id)

    async def decide_complaint(
        self, complaint_id: str, *, upheld: bool, text: str, void: bool = False
    ) -> None:
        """What another moderator found; ``void``: and what it is about no longer counts, for that reason."""
        found = await complaints.all_complaints(self._ctx)
        about = next((one.action_id for one in found if one.complaint_id == complaint_id), None)
        await complaints.decide(self._ctx, complaint_id, upheld, text)
        if upheld and void and about is not None:
            await self.void_warning(about, text)

    async def complaints(self, *, open_only: bool) -> list[ComplaintView]:
        """Complaints, newest first."""
        found = await complaints.all_complaints(self._ctx)
        return [await complaints.view(self._ctx, one) for one in found if one.upheld is None or not open_only]

    # ---- writing

    async def _with_text(self, event: Event, text: str) -> None:
        async with self._ctx.db.transaction() as tx:
            await self._ctx.write(tx, event)
            await journal.append_private(tx, event.uuid, "text", safe_text(text.strip()))
        self._ctx.changed(DeskChange(actions=True))

    def _undoable(self, sentence: str, event: Event, said: str) -> None:
        async def take_back() -> str:
            await self._ctx.decide(self._ctx.event(Kind.UNDONE, event.subject, {"of": event.uuid}))
            self._ctx.changed(DeskChange(queue=True, status=True, actions=True))
            return said

        self._undo.push(sentence, take_back)
