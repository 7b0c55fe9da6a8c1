"""A member's page as rows: every fact, warning, note and complaint is one that can be selected. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.paint import direction_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from modtui.desk.views_members import ComplaintView, MemberAction, MemberNote, MemberPage
    from modtui.tui.paint import Line, Painter

STANDING_ROLES = {"in force": "bad", "voided": "muted", "expired": "muted", "undone": "muted"}
SHOWN_DATES = 12


@dataclass(frozen=True, slots=True)
class PageRow:
    """One selectable row: its lines, and the thing it is about, for the keys."""

    lines: Sequence[Line]
    action: MemberAction | None = None
    note: MemberNote | None = None
    complaint: ComplaintView | None = None


def ids_of(rows: Sequence[PageRow]) -> list[object]:
    """What each row is about: the action, note or complaint, whatever became of it; else where it stands."""
    about = [row.complaint or row.note or row.action for row in rows]
    return [(type(one), _id(one)) if one is not None else number for number, one in enumerate(about)]


def _id(about: MemberAction | MemberNote | ComplaintView) -> str:
    for name in ("complaint_id", "note_id", "action_id"):
        if hasattr(about, name):
            return str(getattr(about, name))
    return ""


class PageWriter:
    """Writes the rows of a page for one width."""

    def __init__(self, painter: Painter, zone: tzinfo, width: int) -> None:
        self._painter, self._zone, self._width = painter, zone, width
        self.rows: list[PageRow] = []

    def write(self, page: MemberPage) -> list[PageRow]:
        """Everything, in the order in which a moderator asks."""
        self._who(page)
        self._fairness(page)
        self._actions(page)
        self._complaints(page)
        self._notes(page)
        self._inquiries(page)
        self._comings(page)
        self._private(page)
        return self.rows

    # ---- sections

    def _who(self, page: MemberPage) -> None:
        row = page.row
        parts = [say(f"role.{row.role.value}")]
        parts += [f"@{row.username}"] if row.username else []
        parts.append(say("page.id", id=row.member_id))
        parts += [say("page.language", language=page.language)] if page.language else []
        if row.removed:
            parts.append(say("page.may_return" if page.may_return else "members.removed"))
        elif row.present is False:
            parts.append(say("members.left"))
        if row.muted:
            until = self._moment(row.muted_until) if row.muted_until is not None else ""
            parts.append(say("members.muted_until" if until else "members.muted", until=until))
        self._row(" · ".join(parts), "text")
        joined = self._day(row.joined_at) if row.joined_at is not None else say("page.unknown")
        wrote = say("page.never_wrote")
        if page.first_wrote is not None and row.last_wrote is not None:
            wrote = say(
                "page.wrote",
                count=row.messages,
                first=self._day(page.first_wrote),
                last=self._day(row.last_wrote),
            )
        self._row(say("page.joined", at=joined) + " · " + wrote, "text")

    def _fairness(self, page: MemberPage) -> None:
        self._heading("plan.fairness")
        for sentence in page.fairness:
            self._row(sentence, "text", " · ")
        for at, where in page.guidelines:
            self._row(say(f"page.guidelines_{where}", at=self._moment(at)), "muted", " · ")

    def _actions(self, page: MemberPage) -> None:
        self._heading("page.actions")
        told: list[tuple[datetime, str, str, MemberAction | None]] = []
        for action in page.actions:
            words = f"{self._moment(action.at)}  {say(f'deed.{action.kind}')}"
            words += f" · {action.category}" if action.category else ""
            if action.standing != "no warning":
                words += " · " + say(f"page.standing.{action.standing.replace(' ', '_')}")
            if action.delivered_at is not None:
                words += " · " + say("page.delivered", at=self._moment(action.delivered_at))
            if action.status not in ("done",):
                words += " · " + say(f"actions.status.{action.status}")
            by = say("page.by_you") if action.by_me else say("page.by", name=action.by) if action.by else ""
            words += f" · {by}" if by else ""
            told.append((action.at, words, STANDING_ROLES.get(action.standing, "text"), action))
        for entry in page.elsewhere:
            words = f"{self._moment(entry.at)}  {entry.sentence}"
            words += f" · {entry.outcome}" if entry.outcome else ""
            told.append((entry.at, words, "text", None))
        told.sort(key=lambda one: one[0], reverse=True)
        for _, words, role, about in told:
            self._row(words, role, " · ", action=about)
        self._none(told, "page.no_actions")

    def _complaints(self, page: MemberPage) -> None:
        if not page.complaints:
            return
        self._heading("page.complaints")
        for complaint in page.complaints:
            if complaint.upheld is None:
                state = say("page.complaint_open")
            else:
                state = say("page.complaint_upheld" if complaint.upheld else "page.complaint_declined")
            role = "warn" if complaint.upheld is None else "text"
            if complaint.decided_at is not None:
                state += " " + self._moment(complaint.decided_at)
                state += " · " + say("page.by", name=complaint.decided_by) if complaint.decided_by else ""
            recorded = say("page.recorded_by", name=complaint.recorded_by) if complaint.recorded_by else ""
            words = f"{self._moment(complaint.at)}  {state}" + (f" · {recorded}" if recorded else "")
            self._row(words, role, " · ", complaint=complaint)
            for text in (complaint.text, complaint.reason and say("page.because", text=complaint.reason)):
                if text:
                    self._row(text, "quote", "   ", complaint=complaint)

    def _notes(self, page: MemberPage) -> None:
        self._heading("page.notes")
        for note in page.notes:
            self._row(f"{self._moment(note.at)}  {note.text or say('page.purged')}", "text", " · ", note=note)
        self._none(page.notes, "page.no_notes")

    def _inquiries(self, page: MemberPage) -> None:
        self._heading("page.inquiries")
        for inquiry in page.inquiries:
            state = say(f"detail.state.{inquiry.state}")
            words = f"{self._moment(inquiry.asked_at)}  {state}"
            if inquiry.answered_at is not None:
                words += " " + self._moment(inquiry.answered_at)
            if inquiry.answered_as:
                words += " · " + say(f"kind.{inquiry.answered_as}")
            if inquiry.met is not None:
                words += " · " + say("page.met" if inquiry.met else "page.missed")
            lines: list[Line] = self._wrapped(words, "text", " · ")
            if inquiry.line:
                shown = self._painter.cell(inquiry.line, self._width - 4, direction_of(inquiry.line))
                lines.append((("   ", "text"), (shown, "quote")))
            self.rows.append(PageRow(lines))
        self._none(page.inquiries, "page.no_inquiries")

    def _comings(self, page: MemberPage) -> None:
        self._heading("page.moves")
        for move in page.moves:
            words = f"{self._moment(move.at)}  {say(f'move.{move.kind.value}')}"
            words += " · " + say("page.unseen") if move.unseen else ""
            self._row(words, "text", " · ")
        self._none(page.moves, "page.no_moves")

    def _private(self, page: MemberPage) -> None:
        self._heading("page.private")
        for code, moments in (
            ("page.private_sent", page.private_messages),
            ("page.private_received", page.private_received),
        ):
            if moments:
                more = len(moments) - SHOWN_DATES
                words = ", ".join(self._moment(at) for at in moments[:SHOWN_DATES])
                self._row(say(code) + " " + words + (f" +{more}" if more > 0 else ""), "text", " · ")
        self._none(page.private_messages + page.private_received, "page.no_private")

    # ---- pieces

    def _heading(self, code: str) -> None:
        self.rows.append(PageRow([((" " + say(code), "heading"),)]))

    def _none(self, things: Sequence[object], code: str) -> None:
        if not things:
            self._row(say(code), "muted", " · ")

    def _row(
        self,
        text: str,
        role: str,
        lead: str = " ",
        *,
        action: MemberAction | None = None,
        note: MemberNote | None = None,
        complaint: ComplaintView | None = None,
    ) -> None:
        self.rows.append(PageRow(self._wrapped(text, role, lead), action, note, complaint))

    def _wrapped(self, text: str, role: str, lead: str) -> list[Line]:
        body = self._painter.body(text, max(self._width - len(lead), 12), direction_of(text))
        return [
            ((lead if number == 0 else " " * len(lead), "muted"), (line, role))
            for number, line in enumerate(body)
        ]

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _day(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m-%d}"
