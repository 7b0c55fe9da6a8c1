"""Telegram Desktop's result.json: every kind of message, every trap, every wrong file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from modtui.domain.messages import MediaKind, Message, SenderKind, ServiceKind
from modtui.telegram.desktop_export import Export, ExportError, ExportTruncated, read_export

TORONTO = ZoneInfo("America/Toronto")
GROUP: dict[str, Any] = {"name": "الوافدون Newcomers", "type": "public_supergroup", "id": 1234567890}


def said(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2025-03-10T09:30:00",
        "date_unixtime": "1741613400",
        "from": "Omar",
        "from_id": "user777",
        "text": f"m{number}",
        "text_entities": [],
    } | fields


def write(path: Path, data: Any) -> Path:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def one_chat(tmp_path: Path, *messages: dict[str, Any], **header: Any) -> Path:
    return write(tmp_path / "result.json", GROUP | header | {"messages": list(messages)})


def read(path: Path, **options: Any) -> Export:
    return read_export(path, zone=TORONTO, **options)


def only(tmp_path: Path, **fields: Any) -> Message:
    (message,) = read(one_chat(tmp_path, said(5, **fields)))
    return message


def test_the_chat_and_its_messages_in_order(tmp_path: Path) -> None:
    export = read(one_chat(tmp_path, *(said(i) for i in range(1, 301))))
    assert (export.chat.id, export.chat.name, export.chat.type) == tuple(
        GROUP[key] for key in ("id", "name", "type")
    )
    assert [message.id for message in export] == list(range(1, 301))
    assert [message.text for message in export][:2] == ["m1", "m2"]  # a second time too
    assert export.skipped == 0


def test_what_a_message_carries(tmp_path: Path) -> None:
    message = only(
        tmp_path,
        reply_to_message_id=3,
        edited="2025-03-10T09:31:00",
        edited_unixtime="1741613460",
        forwarded_from="Somebody",
    )
    assert message.sent_at == datetime(2025, 3, 10, 13, 30, tzinfo=UTC)
    assert message.edited_at == message.sent_at + timedelta(minutes=1)
    assert (message.reply_to, message.forwarded_from) == (3, "Somebody")
    assert (message.sender.kind, message.sender.id, message.sender.name) == (SenderKind.USER, 777, "Omar")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ([], ""),
        (
            ["see ", {"type": "link", "text": "example.org"}, " and ", {"type": "bold", "text": "هنا"}],
            "see example.org and هنا",
        ),
        ([{"type": "custom_emoji", "text": "🌷", "document_id": "x"}], "🌷"),
        ([None, 3, {"type": "bold"}, "rest"], "rest"),
    ],
)
def test_text_in_all_its_forms(tmp_path: Path, text: Any, plain: str) -> None:
    assert only(tmp_path, text=text).text == plain


@pytest.mark.parametrize(
    ("given", "kind", "number"),
    [
        ("user777", SenderKind.USER, 777),
        ("channel55", SenderKind.CHANNEL, 55),
        ("channel1234567890", SenderKind.ANONYMOUS_ADMIN, 1234567890),
        (777, SenderKind.USER, 777),
        ((2 << 32) + 55, SenderKind.CHANNEL, 55),
        ((2 << 32) + 1234567890, SenderKind.ANONYMOUS_ADMIN, 1234567890),
        (None, SenderKind.UNKNOWN, None),
        ("user", SenderKind.UNKNOWN, None),
        ("user٣", SenderKind.UNKNOWN, None),
    ],
)
def test_senders(tmp_path: Path, given: Any, kind: SenderKind, number: int | None) -> None:
    sender = only(tmp_path, from_id=given).sender
    assert (sender.kind, sender.id) == (kind, number)


def test_a_deleted_account_has_no_name(tmp_path: Path) -> None:
    sender = only(tmp_path, **{"from": None}).sender
    assert (sender.id, sender.name) == (777, "")


def test_an_export_of_2020(tmp_path: Path) -> None:
    old = said(5, from_id=4242, edited="1970-01-01T02:00:00")
    summer = said(6, date="2020-07-01T12:00:00")
    twice = said(7, date="2020-11-01T01:30:00")
    for message in (old, summer, twice):
        del message["date_unixtime"]
    first, second, third = read(one_chat(tmp_path, old, summer, twice))
    assert first.sender.id == 4242
    assert first.edited_at is None
    assert first.sent_at == datetime(2025, 3, 10, 13, 30, tzinfo=UTC)
    assert second.sent_at == datetime(2020, 7, 1, 16, tzinfo=UTC)
    assert third.sent_at == datetime(2020, 11, 1, 5, 30, tzinfo=UTC)  # the first of the two


@pytest.mark.parametrize(
    ("fields", "kind", "name", "seconds"),
    [
        ({"photo": "photos/1.jpg"}, MediaKind.PHOTO, "", None),
        ({"file": "(File not included.)", "file_name": "form.pdf"}, MediaKind.FILE, "form.pdf", None),
        ({"file": "x.ogg", "media_type": "voice_message", "duration_seconds": 14}, MediaKind.VOICE, "", 14),
        ({"file": "x", "media_type": "video_message", "duration_seconds": 3}, MediaKind.VIDEO, "", 3),
        ({"file": "x", "media_type": "sticker", "sticker_emoji": "👍"}, MediaKind.STICKER, "", None),
        ({"file": "x", "media_type": "animation"}, MediaKind.ANIMATION, "", None),
        ({"file": "x", "media_type": "audio_file", "title": "Song"}, MediaKind.AUDIO, "Song", None),
        ({"poll": {"question": "When?", "answers": []}}, MediaKind.POLL, "When?", None),
        ({"contact_information": {"first_name": "A", "last_name": "B"}}, MediaKind.CONTACT, "A B", None),
        ({"location_information": {"latitude": 45.1, "longitude": -75.2}}, MediaKind.LOCATION, "", None),
        ({"type": "unsupported"}, MediaKind.OTHER, "", None),
    ],
)
def test_media(
    tmp_path: Path, fields: dict[str, Any], kind: MediaKind, name: str, seconds: int | None
) -> None:
    media = only(tmp_path, **fields).media
    assert media is not None
    assert (media.kind, media.name, media.seconds) == (kind, name, seconds)


@pytest.mark.parametrize(
    ("fields", "kind", "users"),
    [
        ({"action": "join_group_by_link", "inviter": "Group"}, ServiceKind.JOINED, (9,)),
        ({"action": "join_group_by_request"}, ServiceKind.JOINED_BY_REQUEST, (9,)),
        ({"action": "invite_members", "members": ["Sara"]}, ServiceKind.JOINED, (9,)),
        ({"action": "invite_members", "members": ["Omar", None]}, ServiceKind.ADDED, ()),
        ({"action": "remove_members", "members": ["Sara"]}, ServiceKind.LEFT, (9,)),
        ({"action": "remove_members", "members": ["Omar"]}, ServiceKind.REMOVED, ()),
        ({"action": "pin_message", "message_id": 3}, ServiceKind.PINNED, ()),
        ({"action": "edit_group_title", "title": "New"}, ServiceKind.TITLE_CHANGED, ()),
        ({"action": "migrate_to_supergroup"}, ServiceKind.MIGRATED, ()),
        ({"action": "topic_created", "title": "T"}, ServiceKind.OTHER, ()),
    ],
)
def test_service_messages(
    tmp_path: Path, fields: dict[str, Any], kind: ServiceKind, users: tuple[int, ...]
) -> None:
    base = {"id": 4, "type": "service", "date": "2025-03-10T09:30:00", "date_unixtime": "1741613400"}
    raw = base | {"actor": "Sara", "actor_id": "user9", "text": ""} | fields
    (message,) = read(one_chat(tmp_path, raw))
    assert message.service is not None
    assert (message.service.kind, message.service.user_ids) == (kind, users)
    assert message.sender.id == 9


def test_ids_from_before_a_migration_stay_negative(tmp_path: Path) -> None:
    export = read(
        one_chat(tmp_path, said(-999999990), said(-999999989, reply_to_message_id=-999999990), said(1))
    )
    messages = list(export)
    assert [message.id for message in messages] == [-999999990, -999999989, 1]
    assert messages[1].reply_to == -999999990


def test_a_reply_to_another_chat_is_no_reply_here(tmp_path: Path) -> None:
    assert only(tmp_path, reply_to_message_id=3, reply_to_peer_id="channel9").reply_to is None


def test_invalid_escapes_are_mended(tmp_path: Path) -> None:
    path = one_chat(tmp_path, said(1, text="bell@ and \\x41"), said(2))
    path.write_bytes(path.read_bytes().replace(b"@", rb"\x07"))
    first, second = read(path)
    assert first.text == "bell\x07 and \\x41"
    assert second.text == "m2"


def test_entries_that_are_no_messages_are_counted(tmp_path: Path) -> None:
    nameless = said(9)
    del nameless["id"]
    undated = said(8, date="?", date_unixtime="never")
    export = read(one_chat(tmp_path, nameless, said(1), undated, said(2)))
    assert [message.id for message in export] == [1, 2]
    assert export.skipped == 2


def test_progress_reaches_the_end_of_the_file(tmp_path: Path) -> None:
    path = one_chat(tmp_path, *(said(i) for i in range(2000)))
    told: list[tuple[int, int]] = []
    for _ in read(path, progress=lambda done, total: told.append((done, total))):
        pass
    size = path.stat().st_size
    assert told[-1] == (size, size)
    assert len(told) > 5
    assert told == sorted(told)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.999])
def test_a_truncated_file_gives_what_it_has_and_says_so(tmp_path: Path, share: float) -> None:
    path = one_chat(tmp_path, *(said(i) for i in range(1000)))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    found: list[int] = []
    with pytest.raises(ExportTruncated, match="breaks off") as caught:
        found.extend(message.id for message in read(path))
    assert caught.value.count == len(found)
    assert found == list(range(len(found)))
    assert len(found) >= int(1000 * share) - 2


def account(tmp_path: Path, *chats: dict[str, Any], left: tuple[dict[str, Any], ...] = ()) -> Path:
    data = {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 1, "first_name": "A"},
        "contacts": {"list": [{"first_name": "B"}]},
        "chats": {"about": "...", "list": list(chats)},
        "left_chats": {"about": "...", "list": list(left)},
    }
    return write(tmp_path / "result.json", data)


def chat(name: str, kind: str, number: int, *ids: int) -> dict[str, Any]:
    return {"name": name, "type": kind, "id": number, "messages": [said(i) for i in ids]}


def whole_account(tmp_path: Path) -> Path:
    return account(
        tmp_path,
        chat("Mother", "personal_chat", 5, 1, 2, 3),
        chat("Group A", "private_supergroup", 100, 4, 5),
        {"type": "saved_messages", "id": 6, "messages": [said(9)]},
        chat("Group B", "private_group", 101, 6),
        left=(chat("Group C", "public_supergroup", 102, 7, 8), chat("Group D", "public_supergroup", 103, 10)),
    )


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [("Group A", [4, 5]), (100, [4, 5]), ("group b", [6]), ("-1000000000102", [7, 8]), (103, [10])],
)
def test_one_group_of_a_whole_account(tmp_path: Path, wanted: Any, ids: list[int]) -> None:
    export = read(whole_account(tmp_path), chat=wanted)
    assert [message.id for message in export] == ids
    assert [message.id for message in export] == ids


def test_several_groups_are_named_to_choose_from(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="several groups") as caught:
        read(whole_account(tmp_path))
    for name in ("Group A (100)", "Group B (101)", "Group C (102)"):
        assert name in str(caught.value)
    assert "Mother" not in str(caught.value)


def test_the_only_group_of_an_account_needs_no_choice(tmp_path: Path) -> None:
    path = account(tmp_path, chat("Mother", "personal_chat", 5, 1), chat("Group A", "private_group", 100, 4))
    assert [message.id for message in read(path)] == [4]


def test_a_chat_that_is_not_in_it(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"not in this export.*Group A"):
        read(whole_account(tmp_path), chat="Group Z")
    with pytest.raises(ExportError, match="not in this export"):
        read(one_chat(tmp_path, said(1)), chat=42)


def test_private_chats_are_not_read(tmp_path: Path) -> None:
    for wanted in (None, "Mother"):
        with pytest.raises(ExportError, match="not a group but a personal chat"):
            read(one_chat(tmp_path, said(1), name="Mother", type="personal_chat"), chat=wanted)
    with pytest.raises(ExportError, match="not a group"):
        read(whole_account(tmp_path), chat=5)
    with pytest.raises(ExportError, match="no group"):
        read(account(tmp_path, chat("M", "personal_chat", 5, 1), chat("N", "personal_chat", 6, 1)))


def test_an_account_that_breaks_off_in_the_wanted_chat(tmp_path: Path) -> None:
    path = account(tmp_path, chat("Group A", "private_group", 100, *range(1, 200)))
    path.write_bytes(path.read_bytes()[:9000])
    found: list[int] = []
    with pytest.raises(ExportTruncated):
        found.extend(message.id for message in read(path, chat=100))
    assert found == list(range(1, len(found) + 1))
    assert len(found) > 10


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("result.json", b"", "is empty"),
        ("result.json", b" \n ", "is empty"),
        ("messages.html", b"<!DOCTYPE html><html>", "HTML export"),
        ("result.json", b"\n<html>", "HTML export"),
        ("export.zip", b"PK\x03\x04rest", "archive"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "not a JSON file"),
        ("notes.txt", b"hello", "not a JSON file"),
        ("result.json", b'{"name": "x", ', "before the first message"),
        ("result.json", b'{"a": 1}', "neither messages nor chats"),
        ("result.json", b"[1, 2]", "neither messages nor chats"),
        ("result.json", b'{"messages": {"id": 1}}', "neither messages nor chats"),
    ],
)
def test_wrong_files_are_named_for_what_they_are(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ExportError, match=reason):
        read(path)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="folder"):
        read(tmp_path)
    with pytest.raises(ExportError, match="no file"):
        read(tmp_path / "nothing.json")


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = one_chat(tmp_path, said(1))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [message.id for message in read(path)] == [1]


def test_an_empty_group(tmp_path: Path) -> None:
    assert list(read(one_chat(tmp_path))) == []
