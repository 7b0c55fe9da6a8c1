"""Bold, italic, links and mentions on the screen: styled lines of a text, and where its links lead.

A link behind words is never hidden: a line of its own names the host first, so that no address can pass for another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.cells import cell_len

from modtui.domain.formatting import Entity, Look, utf16_places
from modtui.text.catalogue import say
from modtui.text.phone_numbers import other_numbers
from modtui.tui.paint import Line, Painter, as_direction, steady

if TYPE_CHECKING:
    from collections.abc import Sequence

_FLAGS = {
    Look.BOLD: "b",
    Look.ITALIC: "i",
    Look.UNDERLINE: "u",
    Look.STRIKE: "s",
    Look.LINK: "l",
    Look.MENTION: "m",
    Look.CODE: "c",
    Look.QUOTE: "i",
    Look.SPOILER: "c",
}
_MAY_HOLD_ONE = re.compile(r"\w\.\w|://|\d[\d ().-]{5}")
# Of so many labels at most, and each read from its beginning: the time a hostile text takes grows with its length only.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+(?:\.[\w-]+){0,9}\.(?:com|org|net|ca|gov|info|edu|io|me)\b(?:/\S*)?",
    re.IGNORECASE,
)
_AFTER_ADDRESS = ".,;:!?)]}»”\"'،؛؟"
_PHONE = re.compile(r"(?<![\w/.:-])\+?\(?\d(?:[ ().\-]{0,2}\d){6,14}(?![\w/])")
_A_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
MOST_DISGUISED = 5
PREFIX = "look-"
"""Roles that begin so are made of flags: see ``roles.look_style``."""


@lru_cache(maxsize=4096)
def bare_looks(text: str) -> tuple[Entity, ...]:
    """Addresses and phone numbers as they stand in a text, to be marked; for drawing only, never sent."""
    if _MAY_HOLD_ONE.search(text) is None:
        return ()
    places = utf16_places(text)
    found: list[tuple[int, int]] = []
    for match in _ADDRESS.finditer(text):
        start = match.end() - len(match[0].lstrip("-"))  # a dash before it begins a list
        found.append((start, match.start() + len(match[0].rstrip(_AFTER_ADDRESS))))
    others = other_numbers(text)
    for match in _PHONE.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in others):
            continue
        if not _A_DATE.match(match[0]) and not any(a < match.end() and match.start() < b for a, b in found):
            found.append(match.span())
    return tuple(
        Entity(Look.LINK, places[a], places[b] - places[a], text[a:b]) for a, b in sorted(found) if a < b
    )


def styled_body(
    painter: Painter, text: str, width: int, direction: str | None, looks: Sequence[Entity]
) -> list[Line]:
    """A safe text as lines, as ``Painter.body`` makes them, with the look of each part."""
    width = max(width, 1)
    if not painter.ordered:  # for measuring: as many lines, nothing drawn
        return [_never_joined(((line, "text"),)) for line in painter.body(text, width, direction)]
    # Loaded with the first text that wraps: the first frame has none.
    from modtui.text.bidi import lay_out

    clean, spans = _spans(text, looks)
    lines: list[Line] = []
    for line in lay_out(clean, width, painter.mode, as_direction(direction)):
        runs = tuple((run, role or "text") for run, role in line.runs(spans))
        gap = (" " * max(width - sum(cell_len(run) for run, _ in runs), 0), "text")
        lines.append(_never_joined((gap, *runs) if line.base == "rtl" else (*runs, gap)))
    return lines


def _never_joined(line: Line) -> Line:
    # Two pieces at least: what is attached to a line of one piece takes a line of its own here, measured or drawn.
    return (*line, ("", "text"))


def _spans(text: str, looks: Sequence[Entity]) -> tuple[str, list[tuple[int, int, str]]]:
    """The text with steady emoji, and its stretches with the role of each."""
    places = utf16_places(text)
    at = [
        (bisect_left(places, look.offset), bisect_left(places, look.end), _FLAGS[look.look]) for look in looks
    ]
    clean = steady(text)
    if clean != text:
        at = [(len(steady(text[:first])), len(steady(text[:last])), flag) for first, last, flag in at]
    edges = sorted({place for first, last, _ in at for place in (first, last)})
    spans = []
    for first, last in pairwise(edges):
        flags = "".join(sorted({flag for start, end, flag in at if start <= first and last <= end}))
        if flags:
            spans.append((first, last, PREFIX + flags))
    return clean, spans


def link_lines(painter: Painter, text: str, width: int, looks: Sequence[Entity]) -> list[Line]:
    """Where each link of a text leads that does not say so itself: its host first, then the whole address.

    So does an address with letters in its host that can pass for Latin ones, as many of them as ``MOST_DISGUISED``.
    """
    places = utf16_places(text)
    lines: list[Line] = []
    disguised: set[str] = set()
    for look in looks:
        if look.look is not Look.LINK:
            continue
        words = text[bisect_left(places, look.offset) : bisect_left(places, look.end)]
        if words.strip().rstrip("/") == look.url.rstrip("/"):
            if look.url.isascii() or look.url in disguised or len(disguised) == MOST_DISGUISED:
                continue
            if _PHONE.fullmatch(look.url) or "xn--" not in host_of(look.url):
                continue
            disguised.add(look.url)
        line = say("looks.leads", host=host_of(look.url), url=look.url)
        lines.append(((painter.one_line(line, width, "ltr"), "link"),))
    return lines


def host_of(url: str) -> str:
    """The host an address really leads to, in letters that cannot pass for others."""
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return "?"
    if host.isascii():
        return host or "?"
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return "?"
