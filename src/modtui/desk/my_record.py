"""My record: what is held about one member, in plain words of their language, to hand over (RULES 6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from modtui.desk.context import DeskContext
from modtui.desk.views_members import MemberAction, MemberPage, RecordEntry
from modtui.domain.membership import Move
from modtui.store import members
from modtui.text.catalogue_record import MY_RECORD, category_in, record_sentence
from modtui.text.counting import times_in
from modtui.text.safe import safe_line


async def my_record(ctx: DeskContext, page: MemberPage, language: str, group: str) -> str:
    """Everything about one member as text, lines separated by newlines."""

    def say(code: str, **fields: object) -> str:
        return record_sentence(code, language, **fields)

    def day(moment: datetime) -> str:
        return f"{moment.astimezone(ctx.settings.policy.tz):%Y-%m-%d}"

    row = page.row
    lines = [
        say("title", group=safe_line(group), at=day(ctx.clock())),
        "",
        say("who", id=row.member_id, name=row.name),
        say("role", role=say(f"role.{row.role.value}")),
    ]
    if page.moves:
        lines += ["", say("moves"), *(f"  {_move(move, language, day(move.at))}" for move in page.moves)]
    texts = await _texts_kept(ctx, row.member_id)
    lines.append("")
    lines.append(say("messages", count=row.messages, texts=texts) if row.messages else say("no_messages"))
    if page.inquiries:
        lines += ["", say("inquiries")]
        for inquiry in page.inquiries:
            if inquiry.answered_at is not None:
                told = say("inquiry.answered", at=day(inquiry.asked_at), answered=day(inquiry.answered_at))
            else:
                told = say("inquiry.open", at=day(inquiry.asked_at))
            lines.append(f"  {told}")
    lines += ["", say("actions" if page.actions or page.elsewhere else "no_actions")]
    titles = {category.code: category.title for category in ctx.settings.categories}
    decided = [(a.at, _action(a, language, day(a.at), titles, _until(ctx, a, day))) for a in page.actions]
    decided += [(entry.at, _elsewhere(entry, language, day(entry.at))) for entry in page.elsewhere]
    decided.sort(key=lambda one: one[0], reverse=True)
    lines += [f"  {words}" for _, words in decided]
    if page.notes:
        lines += ["", say("notes"), *(f"  {day(note.at)}: {note.text or '-'}" for note in page.notes)]
    if page.complaints:
        lines += ["", say("complaints")]
        for complaint in page.complaints:
            ended = {None: "open", True: "upheld", False: "declined"}[complaint.upheld]
            lines.append(f"  {say(f'complaint.{ended}', at=day(complaint.at))}")
            lines += [f"    {complaint.text}"] if complaint.text else []
            lines += [f"    {say('complaint.reason', text=complaint.reason)}"] if complaint.reason else []
    times = times_in(language, len(page.private_messages))
    lines += ["", say("private", times=times), say("keeping")]
    return "\n".join(lines)


async def _texts_kept(ctx: DeskContext, member_id: int) -> int:
    ref = await members.ref_of(ctx.db, member_id)
    row = await ctx.db.one(
        "SELECT count(DISTINCT m.id) FROM message m INDEXED BY message_sender "
        "JOIN message_version v ON v.chat_key = m.chat_key AND v.id = m.id "
        "WHERE m.chat_key = ? AND m.sender_ref = ? AND m.service IS NULL AND v.text IS NOT NULL",
        (ctx.chat(), ref),
    )
    return int(row[0]) if row is not None else 0


def _move(move: Move, language: str, at: str) -> str:
    if move.kind.is_arrival:
        code = "in" if move.kind.value == "present" else "joined"
    elif move.kind.value in ("left", "left_on_request"):
        code = move.kind.value
    else:
        code = "removed"
    return record_sentence(f"move.{code}", language, at=at)


def _until(ctx: DeskContext, action: MemberAction, day: Callable[[datetime], str]) -> str:
    """The day on which a warning that reached the member stops counting."""
    return day(action.delivered_at + ctx.settings.warning_expiry) if action.delivered_at is not None else ""


def _elsewhere(entry: RecordEntry, language: str, at: str) -> str:
    """What a moderator did in Telegram itself."""
    return record_sentence(
        "action",
        language,
        at=at,
        what=record_sentence(f"elsewhere.{entry.kind}", language),
        why="",
        standing=record_sentence("standing.elsewhere", language),
    )


def _action(action: MemberAction, language: str, at: str, titles: dict[str, str], until: str) -> str:
    kind = "warning" if action.kind == "warn" and action.standing != "no warning" else action.kind
    why = ""
    if action.category:
        title = category_in(action.category, language, titles.get(action.category, action.category))
        why = record_sentence("why", language, category=title)
    known = f"kind.{kind}" if f"kind.{kind}" in MY_RECORD else "kind.warn"
    return record_sentence(
        "action",
        language,
        at=at,
        what=record_sentence(known, language),
        why=why,
        standing=record_sentence(f"standing.{action.standing}", language, until=until),
    )
