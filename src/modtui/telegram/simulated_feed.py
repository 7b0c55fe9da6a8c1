"""The simulated account's feed and files: the FeedGateway and MediaGateway halves of the simulated gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from modtui.domain.formatting import Entity, Look
from modtui.domain.media_facts import Reaction, Topic
from modtui.domain.messages import Media, MediaKind, Message
from modtui.telegram.gateway import GatewayError, Outgoing, Sent, ToUser
from modtui.telegram.gateway_feed import ScheduledMessage
from modtui.telegram.gateway_media import OutgoingFile, Progress
from modtui.telegram.world import World, WorldError
from modtui.telegram.world_feed import Planned

NOTHING = "That message has nothing to download."
UNREADABLE = "The file {name} cannot be read: {why}."
_PART = 64 * 1024


class SimulatedFeed:
    """Feed and files of a world; :class:`~modtui.telegram.simulated.SimulatedGateway` gives it these."""

    _world: World
    _me: int
    _group_id: int | None

    async def _checked(self, name: str) -> None:
        raise NotImplementedError

    def _call(self, name: str = "") -> AbstractContextManager[None]:
        raise NotImplementedError

    # ---- feed

    async def older(self, before_id: int, limit: int = 100) -> Sequence[Message]:
        """A page of history before an id, oldest first."""
        await self._checked("older")
        with self._call():
            found = self._world.history(
                self._me, group_id=self._group_id, max_id=before_id, limit=max(1, min(limit, 100))
            )
        return [self.as_seen(message) for message in reversed(found)]

    async def pinned(self) -> Sequence[Message]:
        """Pinned messages, newest first."""
        await self._checked("pinned")
        with self._call():
            kept = self._world.readable(self._me, group_id=self._group_id).kept.values()
            found = [stored.seen_by(self._me) for stored in kept if stored.alive and stored.pinned]
        return [replace(self.as_seen(message), pinned=True) for message in reversed(found)]

    async def topics(self) -> Sequence[Topic]:
        """The topics of a forum."""
        await self._checked("topics")
        with self._call():
            return list(self._world.feed.topics.get(self._world.in_group(self._group_id).id, ()))

    def _known(self, entities: Sequence[Entity]) -> tuple[Entity, ...]:
        """Without mentions of people nobody knows: their words are sent as words."""
        return tuple(e for e in entities if e.look is not Look.MENTION or e.user_id in self._world.users)

    async def edit(self, message_id: int, text: str, entities: Sequence[Entity] = ()) -> Message:
        """Change one's own message."""
        await self._checked("edit")
        with self._call():
            try:
                message = self._world.edit(
                    self._me, message_id, text, group_id=self._group_id, entities=self._known(entities)
                )
            except WorldError as error:
                if error.code != "MESSAGE_NOT_MODIFIED":
                    raise
                same = self._world.message(self._me, message_id, group_id=self._group_id)
                assert same is not None
                message = same
        return self.as_seen(message)

    def as_seen(self, message: Message) -> Message:
        """A message with dates in whole seconds, and this account's own reactions and pins marked."""
        key = (self._world.in_group(self._group_id).id, message.id)
        own = self._world.feed.reactors.get(key, {}).get(self._me)
        stored = self._world.in_group(self._group_id).box.kept.get(message.id)
        edited = message.edited_at
        return replace(
            message,
            sent_at=message.sent_at.replace(microsecond=0),
            edited_at=None if edited is None else edited.replace(microsecond=0),
            reactions=tuple(Reaction(r.emoji, r.count, r.emoji == own) for r in message.reactions),
            pinned=stored is not None and stored.pinned,
        )

    # ---- the schedule

    async def schedule(self, message: Outgoing, at: datetime) -> ScheduledMessage:
        """Post later."""
        await self._checked("schedule")
        moment = at.astimezone(UTC).replace(microsecond=0)
        with self._call():
            for planned in self._world.planned_by(self._me, group_id=self._group_id):
                if (planned.text, planned.at) == (message.text.strip(), moment):
                    return _scheduled(planned)
            return _scheduled(
                self._world.schedule(
                    self._me,
                    message.text,
                    moment,
                    reply_to=message.reply_to,
                    group_id=self._group_id,
                    entities=self._known(message.entities),
                )
            )

    async def scheduled(self) -> Sequence[ScheduledMessage]:
        """What waits to be posted."""
        await self._checked("scheduled")
        with self._call():
            return [_scheduled(p) for p in self._world.planned_by(self._me, group_id=self._group_id)]

    async def cancel_scheduled(self, ids: Sequence[int]) -> None:
        """Take messages out of the schedule."""
        await self._checked("cancel_scheduled")
        with self._call():
            self._world.unschedule(self._me, ids, group_id=self._group_id)

    # ---- files

    async def download(self, message_id: int, target: Path, progress: Progress | None = None) -> int:
        """Write an attachment to a file."""
        await self._checked("download")
        with self._call():
            try:
                content = self._world.file_of(self._me, message_id, group_id=self._group_id)
            except WorldError as error:
                if error.code == "MEDIA_EMPTY":
                    raise GatewayError(NOTHING, code="nothing-to-download") from error
                raise
        with target.open("ab") as file:
            done = file.tell()
            for start in range(done, len(content), _PART):
                await self._checked("download_part")
                part = content[start : start + _PART]
                file.write(part)
                done += len(part)
                if progress is not None:
                    progress(done, len(content))
        return done

    async def send_file(
        self, message: Outgoing, file: OutgoingFile, progress: Progress | None = None
    ) -> Sent:
        """Post a file."""
        await self._checked("send_file")
        try:
            content = await asyncio.to_thread(file.path.read_bytes)
        except OSError as error:
            why = UNREADABLE.format(name=file.name, why=error.strerror)
            raise GatewayError(why, code="file-gone") from error
        for start in range(0, len(content), _PART):
            await self._checked("send_file_part")
            if progress is not None:
                progress(min(start + _PART, len(content)), len(content))
        kind = MediaKind.PHOTO if file.as_photo else MediaKind.FILE
        media = Media(kind, "" if file.as_photo else file.name)
        with self._call():
            sent = self._world.post_file(
                self._me,
                content,
                media,
                message.text,
                group_id=self._group_id,
                to_user=message.to.user_id if isinstance(message.to, ToUser) else None,
                reply_to=message.reply_to,
                random_id=message.random_id,
                entities=self._known(message.entities),
            )
        return Sent(sent.id, sent.sent_at.replace(microsecond=0))

    # ---- words

    async def transcribe(self, message_id: int) -> str:
        """A voice message in words."""
        await self._checked("transcribe")
        with self._call():
            return self._world.transcript(self._me, message_id, group_id=self._group_id)

    async def translate(self, message_id: int, to_language: str) -> str:
        """A message in another language."""
        await self._checked("translate")
        with self._call():
            return self._world.translation(self._me, message_id, to_language, group_id=self._group_id)


def _scheduled(planned: Planned) -> ScheduledMessage:
    return ScheduledMessage(planned.id, planned.text, planned.at, planned.reply_to, planned.entities)
