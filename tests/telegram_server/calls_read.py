"""Reading: history, search, messages by id, read marks, the update state and differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from telethon.tl import functions as f
from telethon.tl import types as t

from modtui.telegram.world import Box, BoxKey, Change, Group, GroupKind, MessageEvent, Stored
from tests.telegram_server.calls import Call, RpcRefusal, answers
from tests.telegram_server.calls_people import dialog_of, state
from tests.telegram_server.encode import Encoder

LARGEST_PAGE = 100


def _kept(call: Call, group: Group | None, peer: int | None) -> tuple[Box, list[Stored]]:
    """The living messages of a chat, newest first. A basic group's live in its box too."""
    place = {"group_id": group.id} if group is not None else {"peer": peer}
    box = call.world.readable(call.me, **place)
    alive = [s for s in reversed(box.kept.values()) if s.alive and (peer is None or s.peer_id == peer)]
    return box, alive


def _page(
    found: list[Stored], request: f.messages.GetHistoryRequest | f.messages.SearchRequest
) -> list[Stored]:
    """Telegram's paging: start at the first message below the offset, move by add_offset, take limit."""
    date = getattr(request, "offset_date", None)
    start = 0
    if request.offset_id:
        start = next((i for i, s in enumerate(found) if s.message.id < request.offset_id), len(found))
    elif date is not None and date.timestamp() > 0:
        start = next((i for i, s in enumerate(found) if s.message.sent_at < date), len(found))
    start += request.add_offset
    page = found[max(0, start) : max(0, start + min(request.limit, LARGEST_PAGE))]
    below, above = request.max_id, request.min_id
    return [s for s in page if (not below or s.message.id < below) and s.message.id > above]


def _answer(call: Call, group: Group | None, box: Box, page: Sequence[Stored], count: int) -> object:
    encoder = call.encoder()
    messages = [encoder.message(stored, box.key) for stored in page]
    if group is None or group.kind is GroupKind.BASIC:
        if len(page) == count:
            return t.messages.Messages(messages, [], encoder.chats, encoder.users)
        return t.messages.MessagesSlice(count, messages, [], encoder.chats, encoder.users)
    encoder.group(group)
    return t.messages.ChannelMessages(box.pts, count, messages, [], encoder.chats, encoder.users)


@answers(f.messages.GetHistoryRequest)
def get_history(call: Call, request: f.messages.GetHistoryRequest) -> object:
    group, peer = call.place(request.peer)
    if group is not None and not (request.offset_date and request.offset_date.timestamp() > 0):
        box = call.world.readable(call.me, group_id=group.id)
        return _answer(call, group, box, _window(box, request), len(box.kept) - box.gone)
    box, found = _kept(call, group, peer)
    return _answer(call, group, box, _page(found, request), len(found))


def _window(box: Box, request: f.messages.GetHistoryRequest) -> list[Stored]:
    """:func:`_page` for all messages of a group: walks from the offset, so that long histories stay quick."""
    limit, move = min(request.limit, LARGEST_PAGE), request.add_offset
    pivot = min(request.offset_id or box.last_id + 1, box.last_id + 1)
    above = list(islice(_alive(box, range(pivot, box.last_id + 1)), max(0, -move)))[::-1]
    page = above[: max(0, len(above) + move + limit)] if move < 0 else []
    skip, rest = max(0, move), max(0, limit + min(0, move))
    page += islice(_alive(box, range(pivot - 1, 0, -1)), skip, skip + rest)
    below, least = request.max_id, request.min_id
    return [s for s in page if (not below or s.message.id < below) and s.message.id > least]


def _alive(box: Box, ids: Iterable[int]) -> Iterator[Stored]:
    return (stored for i in ids if (stored := box.alive(i)) is not None)


@answers(f.messages.SearchRequest)
def search(call: Call, request: f.messages.SearchRequest) -> object:
    group, peer = call.place(request.peer)
    box, found = _kept(call, group, peer)
    wanted = _wanted(call, request)
    found = [s for s in found if wanted(s)]
    return _answer(call, group, box, _page(found, request), len(found))


def _wanted(call: Call, request: f.messages.SearchRequest) -> Callable[[Stored], bool]:
    author = None if request.from_id is None else call.user(request.from_id)
    words = request.q.casefold()
    first = request.min_date.timestamp() if request.min_date else 0
    last = request.max_date.timestamp() if request.max_date else 0
    pinned = isinstance(request.filter, t.InputMessagesFilterPinned)
    if not isinstance(request.filter, t.InputMessagesFilterEmpty | t.InputMessagesFilterPinned):
        raise RpcRefusal(400, "LOOPBACK_SERVER_FILTER")

    def fits(stored: Stored) -> bool:
        message = stored.message
        at = message.sent_at.timestamp()
        return (
            (author is None or message.sender.id == author)
            and words in message.text.casefold()
            and (not first or at >= first)
            and (not last or at < last)
            and (not pinned or stored.pinned)
        )

    return fits


@answers(f.channels.GetMessagesRequest)
def get_channel_messages(call: Call, request: f.channels.GetMessagesRequest) -> object:
    group = call.group(request.channel)
    call.world.require_access(call.me, group)
    return _by_id(call, group, group.box, request.id)


@answers(f.messages.GetMessagesRequest)
def get_messages(call: Call, request: f.messages.GetMessagesRequest) -> object:
    return _by_id(call, None, call.world.private[call.me], request.id)


def _by_id(call: Call, group: Group | None, box: Box, wanted: Sequence[object]) -> object:
    encoder = call.encoder()
    if len(wanted) > LARGEST_PAGE:
        raise RpcRefusal(400, "MESSAGE_IDS_TOO_MUCH")
    messages: list[object] = []
    for given in wanted:
        match given:
            case t.InputMessagePinned() if group is not None:
                message_id = group.pinned_id or 0
            case t.InputMessageReplyTo():
                asked = box.alive(given.id)
                message_id = (asked.message.reply_to if asked else None) or 0
            case _:
                message_id = given if isinstance(given, int) else given.id
        stored = box.alive(message_id)
        messages.append(
            t.MessageEmpty(message_id, None) if stored is None else encoder.message(stored, box.key)
        )
    if group is None:
        return t.messages.Messages(messages, [], encoder.chats, encoder.users)
    encoder.group(group)
    return t.messages.ChannelMessages(box.pts, len(messages), messages, [], encoder.chats, encoder.users)


@answers(f.messages.ReadHistoryRequest)
def read_history(call: Call, request: f.messages.ReadHistoryRequest) -> object:
    group, peer = call.place(request.peer)
    place = {"group_id": group.id} if group is not None else {"peer": peer}
    call.world.mark_read(call.me, request.max_id, **place)
    return t.messages.AffectedMessages(call.world.private[call.me].pts, 0)


@answers(f.channels.ReadHistoryRequest)
def read_channel(call: Call, request: f.channels.ReadHistoryRequest) -> object:
    call.world.mark_read(call.me, request.max_id, group_id=call.group(request.channel).id)
    return True


# ---- the update state


@answers(f.updates.GetStateRequest)
def get_state(call: Call, _: object) -> object:
    return state(call)


@answers(f.updates.GetDifferenceRequest)
def get_difference(call: Call, request: f.updates.GetDifferenceRequest) -> object:
    """Private changes since a pts; for each group that changed since, only that it did."""
    box = call.world.private[call.me]
    encoder = call.encoder()
    news, others = _split(encoder, call.world.since(box, request.pts), box)
    told = call.server.moved.get(call.me, [])
    for qts, event in enumerate(told[request.qts :] if request.qts >= 0 else (), request.qts + 1):
        others.append(encoder.moved(event, qts))
    for group in call.world.groups.values():
        changed = group.box.log and request.date and group.box.log[-1].at >= request.date
        if changed and call.me in group.members:
            encoder.group(group)
            others.append(t.UpdateChannelTooLong(group.id))
    if not news and not others:
        return t.updates.DifferenceEmpty(call.server.now(), 0)
    return t.updates.Difference(news, [], others, encoder.chats, encoder.users, state(call))


@answers(f.updates.GetChannelDifferenceRequest)
def get_channel_difference(call: Call, request: f.updates.GetChannelDifferenceRequest) -> object:
    group = call.group(request.channel)
    call.world.require_access(call.me, group)
    faults, box, encoder = call.server.faults, group.box, call.encoder()
    encoder.group(group)
    events = call.world.since(box, request.pts)
    above = faults.too_long_above
    if faults.too_long > 0 or (above is not None and len(events) > above):
        faults.too_long = max(0, faults.too_long - 1)
        dialog, newest = dialog_of(call, encoder, group, None)
        messages = [] if newest is None else [encoder.message(newest, box.key)]
        return t.updates.ChannelDifferenceTooLong(dialog, messages, encoder.chats, encoder.users, final=True)
    if not events:
        return t.updates.ChannelDifferenceEmpty(box.pts, final=True)
    part = events[: max(1, min(request.limit, faults.difference_slice))]
    news, others = _split(encoder, part, box)
    return t.updates.ChannelDifference(
        part[-1].pts, news, others, encoder.chats, encoder.users, final=len(part) == len(events) or None
    )


def _split(encoder: Encoder, events: Sequence[MessageEvent], box: Box) -> tuple[list[object], list[object]]:
    """New messages as they are now, and everything else as updates."""
    news: list[object] = []
    others: list[object] = []
    key: BoxKey = box.key
    for event in events:
        if event.change is not Change.NEW:
            others.append(encoder.update(event))
        elif (stored := box.alive(event.ids[0])) is not None:
            news.append(encoder.message(stored, key))
    return news, others
