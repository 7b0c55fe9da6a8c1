"""The feed and its files: topics, the schedule, upload and download, transcribing, translating."""

from __future__ import annotations

from telethon.tl import functions as f
from telethon.tl import types as t

from modtui.domain.messages import Media, MediaKind, Message
from modtui.telegram.world import WorldError
from modtui.telegram.world_feed import Planned
from tests.telegram_server.calls import Call, RpcRefusal, answers
from tests.telegram_server.calls_write import _first_again, _looks, _reply_target
from tests.telegram_server.encode_pieces import EPOCH

PART_LIMIT = 512 * 1024
BIG = 10 * 1024 * 1024


@answers(f.messages.GetForumTopicsRequest)
def get_forum_topics(call: Call, request: f.messages.GetForumTopicsRequest) -> object:
    group, _ = call.place(request.peer)
    if group is None or not group.is_forum:
        raise RpcRefusal(400, "CHANNEL_FORUM_MISSING")
    call.world.require_access(call.me, group)
    encoder = call.encoder()
    encoder.group(group)
    encoder.user(group.creator_id)
    found: list[object] = [
        t.ForumTopic(
            id=topic.id,
            date=EPOCH,
            peer=t.PeerChannel(group.id),
            title=topic.title,
            icon_color=0,
            top_message=topic.id,
            read_inbox_max_id=0,
            read_outbox_max_id=0,
            unread_count=0,
            unread_mentions_count=0,
            unread_reactions_count=0,
            unread_poll_votes_count=0,
            from_id=t.PeerUser(group.creator_id),
            notify_settings=t.PeerNotifySettings(),
            closed=topic.closed or None,
        )
        for topic in call.world.feed.topics.get(group.id, ())
    ]
    found.append(t.ForumTopicDeleted(999_999))
    return t.messages.ForumTopics(len(found), found, [], encoder.chats, encoder.users, group.box.pts)


# ---- the schedule


def schedule(call: Call, request: f.messages.SendMessageRequest) -> object:
    """A message with a date: listed, and posted by the world when it is due."""
    group, _ = call.place(request.peer)
    if group is None:
        raise RpcRefusal(400, "LOOPBACK_SERVER_SCHEDULE")
    planned = call.world.schedule(
        call.me,
        request.message,
        request.schedule_date,
        reply_to=_reply_target(request.reply_to),
        group_id=group.id,
        entities=_looks(call, request.entities),
    )
    message = _planned(call, planned, call.encoder())
    return call.updates(
        t.UpdateMessageID(planned.id, request.random_id), t.UpdateNewScheduledMessage(message)
    )


def _planned(call: Call, planned: Planned, encoder: object) -> object:
    message = Message(
        planned.id,
        call.world.sender_of(planned.by),
        planned.at,
        planned.text,
        planned.reply_to,
        outgoing=True,
        entities=planned.entities,
    )
    return encoder.plain(message, group=call.world.groups[planned.group_id])


@answers(f.messages.GetScheduledHistoryRequest)
def get_scheduled(call: Call, request: f.messages.GetScheduledHistoryRequest) -> object:
    group, _ = call.place(request.peer)
    encoder = call.encoder()
    encoder.group(group)
    found = [_planned(call, p, encoder) for p in call.world.planned_by(call.me, group_id=group.id)]
    return t.messages.Messages(found[::-1], [], encoder.chats, encoder.users)


@answers(f.messages.DeleteScheduledMessagesRequest)
def delete_scheduled(call: Call, request: f.messages.DeleteScheduledMessagesRequest) -> object:
    group, _ = call.place(request.peer)
    call.world.unschedule(call.me, request.id, group_id=group.id)
    return call.updates(t.UpdateDeleteScheduledMessages(t.PeerChannel(group.id), request.id))


# ---- files


@answers(f.upload.SaveFilePartRequest, f.upload.SaveBigFilePartRequest)
def save_part(call: Call, request: object) -> object:
    if not request.bytes or len(request.bytes) > PART_LIMIT:
        raise RpcRefusal(400, "FILE_PART_SIZE_INVALID")
    call.server.uploads.setdefault((call.me, request.file_id), {})[request.file_part] = request.bytes
    return True


def _uploaded(call: Call, file: t.InputFile | t.InputFileBig) -> bytes:
    parts = call.server.uploads.get((call.me, file.id), {})
    if sorted(parts) != list(range(file.parts)):
        raise RpcRefusal(400, "FILE_PARTS_INVALID")
    content = b"".join(parts[index] for index in range(file.parts))
    if isinstance(file, t.InputFile) == (len(content) > BIG):
        raise RpcRefusal(400, "FILE_PARTS_INVALID")
    return content


@answers(f.messages.SendMediaRequest)
def send_media(call: Call, request: f.messages.SendMediaRequest) -> object:
    """A repeated random_id is answered with the first message's id and changes nothing."""
    group, peer = call.place(request.peer)
    if not request.random_id:
        raise RpcRefusal(400, "RANDOM_ID_EMPTY")
    repeated = call.world.remembered(call.me, request.random_id) is not None
    match request.media:
        case t.InputMediaUploadedPhoto():
            media = Media(MediaKind.PHOTO)
        case t.InputMediaUploadedDocument(attributes=[t.DocumentAttributeFilename(file_name=name)]):
            media = Media(MediaKind.FILE, name)
        case t.InputMediaUploadedDocument():
            media = Media(MediaKind.FILE, next(a.file_name for a in request.media.attributes))
        case _:
            raise RpcRefusal(400, "MEDIA_INVALID")
    message = call.world.post_file(
        call.me,
        _uploaded(call, request.media.file),
        media,
        request.message,
        group_id=None if group is None else group.id,
        to_user=(peer or 0) if group is None else None,
        reply_to=_reply_target(request.reply_to),
        random_id=request.random_id,
        entities=_looks(call, request.entities),
    )
    if repeated:
        box = call.world.private[call.me] if group is None else group.box
        return _first_again(call, request.random_id, box, message)
    return call.updates(t.UpdateMessageID(message.id, request.random_id))


@answers(f.upload.GetFileRequest)
def get_file(call: Call, request: f.upload.GetFileRequest) -> object:
    group_id, message_id = request.location.id >> 32, request.location.id & 0xFFFFFFFF
    if request.limit <= 0 or request.limit % 4096 or request.offset % 4096:
        raise RpcRefusal(400, "LIMIT_INVALID")
    try:
        content = call.world.file_of(call.me, message_id, group_id=group_id)
    except WorldError as error:
        raise RpcRefusal(400, "LOCATION_INVALID") from error
    part = content[request.offset : request.offset + request.limit]
    return t.upload.File(t.storage.FileUnknown(), 0, part)


# ---- words


@answers(f.messages.TranscribeAudioRequest)
def transcribe(call: Call, request: f.messages.TranscribeAudioRequest) -> object:
    group, _ = call.place(request.peer)
    text = call.world.transcript(call.me, request.msg_id, group_id=group.id)
    if not call.world.feed.transcribes_later:
        return t.messages.TranscribedAudio(7, text)
    update = t.UpdateTranscribedAudio(t.PeerChannel(group.id), request.msg_id, 7, text)
    body = bytes(call.encoder().updates([update]))
    call.server.later(_push(call, body))
    return t.messages.TranscribedAudio(7, "", pending=True)


async def _push(call: Call, body: bytes) -> None:
    call.connection.push(body)


@answers(f.messages.TranslateTextRequest)
def translate(call: Call, request: f.messages.TranslateTextRequest) -> object:
    group, _ = call.place(request.peer)
    texts = [
        call.world.translation(call.me, number, request.to_lang, group_id=group.id) for number in request.id
    ]
    return t.messages.TranslateResult([t.TextWithEntities(text, []) for text in texts])
