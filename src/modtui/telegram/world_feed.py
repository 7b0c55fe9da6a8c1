"""The world's feed beyond messages: reactions, votes, topics, the schedule, files, transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from modtui.domain.formatting import Entity
from modtui.domain.media_facts import Reaction, Topic
from modtui.domain.messages import Media, MediaKind, Message
from modtui.telegram.world_base import Box
from modtui.telegram.world_members import WorldMembers
from modtui.telegram.world_types import Change, Stored, WorldError

_LATEST_DAYS = 366
_MOST_SCHEDULED = 100


@dataclass(slots=True)
class Planned:
    """A scheduled message of an account in a group."""

    id: int
    by: int
    group_id: int
    text: str
    at: datetime
    reply_to: int | None
    entities: tuple[Entity, ...] = ()


@dataclass(slots=True)
class FeedState:
    """What :class:`WorldFeed` keeps beside the boxes."""

    topics: dict[int, list[Topic]] = field(default_factory=dict)  # by group
    planned: list[Planned] = field(default_factory=list)
    last_planned: int = 0
    files: dict[tuple[int, int], bytes] = field(default_factory=dict)  # by group and message
    reactors: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)
    voters: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)
    transcripts: dict[int, str] = field(default_factory=dict)  # by message
    refuses_words: str = ""  # the error that transcribing and translating give, where not allowed
    transcribes_later: bool = False  # the transcript comes as an update of its own


class WorldFeed(WorldMembers):
    """Further operations on a group's feed."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.feed = FeedState()

    # ---- reactions, votes, topics, pins

    def react(self, by: int, message_id: int, emoji: str, *, group_id: int | None = None) -> Message:
        """Choose an emoji for a message; an empty one takes the choice back. Raises WorldError MESSAGE_ID_INVALID."""
        group = self.in_group(group_id)
        self.require_access(by, group)
        stored = self._alive(group.box, message_id)
        chosen = self.feed.reactors.setdefault((group.id, message_id), {})
        chosen.pop(by, None)
        if emoji:
            chosen[by] = emoji
        counts: dict[str, int] = {}
        for each in chosen.values():
            counts[each] = counts.get(each, 0) + 1
        ordered = sorted(counts.items(), key=lambda item: -item[1])
        return self._changed(
            group.box, stored, by, reactions=tuple(Reaction(each, count) for each, count in ordered)
        )

    def vote(self, by: int, message_id: int, option: int, *, group_id: int | None = None) -> Message:
        """Vote in a poll. Raises WorldError MESSAGE_ID_INVALID, OPTION_INVALID."""
        group = self.in_group(group_id)
        stored = self._alive(group.box, message_id)
        media = stored.message.media
        if media is None or media.poll is None or not 0 <= option < len(media.poll.options):
            raise WorldError("OPTION_INVALID")
        votes = self.feed.voters.setdefault((group.id, message_id), {})
        votes[by] = option
        options = tuple(
            replace(each, votes=sum(choice == number for choice in votes.values()))
            for number, each in enumerate(media.poll.options)
        )
        poll = replace(media.poll, options=options, voters=len(votes))
        return self._changed(group.box, stored, by, media=replace(media, poll=poll))

    def _changed(self, box: Box, stored: Stored, by: int, **changes: Any) -> Message:
        """A change that is no edit: the text and the date of the last edit stay."""
        message = replace(stored.message, **changes)
        box.kept[message.id] = replace(stored, message=message)
        self.tell(self.box_changed(box, Change.EDITED, (message.id,), by, box.kept[message.id]))
        return message

    def add_topic(self, title: str, *, group_id: int | None = None) -> Topic:
        """Make the group a forum, with one more topic."""
        group = self.in_group(group_id)
        group.is_forum = True
        topic = Topic(self.next_id(group.box), title)
        self.feed.topics.setdefault(group.id, []).append(topic)
        return topic

    def unpin(self, message_id: int, *, group_id: int | None = None) -> None:
        """Take a pin off."""
        group = self.in_group(group_id)
        stored = self._alive(group.box, message_id)
        group.box.kept[message_id] = replace(stored, pinned=False)
        if group.pinned_id == message_id:
            group.pinned_id = None

    # ---- the schedule

    def schedule(
        self,
        by: int,
        text: str,
        at: datetime,
        *,
        reply_to: int | None = None,
        group_id: int | None = None,
        entities: Sequence[Entity] = (),
    ) -> Planned:
        """Post later. Raises WorldError SCHEDULE_DATE_TOO_LATE, SCHEDULE_TOO_MUCH and those of :meth:`post`."""
        group = self.in_group(group_id)
        self._may_write(by, group, slow=False)
        text, looks = self._checked(text, None, entities)
        if (at - self.now()).days > _LATEST_DAYS:
            raise WorldError("SCHEDULE_DATE_TOO_LATE")
        if len(self.planned_by(by, group_id=group.id)) >= _MOST_SCHEDULED:
            raise WorldError("SCHEDULE_TOO_MUCH")
        self.feed.last_planned += 1
        moment = at.replace(microsecond=0)
        planned = Planned(self.feed.last_planned, by, group.id, text, moment, reply_to, looks)
        self.feed.planned.append(planned)
        return planned

    def planned_by(self, by: int, *, group_id: int | None = None) -> list[Planned]:
        """What an account has scheduled, soonest first; what is due is posted before."""
        self.post_due()
        group = self.in_group(group_id)
        found = [p for p in self.feed.planned if p.by == by and p.group_id == group.id]
        return sorted(found, key=lambda p: (p.at, p.id))

    def unschedule(self, by: int, ids: Sequence[int], *, group_id: int | None = None) -> None:
        """Take messages out of the schedule."""
        group = self.in_group(group_id)
        self.feed.planned = [
            p for p in self.feed.planned if not (p.by == by and p.group_id == group.id and p.id in ids)
        ]

    def post_due(self) -> None:
        """Post what is due by the world's clock."""
        due = [p for p in self.feed.planned if p.at <= self.now()]
        self.feed.planned = [p for p in self.feed.planned if p not in due]
        for planned in sorted(due, key=lambda p: p.at):
            target = planned.reply_to
            if target is not None and self.in_group(planned.group_id).box.alive(target) is None:
                target = None
            self.post(
                planned.by,
                planned.text,
                group_id=planned.group_id,
                reply_to=target,
                entities=planned.entities,
            )

    # ---- files

    def post_file(
        self,
        by: int,
        content: bytes,
        media: Media,
        caption: str = "",
        *,
        group_id: int | None = None,
        to_user: int | None = None,
        reply_to: int | None = None,
        random_id: int | None = None,
        entities: Sequence[Entity] = (),
    ) -> Message:
        """Post a file with its content, or send it to one person. Errors and repeats as :meth:`post`."""
        if to_user is not None:
            media = replace(media, size=len(content))
            sent = self.send_private(
                by, to_user, caption,
                reply_to=reply_to, random_id=random_id, media=media, entities=entities,
            )  # fmt: skip
            self.feed.files.setdefault((-by, sent.id), content)
            return sent
        group = self.in_group(group_id)
        media = replace(media, size=len(content))
        message = self.post(
            by,
            caption,
            group_id=group.id,
            reply_to=reply_to,
            random_id=random_id,
            media=media,
            entities=entities,
        )
        self.feed.files.setdefault((group.id, message.id), content)
        return message

    def private_file(self, me: int, message_id: int) -> bytes:
        """What a file holds that ``me`` sent in private. Raises KeyError for any other message."""
        return self.feed.files[-me, message_id]

    def file_of(self, me: int, message_id: int, *, group_id: int | None = None) -> bytes:
        """What an attachment holds; made up for one that nobody gave content to. Raises WorldError MESSAGE_ID_INVALID."""
        group = self.in_group(group_id)
        self.require_access(me, group)
        media = self._alive(group.box, message_id).message.media
        if media is None or media.kind in (MediaKind.POLL, MediaKind.LOCATION, MediaKind.CONTACT):
            raise WorldError("MEDIA_EMPTY")
        content = self.feed.files.get((group.id, message_id))
        return content if content is not None else (b"modtui sample " * 100_000)[: media.size or 1000]

    # ---- words

    def transcript(self, me: int, message_id: int, *, group_id: int | None = None) -> str:
        """A voice message in words. Raises WorldError MSG_VOICE_MISSING, or what ``feed.refuses_words`` says."""
        group = self.in_group(group_id)
        self.require_access(me, group)
        media = self._alive(group.box, message_id).message.media
        if media is None or media.kind is not MediaKind.VOICE:
            raise WorldError("MSG_VOICE_MISSING")
        if self.feed.refuses_words:
            raise WorldError(self.feed.refuses_words)
        return self.feed.transcripts.get(message_id, "(a sample of what was said)")

    def translation(self, me: int, message_id: int, to: str, *, group_id: int | None = None) -> str:
        """A message in another language, as far as a world without dictionaries can."""
        group = self.in_group(group_id)
        self.require_access(me, group)
        text = self._alive(group.box, message_id).message.text
        if self.feed.refuses_words:
            raise WorldError(self.feed.refuses_words)
        if not text:
            raise WorldError("INPUT_TEXT_EMPTY")
        return f"[{to}] {text}"
