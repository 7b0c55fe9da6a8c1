"""The feed as the screen shows it, from the mirror, the inquiries, the warnings and the outbox."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from modtui.desk.context import DeskContext
from modtui.desk.uploading import media_of
from modtui.desk.views import FeedItem, Quote
from modtui.desk.waiting_notes import counts_down_to, waiting_note
from modtui.domain.formatting import Entity, normalised, utf16_length, utf16_places
from modtui.domain.inquiries import Inquiry
from modtui.domain.media_facts import Topic
from modtui.domain.messages import Media, Message, Role, SenderKind, ServiceKind
from modtui.domain.moderation import warnings_in_force
from modtui.domain.outgoing import Purpose, SendState
from modtui.store import derived, feed_facts, observed, outbox
from modtui.store.derived import Rules
from modtui.store.feed_facts import Extra
from modtui.store.observed import StoredMessage
from modtui.store.outbox import OutboxItem
from modtui.text.catalogue import say
from modtui.text.direction import base_direction
from modtui.text.safe import safe_line, safe_text

#: Characters of a quoted or listed first line.
LINE = 200

_ABOUT_MEMBERS = frozenset(
    {
        ServiceKind.JOINED,
        ServiceKind.JOINED_BY_REQUEST,
        ServiceKind.ADDED,
        ServiceKind.LEFT,
        ServiceKind.REMOVED,
    }
)

_PENDING = (SendState.QUEUED, SendState.SENDING, SendState.FAILED, SendState.HELD)


async def feed(
    ctx: DeskContext, *, before_id: int | None, after_id: int | None, limit: int
) -> list[FeedItem]:
    """A page of the feed; own messages that have not left stand at the end of the newest page."""
    if ctx.chat_key is None:
        return []
    rows = await observed.page(ctx.db, ctx.chat_key, before_id=before_id, after_id=after_id, limit=limit)
    items = await _items(ctx, rows)
    newest = before_id is None and (after_id is None or len(rows) < limit)
    return [*items, *(await pending(ctx))] if newest else items


async def items_by_id(ctx: DeskContext, ids: Iterable[int]) -> list[FeedItem]:
    """These messages as they are shown now."""
    if ctx.chat_key is None:
        return []
    return await _items(ctx, await observed.by_ids(ctx.db, ctx.chat_key, ids))


async def pending(ctx: DeskContext) -> list[FeedItem]:
    """Own replies and posts to the group that have not left yet, oldest first."""
    waiting = [
        item
        for item in await outbox.in_states(ctx.db, _PENDING)
        if item.to_user is None and item.chat_key == ctx.chat_key
    ]
    waiting.sort(key=lambda item: (item.created_at, item.id))
    quoted = await _quotes(ctx, [item.reply_to or item.instead_of for item in waiting])
    return [_pending_item(ctx, item, quoted) for item in waiting]


async def _items(ctx: DeskContext, rows: Sequence[StoredMessage]) -> list[FeedItem]:
    if not rows:
        return []
    chat_key = ctx.chat()
    rules = await ctx.rules.get(ctx.db)
    belongs = await derived.inquiries_of_messages(ctx.db, chat_key, [row.message.id for row in rows])
    inquiries = await derived.inquiries(ctx.db, chat_key, belongs.values())
    quotes = await _quotes(ctx, [row.message.reply_to for row in rows])
    warned = await _warned(ctx, {row.sender_ref for row in rows if row.sender_ref is not None})
    names = await _names(ctx, rows)
    extras = await feed_facts.extras(ctx.db, chat_key, (row.message.id for row in rows))
    parts = [row.message.id for row in rows if row.message.album_id is not None]
    albums = await feed_facts.albums(ctx.db, chat_key, parts) if parts else {}
    topics = topic_names(await feed_facts.topics_of(ctx.db, chat_key))
    items = [_item(row, rules, belongs, inquiries, quotes, warned, names) for row in rows]
    return [_with_extras(item, row, extras, topics, albums) for item, row in zip(items, rows, strict=True)]


def topic_names(topics: Sequence[Topic]) -> dict[int, str]:
    """What each topic is called on the screen: by its number too where another has the same name."""
    names = {topic.id: safe_line(topic.title, 64) for topic in topics}
    often = Counter(names.values())
    return {number: f"{name} ({number})" if often[name] > 1 else name for number, name in names.items()}


def _with_extras(
    item: FeedItem,
    row: StoredMessage,
    extras: dict[int, Extra],
    topics: dict[int, str],
    albums: dict[int, tuple[int, ...]],
) -> FeedItem:
    """The item with its reactions, pin, topic and album, and every word of its attachment made safe."""
    message = row.message
    album = albums.get(message.id, (message.id,))
    extra = extras.get(message.id, Extra(message.pinned, message.reactions))
    return replace(
        item,
        media=safe_media(message.media) if message.media is not None else None,
        reactions=tuple(replace(r, emoji=safe_line(r.emoji, 16)) for r in extra.reactions),
        pinned=extra.pinned,
        topic_id=message.topic_id,
        topic=topics.get(message.topic_id, "") if message.topic_id is not None else "",
        album_id=message.album_id,
        album=(album.index(message.id) + 1, len(album)),
        purged=row.purged,
    )


def safe_media(media: Media) -> Media:
    """An attachment's words, safe to show: whoever sent it chose its file name, its poll and its emoji."""
    poll, place = media.poll, media.place
    if poll is not None:
        options = tuple(replace(option, text=safe_line(option.text, LINE)) for option in poll.options)
        poll = replace(poll, question=safe_line(poll.question, 2 * LINE), options=options)
    if place is not None:
        place = replace(place, address=safe_line(place.address, LINE))
    return replace(
        media,
        name=safe_line(media.name, 2 * LINE),
        emoji=safe_line(media.emoji, 16),
        phone=safe_line(media.phone, 40),
        poll=poll,
        place=place,
    )


async def items_of(ctx: DeskContext, messages: Sequence[Message]) -> list[FeedItem]:
    """Messages as they are shown that are not stored: pages older than what is kept, and pins."""
    rows = []
    for message in messages:
        ref = await ctx.db.one(
            "SELECT ref FROM member WHERE telegram_id = ? AND kind = ?",
            (message.sender.id, message.sender.kind.value),
        )
        rows.append(StoredMessage(message, str(ref[0]) if ref is not None else None))
    return await _items(ctx, rows) if ctx.chat_key is not None else []


def _item(
    row: StoredMessage,
    rules: Rules,
    belongs: dict[int, int],
    inquiries: dict[int, Inquiry],
    quotes: dict[int, Quote],
    warned: dict[str, int],
    names: dict[int, str],
) -> FeedItem:
    message = row.message
    inquiry = inquiries.get(belongs.get(message.id, 0))
    about = inquiry  # what a key pressed on it is about
    if inquiry is not None and not inquiry.state.is_listed and not _asks(inquiry, message.id):
        inquiry = None  # a settled one is marked where it was asked, not on every line of its thread
        about = about if about is not None and _answers(about, message.id) else None
    text = safe_text(message.text)
    return FeedItem(
        message_id=message.id,
        sender_id=message.sender.id,
        name=shown_name(message.sender.name, message.sender.kind),
        role=rules.roles.role_at(row.sender_ref, message.sender.kind, message.sent_at),
        sent_at=message.sent_at,
        text=text,
        direction=base_direction(text),
        quote=quotes.get(message.reply_to) if message.reply_to is not None else None,
        media=message.media,
        service=_service_sentence(message, names) if message.service is not None else None,
        edited_at=message.edited_at,
        previous_text=safe_text(row.previous_text) if row.previous_text is not None else None,
        deleted_at=row.deleted_at,
        forwarded_from=safe_line(message.forwarded_from) if message.forwarded_from else None,
        inquiry=inquiry.state if inquiry is not None else None,
        inquiry_id=about.message_id if about is not None else None,
        urgent=inquiry.urgent if inquiry is not None else False,
        warnings=warned.get(row.sender_ref or "", 0),
        own=message.outgoing,
        looks=safe_looks(message.text, message.entities),
        service_kind=message.service.kind if message.service is not None else None,
        names=_named(message),
    )


def _asks(inquiry: Inquiry, message_id: int) -> bool:
    return message_id == inquiry.message_id or any(c.message_id == message_id for c in inquiry.later_cycles)


def _answers(inquiry: Inquiry, message_id: int) -> bool:
    return any(reply.message_id == message_id for reply in inquiry.all_replies)


def _pending_item(ctx: DeskContext, item: OutboxItem, quotes: dict[int, Quote]) -> FeedItem:
    text = safe_text(item.text or "")
    return FeedItem(
        message_id=0,
        sender_id=ctx.account.id if ctx.account else None,
        name=safe_line(ctx.account.name) if ctx.account else say("feed.you"),
        role=Role.MODERATOR,
        sent_at=item.created_at,
        text=text,
        direction=base_direction(text),
        quote=quotes.get(item.reply_to) if item.reply_to is not None else None,
        answers=quotes.get(item.reply_to or item.instead_of or 0),
        inquiry_id=_inquiry_of(item),
        own=True,
        outbox_id=item.id,
        send_state=item.state,
        send_note=waiting_note(ctx, item),
        wait_until=counts_down_to(item, ctx.clock()),
        media=media_of(item),
        looks=safe_looks(item.text or "", item.entities),
    )


def safe_looks(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """How the text looks once it is made safe: places moved along, links and what is unknown cleaned."""
    if not entities:
        return ()
    clean = safe_text(text)
    if clean != text:
        places = utf16_places(text)

        def moved(place: int) -> int:
            return utf16_length(safe_text(text[: bisect_left(places, place)]))

        entities = [
            replace(e, offset=moved(e.offset), length=moved(e.end) - moved(e.offset)) for e in entities
        ]
    return normalised(clean, (replace(e, url=safe_line(e.url, 4 * LINE)) for e in entities))


def _inquiry_of(item: OutboxItem) -> int | None:
    value = item.detail.get("inquiry") if item.purpose is Purpose.REPLY else None
    return int(value) if value is not None else None


def shown_name(name: str, kind: SenderKind) -> str:
    """A sender's name made safe, with what stands for people who have none."""
    line = safe_line(name, 64)
    if line:
        return line
    if kind is SenderKind.ANONYMOUS_ADMIN:
        return say("feed.anonymous_admin")
    return say("feed.nameless")


def first_line(text: str) -> str:
    """The first line of a message that says something, made safe."""
    for line in text.splitlines():
        safe = safe_line(line, LINE)
        if safe:
            return safe
    return ""


def media_line(message: Message) -> str:
    """What stands for a message without text."""
    media = message.media
    if media is None:
        return ""
    words = say(f"media.{media.kind.value}")
    if media.seconds is None:
        return words
    return f"[{words.strip('[]')} {media.seconds // 60}:{media.seconds % 60:02d}]"


async def _quotes(ctx: DeskContext, ids: Iterable[int | None]) -> dict[int, Quote]:
    wanted = {i for i in ids if i is not None}
    if not wanted or ctx.chat_key is None:
        return {}
    quotes = {i: Quote(i, "", say("feed.quote_unknown"), stored=False) for i in wanted}
    for row in await observed.by_ids(ctx.db, ctx.chat_key, wanted):
        message = row.message
        gone = row.deleted_at is not None
        quotes[message.id] = Quote(
            message.id,
            shown_name(message.sender.name, message.sender.kind),
            say("feed.quote_deleted") if gone else first_line(message.text) or media_line(message),
            gone,
        )
    return quotes


async def _warned(ctx: DeskContext, refs: set[str]) -> dict[str, int]:
    """Warnings in force by member, for those who have any."""
    counts: dict[str, int] = {}
    known = await ctx.db.all(
        "SELECT DISTINCT member_ref FROM action WHERE member_ref IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(refs)),),
    )
    for (ref,) in known:
        actions = await derived.actions_of_member(ctx.db, ref)
        counts[ref] = len(warnings_in_force(actions, ctx.clock(), ctx.settings.warning_expiry))
    return counts


async def _names(ctx: DeskContext, rows: Sequence[StoredMessage]) -> dict[int, str]:
    """Names of the people that service messages are about."""
    ids = sorted({i for row in rows if row.message.service is not None for i in row.message.service.user_ids})
    if not ids:
        return {}
    marks = ",".join("?" * len(ids[:500]))
    found = await ctx.db.all(
        f"SELECT telegram_id, name FROM member WHERE kind = 'user' AND telegram_id IN ({marks})", ids[:500]
    )
    return {int(row[0]): safe_line(str(row[1]), 64) for row in found if row[1]}


def _named(message: Message) -> int | None:
    """The one member that a service message is about: who came, went, or was taken out."""
    service = message.service
    if service is None or service.kind not in _ABOUT_MEMBERS:
        return None
    about = service.user_ids or ((message.sender.id,) if message.sender.id is not None else ())
    return about[0] if len(about) == 1 else None


def _service_sentence(message: Message, names: dict[int, str]) -> str:
    service = message.service
    assert service is not None
    who = ", ".join(names.get(i, say("feed.somebody")) for i in service.user_ids[:5])
    by = shown_name(message.sender.name, message.sender.kind)
    code = f"service.{service.kind.value}"
    if service.kind in (ServiceKind.TITLE_CHANGED, ServiceKind.OTHER):
        return say(code, by=by, text=safe_line(service.text, LINE))
    return say(code, who=who or by, by=by)
