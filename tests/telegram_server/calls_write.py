"""Writing: send, edit, delete, pin, typing."""

from __future__ import annotations

from telethon.tl import functions as f
from telethon.tl import types as t

from modtui.domain.formatting import Entity, Look
from modtui.domain.messages import Message
from modtui.telegram.world import Box, GroupKind
from tests.telegram_server.calls import Call, RpcRefusal, answers


def _reply_target(given: object) -> int | None:
    if given is None:
        return None
    if isinstance(given, t.InputReplyToMessage):
        return given.reply_to_msg_id
    raise RpcRefusal(400, "REPLY_MESSAGE_ID_INVALID")


_PLAIN = {
    t.MessageEntityBold: Look.BOLD,
    t.MessageEntityItalic: Look.ITALIC,
    t.MessageEntityUnderline: Look.UNDERLINE,
    t.MessageEntityStrike: Look.STRIKE,
    t.MessageEntityCode: Look.CODE,
}


def _looks(call: Call, given: list[object] | None) -> list[Entity]:
    """A client's entities. Somebody mentioned has to be named by an access hash of this account."""
    found: list[Entity] = []
    for raw in given or ():
        match raw:
            case t.MessageEntityTextUrl():
                found.append(Entity(Look.LINK, raw.offset, raw.length, raw.url))
            case t.InputMessageEntityMentionName():
                found.append(Entity(Look.MENTION, raw.offset, raw.length, user_id=call.user(raw.user_id)))
            case _ if type(raw) in _PLAIN:
                found.append(Entity(_PLAIN[type(raw)], raw.offset, raw.length))
            case _:
                raise RpcRefusal(400, "ENTITY_TYPE_INVALID")
    return found


@answers(f.messages.SendMessageRequest)
def send_message(call: Call, request: f.messages.SendMessageRequest) -> object:
    """A repeated random_id is answered with the first message's id and changes nothing."""
    group, peer = call.place(request.peer)
    if not request.random_id:
        raise RpcRefusal(400, "RANDOM_ID_EMPTY")
    if request.schedule_date is not None:
        from tests.telegram_server.calls_feed import schedule

        return schedule(call, request)
    repeated = call.world.remembered(call.me, request.random_id) is not None
    reply_to = _reply_target(request.reply_to)
    if group is None:
        message = call.world.send_private(
            call.me,
            peer or 0,
            request.message,
            reply_to=reply_to,
            random_id=request.random_id,
            entities=_looks(call, request.entities),
        )
        box = call.world.private[call.me]
    else:
        top = getattr(request.reply_to, "top_msg_id", None)
        as_group = request.send_as is not None and getattr(request.send_as, "channel_id", None) == group.id
        message = call.world.post(
            call.me,
            request.message,
            group_id=group.id,
            reply_to=reply_to,
            random_id=request.random_id,
            topic_id=top if group.is_forum else None,
            as_group=as_group,
            entities=_looks(call, request.entities),
        )
        box = group.box
    if repeated:
        return _first_again(call, request.random_id, box, message)
    if group is None and reply_to is None and peer != call.me:
        pts = call.changes[0]
        return t.UpdateShortSentMessage(message.id, pts.pts, pts.pts_count, message.sent_at, out=True)
    return call.updates(t.UpdateMessageID(message.id, request.random_id))


def _first_again(call: Call, random_id: int, box: Box, message: Message) -> t.Updates:
    """What was said the first time: the id and the message, with the pts it had then."""
    first = next((event for event in box.log if event.ids == (message.id,)), None)
    call.changes = [] if first is None or box.alive(message.id) is None else [first]
    return call.updates(t.UpdateMessageID(message.id, random_id))


@answers(f.messages.EditMessageRequest)
def edit_message(call: Call, request: f.messages.EditMessageRequest) -> object:
    group, _ = call.place(request.peer)
    if group is None:
        call.world.edit_private(call.me, request.id, request.message or "")
    else:
        looks = _looks(call, request.entities)
        call.world.edit(call.me, request.id, request.message or "", group_id=group.id, entities=looks)
    return call.updates()


@answers(f.channels.DeleteMessagesRequest)
def delete_channel_messages(call: Call, request: f.channels.DeleteMessagesRequest) -> object:
    group = call.group(request.channel)
    if len(request.id) > 100:
        raise RpcRefusal(400, "MESSAGE_IDS_TOO_MUCH")
    gone = call.world.delete(call.me, request.id, group_id=group.id)
    return t.messages.AffectedMessages(group.box.pts, len(gone))


@answers(f.messages.DeleteMessagesRequest)
def delete_messages(call: Call, request: f.messages.DeleteMessagesRequest) -> object:
    gone = call.world.delete_private(call.me, request.id, revoke=bool(request.revoke))
    return t.messages.AffectedMessages(call.world.private[call.me].pts, len(gone))


@answers(f.channels.DeleteParticipantHistoryRequest)
def delete_participant_history(call: Call, request: f.channels.DeleteParticipantHistoryRequest) -> object:
    """Up to a hundred at a time; ``offset`` above 0 asks the client to come again."""
    group = call.group(request.channel)
    user_id = call.user(request.participant)
    call.world.require_right(call.me, "delete_messages", group)
    mine = [s.message.id for s in group.box.kept.values() if s.alive and s.author_id == user_id]
    gone = call.world.delete(call.me, mine[:100], group_id=group.id)
    return t.messages.AffectedHistory(group.box.pts, len(gone), len(mine) - len(gone))


@answers(f.messages.UpdatePinnedMessageRequest)
def update_pinned_message(call: Call, request: f.messages.UpdatePinnedMessageRequest) -> object:
    group, _ = call.place(request.peer)
    if group is None or group.kind is GroupKind.BASIC:
        raise RpcRefusal(400, "LOOPBACK_SERVER_PIN")
    if request.unpin:
        group.pinned_id = None
    else:
        call.world.pin(call.me, request.id, group_id=group.id)
    return call.updates()


@answers(f.messages.SetTypingRequest)
def set_typing(call: Call, request: f.messages.SetTypingRequest) -> object:
    call.place(request.peer)
    return True


@answers(f.messages.SaveDraftRequest)
def save_draft(call: Call, request: f.messages.SaveDraftRequest) -> object:
    call.place(request.peer)
    return True
