"""A group's questions and answers as posts: built from snippets, cut where Telegram would cut them worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_UNITS: Final = 4096
"""What one message takes, in UTF-16 code units."""

_HEADING: Final[Mapping[str, str]] = {
    "en": "Frequently asked questions",
    "ar": "أسئلة متكررة",
    "fr": "Questions fréquentes",
}


_NO_LONGER: Final[Mapping[str, str]] = {
    "en": "Everything that stood here is in the pinned post now.",
    "ar": "كل ما كان هنا أصبح في المنشور المثبّت.",
    "fr": "Tout ce qui était ici se trouve maintenant dans le message épinglé.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer, both as they are to be read."""

    title: str
    text: str


def heading(language: str) -> str:
    """What stands above them, in the language of the posts."""
    return _HEADING.get(language, _HEADING["en"])


def no_longer(language: str) -> str:
    """What an old post says once the FAQ needs fewer of them."""
    return _NO_LONGER.get(language, _NO_LONGER["en"])


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def faq_parts(title: str, entries: Sequence[Entry], most: int = MOST_UNITS) -> tuple[str, ...]:
    """The posts, each at most `most` units long: a heading, then the entries in order, never more than needed.

    An entry that fits into one post is not cut; a longer one is cut between paragraphs, lines, words, or
    else where it must be. With several posts the heading of each says which it is ("2/3"). Nothing in, nothing out.
    """
    if not entries:
        return ()
    room = most - units(title) - len("\n\n") - len(" 99/99")
    if room < 100:
        raise ValueError("the heading leaves no room for the entries")
    bodies: list[str] = []
    for piece in _pieces(entries, room):
        if bodies and units(bodies[-1]) + 2 + units(piece) <= room:
            bodies[-1] += f"\n\n{piece}"
        else:
            bodies.append(piece)
    if len(bodies) == 1:
        return (f"{title}\n\n{bodies[0]}",)
    return tuple(f"{title} {number}/{len(bodies)}\n\n{body}" for number, body in enumerate(bodies, 1))


def _pieces(entries: Iterable[Entry], room: int) -> Iterable[str]:
    for entry in entries:
        whole = f"▪ {entry.title}\n{entry.text.strip()}"
        yield from cut(whole, room)


def cut(text: str, most: int) -> list[str]:
    """A text in pieces of at most `most` units, cut at the best place there is; nothing but blanks is lost."""
    pieces: list[str] = []
    while units(text) > most:
        head = _head(text, most)
        at = max(
            (head.rfind(mark) for mark in ("\n\n", "\n", " ") if head.rfind(mark) > len(head) // 2),
            default=-1,
        )
        at = at if at > 0 else len(head)
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*pieces, text] if text else pieces


def _head(text: str, most: int) -> str:
    """As much of the text as fits; a character beyond the basic plane counts twice and is never halved."""
    used = 0
    for at, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > most:
            return text[:at]
    return text
