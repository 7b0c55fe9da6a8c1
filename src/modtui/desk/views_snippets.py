"""What the desk shows of snippets: blanks, both languages, files, faults, recalls, usage. Immutable, for any screen."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Blank:
    """Something a person has to say before a snippet can be sent. ``fallback`` None: it cannot be left empty."""

    name: str  # the key for ``fill_blanks``
    prompt: str  # what to ask, in the snippet's own words
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that leaves with a message: one that a snippet names, or of a person's choice. ``missing`` blocks sending."""

    name: str
    path: str
    missing: bool = False
    size: int = 0  # bytes


@dataclass(frozen=True, slots=True)
class LanguageSide:
    """A snippet's text in one language. ``original`` is what the snippet says, ``text`` what stands there now."""

    language: str
    text: str
    original: str
    unresolved: tuple[str, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether a person changed it."""
        return self.text != self.original


@dataclass(frozen=True, slots=True)
class BothLanguages:
    """A snippet side by side while sending: in the member's language, and in the other one where there is one.

    ``agreed``: a person said that the sides match, whatever was edited.
    """

    snippet_id: str
    mine: LanguageSide
    other: LanguageSide | None = None
    agreed: bool = False

    @property
    def out_of_step(self) -> str | None:
        """The language whose text no longer says what the other one says; None while they match.

        Exactly one side was edited: the one that was not is behind it. Both edited: the person saw to both.
        """
        if self.other is None or self.agreed or self.mine.edited == self.other.edited:
            return None
        return self.other.language if self.mine.edited else self.mine.language

    def with_edit(self, language: str, text: str) -> BothLanguages:
        """The pair after a side was typed in; what was agreed before no longer holds. Pure."""
        if self.mine.language == language:
            return dataclasses.replace(
                self, mine=dataclasses.replace(self.mine, text=text), agreed=self._holds(self.mine, text)
            )
        if self.other is not None and self.other.language == language:
            return dataclasses.replace(
                self, other=dataclasses.replace(self.other, text=text), agreed=self._holds(self.other, text)
            )
        return self

    def in_step(self) -> BothLanguages:
        """The pair after a person said that both sides match as they are. Pure."""
        return dataclasses.replace(self, agreed=True)

    def _holds(self, side: LanguageSide, text: str) -> bool:
        return self.agreed and side.text == text


@dataclass(frozen=True, slots=True)
class SnippetFault:
    """What is wrong with one snippet file, with its 1-based line. An ``error`` must be mended; a warning is to look at."""

    path: str
    line: int
    sentence: str
    error: bool = True


@dataclass(frozen=True, slots=True)
class WrittenSnippet:
    """A snippet file that was written. It is on the shelf a moment later (``DeskChange`` tells)."""

    snippet_id: str
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RecallRow:
    """One inquiry that was answered with a text that has changed since."""

    inquiry_id: int
    snippet_id: str
    title: str
    member: str
    first_line: str  # of the question; empty once purged
    sent_at: datetime
    message_id: int  # the reply that held the old text
    old_version: str
    new_version: str
    can_correct: bool = True  # False: the question was deleted


@dataclass(frozen=True, slots=True)
class SnippetUsage:
    """How often a snippet was sent, in all and by month ("2026-10", the service's zone), newest month first."""

    snippet_id: str
    title: str  # the id where it is not on the shelf any more
    total: int
    by_month: tuple[tuple[str, int], ...]
    stale_sends: int = 0  # replies it was sent in though stale or unverified
    on_shelf: bool = True
    kind: str = ""  # answer | referral | notice; empty where it is not on the shelf any more


@dataclass(frozen=True, slots=True)
class AskedOften:
    """Inquiries that ask much the same and for which nothing on the shelf fits, newest example first."""

    inquiry_ids: tuple[int, ...]
    example: str  # the first line of the newest
    language: str
    words: tuple[str, ...]  # what they have in common, folded
    answered_with: int | None = None  # a staff reply to one of them, for ``snippet_from_message``

    @property
    def count(self) -> int:
        """How many asked."""
        return len(self.inquiry_ids)


@dataclass(frozen=True, slots=True)
class FaqPreview:
    """The posts as they would be published. While ``blocked`` is not empty they cannot be."""

    parts: tuple[str, ...]
    language: str
    snippet_ids: tuple[str, ...]
    blocked: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()  # a language that stands in for another, an earlier FAQ that stays
    needs_override: bool = False  # some of them are stale or unverified


@dataclass(frozen=True, slots=True)
class FaqStatus:
    """The FAQ that was published last. ``changed``: snippets in it whose text is another by now."""

    message_ids: tuple[int, ...]
    published_at: datetime
    language: str
    pinned: bool
    changed: tuple[str, ...] = ()
    snippet_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyField:
    """One fact of a referral, for copying with one key."""

    field: str  # organization | phone | address | hours | eligibility | url
    value: str
