"""Texts made to be tried in very many ways: each is read in a time that grows with its length only.

The sizes are such that a pattern that goes back over its text again and again would take minutes to hours.
"""

import io

import pytest

from modtui.desk.anonymise import anonymised
from modtui.domain.find import _LINK
from modtui.telegram.json_cleaner import CleaningReader
from modtui.tui.looks import bare_looks

HOSTILE = ["@", "a@", "@a.", "a.", "a-", "-", "--a", "1(", "1 ", "a@a.", "10.", "www", "a.co"]


@pytest.mark.parametrize("sign", HOSTILE)
def test_a_member_cannot_write_what_holds_the_desk_up(sign):
    text = "x.y " + sign * (300_000 // len(sign)) + " end"
    assert anonymised(text, ()).endswith("end")
    assert _LINK.search(text) is None
    assert all(look.end <= len(text) for look in bare_looks(text))


def test_an_export_full_of_backslashes_is_read():
    data = b'{"a":"' + b"\\\\" * 2_000_000 + b'n"}'
    reader = CleaningReader(io.BytesIO(data))
    assert b"".join(iter(lambda: reader.read(4100), b"")) == data


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("write to me@example.org, please", "write to [...], please"),
        ("a@b@c.org!", "[...]!"),
        ("see https://x.org/a@b.c now", "see [...] now"),
        ("@somebody or 514 555 0199x@y.org", "[...] or [...] [...]"),
        ("call 514-555-0199", "call [...]"),
        ("a @ b, me@home", "a @ b, me@home"),
    ],
)
def test_what_says_who_somebody_is_is_hidden_as_before(said, read):
    assert anonymised(said, ()) == read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-example.com", ["example.com"]),
        ("a-b.example.org/x.", ["a-b.example.org/x"]),
        ("see a..b.com", ["b.com"]),
    ],
)
def test_addresses_are_found_where_they_were(text, found):
    assert [text[look.offset : look.end] for look in bare_looks(text)] == found
