"""A desk in memory for the screen's tests: a believable morning in three languages, every call remembered."""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from modtui.desk.api import DeskError
from modtui.desk.views import (
    ActionView,
    DeskChange,
    FeedItem,
    FilledSnippet,
    InquiryDetail,
    MemberView,
    QueueGroup,
    QueueRow,
    SendState,
    SnippetChoice,
    StatusView,
    SyncProgress,
    TimelineEntry,
    Undoable,
)
from modtui.domain.clock import Deadline
from modtui.domain.half_written import HalfWritten
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.messages import Role
from modtui.text.direction import base_direction
from modtui.text.safe import safe_line, safe_text
from tests.tui.fake_feed import FeedFakes
from tests.tui.fake_members import MemberFakes
from tests.tui.fake_morning import FIRST_ID, morning, snippets
from tests.tui.fake_queue import QueueFakes

MORNING = datetime(2026, 10, 14, 14, 12, tzinfo=UTC)  # 10:12 in Toronto, a Wednesday


class FakeClock:
    """Time that moves only when told."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now
        self.seconds = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)


class FakeDesk(FeedFakes, MemberFakes, QueueFakes):
    """Implements DeskApi; ``calls`` is every command that reached it."""

    def __init__(
        self, clock: Callable[[], datetime] | None = None, *, messages: int = 0, read_only: bool = False
    ):
        self._clock = clock or FakeClock()
        self.calls: list[tuple[object, ...]] = []
        self.items: list[FeedItem] = morning(self._clock().replace(hour=14, minute=12), older=messages)
        self.unsent: list[FeedItem] = []
        self.snippets = snippets()
        self.drafts: dict[int | None, str] = {}
        self.listeners: list[Callable[[DeskChange], None]] = []
        self.read_only = read_only
        self.fail_next: str = ""
        self.search_gate: asyncio.Event | None = None
        self.undo_stack: list[Undoable] = []
        self.states: dict[int, InquiryState] = {
            item.message_id: item.inquiry
            for item in self.items
            if item.inquiry is not None and item.inquiry_id == item.message_id
        }
        self.urgent: set[int] = set()
        self.connection = ("connected", True)
        self.unfinished: list[ActionView] = []
        self.placeholders = False
        self.set_up_queue()
        self.set_up_members()
        self.set_up_feed()

    # ---- life
    async def start(self, progress: Callable[[SyncProgress], None] | None = None) -> None:
        self.progress = progress

    async def stop(self) -> None:
        self.calls.append(("stop",))

    def subscribe(self, listener: Callable[[DeskChange], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def now(self) -> datetime:
        return self._clock()

    def tell(self, **change: object) -> None:
        for listener in list(self.listeners):
            listener(DeskChange(**change))  # type: ignore[arg-type]

    # ---- things that happen in the group
    def arrives(self, name: str, text: str, **fields: object) -> FeedItem:
        number = (self.items[-1].message_id if self.items else FIRST_ID) + 1
        item = FeedItem(
            message_id=number,
            sender_id=abs(hash(name)) % 10**6,
            name=safe_line(name),
            role=Role.MEMBER,
            sent_at=self.now(),
            text=safe_text(text),
            direction=base_direction(text),
            **fields,  # type: ignore[arg-type]
        )
        self.items.append(item)
        if item.inquiry is not None:
            self.states[number] = item.inquiry
        self.tell(new_messages=frozenset({number}), queue=item.inquiry is not None)
        return item

    def change_item(self, number: int, **fields: object) -> None:
        for index, item in enumerate(self.items):
            if item.message_id == number:
                self.items[index] = dataclasses.replace(item, **fields)  # type: ignore[arg-type]
        self.tell(changed_messages=frozenset({number}), queue=True, status=True)

    # ---- reading
    def status(self) -> StatusView:
        rows = self._rows()
        return StatusView(
            group="New Here Sample Group",
            account="Sample Moderator",
            connection=self.connection[0],
            connection_ok=self.connection[1],
            zone="America/Toronto",
            service_open=self.opens is None,
            service="open until 17:00" if self.opens is None else "closed",
            open_count=sum(row.group in (QueueGroup.TODAY, QueueGroup.LATER) for row in rows),
            overdue_count=sum(row.group is QueueGroup.OVERDUE for row in rows),
            due_soon_count=sum(self.countdown(row.deadline, self.now())[1] == "soon" for row in rows),
            possible_count=sum(row.group is QueueGroup.POSSIBLE for row in rows),
            sending_count=sum(
                item.send_state in (SendState.QUEUED, SendState.SENDING) for item in self.unsent
            ),
            failed_count=sum(item.send_state in (SendState.FAILED, SendState.HELD) for item in self.unsent),
            read_only=self.read_only,
            request_count=len(self.requests),
        )

    async def feed(
        self, *, before_id: int | None = None, after_id: int | None = None, limit: int = 200
    ) -> Sequence[FeedItem]:
        await asyncio.sleep(0)
        if before_id is not None:
            return [item for item in self.items if item.message_id < before_id][-limit:]
        if after_id is not None:
            page = [item for item in self.items if item.message_id > after_id][:limit]
            return page + self.unsent if len(page) < limit else page
        return self.items[-limit:] + self.unsent

    async def feed_items(self, ids: Sequence[int]) -> Sequence[FeedItem]:
        return [item for item in self.items if item.message_id in set(ids)]

    def _item(self, number: int) -> FeedItem:
        for item in self.items:
            if item.message_id == number:
                return item
        raise DeskError("This message is not stored.")

    def _deadline(self, item: FeedItem) -> Deadline:
        due = item.sent_at + timedelta(hours=24)
        return Deadline(item.sent_at, item.sent_at, due, due, "business-days", "sample-1")  # type: ignore[arg-type]

    def _rows(self) -> list[QueueRow]:
        rows: list[QueueRow] = []
        for number, state in self.states.items():
            if not state.is_listed:
                continue
            item = self._item(number)
            deadline = self._deadline(item)
            left = deadline.answer_by - self.now()
            if number in self.urgent:
                group = QueueGroup.URGENT
            elif state is InquiryState.POSSIBLE:
                group = QueueGroup.POSSIBLE
            elif state is InquiryState.ANSWERED_UNCONFIRMED:
                group = QueueGroup.TO_CONFIRM
            elif left < timedelta(0):
                group = QueueGroup.OVERDUE
            else:
                group = QueueGroup.TODAY if left < timedelta(hours=8) else QueueGroup.LATER
            rows.append(
                QueueRow(
                    inquiry_id=number,
                    asker_id=item.sender_id,
                    asker=item.name,
                    first_line=item.text.split("\n")[0],
                    direction=item.direction,
                    language="ar" if item.direction == "rtl" else "en",
                    state=state,
                    group=group,
                    asked_at=item.sent_at,
                    deadline=deadline,
                    urgent=number in self.urgent,
                    reasons=("asks where", "names a document"),
                    draft=bool(self.drafts.get(number)),
                    note="answered from a phone" if state is InquiryState.ANSWERED_UNCONFIRMED else "",
                )
            )
        order = list(QueueGroup)
        return sorted(rows, key=lambda row: (order.index(row.group), row.deadline.answer_by))

    async def queue(self) -> Sequence[QueueRow]:
        return self.queue_as_changed(self._rows())

    async def inquiry(self, inquiry_id: int) -> InquiryDetail:
        rows = self.queue_as_changed(self._rows())
        row = next((row for row in rows if row.inquiry_id == inquiry_id), None)
        if row is not None and row.private:
            return InquiryDetail(row, "", (), ("Asked in private.",), ())
        item = self._item(inquiry_id)
        if row is None:
            row = QueueRow(
                inquiry_id,
                item.sender_id,
                item.name,
                item.text,
                item.direction,
                "en",
                self.states.get(inquiry_id, InquiryState.ANSWERED),
                QueueGroup.LATER,
                item.sent_at,
                self._deadline(item),
            )
        thread = tuple(each for each in self.items if each.quote and each.quote.message_id == inquiry_id)
        language = "ar" if item.direction == "rtl" else "en"
        return InquiryDetail(
            row=row,
            text=item.text,
            thread=thread,
            explanation=(
                "Asked Tuesday 11:02, inside service hours, so the clock started at once.",
                "The standard is 24 hours on the business-days clock.",
                "No day was skipped.",
            ),
            timeline=(TimelineEntry(item.sent_at, "found: asks where, names a document"),),
            suggestions=tuple(self._choices("", language)[:3]),
        )

    def countdown(self, deadline: Deadline, now: datetime) -> tuple[str, str]:
        left = deadline.answer_by - now
        seconds = int(abs(left.total_seconds()))
        text = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        if left < timedelta(0):
            return f"{text} over", "overdue"
        return text, "soon" if left < timedelta(hours=2) else "calm"

    async def member(self, member_id: int) -> MemberView:
        item = next((item for item in self.items if item.sender_id == member_id), None)
        name = item.name if item else "somebody"
        return MemberView(
            member_id,
            name,
            None,
            Role.MEMBER,
            self.now() - timedelta(days=200),
            sum(item.sender_id == member_id for item in self.items),
            item.warnings if item else 0,
        )

    # ---- snippets
    def _choices(self, query: str, language: str = "en") -> list[SnippetChoice]:
        words = query.casefold().split()
        found = [
            choice
            for choice in self.snippets
            if all(word in f"{choice.title} {choice.body} {choice.other_body}".casefold() for word in words)
        ]
        if language == "ar":
            found = [
                dataclasses.replace(
                    choice, body=choice.other_body, other_body=choice.body, language="ar", other_language="en"
                )
                if choice.other_body and choice.other_language == "ar"
                else choice
                for choice in found
            ]
        return found

    async def search_snippets(
        self, query: str, *, inquiry_id: int | None = None, limit: int = 20
    ) -> Sequence[SnippetChoice]:
        if self.search_gate is not None and query:
            await self.search_gate.wait()
        return self._choices(query)[:limit]

    async def fill_snippet(
        self, snippet_id: str, *, message_id: int | None, language: str | None = None
    ) -> FilledSnippet:
        notice = self.filled_notice(snippet_id)
        if notice is not None:
            return notice
        choice = next(choice for choice in self.snippets if choice.snippet_id == snippet_id)
        body = choice.other_body if language == choice.other_language and choice.other_body else choice.body
        kind = ReplyKind.REFERRAL if choice.kind == "referral" else ReplyKind.INFORMATION
        unresolved = ("date of the appointment",) if "{ask:" in body else ()
        shown = language if language == choice.other_language else choice.language
        return FilledSnippet(
            snippet_id,
            body,
            kind,
            unresolved,
            language=shown or "",
            blanks=self.blanks.get(snippet_id, ()),
            doubt=self.doubts.get(snippet_id, ""),
            attachments=self.attachments.get(snippet_id, ()),
        )

    # ---- answering
    async def reply(
        self,
        message_id: int | None,
        text: str,
        *,
        kind: ReplyKind | None = None,
        snippet_ids: Sequence[str] = (),
        post_type: str | None = None,
        **more: object,
    ) -> str:
        self._may_fail()
        self.calls.append(("reply", message_id, text, kind, tuple(snippet_ids), post_type))
        self.more_of_reply = more
        outbox = f"out-{len(self.calls)}"
        self.unsent.append(
            FeedItem(
                0,
                1,
                "Sample Moderator",
                Role.MODERATOR,
                self.now(),
                text,
                base_direction(text),
                own=True,
                outbox_id=outbox,
                send_state=SendState.QUEUED,
            )
        )
        if message_id in self.states:
            self.states[message_id] = InquiryState.ANSWERED  # type: ignore[index]
        self.tell(queue=True, status=True)
        return outbox

    def delivered(self, outbox: str) -> None:
        """The message left: it has an id now."""
        item = next(item for item in self.unsent if item.outbox_id == outbox)
        self.unsent.remove(item)
        number = self.items[-1].message_id + 1
        self.items.append(dataclasses.replace(item, message_id=number, send_state=SendState.SENT))
        self.tell(new_messages=frozenset({number}), status=True)

    def failed(self, outbox: str, reason: str, state: SendState = SendState.FAILED) -> None:
        self.unsent = [
            dataclasses.replace(item, send_state=state, send_note=reason)
            if item.outbox_id == outbox
            else item
            for item in self.unsent
        ]
        self.tell(status=True)

    def _may_fail(self) -> None:
        if self.fail_next:
            sentence, self.fail_next = self.fail_next, ""
            raise DeskError(sentence)

    async def retry(self, outbox_id: str) -> None:
        self.calls.append(("retry", outbox_id))
        self.failed(outbox_id, "", SendState.QUEUED)

    async def cancel(self, outbox_id: str) -> str:
        self.calls.append(("cancel", outbox_id))
        if any(item.outbox_id == outbox_id for item in self.unsent_private):
            self.unsent_private = [item for item in self.unsent_private if item.outbox_id != outbox_id]
            self.private_lines = [line for line in self.private_lines if line.outbox_id != outbox_id]
            return self.private_words
        item = next(item for item in self.unsent if item.outbox_id == outbox_id)
        self.unsent.remove(item)
        return item.text

    async def save_draft(self, target: int | None, text: str, half: HalfWritten | None = None) -> None:
        self.calls.append(("save_draft", target, text))
        self.drafts[target] = text
        self.keep_half(target, text, half)

    def private_folder(self) -> Path:
        return Path(tempfile.gettempdir()) / "no such folder"

    async def draft(self, target: int | None) -> str:
        return self.drafts.get(target, "")

    # ---- deciding
    async def mark_inquiry(self, message_id: int) -> None:
        self._may_fail()
        self.calls.append(("mark", message_id))
        self.states[message_id] = InquiryState.OPEN
        self.undo_stack.append(Undoable("un-mark the inquiry"))
        self.change_item(message_id, inquiry=InquiryState.OPEN, inquiry_id=message_id)

    async def dismiss(self, inquiry_id: int) -> None:
        self.calls.append(("dismiss", inquiry_id))
        self.states[inquiry_id] = InquiryState.DISMISSED
        self.undo_stack.append(Undoable("list the inquiry again"))
        self.change_item(inquiry_id, inquiry=InquiryState.DISMISSED)

    async def tag_reply(self, inquiry_id: int, kind: ReplyKind, *, message_id: int | None = None) -> None:
        self.calls.append(("tag", inquiry_id, kind))
        self.states[inquiry_id] = InquiryState.ANSWERED if kind.is_answer else InquiryState.ACKNOWLEDGED
        self.change_item(inquiry_id, inquiry=self.states[inquiry_id])

    # ---- undo
    def undoable(self) -> Undoable | None:
        return self.undo_stack[-1] if self.undo_stack else None

    async def undo(self) -> str:
        self.calls.append(("undo",))
        return f"Undone: {self.undo_stack.pop().sentence}."

    async def refresh(self) -> None:
        self.calls.append(("refresh",))
