"""A snippet: a canned answer, a referral or a notice, in up to three languages, with who verified it
and when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = ("en", "ar", "fr")
"""The languages a title and a body can have, in the order in which one stands in for another."""

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Kind(StrEnum):
    """What a snippet is for: it informs, it sends somebody on, or it is about the group itself."""

    ANSWER = "answer"
    REFERRAL = "referral"
    NOTICE = "notice"


class Use(StrEnum):
    """When a notice is sent (the toolkit's Appendix 3 and sections 4.3 and 5.3)."""

    WARNING = "warning"
    WELCOME = "welcome"
    GUIDELINES = "guidelines"
    HOLDING = "holding"
    ASKING_BACK = "asking-back"
    THANKS = "thanks"
    REMOVAL = "removal"
    LEAVING = "leaving"
    STARTER = "starter"
    POLL = "poll"
    POST = "post"
    EMERGENCY = "emergency"


class Standing(StrEnum):
    """How far a snippet can be relied on today."""

    VERIFIED = "verified"
    STALE = "stale"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Verified:
    """Who checked the facts of a snippet, on which day, and with what source (a page, or a call and to
    whom)."""

    date: date
    by: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body and the language it is really in; `asked` is the language that was wanted."""

    text: str
    language: str
    asked: str | None

    @property
    def is_fallback(self) -> bool:
        """True where the wanted language is missing and another one stands in: say so before sending."""
        return self.asked is not None and self.asked != self.language


@dataclass(frozen=True, slots=True)
class Snippet:
    """One snippet as its file says it; the referral's fields are named after HSDS 3 (Open Referral)."""

    id: str
    kind: Kind
    title: Mapping[str, str]
    body: Mapping[str, str]
    use: Use | None = None
    category: str | None = None
    """For a warning: the category of the guidelines it is about, such as `conduct` or
    `extraneous-religious`."""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    verified: Verified | None = None
    expires: date | None = None
    organization: str = ""
    phone: str = ""
    address: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    eligibility: str = ""
    url: str = ""
    attachments: tuple[str, ...] = ()
    path: Path | None = field(default=None, compare=False)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change when anything changes that a member is sent.

        A new date of verification, an alias or a tag changes nothing for who got the snippet, so they
        are left out:
        the recall of a changed snippet (issue 3, 4) must not cry wolf.
        """
        sent = (
            self.id,
            self.kind.value,
            self.use.value if self.use else None,
            self.category,
            sorted(self.body.items()),
            [self.organization, self.phone, self.address, self.hours, self.eligibility, self.url],
            self.languages,
            self.attachments,
        )
        return hashlib.sha256(json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[
            :12
        ]

    @property
    def is_verified(self) -> bool:
        """True when somebody has put a date to having checked it (it may be stale all the same)."""
        return self.verified is not None

    def expires_on(self, stale_after: timedelta) -> date | None:
        """The first day on which the snippet counts as stale; None when nothing says so."""
        if self.expires is not None:
            return self.expires
        if self.verified is None:
            return None
        try:
            return self.verified.date + stale_after
        except OverflowError:
            return None

    def is_stale(self, today: date, stale_after: timedelta) -> bool:
        """True from the day of expiry on: `expires`, or else the day of verification plus `stale_after`."""
        last = self.expires_on(stale_after)
        return last is not None and today >= last

    def standing(self, today: date, stale_after: timedelta) -> Standing:
        """Stale outweighs the rest; without a date of verification a snippet is unverified."""
        if self.is_stale(today, stale_after):
            return Standing.STALE
        return Standing.VERIFIED if self.is_verified else Standing.UNVERIFIED

    def body_for(self, language: str | None) -> BodyChoice:
        """The body in `language`, or in the best other one, marked as such.

        Without a wish (None) the first of `LANGUAGES` that is there. Raises `KeyError` only for a
        snippet that has no
        body at all, which the loader never lets through.
        """
        found = _pick(self.body, language)
        if found is None:
            raise KeyError(f"The snippet {self.id} has no body.")
        return BodyChoice(self.body[found], found, language)

    def title_for(self, language: str | None) -> str:
        """The title in `language`, else in the best other one, else the id."""
        found = _pick(self.title, language)
        return self.title[found] if found is not None else self.id

    def field_values(self) -> dict[str, str]:
        """The referral's own fields as values for `{phone}`, `{address}` and the others in its body."""
        fields = {
            "organization": self.organization,
            "phone": self.phone,
            "address": self.address,
            "hours": self.hours,
            "eligibility": self.eligibility,
            "url": self.url,
        }
        return {name: value for name, value in fields.items() if value}


def frozen_texts(texts: Mapping[str, str]) -> Mapping[str, str]:
    """A read-only copy of texts by language, in the order of `LANGUAGES`."""
    if not texts:
        return _NOTHING
    known = [language for language in LANGUAGES if language in texts]
    rest = sorted(language for language in texts if language not in LANGUAGES)
    return MappingProxyType({language: texts[language] for language in (*known, *rest)})


def _pick(texts: Mapping[str, str], language: str | None) -> str | None:
    if language is not None and language in texts:
        return language
    return next((other for other in (*LANGUAGES, *texts) if other in texts), None)
