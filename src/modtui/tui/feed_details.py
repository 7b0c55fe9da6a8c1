"""What hangs on a message, in words: attachments, polls, places, reactions, topics, pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.domain.kinds import MediaKind
from modtui.text.catalogue import say

if TYPE_CHECKING:
    from modtui.desk.views import FeedItem
    from modtui.domain.media_facts import Poll
    from modtui.domain.messages import Media
    from modtui.tui.paint import Line, Painter

MOST_OPTIONS = 12
MOST_REACTIONS = 8


def size_words(size: int) -> str:
    """Bytes in words: ``120 kB``, ``2.1 MB``."""
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} kB"


def media_words(media: Media) -> str:
    """An attachment as what it is: ``[voice note 0:12]``, ``[file form.pdf 120 kB]``, ``[contact Omar +1 555]``."""
    parts = [say(f"media.{media.kind.value}").strip("[]")]
    name = "" if media.poll is not None and media.poll.question else media.name  # its question stands below
    if media.kind is MediaKind.OTHER:  # the name is Telegram's word for the kind
        name = f"({name})" if name and name != "Unsupported" else ""
    parts += [part for part in (media.emoji, name, media.phone) if part]
    if media.seconds is not None:
        parts.append(f"{media.seconds // 60}:{media.seconds % 60:02d}")
    if media.size is not None:
        parts.append(size_words(media.size))
    if media.place is not None:
        parts += [media.place.address] if media.place.address else []  # before what may be cut
        parts.append(f"{media.place.latitude:.5f}, {media.place.longitude:.5f}")
    return "[" + " ".join(parts) + "]"


def media_lines(media: Media, width: int, painter: Painter) -> list[Line]:
    """The attachment's line, and a poll's question and options under it."""
    lines: list[Line] = [((painter.one_line(media_words(media), width), "accent"),)]
    if media.poll is not None and media.kind is MediaKind.POLL:
        lines += _poll_lines(media.poll, width, painter)
    return lines


def _poll_lines(poll: Poll, width: int, painter: Painter) -> list[Line]:
    lines: list[Line] = []
    if poll.question:
        lines.append(((painter.one_line(poll.question, width), "title"),))
    for option in poll.options[:MOST_OPTIONS]:
        votes = "?" if option.votes is None else str(option.votes)
        room = max(width - len(votes) - 5, 4)
        sign = "● " if option.chosen else "○ "
        lines.append(
            ((sign, "accent"), (f"{votes:>3}  ", "muted"), (painter.one_line(option.text, room), "text"))
        )
    if len(poll.options) > MOST_OPTIONS:
        lines.append(((say("poll.more", count=len(poll.options) - MOST_OPTIONS), "muted"),))
    notes = [say("poll.quiz")] if poll.quiz else []
    notes += [say("poll.multiple")] if poll.multiple else []
    notes += [say("poll.voters", count=poll.voters)] if poll.voters is not None else []
    notes += [say("poll.closed")] if poll.closed else []
    if notes:
        lines.append(((painter.one_line(", ".join(notes), width, "ltr"), "muted"),))
    return lines


def detail_marks(item: FeedItem, *, continued: bool) -> list[tuple[str, str]]:
    """(words, role) of the topic, the pin and the reactions. Topics are named where they change."""
    marks: list[tuple[str, str]] = []
    if item.topic_id is not None and not continued:
        marks.append((say("feed.topic", topic=item.topic or item.topic_id), "muted"))
    if item.album_id is not None:
        number, count = item.album
        which = say("feed.album_of", number=number, count=count) if count > 1 else say("feed.album")
        marks.append((which, "muted"))
    if item.pinned:
        marks.append((say("feed.pinned"), "accent"))
    if item.reactions:
        words = [
            f"{reaction.emoji or say('feed.custom_emoji')} {reaction.count}{'*' if reaction.own else ''}"
            for reaction in item.reactions[:MOST_REACTIONS]
        ]
        words += ["…"] if len(item.reactions) > MOST_REACTIONS else []
        marks.append(("  ".join(words), "muted"))
    return marks


def has_details(item: FeedItem) -> bool:
    """Whether the message's lines are more than its text."""
    return bool(
        item.media or item.reactions or item.pinned or item.topic_id is not None or item.album_id is not None
    )
