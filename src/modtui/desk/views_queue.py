"""What the desk shows of many inquiries at once: triage groups and partner sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from modtui.desk.views import QueueRow, SnippetChoice


@dataclass(frozen=True, slots=True)
class TriageGroup:
    """Open inquiries with one best answer, the most pressing first. ``answer`` is in the first asker's language."""

    answer: SnippetChoice
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """One question as it may be read out: no name, no phone number, no link. ``draft`` is what was noted so far."""

    number: int
    inquiry_id: int
    asked_at: datetime
    waiting_since: datetime
    text: str
    language: str
    draft: str


@dataclass(frozen=True, slots=True)
class PartnerSheet:
    """Everything that waits on one partner, longest waiting first."""

    partner: str
    questions: tuple[SheetQuestion, ...]
