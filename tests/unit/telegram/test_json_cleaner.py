r"""Control characters as ``\xNN`` become valid JSON, wherever the reads happen to cut."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.telegram.json_cleaner import CleaningReader

HARD = st.lists(
    st.sampled_from(["\\", "\x07", "x", "0", "7", "xx07", "\\x41", '"', "ا", "🌷", "a\nb"]), max_size=40
).map("".join)


def desktop_json(text: str) -> bytes:
    """A JSON string as Telegram Desktop writes it: control characters as \\xNN, the rest escaped rightly."""
    out = []
    for letter in text:
        if letter in '"\\':
            out.append("\\" + letter)
        elif letter == "\n":
            out.append("\\n")
        elif ord(letter) < 32:
            out.append(f"\\x{ord(letter):02x}")
        else:
            out.append(letter)
    return ('"' + "".join(out) + '"').encode()


def cleaned(data: bytes, size: int) -> bytes:
    reader = CleaningReader(io.BytesIO(data))
    parts = []
    while part := reader.read(size):
        parts.append(part)
    return b"".join(parts)


@given(HARD | st.text(), st.integers(1, 9))
def test_every_text_survives_every_cut(text: str, size: int) -> None:
    usable = text.encode("utf-8", "ignore").decode()
    assert json.loads(cleaned(desktop_json(usable), size)) == usable


@given(st.text(), st.integers(1, 9))
def test_valid_json_is_not_touched(text: str, size: int) -> None:
    for ascii_only in (True, False):
        data = json.dumps([text], ensure_ascii=ascii_only).encode("utf-8", "ignore")
        assert cleaned(data, size) == data


@given(st.binary(), st.integers(1, 9))
def test_any_bytes_come_through_whole_but_for_the_escapes(data: bytes, size: int) -> None:
    assert cleaned(data, size) == cleaned(data, 1 << 20)
    if b"\\x" not in data and not data.startswith(b"\xef"):
        assert cleaned(data, size) == data


@pytest.mark.parametrize(
    ("written", "valid"),
    [
        (rb"a\x07b", rb"a\u0007b"),
        (rb"a\\x07b", rb"a\\x07b"),
        (rb"a\\\x1Fb", rb"a\\\u001Fb"),
        (rb"\x07\x08", rb"\u0007\u0008"),
        (rb"\x0", rb"\x0"),
        (rb"\xzz", rb"\xzz"),
    ],
)
def test_what_becomes_of_escapes(written: bytes, valid: bytes) -> None:
    for size in (1, 2, 3, 100):
        assert cleaned(written, size) == valid


def test_a_megabyte_of_backslashes_is_not_held_back() -> None:
    reader = CleaningReader(io.BytesIO(b"\\" * 100_001))
    assert len(reader.read(65_536)) == 65_536


def test_progress_tells_the_files_bytes_and_a_byte_order_mark_is_dropped() -> None:
    told: list[int] = []
    reader = CleaningReader(io.BytesIO(b"\xef\xbb\xbf" + b'{"a":1}'), told.append)
    assert reader.read(0) == b""
    assert reader.read(100) == b'{"a":1}'
    assert reader.read(100) == b""
    assert told[-1] == reader.bytes_read
