"""The rest of the fake desk: an inquiry's whole life, triage, partners, snippets at work and private chats, in memory."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modtui.desk.api import DeskError
from modtui.desk.private_views import PrivateAsk, PrivateChoice, PrivateLine, PrivateView
from modtui.desk.views import FeedItem, FilledSnippet, QueueGroup, QueueRow, SnippetChoice
from modtui.desk.views_queue import PartnerSheet, SheetQuestion, TriageGroup
from modtui.desk.views_snippets import (
    AskedOften,
    AttachedFile,
    Blank,
    BothLanguages,
    CopyField,
    FaqPreview,
    FaqStatus,
    LanguageSide,
    RecallRow,
    SnippetFault,
    SnippetUsage,
    WrittenSnippet,
)
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import InquiryState, ReplyKind

VERIFIED = "verified 2026-10-01 by A. Sample"
NOTICES = {
    "holding": [("holding", "We are looking into it (sample).", ReplyKind.HOLDING)],
    "asking-back": [("asking-back", "Could you tell us more (sample)?", ReplyKind.ASKED_BACK)],
    "thanks": [
        ("thanks-right", "Thank you, this is right (sample).", ReplyKind.INFORMATION),
        ("thanks-correct", "Thank you; one point has changed (sample).", ReplyKind.INFORMATION),
    ],
    "emergency": [
        ("emergency-danger", "In danger now, call 911 (sample).", ReplyKind.INFORMATION),
        ("emergency-protocol", "Call the person on duty (sample protocol).", ReplyKind.INFORMATION),
    ],
}


class QueueFakes:
    """Mixed into FakeDesk; ``changes_of_row`` is laid over the rows that the morning gives."""

    if TYPE_CHECKING:
        calls: list[tuple[object, ...]]
        items: list[FeedItem]
        snippets: list[SnippetChoice]
        drafts: dict[int | None, str]

        def now(self) -> datetime: ...
        def tell(self, **change: object) -> None: ...
        def _item(self, number: int) -> FeedItem: ...
        def _rows(self) -> list[QueueRow]: ...
        async def fill_snippet(
            self, snippet_id: str, *, message_id: int, language: str | None = None
        ) -> FilledSnippet: ...

    def set_up_queue(self) -> None:
        self.private_paths: dict[int, list[str]] = {}
        self.faq_there: dict[str, FaqStatus] = {}
        self.more_of_private: dict[str, Any] = {}
        self.changes_of_row: dict[int, dict[str, Any]] = {}
        self.more_rows: list[QueueRow] = []
        self.merged: set[int] = set()
        self.opens: datetime | None = None
        self.protocol_texts: list[tuple[str, str]] = []
        self.known_partners: list[tuple[str, int]] = []
        self.sheet_questions: list[SheetQuestion] = []
        self.candidates: list[FeedItem] = []
        self.alike: list[tuple[str, list[int]]] = []
        self.doubts: dict[str, str] = {}
        self.blanks: dict[str, tuple[Blank, ...]] = {}
        self.faults: list[SnippetFault] = []
        self.recall_rows: list[RecallRow] = []
        self.often: list[AskedOften] = []
        self.faq_blocked: tuple[str, ...] = ()
        self.asks: list[PrivateAsk] = []
        self.chosen: list[PrivateChoice] = []
        self.private_lines: list[PrivateLine] = []
        self.unsent_private: list[FeedItem] = []
        self.private_words = "Come on Monday."  # of a private reply that is taken back
        self.private_drafts: dict[int, str] = {}
        self.private_halves: dict[int, HalfWritten] = {}

    def queue_as_changed(self, rows: list[QueueRow]) -> list[QueueRow]:
        """The rows with what the test laid over them, in the queue's order."""
        changed = [
            dataclasses.replace(row, **self.changes_of_row.get(row.inquiry_id, {}))
            for row in rows
            if row.inquiry_id not in self.merged
        ] + self.more_rows
        order = list(QueueGroup)
        return sorted(changed, key=lambda row: (order.index(row.group), row.deadline.answer_by))

    def lay_over(self, inquiry_id: int, **fields: Any) -> None:
        self.changes_of_row.setdefault(inquiry_id, {}).update(fields)
        self.tell(queue=True)

    def _decided(self, *call: object) -> None:
        self.calls.append(call)
        self.tell(queue=True, status=True)

    # ---- the queue's life
    async def merge(self, inquiry_id: int, into_id: int) -> None:
        self.merged.add(inquiry_id)
        self._decided("merge", inquiry_id, into_id)

    async def set_urgent(self, inquiry_id: int, urgent: bool) -> None:
        self.lay_over(inquiry_id, urgent=urgent, group=QueueGroup.URGENT if urgent else QueueGroup.LATER)
        self._decided("urgent", inquiry_id, urgent)

    async def wait_on_partner(self, inquiry_id: int, partner: str, remind_at: datetime | None = None) -> None:
        self.lay_over(inquiry_id, waiting_on=partner, state=InquiryState.WAITING)
        self._decided("partner", inquiry_id, partner, remind_at)

    async def snooze(self, inquiry_id: int, until: datetime) -> None:
        if until > self.now() + timedelta(days=3):
            raise DeskError("Never past its deadline.")
        self.lay_over(inquiry_id, group=QueueGroup.SNOOZED)
        self._decided("snooze", inquiry_id, until)

    async def resume_inquiry(self, inquiry_id: int) -> None:
        self.changes_of_row.pop(inquiry_id, None)
        self._decided("resume", inquiry_id)

    async def check_back(self, inquiry_id: int, at: datetime | None) -> None:
        self._decided("check_back", inquiry_id, at)

    async def settle_follow_up(self, inquiry_id: int, *, asks: bool) -> None:
        self._decided("settle_follow_up", inquiry_id, asks)

    async def mark_follow_up(self, inquiry_id: int, message_id: int) -> None:
        self._decided("mark_follow_up", inquiry_id, message_id)

    async def link_reply(
        self, message_id: int, inquiry_ids: Sequence[int], kind: ReplyKind | None = None
    ) -> None:
        self._decided("link", message_id, tuple(inquiry_ids), kind)

    async def link_candidates(self, inquiry_id: int) -> Sequence[FeedItem]:
        return self.candidates

    async def triage(self) -> Sequence[TriageGroup]:
        rows = {row.inquiry_id: row for row in self.queue_as_changed(self._rows())}
        groups = []
        for snippet_id, ids in self.alike:
            there = tuple(rows[i] for i in ids if i in rows and rows[i].state.waits_for_staff)
            if len(there) > 1:
                groups.append(
                    TriageGroup(next(s for s in self.snippets if s.snippet_id == snippet_id), there)
                )
        return groups

    async def reply_to_each(
        self, inquiry_ids: Sequence[int], snippet_id: str, *, send_at: datetime | None = None
    ) -> Sequence[str]:
        self.merged.update(inquiry_ids)
        self._decided("reply_to_each", tuple(inquiry_ids), snippet_id, send_at)
        return [f"out-{number}" for number in inquiry_ids]

    async def partners(self) -> Sequence[tuple[str, int]]:
        return self.known_partners

    async def partner_sheet(self, partner: str) -> PartnerSheet:
        return PartnerSheet(partner, tuple(self.sheet_questions))

    async def notices(self, use: str, message_id: int) -> Sequence[SnippetChoice]:
        return [
            SnippetChoice(one, "notice", f"Notice {one}", text, "en", verified=VERIFIED)
            for one, text, _ in NOTICES.get(use, ())
        ]

    async def notice(self, use: str, message_id: int) -> FilledSnippet:
        if use not in NOTICES:
            raise DeskError("There is no such notice.")
        one, text, kind = NOTICES[use][0]
        return FilledSnippet(one, text, kind)

    def protocol(self) -> Sequence[tuple[str, str]]:
        return self.protocol_texts

    def next_opening(self) -> datetime | None:
        return self.opens

    # ---- snippets
    def filled_notice(self, snippet_id: str) -> FilledSnippet | None:
        for group in NOTICES.values():
            for one, text, kind in group:
                if one == snippet_id:
                    return FilledSnippet(one, text, kind)
        return None

    async def fill_blanks(
        self,
        snippet_id: str,
        message_id: int | None,
        answers: Mapping[str, str],
        *,
        language: str | None = None,
    ) -> FilledSnippet:
        self.calls.append(("fill_blanks", snippet_id, dict(answers)))
        choice = next(choice for choice in self.snippets if choice.snippet_id == snippet_id)
        text = choice.body
        for name, answer in answers.items():
            text = text.replace(f"{{{name}}}", answer)
        return FilledSnippet(snippet_id, text, ReplyKind.INFORMATION, language=choice.language)

    async def both_languages(
        self, snippet_id: str, message_id: int, answers: Mapping[str, str] | None = None
    ) -> BothLanguages:
        choice = next(choice for choice in self.snippets if choice.snippet_id == snippet_id)
        mine = LanguageSide(choice.language, choice.body, choice.body)
        if choice.other_body is None or choice.other_language is None:
            return BothLanguages(snippet_id, mine)
        other = LanguageSide(choice.other_language, choice.other_body, choice.other_body)
        return BothLanguages(snippet_id, mine, other)

    async def compose_referral(
        self, snippet_id: str, language: str | None = None, *, message_id: int | None = None
    ) -> FilledSnippet:
        choice = next(choice for choice in self.snippets if choice.snippet_id == snippet_id)
        return FilledSnippet(snippet_id, choice.body + "\nPhone: 555-0123", ReplyKind.REFERRAL)

    def copy_fields(self, snippet_id: str) -> Sequence[CopyField]:
        if snippet_id != "english-classes":
            return ()
        return (CopyField("phone", "555-0123"), CopyField("address", "1 Sample Street"))

    def copy_field(self, snippet_id: str, field: str) -> str:
        return next(one.value for one in self.copy_fields(snippet_id) if one.field == field)

    def snippets_problems(self) -> Sequence[SnippetFault]:
        return self.faults

    def _made(self, *call: object) -> WrittenSnippet:
        self.calls.append(call)
        return WrittenSnippet("made", "answers/made.yaml", "It was written to answers/made.yaml.")

    async def snippet_from_message(
        self, message_id: int, title: str, language: str | None = None
    ) -> WrittenSnippet:
        return self._made("snippet_from_message", message_id, title)

    async def snippet_from_partner(
        self, inquiry_id: int, partner: str, text: str, title: str, language: str | None = None
    ) -> WrittenSnippet:
        return self._made("snippet_from_partner", inquiry_id, partner, text, title)

    async def verify_snippet(self, snippet_id: str, by: str = "", source: str = "") -> WrittenSnippet:
        return self._made("verify", snippet_id)

    async def recalls(self) -> Sequence[RecallRow]:
        return self.recall_rows

    async def correction_for(self, inquiry_id: int, snippet_id: str | None = None) -> FilledSnippet:
        return FilledSnippet("health-card-renewal", "Correction: it costs 5 dollars.", ReplyKind.INFORMATION)

    async def settle_recall(self, inquiry_id: int, snippet_id: str) -> None:
        self.recall_rows = [row for row in self.recall_rows if row.inquiry_id != inquiry_id]
        self._decided("settle_recall", inquiry_id, snippet_id)

    async def snippet_usage(self) -> Sequence[SnippetUsage]:
        return [
            SnippetUsage(one.snippet_id, one.title, 3 - number, (("2026-10", 3 - number),))
            for number, one in enumerate(self.snippets[:3])
        ]

    async def asked_often(self, *, at_least: int = 3, limit: int = 20) -> Sequence[AskedOften]:
        return self.often

    async def faq_preview(self, snippet_ids: Sequence[str], language: str) -> FaqPreview:
        await asyncio.sleep(0)
        parts = tuple(f"Questions and answers\n\n{one} ({language})" for one in snippet_ids)
        return FaqPreview(parts, language, tuple(snippet_ids), self.faq_blocked)

    async def publish_faq(
        self, snippet_ids: Sequence[str], language: str, *, override_stale: bool = False
    ) -> str:
        self._decided("publish_faq", tuple(snippet_ids), language, override_stale)
        return "faq-1"

    async def faq_status(self, language: str | None = None) -> FaqStatus | None:
        return self.faq_there.get(language or "ar")

    # ---- private chats
    async def private_asks(self) -> Sequence[PrivateAsk]:
        return self.asks

    async def private_choices(self) -> Sequence[PrivateChoice]:
        return self.chosen

    async def choose_private(self, user_id: int, service: bool) -> None:
        ask = next((one for one in self.asks if one.user_id == user_id), None)
        self.asks = [one for one in self.asks if one.user_id != user_id]
        if ask is not None:
            self.chosen.append(PrivateChoice(user_id, ask.name, service, self.now()))
        self._decided("choose_private", user_id, service)

    async def private_unsent(self) -> Sequence[FeedItem]:
        return list(self.unsent_private)

    async def open_private(self, user_id: int, *, before_id: int = 0) -> PrivateView:
        self.calls.append(("open_private", user_id, before_id))
        row = next((row for row in self.more_rows if row.asker_id == user_id), None)
        return PrivateView(user_id, row.asker if row else "Somebody", tuple(self.private_lines), row)

    async def reply_private(self, user_id: int, text: str, **more: Any) -> str:
        self.more_rows = [row for row in self.more_rows if row.asker_id != user_id]
        self._decided("reply_private", user_id, text)
        self.more_of_private = more
        return "out-p"

    async def tag_private(self, user_id: int, kind: ReplyKind, *, message_id: int | None = None) -> None:
        self._decided("tag_private", user_id, kind)

    async def fill_private(
        self, snippet_id: str, user_id: int, *, answers: Mapping[str, str] | None = None, **more: Any
    ) -> FilledSnippet:
        filled = await self.fill_snippet(snippet_id, message_id=0, language=more.get("language"))
        return dataclasses.replace(filled, blanks=() if answers else filled.blanks)

    async def save_private_draft_files(self, user_id: int, paths: Sequence[str]) -> None:
        self.private_paths[user_id] = list(paths)

    async def private_draft_files(self, user_id: int) -> Sequence[AttachedFile]:
        return [AttachedFile(Path(one).name, one, size=1) for one in self.private_paths.get(user_id, ())]

    async def settle_private(self, user_id: int) -> None:
        self.more_rows = [row for row in self.more_rows if row.asker_id != user_id]
        self._decided("settle_private", user_id)

    async def save_private_draft(self, user_id: int, text: str, half: HalfWritten | None = None) -> None:
        self.private_drafts[user_id] = text
        self.private_halves[user_id] = half or HalfWritten()

    async def private_draft_half(self, user_id: int) -> HalfWritten:
        return self.private_halves.get(user_id, HalfWritten())

    def doubts_about(self, snippet_ids: Sequence[str]) -> Mapping[str, str]:
        return {one: self.doubts[one] for one in snippet_ids if one in self.doubts}

    async def private_draft(self, user_id: int) -> str:
        return self.private_drafts.get(user_id, "")

    async def answered_in_private(self, inquiry_id: int, kind: ReplyKind) -> None:
        self._decided("answered_in_private", inquiry_id, kind)

    async def private_pointer(self, inquiry_id: int) -> str:
        return "I have written to you in private."

    async def point_to_private(self, inquiry_id: int, kind: ReplyKind, *, text: str | None = None) -> str:
        self._decided("point_to_private", inquiry_id, kind, text)
        return "out-q"
