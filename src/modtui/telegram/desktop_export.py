"""Reading Telegram Desktop's JSON export (``result.json``) as messages of our own, in a stream.

Format: the exporter's source (facts, "Telegram Desktop's JSON export"). One chat, or a
whole account with several; exports of 2020 look a little different. Nothing but the current
message is kept in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import ijson

from modtui.domain.messages import Message
from modtui.telegram.desktop_export_message import Malformed, convert
from modtui.telegram.json_cleaner import CleaningReader
from modtui.text.counting import counted

Progress: TypeAlias = Callable[[int, int], None]  # bytes done, bytes in all

GROUP_TYPES = frozenset({"private_group", "private_supergroup", "public_supergroup"})
_LISTS = ("chats.list", "left_chats.list")
_NAMED_CHATS = 12
_MARK = 1_000_000_000_000  # -100... ids

NO_FILE = "There is no file {path}."
A_FOLDER = "{path} is a folder; give the result.json in it."
UNREADABLE = "{path} cannot be read: {reason}."
EMPTY = "{path} is empty."
HTML = "{path} is the HTML export; export again with the format JSON (machine-readable)."
ARCHIVE = "{path} is an archive; unpack it and give the result.json in it."
NOT_JSON = "{path} is not a JSON file of Telegram Desktop."
BROKEN_HEAD = "{path} breaks off or is damaged before the first message."
NOT_EXPORT = "{path} is JSON, but no export of Telegram Desktop: it has neither messages nor chats."
TRUNCATED = "{path} breaks off or is damaged after {messages}; what came before was read."
NOT_A_GROUP = "{name} is not a group but a {type}; only groups are read."
NO_GROUPS = "There is no group in this export."
NO_SUCH_CHAT = "The chat {wanted} is not in this export; it has: {chats}."
WHICH_CHAT = "This export has several groups; name one of them: {chats}."


class ExportError(Exception):
    """The file cannot be used; ``str()`` is one sentence."""


class ExportTruncated(ExportError):
    """The file breaks off: everything before it was given. ``count`` messages were read."""

    def __init__(self, sentence: str, count: int) -> None:
        super().__init__(sentence)
        self.count = count


@dataclass(frozen=True, slots=True)
class ExportedChat:
    """A chat's header. ``id`` is bare (no -100 prefix); ``type`` as Telegram Desktop writes it."""

    id: int | None
    name: str
    type: str

    @property
    def is_group(self) -> bool:
        """Whether it is a group or supergroup."""
        return self.type in GROUP_TYPES

    def __str__(self) -> str:
        return f"{self.name or 'without a name'} ({self.id})"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a chat's messages are: items of the prefix, ``skip`` before them, ``count`` of them (None: all)."""

    chat: ExportedChat
    prefix: str
    skip: int = 0
    count: int | None = None


class Export:
    """One chat of an export. Iterate over it (again and again) for its messages in the file's order.

    Negative message ids are from before a basic group became a supergroup, as Telegram Desktop
    writes them. Iterating raises ExportTruncated at the end of a file that breaks off, after all
    that could be read. ``skipped`` counts entries without an id or a date, in the last iteration.
    """

    def __init__(self, path: Path, place: _Place, zone: ZoneInfo, progress: Progress | None) -> None:
        self._path = path
        self._place = place
        self._zone = zone
        self._progress = progress
        self.chat = place.chat
        self.skipped = 0

    def __iter__(self) -> Iterator[Message]:
        self.skipped = 0
        count = 0
        with _reading(self._path, self._progress) as reader:
            raw = ijson.items(reader, f"{self._place.prefix}.messages.item".lstrip("."), use_float=True)
            number = -1
            while True:
                try:
                    item = next(raw)
                except StopIteration:
                    return
                except (ijson.JSONError, UnicodeDecodeError):
                    raise ExportTruncated(
                        TRUNCATED.format(path=self._path, messages=counted(count, "message")), count
                    ) from None
                number += 1
                if number < self._place.skip:
                    continue
                if self._place.count is not None and number >= self._place.skip + self._place.count:
                    return
                try:
                    message = convert(item, self.chat.id, self._zone)
                except Malformed:
                    self.skipped += 1
                    continue
                count += 1
                yield message


def read_export(
    path: Path,
    *,
    chat: int | str | None = None,
    zone: ZoneInfo,
    progress: Progress | None = None,
) -> Export:
    """Open an export and find the chat to read.

    ``chat``: id (bare or with -100) or exact name; needed only if there are several groups.
    ``zone``: where the export was made, for files of 2020 whose dates have no zone.
    ``progress`` is called while messages are read. Raises ExportError.
    """
    _refuse_wrong_kinds(path)
    with _reading(path) as reader:
        try:
            places = _places(reader)
        except (ijson.JSONError, UnicodeDecodeError):
            raise ExportError(BROKEN_HEAD.format(path=path)) from None
    if places is None:
        raise ExportError(NOT_EXPORT.format(path=path))
    return Export(path, _chosen(places, chat), zone, progress)


@contextmanager
def _reading(path: Path, progress: Progress | None = None) -> Iterator[CleaningReader]:
    try:
        with path.open("rb") as file:
            total = path.stat().st_size
            told = None if progress is None else (lambda done: progress(done, total))
            yield CleaningReader(file, told)
    except OSError as error:
        raise ExportError(UNREADABLE.format(path=path, reason=error.strerror)) from error


def _refuse_wrong_kinds(path: Path) -> None:
    if path.is_dir():
        raise ExportError(A_FOLDER.format(path=path))
    if not path.exists():
        raise ExportError(NO_FILE.format(path=path))
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise ExportError(UNREADABLE.format(path=path, reason=error.strerror)) from error
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise ExportError(EMPTY.format(path=path))
    if head[:1] == b"<" or path.suffix.lower() in (".html", ".htm"):
        raise ExportError(HTML.format(path=path))
    if head[:2] in (b"PK", b"\x1f\x8b") or head[:4] in (b"Rar!", b"7z\xbc\xaf"):
        raise ExportError(ARCHIVE.format(path=path))
    if head[:1] not in (b"{", b"["):
        raise ExportError(NOT_JSON.format(path=path))


def _header(found: dict[str, Any]) -> ExportedChat:
    number = found.get("id")
    return ExportedChat(
        id=number if isinstance(number, int) else None,
        name=str(found.get("name") or ""),
        type=str(found.get("type") or ""),
    )


def _places(reader: CleaningReader) -> list[_Place] | None:
    """The chats of the file, or None if it is no export. For one chat only its head is read.

    For a whole account the file is read once through, to find where each chat's messages begin.
    """
    top: dict[str, Any] = {}
    places: list[_Place] = []
    is_account = False
    current: dict[str, Any] = {}
    count = 0  # messages of the current chat
    skip = 0  # messages of the same list before it
    try:
        for prefix, event, value in ijson.parse(reader, use_float=True):
            if not is_account:
                if prefix == "messages" and event == "start_array":
                    return [_Place(_header(top), "")]
                if prefix in ("name", "type", "id"):
                    top[prefix] = value
            if prefix in _LISTS:
                is_account, skip = True, 0 if event == "start_array" else skip
            if not is_account or not prefix.startswith(_LISTS):
                continue
            list_name, _, rest = prefix.partition(".item")
            if rest == ".messages.item" and event == "start_map":
                count += 1
            elif rest in (".name", ".type", ".id"):
                current[rest[1:]] = value
            elif not rest and prefix.endswith(".item") and event == "end_map":
                places.append(_Place(_header(current), f"{list_name}.item", skip, count))
                current, skip, count = {}, skip + count, 0
    except (ijson.JSONError, UnicodeDecodeError):
        if not is_account:
            raise
        if current:  # the chat in which the file breaks off
            places.append(_Place(_header(current), f"{list_name}.item", skip))
    return places if is_account else None


def _is_wanted(chat: ExportedChat, wanted: int | str) -> bool:
    word = str(wanted).strip()
    if re.fullmatch(r"-?\d+", word) and chat.id is not None:
        number = int(word)
        return chat.id == (-number - _MARK if number < -_MARK else abs(number))
    return chat.name.strip().casefold() == word.casefold()


def _named(places: list[_Place]) -> str:
    names = [str(place.chat) for place in places[:_NAMED_CHATS]]
    more = len(places) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _chosen(places: list[_Place], wanted: int | str | None) -> _Place:
    """The chat to read. Raises ExportError with the names to choose from."""
    groups = [place for place in places if place.chat.is_group]
    if wanted is not None:
        found = [place for place in places if _is_wanted(place.chat, wanted)]
        found = [place for place in found if place.chat.is_group] or found
        if not found:
            raise ExportError(NO_SUCH_CHAT.format(wanted=wanted, chats=_named(groups or places) or "none"))
    else:
        found = groups or places
    if not found:
        raise ExportError(NO_GROUPS)
    first = found[0].chat
    if not first.is_group:
        if len(places) > 1 and wanted is None:
            raise ExportError(NO_GROUPS)
        kind = first.type.replace("_", " ") or "chat of an unknown type"
        raise ExportError(NOT_A_GROUP.format(name=first, type=kind))
    if len(found) > 1:
        raise ExportError(WHICH_CHAT.format(chats=_named(found)))
    return found[0]
