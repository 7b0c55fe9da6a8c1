"""The rest of the fake desk: finding messages, attachments, one's own posts, in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modtui.desk.api import DeskError
from modtui.desk.views import FeedItem
from modtui.desk.views_feed import MentionChoice, ScheduledView, StarterProposal, VersionView
from modtui.desk.views_find import FindHit, FindPage
from modtui.desk.views_snippets import AttachedFile
from modtui.desk.words import NoticeNeeded
from modtui.domain.formatting import Entity
from modtui.domain.half_written import HalfWritten
from modtui.text.fold import fold_words


class FeedFakes:
    """Mixed into FakeDesk."""

    if TYPE_CHECKING:
        calls: list[tuple[object, ...]]
        items: list[FeedItem]

        def now(self) -> datetime: ...
        def _item(self, number: int) -> FeedItem: ...
        def _may_fail(self) -> None: ...
        def change_item(self, number: int, **fields: object) -> None: ...

    def set_up_feed(self) -> None:
        self.versions: dict[int, list[VersionView]] = {}
        self.noticed = False
        self.attachments: dict[str, tuple[AttachedFile, ...]] = {}
        self.draft_paths: dict[int | None, list[str]] = {}
        self.halves: dict[int | None, HalfWritten] = {}
        self.playing = False
        self.slow_media: asyncio.Event | None = None
        self.schedule: list[ScheduledView] = []
        self.in_telegram: list[FeedItem] = []  # older than what is stored
        self.asked_telegram: list[int] = []
        self.line_is_cut = False
        self.read_mark: int | None = None

    # ---- paging
    async def older_from_telegram(self, before_id: int, limit: int = 100) -> list[FeedItem]:
        self.asked_telegram.append(before_id)
        if self.line_is_cut:
            raise DeskError("This needs a connection to Telegram.")
        older = [item for item in (*self.in_telegram, *self.items) if item.message_id < before_id]
        return older[-limit:]

    async def read_to(self) -> int | None:
        return self.read_mark

    async def mark_read_to(self, message_id: int) -> None:
        self.read_mark = message_id

    # ---- finding
    async def find(self, query: str, *, before_id: int | None = None, limit: int = 50) -> FindPage:
        if query.startswith("form:"):
            raise DeskError("There is no filter form: (did you mean from:?).")
        wanted = [word for word in query.split() if not word.startswith("from:")]
        sender = next((word[5:] for word in query.split() if word.startswith("from:")), "")
        hits: list[FindHit] = []
        for item in reversed(self.items):
            if before_id is not None and item.message_id >= before_id:
                continue
            if sender and str(item.sender_id) != sender:
                continue
            if item.service is None and all(word in item.text for word in wanted):
                spans = tuple((item.text.index(word), item.text.index(word) + len(word)) for word in wanted)
                hits.append(FindHit(item, spans, item.text.replace("\n", " "), spans))
        page = hits[:limit]
        return FindPage(tuple(page), page[-1].item.message_id if len(hits) > limit else None)

    async def message_at(self, day: date | str) -> int:
        for item in self.items:
            if f"{item.sent_at:%Y-%m-%d}" >= str(day):
                return item.message_id
        raise DeskError("No message is stored from that day or later.")

    async def versions_of(self, message_id: int) -> Sequence[VersionView]:
        item = self._item(message_id)
        return self.versions.get(message_id) or [VersionView(item.sent_at, item.text, item.direction)]

    # ---- attachments
    async def open_media(self, message_id: int, progress: object = None) -> None:
        self._may_fail()
        self.calls.append(("open_media", message_id))
        if self.slow_media is not None:
            progress(300, 1000)  # type: ignore[operator]
            await self.slow_media.wait()

    async def play_media(self, message_id: int, progress: object = None) -> str:
        self._may_fail()
        self.calls.append(("play_media", message_id))
        self.playing = True
        return "mpv"

    async def stop_playing(self) -> bool:
        was, self.playing = self.playing, False
        self.calls.append(("stop_playing", was))
        return was

    async def save_media(self, message_id: int, target: Path, progress: object = None) -> Path:
        self._may_fail()
        self.calls.append(("save_media", message_id, target))
        return target / "form.pdf"

    def attachment(self, path: str) -> AttachedFile:
        found = Path(path).expanduser()
        if not found.is_file():
            raise DeskError(f"There is no file {found.name}.")
        return AttachedFile(found.name, str(found), size=found.stat().st_size)

    def keep_half(self, target: int | None, text: str, half: HalfWritten | None) -> None:
        if half is not None:
            self.halves[target] = half
        if not text.strip() and not self.draft_paths.get(target):
            self.halves.pop(target, None)

    async def draft_half(self, target: int | None) -> HalfWritten:
        return self.halves.get(target, HalfWritten())

    async def save_draft_files(self, target: int | None, paths: Sequence[str]) -> None:
        self.draft_paths[target] = list(paths)

    async def draft_files(self, target: int | None) -> Sequence[AttachedFile]:
        return [AttachedFile(Path(path).name, path, size=1) for path in self.draft_paths.get(target, ())]

    async def transcribe(self, message_id: int, *, accepted: bool = False) -> str:
        self._heard(accepted)
        self.calls.append(("transcribe", message_id))
        return "أين المكتب؟"

    async def translate(self, message_id: int, to_language: str = "en", *, accepted: bool = False) -> str:
        self._heard(accepted)
        self.calls.append(("translate", message_id, to_language))
        return "Where is the office?"

    def _heard(self, accepted: bool) -> None:
        if not accepted and not self.noticed:
            raise NoticeNeeded("Transcribing and translating send this message to Telegram's providers.")
        self.noticed = True

    # ---- one's own posts
    async def edit_post(self, message_id: int, text: str, entities: Sequence[Entity] = ()) -> None:
        self._may_fail()
        self.calls.append(("edit_post", message_id, text, *([entities] if entities else [])))
        self.change_item(message_id, text=text, looks=tuple(entities), edited_at=self.now())

    async def delete_post(self, message_id: int) -> None:
        self._may_fail()
        self.calls.append(("delete_post", message_id))

    async def scheduled(self) -> Sequence[ScheduledView]:
        return list(self.schedule)

    async def cancel_scheduled(self, schedule_id: int) -> str:
        self.calls.append(("cancel_scheduled", schedule_id))
        post = next(post for post in self.schedule if post.schedule_id == schedule_id)
        self.schedule.remove(post)
        return post.text

    async def mentions(self, prefix: str, limit: int = 8) -> Sequence[MentionChoice]:
        people = [
            MentionChoice(501, "أمّ يوسف الحلبي", None, ""),
            MentionChoice(502, "Omar [Sample]", None, ""),
            MentionChoice(503, "Olena Sample", "olena_s", ""),
        ]
        parts = fold_words(prefix.lstrip("@"))
        found = [
            each
            for each in people
            if all(
                any(word.startswith(part) for word in fold_words(f"{each.name} {each.username or ''}"))
                for part in parts
            )
        ]
        return found[:limit]

    quiet: StarterProposal | None = None

    async def starter(self, language: str | None = None) -> StarterProposal | None:
        return self.quiet

    async def schedule_post(
        self,
        text: str,
        at: datetime,
        *,
        post_type: str = "other",
        reply_to: int | None = None,
        entities: Sequence[Entity] = (),
    ) -> ScheduledView:
        self._may_fail()
        self.calls.append(("schedule_post", text, at, post_type, tuple(entities)))
        post = ScheduledView(len(self.schedule) + 900, at, text, "ltr", post_type)
        self.schedule.append(post)
        return post

    async def mention_instead(self, outbox_id: str) -> None:
        self._may_fail()
        self.calls.append(("mention_instead", outbox_id))
