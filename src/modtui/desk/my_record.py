"""My record: what is held about one member, in plain words of their language, to hand over (RULES 6)."""

from __future__ import annotations

from datetime import datetime

from modtui.desk.context import DeskContext
from modtui.desk.held import Held, held, texts_beside
from modtui.desk.views_members import MemberAction, MemberInquiry, MemberPage, RecordEntry
from modtui.domain.action_truth import came_about
from modtui.domain.actions import ActionStatus
from modtui.domain.membership import Move
from modtui.domain.moderation import known_as
from modtui.store import derived
from modtui.text.catalogue_record import MY_RECORD, category_in, record_sentence
from modtui.text.counting import times_in
from modtui.text.safe import safe_line, safe_text

#: Free text that is kept beside an action, in the order in which it is told, and the sentence for it.
_TEXTS = (
    ("note", "text.note"),
    ("text", "text.wrote"),
    ("group", "text.group"),
    ("void", "text.void"),
)


async def my_record(ctx: DeskContext, page: MemberPage, language: str, group: str) -> str:
    """Everything about one member as text, lines separated by newlines."""
    beyond = await held(ctx, page.row.member_id)
    return "\n".join(await _Record(ctx, page, beyond, language).lines(group))


class _Record:
    def __init__(self, ctx: DeskContext, page: MemberPage, beyond: Held, language: str) -> None:
        self._ctx = ctx
        self._page = page
        self._held = beyond
        self._language = language
        self._texts_kept = False  # whether a text that was sent to the member in private still is

    def _say(self, code: str, **fields: object) -> str:
        return record_sentence(code, self._language, **fields)

    def _day(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._ctx.settings.policy.tz):%Y-%m-%d}"

    def _quoted(self, code: str, text: str) -> list[str]:
        """Free text under its label, every line of it set in."""
        first, *rest = safe_text(text).splitlines() or [""]
        return [f"    {self._say(code, text=first)}", *(f"      {line}" for line in rest)]

    async def lines(self, group: str) -> list[str]:
        say, day, page = self._say, self._day, self._page
        return [
            say("title", group=safe_line(group), at=day(self._ctx.clock())),
            "",
            *self._who(),
            *self._moves(),
            *self._messages(),
            *self._inquiries(),
            *await self._decided(),
            *self._notes_and_complaints(page),
            "",
            *self._private(),
            say("others"),
            say("keeping"),
        ]

    def _who(self) -> list[str]:
        say, day, row, beyond = self._say, self._day, self._page.row, self._held
        lines = [say("who", id=row.member_id, name=row.name)]
        lines += [say("username", name=safe_line(beyond.username))] if beyond.username else []
        lines += [say("language", spoken=safe_line(beyond.language))] if beyond.language else []
        lines.append(say("role", role=say(f"role.{row.role.value}")))
        for at, role in beyond.roles:
            lines.append("  " + say("roles", at=day(at), role=say(f"role.{role}")))
        lines += [say("account")] if beyond.account else []
        lines += [say("staff", count=beyond.decisions)] if beyond.decisions else []
        lines += [say("partner", count=beyond.partner)] if beyond.partner else []
        return lines

    def _moves(self) -> list[str]:
        say, day, page, beyond = self._say, self._day, self._page, self._held
        lines = [say("present")] if beyond.present else []
        if page.moves:
            lines += [
                "",
                say("moves"),
                *(f"  {_move(move, self._language, day(move.at))}" for move in page.moves),
            ]
        if page.guidelines:
            dates = ", ".join(dict.fromkeys(day(at) for at, _ in page.guidelines))
            lines.append(say("guidelines", dates=dates))
        if beyond.request is not None:
            lines += ["", say("request", at=day(beyond.request.asked_at))]
            if beyond.request.about.strip():
                lines += self._quoted("text.about", beyond.request.about)
        return lines

    def _messages(self) -> list[str]:
        count, beyond = self._page.row.messages, self._held
        if not count:
            return ["", self._say("no_messages")]
        lines = ["", self._say("messages", count=count, texts=beyond.texts)]
        return lines + ([self._say("reacted", count=beyond.reacted)] if beyond.reacted else [])

    def _inquiries(self) -> list[str]:
        if not self._page.inquiries:
            return []
        return ["", self._say("inquiries"), *(f"  {self._inquiry(one)}" for one in self._page.inquiries)]

    def _inquiry(self, inquiry: MemberInquiry) -> str:
        at = self._day(inquiry.asked_at)
        if inquiry.state in ("possible", "dismissed", "merged", "withdrawn"):
            return self._say(f"inquiry.{inquiry.state}", at=at)
        if inquiry.answered_at is None:
            return self._say("inquiry.open", at=at)
        how = f"answer.{inquiry.answered_as}"
        told = self._say(how if how in MY_RECORD else "answer.unsaid")
        return self._say("inquiry.answered", at=at, answered=self._day(inquiry.answered_at), how=told)

    # ---- what was decided

    async def _decided(self) -> list[str]:
        page = self._page
        told: list[tuple[datetime, list[str]]] = []
        for action in page.actions:
            told.append((action.at, [await self._action(action), *await self._texts_of(action)]))
        told += [(entry.at, [self._elsewhere(entry)]) for entry in page.elsewhere]
        told += [
            (at, [self._say("sorted", at=self._day(at), counted=self._say(f"counted.{counted}"))])
            for at, counted in self._held.sorted_bans
        ]
        told.sort(key=lambda one: one[0], reverse=True)
        lines = ["", self._say("actions" if told else "no_actions")]
        for _, words in told:
            lines += [f"  {words[0]}", *words[1:]]
        return lines

    async def _action(self, action: MemberAction) -> str:
        kind = "warning" if action.kind == "warn" and action.standing != "no warning" else action.kind
        why = ""
        if action.category:
            known = known_as(self._ctx.settings.categories, action.category)
            title = known.title if known is not None else action.category
            title = category_in(action.category, self._language, title)
            why = self._say("why", category=safe_line(title))
        what = f"kind.{kind}" if f"kind.{kind}" in MY_RECORD else "kind.warn"
        return self._say(
            "action",
            at=self._day(action.at),
            what=self._say(what),
            why=why,
            standing=await self._standing(action),
        )

    async def _standing(self, action: MemberAction) -> str:
        expiry = self._ctx.settings.warning_expiry
        until = self._day(action.delivered_at + expiry) if action.delivered_at is not None else ""
        standing = action.standing
        if standing == "no warning" and action.kind != "warn":
            stored = await derived.action(self._ctx.db, action.action_id)
            if stored is not None and stored.status in (ActionStatus.RUNNING, ActionStatus.STOPPED):
                standing = "under way"
            else:
                standing = "done" if stored is None or came_about(stored) else "not done"
        return self._say(f"standing.{standing}", until=until)

    async def _texts_of(self, action: MemberAction) -> list[str]:
        kept = await texts_beside(self._ctx, action.action_id)
        self._texts_kept = self._texts_kept or "text" in kept
        return [line for field, code in _TEXTS if field in kept for line in self._quoted(code, kept[field])]

    def _elsewhere(self, entry: RecordEntry) -> str:
        """What a moderator did in Telegram itself."""
        return self._say(
            "action",
            at=self._day(entry.at),
            what=self._say(f"elsewhere.{entry.kind}"),
            why="",
            standing=self._say("standing.elsewhere"),
        )

    def _notes_and_complaints(self, page: MemberPage) -> list[str]:
        say, day, lines = self._say, self._day, list[str]()
        if page.notes:
            lines += ["", say("notes"), *(f"  {day(note.at)}: {note.text or '-'}" for note in page.notes)]
        if any(not complaint.about_return for complaint in page.complaints):
            lines += ["", say("complaints")]
        for complaint in page.complaints:
            if complaint.about_return:
                continue
            ended = {None: "open", True: "upheld", False: "declined"}[complaint.upheld]
            lines.append(f"  {say(f'complaint.{ended}', at=day(complaint.at))}")
            lines += [f"    {complaint.text}"] if complaint.text else []
            lines += [f"    {say('complaint.reason', text=complaint.reason)}"] if complaint.reason else []
        for back in (one for one in page.complaints if one.about_return):
            lines += ["", say("return.open" if back.upheld is None else "return.seen", at=day(back.at))]
            lines += [f"    {say('complaint.reason', text=back.reason)}"] if back.reason else []
        return lines

    # ---- in private

    def _private(self) -> list[str]:
        say, page, beyond = self._say, self._page, self._held
        lines = []
        if beyond.chat:
            lines.append(say("private.chat", choice=say(f"private.{beyond.chat}")))
        sent, received = page.private_messages, page.private_received
        kept = say("private.kept" if self._texts_kept else "private.not_kept")
        for code, moments, texts in (
            ("private.sent", sent, kept),
            ("private.received", received, say("private.not_kept")),
        ):
            times = times_in(self._language, len(moments))
            lines.append(say(code, times=times, kept=texts) if moments else say(f"{code}_never"))
            lines += [f"  {', '.join(dict.fromkeys(map(self._day, moments)))}"] if moments else []
        for text in beyond.unsent:
            lines += [say("unsent"), *self._quoted("text.wrote", text)]
        lines += [say("drafts")] if beyond.drafts else []
        return lines


def _move(move: Move, language: str, at: str) -> str:
    if move.kind.is_arrival:
        code = "in" if move.kind.value == "present" else "joined"
    elif move.kind.value in ("left", "left_on_request"):
        code = move.kind.value
    else:
        code = "removed"
    return record_sentence(f"move.{code}", language, at=at)
