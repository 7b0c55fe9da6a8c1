"""Notices of moderation filled for one member or for the group: from the shelf, else ours (RULES 3)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from modtui.desk.first_name import first_name_of
from modtui.desk.shelf import Shelf
from modtui.snippets.model import Use
from modtui.snippets.placeholders import parse
from modtui.text.catalogue_notices import notice_text


def leaving(shelf: Shelf, language: str | None, member: str) -> str:
    """Thanks to who asked to go, a question how it was, and that they may come back."""
    return _from(shelf, Use.LEAVING, language, member) or notice_text(
        "leave", language, name=first_name_of(member)
    )


def muted(language: str | None, member: str, until: datetime | None, zone: ZoneInfo) -> str:
    """That and until when somebody cannot write."""
    name = first_name_of(member)
    if until is None:
        return notice_text("mute_for_ever", language, name=name)
    at = f"{until.astimezone(zone):%Y-%m-%d %H:%M}"
    return notice_text("mute", language, name=name, until=at)


def readmitted(language: str | None, member: str) -> str:
    """That somebody may come back."""
    return notice_text("readmit", language, name=first_name_of(member))


def gentle(language: str | None, member: str) -> str:
    """A note that is no warning: grief, for one."""
    return notice_text("note", language, name=first_name_of(member))


def removal_to_group(shelf: Shelf, language: str | None) -> str:
    """What may be told to everybody after a removal; it names nobody."""
    for snippet in shelf.library.notices(Use.REMOVAL, language):
        if not any(
            p.name == "first_name" for body in snippet.body.values() for p in parse(body).placeholders
        ) and (text := shelf.whole(snippet, language, "")):
            return text
    return notice_text("removal_group", language)


def welcome(shelf: Shelf, language: str | None, member: str) -> str | None:
    """The welcome with the guidelines below it; None where the shelf has neither."""
    parts = [_from(shelf, use, language, member) for use in (Use.WELCOME, Use.GUIDELINES)]
    return "\n\n".join(part for part in parts if part) or None


def guidelines(shelf: Shelf, language: str | None) -> str | None:
    """The guidelines in one language; None where the shelf has none."""
    return _from(shelf, Use.GUIDELINES, language, "")


def _from(shelf: Shelf, use: Use, language: str | None, member: str) -> str | None:
    texts = (shelf.whole(snippet, language, member) for snippet in shelf.library.notices(use, language))
    return next((text for text in texts if text), None)
