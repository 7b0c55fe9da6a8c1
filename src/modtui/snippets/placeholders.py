"""Placeholders in a body: `{first_name|fallback}`, `{ask:date of the appointment}`, and `{{` for a
plain brace.

- `{name}` is filled with what is known; `{name|fallback}` falls back (an empty fallback is allowed).
- `{ask:what}` is asked of the moderator before sending; `{ask:what|fallback}` may be left alone.
- `{{` and `}}` are a plain `{` and `}`.
- Anything else in braces is unknown: the check names it, and sending is blocked until it is gone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KNOWN_NAMES: Final = (
    "first_name",
    "group",
    "moderator",
    "service_hours",
    "target",
    "partner",
    "organization",
    "phone",
    "address",
    "hours",
    "eligibility",
    "url",
)
"""What `{name}` can be. The last six are a referral's own fields."""

MOST_CHARACTERS: Final = 200
"""A placeholder longer than this is a forgotten closing brace."""

_PIECE: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_NAME: Final = re.compile(r"[a-z][a-z_]*\Z")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder: where it stands in the body (code points, half-open) and what fills it."""

    start: int
    end: int
    name: str
    """`first_name`, or `ask:date of the appointment`: the key in the values of `fill`."""
    fallback: str | None = None

    @property
    def is_question(self) -> bool:
        """True for `{ask:...}`: a person has to say it."""
        return self.name.startswith("ask:")

    @property
    def prompt(self) -> str:
        """What to ask for, in the snippet's own words."""
        return self.name.removeprefix("ask:").strip()


@dataclass(frozen=True, slots=True)
class Fault:
    """Braces that are no placeholder, and a sentence that says why."""

    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A body taken apart: literal texts and placeholders in order, and what is wrong."""

    pieces: tuple[str | Placeholder, ...]
    faults: tuple[Fault, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders in the order of the text."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Placeholder))


@dataclass(frozen=True, slots=True)
class Filled:
    """A body with its placeholders filled; `unresolved` names what still stands in the text as it was
    written."""

    text: str
    unresolved: tuple[str, ...]

    @property
    def can_send(self) -> bool:
        """Sending is blocked while a placeholder is unresolved (issue 3, 4)."""
        return not self.unresolved


def parse(body: str) -> Parsed:
    """Take a body apart. Never raises: what cannot be a placeholder stays literal and is noted as a fault."""
    pieces: list[str | Placeholder] = []
    faults: list[Fault] = []
    literal: list[str] = []
    at = 0
    for match in _PIECE.finditer(body):
        literal.append(body[at : match.start()])
        at = match.end()
        found = match.group()
        if found in ("{{", "}}"):
            literal.append(found[0])
            continue
        made = _placeholder(match)
        if isinstance(made, Placeholder):
            pieces.extend(_joined(literal))
            literal.clear()
            pieces.append(made)
        else:
            faults.append(made)
            literal.append(found)
    literal.append(body[at:])
    pieces.extend(_joined(literal))
    return Parsed(tuple(pieces), tuple(faults))


def fill(body: str, values: Mapping[str, str]) -> Filled:
    """Fill the placeholders of a body with `values` (by name; `ask:what` for a question).

    An empty or blank value counts as not known, so the fallback stands in. Values are never read as
    placeholders themselves: a member called `{ask:x}` stays that. What cannot be filled stays as
    written and is
    listed in `unresolved`, once each.
    """
    parsed = parse(body)
    out: list[str] = []
    unresolved: dict[str, None] = {}
    for piece in parsed.pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        value = values.get(piece.name, "")
        if value.strip():
            out.append(value)
        elif piece.fallback is not None:
            out.append(piece.fallback)
        else:
            out.append(body[piece.start : piece.end])
            unresolved[piece.name] = None
    for fault in parsed.faults:
        unresolved[body[fault.start : fault.end]] = None
    return Filled("".join(out), tuple(unresolved))


def escape(text: str) -> str:
    """A plain text as a body that means exactly it (for "make a snippet of this answer")."""
    return text.replace("{", "{{").replace("}", "}}")


def _joined(literal: list[str]) -> list[str]:
    text = "".join(literal)
    return [text] if text else []


def _placeholder(match: re.Match[str]) -> Placeholder | Fault:
    start, end, inside = match.start(), match.end(), match.group(1)
    if inside is None:
        return Fault(start, end, f"a lone {match.group()} (write {match.group() * 2} for a plain brace)")
    if len(inside) > MOST_CHARACTERS:
        return Fault(
            start, end, "the braces hold too long a text for a placeholder; is a closing brace missing?"
        )
    name, bar, fallback = inside.partition("|")
    name = name.strip()
    kept = fallback.strip() if bar else None
    if name.startswith("ask:"):
        what = name.removeprefix("ask:").strip()
        if not what:
            return Fault(start, end, "{ask:} does not say what to ask, as in {ask:date of the appointment}")
        return Placeholder(start, end, f"ask:{what}", kept)
    if name in KNOWN_NAMES:
        return Placeholder(start, end, name, kept)
    near = difflib.get_close_matches(name.lower(), (*KNOWN_NAMES, "ask:"), n=1, cutoff=0.5)
    hint = f"; did you mean {{{near[0]}}}?" if near else f" (known: {', '.join(KNOWN_NAMES)}, ask:...)"
    if not _NAME.match(name):
        hint += " (write {{ and }} for plain braces)"
    return Fault(start, end, f"{{{inside}}} is no placeholder{hint}")
