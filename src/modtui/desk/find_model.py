"""Finding messages in the store, and jumping to a day or through one member's messages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date

from modtui.desk import feed_model
from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.views import FeedItem
from modtui.desk.views_find import FindHit, FindPage
from modtui.domain.days import NoDay, parse_day
from modtui.domain.find import (
    FindError,
    FindQuery,
    day_start,
    fold_quotes,
    has_link,
    has_phone,
    match_spans,
    parse_find,
)
from modtui.domain.messages import SenderKind
from modtui.store import find as index
from modtui.store import observed
from modtui.store.database import from_ms
from modtui.store.derived import Rules
from modtui.store.observed import StoredMessage
from modtui.telegram.gateway import GatewayError
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

#: Candidates read at once, and how many are looked at between two turns of everybody else (some 2 ms).
_CHUNK = 100
_TURN = 25
#: After so many without filling a page, what was found so far is given.
_MOST_LOOKED_AT = 20_000
#: Characters of the line round a match.
_LINE = 160


async def find(ctx: DeskContext, typed: str, *, before_id: int | None, limit: int) -> FindPage:
    """A page of stored messages that fit, newest first. Raises DeskError for what cannot be understood."""
    zone = ctx.settings.policy.tz
    try:
        query = parse_find(typed, zone, ctx.clock().astimezone(zone).date())
    except FindError as error:
        raise DeskError(str(error)) from error
    if ctx.chat_key is None:
        return FindPage(())
    senders, stranger = await _senders(ctx, query)
    if stranger:
        return FindPage((), note=say("find.no_member", name=safe_line(stranger, 64)))
    found, next_before = await _search(ctx, query, senders, before_id, max(1, limit))
    items = {item.message_id: item for item in await feed_model.items_by_id(ctx, found)}
    left = await index.left_to_index(ctx.db)
    note = say("find.indexing", left=left) if left and query.has_words else ""
    if not found and not note and before_id is None:
        left_open = fold_quotes(typed).count('"') % 2 == 1
        note = say("find.open_quote") if left_open else await _wrote_it(ctx, query)
    return FindPage(tuple(_hit(query, items[i]) for i in found if i in items), next_before, note)


async def _wrote_it(ctx: DeskContext, query: FindQuery) -> str:
    """For words that nobody wrote but somebody is called by: how to find what they wrote."""
    name = " ".join(query.words)
    if query.senders or query.phrases or not name or not await index.senders_called(ctx.db, name, None):
        return ""
    return say("find.is_a_name", filter=f'from:"{name}"' if " " in name else f"from:{name}")


async def _senders(ctx: DeskContext, query: FindQuery) -> tuple[list[str] | None, str]:
    """(member references, "") of those meant by from:, None for anybody; or (None, a name nobody has)."""
    if not query.senders:
        return None, ""
    own = ctx.account.id if ctx.account is not None else None
    refs: list[str] = []
    for typed in query.senders:
        called = await index.senders_called(ctx.db, typed, own)
        if not called:
            return None, typed
        refs += called
    return refs, ""


async def _search(
    ctx: DeskContext, query: FindQuery, senders: list[str] | None, before_id: int | None, limit: int
) -> tuple[list[int], int | None]:
    """(ids newest first, where to go on or None when everything was looked at)."""
    rules = await ctx.rules.get(ctx.db)
    found: list[int] = []
    looked_at = 0
    while True:
        ids = await index.candidates(ctx.db, ctx.chat(), query, senders, before_id=before_id, limit=_CHUNK)
        rows = {row.message.id: row for row in await observed.by_ids(ctx.db, ctx.chat(), ids)}
        for number, message_id in enumerate(ids, 1):
            if not number % _TURN:
                await asyncio.sleep(0)
            before_id = message_id
            if message_id in rows and _fits(query, rows[message_id], rules):
                found.append(message_id)
                if len(found) == limit:
                    return found, before_id
        looked_at += len(ids)
        if not ids:
            return found, None
        if looked_at >= _MOST_LOOKED_AT:
            return found, before_id
        await asyncio.sleep(0)


def _fits(query: FindQuery, row: StoredMessage, rules: Rules) -> bool:
    message = row.message
    if "link" in query.has and not has_link(message.text):
        return False
    if "phone" in query.has and not has_phone(message.text):
        return False
    if "staff" in query.traits:
        role = rules.roles.role_at(row.sender_ref, message.sender.kind, message.sent_at)
        if not role.is_staff:
            return False
    return match_spans(query, index.searchable(message.text, message.media)) is not None


def _hit(query: FindQuery, item: FeedItem) -> FindHit:
    # Matched once more on what is shown: spans of the message as it came would be off by what was made safe.
    spans = _spans(query, item.text)
    first = spans[0][0] if spans else 0
    start = max(0, first - _LINE // 4)
    if start:  # begin at a word
        start = item.text.rfind(" ", 0, start) + 1 if " " in item.text[max(0, start - 40) : start] else start
    end = start + _LINE
    line = item.text[start:end].replace("\n", " ")
    head, tail = ("… " if start else ""), (" …" if end < len(item.text) else "")
    shift = len(head) - start
    inside = ((max(a, start) + shift, min(b, end) + shift) for a, b in spans if b > start and a < end)
    return FindHit(item, spans, f"{head}{line}{tail}" if line.strip() else _media_line(item), tuple(inside))


def _spans(query: FindQuery, text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of the query are in this text, each looked for by itself: one may be in a file's name."""
    found: list[tuple[int, int]] = []
    for word in query.words:
        found += match_spans(FindQuery(words=(word,)), text) or ()
    for phrase in query.phrases:
        found += match_spans(FindQuery(phrases=(phrase,)), text) or ()
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _media_line(item: FeedItem) -> str:
    if item.media is None:
        return ""
    name = safe_line(item.media.name, _LINE)
    kind = say(f"media.{item.media.kind.value}")
    return f"{kind} {name}".strip()


async def message_at(ctx: DeskContext, day: date | str) -> int:
    """The id of the first message of a day of the service's zone, or of the next day that has one.

    Telegram is asked for a day before the store's first. Raises DeskError when ``day`` is none, when there is no
    message from then on, or when Telegram refuses.
    """
    zone = ctx.settings.policy.tz
    if isinstance(day, str):
        try:
            day = parse_day(day, ctx.clock().astimezone(zone).date())[0]
        except NoDay as error:
            raise DeskError(str(error)) from error
    begins = day_start(day, zone)
    found = await index.first_from(ctx.db, ctx.chat(), begins)
    if found is None:
        raise DeskError(say("find.no_message_then"))
    if found != await index.first_from(ctx.db, ctx.chat(), from_ms(0)):
        return found
    if not ctx.connected:
        ctx.tell(say("find.oldest_stored"), "warning")
        return found
    try:
        async for page in ctx.gateway.history(since=begins, page=1):
            return page[0].id
    except GatewayError as error:
        raise DeskError(str(error)) from error
    return found


async def messages_of(
    ctx: DeskContext, member_id: int, *, before_id: int | None, limit: int
) -> Sequence[FeedItem]:
    """One member's newest messages (before an id), oldest first."""
    if ctx.chat_key is None:
        return []
    rows = await ctx.db.all(
        "SELECT m.id FROM message m JOIN member p ON p.ref = m.sender_ref WHERE m.chat_key = ? "
        "AND p.telegram_id = ? AND p.kind <> ? AND m.service IS NULL AND m.id < ? ORDER BY m.id DESC LIMIT ?",
        (ctx.chat_key, member_id, SenderKind.ANONYMOUS_ADMIN.value, before_id or 1 << 40, limit),
    )
    return await feed_model.items_by_id(ctx, _numbers(rows))


def _numbers(rows: Iterable[tuple[object, ...]]) -> list[int]:
    return [int(str(row[0])) for row in rows]


async def keep_indexed(ctx: DeskContext) -> None:
    """Index what an older version, or a purge, left to be indexed."""
    if await index.left_to_index(ctx.db):
        await index.index_all(ctx.db)
